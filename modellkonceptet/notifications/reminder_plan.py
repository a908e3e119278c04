"""Who gets which reminder on a day: from what is due and what has been said already. Pure.

Reminders leave on working days from seven. A step that falls on a weekend or a holiday comes the
working day before; one after the due day never comes before that day has passed. Steps that were
missed (an outage, holidays) come together as one: the latest that has come, not older than
`WINDOW` days.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from modellkonceptet.civil_dates import STOCKHOLM
from modellkonceptet.notifications.enums import Role
from modellkonceptet.notifications.reminder_rules import ONE_DAY, Due, Found, Recipient
from modellkonceptet.working_days import is_working_day, working_day_after, working_day_before

WINDOW = timedelta(days=14)
EARLIEST_HOUR = 7
# Where a role has nobody, who stands in: a reminder always reaches somebody.
STANDS_IN: Mapping[str, str] = {
    Role.RESPONSIBLE: Role.STRATEGIST,
    Role.STRATEGIST: Role.KEY_PERSON,
    Role.KEY_PERSON: Role.SENIOR_MANAGER,
    Role.SENIOR_MANAGER: Role.DESK,
    Role.POLITICIAN: Role.STRATEGIST,
    Role.FINANCE_MANAGER: Role.STRATEGIST,
    Role.MENTOR: Role.DESK,
    Role.FINANCE: Role.DESK,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One reminder to one person. `is_above`: it is about what somebody else has not done."""

    found: Found
    step: int
    recipient: Recipient
    is_above: bool = False

    @property
    def key(self) -> tuple[str, str, str, date]:
        """As in the ledger, without the step: the latest step stands for those before it."""
        due = self.found.due
        return self.found.rule.key, due.subject, self.recipient.key, due.due_on

    @property
    def is_alone(self) -> bool:
        since = self.found.rule.alone_from
        return since is not None and self.step >= since and not self.is_above


@dataclass(frozen=True)
class Wishes:
    """What the owner of an address wants: topics refused, and the day of a weekly summary."""

    refused: frozenset[str] = frozenset()
    weekday: int | None = None


@dataclass(frozen=True)
class Said:
    """What the ledger holds: the latest step said by line, and who has had the day's summary."""

    steps: Mapping[tuple[str, str, str, date], int] = field(default_factory=dict)
    summarised: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Letter:
    """One mail: a summary of several lines, or a single line alone."""

    recipient: Recipient
    lines: tuple[Line, ...]
    is_alone: bool


@lru_cache(maxsize=65536)
def send_day(due_on: date, step: int) -> date:
    """The working day on which a step so many days from the due day is said."""
    wanted = due_on + timedelta(days=step)
    before = working_day_before(wanted)
    if step > 0 and before <= due_on:
        return working_day_after(wanted)
    return before


def is_time(now: datetime) -> bool:
    """Whether reminders may leave: a working day in Sweden, from seven."""
    local = now.astimezone(STOCKHOLM)
    return local.hour >= EARLIEST_HOUR and is_working_day(local.date())


def people_for(due: Due, roles: Iterable[str]) -> list[Recipient]:
    """Those who hold the roles, each once; where nobody does, those who stand in."""
    once: dict[str, Recipient] = {}
    for role in roles:
        for person in due.people(role):
            once.setdefault(person.key, person)
    wanted = list(roles)
    while not once and wanted:
        wanted = [STANDS_IN[role] for role in wanted if role in STANDS_IN]
        for role in wanted:
            for person in due.people(role):
                once.setdefault(person.key, person)
    return list(once.values())


def told_by(found: Found, day: date) -> list[Recipient]:
    """Whose matter it is on that day: those it is asked of, and those it has been raised to."""
    due = found.due
    once = {person.key: person for person in people_for(due, found.policy.audience)}
    for role, days in found.policy.ladder:
        if send_day(due.due_on, days) <= day:
            for person in people_for(due, (role,)):
                once.setdefault(person.key, person)
    return list(once.values())


def is_asked_of(found: Found, person: Recipient) -> bool:
    """Whether the person should do it themselves: then it is not raised to them as others'."""
    asked = people_for(found.due, found.policy.audience)
    return any(one.key == person.key for one in asked)


def lines_on(found: Iterable[Found], day: date) -> Iterator[Line]:
    """For each thing and person the latest step that has come by that day, not too old."""
    oldest = day - WINDOW
    for one in found:
        due = one.due
        if one.is_over(day):
            continue
        first = max(oldest, due.since + ONE_DAY)
        latest: dict[str, Line] = {}
        for step, roles, is_above in one.policy.steps():
            if first <= send_day(due.due_on, step) <= day:
                for person in people_for(due, roles):
                    if not (is_above and is_asked_of(one, person)):
                        latest[person.key] = Line(one, step, person, is_above)
        yield from latest.values()


def letters_on(
    lines: Iterable[Line],
    *,
    day: date,
    hour: int,
    said: Said,
    wishes: Mapping[str, Wishes],
) -> list[Letter]:
    """The mails that leave on that day at that hour, in order of addresses.

    A person has one summary a day, when the latest of its lines' hours has come; lines that
    stand alone leave at their own hour.
    """
    alone: list[Letter] = []
    gathered: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        key = line.recipient.key
        wish = wishes.get(key, _NO_WISHES)
        if line.found.rule.topic in wish.refused or said.steps.get(line.key, _NEVER) >= line.step:
            continue
        if line.is_alone:
            if hour >= line.found.policy.hour:
                alone.append(Letter(line.recipient, (line,), is_alone=True))
        elif key not in said.summarised and not _waits(line, day, wish.weekday):
            gathered[key].append(line)
    summaries = [
        Letter(own[0].recipient, tuple(in_order(own)), is_alone=False)
        for own in gathered.values()
        if hour >= max(line.found.policy.hour for line in own)
    ]
    return sorted(alone + summaries, key=lambda letter: letter.recipient.key)


def in_order(lines: Sequence[Line]) -> list[Line]:
    """One's own before others', the earliest day first."""
    return sorted(
        lines,
        key=lambda line: (
            line.is_above,
            line.found.due.due_on,
            line.found.rule.key,
            line.found.due.subject,
        ),
    )


def next_summary_day(day: date, weekday: int) -> date:
    """The first day from `day` on which a weekly summary is sent: that weekday, or the working
    day before it where it is a holiday."""
    monday = day - timedelta(days=day.weekday())
    for week in range(5):
        found = working_day_before(monday + timedelta(weeks=week, days=weekday))
        if found >= day:
            return found
    raise AssertionError("a month without a working day")


def _waits(line: Line, day: date, weekday: int | None) -> bool:
    """Whether a line waits for the person's weekday; what falls due before that does not."""
    if weekday is None:
        return False
    summary = next_summary_day(day, weekday)
    return summary != day and not day <= line.found.due.due_on < summary


_NEVER = -100_000
_NO_WISHES = Wishes()
