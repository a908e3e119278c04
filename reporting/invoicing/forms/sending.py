"""The form of what was sent by hand."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning_meetings.forms.clock import ClockField
from learning_meetings.meeting_times import civil_moment
from modellkonceptet.civil_dates import clock, today
from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField
from reporting.invoicing.services.sending import LONGEST_PROVIDER_ID


def _clock_now() -> str:
    return clock(timezone.now())


class MarkSentForm(PlainForm):
    """When, by the clocks in Sweden, and by what id the provider knows it; empty, it is now."""

    sent_on = CivilDateField(label=_("Day it was sent"), initial=today, required=False)
    sent_clock = ClockField(
        label=_("Time it was sent"),
        help_text=_("Without day and time, it is noted as sent now."),
        initial=_clock_now,
        required=False,
    )
    provider_id = PlainCharField(
        label=_("The provider’s id, if there is one"),
        max_length=LONGEST_PROVIDER_ID,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider_id"].widget.attrs |= {"class": "w-m", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, clock = cleaned.get("sent_on"), cleaned.get("sent_clock")
        if self.errors or (day is None and clock is None):
            return cleaned
        if day is None:
            self.add_error("sent_on", _("Write a date"))
        elif clock is None:
            self.add_error("sent_clock", _("Write a time."))
        else:
            try:
                cleaned["sent_at"] = civil_moment(day, clock)
            except ValidationError as error:
                self.add_error("sent_clock", error)
        return cleaned

    @property
    def sent_at(self) -> datetime | None:
        """None is now."""
        return self.cleaned_data.get("sent_at")
