"""What a schedule answers: meetings with their days, deadlines and reasons. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from learning_meetings.schedule.template import DAY, RoundFacts, Slot, Step


@dataclass(frozen=True)
class DueDate:
    """A deadline's day; `reason` says from where it was moved."""

    key: str
    name: str
    day: date
    reason: str = ""


@dataclass(frozen=True)
class PlannedMeeting:
    """A meeting on its days, or in its period while `precision` is not "day".

    Deadlines come with the date. `hosts` are participants, `reasons` sentences.
    """

    slot: Slot
    name: str
    first: date
    last: date
    precision: str = DAY
    is_fixed: bool = False
    hosts: tuple[int, ...] = ()
    deadlines: tuple[DueDate, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def is_dated(self) -> bool:
        return self.precision == DAY


@dataclass(frozen=True)
class Schedule:
    """The meetings in the template's order, with what they were made from.

    Made by `propose`, or by hand from whatever dates people have set.
    """

    steps: tuple[Step, ...]
    facts: RoundFacts
    meetings: tuple[PlannedMeeting, ...]

    @cached_property
    def meeting_by_slot(self) -> Mapping[Slot, PlannedMeeting]:
        return {meeting.slot: meeting for meeting in self.meetings}


@dataclass(frozen=True)
class Broken:
    """A rule that does not hold: its key, the meetings it is about, and the sentence."""

    rule: str
    slots: tuple[Slot, ...]
    text: str


class ScheduleError(Exception):
    """There is no schedule: this rule stands in the way, between these meetings."""

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.text)
        self.rule = broken.rule
        self.slots = broken.slots
