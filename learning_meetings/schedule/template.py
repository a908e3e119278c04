"""What a schedule is asked for: the programme's steps and the facts of the round. Plain values."""

import calendar
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from learning_meetings.calendar_days import Closed

DAY, MONTH, YEAR = "day", "month", "year"


class Slot(NamedTuple):
    """One meeting's place: the kind, its number among its kind (0: the only one), whose it is.

    `group` is None for a meeting of the whole round, and as long as there are no groups.
    """

    kind: str
    number: int = 0
    group: int | None = None


@dataclass(frozen=True)
class Offset:
    """So many days after the round's start, or within `spread_days` from there.

    It is a wish: the meeting moves to a fit day near by, past the spread if it must.
    """

    days: int
    spread_days: int = 1
    precision: str = DAY


@dataclass(frozen=True)
class Period:
    """From day to day: the meeting is held within it, or there is no schedule."""

    first: date
    last: date
    precision: str = MONTH

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("The last day is before the first.")

    def widened(self) -> "Period":
        """The whole months or years that it is known by."""
        first, last = self.first, self.last
        if self.precision == DAY:
            return self
        if self.precision == YEAR:
            return Period(date(first.year, 1, 1), date(last.year, 12, 31), YEAR)
        length = calendar.monthrange(last.year, last.month)[1]
        return Period(first.replace(day=1), last.replace(day=length), MONTH)


@dataclass(frozen=True)
class Deadline:
    """What is due before a meeting: it hangs on the meeting's first day and moves with it."""

    key: str
    days_before: int
    name: str = ""


@dataclass(frozen=True)
class Step:
    """A meeting of the template; each group holds its own where `per_group`.

    length_days: days in a row, all of them fit
    gap_days: at least so many from the last day of the step before to the first of this one;
        it is on a later day in any case
    stands_alone: no link of the chain (a seminar, an information meeting); still nobody is asked
        to two meetings on one day
    """

    kind: str
    when: Offset | Period
    number: int = 0
    name: str = ""
    per_group: bool = False
    length_days: int = 1
    gap_days: int = 0
    deadlines: tuple[Deadline, ...] = ()
    stands_alone: bool = False

    def __post_init__(self) -> None:
        if self.length_days < 1 or self.gap_days < 0:
            raise ValueError("A meeting lasts at least a day, and a gap is not negative.")
        if isinstance(self.when, Offset) and self.when.spread_days < 1:
            raise ValueError("A spread is at least one day.")

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.number


@dataclass(frozen=True)
class GroupFacts:
    """A group of the round.

    people: whoever comes to its meetings, mentors too, by anything that tells them apart
    hosts: who hosts its first, second, third hosted meeting; see `hosting`
    """

    key: int
    name: str = ""
    people: frozenset[Hashable] = frozenset()
    hosts: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class FixedDate:
    """A date that has been decided and stays, fit or not; `last` where the length differs."""

    slot: Slot
    first: date
    last: date | None = None


@dataclass(frozen=True)
class RoundFacts:
    """What a schedule depends on beside the template.

    start: the day that offsets count from
    today: nothing is proposed whose deadlines have passed by then; what has been held is fixed
    end: no meeting after it
    closed: when nobody meets
    dates_for: the steps (kind, number) whose period becomes a date now; a step known to the day
        always gets one, the others keep their period
    """

    start: date
    today: date
    end: date | None = None
    groups: tuple[GroupFacts, ...] = ()
    fixed: tuple[FixedDate, ...] = ()
    closed: tuple[Closed, ...] = ()
    dates_for: frozenset[tuple[str, int]] = frozenset()

    def __post_init__(self) -> None:
        for what in ([one.key for one in self.groups], [one.slot for one in self.fixed]):
            if len(set(what)) < len(what):
                raise ValueError("A group or a fixed date is given twice.")

    @cached_property
    def group_by_key(self) -> Mapping[int, GroupFacts]:
        return {group.key: group for group in self.groups}


def all_steps(steps: Sequence[Step]) -> frozenset[tuple[str, int]]:
    """For `dates_for`: every period becomes a date."""
    return frozenset(step.key for step in steps)
