"""The day of a decision, or the year where no more is known."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from modellkonceptet.civil_dates import in_words
from modellkonceptet.form_fields import CivilDateField


@dataclass(frozen=True)
class DecisionDay:
    """`day` is None when only the year is known."""

    year: int
    day: datetime.date | None = None

    def __str__(self) -> str:
        return in_words(self.day, year=True) if self.day else str(self.year)


class DecisionDateField(CivilDateField):
    """A whole date, or a year alone; whether the year is enough is for the form to say."""

    default_error_messages = {
        "month_alone": _("Write the day as well, or leave the month empty if you do not know it"),
    }

    def clean(self, value: Any) -> Any:
        day, month, year = self._as_parts(value)
        if year and not day and month:
            self.widget.wrong_parts = frozenset({"day"})
            raise ValidationError(self.error_messages["month_alone"], code="month_alone")
        if year and not day and not month:
            # A real day, so that the year is judged as the years of whole dates are.
            known = super().clean(["1", "1", year])
            return DecisionDay(year=known.year) if known else None
        try:
            date = super().clean(value)
        except ValidationError as error:
            if not all((day, month, year)):  # begun, but a part is left out
                error.code = "required"
            raise
        return DecisionDay(year=date.year, day=date) if date else None
