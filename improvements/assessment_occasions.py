"""When a round assesses itself, and by when: it follows from the round's meetings. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cohorts.enums import EventKind
from improvements.enums import OccasionKind
from learning_meetings.deadlines import due_day
from learning_meetings.meeting_times import first_and_last

_ORDER = (OccasionKind.START, OccasionKind.BEFORE_MEETING, OccasionKind.END)
# Which meeting an occasion is due before.
MEETINGS = {
    OccasionKind.START: EventKind.KICK_OFF,
    OccasionKind.BEFORE_MEETING: EventKind.LEARNING_MEETING,
    OccasionKind.END: EventKind.RESULTS_CONFERENCE,
}


@dataclass(frozen=True)
class Planned:
    """An occasion as the round's meetings ask for it; without a date as long as they have none."""

    kind: str
    number: int
    due_on: date | None

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.number


def due_before(meeting: Any) -> date | None:
    """The day on which presentations are due, else the meeting's first day."""
    days = first_and_last(meeting)
    return due_day(days, -(meeting.presentation_days or 0))


def planned_occasions(meetings: Iterable[Any], numbers: Iterable[int] = ()) -> list[Planned]:
    """At the start, before each learning meeting and at the end, in that order.

    `numbers` are learning meetings that the programme has, although the round's own may not be
    made yet. Where groups meet on different days, the first of them says the day.
    """
    days: dict[tuple[str, int], list[date]] = {
        (OccasionKind.START, 0): [],
        (OccasionKind.END, 0): [],
    }
    for number in numbers:
        days.setdefault((OccasionKind.BEFORE_MEETING, number), [])
    for meeting in meetings:
        if key := occasion_before(meeting):
            due = due_before(meeting)
            days.setdefault(key, []).extend([due] if due else [])
    found = [Planned(*key, min(due, default=None)) for key, due in days.items()]
    return sorted(found, key=lambda one: order_of(one.kind, one.number))


def occasion_before(meeting: Any) -> tuple[str, int] | None:
    """Which occasion is due before the meeting; None before other kinds of meetings."""
    for kind, of in MEETINGS.items():
        if meeting.kind == of:
            if kind != OccasionKind.BEFORE_MEETING:
                return kind, 0
            return (kind, meeting.number) if meeting.number else None
    return None


def order_of(kind: str, number: int) -> tuple[int, int]:
    return _ORDER.index(OccasionKind(kind)), number


def occasion_name(kind: str, number: int) -> str:
    """As a heading says it."""
    if kind == OccasionKind.START:
        return _("At the start of the round")
    if kind == OccasionKind.END:
        return _("At the end of the round")
    return _("Before learning meeting %(number)d") % {"number": number}
