"""Figures and periods as people write them and spreadsheets show them, in Swedish and in English.

What can be read in two ways is refused with a sentence rather than guessed: a thousand that
should have been one and a bit is a fault that nobody sees in a chart.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from improvements.enums import Frequency
from modellkonceptet.plain_text import clean_text

DecimalMark = Literal[",", "."]

# Written for "no figure here"; the points as Statistics Sweden writes them.
_MISSING = frozenset({"", "-", ".", "..", "...", "…", "saknas", "missing", "n/a"})
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2008\u2009\u200a\u202f"), " ")
_SIGN_AND_PERCENT = re.compile(r"([+-]?) ?(.*?) ?%?", re.DOTALL)
_SPACED = re.compile(r"([1-9][0-9]{0,2}(?: [0-9]{3})+)(?:[.,]([0-9]+))?")
_PLAIN = re.compile(r"([0-9]*)(?:[.,]([0-9]+))?")
_GROUPED = re.compile(r"([1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]+))?")
# Thousands by one mark, or three decimals: "1.234", "12,345"; never "0,234" or "1234,567".
_AMBIGUOUS = re.compile(r"([1-9][0-9]{0,2})([.,])([0-9]{3})")
# What an indicator's figure has room for, and the decimals that a spreadsheet can show.
_MOST_DIGITS, _MOST_DECIMALS = 10, 20
_LONGEST = 40

_MONTHS = (
    ("jan", "januari", "january"),
    ("feb", "februari", "february"),
    ("mar", "mars", "march"),
    ("apr", "april"),
    ("maj", "may"),
    ("jun", "juni", "june"),
    ("jul", "juli", "july"),
    ("aug", "augusti", "august"),
    ("sep", "sept", "september"),
    ("okt", "oktober", "oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAME = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_QUARTER_WORDS = r"kv\.?|kvartal|q|k|quarter"
_WEEK_WORDS = r"v\.?|vecka|w|week"
_HALF_WORDS = r"h|halvår|half"
_SEASONS = {"vt": 1, "ht": 2}
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[ t]00:00(?::00)?)?")
_DAY_IN_WORDS = re.compile(rf"([0-9]{{1,2}}) ({_NAME})\.? ([0-9]{{4}})")
_YEAR = re.compile(r"([0-9]{4})")
# Each with the year and the part of it, in whichever order they stand.
_PARTS = {
    Frequency.MONTH: (
        r"(?P<year>[0-9]{4})[-/.](?P<part>[0-9]{1,2})",
        r"(?P<part>[0-9]{1,2})[-/](?P<year>[0-9]{4})",
        r"(?P<year>[0-9]{4})m(?P<part>[0-9]{2})",
        rf"(?P<part>{_NAME})\.?[ -](?P<year>[0-9]{{4}})",
        rf"(?P<year>[0-9]{{4}})[ -](?P<part>{_NAME})\.?",
    ),
    Frequency.QUARTER: (
        rf"(?:{_QUARTER_WORDS}) ?(?P<part>[0-9])[ ,-]+(?P<year>[0-9]{{4}})",
        rf"(?P<year>[0-9]{{4}})[ -]?(?:{_QUARTER_WORDS}) ?(?P<part>[0-9])",
    ),
    Frequency.WEEK: (
        rf"(?:{_WEEK_WORDS}) ?(?P<part>[0-9]{{1,2}})[ ,-]+(?P<year>[0-9]{{4}})",
        rf"(?P<year>[0-9]{{4}})[ -]?(?:{_WEEK_WORDS}) ?(?P<part>[0-9]{{1,2}})",
    ),
    Frequency.HALF_YEAR: (
        rf"(?:{_HALF_WORDS}) ?(?P<part>[0-9])[ ,-]+(?P<year>[0-9]{{4}})",
        rf"(?P<year>[0-9]{{4}})[ -]?(?:{_HALF_WORDS}) ?(?P<part>[0-9])",
        r"(?P<part>vt|ht)[ -]?(?P<year>[0-9]{4})",
    ),
}
_PERIODS = {
    frequency: [re.compile(pattern) for pattern in patterns]
    for frequency, patterns in _PARTS.items()
}
_MONTHS_OF = {
    Frequency.YEAR: 12,
    Frequency.HALF_YEAR: 6,
    Frequency.QUARTER: 3,
    Frequency.MONTH: 1,
}
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100


@dataclass(frozen=True)
class Period:
    """When a figure is from: the first day; of a single day nothing says how often it comes."""

    first: date
    frequency: Frequency | None


def read_figure(text: str, *, decimal_mark: DecimalMark | None = None) -> Decimal | None:
    """The figure of a cell, None where it says that there is none.

    A percent sign says what the figure is of and changes nothing: "12 %" is 12. `decimal_mark`
    settles what is otherwise ambiguous, for whoever has been told how the table is written.
    All decimals are kept; whoever saves the figure rounds it.
    """
    typed = _plain(text)
    if typed.lower() in _MISSING:
        return None
    found = _SIGN_AND_PERCENT.fullmatch(typed)
    sign, digits = (found[1], found[2]) if found else ("", typed)
    whole, decimals = _whole_and_decimals(digits, typed, decimal_mark)
    if len(whole.lstrip("0")) > _MOST_DIGITS or len(decimals) > _MOST_DECIMALS:
        raise ValidationError(
            _("“%(typed)s” has too many digits. Check the figure.") % {"typed": typed[:_LONGEST]}
        )
    figure = Decimal(f"{whole or 0}.{decimals}") if decimals else Decimal(whole)
    return -figure if sign == "-" and figure else figure


def _whole_and_decimals(
    digits: str, typed: str, decimal_mark: DecimalMark | None
) -> tuple[str, str]:
    """The digits before and after the decimal mark, or why they cannot be told apart."""
    if found := _AMBIGUOUS.fullmatch(digits):
        if decimal_mark is None:
            whole, mark, decimals = found.groups()
            said = {
                "typed": typed,
                "thousands": f"{whole} {decimals}",
                "decimals": f"{whole}{mark}{decimals}0",
            }
            raise ValidationError(
                _(
                    "“%(typed)s” can be read in two ways. Write %(thousands)s for thousands, or "
                    "%(decimals)s for decimals."
                )
                % said
            )
        if found[2] == decimal_mark:
            return found[1], found[3]
        return found[1] + found[3], ""
    for pattern in (_SPACED, _GROUPED):
        if found := pattern.fullmatch(digits):
            return re.sub("[ .,]", "", found[1]), found.groups()[-1] or ""
    found = _PLAIN.fullmatch(digits)
    if found is None or not digits:
        raise ValidationError(
            _("“%(typed)s” is not a figure. Write it as 1234,5 or leave it empty.")
            % {"typed": typed[:_LONGEST]}
        )
    return found[1], found[2] or ""


def read_period(text: str) -> Period:
    """The period of a cell: a year, a half, a quarter, a month, a week or a day."""
    typed = _plain(text)
    period = _period(typed.lower())
    if period is None:
        raise ValidationError(
            _("“%(typed)s” is not a period. Write it as 2026, 2026-01, kv1 2026 or 2026-W03.")
            % {"typed": typed[:_LONGEST]}
        )
    if not _EARLIEST_YEAR <= period.first.year <= _LATEST_YEAR:
        raise ValidationError(
            _("“%(typed)s” lies too far away. Check the year.") % {"typed": typed[:_LONGEST]}
        )
    return period


def _period(typed: str) -> Period | None:
    if _YEAR.fullmatch(typed):
        return _starting(Frequency.YEAR, int(typed), 1)
    for frequency, patterns in _PERIODS.items():
        for pattern in patterns:
            if found := pattern.fullmatch(typed):
                return _starting(frequency, int(found["year"]), _number(found["part"]))
    if found := _DAY.fullmatch(typed):
        return _of_day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_IN_WORDS.fullmatch(typed):
        return _of_day(int(found[3]), _MONTH_OF[found[2]], int(found[1]))
    return None


def _number(part: str) -> int:
    return _MONTH_OF.get(part) or _SEASONS.get(part) or int(part)


def _plain(text: str) -> str:
    """The text with one kind of space and one kind of dash."""
    typed = clean_text(text.translate(_SPACES), multiline=False).translate(_DASHES)
    return re.sub(" +", " ", typed)


def period_start(day: date, frequency: Frequency) -> date:
    """The first day of the period that the day belongs to."""
    if frequency == Frequency.WEEK:
        return day - timedelta(days=day.weekday())
    months = _MONTHS_OF[frequency]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _starting(frequency: Frequency, year: int, part: int) -> Period | None:
    """The period that is that part of the year; None when the year has no such part."""
    try:
        if frequency == Frequency.WEEK:
            return Period(date.fromisocalendar(year, part, 1), frequency)
        return Period(date(year, (part - 1) * _MONTHS_OF[frequency] + 1, 1), frequency)
    except ValueError:
        return None


def _of_day(year: int, month: int, day: int) -> Period | None:
    try:
        return Period(date(year, month, day), None)
    except ValueError:
        return None
