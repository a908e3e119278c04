"""Self-assessment: each answers alone, then the answer is agreed, and may be taken up again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation, TeamMember
from cohorts.querysets import own_seats
from improvements.enums import ASSESSMENT_TRANSITIONS, AssessmentStatus
from improvements.models import (
    AgreedAnswer,
    Assessment,
    AssessmentOccasion,
    ChecklistMoment,
    FunctionAnswer,
)
from improvements.self_assessment import LOWEST
from improvements.services.checklists import edition_of
from improvements.services.occasions import ensure_occasions
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event
from modellkonceptet.workflow import Workflow

MOST_COMMENT = 500  # of one's own answer: a reason, not an essay
MOST_TEXT = 4_000  # of the agreed answer: half a page of evidence and of comment
assessment_workflow = Workflow(ASSESSMENT_TRANSITIONS, audit=AuditEntry)


@dataclass(frozen=True)
class OwnAnswer:
    """What one person answers to a moment, before anybody has talked about it."""

    value: int | None
    comment: str = ""


@dataclass(frozen=True)
class SettledAnswer:
    """What the team agrees on for a moment, and what shows it."""

    value: int | None
    evidence: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Saved:
    """The version that stands, and whether it holds what others have written since `seen`."""

    version: int
    has_news: bool


NOTHING = SettledAnswer(None)


def stamp(answer: AgreedAnswer | SettledAnswer | None) -> str:
    """What a page says it was based on: differs as soon as anybody has saved anything else."""
    said = answer or NOTHING
    text = json.dumps([said.value, said.evidence, said.comment])
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def seat_of(user: Any, participation: Participation) -> TeamMember | None:
    """The seat that a person answers from; who holds two answers once."""
    seats = own_seats(user).filter(participation=participation)
    seat: TeamMember | None = seats.order_by("pk").first()
    return seat


@transaction.atomic
def start_assessment(
    *, participation: Participation, kind: str, number: int, actor: Any
) -> Assessment:
    """Begin an occasion with the round's edition; what has begun already is returned as it is."""
    locked = Participation.objects.select_for_update().get(pk=participation.pk)
    _refuse_unless_at_home(locked, actor)
    ensure_occasions(cohort=locked.cohort, actor=actor)
    occasion = AssessmentOccasion.objects.filter(
        cohort=locked.cohort_id, kind=kind, number=number
    ).first()
    if occasion is None:
        raise ValidationError(_("The round has no such occasion."), code="no_occasion")
    if begun := Assessment.objects.filter(occasion=occasion, participation=locked).first():
        return begun
    edition = edition_of(locked.cohort)
    if edition is None:
        raise ValidationError(_("SKR has not laid out the checklist yet."), code="no_checklist")
    assessment = Assessment.objects.create(occasion=occasion, participation=locked, edition=edition)
    record_event(about=assessment, action="start", actor=actor, edition=edition.key)
    return assessment


@transaction.atomic
def save_own_answers(
    *, assessment: Assessment, answers: Mapping[int, OwnAnswer], actor: Any
) -> int:
    """Save what the person answers alone, by moment; returns how many moments they have answered.

    A moment without a step is left as it was. Nobody else's answers are touched or needed.
    """
    locked = _open_assessment(assessment, actor)
    seat = seat_of(actor, locked.participation)
    moments = _moments(locked)
    errors = {}
    for number, said in answers.items():
        if said.value is None and said.comment:
            errors[f"value-{number}"] = _("Choose a step as well, or take the comment away.")
        elif fault := _fault(number, said.value, moments, locked):
            errors[f"value-{number}"] = fault
        elif len(said.comment) > MOST_COMMENT:
            errors[f"comment-{number}"] = _("The text is too long.")
    if errors:
        raise ValidationError(errors)
    rows: dict[int, Any] = {
        row.moment_id: row for row in FunctionAnswer.objects.filter(assessment=locked, member=seat)
    }
    for number, said in answers.items():
        if said.value is None:
            continue
        row = rows.setdefault(
            number, FunctionAnswer(assessment=locked, member=seat, moment=moments[number])
        )
        if (row.value, row.comment) != (said.value, said.comment):
            row.value, row.comment = said.value, said.comment
            row.save()
    return len(rows)


@transaction.atomic
def save_agreed_answers(
    *,
    assessment: Assessment,
    answers: Mapping[int, SettledAnswer],
    stamps: Mapping[int, str],
    seen: int,
    actor: Any,
) -> Saved:
    """Save what the team agrees on. Moments that the page did not change are left alone.

    `stamps` says what the page showed of each moment. Where somebody has saved another answer to
    a moment that was changed, nothing is written, and the refusal (code "changed_meanwhile")
    names the moment. Whoever settles the common answers has first answered alone.
    """
    locked = _open_assessment(assessment, actor)
    moments = _moments(locked)
    _refuse_unless_answered_alone(locked, len(moments), actor)
    rows: dict[int, Any] = {row.moment_id: row for row in locked.answers.all()}
    changed = {
        number: said
        for number, said in answers.items()
        if stamp(said) not in (stamps.get(number, ""), stamp(rows.get(number)))
    }
    _refuse_settled(changed, rows, stamps, moments, locked)
    has_news = locked.version != seen
    for number, said in changed.items():
        row = rows.get(number) or AgreedAnswer(assessment=locked, moment=moments[number])
        row.value, row.evidence, row.comment = said.value, said.evidence, said.comment
        row.save()
    if changed:
        locked.version += 1
        locked.save(update_fields=["version"])
        record_event(about=locked, action="settle_answers", actor=actor, moments=sorted(changed))
    return Saved(locked.version, has_news)


