"""When a round meets: dates proposed from the template, and the rules that hold for any dates.

`propose` dates a whole round or the part of it that is to be dated; `broken_rules` follows dates
that people have set, and `moved` says what comes of moving a meeting. Nothing here knows of the
database or of pages; the same question always gives the same answer.
Why it only proposes: docs/adr/0018-the-schedule-proposes.md.
"""

from learning_meetings.schedule.proposing import propose
from learning_meetings.schedule.result import (
    Broken,
    DueDate,
    PlannedMeeting,
    Schedule,
    ScheduleError,
)
from learning_meetings.schedule.rules import DueMove, Move, broken_rules, moved
from learning_meetings.schedule.template import (
    DAY,
    MONTH,
    YEAR,
    Deadline,
    FixedDate,
    GroupFacts,
    Offset,
    Period,
    RoundFacts,
    Slot,
    Step,
    all_steps,
)

__all__ = [
    "DAY",
    "MONTH",
    "YEAR",
    "Broken",
    "Deadline",
    "DueDate",
    "DueMove",
    "FixedDate",
    "GroupFacts",
    "Move",
    "Offset",
    "Period",
    "PlannedMeeting",
    "RoundFacts",
    "Schedule",
    "ScheduleError",
    "Slot",
    "Step",
    "all_steps",
    "broken_rules",
    "moved",
    "propose",
]
