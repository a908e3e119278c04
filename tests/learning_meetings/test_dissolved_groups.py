"""A group is dissolved: its meetings ahead are cancelled, everybody is told once, SKR sees it."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Mentorship, Participation
from learning_meetings.enums import MeetingStatus
from learning_meetings.models import DatePoll, HostSwap, Invitee, Meeting
from learning_meetings.round_meetings import read_round_meetings
from learning_meetings.services.dissolved_groups import cancel_meetings_of_dissolved_groups
from learning_meetings.services.inviting import invite, refresh_invitees
from learning_meetings.services.polls import open_poll
from learning_meetings.tasks import align_invitations
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry
from tests.learning_meetings.invitation_recipes import (
    LONG,
    WHEN,
    mails_to,
    make_group_world,
    make_meeting,
    told,
)

pytestmark = pytest.mark.django_db
POLITICIAN = "politician@lund.example"


@pytest.fixture
def world(project_lead):
    """Two meetings ahead: people are invited to the first, the second has a period only."""
    world = make_group_world()
    world.meeting = invite(meeting=world.meeting, actor=project_lead)
    world.later = make_meeting(world.group, number=2, starts_at=None, name_sv="Lärandeträff 2")
    return world


def dissolve(group):
    """As publishing a board without the group leaves it."""
    group.dissolved_on = today()
    group.save()
    Mentorship.objects.filter(group=group).update(ended_on=today())
    Participation.objects.filter(group=group).update(group=None)


def states(world):
    rows = Meeting.objects.filter(group=world.group).order_by("number")
    return [(row.status, row.cancelled_because) for row in rows]


OFF = ("cancelled", "Gruppen är upplöst.")


def test_a_standing_groups_meetings_stay(world):
    assert cancel_meetings_of_dissolved_groups() == 0
    assert states(world) == [("invited", ""), ("planned", "")]


def test_everybody_invited_gets_one_cancellation_with_the_reason(world):
    dissolve(world.group)

    align_invitations()
    align_invitations()

    assert states(world) == [OFF, OFF]
    assert told(POLITICIAN) == [("REQUEST", 0), ("CANCEL", 1)]
    mail = mails_to(POLITICIAN)[-1]
    assert "Gruppen är upplöst." in mail.body_text
    assert Message.objects.filter(kind="meeting_cancellation").count() == 5
    assert Invitee.objects.filter(removed_at=None).count() == 5
    assert AuditEntry.objects.filter(action="cancel", actor=None).count() == 2


def test_the_reason_is_in_the_readers_language(world):
    Invitee.objects.filter(email=POLITICIAN).update(language="en")
    dissolve(world.group)

    cancel_meetings_of_dissolved_groups()

    assert "The group has been dissolved." in mails_to(POLITICIAN)[-1].body_text


class KilledError(Exception):
    pass


@transaction.atomic
def killed_before_it_is_written():
    cancel_meetings_of_dissolved_groups()
    raise KilledError


def test_a_run_that_is_killed_leaves_nothing_and_the_next_one_tells_once(world):
    dissolve(world.group)
    with pytest.raises(KilledError):
        killed_before_it_is_written()
    assert states(world) == [("invited", ""), ("planned", "")]
    assert told(POLITICIAN) == [("REQUEST", 0)]

    assert cancel_meetings_of_dissolved_groups() == 2
    assert cancel_meetings_of_dissolved_groups() == 0

    assert told(POLITICIAN) == [("REQUEST", 0), ("CANCEL", 1)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_once(world):
    dissolve(world.group)
    start, cancelled = threading.Barrier(2), []

    def one():
        start.wait()
        try:
            cancelled.append(cancel_meetings_of_dissolved_groups())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(cancelled) == 2
    assert told(POLITICIAN) == [("REQUEST", 0), ("CANCEL", 1)]


def test_what_a_killed_run_had_done_is_not_done_again(world, project_lead):
    other = invite(
        meeting=make_meeting(world.group, number=3, starts_at=WHEN + timedelta(days=40)),
        actor=project_lead,
    )
    dissolve(world.group)
    Meeting.objects.filter(pk=world.meeting.pk).update(
        status=MeetingStatus.CANCELLED, cancelled_because="Gruppen är upplöst."
    )

    assert cancel_meetings_of_dissolved_groups() == 2

    cancelled = Message.objects.filter(kind="meeting_cancellation")
    assert {mail.about_id for mail in cancelled} == {other.pk}
    assert cancelled.count() == 5


def test_nobody_is_told_that_the_meeting_takes_place_without_them(world, project_lead):
    dissolve(world.group)

    refresh_invitees(meeting=world.meeting, actor=project_lead)

    assert Invitee.objects.filter(removed_at=None).count() == 5
    assert told(POLITICIAN) == [("REQUEST", 0)]


def test_what_has_begun_or_been_held_stands(world):
    begun = timezone.now() - timedelta(hours=1)
    Meeting.objects.filter(pk=world.meeting.pk).update(starts_at=begun, ends_at=begun + LONG)
    Meeting.objects.filter(pk=world.later.pk).update(status=MeetingStatus.HELD)
    dissolve(world.group)

    assert cancel_meetings_of_dissolved_groups() == 0
    assert states(world) == [("invited", ""), ("held", "")]


def test_a_poll_and_a_question_between_hosts_fall_with_the_meeting(world, project_lead):
    times = [(WHEN + timedelta(days=n), WHEN + timedelta(days=n) + LONG) for n in range(2)]
    open_poll(meeting=world.later, times=times, answer_by=today(), actor=project_lead)
    swap = HostSwap.objects.create(meeting=world.later, other=world.meeting)
    dissolve(world.group)

    align_invitations()

    swap.refresh_from_db()
    assert (swap.agreed, swap.answered_at is None) == (False, False)
    assert DatePoll.objects.filter(closed_at=None).count() == 0


def test_the_rounds_overview_shows_it_before_and_after(world, client, project_lead):
    dissolve(world.group)
    assert [row.state for row in read_round_meetings(world.cohort, today()).off] == [
        ("warn", "Ställs in inom en kvart"),
        ("warn", "Ställs in inom en kvart"),
    ]
    align_invitations()

    client.force_login(project_lead)
    response = client.get(reverse("learning_meetings:round_meetings", args=[world.cohort.slug]))

    assert [(row.state, row.why) for row in response.context["page"].off] == [
        (("unmet", "Inställd, 5 personer har fått besked"), "Gruppen är upplöst."),
        (("unmet", "Inställd"), "Gruppen är upplöst."),
    ]
    assert "Gruppen är upplöst." in response.text
    assert response.context["page"].headline == "Alla träffar är inställda"