@transaction.atomic
def agree_assessment(*, assessment: Assessment, seen: int, actor: Any) -> Assessment:
    """Finish: every moment has its common answer, and they are those that were `seen`."""
    locked = _open_assessment(assessment, actor)
    moments = _moments(locked)
    _refuse_unless_answered_alone(locked, len(moments), actor)
    if locked.version != seen:
        raise ValidationError(
            _("Somebody has saved other answers meanwhile. Read them, and finish then."),
            code="changed_meanwhile",
        )
    answered = set(locked.answers.values_list("moment_id", flat=True))
    missing = [number for number in moments if number not in answered]
    if missing:
        errors: dict[str, Any] = {
            f"value-{number}": _("Agree on a step, or save and go on later.") for number in missing
        }
        raise ValidationError(errors, code="missing")
    moved: Assessment = assessment_workflow.move(
        locked, "agree", actor=actor, agreed_at=timezone.now(), agreed_by=actor
    )
    return moved


@transaction.atomic
def reopen_assessment(*, assessment: Assessment, actor: Any) -> Assessment:
    """Take up the answers again, also when partners have read them: then the trail says so."""
    locked = _locked(assessment, actor)
    details = {"partners_could_read": _partners_agreed(locked)}
    moved: Assessment = assessment_workflow.move(
        locked, "reopen", actor=actor, details=details, agreed_at=None, agreed_by=None
    )
    return moved


def _partners_agreed(assessment: Assessment) -> int:
    group = assessment.participation.group_id
    partners = Assessment.objects.agreed().filter(occasion=assessment.occasion_id)
    partners = partners.exclude(pk=assessment.pk).filter(participation__group=group)
    return partners.count() if group is not None else 0


def _locked(assessment: Assessment, actor: Any) -> Assessment:
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    _refuse_unless_at_home(locked.participation, actor)
    return locked


def _open_assessment(assessment: Assessment, actor: Any) -> Assessment:
    locked = _locked(assessment, actor)
    if locked.status != AssessmentStatus.OPEN:
        raise ValidationError(
            _("The answers are agreed already. Take them up again to change them."),
            code="agreed",
        )
    return locked


def _refuse_unless_at_home(participation: Participation, actor: Any) -> None:
    if actor is None or not actor.has_perm("improvements.work_at_home", participation):
        raise PermissionDenied
    if participation.status != ParticipationStatus.ACTIVE:
        raise ValidationError(
            _("You have gone through the round. Its answers can be read, not changed."),
            code="round_is_over",
        )


def _moments(assessment: Assessment) -> dict[int, ChecklistMoment]:
    return {moment.pk: moment for moment in assessment.edition.moments.all()}


def _fault(
    number: int, value: int | None, moments: Mapping[int, Any], assessment: Assessment
) -> str | None:
    if number not in moments:
        return _("This moment is not part of the checklist.")
    if value is not None and not LOWEST <= value <= assessment.edition.highest:
        return _("Choose one of the steps.")
    return None


def _refuse_unless_answered_alone(assessment: Assessment, moments: int, actor: Any) -> None:
    seat = seat_of(actor, assessment.participation)
    own = assessment.function_answers.filter(member=seat).count()
    if own < moments:
        raise ValidationError(
            ngettext(
                "First answer alone: %(n)d moment is left.",
                "First answer alone: %(n)d moments are left.",
                moments - own,
            )
            % {"n": moments - own},
            code="answer_alone_first",
        )


def _refuse_settled(
    changed: Mapping[int, SettledAnswer],
    rows: Mapping[int, AgreedAnswer],
    stamps: Mapping[int, str],
    moments: Mapping[int, Any],
    assessment: Assessment,
) -> None:
    errors: dict[str, Any] = {}
    for number, said in changed.items():
        if fault := _fault(number, said.value, moments, assessment):
            errors[f"value-{number}"] = fault
        elif stamp(rows.get(number)) != stamps.get(number, ""):
            errors[f"value-{number}"] = ValidationError(
                _(
                    "Somebody has saved another answer meanwhile."
                    " Both stand here: choose, and save."
                ),
                code="changed_meanwhile",
            )
        elif said.value is None:
            errors[f"value-{number}"] = _("Choose a step as well.")
        for name, text in (("evidence", said.evidence), ("comment", said.comment)):
            if len(text) > MOST_TEXT:
                errors[f"{name}-{number}"] = _("The text is too long.")
    if errors:
        raise ValidationError(errors)
