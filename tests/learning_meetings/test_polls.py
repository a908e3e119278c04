"""Finding a date: who is asked, what they say, which time comes first and why."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import EventKind, Precision
from cohorts.models import TeamMember, TimelineEvent
from learning_meetings.enums import MeetingStatus
from learning_meetings.models import DatePoll, Invitee, Meeting, PollDate, PollVoter
from learning_meetings.poll_scores import ProposedTime, Voice, score_times
from learning_meetings.services.polls import (
    answer_poll,
    choose_time,
    close_poll,
    forget_polls,
    open_poll,
    refresh_open_polls,
)
from learning_meetings.services.setting_times import NeedsConfirmationError, stamp_of
from learning_meetings.tasks import forget_people
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.learning_meetings.invitation_recipes import (
    LONG,
    WHEN,
    event_in,
    everybody,
    link_in,
    mails_to,
    make_group_world,
    make_meeting,
    make_team,
)

pytestmark = pytest.mark.django_db
POLITICIAN = "politician@lund.example"
TIMES = [(WHEN + timedelta(days=n), WHEN + timedelta(days=n) + LONG) for n in range(3)]


@pytest.fixture
def world():
    world = make_group_world()
    world.meeting.starts_at = world.meeting.ends_at = None
    world.meeting.save()
    return world


@pytest.fixture
def asked(world, project_lead):
    world.poll = open_poll(
        meeting=world.meeting,
        times=TIMES,
        answer_by=today() + timedelta(days=7),
        actor=project_lead,
    )
    world.dates = list(world.poll.dates.order_by("starts_at"))
    return world


def vote(world, email, *answers):
    voter = PollVoter.objects.get(email=email)
    keys = [date.pk for date in world.dates]
    answer_poll(voter=voter, answers=dict(zip(keys, answers, strict=True)))


def everybody_votes(world, **exceptions):
    for voter in PollVoter.objects.all():
        vote(world, voter.email, *exceptions.get(voter.email, ("yes", "yes", "yes")))


# --- scores: pure ------------------------------------------------------------------------


def scored(*voices):
    times = [ProposedTime(1, WHEN), ProposedTime(2, WHEN + timedelta(days=1))]
    return score_times(times, voices)


def test_a_time_without_the_politician_comes_last_however_many_others_can():
    others = [Voice("Lund", "strategist", {1: "yes", 2: "if_needed"}) for _n in range(9)]

    best, worst = scored(Voice("Lund", "politician", {1: "no", 2: "if_needed"}), *others)

    assert (best.key, worst.key) == (2, 1)
    assert (best.lacks_politician, worst.lacks_politician) == (False, True)
    assert worst.reasons() == ["Utan politiker från Lund"]
    assert best.reasons() == ["Alla kan", "10 kan vid behov"]


def test_one_of_two_in_a_function_is_enough_and_silence_is_not_no():
    best, other = scored(
        Voice("Lund", "politician", {1: "no", 2: "yes"}),
        Voice("Lund", "politician", {1: "yes", 2: "no"}),
        Voice("Malmö", "", {}),
    )

    assert [best.missing, other.missing] == [(), ()]
    assert best.reasons() == ["1 har inte svarat"]
    assert best.key == 1


def test_without_the_mentor_comes_before_without_a_politician():
    best, worst = scored(
        Voice("Malmö", "", {1: "no", 2: "yes"}),
        Voice("Ystad", "politician", {1: "yes", 2: "no"}),
    )

    assert (best.reasons(), worst.reasons()) == (
        ["Utan mentor från Malmö"],
        ["Utan politiker från Ystad"],
    )


# --- asking ---------------------------------------------------------------------------------


def test_everybody_is_asked_by_a_link_of_their_own(asked):
    assert everybody() == {voter.email for voter in PollVoter.objects.all()}
    assert Message.objects.count() == 5
    links = {link_in(mail, "dagar") for mail in Message.objects.all()}
    assert len(links) == 5


@pytest.mark.parametrize(
    "times, code",
    [
        (TIMES[:1], "too_few"),
        (TIMES * 5, "too_many"),
        ([TIMES[0], TIMES[0]], "twice"),
        ([TIMES[0], (WHEN, WHEN)], "backwards"),
        ([TIMES[0], (timezone.now() - LONG, timezone.now())], "past"),
    ],
)
def test_times_that_cannot_be_are_refused(world, project_lead, times, code):
    with pytest.raises(ValidationError) as refusal:
        open_poll(meeting=world.meeting, times=times, answer_by=today(), actor=project_lead)

    assert (refusal.value.code, DatePoll.objects.count()) == (code, 0)


def test_one_poll_at_a_time_and_a_new_one_after_it_is_closed(asked, project_lead):
    again = {"meeting": asked.meeting, "times": TIMES, "answer_by": today(), "actor": project_lead}
    with pytest.raises(ValidationError):
        open_poll(**again)

    close_poll(poll=asked.poll, actor=project_lead)
    open_poll(**again)

    assert DatePoll.objects.count() == 1
    assert Message.objects.count() == 10


def test_reading_the_link_does_not_answer(client, asked):
    path = link_in(mails_to(POLITICIAN)[0], "dagar")

    assert client.get(path).status_code == 200
    assert PollVoter.objects.filter(answered_at=None).count() == 5


def test_answering_without_account_and_changing_it(client, asked):
    path = link_in(mails_to(POLITICIAN)[0], "dagar")
    keys = [f"time{date.pk}" for date in asked.dates]

    short = client.post(path, {keys[0]: "yes"})
    whole = client.post(path, dict(zip(keys, ["yes", "if_needed", "no"], strict=True)))
    changed = client.post(path, dict(zip(keys, ["no", "no", "yes"], strict=True)))

    assert [short.status_code, whole.status_code, changed.status_code] == [422, 302, 302]
    voter = PollVoter.objects.get(email=POLITICIAN)
    assert list(voter.votes.order_by("date").values_list("answer", flat=True)) == [
        "no",
        "no",
        "yes",
    ]


def test_a_link_that_nobody_was_given_is_dead(client):
    assert client.get("/dagar/ingen-har-fatt-den/").status_code == 410


def test_choosing_sets_the_time_invites_and_closes(client, asked, project_lead):
    everybody_votes(asked, **{POLITICIAN: ("no", "yes", "yes")})
    client.force_login(project_lead)

    response = client.post(
        reverse("learning_meetings:choose_time", args=[asked.meeting.pk, asked.dates[1].pk])
    )

    asked.meeting.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, asked.meeting.get_absolute_url())
    assert asked.meeting.status == MeetingStatus.INVITED
    assert asked.meeting.starts_at == TIMES[1][0]
    assert event_in(mails_to(POLITICIAN)[-1])["starts"] == TIMES[1][0]
    assert Invitee.objects.count() == 5
    path = link_in(mails_to(POLITICIAN)[0], "dagar")
    assert [client.get(path).status_code, client.post(path).status_code] == [200, 410]
    with pytest.raises(ValidationError):
        choose_time(proposed=asked.dates[0], actor=project_lead)


SATURDAY = WHEN + timedelta(days=4)
WEEKEND = "Lärandeträff 1, Grupp 1 ligger på lördag"


@pytest.fixture
def weekend(world, project_lead):
    """The first of the proposed times is on a Saturday."""
    meeting = of_the_timeline(world)
    times = [(SATURDAY, SATURDAY + LONG), *TIMES[:1]]
    world.poll = open_poll(
        meeting=meeting, times=times, answer_by=today() + timedelta(days=7), actor=project_lead
    )
    world.dates = list(world.poll.dates.order_by("-starts_at"))
    return world


def of_the_timeline(world):
    """A meeting that the timeline has, so that the schedule's rules speak of it."""
    TimelineEvent.objects.create(
        cohort=world.cohort,
        kind=EventKind.LEARNING_MEETING,
        name_sv="Lärandeträff 1",
        first_day=WHEN.date().replace(day=1),
        last_day=WHEN.date().replace(day=31),
        precision=Precision.MONTH,
    )
    Meeting.objects.filter(pk=world.meeting.pk).update(
        event=TimelineEvent.objects.get(), precision=Precision.MONTH
    )
    return Meeting.objects.get(pk=world.meeting.pk)


