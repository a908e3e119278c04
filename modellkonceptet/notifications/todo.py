"""What a person has to do: from the rules that also remind, so that page and mail say the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Any

from django.db.models import Max

from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Reminder
from modellkonceptet.notifications.reminder_letters import line_in_words, round_name, when_of
from modellkonceptet.notifications.reminder_plan import (
    Line,
    is_asked_of,
    send_day,
    told_by,
)
from modellkonceptet.notifications.reminder_rules import (
    Found,
    Recipient,
    Round,
    find_due,
    rounds_on,
)

SOON = timedelta(days=14)
HORIZON = timedelta(days=60)


class Urgency(IntEnum):
    """How near it is, in the order in which it is shown; what is distant is not shown."""

    LATE, THIS_WEEK, SOON, LATER, DISTANT = range(5)


@dataclass(frozen=True)
class Sight:
    """What is due on a day in all rounds, as one person may see it."""

    day: date
    rounds: Mapping[int, Round]
    found: Sequence[Found]


@dataclass(frozen=True)
class Task:
    """One thing to do. `is_above`: somebody else should, and it has been raised to the person.

    `sentence` and `when` are what the mail says; `reminded_on` is the day of the latest mail
    about it that left.
    """

    found: Found
    sentence: str
    when: str
    path: str
    urgency: Urgency
    is_above: bool
    days_late: int
    round_name: str
    reminded_on: date | None = None

    @property
    def due_on(self) -> date:
        return self.found.due.due_on

    @property
    def whose(self) -> str:
        return self.found.due.whose

    @property
    def is_late(self) -> bool:
        return self.urgency == Urgency.LATE


@dataclass(frozen=True)
class Todo:
    """`tasks` in order; `next` is the first that comes after those, where one is known."""

    tasks: Sequence[Task]
    next: Task | None = None

    @property
    def late(self) -> int:
        return sum(task.is_late for task in self.tasks)


def look(user: Any, day: date) -> Sight:
    """Everything due, narrowed to what the person may see; queries depend on the rules alone."""
    rounds = {one.pk: one for one in rounds_on(day)}
    found = [one for one in find_due(rounds.values(), day, reader=user) if not one.is_over(day)]
    return Sight(day, rounds, found)


def tasks_of(user: Any, day: date) -> list[Task]:
    """What the person has to do, the late first; nothing that is far away."""
    return list(todo_in(look(user, day), user).tasks)


def todo_in(sight: Sight, user: Any) -> Todo:
    """The person's own part of what is due, with one query for the ledger."""
    key = user.email.lower()
    own = sorted(_own(sight, key), key=lambda line: _order(line, sight.day))
    near = [line for line in own if urgency_of(line.found, sight.day) != Urgency.DISTANT]
    said = _reminded(key, near)
    tasks = [_task(line, sight, said.get(line.found.key)) for line in near]
    after = _task(own[len(near)], sight, None) if len(own) > len(near) else None
    return Todo(tasks, after)


def late_in(sight: Sight) -> list[Found]:
    """What should have been done, whoever it is asked of."""
    return [one for one in sight.found if one.is_late(sight.day)]


def urgency_of(found: Found, day: date) -> Urgency:
    """What a reminder has come of is never distant, however early the rule speaks of it."""
    due_on = found.due.due_on
    if found.is_late(day):
        return Urgency.LATE
    if due_on <= day + timedelta(days=6 - day.weekday()):
        return Urgency.THIS_WEEK
    if due_on <= day + SOON:
        return Urgency.SOON
    first = min(found.policy.days, default=0)
    if due_on <= day + HORIZON or send_day(due_on, first) <= day:
        return Urgency.LATER
    return Urgency.DISTANT


def round_of(found: Found, sight: Sight) -> str:
    return round_name(sight.rounds[found.due.round_id])


def _own(sight: Sight, key: str) -> Iterator[Line]:
    for one in sight.found:
        for person in told_by(one, sight.day):
            if person.key == key:
                yield _line(one, person)


def _line(found: Found, person: Recipient) -> Line:
    """As the mail says it, whichever step it is at."""
    return Line(found, 0, person, is_above=not is_asked_of(found, person))


def _order(line: Line, day: date) -> tuple[Any, ...]:
    due = line.found.due
    return urgency_of(line.found, day), line.is_above, due.due_on, *line.found.key[:2]


def _task(line: Line, sight: Sight, reminded_on: date | None) -> Task:
    found = line.found
    late = found.is_late(sight.day)
    return Task(
        found=found,
        sentence=line_in_words(line, sight.day, sight.rounds),
        when=when_of(found, sight.day),
        path=found.due.path_for(line.recipient),
        urgency=urgency_of(found, sight.day),
        is_above=line.is_above,
        days_late=(sight.day - found.due.due_on).days if late else 0,
        round_name=round_of(found, sight),
        reminded_on=reminded_on,
    )


def _reminded(key: str, lines: Sequence[Line]) -> dict[tuple[str, str, date], date]:
    """When the person was last reminded of which thing, by mails that have left."""
    if not lines:
        return {}
    rows = (
        Reminder.objects.filter(
            address=key,
            due_on__gte=min(line.found.due.due_on for line in lines),
            message__status=MessageStatus.SENT,
        )
        .order_by()
        .values_list("rule", "subject", "due_on")
    )
    return {(rule, subject, due): day for rule, subject, due, day in rows.annotate(Max("day"))}
