"""Improvement works: begun, described, moved from state to state, shared or kept at home."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation, TeamMember
from improvements.aims import aim_of
from improvements.enums import (
    IMPROVEMENT_TRANSITIONS,
    ImprovementStatus,
    NationalGoal,
    SteeringLink,
)
from improvements.models import Improvement, Indicator
from learning_meetings.enums import OutcomeKind
from learning_meetings.models import Outcome
from modellkonceptet.civil_dates import today
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event
from modellkonceptet.workflow import Workflow

MOST_WORKS = 30
MOST_TEXT = 4_000
LAST_AGENDA_GOAL = 17
# Articles 31 to 39 came in December 2022.
LAST_CEMR_ARTICLE = 39
# A second press of the button comes within seconds; an hour is another thought.
SAME_PRESS = timedelta(minutes=1)
WITH_THE_WORK = "with the work"
improvement_workflow = Workflow(IMPROVEMENT_TRANSITIONS, audit=AuditEntry)


@dataclass(frozen=True)
class Said:
    """A work as its form says it; the last three are asked for when the state has come so far."""

    title: str
    problem: str = ""
    aim_what: str = ""
    aim_amount: str = ""
    aim_group: str = ""
    aim_by: date | None = None
    operation: str = ""
    steering_links: Sequence[str] = ()
    national_goals: Sequence[int] = ()
    agenda_goals: Sequence[int] = ()
    cemr_articles: Sequence[int] = ()
    responsible: TeamMember | None = None
    responsible_name: str = ""
    team: str = ""
    own_method: str = ""
    idea: Outcome | None = None
    is_private: bool = False
    outcome: str = ""
    implemented_in: str = ""
    spread_to: str = ""


LISTS = ("steering_links", "national_goals", "agenda_goals", "cemr_articles")


def refuse_unless_at_home(thing: Any, *, home: Participation, actor: Any) -> None:
    """Only the team of the home writes about its things, and only while it takes part."""
    if home.status == ParticipationStatus.WITHDRAWN:
        raise ValidationError(
            _("Your organisation has left the round. What you did is kept, but not changed."),
            code="withdrawn",
        )
    if not actor.has_perm("improvements.work_at_home", thing):
        raise PermissionDenied


def lock_home(participation: Participation, *, actor: Any) -> Participation:
    """The row of those whose work it is, locked, for somebody who may write at home today."""
    locked = Participation.objects.select_for_update().get(pk=participation.pk)
    refuse_unless_at_home(locked, home=locked, actor=actor)
    return locked


def lock_improvement(improvement: Improvement, *, actor: Any) -> Improvement:
    """The work's row, locked, for somebody who may write at home today."""
    locked = Improvement.objects.select_for_update().get(pk=improvement.pk)
    refuse_unless_at_home(locked, home=locked.participation, actor=actor)
    return locked


@transaction.atomic
def start_improvement(
    *, participation: Participation, said: Said, past_is_meant: bool = False, actor: Any
) -> Improvement:
    """A new work; the one that is there already where the button was pressed twice."""
    home = lock_home(participation, actor=actor)
    works = Improvement.objects.filter(participation=home)
    named_alike = works.filter(title__iexact=said.title).order_by("pk").last()
    if named_alike is not None:
        if _is_second_press(named_alike, said, actor):
            return named_alike
        raise ValidationError({"title": _("You already have a work with this name.")})
    if works.count() >= MOST_WORKS:
        raise ValidationError(
            _("You have %(n)d works, and nobody can follow more. Gather some of them in one.")
            % {"n": MOST_WORKS},
            code="too_many",
        )
    improvement = Improvement(participation=home, created_by=actor)
    _put(improvement, said, past_is_meant=past_is_meant)
    improvement.save()
    record_event(about=improvement, action="start", actor=actor, title=said.title)
    return improvement


@transaction.atomic
def change_improvement(
    *,
    improvement: Improvement,
    seen: int,
    said: Said,
    past_is_meant: bool = False,
    actor: Any,
) -> Improvement:
    """Save what the form says; refused (code "changed_meanwhile") when it has been saved since.

    `seen` is the version that the form showed. A plan keeps its whole aim. The indicators of a
    work that is made private become private with it, and come back with it.
    """
    locked = lock_improvement(improvement, actor=actor)
    if said_of(locked) == said:
        return locked
    if locked.version != seen:
        raise ValidationError(
            _(
                "Somebody has saved the work while you were writing. Both versions are below:"
                " see what is to stand, and save again."
            ),
            code="changed_meanwhile",
        )
    others = Improvement.objects.filter(participation=locked.participation).exclude(pk=locked.pk)
    if others.filter(title__iexact=said.title).exists():
        raise ValidationError({"title": _("You already have a work with this name.")})
    was_private = locked.is_private
    _put(locked, said, past_is_meant=past_is_meant)
    locked.version += 1
    locked.save()
    if locked.is_private != was_private:
        _take_indicators_along(locked)
        action = "make_private" if locked.is_private else "share"
        record_event(about=locked, action=action, actor=actor)
    return locked


