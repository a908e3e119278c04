"""A time of day as people write it."""

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[.:]([0-5]\d))?", re.ASCII)


class ClockField(forms.CharField):
    """ "9", "9.30", "09:30"; what was typed stays as it was typed."""

    default_error_messages = {
        "invalid": _("Write the time as hours and minutes, for instance 9.30")
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"class": "w-xs", "inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return time(int(found[1]), int(found[2] or 0))
