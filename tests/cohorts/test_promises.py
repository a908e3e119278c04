"""Promises to mentor: given by completing a round, kept, excused, given anew."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from cohorts.models import MentorPromise, Participation
from cohorts.services import promises as services
from cohorts.services.participations import complete_participation
from cohorts.tasks import finish_mentoring
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry
from tests import factories
from tests.factories import stockholm

pytestmark = pytest.mark.django_db


def trail(promise):
    return [
        (entry.action, entry.source, entry.target, entry.actor)
        for entry in AuditEntry.objects.about(promise).order_by("pk")
    ]


@pytest.fixture
def cohort():
    return factories.make_cohort(name_sv="Modellkommuner 2027")


# --- recorded ------------------------------------------------------------------
def test_completing_a_round_gives_the_promise(cohort, project_lead):
    participation = factories.make_participation(cohort)
    with time_machine.travel(stockholm(2028, 12, 1), tick=False):
        complete_participation(participation=participation, actor=project_lead)

    promise = participation.promises.get()
    assert (promise.organisation, promise.status, promise.cohort, promise.promised_on) == (
        participation.organisation,
        "promised",
        None,
        date(2028, 12, 1),
    )
    assert trail(promise) == [("promise", "", "", project_lead)]


def test_recording_again_finds_the_same_promise(cohort, project_lead):
    participation = factories.make_participation(cohort)
    complete_participation(participation=participation, actor=project_lead)

    again = services.record_promise(participation=participation, actor=project_lead)

    assert (again, MentorPromise.objects.count()) == (participation.promises.get(), 1)


@pytest.mark.parametrize("status", ["active", "withdrawn"])
def test_who_has_not_gone_through_a_round_has_promised_nothing(cohort, status):
    participation = factories.make_participation(cohort, status=status)
    with pytest.raises(ValidationError) as refusal:
        services.record_promise(participation=participation, actor=None)
    assert (refusal.value.code, MentorPromise.objects.count()) == ("not_completed", 0)


def test_a_promise_that_fails_leaves_the_participation_as_it_was(cohort, project_lead, monkeypatch):
    participation = factories.make_participation(cohort)

    def fail(**values):
        raise IntegrityError("no room")

    monkeypatch.setattr(MentorPromise.objects, "create", fail)
    with pytest.raises(IntegrityError):
        complete_participation(participation=participation, actor=project_lead)

    assert Participation.objects.get(pk=participation.pk).status == "active"
    assert AuditEntry.objects.about(participation).count() == 0


# --- moved by hand -------------------------------------------------------------
def test_a_question_taken_back_leaves_no_trace_but_the_history(cohort, project_lead):
    promise = factories.make_promise(
        status="asked", cohort=cohort, token_hash="x", contact_name="Anna", answer_by=today()
    )

    services.take_back_question(promise=promise, actor=project_lead)

    promise.refresh_from_db()
    assert (promise.status, promise.cohort, promise.token_hash, promise.answer_by) == (
        "promised",
        None,
        None,
        None,
    )
    assert promise.contact_name == "Anna"
    assert trail(promise) == [("take_back", "asked", "promised", project_lead)]


def test_a_mentor_who_is_not_needed_is_thanked_and_free(cohort, project_lead, mentor):
    promise = factories.make_promise(
        factories.make_organisation("Malmö"),
        status="accepted",
        cohort=cohort,
        people=(mentor,),
        contact_name="Anna",
        contact_email="anna@malmo.example",
    )

    services.release_mentor(promise=promise, reason="Färre deltagare.", actor=project_lead)

    promise.refresh_from_db()
    assert (promise.status, promise.cohort) == ("promised", None)
    assert promise.people.get().left_on == today()
    mail = Message.objects.get()
    assert (mail.to_email, mail.subject) == (
        "anna@malmo.example",
        "Ni behövs inte som mentor i Modellkommuner 2027",
    )
    assert mail.body_text.count("Färre deltagare.") == 1


def test_nobody_is_mailed_where_no_contact_is_known(cohort, project_lead):
    promise = factories.make_promise(status="accepted", cohort=cohort)
    services.release_mentor(promise=promise, actor=project_lead)
    assert Message.objects.count() == 0


@pytest.mark.parametrize("status", ["promised", "asked", "accepted", "declined"])
def test_excused_with_a_reason_and_counted_on_again(cohort, project_lead, mentor, status):
    promise = factories.make_promise(
        status=status,
        cohort=None if status == "promised" else cohort,
        people=(mentor,),
        token_hash="x",
    )

    services.excuse_mentor(promise=promise, reason="Ingen strateg.", actor=project_lead)
    promise.refresh_from_db()
    assert (promise.status, promise.reason, promise.token_hash) == (
        "excused",
        "Ingen strateg.",
        None,
    )
    assert promise.people.current().count() == 0

    services.restore_promise(promise=promise, actor=project_lead)
    promise.refresh_from_db()
    assert (promise.status, promise.reason, promise.cohort) == ("promised", "", None)


def test_an_excuse_says_why(cohort, project_lead):
    promise = factories.make_promise()
    with pytest.raises(ValidationError) as refusal:
        services.excuse_mentor(promise=promise, reason="  ", actor=project_lead)
    assert list(refusal.value.error_dict) == ["reason"]
    assert MentorPromise.objects.get().status == "promised"


def test_somebody_who_serves_is_not_excused(cohort, project_lead):
    promise = factories.make_promise(status="serving", cohort=cohort)
    with pytest.raises(ValidationError) as refusal:
        services.excuse_mentor(promise=promise, reason="Skäl", actor=project_lead)
    assert refusal.value.code == "wrong_state"
    assert MentorPromise.objects.get().status == "serving"


def test_volunteering_again_is_a_new_promise(cohort, project_lead):
    done = factories.make_promise(
        status="done", cohort=cohort, contact_name="Anna", contact_email="anna@malmo.example"
    )

    renewed = services.renew_promise(promise=done, actor=project_lead)

    assert (renewed.participation, renewed.status, renewed.contact_name, renewed.promised_on) == (
        done.participation,
        "promised",
        "Anna",
        today(),
    )
    done.refresh_from_db()
    assert done.status == "done"
    with pytest.raises(ValidationError) as refusal:
        services.renew_promise(promise=done, actor=project_lead)
    assert (refusal.value.code, MentorPromise.objects.count()) == ("open_promise", 2)


@pytest.mark.parametrize("status", ["promised", "serving", "excused"])
def test_only_a_kept_promise_is_given_anew(cohort, project_lead, status):
    promise = factories.make_promise(status=status, cohort=cohort)
    with pytest.raises(ValidationError) as refusal:
        services.renew_promise(promise=promise, actor=project_lead)
    assert (refusal.value.code, MentorPromise.objects.count()) == ("wrong_state", 1)


@pytest.mark.parametrize(
    "status, call",
    [
        ("asked", lambda p, a: services.take_back_question(promise=p, actor=a)),
        ("accepted", lambda p, a: services.release_mentor(promise=p, actor=a)),
        ("promised", lambda p, a: services.excuse_mentor(promise=p, reason="Skäl", actor=a)),
        ("excused", lambda p, a: services.restore_promise(promise=p, actor=a)),
        ("done", lambda p, a: services.renew_promise(promise=p, actor=a)),
    ],
)
def test_the_ledger_is_changed_by_project_leads_only(
    cohort, reviewer, finance, stranger, status, call
):
    promise = factories.make_promise(status=status, cohort=cohort)
    for person in (reviewer, finance, stranger):
        with pytest.raises(PermissionDenied):
            call(promise, person)
    assert MentorPromise.objects.get().status == status


# --- by the clock --------------------------------------------------------------
def test_when_a_round_ends_its_mentors_have_kept_their_promise(cohort, mentor):
    cohort.completed_on = date(2028, 11, 30)
    cohort.save()
    other = factories.make_cohort()
    serving = factories.make_promise(status="serving", cohort=cohort, people=(mentor,))
    unused = factories.make_promise(status="accepted", cohort=cohort, people=(mentor,))
    silent = factories.make_promise(status="asked", cohort=cohort, token_hash="x")
    no = factories.make_promise(status="declined", cohort=cohort)
    elsewhere = factories.make_promise(status="serving", cohort=other)

    def states():
        return [
            MentorPromise.objects.get(pk=one.pk).status
            for one in (serving, unused, silent, no, elsewhere)
        ]

    with time_machine.travel(stockholm(2028, 11, 29), tick=False):
        assert services.finish_mentoring() == 0
    with time_machine.travel(stockholm(2028, 11, 30), tick=False):
        finish_mentoring()
        assert states() == ["done", "promised", "promised", "declined", "serving"]
        assert services.finish_mentoring() == 0
    assert trail(serving) == [("finish", "serving", "done", None)]
    # Who mentored to the end keeps the seat in the record; who got no group has none.
    assert [serving.people.current().count(), unused.people.current().count()] == [1, 0]
    assert Message.objects.count() == 0


def test_a_round_that_was_given_more_time_meanwhile_is_left_alone(cohort, monkeypatch):
    cohort.completed_on = date(2028, 11, 30)
    cohort.save()
    promise = factories.make_promise(status="serving", cohort=cohort)
    read = services._locked

    def moved_meanwhile(found):
        type(cohort).objects.update(completed_on=date(2029, 1, 31))
        return read(found)

    monkeypatch.setattr(services, "_locked", moved_meanwhile)
    assert services.finish_mentoring(day=date(2028, 11, 30)) == 0
    promise.refresh_from_db()
    assert promise.status == "serving"
