"""Who was there, noted by two at once; and that the meeting was held."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from learning_meetings.enums import Answer, MeetingStatus
from learning_meetings.meeting_page import MeetingPage
from learning_meetings.models import Invitee, Meeting
from learning_meetings.services.attendance import (
    ABSENT,
    NOT_NOTED,
    SUBSTITUTE,
    THERE,
    Presence,
    as_seen,
    hold_meeting,
    note_attendance,
    presence_of,
)
from modellkonceptet.records.models import AuditEntry
from tests.learning_meetings.meeting_recipes import MeetingWorld, answer, make_meeting_world


@pytest.fixture
def at(db: None) -> MeetingWorld:
    return make_meeting_world(days=-2)


def note(at: MeetingWorld, said: dict[Invitee, Presence], *, seen: Any = None) -> int:
    """By default on a page that showed nothing noted."""
    return note_attendance(
        meeting=at.meeting,
        seen={one.pk: as_seen((seen or {}).get(one, Presence())) for one in said},
        said={one.pk: presence for one, presence in said.items()},
        actor=at.host,
    )


def standing(invitee: Invitee) -> Presence:
    return presence_of(Invitee.objects.get(pk=invitee.pk))


def trail(at: MeetingWorld) -> list[str]:
    rows = AuditEntry.objects.filter(
        subject_type="learning_meetings.meeting", subject_id=at.meeting.pk
    )
    return list(rows.order_by("pk").values_list("action", flat=True))


def test_each_way_of_filling_a_place_is_noted(at: MeetingWorld) -> None:
    one, two, three = list(at.invitees.values())[:3]
    said = {one: Presence(THERE), two: Presence(SUBSTITUTE, "Bo"), three: Presence(ABSENT)}
    assert note(at, said) == 3
    assert [standing(row) for row in (one, two, three)] == list(said.values())
    assert note(at, {one: Presence()}, seen=said) == 1
    assert standing(one) == Presence(NOT_NOTED)
    assert trail(at) == ["note_attendance"] * 2


def test_what_did_not_change_is_not_written(at: MeetingWorld) -> None:
    one = at.invitee("lund", "politician")
    note(at, {one: Presence(THERE)})
    assert note(at, {one: Presence(THERE)}) == 0
    assert trail(at) == ["note_attendance"]


def test_two_at_once_do_not_undo_each_other(at: MeetingWorld) -> None:
    lund, ystad = at.invitee("lund", "politician"), at.invitee("ystad", "politician")
    assert note(at, {lund: Presence(THERE), ystad: Presence()}) == 1
    assert note(at, {lund: Presence(), ystad: Presence(ABSENT)}) == 1
    assert (standing(lund), standing(ystad)) == (Presence(THERE), Presence(ABSENT))


def test_where_both_changed_the_same_row_nothing_is_written(at: MeetingWorld) -> None:
    lund, ystad = at.invitee("lund", "politician"), at.invitee("ystad", "politician")
    note(at, {lund: Presence(THERE)})
    with pytest.raises(ValidationError) as refused:
        note(at, {lund: Presence(ABSENT), ystad: Presence(THERE)})
    fault = refused.value.error_dict[f"presence-{lund.pk}"][0]
    assert list(refused.value.error_dict) == [f"presence-{lund.pk}"]
    assert fault.code == "changed_meanwhile"
    assert (standing(lund), standing(ystad)) == (Presence(THERE), Presence())
    assert trail(at) == ["note_attendance"]


def test_a_substitutes_name_that_was_put_right_is_not_put_back(at: MeetingWorld) -> None:
    lund, ystad = at.invitee("lund", "politician"), at.invitee("ystad", "politician")
    wrong = {lund: Presence(SUBSTITUTE, "Bo")}
    right = {lund: Presence(SUBSTITUTE, "Bo Ek")}
    note(at, wrong)
    assert note(at, right, seen=wrong) == 1
    # The second page still shows the old name, and its reader noted somebody else.
    assert note(at, wrong | {ystad: Presence(THERE)}, seen=wrong) == 1
    assert (standing(lund), standing(ystad)) == (right[lund], Presence(THERE))


def test_two_names_for_one_substitute_are_for_people_to_settle(at: MeetingWorld) -> None:
    lund = at.invitee("lund", "politician")
    first = {lund: Presence(SUBSTITUTE, "Bo")}
    note(at, first)
    note(at, {lund: Presence(SUBSTITUTE, "Bo Ek")}, seen=first)
    with pytest.raises(ValidationError) as refused:
        note(at, {lund: Presence(SUBSTITUTE, "Bo Ed")}, seen=first)
    assert list(refused.value.error_dict) == [f"presence-{lund.pk}"]
    assert standing(lund) == Presence(SUBSTITUTE, "Bo Ek")


def test_a_substitute_has_a_name(at: MeetingWorld) -> None:
    lund, ystad = at.invitee("lund", "politician"), at.invitee("ystad", "politician")
    with pytest.raises(ValidationError) as refused:
        note(at, {lund: Presence(SUBSTITUTE), ystad: Presence(THERE)})
    assert list(refused.value.error_dict) == [f"substitute-{lund.pk}"]
    assert (standing(ystad), trail(at)) == (Presence(), [])


def test_who_was_announced_stays_until_it_is_noted(at: MeetingWorld) -> None:
    lund = at.invitee("lund", "politician")
    answer(lund, Answer.NO, substitute_name="Bo Ek")
    assert note(at, {lund: Presence()}) == 0
    assert standing(lund) == Presence()
    assert Invitee.objects.get(pk=lund.pk).substitute_name == "Bo Ek"
    note(at, {lund: Presence(THERE)})
    assert Invitee.objects.get(pk=lund.pk).substitute_name == ""


def test_whoever_is_taken_off_is_not_noted(at: MeetingWorld) -> None:
    lund = at.invitee("lund", "politician")
    Invitee.objects.filter(pk=lund.pk).update(removed_at=at.meeting.starts_at)
    assert note(at, {lund: Presence(THERE)}) == 0
    assert standing(lund) == Presence()


@pytest.mark.parametrize(
    ("days", "status", "code"),
    [(9, MeetingStatus.INVITED, "not_begun"), (-2, MeetingStatus.CANCELLED, "cancelled")],
)
def test_nobody_is_noted_before_it_begins_or_when_it_is_off(
    db: None, days: int, status: str, code: str
) -> None:
    at = make_meeting_world(days=days, status=status, cancelled_because="Snö")
    with pytest.raises(ValidationError) as refused:
        note(at, {at.invitee("lund", "politician"): Presence(THERE)})
    assert refused.value.code == code
    with pytest.raises(ValidationError) as refused:
        hold_meeting(meeting=at.meeting, actor=at.host)
    assert (refused.value.code, Meeting.objects.get().status) == (code, status)


def test_only_those_who_run_the_meeting_note(at: MeetingWorld, reviewer: Any) -> None:
    for actor in (at.partner, at.mentor, reviewer):
        with pytest.raises(PermissionDenied):
            note_attendance(meeting=at.meeting, seen={}, said={}, actor=actor)
        with pytest.raises(PermissionDenied):
            hold_meeting(meeting=at.meeting, actor=actor)


def test_a_meeting_is_held_once(at: MeetingWorld) -> None:
    assert hold_meeting(meeting=at.meeting, actor=at.host).status == MeetingStatus.HELD
    assert hold_meeting(meeting=at.meeting, actor=at.host).status == MeetingStatus.HELD
    assert trail(at) == ["hold"]


def test_the_page_keeps_what_was_typed_and_builds_on_what_the_other_noted(
    at: MeetingWorld, client: Client
) -> None:
    lund, ystad = at.invitee("lund", "politician"), at.invitee("ystad", "politician")
    client.force_login(at.host)
    path = reverse("learning_meetings:meeting_attendance", args=[at.meeting.pk])
    said = {f"presence-{lund.pk}": ABSENT, f"presence-{ystad.pk}": THERE}
    note(at, {lund: Presence(SUBSTITUTE, "Bo Ek")})
    refused = client.post(path, said)
    form = refused.context["form"]
    assert (refused.status_code, form[f"presence-{lund.pk}"].value()) == (422, ABSENT)
    again = {f"seen-{one.pk}": form[f"seen-{one.pk}"].value() or "" for one in (lund, ystad)}
    assert client.post(path, said | again).status_code == 302
    assert (standing(lund), standing(ystad)) == (Presence(ABSENT), Presence(THERE))


def test_answers_are_no_attendance(at: MeetingWorld) -> None:
    lund, ystad = at.invitee("lund", "politician"), at.invitee("ystad", "politician")
    answer(lund)
    answer(ystad)
    answer(at.invitee("hoor", "politician"), Answer.NO)
    people = MeetingPage(at.meeting, at.host).attendees
    assert (people.is_noted, people.gaps()) == (False, [])
    note(at, {lund: Presence(THERE), at.invitee("lund", "strategist"): Presence(ABSENT)})
    people = MeetingPage(at.meeting, at.host).attendees
    assert (people.is_noted, people.finding()) == (True, "1 av 13 var med")
    assert people.gaps() == ["Lund kommun kom utan jämställdhetsstrateg"]
    assert [(one.words, one.comes) for one in people.places[1].people[:1]] == [
        ("Inte noterat", None)
    ]
