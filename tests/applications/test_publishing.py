"""Publishing: one transaction an application, once, whatever happens in between."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from applications.enums import ApplicationStatus, DecisionStatus, Outcome
from applications.models import DecisionLetter, PublicationBatch
from applications.services.deciding import prepare_decision
from applications.services.publishing import (
    letter_pdf,
    publish_batch,
    publish_decision,
    render_letter,
    request_publication,
    resume_publication,
)
from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.tools.check_pdf import main as check_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return factories.make_application(status=ApplicationStatus.REVIEWED)


def publish(application, lead, outcome=Outcome.ADMITTED):
    decision = prepare_decision(
        application=application, outcome=outcome, text="Ni uppfyller allt.", actor=lead
    )
    publish_decision(decision_id=decision.pk, actor=lead)
    decision.refresh_from_db()
    application.refresh_from_db()
    return decision


def test_an_admission_brings_participation_team_letter_and_mails(application, project_lead):
    decision = publish(application, project_lead)
    assert (decision.status, decision.published_by) == (DecisionStatus.PUBLISHED, project_lead)
    assert application.status == ApplicationStatus.ADMITTED
    participation = decision.participation
    assert participation.admission_number == decision.reference
    assert participation.source == ""
    assert [member.function for member in participation.team.all()] == [
        "politician",
        "senior_manager",
        "key_person",
    ]
    assert decision.letter.content["recipient"] == application.applicant_name
    assert decision.letter.content["reasons"] == ["Ni uppfyller allt."]
    # one to the writer, three for information to the team
    assert decision.letter.messages.filter(status=MessageStatus.WAITING).count() == 4


def test_the_letter_is_frozen_as_worded(application, project_lead):
    decision = publish(application, project_lead)
    before = letter_pdf(decision.letter)
    application.organisation.official_name = "Ett annat namn"
    application.organisation.save()
    decision.letter.refresh_from_db()
    assert letter_pdf(decision.letter) == before


def test_mails_leave_only_with_the_letter(application, project_lead):
    decision = publish(application, project_lead)
    render_letter(letter_id=decision.letter.pk)
    render_letter(letter_id=decision.letter.pk)
    decision.letter.refresh_from_db()
    for message in decision.letter.messages.all():
        assert message.status == MessageStatus.QUEUED
        assert [each.pk for each in message.attachments.all()] == [decision.letter.pdf_id]


def test_the_letter_passes_our_pdf_ua_list(application, project_lead, tmp_path):
    decision = publish(application, project_lead)
    path = tmp_path / "brev.pdf"
    path.write_bytes(letter_pdf(decision.letter))
    name = application.applicant_name
    assert check_pdf([str(path), "--lang", "sv", "--expect", name]) == 0


@pytest.mark.parametrize("outcome", [Outcome.WAITING_LIST, Outcome.DECLINED])
def test_no_admission_no_participation(application, project_lead, outcome):
    decision = publish(application, project_lead, outcome)
    assert decision.participation is None
    assert Participation.objects.count() == 0


def test_publishing_twice_does_nothing_the_second_time(application, project_lead):
    decision = publish(application, project_lead)
    publish_decision(decision_id=decision.pk, actor=project_lead)
    assert DecisionLetter.objects.count() == 1
    assert Participation.objects.count() == 1


def test_a_new_decision_replaces_the_former_and_the_history_stays(application, project_lead):
    first = publish(application, project_lead, Outcome.WAITING_LIST)
    second = publish(application, project_lead, Outcome.ADMITTED)
    first.refresh_from_db()
    assert (first.status, second.status) == (DecisionStatus.SUPERSEDED, DecisionStatus.PUBLISHED)
    assert second.participation.admission_number == second.reference


def test_a_confirmed_admission_keeps_its_participation(application, project_lead):
    first = publish(application, project_lead, Outcome.ADMITTED)
    second = publish(application, project_lead, Outcome.ADMITTED)
    assert first.participation == second.participation


def test_a_revoked_admission_ends_the_participation(application, project_lead):
    first = publish(application, project_lead, Outcome.ADMITTED)
    publish(application, project_lead, Outcome.DECLINED)
    first.participation.refresh_from_db()
    assert first.participation.status == ParticipationStatus.WITHDRAWN


def test_two_decisions_are_never_in_force(application, project_lead):
    publish(application, project_lead)
    other = factories.make_decision(application, by=project_lead)
    other.status = DecisionStatus.PUBLISHED
    other.published_by = project_lead
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


def test_a_batch_is_published_and_a_faulty_decision_stops_no_other(project_lead):
    cohort = factories.make_cohort()
    good, bad, last = (
        factories.make_application(cohort=cohort, status=ApplicationStatus.REVIEWED)
        for _ in range(3)
    )
    decisions = [
        prepare_decision(application=each, outcome=Outcome.ADMITTED, text="", actor=project_lead)
        for each in (good, bad, last)
    ]
    factories.make_participation(cohort, bad.organisation)  # takes part already
    batch = request_publication(cohort=cohort, decisions=decisions, actor=project_lead)
    publish_batch(batch_id=batch.pk)
    for decision in decisions:
        decision.refresh_from_db()
    assert [each.status for each in decisions] == ["published", "prepared", "published"]
    assert decisions[1].publication_error != ""
    batch.refresh_from_db()
    assert batch.finished_at is not None


def test_a_double_click_publishes_nothing_twice(application, project_lead):
    decision = prepare_decision(
        application=application, outcome=Outcome.ADMITTED, text="", actor=project_lead
    )
    request_publication(cohort=application.cohort, decisions=[decision], actor=project_lead)
    with pytest.raises(ValidationError):
        request_publication(cohort=application.cohort, decisions=[decision], actor=project_lead)
    assert PublicationBatch.objects.count() == 1


def test_what_the_queue_lost_is_resumed(application, project_lead):
    decision = prepare_decision(
        application=application, outcome=Outcome.ADMITTED, text="", actor=project_lead
    )
    request_publication(cohort=application.cohort, decisions=[decision], actor=project_lead)
    resume_publication()
    resume_publication()
    letter = DecisionLetter.objects.get()
    assert letter.pdf is not None
    assert Message.objects.filter(status=MessageStatus.WAITING).count() == 0


def test_only_the_project_lead_publishes(application, project_lead, reviewer):
    decision = prepare_decision(
        application=application, outcome=Outcome.ADMITTED, text="", actor=project_lead
    )
    with pytest.raises(PermissionDenied):
        request_publication(cohort=application.cohort, decisions=[decision], actor=reviewer)
