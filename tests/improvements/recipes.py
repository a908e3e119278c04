"""Recipes of the improvement work: each makes one real, valid thing for a participation."""

from datetime import date
from typing import Any

from django.utils import timezone

from cohorts.models import Participation
from improvements.enums import CycleDecision, CycleStatus, ImprovementStatus
from improvements.models import (
    ChangeIdea,
    Cycle,
    CycleQuestion,
    Driver,
    Improvement,
    Indicator,
    ProgressStep,
)

WHOLE_AIM = {
    "aim_what": "andelen som får en insats till arbete inom 30 dagar öka",
    "aim_amount": "till minst 65 procent",
    "aim_group": "både kvinnor och män",
    "aim_by": date(2027, 12, 31),
}


def make_improvement(
    participation: Participation,
    title: str = "Lika snabbt till insats",
    *,
    status: str = ImprovementStatus.IDEA,
    **fields: Any,
) -> Improvement:
    """A work with no aim yet; from planned on it has a whole aim, and a place where it is used."""
    if status not in (ImprovementStatus.IDEA, ImprovementStatus.ABANDONED):
        fields = WHOLE_AIM | fields
    if status in (ImprovementStatus.IMPLEMENTED, ImprovementStatus.SPREAD):
        fields.setdefault("implemented_in", "Mottagningsenheten")
    if status == ImprovementStatus.SPREAD:
        fields.setdefault("spread_to", "Familjeenheten")
    if status == ImprovementStatus.ABANDONED:
        fields.setdefault("outcome", "Det hjälpte inte.")
    return Improvement.objects.create(
        participation=participation, title=title, status=status, **fields
    )


def make_cycle(
    improvement: Improvement,
    title: str = "Checklista vid första samtalet",
    *,
    status: str = CycleStatus.PLAN,
    question: str = "Används checklistan?",
    prediction: str = "I åtta samtal av tio",
    **fields: Any,
) -> Cycle:
    """The next cycle of the work, with one question and its prediction ("" for neither)."""
    today = timezone.localdate()
    if status != CycleStatus.PLAN:
        fields.setdefault("started_on", today)
    if status == CycleStatus.ACTED:
        fields.setdefault("ended_on", max(today, fields["started_on"]))
        fields.setdefault("learned", "Fler får frågan.")
        fields.setdefault("decision", CycleDecision.ADOPT)
    fields.setdefault("number", improvement.cycles.count() + 1)
    cycle = Cycle.objects.create(improvement=improvement, title=title, status=status, **fields)
    if question:
        CycleQuestion.objects.create(cycle=cycle, question=question, prediction=prediction)
    return cycle


def make_driver(
    improvement: Improvement, text: str = "Samma frågor till alla", parent: Driver | None = None
) -> Driver:
    """The last one among its siblings."""
    position = improvement.drivers.filter(parent=parent).count()
    return Driver.objects.create(
        improvement=improvement, parent=parent, text=text, position=position
    )


def make_change_idea(
    improvement: Improvement,
    text: str = "Checklista vid första samtalet",
    driver: Driver | None = None,
    **fields: Any,
) -> ChangeIdea:
    return ChangeIdea.objects.create(improvement=improvement, driver=driver, text=text, **fields)


def make_progress(
    improvement: Improvement, tenths: int = 15, evidence: str = "Planen är klar."
) -> ProgressStep:
    return ProgressStep.objects.create(improvement=improvement, tenths=tenths, evidence=evidence)


def make_indicator(
    participation: Participation,
    name: str = "Insats inom 30 dagar",
    *,
    series: tuple[str, ...] = ("women", "men"),
    **fields: Any,
) -> Indicator:
    """By sex, in percent every month, unless `fields` say otherwise."""
    return Indicator.objects.create(
        participation=participation, name=name, series=list(series), **fields
    )
