"""Proposing times, and saying which of them suit."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning_meetings.enums import PollAnswer
from learning_meetings.forms.clock import ClockField
from learning_meetings.meeting_times import civil_moment
from learning_meetings.meeting_words import when_in_words
from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField
from modellkonceptet.widgets import DATE_PARTS

ROWS = 8
SHOWN = 4
PARTS = ("date", "begins", "ends")


class PollForm(PlainForm):
    """Up to eight proposed times, each a day with hours; `row1_date`, `row1_begins` and so on."""

    answer_by = CivilDateField(label=gettext_lazy("Answer by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, ROWS + 1):
            self.fields[f"row{number}_date"] = CivilDateField(
                label=gettext_lazy("Date"), required=False
            )
            self.fields[f"row{number}_begins"] = ClockField(
                label=gettext_lazy("Begins"), required=False
            )
            self.fields[f"row{number}_ends"] = ClockField(
                label=gettext_lazy("Ends"), required=False
            )

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField], bool]]:
        """Each row's number and fields, and whether it belongs to the folded rest."""
        return [
            (number, fields, number > SHOWN and not any(field.errors for field in fields))
            for number in range(1, ROWS + 1)
            for fields in [[self[f"row{number}_{part}"] for part in PARTS]]
        ]

    @property
    def folds(self) -> bool:
        """Whether the last rows may stay folded: nothing stands in them."""
        return not any(
            self.data.get(f"row{number}_date_{part}")
            for number in range(SHOWN + 1, ROWS + 1)
            for part in DATE_PARTS
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.times: list[tuple[datetime, datetime]] = []
        for number in range(1, ROWS + 1):
            self._read_row(number)
        return cleaned

    def _read_row(self, number: int) -> None:
        names = [f"row{number}_{part}" for part in PARTS]
        if any(name in self.errors for name in names):
            return
        day = self.cleaned_data.get(names[0])
        if day is None:
            return
        moments = []
        for name in names[1:]:
            clock = self.cleaned_data.get(name)
            if clock is None:
                self.add_error(name, _("Write the time."))
                continue
            try:
                moments.append(civil_moment(day, clock))
            except ValidationError as error:
                self.add_error(name, error)
        if len(moments) == 2 and moments[1] <= moments[0]:
            self.add_error(names[2], _("The meeting ends before it begins."))
        elif len(moments) == 2:
            self.times.append((moments[0], moments[1]))


class TakeBackForm(PlainForm):
    reason = PlainCharField(
        label=gettext_lazy("Why is the date taken back?"),
        max_length=300,
        help_text=gettext_lazy("Stands in the mail to those who are invited."),
        error_messages={"required": gettext_lazy("Write why.")},
    )


class VoteForm(PlainForm):
    """Yes, if need be or no for each proposed time."""

    def __init__(self, *args: Any, times: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, int] = {}
        for proposed in times:
            name = f"time{proposed.pk}"
            self.keys[name] = proposed.pk
            self.fields[name] = forms.ChoiceField(
                label=when_in_words(proposed.starts_at, proposed.ends_at),
                choices=PollAnswer.choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Say whether the time suits you."),
                    "invalid_choice": _("Choose one of the three answers."),
                },
            )

    @property
    def questions(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.keys)

    def answers(self) -> dict[int, str]:
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}
