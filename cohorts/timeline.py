"""Moving a round's timeline: what moves from when to when. Pure dates, no database."""

import calendar
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAYS_A_MONTH = 365.25 / 12


class Scope(StrEnum):
    """How much of the timeline moves."""

    AHEAD = "ahead"  # everything that has not happened yet
    FROM_START = "from_start"  # the start and what comes after it


@dataclass(frozen=True)
class Recipient:
    """Somebody who is told. `user` is their account, where they have one."""

    email: str
    name: str = ""
    language: str = "sv"
    user: object | None = None


@dataclass(frozen=True)
class Dated:
    """A date of the round: `key` is a field of the cohort or the number of an event."""

    key: str
    name: str
    first: date
    last: date
    precision: str = "day"
    named: tuple[tuple[str, str], ...] = ()

    def name_in(self, language: str) -> str:
        return dict(self.named).get(language[:2]) or self.name


@dataclass(frozen=True)
class Move:
    """One date, before and after."""

    what: Dated
    first: date
    last: date

    @property
    def moves(self) -> bool:
        return (self.first, self.last) != (self.what.first, self.what.last)

    @property
    def keeps_weekday(self) -> bool:
        return self.first.weekday() == self.what.first.weekday()

    @property
    def is_on_weekend(self) -> bool:
        """Whether an exact day lands on a Saturday or Sunday where it did not before."""
        if self.what.precision != "day" or not self.moves:
            return False
        after = any(day.weekday() >= 5 for day in (self.first, self.last))
        before = any(day.weekday() >= 5 for day in (self.what.first, self.what.last))
        return after and not before


@dataclass(frozen=True)
class TimelinePlan:
    """The whole move, as it is shown before anything is done."""

    days: int
    scope: Scope
    moves: tuple[Move, ...]

    @property
    def moving(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.moves)

    @property
    def staying(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if not move.moves)

    @property
    def is_whole_weeks(self) -> bool:
        return self.days % 7 == 0

    def new_date(self, key: str) -> date | None:
        """The first day after the move of what `key` stands for, if it is dated at all."""
        return next((move.first for move in self.moves if move.what.key == key), None)

    @property
    def fingerprint(self) -> str:
        """Changes when anything of the plan does: what is done is what was shown."""
        parts = [
            f"{move.what.key}:{move.what.first}:{move.what.last}:{move.first}:{move.last}"
            for move in self.moves
        ]
        return hashlib.sha256("|".join([str(self.days), *parts]).encode()).hexdigest()[:32]


def plan(
    dates: Iterable[Dated],
    *,
    days: int,
    today: date,
    start: date | None,
    scope: Scope = Scope.AHEAD,
) -> TimelinePlan:
    """Move by `days` what lies ahead of `today`.

    Exact days move by exactly that many days, so whole weeks keep every weekday. A period
    known by its months moves by the nearest number of whole months, one known by its year by
    whole years: a rough date does not become exact by being moved.
    """

    def moved(what: Dated) -> Move:
        lies_ahead = what.first > today
        in_scope = scope == Scope.AHEAD or (start is not None and what.first >= start)
        if not (lies_ahead and in_scope):
            return Move(what, what.first, what.last)
        return Move(what, *_shifted(what, days))

    ordered = sorted(dates, key=lambda what: (what.first, what.last, what.key))
    return TimelinePlan(days=days, scope=scope, moves=tuple(moved(what) for what in ordered))


def _shifted(what: Dated, days: int) -> tuple[date, date]:
    match what.precision:
        case "month":
            months = round(days / DAYS_A_MONTH)
        case "year":
            months = 12 * round(days / 365.25)
        case _:
            shift = timedelta(days=days)
            return what.first + shift, what.last + shift
    return add_months(what.first, months), add_months(what.last, months)


def add_months(day: date, months: int) -> date:
    """The same day of another month; a month's last day stays the last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    length = calendar.monthrange(year, month)[1]
    was_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month, length if was_last else min(day.day, length))
