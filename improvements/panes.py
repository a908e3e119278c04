"""The four panes of a cycle: which is open, what each one says, and how two writers are told apart.

A pane is compared as a whole: what stands in it has a stamp, and whoever saves sends the stamp of
what they saw. Panes that others have changed meanwhile do not disturb one another.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from improvements.enums import CycleStatus


class Pane(TextChoices):
    PLAN = "plan", _("Plan")
    DO = "do", pgettext_lazy("PDSA", "Do")
    STUDY = "study", _("Study")
    ACT = "act", pgettext_lazy("PDSA", "Act")


@dataclass(frozen=True)
class PlannedQuestion:
    question: str
    prediction: str = ""


@dataclass(frozen=True)
class Answer:
    """What the test showed about a question, and whether it was as expected."""

    question_id: int
    result: str = ""
    confirmed: str = ""


@dataclass(frozen=True)
class Plan:
    title: str
    kind: str
    scale: str
    idea_id: int | None = None
    owner_id: int | None = None
    planned_from: date | None = None
    planned_to: date | None = None
    objective: str = ""
    arrangement: str = ""
    data_plan: str = ""
    questions: tuple[PlannedQuestion, ...] = ()


@dataclass(frozen=True)
class Done:
    started_on: date | None
    as_planned: bool | None = None
    what_happened: str = ""
    problems: str = ""


@dataclass(frozen=True)
class Studied:
    data_shows: str = ""
    compared: str = ""
    by_sex: str = ""
    learned: str = ""
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Acted:
    decision: str = ""
    changes_next: str = ""
    keeping: str = ""


Content = Plan | Done | Studied | Acted
KINDS: dict[str, type[Content]] = {
    Pane.PLAN: Plan,
    Pane.DO: Done,
    Pane.STUDY: Studied,
    Pane.ACT: Acted,
}
ROWS = ("questions", "answers")  # what a pane says about rows of their own
_C = CycleStatus
_WRITABLE = {
    Pane.PLAN: {_C.PLAN, _C.DO},
    Pane.DO: {_C.DO, _C.STUDY},
    Pane.STUDY: {_C.STUDY},
    Pane.ACT: {_C.STUDY},
}


def pane_of(content: Content) -> str:
    return next(pane for pane, kind in KINDS.items() if isinstance(content, kind))


def standing(pane: str, cycle: Any, questions: list[Any]) -> Content:
    """What the pane says now."""
    kind = KINDS[pane]
    said: dict[str, Any] = {
        name: getattr(cycle, name) for name in kind.__dataclass_fields__ if name not in ROWS
    }
    if kind is Plan:
        said["questions"] = tuple(PlannedQuestion(q.question, q.prediction) for q in questions)
    if kind is Studied:
        said["answers"] = tuple(Answer(q.pk, q.result, q.confirmed) for q in questions)
    return kind(**said)


def stamp(content: Content) -> str:
    """The same for the same content: a page sends it with what is typed."""
    return sha256(repr(content).encode()).hexdigest()[:16]


def current(cycle: Any) -> str | None:
    """The pane where one is; None when the cycle is closed."""
    match cycle.status:
        case CycleStatus.PLAN:
            return Pane.PLAN
        case CycleStatus.DO:
            return Pane.DO
        case CycleStatus.STUDY:
            return Pane.ACT if cycle.learned.strip() else Pane.STUDY
    return None


def is_reached(pane: str, cycle: Any) -> bool:
    """Whether one has come as far as the pane."""
    order = Pane.values
    here = current(cycle)
    return here is None or order.index(pane) <= order.index(here)


def is_writable(pane: str, cycle: Any) -> bool:
    return is_reached(pane, cycle) and cycle.status in _WRITABLE[Pane(pane)]


def why_not(pane: str, cycle: Any) -> str:
    """In a sentence why the pane cannot be written in now; "" when it can."""
    if is_writable(pane, cycle):
        return ""
    if cycle.status == CycleStatus.ACTED:
        return gettext("The cycle is closed. Reopen it to change anything.")
    if is_reached(pane, cycle):
        return gettext("What was expected stands fast while the result is studied.")
    match pane:
        case Pane.DO:
            return gettext("Opens when you begin the test.")
        case Pane.STUDY:
            return gettext("Opens when the test is done and every question has a prediction.")
    return gettext("Opens when you have written what you have learned.")
