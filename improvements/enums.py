"""Choices and transition tables of the improvement work."""

from typing import Any

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from modellkonceptet.workflow import Transition, table


class OccasionKind(models.TextChoices):
    """When a round's participants assess themselves."""

    START = "start", _("At the start")
    BEFORE_MEETING = "before_meeting", _("Before a learning meeting")
    END = "end", _("At the end")


class ChecklistLevel(models.TextChoices):
    WHOLE = "whole", _("The whole organisation")
    COMMITTEE = "committee", _("Committee and administration")


class AssessmentStatus(models.TextChoices):
    OPEN = "open", _("Being answered")
    AGREED = "agreed", _("Agreed")


class NationalGoal(models.IntegerChoices):
    """Sweden's six national goals of gender equality."""

    POWER = 1, _("Equal division of power and influence")
    ECONOMY = 2, _("Economic equality")
    EDUCATION = 3, _("Equal education")
    CARE = 4, _("Equal division of unpaid housework and care")
    HEALTH = 5, _("Equal health")
    VIOLENCE = 6, _("Men's violence against women must stop")


class SteeringLink(models.TextChoices):
    """Links of the chain of steering, in the order of a year."""

    GOALS = "goals", _("Goals")
    BUDGET = "budget", _("Budget")
    PLAN = "plan", _("Plan of operations")
    DECISION_PAPERS = "decision_papers", _("Decision papers")
    ROUTINES = "routines", _("Routines and ways of working")
    COMPETENCE = "competence", _("Knowledge and roles")
    STATISTICS = "statistics", _("Statistics and key figures")
    FOLLOW_UP = "follow_up", _("Follow-up and analysis")


class ImprovementStatus(models.TextChoices):
    IDEA = "idea", _("Idea")
    PLANNED = "planned", _("Planned")
    TESTING = "testing", pgettext_lazy("state of an improvement", "Being tested")
    ADOPTED = "adopted", _("Adopted")
    ADAPTED = "adapted", _("Adapted")
    ABANDONED = "abandoned", _("Abandoned")
    IMPLEMENTED = "implemented", _("Implemented")
    SPREAD = "spread", _("Spread")


class ChangeIdeaStatus(models.TextChoices):
    IDEA = "idea", _("Idea")
    TESTING = "testing", pgettext_lazy("state of an improvement", "Being tested")
    ADOPTED = "adopted", _("Adopted")
    ADAPTED = "adapted", _("Adapted")
    ABANDONED = "abandoned", _("Abandoned")


class CycleStatus(models.TextChoices):
    """The pane that a cycle stands in; each opens when the one before it is done."""

    PLAN = "plan", _("Plan")
    DO = "do", pgettext_lazy("PDSA", "Do")
    STUDY = "study", _("Study")
    ACTED = "acted", _("Closed")


class CycleKind(models.TextChoices):
    COLLECT = "collect", _("Collect facts")
    DEVELOP = "develop", _("Develop a change")
    TEST = "test", _("Test a change")
    IMPLEMENT = "implement", _("Implement a change")


class CycleScale(models.TextChoices):
    ONE_PERSON = "one_person", _("One person or a few cases")
    ONE_UNIT = "one_unit", _("One unit")
    SEVERAL_UNITS = "several_units", _("Several units")
    WHOLE = "whole", _("The whole organisation")


