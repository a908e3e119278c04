"""What those who are invited are reminded of: answers, days, meetings that come, evaluations."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cohorts.models import TeamMember
from learning_meetings.enums import Answer, Audience, MeetingStatus
from learning_meetings.models import DatePoll, EvaluationReceipt, Invitee, Meeting, PollVoter
from learning_meetings.services.answers import answer_invitation
from learning_meetings.services.cancelling import cancel_meeting
from learning_meetings.services.inviting import invite, refresh_invitees
from learning_meetings.services.setting_times import set_time
from tests import factories
from tests.factories import stockholm
from tests.learning_meetings.reminder_recipes import (
    ask_days,
    asked,
    days_told,
    dues,
    find,
    invite_mentor,
    invite_seat,
    make_meeting,
    make_period,
    make_world,
    only_due,
    sign_up,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 3, 1)
APRIL_14 = date(2027, 4, 14)
LUND = "strategist@lund.example"


@pytest.fixture(autouse=True)
def _on_the_first_of_march():
    with time_machine.travel(stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def invited(world):
    """Lund hosts on 14 April, and invited on 1 March."""
    return make_meeting(world, APRIL_14, world.lund, status=MeetingStatus.INVITED)


# Answers


def test_who_has_not_answered_is_asked_to(world, invited):
    invite_seat(invited, world.seat(world.lund, "strategist"))
    invite_seat(invited, world.seat(world.ystad, "politician"), Answer.YES)
    invite_seat(invited, world.seat(world.ystad, "strategist"), removed_at=timezone.now())
    invite_mentor(invited, world.mentor)
    words = "Svara på inbjudan till Lärandeträff 1, Grupp 1"
    assert dues("meetings.answer", world, MONDAY) == [
        (date(2027, 4, 4), [LUND], words),
        (date(2027, 4, 4), ["mentor@malmo.example"], words),
    ]
    with translation.override("en"):
        (due, _other) = dues("meetings.answer", world, MONDAY)
        assert due[2] == "Answer the invitation to Lärandeträff 1, Grupp 1"


def test_an_answer_is_asked_for_twice_before_the_meeting(world, invited):
    invite_seat(invited, world.seat(world.lund, "strategist"))
    # 4 April is a Sunday.
    assert days_told("meetings.answer", world, MONDAY, date(2027, 4, 30)) == [
        ("04-02", LUND),
        ("04-07", LUND),
    ]


@pytest.mark.parametrize(
    ("invited_on", "due_on", "told"),
    [
        (date(2027, 4, 1), date(2027, 4, 4), ["04-02", "04-07"]),
        (date(2027, 4, 6), date(2027, 4, 9), ["04-09", "04-12"]),
        (date(2027, 4, 12), date(2027, 4, 13), ["04-13"]),
        (date(2027, 4, 13), date(2027, 4, 13), []),
    ],
)
def test_a_late_invitation_leaves_some_days_to_answer(world, invited_on, due_on, told):
    with time_machine.travel(stockholm(2027, 4, invited_on.day), tick=False):
        meeting = make_meeting(world, APRIL_14, status=MeetingStatus.INVITED)
    invite_seat(meeting, world.seat(world.lund, "strategist"))
    assert only_due("meetings.answer", world, MONDAY).due_on == due_on
    assert [day for day, _who in days_told("meetings.answer", world, MONDAY, APRIL_14)] == told


def test_who_is_invited_later_has_days_of_their_own(world):
    """The mail that invited them says when, not the meeting."""
    meeting = make_meeting(world, APRIL_14, world.lund)
    invite(meeting=meeting, actor=None)
    Invitee.objects.exclude(email=LUND).delete()
    TeamMember.objects.create(
        participation=world.lund, function="key_person", name="Ny", email="ny@lund.example"
    )
    with time_machine.travel(stockholm(2027, 4, 6), tick=False):
        refresh_invitees(meeting=meeting, actor=None)
        Invitee.objects.exclude(email__in=[LUND, "ny@lund.example"]).delete()
        found = dues("meetings.answer", world, date(2027, 4, 6))
    assert [(day, who) for day, who, _words in found] == [
        (date(2027, 4, 4), [LUND]),
        (date(2027, 4, 9), ["ny@lund.example"]),
    ]


def test_the_day_follows_a_meeting_that_is_moved(world):
    meeting = make_meeting(world, APRIL_14, world.lund)
    invite(meeting=meeting, actor=None)
    Invitee.objects.exclude(email=LUND).delete()
    with time_machine.travel(stockholm(2027, 4, 8), tick=False):
        set_time(
            meeting=meeting,
            starts_at=stockholm(2027, 4, 20, 9),
            ends_at=stockholm(2027, 4, 20, 12),
            actor=None,
            confirmed=True,
        )
        due = only_due("meetings.answer", world, date(2027, 4, 8))
    assert (due.due_on, due.since, due.until) == (
        date(2027, 4, 11),
        date(2027, 4, 8),
        date(2027, 4, 19),
    )


def test_the_link_in_the_mail_answers_without_account(world, invited):
    invitee = invite_seat(invited, world.seat(world.lund, "strategist"))
    path = only_due("meetings.answer", world, MONDAY).path
    response = Client().post(path, {"answer": "yes"})
    invitee.refresh_from_db()
    assert (response.status_code, invitee.answer) == (302, "yes")
    assert find("meetings.answer", world, MONDAY) == []


def test_a_link_that_died_with_an_old_key_is_not_sent(world, invited, settings):
    invite_seat(invited, world.seat(world.lund, "strategist"))
    settings.SECRET_KEY = "another key of the installation"
    assert only_due("meetings.answer", world, MONDAY).path == invited.get_absolute_url()


def test_on_a_page_nobody_reads_the_link_of_another(world, invited):
    invitee = invite_mentor(invited, world.mentor)
    for reader in (world.mentor, world.desk):
        (found,) = find("meetings.answer", world, MONDAY, reader=reader)
        assert found.due.path == reverse("learning_meetings:own_answer", args=[invitee.pk])
        client = Client()
        client.force_login(reader)
        assert client.get(found.due.path).status_code == 200
    assert find("meetings.answer", world, MONDAY, reader=factories.make_user()) == []


def test_the_account_gives_address_and_language(world, invited):
    account = factories.make_user("konto@lund.example", language="en")
    seat = world.seat(world.lund, "strategist")
    TeamMember.objects.filter(pk=seat.pk).update(user=account)
    invite_seat(invited, seat)
    (person,) = only_due("meetings.answer", world, MONDAY).responsible
    assert (person.email, person.language, person.user_id) == (
        "konto@lund.example",
        "en",
        account.pk,
    )
    account.is_active = False
    account.save()
    (person,) = only_due("meetings.answer", world, MONDAY).responsible
    assert (person.email, person.language, person.user_id) == (LUND, "sv", None)


@pytest.mark.parametrize("what", ["cancelled", "dissolved", "left", "withdrawn", "mentor", "over"])
def test_nobody_is_asked_for_what_is_off_or_whom_it_no_longer_concerns(world, invited, what):
    if what == "mentor":
        invite_mentor(invited, world.mentor)
    else:
        invite_seat(invited, world.seat(world.lund, "strategist"))
    day = MONDAY
    match what:
        case "cancelled":
            cancel_meeting(meeting=invited, reason="Snö", actor=None)
        case "dissolved":
            type(world.group).objects.update(dissolved_on=MONDAY)
        case "left":
            TeamMember.objects.update(left_on=MONDAY)
        case "withdrawn":
            type(world.lund).objects.update(
                status="withdrawn", withdrawn_on=MONDAY, withdrawal_reason="Ny majoritet"
            )
        case "mentor":
            world.group.mentorships.update(ended_on=MONDAY)
        case "over":
            day = APRIL_14
    assert find("meetings.answer", world, day) == []


# Days


@pytest.fixture
def poll(world):
    """Asked on 1 March, to be answered by Friday 12 March."""
    meeting = make_period(world, date(2027, 5, 1), date(2027, 5, 31), world.lund)
    seats = [world.seat(world.lund, "strategist"), world.seat(world.ystad, "strategist")]
    times = [stockholm(2027, 5, 18, 9), stockholm(2027, 5, 19, 9)]
    return ask_days(meeting, *seats, answer_by=date(2027, 3, 12), times=times)


def test_who_has_not_said_which_days_suit_is_asked_to(world, poll):
    PollVoter.objects.filter(email="strategist@ystad.example").update(answered_at=timezone.now())
    assert dues("meetings.poll", world, MONDAY) == [
        (
            date(2027, 3, 12),
            [LUND],
            "Svara vilka tider som passar dig för Lärandeträff 1, Grupp 1",
        )
    ]
    # A day after Friday is told on Monday.
    assert days_told("meetings.poll", world, MONDAY, date(2027, 4, 30)) == [
        ("03-10", LUND),
        ("03-15", LUND),
    ]


def test_the_link_votes_without_account_and_is_shown_to_nobody_else(world, poll):
    account = factories.make_user("konto@lund.example")
    TeamMember.objects.filter(email=LUND).update(user=account)
    PollVoter.objects.exclude(email=LUND).delete()
    path = only_due("meetings.poll", world, MONDAY).path
    assert Client().get(path).status_code == 200
    (own,) = find("meetings.poll", world, MONDAY, reader=account)
    (other,) = find("meetings.poll", world, MONDAY, reader=world.desk)
    assert (own.due.path, other.due.path) == (
        path,
        reverse("learning_meetings:poll", args=[poll.meeting_id]),
    )


@pytest.mark.parametrize("what", ["closed", "left", "invited", "a_week_later", "times_past"])
def test_nobody_is_asked_about_days_in_vain(world, poll, what):
    day = date(2027, 3, 19)
    assert len(find("meetings.poll", world, day)) == 2
    match what:
        case "closed":
            DatePoll.objects.update(closed_at=timezone.now())
        case "left":
            TeamMember.objects.update(left_on=MONDAY)
        case "invited":
            Meeting.objects.update(
                status=MeetingStatus.INVITED,
                starts_at=stockholm(2027, 5, 18, 9),
                ends_at=stockholm(2027, 5, 18, 12),
            )
        case "a_week_later":
            day = date(2027, 3, 20)
        case "times_past":
            poll.dates.update(ends_at=stockholm(2027, 5, 20))
            for number, one in enumerate(poll.dates.all()):
                one.starts_at = stockholm(2027, 3, 17 + number)
                one.save()
    assert find("meetings.poll", world, day) == []


# Meetings that come


def test_who_comes_is_told_a_week_and_a_day_before(world, invited):
    invite_seat(invited, world.seat(world.lund, "strategist"), Answer.YES)
    invite_seat(invited, world.seat(world.lund, "politician"), Answer.NO)
    invite_seat(invited, world.seat(world.ystad, "strategist"))
    invite_mentor(invited, world.mentor, Answer.MAYBE)
    what = "Lärandeträff 1, Grupp 1 kl. 9.30, Rådhuset, Stortorget 7, Lund"
    assert dues("meetings.coming", world, MONDAY) == [
        (
            APRIL_14,
            [LUND],
            f"Kom till {what}",
        ),
        (
            APRIL_14,
            ["mentor@malmo.example"],
            f"Bestäm om du kommer till {what}",
        ),
    ]
    assert days_told("meetings.coming", world, MONDAY, date(2027, 4, 30)) == [
        ("04-07", "mentor@malmo.example"),
        ("04-07", LUND),
        ("04-13", "mentor@malmo.example"),
        ("04-13", LUND),
    ]
    (first, _second) = find("meetings.coming", world, MONDAY)
    assert Client().get(first.due.path).status_code == 200
    assert not first.is_late(date(2027, 4, 15))


def test_who_has_just_said_yes_is_not_told_the_same_week(world, invited):
    invitee = invite_seat(invited, world.seat(world.lund, "strategist"))
    with time_machine.travel(stockholm(2027, 4, 8), tick=False):
        answer_invitation(invitee=invitee, answer=Answer.YES, by="link")
    assert days_told("meetings.coming", world, MONDAY, date(2027, 4, 30)) == [("04-13", LUND)]


def test_who_has_signed_up_for_a_public_meeting_is_told_in_their_language(world):
    meeting = make_meeting(
        world,
        APRIL_14,
        audience=Audience.PUBLIC,
        kind="information",
        name_sv="Informationsmöte",
        status=MeetingStatus.INVITED,
        place="",
        address="",
    )
    sign_up(meeting, "besokare@orebro.example", language="en")
    due = only_due("meetings.coming", world, MONDAY)
    assert [(one.email, one.language) for one in due.responsible] == [
        ("besokare@orebro.example", "en")
    ]
    assert due.what() == "Kom till Informationsmöte kl. 9.30"
    assert Client().get(due.path).status_code == 200


# Evaluations


@pytest.fixture
def was(world):
    """A meeting on Wednesday 14 April, looked at the day after."""
    return make_meeting(world, APRIL_14, world.lund, status=MeetingStatus.INVITED)


THURSDAY = date(2027, 4, 15)


def test_who_was_there_is_asked_once_what_they_thought(world, was):
    invite_seat(was, world.seat(world.lund, "strategist"), Answer.YES)
    invite_seat(was, world.seat(world.lund, "politician"), Answer.YES, attended=False)
    invite_seat(was, world.seat(world.lund, "senior_manager"), Answer.NO)
    invite_seat(was, world.seat(world.ystad, "politician"), Answer.NO, attended=True)
    came_instead = {"attended": True, "substitute_name": "En annan"}
    invite_seat(was, world.seat(world.ystad, "strategist"), Answer.YES, **came_instead)
    answered = invite_mentor(was, world.mentor, Answer.YES)
    EvaluationReceipt.objects.create(invitee=answered)
    words = "Säg vad du tyckte om Lärandeträff 1, Grupp 1"
    # 17 April is a Saturday.
    assert dues("meetings.evaluation", world, THURSDAY) == [
        (date(2027, 4, 16), [LUND], words),
        (date(2027, 4, 16), ["politician@ystad.example"], words),
    ]
    assert dues("meetings.evaluation", world, APRIL_14) == []
    assert dues("meetings.evaluation", world, APRIL_14 + timedelta(days=15)) == []
    assert days_told("meetings.evaluation", world, MONDAY, date(2027, 5, 31)) == [
        ("04-16", "politician@ystad.example"),
        ("04-16", LUND),
    ]


def test_nobody_sees_on_a_page_who_has_not_evaluated(world, was):
    invite_mentor(was, world.mentor, Answer.YES)
    invite_seat(was, world.seat(world.lund, "strategist"), Answer.YES)
    assert find("meetings.evaluation", world, THURSDAY, reader=world.desk) == []
    (own,) = find("meetings.evaluation", world, THURSDAY, reader=world.mentor)
    assert asked(own) == ["mentor@malmo.example"]
    client = Client()
    with time_machine.travel(stockholm(2027, 4, 15), tick=False):
        client.force_login(world.mentor)
        assert client.get(own.due.path).status_code == 200


def test_who_has_left_and_visitors_are_not_asked_what_they_thought(world, was):
    invite_seat(was, world.seat(world.lund, "strategist"), Answer.YES)
    invite_mentor(was, world.mentor, Answer.YES)
    TeamMember.objects.update(left_on=THURSDAY)
    world.group.mentorships.update(ended_on=THURSDAY)
    public = make_meeting(
        world, APRIL_14, audience=Audience.PUBLIC, kind="information", status=MeetingStatus.INVITED
    )
    sign_up(public, "besokare@orebro.example")
    assert find("meetings.evaluation", world, THURSDAY) == []
