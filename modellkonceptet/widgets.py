"""Form widgets of our own."""

import datetime
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

DATE_PARTS = ("day", "month", "year")


def _hinted(label: Any, hint: Any) -> SafeString:
    return format_html("{}<small>{}</small>", label, hint)


# A choice's label with a quiet explanation under it, for radio buttons and checkboxes.
hinted = lazy(_hinted, str)


class SeveralFilesInput(forms.FileInput):
    """Chooses one or several files of the kinds that are received."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        accepted = {"multiple": True, "accept": ".pdf,.docx,.png,.jpg,.jpeg"}
        super().__init__({**accepted, **(attrs or {})})


class DateInputs(forms.MultiWidget):
    """Day, month and year as three small fields; what was typed stays as it was typed."""

    template_name = "forms/date_inputs.html"
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    # The parts that are wrong, set by the field; None when it is not known which.
    wrong_parts: frozenset[str] | None = None

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput({"inputmode": "numeric", "maxlength": 4 if part == "year" else 2})
            for part in DATE_PARTS
        }
        super().__init__(parts, attrs)

    def decompress(self, value: Any) -> list[str]:
        if isinstance(value, datetime.date):
            return [str(value.day), str(value.month), str(value.year)]
        return ["", "", ""]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [(value or "").strip() for value in super().value_from_datadict(data, files, name)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        base = context["widget"]["attrs"].get("id")
        for part, widget in zip(DATE_PARTS, context["widget"]["subwidgets"], strict=True):
            widget["label"] = self.labels[part]
            if base:
                widget["attrs"]["id"] = f"{base}_{part}"
            if self.wrong_parts is not None and part not in self.wrong_parts:
                widget["attrs"].pop("aria-invalid", None)
        return context
