"""People who come and go: invitations follow the teams, each told what concerns them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cohorts.enums import Function
from cohorts.models import TeamMember
from cohorts.services.participations import withdraw_participation
from cohorts.services.teams import TeamSeat, change_team_member
from learning_meetings.enums import Answer, AnsweredBy
from learning_meetings.models import Invitee, Meeting, Need
from learning_meetings.services.answers import answer_invitation, find_invitation
from learning_meetings.services.cancelling import cancel_meeting
from learning_meetings.services.invitation_letters import answer_secret
from learning_meetings.services.inviting import (
    Aligned,
    align_invitations,
    invite,
    refresh_invitees,
    tell_change,
)
from modellkonceptet.notifications.models import Message
from tests.learning_meetings.invitation_recipes import (
    LONG,
    WHEN,
    make_group_world,
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


def test_a_removed_person_gets_a_cancellation_of_their_own(invited, project_lead):
    leaving = invitee_of(POLITICIAN)
    Need.objects.create(invitee=leaving, text="Hörslinga", consented_at=timezone.now())
    link = answer_secret(leaving, invited.meeting)
    seat = TeamSeat(Function.POLITICIAN, "Ny Politiker", email="ny@lund.example")
    member = TeamMember.objects.get(email=POLITICIAN)
    change_team_member(member=member, successor=seat, actor=project_lead)
    Message.objects.filter(calendar="").delete()

    assert align_invitations() == Aligned(came=1, left=1)

    assert told(POLITICIAN) == [("REQUEST", 0), ("CANCEL", 1)]
    assert told("ny@lund.example") == [("REQUEST", 0)]
    assert {email: told(email) for email in ALL - {POLITICIAN}} == {
        email: [("REQUEST", 0)] for email in ALL - {POLITICIAN}
    }
    assert find_invitation(link) is None
    assert Need.objects.count() == 0
    assert align_invitations() == Aligned()


def test_who_is_taken_off_and_comes_back_is_invited_above_the_cancellation(invited, project_lead):
    members = TeamMember.objects.filter(email=POLITICIAN)
    members.update(left_on=timezone.localdate())
    refresh_invitees(meeting=invited.meeting, actor=project_lead)
    members.update(left_on=None)
    refresh_invitees(meeting=invited.meeting, actor=project_lead)

    assert told(POLITICIAN) == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]
    move(invited.meeting, WHEN + timedelta(days=1), project_lead)
    cancel_meeting(meeting=invited.meeting, reason="Nej", actor=project_lead)
    assert told(POLITICIAN)[3:] == [("REQUEST", 3), ("CANCEL", 4)]


def test_an_organisation_that_leaves_the_round_is_taken_off(invited, project_lead):
    withdraw_participation(participation=invited.ystad, reason="Ny majoritet", actor=project_lead)

    assert align_invitations() == Aligned(came=0, left=2)
    assert told("strategist@ystad.example") == [("REQUEST", 0), ("CANCEL", 1)]


def test_a_name_set_right_keeps_the_answer_and_another_person_does_not(invited):
    answer_invitation(invitee=invitee_of(POLITICIAN), answer=Answer.YES, by=AnsweredBy.LINK)
    member = TeamMember.objects.get(email=POLITICIAN)
    member.name = "Anna Andersson"
    member.save()
    assert align_invitations() == Aligned()
    assert (invitee_of(POLITICIAN).name, invitee_of(POLITICIAN).answer) == ("Anna Andersson", "yes")

    member.left_on = timezone.localdate()
    member.save()
    TeamMember.objects.create(
        participation=member.participation,
        function=Function.POLITICIAN,
        name="Bo Berg",
        email=POLITICIAN,
    )
    assert align_invitations() == Aligned(came=1, left=1)
    assert (invitee_of(POLITICIAN).name, invitee_of(POLITICIAN).answer) == ("Bo Berg", "none")
    assert told(POLITICIAN) == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


def test_a_meeting_that_has_begun_is_left_alone(invited):
    begun = timezone.now() - timedelta(hours=1)
    Meeting.objects.filter(pk=invited.meeting.pk).update(starts_at=begun, ends_at=begun + LONG)
    TeamMember.objects.filter(email=POLITICIAN).update(left_on=timezone.localdate())

    assert align_invitations() == Aligned()


def test_the_sweep_asks_the_same_number_of_questions_of_few_and_many_people(
    invited, django_assert_num_queries
):
    with django_assert_num_queries(8):
        align_invitations()
    for n in range(40):
        TeamMember.objects.create(
            participation=invited.lund,
            function=Function.KEY_PERSON,
            name=f"Person {n}",
            email=f"p{n}@lund.example",
        )
    align_invitations()
    with django_assert_num_queries(8):
        align_invitations()
