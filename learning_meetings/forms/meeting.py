"""Forms of the meeting's page: what is prepared, and what is written down."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learning_meetings.enums import OutcomeKind, Responsible
from learning_meetings.meeting_evaluation import STATEMENTS
from learning_meetings.models import Meeting
from learning_meetings.services.attendance import as_seen
from learning_meetings.services.evaluating import HIGHEST, LOWEST, SCALES
from learning_meetings.services.notes import MOST_TEXT
from learning_meetings.services.outcomes import Said, participants, people
from learning_meetings.services.preparing import MOST_DAYS, MOST_MINUTES, Part, Task
from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField

BEFORE, AFTER = "before", "after"


def _seen() -> forms.CharField:
    """The state of what the page shows; the service compares."""
    return forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class _NumberField(forms.IntegerField):
    """A whole number in a small box."""

    def __init__(self, *, wrong: Any, **kwargs: Any) -> None:
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
        widget = forms.TextInput({"inputmode": "numeric", "class": "w-xs"})
        super().__init__(error_messages=messages, widget=widget, **kwargs)


class PartForm(PlainForm):
    """A part of the agenda."""

    seen = _seen()
    title_sv = PlainCharField(
        label=_("What it is about"),
        max_length=200,
        error_messages={"required": _("Write what it is about.")},
    )
    minutes = _NumberField(
        label=_("Minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        wrong=_("Write the length in minutes."),
    )
    leads = forms.ChoiceField(
        label=_("Who leads it"),
        choices=Responsible.choices,
        initial=Responsible.HOST,
        widget=forms.Select({"class": "w-m"}),
    )
    leads_name = PlainCharField(
        label=_("By name (optional)"),
        max_length=150,
        required=False,
        widget=forms.TextInput({"class": "w-m", "autocomplete": "off"}),
    )
    title_en = PlainCharField(
        label=_("The same in English (optional)"), max_length=200, required=False
    )

    def part(self) -> Part:
        return Part(**{name: self.cleaned_data[name] for name in Part.__dataclass_fields__})


class TaskForm(PlainForm):
    """A thing on the checklist: so many days before or after the meeting."""

    seen = _seen()
    text_sv = PlainCharField(
        label=_("What is to be done"),
        max_length=250,
        error_messages={"required": _("Write what is to be done.")},
    )
    count = _NumberField(
        label=_("Days"),
        min_value=0,
        max_value=MOST_DAYS,
        wrong=_("Write the number of days."),
        help_text=_("The day moves with the meeting."),
    )
    side = forms.ChoiceField(
        label=_("Counted from the meeting"),
        choices=[(BEFORE, _("Before the meeting")), (AFTER, _("After the meeting"))],
        initial=BEFORE,
        widget=forms.Select({"class": "w-s"}),
    )
    responsible = forms.ChoiceField(
        label=_("Who does it"),
        choices=Responsible.choices,
        initial=Responsible.HOST,
        widget=forms.Select({"class": "w-m"}),
    )
    text_en = PlainCharField(
        label=_("The same in English (optional)"), max_length=250, required=False
    )

    def task(self) -> Task:
        said = self.cleaned_data
        days = said["count"] if said["side"] == AFTER else -said["count"]
        return Task(said["text_sv"], days, said["responsible"], said["text_en"])


class RolesForm(PlainForm):
    seen = _seen()
    leader = PlainCharField(
        label=_("Who leads the meeting"),
        max_length=150,
        required=False,
        widget=forms.TextInput({"class": "w-m", "autocomplete": "off"}),
    )
    note_taker = PlainCharField(
        label=_("Who takes notes"),
        max_length=150,
        required=False,
        widget=forms.TextInput({"class": "w-m", "autocomplete": "off"}),
    )


class ReasonForm(PlainForm):
    reason = PlainCharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Stands in the mail to everybody who is invited."),
        error_messages={"required": _("Say why.")},
    )


class PresentationForm(PlainForm):
    """The file itself is checked and kept by the service."""

    file = forms.Field(
        label=_("File"),
        required=False,
        help_text=_("PDF, Word or a picture, at most 20 MB. Save slides as a PDF first."),
        widget=forms.FileInput({"accept": ".pdf,.docx,.png,.jpg,.jpeg"}),
    )


class NoteForm(PlainForm):
    """`seen` is the version that what is typed builds on."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    text = PlainTextField(
        label=_("Notes"),
        max_length=MOST_TEXT,
        required=False,
        help_text=_("What you talked about. Decisions, ideas and things to do have a place each."),
        widget=forms.Textarea({"rows": 16}),
    )


