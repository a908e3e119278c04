"""Who is late with what: from the same rules as the reminders and each person's own list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkonceptet.notifications.enums import MessageStatus, Role, Topic
from modellkonceptet.notifications.models import Reminder
from modellkonceptet.notifications.reminder_plan import people_for, send_day
from modellkonceptet.notifications.reminder_rules import Found, Recipient
from modellkonceptet.notifications.todo import Sight, late_in, look, round_of

# Å, Ä and Ö come last, in that order.
_SWEDISH = str.maketrans({"å": "zzz1", "ä": "zzz2", "ö": "zzz3"})
Said = Mapping[tuple[str, str, date], tuple[date, int]]


@dataclass(frozen=True)
class LateRow:
    """One thing that should have been done, whose it is and what has been said of it.

    `raised` are the roles above that have been told, `next` the one that is told next and when.
    """

    found: Found
    what: str
    round_name: str
    people: tuple[Recipient, ...]
    days_late: int
    raised: tuple[str, ...]
    next: tuple[str, date] | None
    reminded_on: date | None = None
    times: int = 0

    @property
    def whose(self) -> str:
        return self.found.due.whose

    @property
    def path(self) -> str:
        """Where SKR follows it, where it has such a page."""
        return self.found.due.desk_path

    @property
    def due_on(self) -> date:
        return self.found.due.due_on

    @property
    def round_id(self) -> int:
        return self.found.due.round_id

    @property
    def topic(self) -> str:
        return str(self.found.rule.topic.label)

    @property
    def order(self) -> tuple[Any, ...]:
        """By round and organisation, the longest late first; what is nobody's comes last."""
        place = (not self.whose, self.whose.casefold().translate(_SWEDISH))
        return self.round_name, self.round_id, *place, self.due_on, *self.found.key[:2]

    def holds(self, text: str) -> bool:
        told = " ".join([self.what, self.whose, *(f"{p.name} {p.email}" for p in self.people)])
        return text.casefold() in told.casefold()


@dataclass(frozen=True)
class Choice:
    """What the page is narrowed to; nonsense in the address narrows nothing."""

    round_id: int | None = None
    topic: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.round_id or self.topic or self.text)

    def lets_through(self, row: LateRow) -> bool:
        return (
            self.round_id in (None, row.round_id)
            and self.topic in ("", row.found.rule.topic)
            and (not self.text or row.holds(self.text))
        )


@dataclass(frozen=True)
class LatePage:
    """`rows` are those that the choice lets through, in the order of rounds and organisations."""

    rows: Sequence[LateRow]
    everything: Sequence[LateRow]
    choice: Choice

    @property
    def headline(self) -> str:
        n = len(self.rows)
        if self.choice:
            words = ngettext(
                "%(n)d late thing in this choice", "%(n)d late things in this choice", n
            )
        elif not n:
            return _("Nothing is late")
        else:
            words = ngettext("%(n)d thing is late", "%(n)d things are late", n)
        return words % {"n": n}

    @property
    def organisations(self) -> int:
        return len({row.whose for row in self.rows if row.whose})

    @property
    def round_choices(self) -> list[tuple[int, str]]:
        return sorted({(row.round_id, row.round_name) for row in self.everything}, key=_by_name)

    @property
    def topic_choices(self) -> list[tuple[str, str]]:
        used = {row.found.rule.topic for row in self.everything}
        return [(topic.value, str(topic.label)) for topic in Topic if topic in used]

    def by_round(self, rows: Sequence[LateRow]) -> list[tuple[str, int, list[LateRow]]]:
        """(round, its number, its rows) of one page's rows."""
        return [
            (name, pk, list(own))
            for (pk, name), own in groupby(rows, key=lambda row: (row.round_id, row.round_name))
        ]


def read_late(user: Any, day: date, query: Mapping[str, Any]) -> LatePage:
    """What the person may see of what is late; the queries depend on the rules alone."""
    sight = look(user, day)
    found = late_in(sight)
    said = _said(found)
    rows = sorted((_row(one, sight, said) for one in found), key=lambda row: row.order)
    choice = _choice(query)
    return LatePage([row for row in rows if choice.lets_through(row)], rows, choice)


def _row(found: Found, sight: Sight, said: Said) -> LateRow:
    due, day = found.due, sight.day
    raised, coming = [], []
    for role, days in sorted(found.policy.ladder, key=lambda step: step[1]):
        told_on = send_day(due.due_on, days)
        if told_on <= day:
            raised.append(str(Role(role).label))
        else:
            coming.append((str(Role(role).label), told_on))
    last, times = said.get(found.key, (None, 0))
    return LateRow(
        found=found,
        what=due.what(),
        round_name=round_of(found, sight),
        people=tuple(people_for(due, found.policy.audience)),
        days_late=(day - due.due_on).days,
        raised=tuple(raised),
        next=coming[0] if coming else None,
        reminded_on=last,
        times=times,
    )


def _said(found: Sequence[Found]) -> Said:
    """When each thing was last said and on how many days, by mails that have left."""
    if not found:
        return {}
    rows = Reminder.objects.filter(
        round_id__in={one.due.round_id for one in found},
        due_on__range=(min(one.due.due_on for one in found), max(one.due.due_on for one in found)),
        message__status=MessageStatus.SENT,
    )
    counted = rows.order_by().values_list("rule", "subject", "due_on")
    return {
        (rule, subject, due_on): (last, times)
        for rule, subject, due_on, last, times in counted.annotate(
            Max("day"), Count("day", distinct=True)
        )
    }


def _choice(query: Mapping[str, Any]) -> Choice:
    number = str(query.get("round", ""))
    topic = str(query.get("topic", ""))
    return Choice(
        round_id=int(number) if number.isascii() and number.isdigit() else None,
        topic=topic if topic in Topic.values else "",
        text=str(query.get("q", "")).strip()[:100],
    )


def _by_name(choice: tuple[int, str]) -> tuple[str, int]:
    return choice[1], choice[0]


def export_rows(page: LatePage) -> Iterator[list[Any]]:
    yield [
        _("Round"),
        _("Organisation"),
        _("What"),
        _("Topic"),
        _("Whose matter"),
        _("E-mail"),
        _("Should have been done"),
        _("Days late"),
        _("Last reminded"),
        _("Times reminded"),
        _("Raised to"),
    ]
    for row in page.rows:
        yield [
            row.round_name,
            row.whose,
            row.what,
            row.topic,
            ", ".join(person.name for person in row.people),
            ", ".join(person.email for person in row.people),
            row.due_on,
            row.days_late,
            row.reminded_on,
            row.times,
            ", ".join(row.raised),
        ]
