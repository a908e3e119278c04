"""PDSA cycles: begun, written in pane by pane, moved on, and closed with a decision."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import TeamMember
from improvements.enums import (
    CYCLE_TRANSITIONS,
    ChangeIdeaStatus,
    Confirmed,
    CycleDecision,
    CycleStatus,
)
from improvements.models import ChangeIdea, Cycle, CycleQuestion, Improvement
from improvements.panes import (
    ROWS,
    Acted,
    Answer,
    Content,
    Done,
    Pane,
    Plan,
    PlannedQuestion,
    Studied,
    pane_of,
    stamp,
    standing,
    why_not,
)
from modellkonceptet.civil_dates import in_words, today
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.workflow import Workflow

MOST_QUESTIONS = 10
MOST_CYCLES = 500
# The same plan within this time is a second click on the same button.
SECOND_CLICK = timedelta(minutes=1)
cycle_workflow = Workflow(CYCLE_TRANSITIONS, audit=AuditEntry)


@transaction.atomic
def create_cycle(
    *, improvement: Improvement, plan: Plan, actor: Any, previous: Cycle | None = None
) -> Cycle:
    """Plan a cycle under the next number of the work; it may build on an earlier one.

    The same plan again within a minute is the cycle that is there.
    """
    locked = Improvement.objects.select_for_update(of=("self",)).get(pk=improvement.pk)
    if not actor.has_perm("improvements.work_at_home", locked):
        raise PermissionDenied
    if previous is not None and previous.improvement_id != locked.pk:
        raise ValidationError(_("The cycle belongs to another improvement work."))
    if same := _same_just_now(locked, plan, previous):
        return same
    last = locked.cycles.aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_CYCLES:
        raise ValidationError(
            _("The work has %(n)d cycles already. Begin a new improvement work.") % {"n": last}
        )
    cycle = Cycle(improvement=locked, number=last + 1, previous=previous)
    _put(cycle, plan)
    _sign(cycle, Pane.PLAN, actor)
    cycle.save()
    _put_questions(cycle, plan.questions)
    return cycle


@transaction.atomic
def save_pane(*, cycle: Cycle, content: Content, seen: str, actor: Any) -> Cycle:
    """Write one pane. `seen` is the stamp of what the page showed of it.

    What others have written in other panes stays. If somebody else has changed this one, nothing
    is written, and the refusal (code "changed_meanwhile") says who.
    """
    locked = _locked(cycle, actor)
    pane = pane_of(content)
    if reason := why_not(pane, locked):
        raise ValidationError(reason, code="wrong_state")
    questions = list(locked.questions.all())
    now = standing(pane, locked, questions)
    if now == content:
        return locked
    if stamp(now) != seen and (who := _other_writer(locked, pane, actor)):
        raise ValidationError(
            _(
                "%(who)s has changed this while you were writing. Both versions are below:"
                " put together what is to stand, and save."
            )
            % {"who": who},
            code="changed_meanwhile",
        )
    _put(locked, content)
    locked.version += 1
    _sign(locked, pane, actor)
    locked.save()
    if isinstance(content, Plan):
        _put_questions(locked, content.questions)
    if isinstance(content, Studied):
        _put_answers(questions, content.answers)
    return locked


@transaction.atomic
def move_cycle(*, cycle: Cycle, action: str, actor: Any) -> Cycle:
    """Begin, go on to the study, go back, or reopen; the table and its guards say when."""
    locked = _locked(cycle, actor)
    changes: dict[str, Any] = {}
    if action == "start":
        changes["started_on"] = locked.started_on or today()
    if action == "back_to_plan":
        changes["started_on"] = None
    if action == "reopen":
        changes["ended_on"] = None
    if action == "close":
        raise ValueError("a cycle is closed by close_cycle")
    moved: Cycle = cycle_workflow.move(locked, action, actor=actor, **changes)
    if action == "start":
        _mark_idea(moved, ChangeIdeaStatus.TESTING)
    return moved


@transaction.atomic
def close_cycle(*, cycle: Cycle, acted: Acted, ended_on: date | None, actor: Any) -> Cycle:
    """Close with the decision: adopting says how it is kept, adapting what is changed."""
    locked = _locked(cycle, actor)
    if locked.status != CycleStatus.STUDY:
        raise ValidationError(
            _("This has already been handled. Reload the page to see how it stands now."),
            code="wrong_state",
        )
    faults = _faults_of_closing(locked, acted, ended_on)
    if faults:
        raise ValidationError(faults)
    changes = {name: getattr(acted, name) for name in Acted.__dataclass_fields__}
    moved: Cycle = cycle_workflow.move(
        locked,
        "close",
        actor=actor,
        details={"decision": acted.decision},
        ended_on=ended_on,
        version=locked.version + 1,
        **changes,
    )
    _mark_idea(
        moved,
        {
            CycleDecision.ADOPT: ChangeIdeaStatus.ADOPTED,
            CycleDecision.ADAPT: ChangeIdeaStatus.ADAPTED,
            CycleDecision.ABANDON: ChangeIdeaStatus.ABANDONED,
        }[CycleDecision(acted.decision)],
    )
    return moved


def _faults_of_closing(cycle: Cycle, acted: Acted, ended_on: date | None) -> dict[str, str]:
    faults = {}
    if acted.decision not in CycleDecision.values:
        faults["decision"] = _("Choose: adopt, adapt or abandon.")
    if acted.decision == CycleDecision.ADAPT and not acted.changes_next.strip():
        faults["changes_next"] = _("Write what you change in the next cycle.")
    if acted.decision == CycleDecision.ADOPT and not acted.keeping.strip():
        faults["keeping"] = _("Write how it is implemented, spread and kept.")
    if ended_on is None:
        faults["ended_on"] = _("Write the day when the test ended.")
    elif ended_on > today():
        faults["ended_on"] = _("That day is still ahead. Write the day when the test ended.")
    elif cycle.started_on and ended_on < cycle.started_on:
        faults["ended_on"] = _(
            "The cycle began on %(began)s and can't have ended before that. Correct the day, or the"
            " day when it began under Do."
        ) % {"began": in_words(cycle.started_on, weekday=False, year=True)}
    return faults


def _locked(cycle: Cycle, actor: Any) -> Cycle:
    locked: Cycle = (
        Cycle.objects.select_for_update(of=("self",)).select_related("improvement").get(pk=cycle.pk)
    )
    if not actor.has_perm("improvements.work_at_home", locked):
        raise PermissionDenied
    return locked


def _sign(cycle: Any, pane: str, actor: Any) -> None:
    """What the history says of the saving that follows: in which pane, and by whom."""
    cycle._change_reason, cycle._history_user = str(pane), actor


def _put(cycle: Cycle, content: Content) -> None:
    """The pane's own fields, refused by the field that is wrong."""
    if isinstance(content, Plan):
        _refuse_plan(cycle, content)
    if isinstance(content, Done):
        _refuse_beginning(content)
    if isinstance(content, Acted) and content.decision not in ("", *CycleDecision.values):
        raise ValidationError({"decision": _("Choose: adopt, adapt or abandon.")})
    names = [field.name for field in fields(content) if field.name not in ROWS]
    for name in names:
        setattr(cycle, name, getattr(content, name))
    asked = {name.removesuffix("_id") for name in names} - {"idea", "owner"}
    others = {field.name for field in Cycle._meta.fields} - asked
    cycle.clean_fields(exclude=others)