def test_what_speaks_against_a_time_is_said_and_confirmed(client, weekend, project_lead):
    saturday = weekend.dates[0]
    path = reverse("learning_meetings:choose_time", args=[weekend.meeting.pk, saturday.pk])
    client.force_login(project_lead)
    shown = {
        row.proposed: row.warnings
        for row in client.get(page_of(weekend.meeting)).context["page"].times
    }
    asked_to_confirm = client.post(path)

    assert asked_to_confirm.status_code == 422
    warned = asked_to_confirm.context["warned"]
    assert [(one.startswith(WEEKEND), len(warned.warnings)) for one in warned.warnings] == [
        (True, 1)
    ]
    assert shown == {saturday: list(warned.warnings), weekend.dates[1]: []}
    assert warned.warnings[0] in asked_to_confirm.text
    weekend.meeting.refresh_from_db()
    assert (weekend.meeting.status, Invitee.objects.count()) == (MeetingStatus.PLANNED, 0)

    # Just these are confirmed: the stamp of others does not count.
    assert client.post(path, {"confirmed": stamp_of(["annat"])}).status_code == 422
    assert client.post(path, {"confirmed": warned.stamp}).status_code == 302
    weekend.meeting.refresh_from_db()
    assert (weekend.meeting.starts_at, Invitee.objects.count()) == (SATURDAY, 5)


