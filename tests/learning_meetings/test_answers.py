"""Answering by link and signed in: reading never answers, and nobody answers too late."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from cohorts.models import TeamMember
from learning_meetings.enums import Answer, AnsweredBy
from learning_meetings.models import Invitee, Meeting, Need
from learning_meetings.services.answers import (
    answer_invitation,
    describe_attendance,
    purge_needs,
)
from learning_meetings.services.cancelling import cancel_meeting, plan_anew
from learning_meetings.services.inviting import invite, refresh_invitees
from modellkonceptet.records.models import AuditEntry
from tests import factories
from tests.learning_meetings.invitation_recipes import (
    LONG,
    link_in,
    mails_to,
    make_group_world,
)

pytestmark = pytest.mark.django_db
POLITICIAN = "politician@lund.example"


@pytest.fixture
def world(project_lead):
    world = make_group_world()
    world.meeting.remote_link = "https://video.example/j/1"
    world.meeting.save()
    world.meeting = invite(meeting=world.meeting, actor=project_lead)
    world.invitee = Invitee.objects.get(email=POLITICIAN)
    world.link = link_in(mails_to(POLITICIAN)[0])
    return world


def stands(world):
    world.invitee.refresh_from_db()
    return world.invitee.answer, world.invitee.answered_by


def begin(world):
    begun = timezone.now() - timedelta(minutes=1)
    Meeting.objects.filter(pk=world.meeting.pk).update(starts_at=begun, ends_at=begun + LONG)


def test_reading_the_link_does_not_answer(client, world):
    for _time in range(2):
        response = client.get(world.link)

    assert response.status_code == 200
    assert stands(world) == ("none", "")


def test_one_press_answers_without_signing_in(client, world):
    response = client.post(world.link, {"answer": "yes"})

    assert (response.status_code, response["Location"]) == (302, world.link)
    assert stands(world) == ("yes", "link")
    assert "Politiker, Lund kommer till" in client.get(world.link).content.decode()


def test_the_link_may_be_used_twice_and_the_answer_changed(client, world):
    for answer in ("yes", "yes", "no", "maybe"):
        assert client.post(world.link, {"answer": answer}).status_code == 302

    assert stands(world) == ("maybe", "link")
    trail = AuditEntry.objects.filter(action="answer", subject_id=world.invitee.pk)
    # Each change once, the newest first; the same answer again is no change.
    assert [entry.details["answer"] for entry in trail] == ["maybe", "no", "yes"]


@pytest.mark.parametrize("answer", ["", "none", "kanske", "<b>"])
def test_what_is_no_answer_is_refused(client, world, answer):
    response = client.post(world.link, {"answer": answer})

    assert response.status_code == 422
    assert stands(world) == ("none", "")


def test_a_forwarded_reader_sees_whose_invitation_it_is(client, world):
    page = client.get(world.link).content.decode()

    assert "Inbjudan för Politiker, Lund, Lund kommun" in page
    assert "Om du har fått inbjudan vidareskickad svarar du för den personen." in page
    assert POLITICIAN not in page


def test_after_the_meeting_has_begun_the_answer_stands(client, world):
    client.post(world.link, {"answer": "yes"})
    begin(world)

    read, answered = client.get(world.link), client.post(world.link, {"answer": "no"})

    assert (read.status_code, answered.status_code) == (200, 410)
    assert "Svaret var att Politiker, Lund kommer." in read.content.decode()
    assert stands(world) == ("yes", "link")


@pytest.mark.parametrize(
    "service, words", [(cancel_meeting, "är inställd"), (plan_anew, "Ett nytt datum söks")]
)
def test_a_meeting_that_is_off_says_so(client, world, project_lead, service, words):
    service(meeting=world.meeting, reason="Sjukdom", actor=project_lead)

    read, answered = client.get(world.link), client.post(world.link, {"answer": "yes"})

    assert (read.status_code, answered.status_code) == (200, 410)
    assert words in read.content.decode()
    assert stands(world) == ("none", "")


def test_the_link_of_somebody_who_is_taken_off_is_dead(client, world, project_lead):
    TeamMember.objects.filter(email=POLITICIAN).update(left_on=timezone.localdate())
    refresh_invitees(meeting=world.meeting, actor=project_lead)

    assert [client.get(world.link).status_code, client.post(world.link).status_code] == [410, 410]
    assert client.get(f"{world.link}uppgifter/").status_code == 410


def test_a_link_that_nobody_was_given_is_dead(client, world):
    assert client.get("/svar/ingen-har-fatt-den/").status_code == 410


# --- how somebody comes ------------------------------------------------------------


def details(world, **said):
    return world.link + "uppgifter/", {"substitute_name": "", "need": "", **said}


def test_special_needs_want_a_consent_of_their_own(client, world):
    path, data = details(world, need="Glutenfri mat", substitute_name="Bo Berg")

    response = client.post(path, data)

    assert response.status_code == 422
    assert "Kryssa i att vi får spara det du skriver" in response.content.decode()
    assert 'value="Glutenfri mat"' in response.content.decode()
    assert Need.objects.count() == 0


def test_what_is_said_with_consent_is_kept_and_not_shown_to_whoever_has_the_link(client, world):
    client.post(world.link, {"answer": "yes"})
    path, data = details(
        world, need="Glutenfri mat", consents="on", joins_remotely="on", substitute_name="Bo Berg"
    )

    assert client.post(path, data).status_code == 302

    world.invitee.refresh_from_db()
    assert (world.invitee.joins_remotely, world.invitee.substitute_name) == (True, "Bo Berg")
    assert Need.objects.get().text == "Glutenfri mat"
    page = client.get(world.link).content.decode()
    assert ("Glutenfri" in page, "Bo Berg" in page) == (False, True)


def test_the_trail_knows_nothing_of_the_needs(client, world):
    client.post(*details(world, need="Glutenfri mat", consents="on"))

    trail = AuditEntry.objects.filter(subject_type="learning_meetings.invitee")
    assert "Gluten" not in json.dumps([[entry.note, entry.details] for entry in trail])


def test_saying_nothing_keeps_the_need_and_asking_forgets_it(client, world):
    client.post(*details(world, need="Glutenfri mat", consents="on"))
    client.post(*details(world))
    assert Need.objects.count() == 1

    client.post(*details(world, forget_need="on"))

    assert Need.objects.count() == 0


def test_needs_are_forgotten_thirty_days_after_the_meeting(world):
    Need.objects.create(invitee=world.invitee, text="Hörslinga", consented_at=timezone.now())
    over = Meeting.objects.get().ends_at

    assert purge_needs(now=over + timedelta(days=30)) == 0
    assert purge_needs(now=over + timedelta(days=30, seconds=1)) == 1


# --- signed in -----------------------------------------------------------------------


@pytest.fixture
def person(world):
    user = factories.make_user(POLITICIAN, name="Politiker, Lund")
    TeamMember.objects.filter(email=POLITICIAN).update(user=user)
    return user


def test_one_answers_ones_own_invitation_signed_in(client, world, person):
    client.force_login(person)
    path = reverse("learning_meetings:own_answer", args=[world.invitee.pk])

    assert client.get(path).status_code == 200
    assert client.post(path, {"answer": "no"}).status_code == 302
    assert stands(world) == ("no", "page")


def test_skr_notes_what_somebody_has_said_on_the_telephone(client, world, project_lead):
    client.force_login(project_lead)

    client.post(
        reverse("learning_meetings:own_answer", args=[world.invitee.pk]), {"answer": "maybe"}
    )

    assert stands(world) == ("maybe", "organiser")


def test_a_partner_in_the_group_does_not_answer_for_others(client, world):
    user = factories.make_user("strategist@ystad.example", name="Strateg")
    TeamMember.objects.filter(email=user.email).update(user=user)
    client.force_login(user)
    path = reverse("learning_meetings:own_answer", args=[world.invitee.pk])

    assert [client.get(path).status_code, client.post(path, {"answer": "no"}).status_code] == [
        403,
        403,
    ]
    with pytest.raises(PermissionDenied):
        answer_invitation(invitee=world.invitee, answer=Answer.NO, by=AnsweredBy.PAGE, actor=user)


def test_signed_in_after_the_beginning_nothing_changes(client, world, person):
    begin(world)
    client.force_login(person)
    path = reverse("learning_meetings:own_answer", args=[world.invitee.pk])

    assert [client.get(path).status_code, client.post(path, {"answer": "no"}).status_code] == [
        200,
        422,
    ]
    with pytest.raises(ValidationError):
        describe_attendance(
            invitee=world.invitee, joins_remotely=True, substitute_name="", actor=person
        )


@pytest.mark.parametrize("suffix", ["", "uppgifter/"])
def test_the_page_of_a_link_asks_two_questions(client, world, suffix, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(world.link + suffix)