def _refuse_plan(cycle: Cycle, plan: Plan) -> None:
    faults: dict[str, Any] = {}
    if not plan.title.strip():
        faults["title"] = _("Write what the cycle is called.")
    if plan.planned_from and plan.planned_to and plan.planned_to < plan.planned_from:
        faults["planned_to"] = _("The plan ends before it begins.")
    if plan.owner_id and plan.owner_id != cycle.owner_id:
        team = TeamMember.objects.current().filter(
            participation=cycle.improvement.participation_id, pk=plan.owner_id
        )
        if not team.exists():
            faults["owner"] = _("Choose somebody of your own team.")
    ideas = ChangeIdea.objects.filter(improvement=cycle.improvement_id)
    if plan.idea_id and not ideas.filter(pk=plan.idea_id).exists():
        faults["idea"] = _("Choose among the changes of this improvement work.")
    if len(plan.questions) > MOST_QUESTIONS:
        faults["questions"] = _("Ask at most %(n)d questions in a cycle.") % {"n": MOST_QUESTIONS}
    if any(not one.question.strip() for one in plan.questions):
        faults["questions"] = _("Write the question too, not only what you expect.")
    if faults:
        raise ValidationError(faults)


def _refuse_beginning(done: Done) -> None:
    if done.started_on is None:
        raise ValidationError({"started_on": _("Write the day when the test began.")})
    if done.started_on > today():
        raise ValidationError(
            {"started_on": _("That day is still ahead. Write the day when the test began.")}
        )