def test_a_clash_with_another_rounds_meeting_is_said_where_the_date_is_chosen(asked, project_lead):
    other = factories.make_cohort(name_sv="Modellregioner 2027")
    team = make_team(other, "Höör", domain="hoor.example")
    team.team.filter(function="politician").update(email=POLITICIAN)
    make_meeting(cohort=other, starts_at=TIMES[1][0], name_sv="Uppstart")

    with pytest.raises(NeedsConfirmationError) as clash:
        choose_time(proposed=asked.dates[1], actor=project_lead)

    assert clash.value.warnings == (
        "Politiker, Höör ska vara på Uppstart i Modellregioner 2027 samtidigt.",
    )
    chosen = choose_time(proposed=asked.dates[0], actor=project_lead)
    assert chosen.status == MeetingStatus.INVITED


def test_teams_that_change_while_people_are_asked(asked):
    TeamMember.objects.filter(email=POLITICIAN).update(left_on=timezone.localdate())
    TeamMember.objects.create(
        participation=asked.lund, function="politician", name="Ny", email="ny@lund.example"
    )
    old = link_in(mails_to(POLITICIAN)[0], "dagar")

    refresh_open_polls()
    refresh_open_polls()

    assert not PollVoter.objects.filter(email=POLITICIAN).exists()
    assert len(mails_to("ny@lund.example")) == 1
    assert old not in {link_in(mail, "dagar") for mail in mails_to("ny@lund.example")}


def test_people_are_not_asked_again_and_again(world, project_lead):
    facts = {"times": TIMES, "answer_by": today() + timedelta(days=7), "actor": project_lead}
    for _n in range(3):
        close_poll(poll=open_poll(meeting=world.meeting, **facts), actor=project_lead)

    with pytest.raises(ValidationError) as refusal:
        open_poll(meeting=world.meeting, **facts)

    assert (refusal.value.code, Message.objects.count()) == ("too_many_polls", 15)


def test_a_link_dies_with_the_seat_when_the_time_to_answer_is_over_too(asked, client):
    DatePoll.objects.update(answer_by=today() - timedelta(days=1))
    TeamMember.objects.filter(email=POLITICIAN).update(left_on=timezone.localdate())
    TeamMember.objects.create(
        participation=asked.lund, function="politician", name="Ny", email="ny@lund.example"
    )

    refresh_open_polls()

    assert client.get(link_in(mails_to(POLITICIAN)[0], "dagar")).status_code == 410
    assert mails_to("ny@lund.example") == []


