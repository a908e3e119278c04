"""Inviting, cancelling and holding a meeting from its page, each with one button."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from learning_meetings.enums import MeetingStatus
from learning_meetings.models import Invitee, Meeting
from tests.learning_meetings.meeting_recipes import LONG, MeetingWorld, make_meeting_world


@pytest.fixture
def at(db: None) -> MeetingWorld:
    return make_meeting_world()


def post(client: Client, at: MeetingWorld, path: str, user: Any, said: Any = None) -> Any:
    client.force_login(user)
    return client.post(f"{at.meeting.get_absolute_url()}{path}/", said or {}, follow=True)


def kinds(answer: Any) -> list[str]:
    """Whether each message on the page is good news."""
    return [message.level_tag for message in answer.context["messages"]]


def status_of(at: MeetingWorld) -> str:
    return Meeting.objects.values_list("status", flat=True).get(pk=at.meeting.pk)


def plan_again(at: MeetingWorld, **fields: Any) -> None:
    fields = {"status": MeetingStatus.PLANNED, "invited_at": None} | fields
    Invitee.objects.all().delete()
    Meeting.objects.filter(pk=at.meeting.pk).update(**fields)


def test_the_host_invites_from_the_checklist(at: MeetingWorld, client: Client) -> None:
    plan_again(at)
    client.force_login(at.host)
    page = client.get(at.meeting.get_absolute_url()).content.decode()
    assert f'action="{at.meeting.get_absolute_url()}bjud-in/"' in page
    assert kinds(post(client, at, "bjud-in", at.host)) == ["success"]
    assert (status_of(at), Invitee.objects.count()) == (MeetingStatus.INVITED, 13)
    assert kinds(post(client, at, "bjud-in", at.host)) == ["error"]
    assert Invitee.objects.count() == 13


def test_without_a_time_nobody_is_invited_and_the_page_says_why(
    at: MeetingWorld, client: Client
) -> None:
    plan_again(at, starts_at=None, ends_at=None)
    client.force_login(at.host)
    page = client.get(at.meeting.get_absolute_url()).content.decode()
    assert "bjud-in/" not in page
    assert kinds(post(client, at, "bjud-in", at.host)) == ["error"]
    assert (status_of(at), Invitee.objects.count()) == (MeetingStatus.PLANNED, 0)


def test_a_meeting_is_cancelled_with_a_reason(at: MeetingWorld, client: Client) -> None:
    refused = post(client, at, "stall-in", at.host)
    assert (refused.status_code, [*refused.context["form"].errors]) == (422, ["reason"])
    assert kinds(post(client, at, "stall-in", at.host, {"reason": "Snöstorm"})) == ["success"]
    assert (status_of(at), Meeting.objects.get().cancelled_because) == (
        MeetingStatus.CANCELLED,
        "Snöstorm",
    )
    again = post(client, at, "stall-in", at.host, {"reason": "Storm"})
    assert (again.status_code, again.context["form"]["reason"].value()) == (422, "Storm")


def test_a_meeting_is_held_when_it_has_begun(at: MeetingWorld, client: Client) -> None:
    assert kinds(post(client, at, "hallen", at.host)) == ["error"]
    assert status_of(at) == MeetingStatus.INVITED
    begun = timezone.now() - LONG
    Meeting.objects.update(starts_at=begun, ends_at=begun + LONG)
    assert kinds(post(client, at, "hallen", at.host)) == ["success"]
    assert status_of(at) == MeetingStatus.HELD


@pytest.mark.parametrize("path", ["bjud-in", "stall-in", "hallen"])
def test_the_others_do_none_of_it(
    at: MeetingWorld, client: Client, reviewer: Any, path: str
) -> None:
    politician = at.world.person("lund", "politician")
    answers = [
        post(client, at, path, user, {"reason": "Snö"}).status_code
        for user in (at.partner, at.mentor, politician, reviewer)
    ]
    assert (answers, status_of(at)) == ([403] * 4, MeetingStatus.INVITED)
