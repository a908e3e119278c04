"""Sending in: what is frozen, what is refused, what is told to whom; withdrawing; signing."""

import dataclasses
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from pdfminer.high_level import extract_text

from applications.answers import SignatoryAnswer
from applications.enums import ApplicationStatus, VerdictOutcome
from applications.models import (
    Application,
    Collaborator,
    CompletionRequest,
    LateEntry,
    Submission,
    Verdict,
)
from applications.services import submitting
from applications.services.receipts import render_receipt, waiting_receipts
from applications.services.starting import start_application
from applications.services.submitting import (
    confirm_signature,
    draft_versions,
    submit_application,
    withdraw_application,
)
from cohorts.models import CemrSignature, Organisation
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry, StoredFile
from tests import factories
from tests.applications.answers import PLANNED, complete_answers, submit, touch
from tests.factories import stockholm

pytestmark = pytest.mark.django_db


@pytest.fixture
def lund() -> Organisation:
    return factories.make_organisation("Lund", domain="lund.example")


@pytest.fixture
def application(lund: Organisation, applicant: User) -> Application:
    return factories.make_application(organisation=lund, owner=applicant)


def nothing_happened(application: Application) -> bool:
    application.refresh_from_db()
    return (
        application.status,
        Submission.objects.count(),
        Message.objects.count(),
        Verdict.objects.count(),
    ) == (ApplicationStatus.DRAFT, 0, 0, 0)


def test_the_answers_are_frozen(application: Application, applicant: User) -> None:
    commitment = application.terms.commitments.first()
    assert commitment
    said_then = commitment.wording_sv
    submission = submit(application, actor=applicant)
    commitment.wording_sv = "Något annat"
    commitment.save()
    application.refresh_from_db()
    assert (application.status, application.current_submission) == (
        ApplicationStatus.SUBMITTED,
        submission,
    )
    assert submission.commitments.get(key=commitment.key).wording == said_then
    assert submission.political_decision.decided_year == 2012
    assert submission.billing.postcode == "222 22"
    assert submission.team.count() == 3
    assert submission.versions == draft_versions(application)


def test_lunds_case_is_judged(
    application: Application, applicant: User, lund: Organisation
) -> None:
    CemrSignature.objects.create(organisation=lund, signed_year=2012, source="SKR")
    with time_machine.travel(timezone.now(), tick=False):
        planned = dataclasses.replace(PLANNED, decided_on=timezone.localdate() + timedelta(days=9))
        submit(application, actor=applicant, decision_to_apply=planned)
    assert dict(application.verdicts.values_list("criterion__rule", "outcome")) == {
        "political_decision": VerdictOutcome.MET,
        "decision_to_apply": VerdictOutcome.CONDITION,
        "team": VerdictOutcome.MET,
        "commitments": VerdictOutcome.MET,
    }
    reason = application.verdicts.get(criterion__rule="political_decision").reason
    assert "2012" in reason


def test_everybody_who_writes_gets_a_receipt_of_their_own(
    application: Application, applicant: User, strategist: User
) -> None:
    Collaborator.objects.create(application=application, user=strategist)
    submission = submit(application, actor=applicant)
    mails = Message.objects.filter(kind="receipt").order_by("to_email")
    assert [(mail.to_email, mail.status) for mail in mails] == [
        (applicant.email, MessageStatus.WAITING),
        (strategist.email, MessageStatus.WAITING),
    ]
    assert [
        person.name in mail.body_text
        for person, mail in zip((applicant, strategist), mails, strict=True)
    ] == [True, True]
    assert waiting_receipts() == [submission.pk]
    receipt = render_receipt(submission_id=submission.pk)
    assert {mail.status for mail in mails.all()} == {MessageStatus.QUEUED}
    assert [list(mail.attachments.all()) for mail in mails] == [[receipt], [receipt]]
    assert waiting_receipts() == []


def test_the_receipt_is_made_once(application: Application, applicant: User) -> None:
    submission = submit(application, actor=applicant)
    first = render_receipt(submission_id=submission.pk)
    assert render_receipt(submission_id=submission.pk) == first
    assert StoredFile.objects.count() == 1
    text = extract_text(BytesIO(first.content.read()))
    assert [application.reference in text, "Vi vill." in text] == [True, True]


def test_a_double_click_gives_one_submission(application: Application, applicant: User) -> None:
    first = submit(application, actor=applicant)
    assert submit(application, actor=applicant) == first
    assert (Submission.objects.count(), Message.objects.count()) == (1, 1)


def test_sending_in_again_keeps_the_earlier_one(application: Application, applicant: User) -> None:
    first = submit(application, actor=applicant)
    touch(application)
    second = submit(application, actor=applicant)
    application.refresh_from_db()
    assert (second.number, application.current_submission) == (2, second)
    assert list(application.submissions.all()) == [first, second]
    assert application.first_submitted_at is not None
    trail = AuditEntry.objects.about(application).order_by("pk")
    assert list(trail.values_list("action", flat=True)) == ["submit", "resubmit"]


