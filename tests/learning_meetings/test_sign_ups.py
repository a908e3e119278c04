"""Public meetings: signing up without account, confirmed by mail, given up by link."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learning_meetings.enums import MeetingStatus
from learning_meetings.models import Invitee, Meeting
from learning_meetings.services.cancelling import cancel_meeting
from learning_meetings.services.inviting import align_invitations, invite, tell_change
from learning_meetings.services.sign_ups import forget_sign_ups
from modellkonceptet.notifications.models import Message
from tests.learning_meetings.invitation_recipes import (
    LONG,
    WHEN,
    event_in,
    link_in,
    mails_to,
    make_meeting,
    make_public_meeting,
    told,
)

pytestmark = pytest.mark.django_db
VISITOR = "anna@kommunen.example"
DATA = {"name": "Anna Andersson", "email": VISITOR, "organisation_name": "Hörby kommun"}


@pytest.fixture
def meeting():
    return make_public_meeting()


def page_of(meeting):
    return reverse("learning_meetings:sign_up", args=[meeting.pk])


def sign_up(client, meeting, **changes):
    return client.post(page_of(meeting), DATA | changes)


def confirm(client):
    return client.post(link_in(mails_to(VISITOR)[-1], "traffar/bekrafta"))


def test_the_place_counts_when_the_address_is_confirmed(client, meeting):
    sent = sign_up(client, meeting)
    path = link_in(mails_to(VISITOR)[0], "traffar/bekrafta")
    read = client.get(path)
    assert (sent.status_code, read.status_code, Invitee.objects.count()) == (302, 200, 0)

    response = confirm(client)

    assert response.status_code == 200
    invitee = Invitee.objects.get()
    assert (invitee.name, invitee.organisation_name) == ("Anna Andersson", "Hörby kommun")
    assert (invitee.answer, invitee.answered_by) == ("yes", "link")
    event = event_in(mails_to(VISITOR)[-1])
    assert (event["starts"], event["conference"]) == (WHEN, "https://video.example/j/123")


def test_confirming_twice_gives_one_place_and_one_mail(client, meeting):
    sign_up(client, meeting)
    path = link_in(mails_to(VISITOR)[0], "traffar/bekrafta")

    assert [client.post(path).status_code, client.post(path).status_code] == [200, 200]
    assert told(VISITOR) == [("REQUEST", 0)]


def test_what_a_visitor_types_does_not_stand_in_the_mail_to_be_confirmed(client, meeting):
    sign_up(client, meeting, name="Köp nu på https://ond.example")

    (mail,) = mails_to(VISITOR)
    assert "ond.example" not in mail.body_text + mail.body_html + mail.subject


def test_an_address_gets_one_mail_an_hour_however_often_it_is_typed(client, meeting):
    for _time in range(3):
        assert sign_up(client, meeting, email=VISITOR.upper()).status_code == 302

    assert Message.objects.count() == 1


def test_giving_up_the_place_by_the_link_and_signing_up_again(client, meeting):
    sign_up(client, meeting)
    confirm(client)
    link = link_in(mails_to(VISITOR)[-1])

    response = client.post(link, {"answer": "no"})

    assert response["Location"] == reverse("learning_meetings:gave_up")
    assert Invitee.objects.current().count() == 0
    assert told(VISITOR) == [("REQUEST", 0), ("CANCEL", 1)]
    assert client.get(link).status_code == 410
    client.post(link_in(mails_to(VISITOR)[0], "traffar/bekrafta"))
    assert told(VISITOR) == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


def test_a_moved_public_meeting_keeps_places_and_a_cancelled_one_tells(
    client, meeting, project_lead
):
    sign_up(client, meeting)
    confirm(client)
    meeting.starts_at, meeting.ends_at = WHEN + LONG, WHEN + LONG * 2
    meeting.save()

    tell_change(meeting=meeting, actor=project_lead)
    assert Invitee.objects.get().answer == "yes"
    assert align_invitations().left == 0
    cancel_meeting(meeting=meeting, reason="Sjuk", actor=project_lead)

    assert told(VISITOR) == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": MeetingStatus.CANCELLED, "cancelled_because": "Nej"},
        {"starts_at": timezone.now() - timedelta(hours=1), "ends_at": timezone.now() + LONG},
    ],
)
def test_it_is_too_late(client, meeting, changes):
    sign_up(client, meeting)
    Meeting.objects.update(**changes)

    assert client.get(page_of(meeting)).status_code == 200
    assert sign_up(client, meeting, email="annan@kommunen.example").status_code == 422
    assert confirm(client).status_code == 422
    assert Invitee.objects.count() == 0


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"email": "anna"}, {"email": "a@b.example\nBcc: x@y.example"}]
)
def test_bad_input_is_kept_and_mails_nobody(client, meeting, changes):
    assert sign_up(client, meeting, **changes).status_code == 422
    assert Message.objects.count() == 0


def test_a_broken_confirmation_is_dead(client, meeting):
    assert client.get("/traffar/bekrafta/ingen-har-fatt-den/").status_code == 410


def test_many_from_one_network_wait(client, meeting, settings):
    settings.ACCOUNT_RATE_LIMITS = {"sign_up": "2/h/ip"}

    answers = [
        sign_up(client, meeting, email=f"p{n}@kommunen.example").status_code for n in range(3)
    ]

    assert answers == [302, 302, 422]


def test_only_public_meetings_that_are_announced_take_sign_ups(client, meeting):
    hidden = make_public_meeting(status=MeetingStatus.PLANNED)
    Meeting.objects.filter(pk=hidden.pk).update(invited_at=None)
    own = make_meeting(cohort=meeting.cohort, number=3)

    assert [client.get(page_of(one)).status_code for one in (meeting, hidden, own)] == [
        200,
        404,
        404,
    ]


def test_a_public_meeting_opens_without_anybody_to_invite(project_lead):
    meeting = make_public_meeting(status=MeetingStatus.PLANNED)

    assert invite(meeting=meeting, actor=project_lead).status == MeetingStatus.INVITED
    assert Message.objects.count() == 0


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_the_same_number_of_questions(client, count, django_assert_num_queries):
    for n in range(count):
        make_public_meeting(number=n)

    with django_assert_num_queries(1):
        page = client.get(reverse("learning_meetings:open_meetings")).content.decode()

    assert page.count("/anmal/") == count


def test_the_rounds_page_and_the_start_page_lead_to_it(client, meeting):
    for path in (meeting.cohort.get_absolute_url(), reverse("start")):
        assert page_of(meeting) in client.get(path).content.decode()


def test_who_signed_up_is_forgotten_after_a_year(client, meeting):
    sign_up(client, meeting)
    confirm(client)
    year = timedelta(days=365)

    assert forget_sign_ups(now=meeting.ends_at + year) == 0
    assert forget_sign_ups(now=meeting.ends_at + year + timedelta(seconds=1)) == 1
    assert (Invitee.objects.count(), Message.objects.count()) == (0, 0)


def test_nothing_is_kept_of_an_address_that_was_never_confirmed(client, meeting):
    sign_up(client, meeting)
    week = timedelta(days=7)

    forget_sign_ups(now=timezone.now() + week - timedelta(minutes=1))
    assert Message.objects.count() == 1
    forget_sign_ups(now=timezone.now() + week + timedelta(minutes=1))
    assert Message.objects.count() == 0
