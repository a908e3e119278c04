"""One improvement work as its page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from improvements.aims import Aim, aim_of
from improvements.driver_diagram import Picture, Tree, draw, tree_of
from improvements.enums import PROGRESS, ImprovementStatus, NationalGoal, SteeringLink
from improvements.home_page import SHAPES, next_step
from improvements.models import ChangeIdea, Cycle, Driver, Improvement, ProgressStep
from improvements.services.improving import improvement_workflow
from improvements.work_history import Entry, history_of
from modellkonceptet.civil_dates import today

S = ImprovementStatus
# What a button says, and whether it first asks for a text on a page of its own.
MOVES: dict[str, tuple[Any, bool]] = {
    "plan": (gettext_lazy("It is planned"), False),
    "test": (gettext_lazy("Begin to test it"), False),
    "adopt": (gettext_lazy("Adopt it"), False),
    "adapt": (gettext_lazy("Adapt it"), False),
    "abandon": (gettext_lazy("Abandon it"), True),
    "implement": (gettext_lazy("Make it everyday work"), True),
    "spread": (gettext_lazy("Note that it has spread"), True),
    "take_up_again": (gettext_lazy("Take it up again"), False),
}


@dataclass(frozen=True)
class Move:
    action: str
    label: str
    asks: bool


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


class ImprovementPage:
    """What the reader sees of the work; each part is read once."""

    def __init__(self, improvement: Improvement, user: Any) -> None:
        self.improvement = improvement
        self.user = user

    @cached_property
    def at_home(self) -> bool:
        return bool(self.user.has_perm("improvements.work_at_home", self.improvement))

    @property
    def aim(self) -> Aim:
        return aim_of(self.improvement)

    @property
    def shape(self) -> str:
        return SHAPES[self.improvement.status]

    @cached_property
    def moves(self) -> list[Move]:
        """The buttons that the state allows now, for those at home."""
        if not self.at_home:
            return []
        rows = improvement_workflow.transitions.values()
        stands = self.improvement.status
        return [
            Move(row.action, str(MOVES[row.action][0]), MOVES[row.action][1])
            for row in rows
            if stands in row.sources and not (row.guard and row.guard(self.improvement))
        ]

    @cached_property
    def cycles(self) -> list[Cycle]:
        """With what the ramp shows of each, so that their number does not matter."""
        seen = Cycle.objects.visible_to(self.user).filter(improvement=self.improvement)
        return list(seen.select_related("owner", "idea", "improvement").order_by("number"))

    @property
    def has_cycles(self) -> bool:
        """Whether the page speaks of cycles: not of an idea, and not of another method."""
        work = self.improvement
        return bool(self.cycles) or not (work.own_method or work.status == S.IDEA)

    @property
    def next(self) -> str:
        """What comes next; "" while the ramp of cycles says it."""
        if self.has_cycles and self.improvement.status in (S.PLANNED, S.TESTING, S.ADAPTED):
            return ""
        return next_step(self.improvement, None)

    @property
    def aim_has_passed(self) -> bool:
        by = self.improvement.aim_by
        goes_on = self.improvement.status not in (S.ABANDONED, S.IMPLEMENTED, S.SPREAD)
        return by is not None and by < today() and goes_on

    @property
    def facts(self) -> list[Fact]:
        """What is known, in the order in which people ask; what is empty is left out."""
        work = self.improvement
        links = [SteeringLink(key).label for key in work.steering_links]
        goals = [f"{number}, {NationalGoal(number).label}" for number in work.national_goals]
        found = [
            (_("Core operation"), work.operation),
            (_("Responsible"), self.responsible),
            (_("Changes in the chain of steering"), _joined(links)),
            (_("National goal of gender equality"), "; ".join(goals)),
            (_("Agenda 2030"), _numbers(work.agenda_goals)),
            (_("CEMR articles"), _numbers(work.cemr_articles)),
            (_("Own method"), work.own_method),
            (_("Everyday work in"), work.implemented_in),
            (_("Spread to"), work.spread_to),
        ]
        return [Fact(name, value) for name, value in found if value]

    @property
    def responsible(self) -> str:
        work = self.improvement
        if work.responsible is None:
            return work.responsible_name
        member = work.responsible
        left = f" ({_('has left the team')})" if member.left_on else ""
        return f"{member.name}, {member.get_function_display()}{left}"

    @cached_property
    def progress(self) -> list[tuple[ProgressStep, str, str]]:
        """Newest first: the step, its number as people read it, and its words."""
        steps = ProgressStep.objects.filter(improvement=self.improvement).select_related("set_by")
        return [(step, number_format(step.tenths / 10, 1), _scale(step)) for step in steps]

    @cached_property
    def tree(self) -> Tree:
        drivers = Driver.objects.filter(improvement=self.improvement).order_by("position", "pk")
        ideas = ChangeIdea.objects.filter(improvement=self.improvement).order_by("pk")
        return tree_of(drivers, ideas)

    @property
    def picture(self) -> Picture | None:
        if self.tree.is_empty:
            return None
        aim = self.aim
        return draw(aim.sentence if aim.is_begun else self.improvement.title, self.tree)

    @cached_property
    def history(self) -> list[Entry]:
        return history_of(self.improvement, at_home=self.at_home)


def _joined(texts: Iterable[Any]) -> str:
    return ", ".join(str(text) for text in texts)


def _numbers(values: Iterable[int]) -> str:
    return ", ".join(str(value) for value in values)


def _scale(step: ProgressStep) -> str:
    return str(PROGRESS[step.tenths])
