"""Meetings with everything around them, and the learning platform."""

from learning_meetings.models.afterwards import (
    EvaluationReceipt,
    MeetingEvaluation,
    MeetingNote,
    NoteRevision,
    Outcome,
)
from learning_meetings.models.invitation import (
    CalendarFeed,
    DatePoll,
    Invitee,
    Need,
    PollDate,
    PollVote,
    PollVoter,
)
from learning_meetings.models.material import (
    Material,
    MaterialVersion,
    MaterialVisit,
    TrainingRecord,
)
from learning_meetings.models.meeting import (
    AgendaItem,
    ChecklistItem,
    Host,
    HostSwap,
    Meeting,
    Presentation,
)
from learning_meetings.models.templates import (
    AgendaTemplate,
    ChecklistTemplate,
    MeetingTemplate,
    MethodStep,
    NoGoPeriod,
)

__all__ = [
    "AgendaItem",
    "AgendaTemplate",
    "CalendarFeed",
    "ChecklistItem",
    "ChecklistTemplate",
    "DatePoll",
    "EvaluationReceipt",
    "Host",
    "HostSwap",
    "Invitee",
    "Material",
    "MaterialVersion",
    "MaterialVisit",
    "Meeting",
    "MeetingEvaluation",
    "MeetingNote",
    "MeetingTemplate",
    "MethodStep",
    "Need",
    "NoGoPeriod",
    "NoteRevision",
    "Outcome",
    "PollDate",
    "PollVote",
    "PollVoter",
    "Presentation",
    "TrainingRecord",
]
