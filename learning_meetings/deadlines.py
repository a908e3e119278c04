"""What is due around a meeting, and when: it hangs on the meeting's day and moves with it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from learning_meetings.meeting_times import first_and_last
from modellkonceptet.working_days import working_day_before

INVITATION, PRESENTATIONS = "invitation", "presentations"


@dataclass(frozen=True)
class Deadline:
    """`key` is "invitation", "presentations" or "checklist-<number of the item>".

    `day` is None as long as the meeting has only a period; `days` are counted from the meeting,
    negative before it. `item` is the row of the checklist, where it is one.
    """

    key: str
    text: str
    days: int
    day: date | None
    done: bool
    item: Any = None

    def is_late(self, today: date) -> bool:
        return not self.done and self.day is not None and self.day < today


def deadlines(
    meeting: Any, *, checklist: Iterable[Any] | None = None, presented: bool = False
) -> list[Deadline]:
    """Everything that is due, in order of days; `presented` says that all presentations are there.

    `checklist` are the meeting's items; without it `meeting.checklist.all()`, which the caller
    has fetched. What falls on a weekend or a holiday is due on the working day before.
    """
    days = first_and_last(meeting)
    found = [
        Deadline(
            INVITATION,
            _("The invitation is sent"),
            -meeting.invitation_days,
            due_day(days, -meeting.invitation_days),
            meeting.invited_at is not None,
        )
    ]
    if meeting.presentation_days is not None:
        found.append(
            Deadline(
                PRESENTATIONS,
                _("Everybody’s presentation is there"),
                -meeting.presentation_days,
                due_day(days, -meeting.presentation_days),
                presented,
            )
        )
    items = meeting.checklist.all() if checklist is None else checklist
    found += [
        Deadline(
            f"checklist-{item.pk}",
            item.text,
            item.days,
            due_day(days, item.days),
            item.done_at is not None,
            item,
        )
        for item in items
    ]
    return sorted(found, key=lambda due: (due.days, due.item is not None))


def due_day(days: tuple[date, date] | None, offset: int) -> date | None:
    """The working day on which something is due, so many days from the meeting's first day.

    After the meeting it is counted from its last day. None without a date.
    """
    if days is None:
        return None
    first, last = days
    wanted = (first if offset <= 0 else last) + timedelta(days=offset)
    day = working_day_before(wanted)
    return wanted if offset >= 0 and day < last else day
