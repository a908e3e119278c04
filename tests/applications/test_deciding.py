"""Preparing decisions, and noting that conditions are met."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from applications.enums import ApplicationStatus, ConditionKind, DecisionStatus, Outcome
from applications.models import AdmissionDecision, ReasonCode
from applications.services.deciding import (
    ConditionTerms,
    discard_decision,
    meet_condition,
    prepare_decision,
    prepare_decisions,
)
from applications.services.publishing import publish_decision, request_publication
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return factories.make_application(status=ApplicationStatus.SUBMITTED)


def condition(days: int = 30) -> ConditionTerms:
    return ConditionTerms(
        ConditionKind.DECISION_TO_APPLY,
        "Kommunstyrelsen har beslutat att delta.",
        timezone.localdate() + timedelta(days=days),
    )


def prepare(application, actor, **parts) -> AdmissionDecision:
    parts.setdefault("outcome", Outcome.ADMITTED)
    parts.setdefault("text", "Ni uppfyller allt.")
    return prepare_decision(application=application, actor=actor, **parts)


def test_a_prepared_decision_changes_nothing_outside(application, project_lead, applicant):
    decision = prepare(application, project_lead)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED
    owner = application.created_by
    assert list(AdmissionDecision.objects.visible_to(owner)) == []
    assert list(AdmissionDecision.objects.visible_to(project_lead)) == [decision]


def test_preparing_again_discards_the_first_and_keeps_it(application, project_lead):
    first = prepare(application, project_lead)
    second = prepare(application, project_lead, outcome=Outcome.DECLINED)
    first.refresh_from_db()
    assert (first.status, second.status) == (DecisionStatus.DISCARDED, DecisionStatus.PREPARED)
    assert [first.number, second.number] == [1, 2]


def test_reasons_and_conditions_are_kept(application, project_lead):
    code = ReasonCode.objects.create(
        code="planned", outcome=Outcome.CONDITIONAL, label="Planerat", paragraph="…"
    )
    decision = prepare(
        application,
        project_lead,
        outcome=Outcome.CONDITIONAL,
        reasons=[code],
        conditions=[condition()],
    )
    assert list(decision.reasons.all()) == [code]
    assert [each.kind for each in decision.conditions.all()] == [ConditionKind.DECISION_TO_APPLY]


@pytest.mark.parametrize(
    "status",
    [
        ApplicationStatus.DRAFT,
        ApplicationStatus.COMPLETION_REQUESTED,
        ApplicationStatus.WITHDRAWN,
    ],
)
def test_what_is_not_ready_is_not_decided(project_lead, status):
    application = factories.make_application(status=status)
    with pytest.raises(ValidationError):
        prepare(application, project_lead)
    assert AdmissionDecision.objects.count() == 0


def test_only_a_conditional_admission_has_conditions_and_needs_them(application, project_lead):
    with pytest.raises(ValidationError):
        prepare(application, project_lead, outcome=Outcome.CONDITIONAL)
    with pytest.raises(ValidationError):
        prepare(application, project_lead, conditions=[condition()])
    with pytest.raises(ValidationError):
        prepare(application, project_lead, outcome=Outcome.CONDITIONAL, conditions=[condition(-1)])


def test_many_are_prepared_all_or_none(application, project_lead):
    draft = factories.make_application()
    with pytest.raises(ValidationError):
        prepare_decisions(
            applications=[application, draft], outcome="admitted", text="", actor=project_lead
        )
    assert AdmissionDecision.objects.count() == 0


def test_only_the_project_lead_prepares(application, reviewer, stranger):
    for person in (reviewer, stranger, application.created_by):
        with pytest.raises(PermissionDenied):
            prepare(application, person)


def test_a_decision_on_its_way_out_is_not_discarded(application, project_lead):
    decision = prepare(application, project_lead)
    request_publication(cohort=application.cohort, decisions=[decision], actor=project_lead)
    with pytest.raises(ValidationError):
        discard_decision(decision=decision, actor=project_lead)


def test_met_conditions_make_the_admission_unconditional(application, project_lead):
    decision = prepare(
        application,
        project_lead,
        outcome=Outcome.CONDITIONAL,
        conditions=[condition(), condition(60)],
    )
    publish_decision(decision_id=decision.pk, actor=project_lead)
    first, second = decision.conditions.all()
    today = timezone.localdate()
    meet_condition(condition=first, met_on=today, actor=project_lead)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.ADMITTED_CONDITIONALLY
    meet_condition(condition=second, met_on=today, actor=project_lead)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.ADMITTED


def test_a_condition_is_not_met_in_the_future_or_before_publication(application, project_lead):
    decision = prepare(
        application, project_lead, outcome=Outcome.CONDITIONAL, conditions=[condition()]
    )
    (each,) = decision.conditions.all()
    with pytest.raises(ValidationError):
        meet_condition(condition=each, met_on=timezone.localdate(), actor=project_lead)
    publish_decision(decision_id=decision.pk, actor=project_lead)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError):
        meet_condition(condition=each, met_on=tomorrow, actor=project_lead)
