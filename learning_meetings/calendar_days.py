"""Which days in Sweden are fit for a meeting, and why a day is not. Pure.

A meeting avoids weekends, public holidays, the days that count as such by law (Midsummer Eve,
Christmas Eve, New Year's Eve), the eves of public holidays, the bridge day after Ascension, and
what the round has closed: school holidays, July. A deadline only needs a working day, and knows
nothing of eves and closed weeks.

The holidays are those of the library `holidays`, which follows the act 1989:253 and the Annual
Leave Act 1977:480 § 7. Of its category BANK, which also holds half-days, only a day whose morrow
is a public holiday counts as an eve: the day before Ascension does, 23 and 30 December do not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from modellkonceptet.working_days import ONE_DAY, SATURDAY, holidays_of


@dataclass(frozen=True)
class ClosedDates:
    """Days on which nobody meets, the first and the last included."""

    name: str
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("The last day is before the first.")

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class ClosedWeeks:
    """ISO weeks on which nobody meets, of one ISO year or, without `year`, of every year.

    Without a year the weeks may go over New Year (52–1); week 53 is then closed in the years
    that have one.
    """

    name: str
    first: int
    last: int
    year: int | None = None

    def __post_init__(self) -> None:
        most = 53 if self.year is None else weeks_of(self.year)
        if not (1 <= self.first <= most and 1 <= self.last <= most):
            raise ValueError(f"There are {most} weeks, not {max(self.first, self.last)}.")
        if self.year is not None and self.last < self.first:
            raise ValueError("The last week is before the first.")

    def covers(self, day: date) -> bool:
        year, week, _weekday = day.isocalendar()
        if self.year is not None and year != self.year:
            return False
        if self.first <= self.last:
            return self.first <= week <= self.last
        return week >= self.first or week <= self.last


@dataclass(frozen=True)
class ClosedEveryYear:
    """Days as (month, day) on which nobody meets in any year; they may go over New Year."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]

    def __post_init__(self) -> None:
        for month, day in (self.first, self.last):
            date(2024, month, day)  # a leap year: 29 February may stand in it

    def covers(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


Closed = ClosedDates | ClosedWeeks | ClosedEveryYear


def july() -> ClosedEveryYear:
    """The month in which Sweden has its holidays."""
    return ClosedEveryYear(_("July"), (7, 1), (7, 31))


def weeks_of(year: int) -> int:
    """52 or 53: how many weeks an ISO year has. 28 December always lies in the last one."""
    return date(year, 12, 28).isocalendar().week


def why_unfit(day: date, closed: Iterable[Closed] = ()) -> str:
    """Why nobody should meet that day, in the active language; "" for a day that is fit."""
    if holiday := _unfit_days(day.year, _holiday_language()).get(day):
        return holiday
    if day.weekday() >= SATURDAY:
        return date_format(day, "l")
    return next((one.name for one in closed if one.covers(day)), "")


def is_fit(day: date, closed: Iterable[Closed] = ()) -> bool:
    """Whether people can be asked to meet that day. Raises ValueError outside 1953–2100."""
    return (
        day.weekday() < SATURDAY
        and day not in _unfit_days(day.year, "sv")
        and not any(one.covers(day) for one in closed)
    )


def fit_run(first: date, length_days: int, closed: Iterable[Closed] = ()) -> bool:
    """Whether that many days in a row are fit, as for a conference from lunch to lunch."""
    return all(is_fit(day, closed) for day in days_from(first, length_days))


def days_from(first: date, length_days: int) -> Iterator[date]:
    """So many days in a row."""
    return (first + timedelta(days=number) for number in range(length_days))


@lru_cache(maxsize=512)
def _unfit_days(year: int, language: str) -> Mapping[date, str]:
    """The days of a year that are unfit for a meeting, each with its name; plain weekends not."""
    public = holidays_of("public", year, language)
    bank = holidays_of("bank", year, language)
    eves = {day: name for day, name in bank.items() if day + ONE_DAY in public}
    optional = holidays_of("optional", year, language)
    de_facto = holidays_of("de_facto", year, language)
    return MappingProxyType(eves | optional | de_facto | public)


def _holiday_language() -> str:
    return "en_US" if (get_language() or "sv").startswith("en") else "sv"
