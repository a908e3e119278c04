"""SKR's work with an application before it decides."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from applications.enums import ApplicationStatus, VerdictOutcome
from applications.models import (
    Application,
    CompletionRequest,
    InternalNote,
    LateEntry,
    Score,
    ScoringCriterion,
    Verdict,
)
from applications.services.reviewing import (
    cancel_completion,
    decide_verdict,
    mark_reviewed,
    open_late_entry,
    reopen_review,
    request_completion,
    request_completions,
    score_application,
    write_note,
)
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry
from tests import factories

TODAY = date(2021, 6, 10)
S = ApplicationStatus


@pytest.fixture(autouse=True)
def _a_day_after_the_last(db: None) -> Any:
    with time_machine.travel(factories.stockholm(2021, 6, 10), tick=False):
        yield


@pytest.fixture
def application() -> Application:
    cohort = factories.make_cohort(
        opens_on=date(2021, 4, 1),
        announced_on=date(2021, 3, 1),
        closes_on=date(2021, 6, 1),
        capacity=12,
    )
    owner = factories.make_user("sokande@lund.example", name="Sökande")
    found = factories.make_application(
        cohort=cohort,
        organisation=factories.make_organisation("Lund"),
        owner=owner,
        status=S.SUBMITTED,
    )
    for criterion in found.terms.criteria.all():
        Verdict.objects.create(
            application=found, criterion=criterion, outcome=VerdictOutcome.MET, reason="Klart."
        )
    return found


def actions_on(application: Application) -> list[str]:
    return list(
        AuditEntry.objects.about(application).order_by("pk").values_list("action", flat=True)
    )


# --- verdicts ------------------------------------------------------------------
def test_a_verdict_is_settled_with_a_reason_and_traced(application: Any, reviewer: Any) -> None:
    verdict = application.verdicts.first()
    decide_verdict(
        verdict=verdict, outcome=VerdictOutcome.NOT_MET, reason=" Saknas. ", actor=reviewer
    )
    verdict.refresh_from_db()
    assert (verdict.outcome, verdict.reason, verdict.decided_by) == (
        VerdictOutcome.NOT_MET,
        "Saknas.",
        reviewer,
    )
    assert actions_on(application) == ["decide_verdict"]


@pytest.mark.parametrize(
    ("outcome", "reason", "field"),
    [(VerdictOutcome.MET, "  ", "reason"), ("perhaps", "Därför.", "outcome")],
)
def test_a_verdict_needs_a_known_outcome_and_a_reason(
    application: Any, reviewer: Any, outcome: str, reason: str, field: str
) -> None:
    verdict = application.verdicts.first()
    with pytest.raises(ValidationError) as refusal:
        decide_verdict(verdict=verdict, outcome=outcome, reason=reason, actor=reviewer)
    assert list(refusal.value.error_dict) == [field]
    assert actions_on(application) == []


def test_a_withdrawn_application_gets_no_verdict(reviewer: Any, application: Any) -> None:
    from django.utils import timezone

    Application.objects.filter(pk=application.pk).update(
        status=S.WITHDRAWN, withdrawn_at=timezone.now()
    )
    with pytest.raises(ValidationError):
        decide_verdict(
            verdict=application.verdicts.first(),
            outcome=VerdictOutcome.NOT_MET,
            reason="Nej.",
            actor=reviewer,
        )


@pytest.mark.parametrize("role", ["finance", "evaluator", "stranger"])
def test_others_than_reviewers_may_not_review(
    application: Any, role: str, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(role)
    calls: list[Any] = [
        lambda: decide_verdict(
            verdict=application.verdicts.first(), outcome="met", reason="Ja.", actor=actor
        ),
        lambda: mark_reviewed(application=application, actor=actor),
        lambda: request_completion(
            application=application,
            sections=["team"],
            message="Mer",
            due_on=TODAY + timedelta(days=5),
            actor=actor,
        ),
        lambda: write_note(application=application, text="Hej", actor=actor),
        lambda: score_application(application=application, points={}, actor=actor),
        lambda: open_late_entry(
            cohort=application.cohort,
            organisation=application.organisation,
            until=TODAY,
            reason="x",
            actor=actor,
        ),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied):
            call()


# --- looked at -----------------------------------------------------------------
def test_a_settled_application_is_marked_and_reopened(application: Any, reviewer: Any) -> None:
    mark_reviewed(application=application, actor=reviewer)
    application.refresh_from_db()
    assert application.status == S.REVIEWED
    reopen_review(application=application, actor=reviewer)
    application.refresh_from_db()
    assert application.status == S.SUBMITTED
    assert actions_on(application) == ["mark_reviewed", "reopen_review"]


def test_what_is_to_be_checked_must_be_settled_first(application: Any, reviewer: Any) -> None:
    application.verdicts.filter(criterion__key="team").update(outcome=VerdictOutcome.TO_CHECK)
    with pytest.raises(ValidationError, match="Deltagare"):
        mark_reviewed(application=application, actor=reviewer)
    application.refresh_from_db()
    assert application.status == S.SUBMITTED


@pytest.mark.parametrize("status", [S.COMPLETION_REQUESTED, S.REVIEWED, S.ADMITTED, S.DECLINED])
def test_only_what_waits_can_be_marked(application: Any, reviewer: Any, status: str) -> None:
    Application.objects.filter(pk=application.pk).update(status=status)
    with pytest.raises(ValidationError):
        mark_reviewed(application=application, actor=reviewer)


# --- completion ----------------------------------------------------------------
def ask(application: Any, actor: Any, **changes: Any) -> CompletionRequest:
    parts: dict[str, Any] = {
        "sections": ["team", "political_decision"],
        "message": "Namnge en politiker.",
        "due_on": TODAY + timedelta(days=7),
    }
    return request_completion(application=application, actor=actor, **parts | changes)


def test_a_completion_is_asked_of_everybody_who_writes(application: Any, reviewer: Any) -> None:
    colleague = factories.make_user("kollega@lund.example")
    application.collaborators.create(user=colleague)
    request = ask(application, reviewer)
    application.refresh_from_db()
    assert application.status == S.COMPLETION_REQUESTED
    assert request.sections == ["political_decision", "team"]
    mails = Message.objects.order_by("to_email")
    assert [mail.to_email for mail in mails] == ["kollega@lund.example", "sokande@lund.example"]
    assert all("Namnge en politiker." in mail.body_text for mail in mails)
    assert all("torsdag 17 juni" in mail.body_text for mail in mails)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sections": []}, "sections"),
        ({"sections": ["team", "nonsense"]}, "sections"),
        ({"message": "  "}, "message"),
        ({"due_on": TODAY}, "due_on"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
    ],
)
def test_a_faulty_request_leaves_everything_as_it_was(
    application: Any, reviewer: Any, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        ask(application, reviewer, **change)
    assert list(refusal.value.error_dict) == [field]
    application.refresh_from_db()
    assert application.status == S.SUBMITTED
    assert CompletionRequest.objects.count() == Message.objects.count() == 0


def test_a_completion_is_not_asked_twice(application: Any, reviewer: Any) -> None:
    ask(application, reviewer)
    with pytest.raises(ValidationError):
        ask(application, reviewer)
    assert CompletionRequest.objects.count() == 1


def test_a_request_is_taken_back_and_the_applicant_told(application: Any, reviewer: Any) -> None:
    request = ask(application, reviewer)
    cancel_completion(application=application, actor=reviewer)
    application.refresh_from_db()
    request.refresh_from_db()
    assert (application.status, request.closed_at is not None) == (S.SUBMITTED, True)
    kinds = Message.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["completion_requested", "completion_cancelled"]


def test_requests_to_several_are_all_or_none(application: Any, reviewer: Any) -> None:
    other = factories.make_application(
        cohort=application.cohort,
        organisation=factories.make_organisation("Ystad"),
        status=S.COMPLETION_REQUESTED,
    )
    with pytest.raises(ValidationError, match="Ystad"):
        request_completions(
            applications=[application, other],
            sections=["team"],
            message="Mer.",
            due_on=TODAY + timedelta(days=3),
            actor=reviewer,
        )
    application.refresh_from_db()
    assert (application.status, CompletionRequest.objects.count()) == (S.SUBMITTED, 0)


# --- notes and points ----------------------------------------------------------
def test_a_note_is_seen_by_skr_only(application: Any, reviewer: Any) -> None:
    write_note(application=application, text=" Ring Lund. ", actor=reviewer)
    writer = application.created_by
    assert [note.text for note in InternalNote.objects.visible_to(reviewer)] == ["Ring Lund."]
    assert list(InternalNote.objects.visible_to(writer)) == []


def test_an_empty_note_is_refused(application: Any, reviewer: Any) -> None:
    with pytest.raises(ValidationError):
        write_note(application=application, text="   ", actor=reviewer)


def test_points_are_the_reviewers_own_and_can_be_changed(
    application: Any, reviewer: Any, project_lead: Any
) -> None:
    criterion = ScoringCriterion.objects.create(cohort=application.cohort, name_sv="Idé", weight=2)
    for actor, points in [(reviewer, 1), (reviewer, 3), (project_lead, 4)]:
        score_application(application=application, points={criterion.pk: points}, actor=actor)
    assert sorted(Score.objects.values_list("points", flat=True)) == [3, 4]
    score_application(application=application, points={criterion.pk: None}, actor=reviewer)
    assert list(Score.objects.values_list("reviewer", flat=True)) == [project_lead.pk]


def test_points_outside_the_scale_or_the_round_are_refused(application: Any, reviewer: Any) -> None:
    criterion = ScoringCriterion.objects.create(cohort=application.cohort, name_sv="Idé")
    foreign = ScoringCriterion.objects.create(cohort=factories.make_cohort(), name_sv="Annan")
    cases: list[dict[int, int | None]] = [{criterion.pk: 5}, {criterion.pk: -1}, {foreign.pk: 2}]
    for points in cases:
        with pytest.raises(ValidationError):
            score_application(application=application, points=points, actor=reviewer)
    assert Score.objects.count() == 0


def test_a_round_without_scoring_criteria_is_not_scored(application: Any, reviewer: Any) -> None:
    with pytest.raises(ValidationError):
        score_application(application=application, points={}, actor=reviewer)


# --- late entry ----------------------------------------------------------------
def test_skr_opens_the_round_late_for_one(application: Any, project_lead: Any) -> None:
    ystad = factories.make_organisation("Ystad")
    for until in (date(2021, 6, 20), date(2021, 6, 25)):
        open_late_entry(
            cohort=application.cohort,
            organisation=ystad,
            until=until,
            reason="Sjukdom",
            actor=project_lead,
        )
    entry = LateEntry.objects.get()
    assert (entry.until, entry.opened_by) == (date(2021, 6, 25), project_lead)


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [
        (date(2021, 6, 1), "Sjuk", "until"),
        (date(2021, 6, 9), "Sjuk", "until"),
        (date(2023, 6, 9), "Sjuk", "until"),
        (date(2021, 6, 12), " ", "reason"),
    ],
)
def test_a_late_entry_needs_a_coming_day_and_a_reason(
    application: Any, project_lead: Any, until: date, reason: str, field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        open_late_entry(
            cohort=application.cohort,
            organisation=application.organisation,
            until=until,
            reason=reason,
            actor=project_lead,
        )
    assert list(refusal.value.error_dict) == [field]


def test_a_round_is_not_opened_late_for_another_kind(application: Any, project_lead: Any) -> None:
    region = factories.make_organisation("Region Skåne", kind="region")
    with pytest.raises(ValidationError):
        open_late_entry(
            cohort=application.cohort,
            organisation=region,
            until=date(2021, 6, 20),
            reason="Sjuk",
            actor=project_lead,
        )


def test_a_reviewer_does_not_open_a_round_late(application: Any, reviewer: Any) -> None:
    with pytest.raises(PermissionDenied):
        open_late_entry(
            cohort=application.cohort,
            organisation=application.organisation,
            until=date(2021, 6, 20),
            reason="Sjuk",
            actor=reviewer,
        )
