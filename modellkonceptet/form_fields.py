"""Form fields of our own."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from modellkonceptet.widgets import DATE_PARTS, DateInputs

# More digits than any number of a row has; a database holds them in eight bytes.
_MOST_DIGITS = 18


def whole_number(text: Any) -> int | None:
    """The number that an address or a hidden field sends, None where it is no number of ours.

    Python's own tests let "²" pass, and its int() stops at 4 300 digits with an error.
    """
    text = str(text or "")
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    return int(text)


def _number(text: str, lowest: int, highest: int) -> int | None:
    """The number if `text` is plain digits within the bounds."""
    number = whole_number(text)
    return number if number is not None and lowest <= number <= highest else None


class CivilDateField(forms.Field):
    """A date as day, month and year, kept as typed until it is whole and real.

    The error names the first part that is wrong; `widget.wrong_parts` holds all of them.
    """

    widget = DateInputs
    default_error_messages = {
        "required": _("Write a date"),
        "day": _("Write the day as a number between 1 and 31"),
        "month": _("Write the month as a number between 1 and 12"),
        "year": _("Write the year with four digits"),
        "unreal": _("There is no such day in that month. Check the date."),
    }

    def clean(self, value: Any) -> datetime.date | None:
        self.widget.wrong_parts = None
        typed = self._as_parts(value)
        if not any(typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        date = self._as_date(typed)
        self.run_validators(date)
        return date

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self._as_parts(initial) != self._as_parts(data)

    def _as_parts(self, value: Any) -> list[str]:
        """Texts of day, month, year; leading zeros do not make another date."""
        if isinstance(value, datetime.date):
            return [str(value.day), str(value.month), str(value.year)]
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [(text or "").strip().lstrip("0") for text in value]
        return ["", "", ""]

    def _as_date(self, typed: list[str]) -> datetime.date:
        day, month = _number(typed[0], 1, 31), _number(typed[1], 1, 12)
        year = _number(typed[2], 1000, 9999)
        wrong = [
            part
            for part, number in zip(DATE_PARTS, (day, month, year), strict=True)
            if number is None
        ]
        if day is None or month is None or year is None:
            self.widget.wrong_parts = frozenset(wrong)
            raise ValidationError(self.error_messages[wrong[0]], code=wrong[0])
        try:
            return datetime.date(year, month, day)
        except ValueError:
            self.widget.wrong_parts = frozenset({"day"})
            raise ValidationError(self.error_messages["unreal"], code="unreal") from None


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows to choose among; a number larger than any database keeps is no choice."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError(
                self.error_messages["invalid_pk_value"],
                code="invalid_pk_value",
                params={"pk": "…"},
            ) from None
