"""What hosts are reminded of: inviting, setting a date, the notes; and SKR where nobody hosts."""

from datetime import date, timedelta

import pytest
import time_machine

from cohorts.models import TeamMember
from learning_meetings.enums import Audience, MeetingStatus, NoteStatus
from learning_meetings.models import (
    Meeting,
)
from learning_meetings.services.cancelling import plan_anew
from learning_meetings.services.inviting import invite
from learning_meetings.services.setting_times import set_time
from tests.factories import stockholm
from tests.learning_meetings.reminder_recipes import (
    days_told,
    dues,
    find,
    make_meeting,
    make_period,
    make_world,
    only_due,
    write_notes,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 3, 1)
APRIL_14 = date(2027, 4, 14)
END = date(2027, 5, 31)
LUND, YSTAD = "strategist@lund.example", "strategist@ystad.example"
MANAGER, MENTOR, DESK = "senior_manager@lund.example", "mentor@malmo.example", "desk@skr.example"


@pytest.fixture(autouse=True)
def _on_the_first_of_march():
    with time_machine.travel(stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def world():
    return make_world()


def add_key_person(place):
    seat = place.team.get(function="strategist")
    seat.pk, seat.function, seat.email = None, "key_person", "key_person@lund.example"
    seat.save()


# Invitations to send


def test_the_host_is_asked_to_send_the_invitation(world):
    meeting = make_meeting(world, APRIL_14, world.lund)
    add_key_person(world.lund)
    assert dues("meetings.invitation_to_send", world, MONDAY) == [
        (
            date(2027, 3, 31),
            [LUND, "key_person@lund.example"],
            "Skicka inbjudan till Lärandeträff 1, Grupp 1",
        )
    ]
    due = only_due("meetings.invitation_to_send", world, MONDAY)
    assert (due.whose, due.path) == ("Lund", f"{meeting.get_absolute_url()}#checklist")
    TeamMember.objects.filter(function="key_person").delete()
    assert days_told("meetings.invitation_to_send", world, MONDAY, END) == [
        ("03-24", LUND),
        ("03-31", LUND),
        ("04-02", MANAGER),  # 4 April is a Sunday
        ("04-02", LUND),
        ("04-05", DESK),
    ]


def test_two_hosts_are_asked_alike(world):
    make_meeting(world, APRIL_14, world.lund, world.ystad)
    due = only_due("meetings.invitation_to_send", world, MONDAY)
    assert [one.email for one in due.who("strategist")] == [LUND, YSTAD]
    assert due.whose == "Lund · Ystad"


@pytest.mark.parametrize("host", [False, True])
def test_without_a_host_it_is_skrs(world, host):
    """Also where the host has withdrawn."""
    hosts = [world.lund] if host else []
    make_meeting(world, APRIL_14, *hosts)
    type(world.lund).objects.filter(pk=world.lund.pk).update(
        status="withdrawn", withdrawn_on=MONDAY, withdrawal_reason="Ny majoritet"
    )
    ((_day, people, _words),) = dues("meetings.invitation_to_send", world, MONDAY)
    assert people == [DESK]
    assert only_due("meetings.invitation_to_send", world, MONDAY).whose == ""


def test_a_public_meeting_is_opened(world):
    make_meeting(
        world, APRIL_14, audience=Audience.PUBLIC, kind="information", name_sv="Informationsmöte"
    )
    assert dues("meetings.invitation_to_send", world, MONDAY) == [
        (date(2027, 3, 31), [DESK], "Öppna anmälan till Informationsmöte")
    ]


def test_a_date_that_is_set_late_leaves_some_days(world):
    meeting = make_period(world, date(2027, 4, 1), date(2027, 4, 30), world.lund)
    with time_machine.travel(stockholm(2027, 4, 6), tick=False):
        begins = stockholm(2027, 4, 14, 9)
        set_time(
            meeting=meeting,
            starts_at=begins,
            ends_at=begins + timedelta(hours=3),
            actor=None,
            confirmed=True,
        )
    assert only_due("meetings.invitation_to_send", world, date(2027, 4, 6)).due_on == date(
        2027, 4, 9
    )
    assert days_told("meetings.invitation_to_send", world, date(2027, 4, 6), END) == [
        ("04-09", LUND),
        ("04-12", LUND),
        ("04-13", MANAGER),
        ("04-14", DESK),
    ]


@pytest.mark.parametrize("what", ["invited", "cancelled", "dissolved", "past"])
def test_nothing_is_to_be_sent(world, what):
    make_meeting(world, APRIL_14, world.lund)
    day = MONDAY
    match what:
        case "invited":
            Meeting.objects.update(status=MeetingStatus.INVITED)
        case "cancelled":
            Meeting.objects.update(status=MeetingStatus.CANCELLED, cancelled_because="Snö")
        case "dissolved":
            type(world.group).objects.update(dissolved_on=MONDAY)
        case "past":
            day = APRIL_14 + timedelta(days=1)
    assert find("meetings.invitation_to_send", world, day) == []


# Dates to set


def test_a_groups_meeting_needs_a_date_when_its_period_comes_near(world):
    make_period(world, date(2027, 5, 1), date(2027, 5, 31), world.lund)
    early = date(2027, 3, 2) - timedelta(days=1)
    assert dues("meetings.date_to_set", world, early) == []
    assert dues("meetings.date_to_set", world, date(2027, 3, 2)) == [
        (date(2027, 3, 17), [LUND], "Bestäm datum för Lärandeträff 1, Grupp 1")
    ]
    assert days_told("meetings.date_to_set", world, MONDAY, date(2027, 6, 30)) == [
        ("03-17", LUND),
        ("03-31", LUND),
        ("04-07", DESK),
    ]


def test_a_date_that_was_taken_back_late_leaves_a_week(world):
    meeting = make_meeting(world, APRIL_14, world.lund)
    invite(meeting=meeting, actor=None)
    with time_machine.travel(stockholm(2027, 4, 5), tick=False):
        plan_anew(meeting=meeting, reason="Snö", actor=None)
    assert [day for day, _who, _words in dues("meetings.date_to_set", world, date(2027, 4, 5))] == [
        date(2027, 4, 12)
    ]


def test_no_date_is_asked_for(world):
    make_meeting(world, APRIL_14, world.lund)
    make_period(
        world, date(2027, 4, 1), date(2027, 4, 30), audience=Audience.ROUND, kind="kick_off"
    )
    past = make_period(world, date(2027, 2, 1), date(2027, 2, 28), world.lund, number=2)
    assert past.last_day < MONDAY
    assert find("meetings.date_to_set", world, MONDAY) == []


# Notes


def test_the_host_is_asked_for_the_notes(world):
    meeting = make_meeting(world, APRIL_14, world.lund, status=MeetingStatus.INVITED)
    after = APRIL_14 + timedelta(days=1)
    assert dues("meetings.notes", world, APRIL_14) == []
    assert dues("meetings.notes", world, after) == [
        (date(2027, 4, 19), [LUND], "Skriv anteckningarna från Lärandeträff 1, Grupp 1")
    ]
    write_notes(meeting, NoteStatus.DRAFT)
    assert only_due("meetings.notes", world, after).what() == (
        "Gå igenom anteckningarna från Lärandeträff 1, Grupp 1 och markera dem som justerade"
    )
    assert days_told("meetings.notes", world, MONDAY, END) == [
        ("04-19", LUND),
        ("04-22", LUND),
        ("04-26", DESK),
    ]
    for status in (NoteStatus.ADJUSTED, NoteStatus.FINAL):
        write_notes(meeting, status)
        assert find("meetings.notes", world, after) == []


def test_notes_of_skrs_own_meetings_and_of_those_that_nobody_asks_for(world):
    make_meeting(
        world,
        APRIL_14,
        audience=Audience.STRATEGISTS,
        kind="strategist_meeting",
        name_sv="Strategträff",
    )
    make_meeting(world, APRIL_14, audience=Audience.PUBLIC, kind="information")
    make_meeting(world, APRIL_14, number=2, status=MeetingStatus.CANCELLED, cancelled_because="Snö")
    after = APRIL_14 + timedelta(days=60)
    assert dues("meetings.notes", world, after) == [
        (date(2027, 4, 19), [DESK], "Skriv anteckningarna från Strategträff")
    ]
    assert dues("meetings.notes", world, after + timedelta(days=1)) == []
