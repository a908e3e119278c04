"""Invitations on their way: whom they reach, what calendars are told, in which order."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.enums import Function, PromiseStatus
from cohorts.models import MentorPerson, TeamMember
from learning_meetings import invitation_mails
from learning_meetings.enums import Answer, AnsweredBy, Audience, MeetingStatus
from learning_meetings.models import Invitee, Meeting
from learning_meetings.services.answers import answer_invitation
from learning_meetings.services.audience import audience_of, unreachable_in
from learning_meetings.services.cancelling import cancel_meeting, plan_anew
from learning_meetings.services.invitation_letters import send_invitations
from learning_meetings.services.inviting import MOST_INVITATIONS_A_DAY, invite, tell_change
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.services import deliver_message
from modellkonceptet.records.models import AuditEntry
from tests import factories
from tests.factories import stockholm
from tests.learning_meetings.invitation_recipes import (
    LONG,
    WHEN,
    event_in,
    everybody,
    mails_to,
    make_group_world,
    make_meeting,
    make_team,
    told,
)

pytestmark = pytest.mark.django_db

ALL = {
    "politician@lund.example",
    "strategist@lund.example",
    "politician@ystad.example",
    "strategist@ystad.example",
    "mentor@malmo.example",
}
POLITICIAN = "politician@lund.example"
# Whatever the number of people.
QUERIES_OF_INVITING = 22
QUERIES_OF_TELLING = 16
QUERIES_OF_CANCELLING = 18


@pytest.fixture
def world():
    return make_group_world()


@pytest.fixture
def invited(world, project_lead):
    world.meeting = invite(meeting=world.meeting, actor=project_lead)
    return world


def invitee_of(email, meeting=None):
    found = Invitee.objects.current().filter(email=email)
    return (found.filter(meeting=meeting) if meeting else found).get()


def move(meeting, starts_at, actor):
    meeting.starts_at, meeting.ends_at = starts_at, starts_at + LONG
    meeting.save()
    return tell_change(meeting=meeting, actor=actor)


# --- whom a meeting concerns ---------------------------------------------------


def test_a_groups_meeting_concerns_its_teams_and_its_mentor(world):
    assert {guest.email for guest in audience_of(world.meeting)} == ALL


def test_a_meeting_of_strategists_concerns_those_who_coordinate(world):
    make_team(world.cohort, "Eslöv", domain="eslov.example", functions=["key_person"])
    meeting = make_meeting(cohort=world.cohort, audience=Audience.STRATEGISTS)

    assert {guest.email for guest in audience_of(meeting)} == {
        "strategist@lund.example",
        "strategist@ystad.example",
        "key_person@eslov.example",
    }


def test_a_meeting_of_the_round_concerns_all_teams_and_those_who_mentor_today(world):
    idle = factories.make_user("ledig@hoor.example", name="Ledig")
    factories.make_promise(status=PromiseStatus.ACCEPTED, cohort=world.cohort, people=(idle,))
    meeting = make_meeting(cohort=world.cohort)

    assert {guest.email for guest in audience_of(meeting)} == ALL


def test_somebody_in_two_groups_and_two_roles_is_invited_once(world, project_lead):
    TeamMember.objects.create(
        participation=world.ystad,
        function=Function.KEY_PERSON,
        name="Strateg, Lund",
        email="Strategist@Lund.example",
    )
    MentorPerson.objects.create(
        promise=world.promise, name="Strateg, Lund", email="strategist@lund.example"
    )

    invite(meeting=world.meeting, actor=project_lead)

    assert len(mails_to("strategist@lund.example")) == 1
    assert everybody() == ALL


def test_somebody_in_two_groups_gets_each_meeting_once(world, project_lead):
    other = factories.make_group(
        world.cohort,
        "Grupp 2",
        members=(make_team(world.cohort, "Höör", domain="hoor.example"),),
    )
    TeamMember.objects.create(
        participation=other.participations.get(),
        function=Function.KEY_PERSON,
        name="Strateg, Lund",
        email="strategist@lund.example",
    )

    for meeting in (world.meeting, make_meeting(other, name_sv="Lärandeträff 1 B")):
        invite(meeting=meeting, actor=project_lead)

    uids = [event_in(mail)["uid"] for mail in mails_to("strategist@lund.example")]
    assert uids == [str(meeting.uid) for meeting in Meeting.objects.order_by("pk")]


def test_whoever_has_no_address_is_named_and_not_invited(world):
    TeamMember.objects.filter(email=POLITICIAN).update(email="")

    assert POLITICIAN not in {guest.email for guest in audience_of(world.meeting)}
    assert unreachable_in(world.meeting) == ["Politiker, Lund, Lund kommun"]


# --- the first invitation --------------------------------------------------------


def test_everybody_gets_an_invitation_of_their_own(invited):
    assert everybody() == ALL
    assert [told(email) for email in sorted(ALL)] == [[("REQUEST", 0)]] * 5
    (mail,) = mails_to(POLITICIAN)
    event = event_in(mail)
    assert event["uid"] == str(invited.meeting.uid)
    assert (event["starts"], event["ends"]) == (WHEN, WHEN + LONG)
    assert event["title"] == "Lärandeträff 1, Grupp 1 (Modellkommuner 2027)"
    assert event["place"] == "Rådhuset, Stortorget 7, Lund"
    assert [person["address"] for person in event["attendees"]] == [f"mailto:{POLITICIAN}"]


def test_the_mail_as_it_leaves_has_the_invitation_as_outlook_wants_it(invited, settings):
    settings.EMAIL_BACKEND = "modellkonceptet.notifications.file_mail.FileMailBackend"
    (message,) = mails_to(POLITICIAN)

    deliver_message(message_id=message.pk)

    (path,) = Path(settings.MAIL_DIR).glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in parts] == ["REQUEST"]
    assert mail["To"] == POLITICIAN


def test_inviting_twice_is_refused_in_words(invited, project_lead):
    with pytest.raises(ValidationError):
        invite(meeting=invited.meeting, actor=project_lead)

    assert Message.objects.count() == 5


@pytest.mark.parametrize(
    "fields, code",
    [({"starts_at": None, "ends_at": None}, "no_time"), ({"starts_at": "past"}, "past")],
)
def test_a_meeting_without_a_time_ahead_invites_nobody(world, project_lead, fields, code):
    if fields["starts_at"] == "past":
        begun = timezone.now() - timedelta(minutes=5)
        fields = {"starts_at": begun, "ends_at": begun + LONG}
    Meeting.objects.filter(pk=world.meeting.pk).update(**fields)

    with pytest.raises(ValidationError) as refusal:
        invite(meeting=world.meeting, actor=project_lead)

    assert (refusal.value.code, Message.objects.count()) == (code, 0)


def test_a_meeting_nobody_can_come_to_is_refused(world, project_lead):
    meeting = make_meeting(cohort=factories.make_cohort(name_sv="Tom"))

    with pytest.raises(ValidationError) as refusal:
        invite(meeting=meeting, actor=project_lead)

    assert refusal.value.code == "nobody"


def test_the_hosts_strategist_may_invite_and_a_partner_may_not(world):
    people = {}
    for domain in ("lund", "ystad"):
        user = factories.make_user(f"strategist@{domain}.example", name="Strateg")
        TeamMember.objects.filter(email=user.email).update(user=user)
        people[domain] = user

    with pytest.raises(PermissionDenied):
        invite(meeting=world.meeting, actor=people["ystad"])
    invite(meeting=world.meeting, actor=people["lund"])

    assert Message.objects.count() == 5


def test_a_title_with_line_breaks_adds_nothing_to_the_calendar(world, project_lead):
    world.meeting.name_sv = "Träff\r\nATTENDEE:mailto:ond@example.org\nBEGIN:VALARM"
    world.meeting.place = "Rum 1\r\nX-HACK:1"
    world.meeting.save()

    invite(meeting=world.meeting, actor=project_lead)

    event = event_in(mails_to(POLITICIAN)[0])
    assert event["title"].startswith("Träff ATTENDEE:mailto:ond@example.org BEGIN:VALARM")
    assert len(event["attendees"]) == 1
    assert "X-HACK" not in event["names"]
    assert "\n" not in mails_to(POLITICIAN)[0].subject


def test_an_hour_that_does_not_exist_is_told_as_the_moment_it_means(world, project_lead):
    """02:30 in the night when the clocks go forward; forms refuse it, an import might not."""
    skipped = stockholm(2027, 3, 28, 2, 30)
    Meeting.objects.filter(pk=world.meeting.pk).update(starts_at=skipped, ends_at=skipped + LONG)
    world.meeting.refresh_from_db()

    with time_machine.travel(skipped - LONG, tick=False):
        invite(meeting=world.meeting, actor=project_lead)

    event = event_in(mails_to(POLITICIAN)[0])
    assert event["starts"] == skipped.astimezone(event["starts"].tzinfo)
    assert event["ends"] - event["starts"] == world.meeting.ends_at - world.meeting.starts_at


# --- changes, cancellations ------------------------------------------------------


def test_request_update_and_cancel_go_up_in_sequence(invited, project_lead):
    assert move(invited.meeting, WHEN + timedelta(days=7), project_lead) == 5
    cancel_meeting(meeting=invited.meeting, reason="Värden är sjuk", actor=project_lead)

    assert told(POLITICIAN) == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]
    events = [event_in(mail) for mail in mails_to(POLITICIAN)]
    assert {event["uid"] for event in events} == {str(invited.meeting.uid)}
    assert [event["starts"] for event in events] == [
        WHEN,
        WHEN + timedelta(days=7),
        WHEN + timedelta(days=7),
    ]
    assert [event["status"] for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert "Värden är sjuk" in mails_to(POLITICIAN)[-1].body_text


def test_what_has_not_changed_is_told_nobody(invited, project_lead):
    assert tell_change(meeting=invited.meeting, actor=project_lead) == 0
    invited.meeting.leader = "Anna"
    invited.meeting.save()

    assert tell_change(meeting=invited.meeting, actor=project_lead) == 0
    assert Message.objects.count() == 5


def test_a_moved_date_takes_answers_back_and_the_trail_keeps_them(invited, project_lead):
    answer_invitation(invitee=invitee_of(POLITICIAN), answer=Answer.YES, by=AnsweredBy.LINK)

    move(invited.meeting, WHEN + timedelta(days=7), project_lead)

    invitee = invitee_of(POLITICIAN)
    assert (invitee.answer, invitee.answered_at) == (Answer.NONE, None)
    trail = AuditEntry.objects.get(action="take_answer_back", subject_id=invitee.pk)
    assert (trail.details["before"], trail.details["because"]) == ("yes", "moved")


def test_a_new_place_concerns_those_who_have_not_said_no_and_answers_stand(invited, project_lead):
    answer_invitation(invitee=invitee_of(POLITICIAN), answer=Answer.YES, by=AnsweredBy.LINK)
    no = invitee_of("politician@ystad.example")
    answer_invitation(invitee=no, answer=Answer.NO, by=AnsweredBy.LINK)
    invited.meeting.place = "Biblioteket"
    invited.meeting.save()

    assert tell_change(meeting=invited.meeting, actor=project_lead) == 4

    assert invitee_of(POLITICIAN).answer == Answer.YES
    assert told(POLITICIAN) == [("REQUEST", 0), ("REQUEST", 1)]
    assert told("politician@ystad.example") == [("REQUEST", 0)]
    # Who comes after all is told where.
    answer_invitation(invitee=no, answer=Answer.YES, by=AnsweredBy.LINK)
    assert told("politician@ystad.example") == [("REQUEST", 0), ("REQUEST", 1)]


def test_a_date_taken_back_is_told_and_a_new_invitation_stands_above_it(invited, project_lead):
    answer_invitation(invitee=invitee_of(POLITICIAN), answer=Answer.YES, by=AnsweredBy.LINK)

    meeting = plan_anew(meeting=invited.meeting, reason="Lokalen brann", actor=project_lead)

    assert (meeting.status, meeting.starts_at) == (MeetingStatus.PLANNED, None)
    assert (meeting.first_day.day, meeting.precision) == (1, "month")
    assert invitee_of(POLITICIAN).answer == Answer.NONE
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=WHEN, ends_at=WHEN + LONG)
    invite(meeting=meeting, actor=project_lead)
    assert told(POLITICIAN) == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


def test_inviting_and_taking_back_has_an_end(world, project_lead):
    def take_back_and_set():
        plan_anew(meeting=world.meeting, reason="Ny dag", actor=project_lead)
        Meeting.objects.update(starts_at=WHEN, ends_at=WHEN + LONG)

    for _time in range(MOST_INVITATIONS_A_DAY):
        invite(meeting=world.meeting, actor=project_lead)
        take_back_and_set()
    written = Message.objects.count()

    with pytest.raises(ValidationError) as refusal:
        invite(meeting=world.meeting, actor=project_lead)

    assert (refusal.value.code, Message.objects.count()) == ("too_many_invitations", written)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        invite(meeting=world.meeting, actor=project_lead)
    assert Message.objects.count() == written + 5


@pytest.mark.parametrize("people", [5, 35])
def test_inviting_changing_and_cancelling_ask_as_often_for_few_and_many(
    world, project_lead, people, django_assert_num_queries
):
    for n in range(people - 5):
        TeamMember.objects.create(
            participation=world.lund,
            function=Function.KEY_PERSON,
            name=f"Person {n}",
            email=f"p{n}@lund.example",
        )

    with django_assert_num_queries(QUERIES_OF_INVITING):
        meeting = invite(meeting=world.meeting, actor=project_lead)
    Invitee.objects.update(answer="yes", answered_at=timezone.now(), answered_by="link")
    meeting.starts_at, meeting.ends_at = WHEN + timedelta(days=7), WHEN + timedelta(days=7) + LONG
    meeting.save()
    with django_assert_num_queries(QUERIES_OF_TELLING):
        tell_change(meeting=meeting, actor=project_lead)
    with django_assert_num_queries(QUERIES_OF_CANCELLING):
        cancel_meeting(meeting=meeting, reason="Snö", actor=project_lead)

    assert Message.objects.count() == people * 3
    assert told(POLITICIAN) == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]


def test_two_hundred_are_invited_in_few_questions(world, project_lead):
    """Databases take rows in portions, so that it is not quite the same number as for five."""
    TeamMember.objects.bulk_create(
        TeamMember(
            participation=world.lund,
            function=Function.KEY_PERSON,
            name=f"Person {n}",
            email=f"p{n}@lund.example",
        )
        for n in range(195)
    )

    with CaptureQueriesContext(connection) as asked:
        invite(meeting=world.meeting, actor=project_lead)

    assert Message.objects.count() == 200
    assert len(asked) <= 2 * QUERIES_OF_INVITING


def test_a_mail_that_is_written_already_is_not_written_again(invited, project_lead):
    letters = list(Message.objects.order_by("pk"))
    Invitee.objects.update(sent_sequence=None)

    send_invitations(list(Invitee.objects.all()), invited.meeting, invitation_mails.invited)

    assert list(Message.objects.order_by("pk")) == letters


@pytest.mark.parametrize("service", [cancel_meeting, plan_anew])
def test_taking_back_needs_a_reason(invited, project_lead, service):
    with pytest.raises(ValidationError) as refusal:
        service(meeting=invited.meeting, reason=" ", actor=project_lead)

    assert list(refusal.value.error_dict) == ["reason"]


def test_cancelling_what_nobody_was_invited_to_writes_to_nobody(world, project_lead):
    cancel_meeting(meeting=world.meeting, reason="Behövs inte", actor=project_lead)

    assert Message.objects.count() == 0


@pytest.mark.parametrize("odd", ['"a"@lund.example', "a@☃.example", "a@[127.0.0.1]"])
def test_one_odd_address_does_not_stop_the_invitations_of_all(world, project_lead, odd):
    """Mail servers take such addresses, calendar files do not: that mail has the link alone."""
    TeamMember.objects.filter(email=POLITICIAN).update(email=odd)

    invite(meeting=world.meeting, actor=project_lead)
    cancel_meeting(meeting=world.meeting, reason="Snö", actor=project_lead)

    assert [(mail.kind, mail.calendar) for mail in mails_to(odd)] == [
        ("meeting_invitation", ""),
        ("meeting_cancellation", ""),
    ]
    assert told("strategist@lund.example") == [("REQUEST", 0), ("CANCEL", 1)]
