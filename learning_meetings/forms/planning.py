"""Forms of planning: when and where, a period, hosts, and a meeting made by hand."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cohorts.enums import EventKind, Precision
from cohorts.models import Participation
from learning_meetings.forms.clock import ClockField
from learning_meetings.meeting_times import civil_moment, usual_times
from learning_meetings.models import Meeting
from learning_meetings.services.making_meetings import addable_kinds
from learning_meetings.services.setting_times import Place
from modellkonceptet.civil_dates import civil_date, clock
from modellkonceptet.form_fields import CivilDateField, RowsField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField

PERIODS = [(Precision.MONTH, _("Month or months")), (Precision.YEAR, _("Year"))]


class TimeForm(PlainForm):
    """Day and clock times as they are in Sweden; the last day only where it is another."""

    day = CivilDateField(label=_("Day"))
    starts = ClockField(label=_("Begins at"), error_messages={"required": _("Write a time.")})
    last_day = CivilDateField(
        label=_("Last day (only if it is another)"),
        required=False,
        help_text=_("For a meeting over several days, for instance from lunch to lunch."),
    )
    ends = ClockField(label=_("Ends at"), error_messages={"required": _("Write a time.")})
    place = PlainCharField(
        label=_("Place (optional)"),
        max_length=150,
        required=False,
        help_text=_("The name of the premises, or “By web”."),
    )
    address = PlainCharField(label=_("Address (optional)"), max_length=200, required=False)
    travel_note = PlainTextField(
        label=_("How to get there (optional)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    remote_link = forms.URLField(
        label=_("Link to join remotely (optional)"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Stands in the invitation, never in calendars that are subscribed to."),
        error_messages={"invalid": _("Write the whole address, beginning with https://")},
    )
    # What the page showed, and the warnings that somebody has read.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    @staticmethod
    def initial_for(meeting: Meeting) -> dict[str, Any]:
        names = ("place", "address", "travel_note", "remote_link")
        found: dict[str, Any] = {name: getattr(meeting, name) for name in names}
        if meeting.starts_at and meeting.ends_at:
            first, last = civil_date(meeting.starts_at), civil_date(meeting.ends_at)
            found |= {
                "day": first,
                "starts": clock(meeting.starts_at),
                "ends": clock(meeting.ends_at),
            }
            if last != first:
                found["last_day"] = last
        elif meeting.template and meeting.template.starts_at:
            begins, ends = usual_times(meeting.template, meeting.first_day, meeting.first_day)
            found |= {"starts": clock(begins), "ends": clock(ends)}
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._moment("starts_at", "day", "starts", cleaned.get("day"))
        self._moment("ends_at", "last_day", "ends", cleaned.get("last_day") or cleaned.get("day"))
        return cleaned

    def _moment(self, name: str, day_field: str, clock_field: str, day: date | None) -> None:
        """Kept under `name`; a time that the clocks skip or show twice is the time's own fault."""
        clock = self.cleaned_data.get(clock_field)
        if day is None or clock is None or day_field in self.errors:
            return
        try:
            self.cleaned_data[name] = civil_moment(day, clock)
        except ValidationError as error:
            self.add_error(clock_field, error)

    def where(self) -> Place:
        names = ("place", "address", "travel_note", "remote_link")
        return Place(**{name: self.cleaned_data.get(name, "") for name in names})


class PeriodForm(PlainForm):
    """From when to when, as exactly as it is known."""

    first = CivilDateField(label=_("First day"))
    last = CivilDateField(label=_("Last day"))
    precision = forms.ChoiceField(
        label=_("Known by"), choices=PERIODS, initial=Precision.MONTH, widget=forms.RadioSelect
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class HostsForm(PlainForm):
    """One host, or several together."""

    hosts = RowsField(
        queryset=Participation.objects.none(),
        label=_("Host"),
        help_text=_("Two who share a turn host together."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one host.")},
    )
    confirmed = forms.BooleanField(
        label=_("Do it although the wheel speaks against it"), required=False
    )

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hosts"].queryset = members  # type: ignore[attr-defined]
        if "confirmed" not in self.data:
            self.fields["confirmed"].widget = forms.HiddenInput()

    def offer_to_confirm(self) -> None:
        """Shown only once the wheel has spoken against it."""
        self.fields["confirmed"].widget = forms.CheckboxInput()


class SwapForm(PlainForm):
    """The meeting of the group whose turn one would rather have."""

    other = forms.ModelChoiceField(
        queryset=Meeting.objects.none(),
        label=_("Which turn would you rather have?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a meeting.")},
    )

    def __init__(self, *args: Any, meetings: Any, labels: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["other"]
        field.queryset = meetings
        field.label_from_instance = lambda meeting: labels[meeting.pk]


class NewMeetingForm(PlainForm):
    """A meeting beside the timeline."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind, EventKind(kind).label) for kind in addable_kinds()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a kind.")},
    )
    name_sv = PlainCharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Write the name.")}
    )
    name_en = PlainCharField(label=_("Name in English (optional)"), max_length=120, required=False)
    first = CivilDateField(label=_("First day"))
    last = CivilDateField(label=_("Last day"), required=False, help_text=_("Empty: the same day."))
    precision = forms.ChoiceField(
        label=_("Known by"),
        choices=[(Precision.DAY, _("Day")), *PERIODS],
        initial=Precision.DAY,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return cleaned
