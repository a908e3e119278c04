"""The rules of meetings together: on pages, in queries, and a round day by day."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from learning_meetings.enums import Answer, MeetingStatus, NoteStatus
from learning_meetings.models import (
    ChecklistItem,
    EvaluationReceipt,
    Invitee,
    Meeting,
    Outcome,
    PollVoter,
)
from learning_meetings.services.answers import answer_invitation
from learning_meetings.services.inviting import invite
from learning_meetings.services.polls import choose_time, open_poll
from modellkonceptet.notifications.reminder_plan import lines_on
from modellkonceptet.notifications.reminder_rules import find_due, registered
from tests import factories
from tests.factories import stockholm
from tests.learning_meetings.reminder_recipes import (
    add_task,
    ask_days,
    find,
    invite_seat,
    make_meeting,
    make_period,
    make_world,
    publish,
    take_on,
    told,
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


# Pages and queries


def test_a_page_shows_what_its_reader_may_see(world):
    meeting = make_meeting(world, APRIL_14, world.lund, presentation_days=7)
    add_task(meeting, "Boka lokal", -28, "host")
    rules = ("meetings.invitation_to_send", "meetings.presentation", "meetings.checklist")
    seen = {}
    for name, reader in (
        ("mentor", world.mentor),
        ("desk", world.desk),
        ("stranger", factories.make_user()),
    ):
        seen[name] = [len(find(rule, world, MONDAY, reader=reader)) for rule in rules]
    assert seen == {"mentor": [1, 2, 1], "desk": [1, 2, 1], "stranger": [0, 0, 0]}


def fill(world, count):
    """So many meetings for each of the rules, all of them due around 14 April."""
    seat = world.seat(world.lund, "strategist")
    for number in range(count):
        ahead = make_meeting(
            world,
            APRIL_14 + timedelta(days=8),
            world.lund,
            status=MeetingStatus.INVITED,
            number=number,
            presentation_days=7,
        )
        publish(ahead, world.ystad)
        add_task(ahead, "Boka lokal", -7, "host")
        invite_seat(ahead, seat)
        invite_seat(ahead, world.seat(world.ystad, "strategist"), Answer.YES)
        period = make_period(world, date(2027, 5, 20), END, world.lund, number=number, kind="other")
        times = [stockholm(2027, 5, 20, 9), stockholm(2027, 5, 21, 9)]
        ask_days(period, seat, answer_by=APRIL_14, times=times)
        make_meeting(
            world, APRIL_14 + timedelta(days=9), world.lund, number=number, kind="learning_seminar"
        )
        held = make_meeting(
            world,
            APRIL_14 - timedelta(days=3),
            world.lund,
            number=number,
            status=MeetingStatus.HELD,
            kind="strategist_meeting",
        )
        invite_seat(held, seat, Answer.YES)
        take_on(held, seat, APRIL_14)


QUERIES = {
    "meetings.action": 4,
    "meetings.answer": 3,
    "meetings.checklist": 6,
    "meetings.coming": 2,
    "meetings.date_to_set": 5,
    "meetings.evaluation": 2,
    "meetings.invitation_to_send": 6,
    "meetings.notes": 4,
    "meetings.poll": 3,
    "meetings.presentation": 5,
}


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_do_not_depend_on_the_number_of_meetings(
    world, count, django_assert_num_queries
):
    fill(world, count)
    rules = [one for one in registered() if one.key.startswith("meetings.")]
    assert {one.key for one in rules} == set(QUERIES)
    asked = {}
    for rule in rules:
        with django_assert_num_queries(QUERIES[rule.key]):
            found = find_due([world.round], APRIL_14, rules=[rule])
            list(lines_on(found, APRIL_14))
        asked[rule.key] = len(found)
    assert asked == dict.fromkeys(QUERIES, count)
    with django_assert_num_queries(16):
        list(lines_on(find_due([world.round], APRIL_14, rules=rules), APRIL_14))


# A round, day by day


def test_two_months_of_a_round(world):
    """Lund hosts on 14 April; Ystad looks for a day in May. Easter is on 28 March."""
    first = make_meeting(world, APRIL_14, world.lund, presentation_days=7)
    room = add_task(first, "Boka lokal", -28, "host")
    add_task(first, "Läs presentationerna", -1, "mentor")
    add_task(first, "Publicera anteckningarna för gruppen", 5, "note_taker")
    second = make_period(world, date(2027, 5, 10), END, world.ystad, number=2)

    def answers(email, answer):
        invitee = Invitee.objects.get(meeting=first, email=email)
        answer_invitation(invitee=invitee, answer=answer, by="link")

    def look_for_a_day():
        begins = [stockholm(2027, 5, 25, 9), stockholm(2027, 5, 26, 9)]
        times = [(one, one + timedelta(hours=3)) for one in begins]
        open_poll(meeting=second, times=times, answer_by=date(2027, 4, 16), actor=None)
        PollVoter.objects.exclude(email__in=[LUND, MENTOR]).update(answered_at=timezone.now())

    def meet():
        Meeting.objects.filter(pk=first.pk).update(status=MeetingStatus.HELD)
        take_on(first, world.seat(world.ystad, "politician"), date(2027, 4, 21), "Läs protokollet")

    def choose():
        choose_time(proposed=second.poll.dates.first(), actor=None, confirmed=True)

    events = {
        date(2027, 3, 22): lambda: ChecklistItem.objects.filter(pk=room.pk).update(
            done_at=timezone.now()
        ),
        date(2027, 3, 31): lambda: invite(meeting=first, actor=None),
        date(2027, 4, 1): lambda: [
            answers(LUND, "yes"),
            answers(MENTOR, "maybe"),
            answers(MANAGER, "no"),
            answers("politician@lund.example", "no"),
            answers("senior_manager@ystad.example", "no"),
        ],
        date(2027, 4, 6): lambda: [
            answers(YSTAD, "yes"),
            publish(first, world.ystad),
            look_for_a_day(),
        ],
        date(2027, 4, 8): lambda: publish(first, world.lund),
        date(2027, 4, 14): meet,
        date(2027, 4, 15): lambda: EvaluationReceipt.objects.create(
            invitee=Invitee.objects.get(meeting=first, email=YSTAD)
        ),
        date(2027, 4, 20): choose,
        date(2027, 4, 23): lambda: [
            Outcome.objects.update(done_on=date(2027, 4, 23)),
            write_notes(first, NoteStatus.DRAFT),
        ],
        date(2027, 4, 27): lambda: write_notes(first, NoteStatus.FINAL),
    }
    one, two = "Lärandeträff 1, Grupp 1", "Lärandeträff 2, Grupp 1"
    politician = "politician@ystad.example"
    present = f"Publicera er presentation till {one}"
    come = f"till {one} kl. 9.30, Rådhuset, Stortorget 7, Lund"
    vote = f"Svara vilka tider som passar dig för {two}"
    go_through = f"gå igenom anteckningarna från {one} och markera dem som justerade"
    do = f"Gör det du tog på dig på {one}: Läs protokollet"
    assert told(world, MONDAY, date(2027, 4, 30), events) == [
        # 28 days before 14 April, and three days later, of which the third is a Saturday.
        ("03-17", LUND, f"Boka lokal ({one})"),
        ("03-19", LUND, f"Boka lokal ({one})"),
        # A week before the invitation should have left, and on the day. It leaves at noon.
        ("03-24", LUND, f"Skicka inbjudan till {one}"),
        # 45 days before 10 May is Good Friday, so that it is said on Maundy Thursday.
        ("03-25", YSTAD, f"Bestäm datum för {two}"),
        ("03-31", LUND, f"Skicka inbjudan till {one}"),
        # Ten days before 14 April is a Sunday; five days before 7 April a Friday.
        ("04-02", politician, f"Svara på inbjudan till {one}"),
        ("04-02", LUND, present),
        ("04-02", YSTAD, present),
        ("04-02", YSTAD, f"Svara på inbjudan till {one}"),
        ("04-06", LUND, present),
        ("04-06", YSTAD, present),
        # A week before the meeting; the mentor has said perhaps.
        ("04-07", MENTOR, f"Bestäm om du kommer {come}"),
        ("04-07", politician, f"Svara på inbjudan till {one}"),
        ("04-07", LUND, f"Kom {come}"),
        ("04-07", YSTAD, f"Kom {come}"),
        ("04-08", LUND, present),
        # 26 March and two weeks.
        ("04-09", YSTAD, f"Bestäm datum för {two}"),
        # The day before.
        ("04-13", MENTOR, f"Bestäm om du kommer {come}"),
        ("04-13", MENTOR, f"Läs presentationerna ({one})"),
        ("04-13", LUND, f"Kom {come}"),
        ("04-13", YSTAD, f"Kom {come}"),
        # Two days before 16 April.
        ("04-14", MENTOR, vote),
        ("04-14", LUND, vote),
        # 26 March and three weeks.
        ("04-16", DESK, f"Ystad har inte gjort det här: bestäm datum för {two}"),
        # Three days after 14 April is a Saturday; Ystad has answered.
        ("04-16", LUND, f"Säg vad du tyckte om {one}"),
        # The day after 16 April is a Saturday.
        ("04-19", MENTOR, vote),
        ("04-19", politician, do),
        ("04-19", LUND, f"Skriv anteckningarna från {one}"),
        ("04-19", LUND, vote),
        ("04-22", politician, do),
        ("04-22", LUND, f"Skriv anteckningarna från {one}"),
        ("04-26", DESK, f"Lund har inte gjort det här: {go_through}"),
    ]