def _put_questions(cycle: Cycle, said: tuple[PlannedQuestion, ...]) -> None:
    """A question keeps its row, and with it its result, when it stands or is only reworded."""
    left = {row.position: row for row in _in_order(cycle)}
    by_text = {row.question: row for row in left.values()}
    kept: dict[int, CycleQuestion] = {}
    for place, one in enumerate(said):
        row = by_text.pop(one.question, None)
        if row is not None:
            kept[place] = left.pop(row.position)
    for place in range(len(said)):
        if place not in kept and place in left:
            kept[place] = left.pop(place)
    CycleQuestion.objects.filter(pk__in=[row.pk for row in left.values()]).delete()
    for place, one in enumerate(said):
        row = kept.get(place) or CycleQuestion(cycle=cycle)
        row.position, row.question, row.prediction = place, one.question, one.prediction
        row.clean_fields(exclude=["cycle"])
        row.save()


def _in_order(cycle: Cycle) -> list[CycleQuestion]:
    """The rows with their places counted from 0, however they were numbered."""
    rows = list(cycle.questions.all())
    for place, row in enumerate(rows):
        row.position = place
    return rows


def _put_answers(questions: list[CycleQuestion], answers: tuple[Answer, ...]) -> None:
    by_id = {row.pk: row for row in questions}
    for one in answers:
        if one.question_id not in by_id or one.confirmed not in ("", *Confirmed.values):
            raise ValidationError(_("The questions are others now. Load the page again."))
        row = by_id[one.question_id]
        row.result, row.confirmed = one.result, one.confirmed
        row.save(update_fields=["result", "confirmed"])


def _other_writer(cycle: Cycle, pane: str, actor: Any) -> str:
    """Who wrote last in the pane, if that was somebody else than `actor`."""
    latest = cycle.history.filter(history_change_reason=pane).order_by("-pk").first()
    if latest is not None and latest.history_user_id == actor.pk:
        return ""
    writer = latest.history_user if latest is not None else None
    return str(writer.name or _("Somebody")) if writer else _("Somebody")


def _same_just_now(improvement: Improvement, plan: Plan, previous: Cycle | None) -> Cycle | None:
    since = timezone.now() - SECOND_CLICK
    rows = improvement.cycles.filter(
        title=plan.title, previous=previous, status=CycleStatus.PLAN, created_at__gte=since
    )
    for row in rows.prefetch_related("questions"):
        if standing(Pane.PLAN, row, list(row.questions.all())) == plan:
            return row
    return None


def _mark_idea(cycle: Cycle, status: str) -> None:
    """The change that was tested says what came of it."""
    if cycle.idea_id:
        ChangeIdea.objects.filter(pk=cycle.idea_id).update(status=status)