@transaction.atomic
def move_improvement(
    *,
    improvement: Improvement,
    action: str,
    implemented_in: str = "",
    spread_to: str = "",
    outcome: str = "",
    actor: Any,
) -> Improvement:
    """Take the work to its next state, with what that state has to say of itself."""
    locked = lock_improvement(improvement, actor=actor)
    said: dict[str, Any] = {}
    if action == "implement":
        said["implemented_in"] = _needed(
            locked, "implemented_in", implemented_in, _("Say where it is everyday work.")
        )
    elif action == "spread":
        said["spread_to"] = _needed(
            locked, "spread_to", spread_to, _("Say to which units it has spread.")
        )
    elif action == "abandon":
        said["outcome"] = _needed(locked, "outcome", outcome, _("Say why you abandon it."))
    if said:
        said["version"] = locked.version + 1
    moved: Improvement = improvement_workflow.move(
        locked, action, actor=actor, changed_at=timezone.now(), **said
    )
    return moved


def said_of(improvement: Improvement) -> Said:
    """What stands, in the form of what can be said."""
    values = {field.name: getattr(improvement, field.name) for field in fields(Said)}
    return Said(**values | {name: tuple(values[name]) for name in LISTS})


def _is_second_press(work: Improvement, said: Said, actor: Any) -> bool:
    return (
        work.created_by_id == actor.pk
        and timezone.now() - work.created_at < SAME_PRESS
        and said_of(work) == said
    )


def _put(improvement: Improvement, said: Said, *, past_is_meant: bool) -> None:
    """Write what is said into the row, or raise with a sentence at each field that is wrong."""
    new_day = said.aim_by if said.aim_by != improvement.aim_by else None
    for field in fields(Said):
        value = getattr(said, field.name)
        setattr(improvement, field.name, list(value) if field.name in LISTS else value)
    errors: dict[str, Any] = {}
    for name in ("problem", "team", "outcome"):
        if len(getattr(said, name)) > MOST_TEXT:
            errors[name] = _("The text is too long.")
    _check_lists(said, errors)
    _check_people(improvement, said, errors)
    if new_day and new_day < today() and not past_is_meant:
        errors["past_is_meant"] = ValidationError(
            _("The day of the aim has passed. Say that it is meant so, or choose another day."),
            code="past",
        )
    if improvement.status not in (ImprovementStatus.IDEA, ImprovementStatus.ABANDONED):
        for name in aim_of(improvement).missing:
            errors[name] = _("The work is planned, and its aim has to stay whole.")
    _check_results(improvement, said, errors)
    try:
        improvement.clean_fields(exclude=set(errors) | {"created_by", "participation"})
    except ValidationError as error:
        errors = {**error.error_dict, **errors}
    if errors:
        raise ValidationError(errors)


def _check_lists(said: Said, errors: dict[str, Any]) -> None:
    """Whole numbers and keys of the published lists, each once."""
    if not set(said.steering_links) <= set(SteeringLink.values):
        errors["steering_links"] = _("Choose among the links of the chain of steering.")
    if not set(said.national_goals) <= set(NationalGoal.values):
        errors["national_goals"] = _("Choose among the six national goals.")
    if not _are_within(said.agenda_goals, LAST_AGENDA_GOAL):
        errors["agenda_goals"] = _("The goals of Agenda 2030 are numbered 1 to 17.")
    if not _are_within(said.cemr_articles, LAST_CEMR_ARTICLE):
        errors["cemr_articles"] = _("The articles of the declaration are numbered 1 to 39.")


def _are_within(numbers: Sequence[int], last: int) -> bool:
    return all(type(number) is int and 1 <= number <= last for number in numbers)


def _check_people(improvement: Improvement, said: Said, errors: dict[str, Any]) -> None:
    home = improvement.participation_id
    if said.responsible and said.responsible.participation_id != home:
        errors["responsible"] = _("Choose somebody of your own team.")
    if said.responsible and said.responsible_name:
        errors["responsible_name"] = _("Choose somebody of the team or write a name, not both.")
    if said.idea and (said.idea.kind, said.idea.taken_by_id) != (OutcomeKind.IDEA, home):
        errors["idea"] = _("Choose an idea that you have taken home from a meeting.")


def _check_results(improvement: Improvement, said: Said, errors: dict[str, Any]) -> None:
    """What a state said of itself when it was reached can be changed, not taken away."""
    stands = improvement.status
    if stands == ImprovementStatus.SPREAD and not said.spread_to:
        errors["spread_to"] = _("Say to which units it has spread.")
    is_everyday = stands in (ImprovementStatus.IMPLEMENTED, ImprovementStatus.SPREAD)
    if is_everyday and not said.implemented_in:
        errors["implemented_in"] = _("Say where it is everyday work.")


def _needed(improvement: Improvement, name: str, text: str, sentence: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({name: sentence})
    limit = improvement._meta.get_field(name).max_length or MOST_TEXT  # type: ignore[union-attr]
    if len(text) > limit:
        raise ValidationError({name: _("The text is too long.")})
    return text


def _take_indicators_along(improvement: Improvement) -> None:
    """Hide the work's indicators with it; show again those that were hidden with it alone."""
    for indicator in Indicator.objects.select_for_update().filter(improvement=improvement):
        if indicator.is_private == improvement.is_private:
            continue
        if not improvement.is_private and not _was_hidden_with_the_work(indicator):
            continue
        indicator.is_private = improvement.is_private
        indicator._change_reason = WITH_THE_WORK  # type: ignore[attr-defined]
        indicator.save(update_fields=["is_private"])


def _was_hidden_with_the_work(indicator: Indicator) -> bool:
    """Whether its latest step from shared to private was the work's and nobody's own."""
    hidden_by = None
    for row in indicator.history.order_by("-history_date", "-history_id"):
        if not row.is_private:
            break
        hidden_by = row.history_change_reason
    return hidden_by == WITH_THE_WORK
