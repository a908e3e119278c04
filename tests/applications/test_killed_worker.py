"""Publishing survives a worker that is killed at any moment."""

import random
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from applications.enums import ApplicationStatus, Outcome
from applications.models import AdmissionDecision, DecisionLetter
from applications.services.deciding import prepare_decisions
from applications.services.publishing import request_publication
from cohorts.models import Participation, TeamMember
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.worker import FAULT_SEEDS, wait_until

DECISIONS = 30
ADMITTED = 24
STEPS = 3 * DECISIONS  # published, drawn, sent
MARGIN = 12  # steps that a fast worker may take while the kill is on its way


@pytest.mark.postgres
@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(FAULT_SEEDS))
def test_a_worker_killed_while_publishing_loses_and_doubles_nothing(seed, worker):
    lead = factories.make_user("lead@skr.example", staff_role="project_lead")
    cohort = factories.make_cohort()
    applications = [_application(cohort) for _ in range(DECISIONS)]
    decisions = [
        *_prepare(applications[:ADMITTED], Outcome.ADMITTED, lead),
        *_prepare(applications[ADMITTED:], Outcome.DECLINED, lead),
    ]
    batch = request_publication(cohort=cohort, decisions=decisions, actor=lead)
    # The kill comes after a drawn number of steps, not of seconds, so that it falls anywhere
    # between the first decision and the last mail on a fast machine as on a slow one.
    moment = random.Random(seed).randrange(STEPS - MARGIN)
    wait_until(lambda: _steps_taken(batch) >= moment, seconds=120, pause=0.02)
    worker.kill()
    assert not _is_done(), "the worker was killed too late to prove anything"
    worker.start()
    wait_until(_is_done, seconds=120)
    _assert_exactly_once(worker.data_dir / "mail", applications)


def _application(cohort):
    application = factories.make_application(cohort=cohort, status=ApplicationStatus.REVIEWED)
    # One receiver each: whoever writes it. The team is named but has the same address.
    application.current_submission.team.update(email=application.created_by.email)
    return application


def _prepare(applications, outcome, lead):
    return prepare_decisions(applications=applications, outcome=outcome, text="Skäl.", actor=lead)


def _steps_taken(batch) -> int:
    published = AdmissionDecision.objects.filter(batch=batch, status="published").count()
    drawn = DecisionLetter.objects.exclude(pdf=None).count()
    return published + drawn + Message.objects.filter(status=MessageStatus.SENT).count()


def _is_done() -> bool:
    return (
        Message.objects.filter(status=MessageStatus.SENT).count() == DECISIONS
        and DecisionLetter.objects.exclude(pdf=None).count() == DECISIONS
    )


def _assert_exactly_once(folder: Path, applications) -> None:
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in folder.glob("*.eml")
    ]
    assert sorted(mail["To"] for mail in mails) == sorted(
        application.created_by.email for application in applications
    )
    assert [len(list(mail.iter_attachments())) for mail in mails] == [1] * DECISIONS
    assert DecisionLetter.objects.count() == DECISIONS
    assert Message.objects.count() == DECISIONS
    assert sorted(Participation.objects.values_list("organisation_id", flat=True)) == sorted(
        application.organisation_id for application in applications[:ADMITTED]
    )
    assert TeamMember.objects.count() == ADMITTED * 3
