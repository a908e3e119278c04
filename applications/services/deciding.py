"""Preparing decisions in silence. Nothing here is seen outside SKR."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from applications.enums import DECIDABLE, ApplicationStatus, DecisionStatus, Outcome
from applications.models import (
    AdmissionDecision,
    Application,
    DecisionCondition,
    ReasonCode,
)
from applications.services.states import application_flow, decision_flow
from modellkonceptet.civil_dates import today


@dataclass(frozen=True)
class ConditionTerms:
    """What must be in place by the end of `due_on`; `kind` is a ConditionKind."""

    kind: str
    text: str
    due_on: date


@transaction.atomic
def prepare_decision(
    *,
    application: Application,
    outcome: str,
    text: str,
    reasons: Iterable[ReasonCode] = (),
    conditions: Sequence[ConditionTerms] = (),
    actor: Any,
) -> AdmissionDecision:
    """Prepare SKR's decision; an earlier prepared one is discarded and kept in the history."""
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if not actor.has_perm("applications.prepare_decision", locked):
        raise PermissionDenied
    _refuse_impossible(locked, outcome, conditions)
    for earlier in locked.decisions.filter(status=DecisionStatus.PREPARED):
        discard_decision(decision=earlier, actor=actor)
    last = locked.decisions.aggregate(last=Max("number"))["last"] or 0
    decision = AdmissionDecision.objects.create(
        application=locked, number=last + 1, outcome=outcome, text=text, prepared_by=actor
    )
    decision.reasons.set(reasons)
    DecisionCondition.objects.bulk_create(
        DecisionCondition(decision=decision, kind=each.kind, text=each.text, due_on=each.due_on)
        for each in conditions
    )
    return decision


@transaction.atomic
def prepare_decisions(
    *,
    applications: Iterable[Application],
    outcome: str,
    text: str,
    reasons: Sequence[ReasonCode] = (),
    conditions: dict[int, Sequence[ConditionTerms]] | None = None,
    actor: Any,
) -> list[AdmissionDecision]:
    """The same outcome and text for many; `conditions` by application id. All or none."""
    return [
        prepare_decision(
            application=application,
            outcome=outcome,
            text=text,
            reasons=reasons,
            conditions=(conditions or {}).get(application.pk, ()),
            actor=actor,
        )
        for application in applications
    ]


def discard_decision(*, decision: AdmissionDecision, actor: Any) -> AdmissionDecision:
    """Drop a prepared decision; one that is on its way out can no longer be dropped."""
    with transaction.atomic():
        locked = AdmissionDecision.objects.select_for_update().get(pk=decision.pk)
        if locked.batch_id and not locked.publication_error:
            raise ValidationError(_("The decision is being published and can't be discarded."))
        return decision_flow.move(locked, "discard", actor=actor)


@transaction.atomic
def meet_condition(*, condition: DecisionCondition, met_on: date, actor: Any) -> DecisionCondition:
    """Note that a condition is met. When all are, the admission stands without conditions."""
    locked = DecisionCondition.objects.select_for_update().get(pk=condition.pk)
    application = Application.objects.select_for_update().get(pk=locked.decision.application_id)
    if not actor.has_perm("applications.prepare_decision", application):
        raise PermissionDenied
    if locked.decision.status != DecisionStatus.PUBLISHED:
        raise ValidationError(_("The decision that the condition belongs to is not in force."))
    if met_on > today():
        raise ValidationError(
            {"met_on": _("The day lies ahead. Note the condition when it is met.")}
        )
    locked.met_on, locked.met_by = met_on, actor
    locked.save(update_fields=["met_on", "met_by"])
    pending = locked.decision.conditions.filter(met_on=None).exists()
    if not pending and application.status == ApplicationStatus.ADMITTED_CONDITIONALLY:
        application_flow.move(application, "meet_conditions", actor=actor)
    return locked


def _refuse_impossible(
    application: Application, outcome: str, conditions: Sequence[ConditionTerms]
) -> None:
    if application.status not in DECIDABLE:
        raise ValidationError(
            _("%(applicant)s can't be decided now: %(status)s."),
            params={
                "applicant": application.applicant_name,
                "status": application.get_status_display(),
            },
        )
    if outcome == Outcome.CONDITIONAL and not conditions:
        raise ValidationError(
            _("An admission on condition needs at least one condition for %(applicant)s."),
            params={"applicant": application.applicant_name},
        )
    if outcome != Outcome.CONDITIONAL and conditions:
        raise ValidationError(_("Only an admission on condition has conditions."))
    if any(each.due_on < today() for each in conditions):
        raise ValidationError(_("The last day of a condition has already passed."))