class _PlaceField(forms.ModelChoiceField):
    def __init__(self, *, label: Any) -> None:
        super().__init__(
            None,
            label=label,
            required=False,
            empty_label=_("Nobody in particular"),
            widget=forms.Select({"class": "w-m"}),
        )


class OutcomeForm(PlainForm):
    """A decision, an idea or something to do: each has the questions that it needs."""

    text = PlainCharField(
        label=_("What"), max_length=500, error_messages={"required": _("Write what it is.")}
    )
    origin = _PlaceField(label=_("From whom the idea comes"))
    taken_by = _PlaceField(label=_("Who takes it home"))
    responsible: Any = forms.ModelChoiceField(
        None,
        label=_("Who does it"),
        empty_label=_("Choose"),
        widget=forms.Select({"class": "w-m"}),
        error_messages={"required": _("Choose who does it.")},
    )
    due_on = CivilDateField(label=_("By which day"))

    QUESTIONS = {
        OutcomeKind.DECISION: ("text",),
        OutcomeKind.IDEA: ("text", "origin", "taken_by"),
        OutcomeKind.ACTION: ("text", "responsible", "due_on"),
    }

    def __init__(self, *args: Any, meeting: Meeting, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.QUESTIONS[OutcomeKind(kind)]
        for name in list(self.fields):
            if name not in asked:
                del self.fields[name]
        for name in ("origin", "taken_by"):
            if name in self.fields:
                self.fields[name].queryset = participants(meeting)  # type: ignore[attr-defined]
        if "responsible" in self.fields:
            self.fields["responsible"].queryset = people(meeting)  # type: ignore[attr-defined]
            self.fields["responsible"].label_from_instance = (  # type: ignore[attr-defined]
                lambda seat: f"{seat.name}, {seat.participation}"
            )

    def said(self) -> Said:
        return Said(**self.cleaned_data)


class EvaluationForm(PlainForm):
    """Plus, minus, interesting, and how far one agrees, 1–5. All of it may be left empty."""

    plus = PlainTextField(
        label=_("Plus: what was good"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    minus = PlainTextField(
        label=_("Minus: what could be better"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    interesting = PlainTextField(
        label=_("Interesting: what made you think"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in SCALES:
            self.fields[key] = forms.TypedChoiceField(
                label=STATEMENTS[key],
                choices=[(mark, _mark(mark)) for mark in range(LOWEST, HIGHEST + 1)],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )

    def scales(self) -> dict[str, int]:
        return {key: mark for key in SCALES if (mark := self.cleaned_data[key]) is not None}


def _mark(mark: int) -> Any:
    if mark == LOWEST:
        return _("1, not at all")
    return _("5, entirely") if mark == HIGHEST else str(mark)


def presence_choices() -> Sequence[tuple[str, Any]]:
    return [
        ("", _("Not noted")),
        ("there", _("Was there")),
        ("substitute", _("Somebody else came")),
        ("absent", _("Was not there")),
    ]


class AttendanceForm(PlainForm):
    """One row for each invited person: how it was, as the page showed it, and who came instead."""

    def __init__(self, *args: Any, invitees: Sequence[Any], presences: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitees = invitees
        for one in invitees:
            standing = presences[one.pk]
            self.fields[f"seen-{one.pk}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=as_seen(standing)
            )
            self.fields[f"presence-{one.pk}"] = forms.ChoiceField(
                label=_("Was there?"),
                choices=presence_choices,
                required=False,
                initial=standing.how,
                widget=forms.Select({"class": "form-select"}),
            )
            self.fields[f"substitute-{one.pk}"] = PlainCharField(
                label=_("Who came instead"),
                max_length=150,
                required=False,
                initial=one.substitute_name,
                widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
            )

    def rows(self) -> list[tuple[Any, Any, Any, Any]]:
        """Each person with the fields of their row."""
        names = ("presence", "substitute", "seen")
        return [(one, *(self[f"{name}-{one.pk}"] for name in names)) for one in self.invitees]
