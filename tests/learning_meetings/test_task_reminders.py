"""What participants and people are reminded of by name: presentations, checklists, promises."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from cohorts.models import TeamMember
from learning_meetings.enums import Audience, MeetingStatus
from learning_meetings.models import (
    ChecklistItem,
    Meeting,
    MeetingTemplate,
    Outcome,
)
from learning_meetings.reminders.tasks import is_asked_elsewhere
from tests.factories import stockholm
from tests.learning_meetings.planning_recipes import load_templates
from tests.learning_meetings.reminder_recipes import (
    add_task,
    days_told,
    dues,
    find,
    make_meeting,
    make_period,
    make_world,
    only_due,
    publish,
    take_on,
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


# Presentations


def test_each_participant_is_asked_for_its_presentation(world):
    meeting = make_meeting(
        world, APRIL_14, world.lund, presentation_days=7, status=MeetingStatus.INVITED
    )
    words = "Publicera er presentation till Lärandeträff 1, Grupp 1"
    assert dues("meetings.presentation", world, MONDAY) == [
        (date(2027, 4, 7), [LUND], words),
        (date(2027, 4, 7), [YSTAD], words),
    ]
    publish(meeting, world.lund)
    due = only_due("meetings.presentation", world, MONDAY)
    assert (due.subject, due.path) == (
        f"presentation-{meeting.pk}-{world.ystad.pk}",
        f"/traffar/{meeting.pk}/presentation/{world.ystad.pk}/",
    )
    assert days_told("meetings.presentation", world, MONDAY, END) == [
        ("04-02", YSTAD),
        ("04-06", YSTAD),
        ("04-08", YSTAD),
    ]


def test_in_a_conference_the_whole_round_presents(world):
    make_meeting(
        world,
        APRIL_14,
        audience=Audience.ROUND,
        kind="results_conference",
        name_sv="Resultatkonferens",
        presentation_days=14,
    )
    found = find("meetings.presentation", world, MONDAY)
    assert [(one.due.whose, one.due.due_on) for one in found] == [
        ("Lund", date(2027, 3, 31)),
        ("Ystad", date(2027, 3, 31)),
    ]


@pytest.mark.parametrize("what", ["none_due", "withdrawn", "held", "the_day_after", "period"])
def test_no_presentation_is_asked_for(world, what):
    meeting = make_meeting(world, APRIL_14, presentation_days=7)
    day = MONDAY
    match what:
        case "none_due":
            Meeting.objects.update(presentation_days=None)
        case "withdrawn":
            type(world.lund).objects.update(
                status="withdrawn", withdrawn_on=MONDAY, withdrawal_reason="Ny majoritet"
            )
        case "held":
            Meeting.objects.update(status=MeetingStatus.HELD)
        case "the_day_after":
            day = APRIL_14 + timedelta(days=1)
        case "period":
            meeting.delete()
            make_period(world, date(2027, 5, 1), END, presentation_days=7)
    assert find("meetings.presentation", world, day) == []


# The checklist


def test_things_on_the_checklist_go_to_those_who_see_to_them(world):
    meeting = make_meeting(world, APRIL_14, world.lund)
    add_task(meeting, "Boka lokal.", -28, "host")
    add_task(meeting, "Läs presentationerna", -1, "mentor")
    add_task(meeting, "Skicka underlag", -7, "organiser")
    add_task(meeting, "Besluta när ni blir mentor", 30, "each")
    add_task(meeting, "Skriv en sammanfattning", 5, "note_taker")
    done = add_task(meeting, "Beställ mat", -5, "host")
    ChecklistItem.objects.filter(pk=done.pk).update(done_at=timezone.now())
    whose = "(Lärandeträff 1, Grupp 1)"
    found = [dues_of[1:] + (dues_of[0],) for dues_of in dues("meetings.checklist", world, MONDAY)]
    assert found == [
        ([LUND], f"Boka lokal {whose}", date(2027, 3, 17)),
        ([MENTOR], f"Läs presentationerna {whose}", date(2027, 4, 13)),
        ([DESK], f"Skicka underlag {whose}", date(2027, 4, 7)),
        ([LUND, YSTAD], f"Besluta när ni blir mentor {whose}", date(2027, 5, 14)),
        ([LUND], f"Skriv en sammanfattning {whose}", date(2027, 4, 19)),
    ]


def test_a_thing_is_said_twice_and_never_once_the_meeting_has_made_it_moot(world):
    meeting = make_meeting(world, APRIL_14, world.lund)
    add_task(meeting, "Boka lokal", -28, "host")
    add_task(meeting, "Läs presentationerna", -1, "mentor")
    assert days_told("meetings.checklist", world, MONDAY, END) == [
        ("03-17", LUND),
        ("03-19", LUND),
        ("04-13", MENTOR),
    ]


def test_where_nobody_sees_to_it_somebody_stands_in(world):
    meeting = make_meeting(world, APRIL_14, world.lund)
    add_task(meeting, "Boka lokal", -28, "host")
    add_task(meeting, "Läs presentationerna", -1, "mentor")
    add_task(meeting, "Besluta när ni blir mentor", 30, "each")
    TeamMember.objects.filter(email=LUND).update(left_on=MONDAY)
    world.group.mentorships.update(ended_on=MONDAY)
    assert [people for _day, people, _words in dues("meetings.checklist", world, MONDAY)] == [
        [MANAGER],
        [DESK],
        [MANAGER, YSTAD],
    ]


def test_what_the_templates_ask_for_elsewhere_is_not_said_twice(world):
    """All that the templates say of invitations, presentations to publish and notes; no more."""
    load_templates()
    programme = MeetingTemplate.objects.order_by("pk").first().programme
    skipped, kept = set(), set()
    for template in MeetingTemplate.objects.filter(programme=programme):
        meeting = Meeting(
            invitation_days=template.invitation_days, presentation_days=template.presentation_days
        )
        for item in template.checklist.all():
            there = is_asked_elsewhere(meeting, item.days, item.text_sv, item.responsible)
            (skipped if there else kept).add(item.text_sv)
    assert skipped == {
        "Öppna anmälan och sprid inbjudan",
        "Skicka inbjudan med program och fråga om särskilda behov",
        "Skicka inbjudan med dagordning, material, vägbeskrivning och fråga om särskilda behov",
        "Skicka inbjudan och fråga om särskilda behov",
        "Lägg upp er presentation",
        "Lägg upp er presentation och resultatredovisning",
        "Publicera anteckningarna för gruppen",
        "Publicera anteckningar",
    }
    assert "Läs presentationerna och förbered samtalet" in kept
    assert "Bestäm vem som leder varje del och vem som antecknar" in kept


# Things that somebody took on


def test_who_took_something_on_is_asked_for_it(world):
    meeting = make_meeting(world, MONDAY, status=MeetingStatus.HELD)
    seat = world.seat(world.ystad, "politician")
    take_on(meeting, seat, date(2027, 3, 17))
    done = take_on(meeting, seat, date(2027, 3, 17))
    Outcome.objects.filter(pk=done.pk).update(done_on=MONDAY)
    assert dues("meetings.action", world, MONDAY) == [
        (
            date(2027, 3, 17),
            ["politician@ystad.example"],
            "Gör det du tog på dig på Lärandeträff 1, Grupp 1: Ta fram statistik om skolan",
        )
    ]
    assert days_told("meetings.action", world, MONDAY, date(2027, 7, 1)) == [
        ("03-15", "politician@ystad.example"),
        ("03-18", "politician@ystad.example"),
        ("03-25", "politician@ystad.example"),
        ("03-25", YSTAD),
    ]
    late = date(2027, 3, 17) + timedelta(days=90)
    assert len(find("meetings.action", world, late)) == 1
    assert find("meetings.action", world, late + timedelta(days=1)) == []


def test_what_somebody_who_has_left_took_on_is_the_strategists(world):
    meeting = make_meeting(world, MONDAY, status=MeetingStatus.HELD)
    take_on(meeting, world.seat(world.ystad, "politician"), date(2027, 3, 17))
    TeamMember.objects.filter(function="politician").update(left_on=MONDAY)
    ((_day, people, _words),) = dues("meetings.action", world, MONDAY)
    assert people == [YSTAD]
    type(world.ystad).objects.update(
        status="withdrawn", withdrawn_on=MONDAY, withdrawal_reason="Ny majoritet"
    )
    assert find("meetings.action", world, MONDAY) == []