def test_a_vote_is_the_persons_and_not_the_addresss(asked, client):
    """The politician gets another address, and the successor in the office gets the old one."""
    vote(asked, POLITICIAN, "yes", "no", "yes")
    old_link = link_in(mails_to(POLITICIAN)[0], "dagar")
    seat = TeamMember.objects.get(email=POLITICIAN)
    TeamMember.objects.filter(pk=seat.pk).update(email="anna@lund.example")
    TeamMember.objects.create(
        participation=asked.lund, function="key_person", name="Efterträdare", email=POLITICIAN
    )

    refresh_open_polls()
    refresh_open_polls()

    followed = PollVoter.objects.get(email="anna@lund.example")
    assert (followed.team_member, followed.votes.count()) == (seat, 3)
    successor = PollVoter.objects.get(email=POLITICIAN)
    assert (successor.name, successor.votes.count()) == ("Efterträdare", 0)
    # The mail that lies in the office's mailbox votes for nobody; each has a link of their own.
    assert client.get(old_link).status_code == 410
    assert [len(mails_to(email)) for email in ("anna@lund.example", POLITICIAN)] == [1, 2]
    links = [link_in(mails_to(email)[-1], "dagar") for email in ("anna@lund.example", POLITICIAN)]
    assert [client.get(link).status_code for link in links] == [200, 200]


def test_a_new_holder_of_the_same_address_does_not_inherit_the_vote(asked, client):
    vote(asked, POLITICIAN, "yes", "no", "yes")
    old_link = link_in(mails_to(POLITICIAN)[0], "dagar")
    TeamMember.objects.filter(email=POLITICIAN).update(left_on=timezone.localdate())
    TeamMember.objects.create(
        participation=asked.lund, function="politician", name="Bo Berg", email=POLITICIAN
    )

    refresh_open_polls()

    holder = PollVoter.objects.get(email=POLITICIAN)
    assert (holder.name, holder.votes.count(), holder.answered_at) == ("Bo Berg", 0, None)
    assert client.get(old_link).status_code == 410
    assert len(mails_to(POLITICIAN)) == 2


def test_two_who_change_addresses_keep_their_votes(asked):
    vote(asked, POLITICIAN, "yes", "yes", "yes")
    vote(asked, "strategist@lund.example", "no", "no", "no")
    one, two = (TeamMember.objects.get(email=e) for e in (POLITICIAN, "strategist@lund.example"))
    TeamMember.objects.filter(pk=one.pk).update(email="nobody@lund.example")
    TeamMember.objects.filter(pk=two.pk).update(email=POLITICIAN)
    TeamMember.objects.filter(pk=one.pk).update(email="strategist@lund.example")

    refresh_open_polls()

    said = {
        voter.name: set(voter.votes.values_list("answer", flat=True))
        for voter in PollVoter.objects.filter(email__endswith="@lund.example")
    }
    assert said == {one.name: {"yes"}, two.name: {"no"}}


def test_who_was_asked_is_forgotten_thirty_days_after_the_poll(asked, project_lead):
    everybody_votes(asked)
    choose_time(proposed=asked.dates[0], actor=project_lead)

    assert forget_polls(now=timezone.now() + timedelta(days=29)) == 0
    assert forget_polls(now=timezone.now() + timedelta(days=31)) == 1
    assert forget_polls(now=timezone.now() + timedelta(days=31)) == 0

    assert (DatePoll.objects.count(), PollVoter.objects.count()) == (0, 0)
    # The invitations stand; the mails that asked are gone with the answers.
    assert set(Message.objects.values_list("kind", flat=True)) == {"meeting_invitation"}


def test_a_poll_that_nobody_closes_is_forgotten_when_its_times_are_past(asked):
    last = TIMES[-1][1]

    assert forget_polls(now=last + timedelta(days=29)) == 0
    assert forget_polls(now=last + timedelta(days=31)) == 1


def test_the_clock_forgets_polls(asked, project_lead):
    close_poll(poll=asked.poll, actor=project_lead)
    DatePoll.objects.update(closed_at=timezone.now() - timedelta(days=31))

    forget_people()

    assert DatePoll.objects.count() == 0


# --- SKR's and the host's page -----------------------------------------------------------------


def page_of(meeting):
    return reverse("learning_meetings:poll", args=[meeting.pk])


def typed(rows):
    days = {"answer_by": today() + timedelta(days=7)}
    data = {}
    for number, (day, begins, ends) in enumerate(rows, start=1):
        days[f"row{number}_date"] = day
        data |= {f"row{number}_begins": begins, f"row{number}_ends": ends}
    for name, day in days.items():
        data |= {f"{name}_{part}": getattr(day, part) for part in ("day", "month", "year")}
    return data


