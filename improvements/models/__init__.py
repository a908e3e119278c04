"""The improvement work: self-assessment, improvements with their cycles, indicators, comparison."""

from improvements.models.assessment import (
    AgreedAnswer,
    Assessment,
    AssessmentOccasion,
    ChecklistEdition,
    ChecklistMoment,
    FunctionAnswer,
    RoundMethod,
)
from improvements.models.comparison import (
    Mirror,
    MirrorAnswer,
    MirrorQuestion,
    MirrorReply,
    PaperCheck,
    SupportEntry,
)
from improvements.models.cycle import Comment, Cycle, CycleQuestion, CycleTask, Observation
from improvements.models.improvement import ChangeIdea, Driver, Improvement, ProgressStep
from improvements.models.indicator import Baseline, ChartEvent, Indicator, Measurement
from improvements.models.official import (
    ChosenIndicator,
    OfficialFetch,
    OfficialIndicator,
    OfficialValue,
)
from improvements.models.starting_point import FactAnswer, FactQuestion, StartingPoint

__all__ = [
    "AgreedAnswer",
    "Assessment",
    "AssessmentOccasion",
    "Baseline",
    "ChangeIdea",
    "ChartEvent",
    "ChecklistEdition",
    "ChecklistMoment",
    "ChosenIndicator",
    "Comment",
    "Cycle",
    "CycleQuestion",
    "CycleTask",
    "Driver",
    "FactAnswer",
    "FactQuestion",
    "FunctionAnswer",
    "Improvement",
    "Indicator",
    "Measurement",
    "Mirror",
    "MirrorAnswer",
    "MirrorQuestion",
    "MirrorReply",
    "Observation",
    "OfficialFetch",
    "OfficialIndicator",
    "OfficialValue",
    "PaperCheck",
    "ProgressStep",
    "RoundMethod",
    "StartingPoint",
    "SupportEntry",
]