class Confirmed(models.TextChoices):
    """Whether a prediction came true."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class CycleDecision(models.TextChoices):
    ADOPT = "adopt", _("Adopt")
    ADAPT = "adapt", _("Adapt")
    ABANDON = "abandon", _("Abandon")


class IndicatorRole(models.TextChoices):
    OUTCOME = "outcome", _("Outcome: what the aim speaks of")
    PROCESS = "process", _("Process: whether the new way of working is used")
    BALANCING = "balancing", _("Balancing: whether something else gets worse")


class Direction(models.TextChoices):
    UP = "up", _("A higher figure is better")
    DOWN = "down", _("A lower figure is better")
    NEITHER = "neither", _("Neither is better")


class Frequency(models.TextChoices):
    WEEK = "week", _("Every week")
    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every quarter")
    HALF_YEAR = "half_year", _("Every half year")
    YEAR = "year", _("Every year")


class SeriesKind(models.TextChoices):
    """For whom a figure holds."""

    WOMEN = "women", _("Women")
    MEN = "men", _("Men")
    GIRLS = "girls", _("Girls")
    BOYS = "boys", _("Boys")
    TOTAL = "total", _("Total")


class ChartRules(models.TextChoices):
    ANHOJ = "anhoj", _("Anhøj's rules")
    CLASSIC = "classic", _("The classic rules")


class Sex(models.TextChoices):
    """As Kolada writes it."""

    WOMEN = "K", _("Women")
    MEN = "M", _("Men")
    TOTAL = "T", _("Total")


class FetchStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Fetched")
    FAILED = "failed", _("Failed")


class SupportKind(models.TextChoices):
    CALL = "call", _("Call")
    MAIL = "mail", _("Mail")
    VISIT = "visit", _("Visit or meeting")
    OTHER = "other", _("Other")


PROGRESS = {
    # Tenths, so that the scale is whole numbers: 5 is 0.5 and 50 is 5.0 of the published scale.
    5: _("There is an intention"),
    10: _("Aim and team are decided"),
    15: _("Planning has begun"),
    20: _("Work goes on, nothing is changed yet"),
    25: _("Changes are tested, no improvement yet"),
    30: _("A first improvement: a fifth of what is aimed at"),
    35: _("Improvement"),
    40: _("Half of what is aimed at, or more, is reached"),
    45: _("The improvement lasts"),
    50: _("Outstanding, lasting results"),
}


def _aim_is_whole(improvement: Any) -> str | None:
    if improvement.has_whole_aim:
        return None
    return gettext("Say what will improve, by how much, for whom and by when. Then it is a plan.")


def _every_question_has_a_prediction(cycle: Any) -> str | None:
    questions = list(cycle.questions.all())
    if not questions:
        return gettext(
            "Write at least one question that the test shall answer, and what you expect."
        )
    if any(not question.prediction.strip() for question in questions):
        return gettext("Write what you expect for each question before you study the result.")
    return None


def _study_has_text(cycle: Any) -> str | None:
    if cycle.learned.strip():
        return None
    return gettext("Write what you have learned before you decide how to go on.")


_I = ImprovementStatus
_WORK = "improvements.work_at_home"
IMPROVEMENT_TRANSITIONS = table(
    Transition("plan", frozenset({_I.IDEA}), _I.PLANNED, _WORK, _aim_is_whole),
    Transition("test", frozenset({_I.PLANNED, _I.ADAPTED}), _I.TESTING, _WORK),
    Transition("adopt", frozenset({_I.TESTING}), _I.ADOPTED, _WORK),
    Transition("adapt", frozenset({_I.TESTING}), _I.ADAPTED, _WORK),
    Transition(
        "abandon",
        frozenset({_I.IDEA, _I.PLANNED, _I.TESTING, _I.ADAPTED}),
        _I.ABANDONED,
        _WORK,
    ),
    Transition("implement", frozenset({_I.ADOPTED}), _I.IMPLEMENTED, _WORK),
    Transition("spread", frozenset({_I.IMPLEMENTED}), _I.SPREAD, _WORK),
    Transition("take_up_again", frozenset({_I.ABANDONED}), _I.IDEA, _WORK),
)

_C = CycleStatus
CYCLE_TRANSITIONS = table(
    Transition("start", frozenset({_C.PLAN}), _C.DO, _WORK),
    Transition("study", frozenset({_C.DO}), _C.STUDY, _WORK, _every_question_has_a_prediction),
    Transition("close", frozenset({_C.STUDY}), _C.ACTED, _WORK, _study_has_text),
    Transition("back_to_plan", frozenset({_C.DO}), _C.PLAN, _WORK),
    Transition("back_to_do", frozenset({_C.STUDY}), _C.DO, _WORK),
    Transition("reopen", frozenset({_C.ACTED}), _C.STUDY, _WORK),
)

_A = AssessmentStatus
ASSESSMENT_TRANSITIONS = table(
    Transition("agree", frozenset({_A.OPEN}), _A.AGREED, _WORK),
    Transition("reopen", frozenset({_A.AGREED}), _A.OPEN, _WORK),
)