def test_answers_that_changed_meanwhile_are_not_sent_in(
    application: Application, applicant: User
) -> None:
    versions = draft_versions(application)
    touch(application)
    with pytest.raises(ValidationError) as refusal:
        submit_application(
            application=application,
            answers=complete_answers(application),
            versions=versions,
            actor=applicant,
        )
    assert refusal.value.code == "stale"
    assert nothing_happened(application)


def test_others_may_not_send_in(
    application: Application, stranger: User, project_lead: User
) -> None:
    for person in (stranger, project_lead):
        with pytest.raises(PermissionDenied):
            submit(application, actor=person)
    assert nothing_happened(application)


def test_a_decision_of_the_future_is_not_taken(application: Application, applicant: User) -> None:
    ahead = dataclasses.replace(
        PLANNED, is_taken=True, decided_on=timezone.localdate() + timedelta(days=1)
    )
    with pytest.raises(ValidationError) as refusal:
        submit(application, actor=applicant, decision_to_apply=ahead)
    assert refusal.value.code == "future"
    assert nothing_happened(application)


@pytest.mark.parametrize(
    "moment, is_open",
    [
        (stockholm(2021, 6, 1, 23, 59).replace(second=59), True),
        (stockholm(2021, 6, 2, 0, 0), False),
    ],
)
def test_the_last_second_of_the_last_day(
    moment: Any, is_open: bool, lund: Organisation, applicant: User
) -> None:
    cohort = factories.make_cohort(today=stockholm(2021, 5, 22).date())
    application = factories.make_application(cohort=cohort, organisation=lund, owner=applicant)
    with time_machine.travel(moment, tick=False):
        if is_open:
            assert submit(application, actor=applicant).number == 1
            return
        with pytest.raises(ValidationError) as refusal:
            submit(application, actor=applicant)
    assert refusal.value.code == "closed"
    assert nothing_happened(application)


def test_a_late_entry_can_be_sent_in(
    lund: Organisation, applicant: User, project_lead: User
) -> None:
    today = timezone.localdate()
    cohort = factories.make_cohort(closes_on=today - timedelta(days=3))
    application = factories.make_application(cohort=cohort, organisation=lund, owner=applicant)
    LateEntry.objects.create(
        cohort=cohort, organisation=lund, until=today, reason="Sjukdom", opened_by=project_lead
    )
    assert submit(application, actor=applicant).number == 1


def test_an_unknown_sender_takes_a_free_place_and_stays_flagged(
    lund: Organisation, stranger: User
) -> None:
    application = start_application(
        cohort=factories.make_cohort(), organisation=lund, actor=stranger
    )
    submit(application, actor=stranger)
    assert (application.holds_place, application.is_flagged) == (True, True)


def test_a_taken_place_refuses_and_rolls_everything_back(
    lund: Organisation, stranger: User, applicant: User
) -> None:
    cohort = factories.make_cohort()
    application = start_application(cohort=cohort, organisation=lund, actor=stranger)
    start_application(cohort=cohort, organisation=lund, actor=applicant)
    with pytest.raises(ValidationError) as refusal:
        submit(application, actor=stranger)
    assert refusal.value.code == "taken"
    assert nothing_happened(application)
    assert application.holds_place is False


def ask_completion(application: Application, by: User, *, due_in: int) -> CompletionRequest:
    completion = CompletionRequest.objects.create(
        application=application,
        sections=["decision_to_apply"],
        message="Skicka protokollet.",
        due_on=timezone.localdate() + timedelta(days=due_in),
        requested_by=by,
    )
    application.status = ApplicationStatus.COMPLETION_REQUESTED
    application.save()
    return completion


def test_a_completion_is_sent_in_after_the_last_day(
    application: Application, applicant: User, project_lead: User
) -> None:
    submit(application, actor=applicant)
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        completion = ask_completion(application, project_lead, due_in=0)
        touch(application, "decision_to_apply")
        submission = submit(application, actor=applicant)
        assert submit(application, actor=applicant) == submission
    completion.refresh_from_db()
    assert (application.status, completion.closed_at is not None, submission.number) == (
        ApplicationStatus.COMPLETED,
        True,
        2,
    )


def test_a_completion_after_its_day_is_refused(
    application: Application, applicant: User, project_lead: User
) -> None:
    submit(application, actor=applicant)
    ask_completion(application, project_lead, due_in=-1)
    with pytest.raises(ValidationError) as refusal:
        submit(application, actor=applicant)
    assert (refusal.value.code, application.submissions.count()) == ("closed", 1)


