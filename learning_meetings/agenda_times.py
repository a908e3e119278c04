"""When the parts of an agenda begin and end: each where the one before it ends. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Timed:
    """A part with its time; both None as long as the meeting has none."""

    item: Any
    begins: datetime | None
    ends: datetime | None

    def is_now(self, now: datetime) -> bool:
        return self.begins is not None and self.ends is not None and self.begins <= now < self.ends


def timed_agenda(starts_at: datetime | None, items: Iterable[Any]) -> list[Timed]:
    """The parts in order with the moments at which they begin and end; lengths are minutes."""
    found, begins = [], starts_at
    for item in items:
        ends = begins + timedelta(minutes=item.minutes) if begins else None
        found.append(Timed(item, begins, ends))
        begins = ends
    return found


def minutes_over(meeting: Any, agenda: Iterable[Timed]) -> int | None:
    """By how many minutes the agenda is longer than the meeting, negative when it is shorter.

    None where there is no agenda, or no time to compare with.
    """
    ends = [part.ends for part in agenda if part.ends]
    if not ends or meeting.ends_at is None:
        return None
    return int((ends[-1] - meeting.ends_at).total_seconds() // 60)