def test_the_host_asks_from_the_page(client, world):
    host = factories.make_user("strategist@lund.example", name="Strateg")
    TeamMember.objects.filter(email=host.email).update(user=host)
    client.force_login(host)
    rows = [(WHEN, "9", "12.30"), (WHEN + timedelta(days=1), "13:00", "16")]

    response = client.post(page_of(world.meeting), typed(rows))

    assert response.status_code == 302
    assert PollDate.objects.order_by("pk").first().starts_at == WHEN
    assert len(Message.objects.all()) == 5


@pytest.mark.parametrize(
    "row, words",
    [
        ((WHEN, "25", "12"), "Skriv tiden som timmar och minuter"),
        ((WHEN, "9", ""), "Skriv klockslaget."),
        ((WHEN, "12", "9"), "slutar innan den börjar"),
    ],
)
def test_what_cannot_be_read_is_kept_and_said(client, world, project_lead, row, words):
    client.force_login(project_lead)

    response = client.post(page_of(world.meeting), typed([row]))

    assert (response.status_code, DatePoll.objects.count()) == (422, 0)
    assert words in response.content.decode()


def test_half_past_two_in_the_night_when_the_clocks_change_is_refused(client, world, project_lead):
    client.force_login(project_lead)
    night, other = date(2027, 3, 28), date(2027, 4, 2)

    response = client.post(
        page_of(world.meeting), typed([(night, "2.30", "4"), (other, "9", "12")])
    )

    assert (response.status_code, DatePoll.objects.count()) == (422, 0)
    (error,) = response.context["form"].errors.as_data()["row1_begins"]
    assert error.code == "no_such_time"


@pytest.mark.parametrize("more", [0, 30])
def test_the_page_asks_the_same_number_of_questions_of_few_and_many(
    client, world, project_lead, more, django_assert_num_queries
):
    for n in range(more):
        TeamMember.objects.create(
            participation=world.lund,
            function="key_person",
            name=f"Person {n}",
            email=f"p{n}@lund.example",
        )
    times = TIMES + [(a + timedelta(days=9), b + timedelta(days=9)) for a, b in TIMES[: more // 10]]
    world.poll = open_poll(
        meeting=world.meeting, times=times, answer_by=today(), actor=project_lead
    )
    world.dates = list(world.poll.dates.order_by("starts_at"))
    for voter in PollVoter.objects.all():
        vote(world, voter.email, *["yes"] * len(times))
    client.force_login(project_lead)

    with django_assert_num_queries(19):
        response = client.get(page_of(world.meeting))

    assert response.status_code == 200


def test_a_poll_of_another_group_is_404_and_a_partners_403(client, asked, other_strategist):
    client.force_login(other_strategist)
    assert client.get(page_of(asked.meeting)).status_code == 404

    TeamMember.objects.filter(email="strategist@ystad.example").update(user=other_strategist)
    assert client.get(page_of(asked.meeting)).status_code == 403


def test_people_are_not_asked_once_the_invitations_are_out(world, project_lead):
    meeting = make_meeting(world.group, number=5, status=MeetingStatus.INVITED)

    with pytest.raises(ValidationError) as refusal:
        open_poll(meeting=meeting, times=TIMES, answer_by=today(), actor=project_lead)

    assert refusal.value.code == "wrong_state"


def test_the_date_is_taken_back_from_the_page_and_asked_for_anew(client, asked, project_lead):
    choose_time(proposed=asked.dates[0], actor=project_lead)
    client.force_login(project_lead)
    path = reverse("learning_meetings:take_date_back", args=[asked.meeting.pk])
    assert "/dagar/ta-tillbaka/" in client.get(page_of(asked.meeting)).content.decode()

    silent, said = client.post(path, {"reason": ""}), client.post(path, {"reason": "Snöoväder"})

    asked.meeting.refresh_from_db()
    assert [silent.status_code, said.status_code] == [422, 302]
    assert (asked.meeting.status, asked.meeting.starts_at) == (MeetingStatus.PLANNED, None)
    assert "Snöoväder" in mails_to(POLITICIAN)[-1].body_text
    assert client.get(page_of(asked.meeting)).context["can_ask"] is True