def test_a_humans_verdict_stands_until_its_ground_moves(
    application: Application, applicant: User, project_lead: User
) -> None:
    submit(application, actor=applicant)
    for rule in ("political_decision", "decision_to_apply"):
        verdict = application.verdicts.get(criterion__rule=rule)
        verdict.outcome, verdict.reason = VerdictOutcome.MET, "Protokollet är läst."
        verdict.decided_by = project_lead
        verdict.save()
    touch(application)
    ahead = dataclasses.replace(PLANNED, decided_on=timezone.localdate() + timedelta(days=9))
    submit(application, actor=applicant, decision_to_apply=ahead)
    stands = application.verdicts.get(criterion__rule="political_decision")
    opened = application.verdicts.get(criterion__rule="decision_to_apply")
    assert (stands.outcome, stands.decided_by) == (VerdictOutcome.MET, project_lead)
    assert (opened.outcome, opened.decided_by) == (VerdictOutcome.TO_CHECK, None)


def test_withdrawing_frees_the_place_and_tells_everybody(
    application: Application, applicant: User, strategist: User, lund: Organisation
) -> None:
    Collaborator.objects.create(application=application, user=strategist)
    submit(application, actor=applicant)
    withdraw_application(application=application, actor=strategist)
    assert application.status == ApplicationStatus.WITHDRAWN
    assert set(Message.objects.filter(kind="withdrawn").values_list("to_email", flat=True)) == {
        applicant.email,
        strategist.email,
    }
    fresh = start_application(cohort=application.cohort, organisation=lund, actor=applicant)
    assert (fresh.pk != application.pk, fresh.holds_place) == (True, True)
    with pytest.raises(ValidationError):
        withdraw_application(application=application, actor=applicant)


def test_what_is_sent_in_is_withdrawn_until_the_last_day(
    application: Application, applicant: User, stranger: User
) -> None:
    with pytest.raises(PermissionDenied):
        withdraw_application(application=application, actor=stranger)
    submit(application, actor=applicant)
    later = time_machine.travel(timezone.now() + timedelta(days=11), tick=False)
    with later, pytest.raises(ValidationError) as refusal:
        withdraw_application(application=application, actor=applicant)
    application.refresh_from_db()
    assert (refusal.value.code, application.status) == ("closed", ApplicationStatus.SUBMITTED)


def test_a_draft_is_thrown_away_at_any_time(application: Application, applicant: User) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=False):
        withdraw_application(application=application, actor=applicant)
    assert application.status == ApplicationStatus.WITHDRAWN


@pytest.fixture
def signed(application: Application, applicant: User) -> Any:
    application.terms.asks_signatory = True
    application.terms.save()
    answers = complete_answers(application)
    named = SignatoryAnswer("Direktören", "Kommundirektör", "direktor@lund.example")
    return dataclasses.replace(answers.invoice, signatory=named)


def token_of(mail: Message) -> str:
    found = re.search(r"/bekrafta/([^/]+)/", mail.body_text)
    assert found
    return found[1]


def test_the_named_person_confirms_once(
    application: Application, applicant: User, signed: Any
) -> None:
    submission = submit(application, actor=applicant, invoice=signed)
    mail = Message.objects.get(kind="signature_asked")
    assert (mail.to_email, mail.to_name) == ("direktor@lund.example", "Direktören")
    first = confirm_signature(token=token_of(mail)).confirmed_at
    assert confirm_signature(token=token_of(mail)).confirmed_at == first
    submission.signatory.refresh_from_db()
    assert submission.signatory.confirmed_at == first


def test_a_confirmation_link_ends(application: Application, applicant: User, signed: Any) -> None:
    submit(application, actor=applicant, invoice=signed)
    token = token_of(Message.objects.get(kind="signature_asked"))
    with pytest.raises(ValidationError):
        confirm_signature(token=token[:-1] + "x")
    later = time_machine.travel(timezone.now() + timedelta(days=61), tick=False)
    with later, pytest.raises(ValidationError):
        confirm_signature(token=token)
    touch(application)
    submit(application, actor=applicant, invoice=signed)
    assert submitting.find_signatory(token) is None
    newer = Message.objects.filter(kind="signature_asked").latest("pk")
    withdraw_application(application=application, actor=applicant)
    assert submitting.find_signatory(token_of(newer)) is None


def test_a_broker_that_is_down_costs_nothing_but_time(
    application: Application,
    applicant: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    from modellkonceptet.celery import app

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("no broker")

    monkeypatch.setattr(app, "send_task", fail)
    with django_capture_on_commit_callbacks(execute=True):
        submission = submit(application, actor=applicant)
    assert (application.status, waiting_receipts()) == (
        ApplicationStatus.SUBMITTED,
        [submission.pk],
    )
