"""What people thought of a meeting: nobody can tell who, and who reads it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from learning_meetings.enums import MeetingStatus
from learning_meetings.meeting_evaluation import summary_of
from learning_meetings.meeting_page import MeetingPage
from learning_meetings.models import (
    EvaluationReceipt,
    Host,
    Invitee,
    Meeting,
    MeetingEvaluation,
)
from learning_meetings.services.evaluating import evaluate_meeting
from modellkonceptet.records.models import AuditEntry
from tests.learning_meetings.meeting_recipes import LONG, MeetingWorld, make_meeting_world

SUMMARY = "utvardering/svar/"


@pytest.fixture
def at(db: None) -> MeetingWorld:
    return make_meeting_world(days=-2)


def following(at: MeetingWorld, host: Any, *, days: int = 90, **fields: Any) -> Meeting:
    """Another meeting of the group, so many days from now."""
    begins = at.meeting.starts_at + timedelta(days=days)
    meeting = Meeting.objects.create(
        **{
            "cohort": at.world.cohort,
            "group": at.world.group,
            "kind": "learning_meeting",
            "number": days,
            "audience": "group",
            "name_sv": "Lärandeträff 3",
            "first_day": begins.date(),
            "last_day": begins.date(),
            "starts_at": begins,
            "ends_at": begins + LONG,
            "status": MeetingStatus.INVITED,
        }
        | fields
    )
    Host.objects.create(meeting=meeting, participation=host)
    return meeting


def code_of(at: MeetingWorld, actor: Any, **said: Any) -> str | None:
    with pytest.raises(ValidationError) as refused:
        evaluate_meeting(meeting=at.meeting, actor=actor, **said)
    return refused.value.code


def test_an_answer_has_no_name_no_clock_and_no_trail(at: MeetingWorld) -> None:
    evaluate_meeting(meeting=at.meeting, plus="Bra", scales={"useful": 4}, actor=at.partner)
    answer = MeetingEvaluation.objects.get()
    assert (answer.plus, answer.scales) == ("Bra", {"useful": 4})
    assert {field.name for field in MeetingEvaluation._meta.get_fields()} == {
        "id",
        "meeting",
        "plus",
        "minus",
        "interesting",
        "scales",
        "answered_on",
    }
    assert {field.name for field in EvaluationReceipt._meta.get_fields()} == {"id", "invitee"}
    assert EvaluationReceipt.objects.get().invitee == at.invitee("ystad", "strategist")
    assert AuditEntry.objects.count() == 0


def test_everybody_answers_once(at: MeetingWorld) -> None:
    evaluate_meeting(meeting=at.meeting, plus="Bra", actor=at.partner)
    assert code_of(at, at.partner, plus="Igen") == "answered"
    assert MeetingEvaluation.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "empty"),
        ({"scales": {"useful": 6}}, "scale"),
        ({"scales": {"useful": 0}}, "scale"),
        ({"scales": {"fun": 3}}, "scale"),
    ],
)
def test_an_answer_says_something_and_within_the_scale(
    at: MeetingWorld, said: Any, code: str
) -> None:
    assert code_of(at, at.partner, **said) == code
    assert (MeetingEvaluation.objects.count(), EvaluationReceipt.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("days", "status"), [(9, MeetingStatus.INVITED), (-2, MeetingStatus.CANCELLED)]
)
def test_nobody_answers_before_it_begins_or_when_it_is_off(
    db: None, client: Client, days: int, status: str
) -> None:
    at = make_meeting_world(days=days, status=status, cancelled_because="Snö")
    assert code_of(at, at.partner, plus="Bra") == "closed"
    client.force_login(at.partner)
    page = client.get(f"{at.meeting.get_absolute_url()}utvardering/")
    assert (page.status_code, page.context["closed"] != "") == (200, True)
    assert MeetingEvaluation.objects.count() == 0


def test_who_was_not_invited_or_was_taken_off_does_not_answer(
    at: MeetingWorld, project_lead: Any
) -> None:
    Invitee.objects.filter(pk=at.invitee("ystad", "strategist").pk).update(
        removed_at=at.meeting.starts_at
    )
    for actor in (project_lead, at.partner):
        with pytest.raises(PermissionDenied):
            evaluate_meeting(meeting=at.meeting, plus="Bra", actor=actor)


def test_texts_stand_in_no_persons_order_and_scales_from_three_marks(at: MeetingWorld) -> None:
    answers = [
        (at.host, "Ö", "a", {"useful": 5, "shared": 1}),
        (at.partner, "a", "Z", {"useful": 4, "shared": 2}),
        (at.mentor, "B", "", {"useful": 4}),
    ]
    for actor, plus, minus, scales in answers:
        evaluate_meeting(meeting=at.meeting, plus=plus, minus=minus, scales=scales, actor=actor)
    summary = summary_of(at.meeting)
    assert (summary.answers, summary.asked, summary.plus, summary.minus) == (
        3,
        13,
        ["a", "B", "Ö"],
        ["a", "Z"],
    )
    assert [(one.mean, one.count) for one in summary.scales] == [(4.3, 3), (None, 2), (None, 0)]


def test_skr_and_the_next_host_read_the_answers(
    at: MeetingWorld,
    client: Client,
    project_lead: Any,
    reviewer: Any,
    finance: Any,
) -> None:
    following(at, at.world.ystad)
    following(at, at.world.hoor, days=180)
    path = at.meeting.get_absolute_url() + SUMMARY
    readers = {
        "this host": at.host,
        "next host": at.partner,
        "next host's politician": at.world.person("ystad", "politician"),
        "host after that": at.world.person("hoor", "strategist"),
        "mentor": at.mentor,
        "project lead": project_lead,
        "reviewer": reviewer,
        "finance": finance,
    }
    found = {}
    for name, user in readers.items():
        client.force_login(user)
        found[name] = client.get(path).status_code
    assert found == {
        "this host": 403,
        "next host": 200,
        "next host's politician": 403,
        "host after that": 403,
        "mentor": 403,
        "project lead": 200,
        "reviewer": 200,
        "finance": 404,
    }


def test_a_cancelled_meeting_has_no_host_who_reads(at: MeetingWorld, client: Client) -> None:
    off = {"status": MeetingStatus.CANCELLED, "cancelled_because": "Snö"}
    following(at, at.world.ystad, **off)
    following(at, at.world.hoor, days=180)
    client.force_login(at.partner)
    assert client.get(at.meeting.get_absolute_url() + SUMMARY).status_code == 403
    client.force_login(at.world.person("hoor", "strategist"))
    assert client.get(at.meeting.get_absolute_url() + SUMMARY).status_code == 200


def test_whoever_prepares_the_next_meeting_is_led_to_the_answers(
    at: MeetingWorld, project_lead: Any
) -> None:
    coming = following(at, at.world.ystad)
    later = following(at, at.world.hoor, days=180)
    assert MeetingPage(coming, at.partner).meeting_before == at.meeting
    assert MeetingPage(coming, project_lead).meeting_before == at.meeting
    assert MeetingPage(coming, at.host).meeting_before is None
    # The one before it has not been yet, and nothing was before the first.
    assert MeetingPage(later, at.world.person("hoor", "strategist")).meeting_before is None
    assert MeetingPage(at.meeting, at.host).meeting_before is None


def test_the_form_keeps_what_was_typed_and_is_gone_afterwards(
    at: MeetingWorld, client: Client
) -> None:
    client.force_login(at.partner)
    path = f"{at.meeting.get_absolute_url()}utvardering/"
    assert client.post(path).status_code == 422
    refused = client.post(path, {"plus": "Bra", "useful": "7"})
    assert (refused.status_code, refused.context["form"]["plus"].value()) == (422, "Bra")
    assert client.post(path, {"plus": "Bra", "useful": "4"}).status_code == 302
    assert client.get(path).context["answered"] is True
    assert MeetingEvaluation.objects.get().scales == {"useful": 4}
