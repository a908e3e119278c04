"""The mentor's page: what the group has shared, what waits for an answer, and nothing private."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from improvements.models import Comment, Improvement, Measurement, Observation
from learning_meetings.models import AgendaItem, ChecklistItem
from modellkonceptet.accounts.models import User
from reporting.mentor_page import unanswered
from tests import factories
from tests.improvements.assessment_recipes import make_assessment, make_edition
from tests.improvements.recipes import make_cycle, make_improvement, make_indicator
from tests.learning_meetings.meeting_recipes import MeetingWorld, add_agenda, make_meeting_world

# With session, person and language; the same with little and with much that is shared.
QUERIES_OF_THE_PAGE = 38
NAME = "reporting:mentor"


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Iterator[None]:
    with time_machine.travel(factories.stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def at() -> MeetingWorld:
    return make_meeting_world()


def answer_of(at: MeetingWorld, user: User | None = None, language: str = "en") -> Any:
    client = Client()
    client.force_login(user or at.mentor)
    client.cookies["django_language"] = language
    return client.get(reverse(NAME, args=[at.world.group.pk]))


def page_of(at: MeetingWorld) -> Any:
    return answer_of(at).context["page"]


def say(
    work: Improvement, author: User, text: str, *, cycle: Any = None, to: User | None = None
) -> Comment:
    comment = Comment.objects.create(
        improvement=work, cycle=cycle, author=author, text=text, request_key=uuid.uuid4()
    )
    if to:
        comment.mentioned.add(to)
    return comment


def test_only_those_who_mentor_the_group_have_the_page(
    at: MeetingWorld, project_lead: User, finance: User, stranger: User
) -> None:
    learner = at.world.person("lund", "strategist")
    other = factories.make_user("mentor@annan.example")
    promise = factories.make_promise(status="serving", cohort=at.world.cohort, people=(other,))
    elsewhere = factories.make_group(
        at.world.cohort, "Grupp 2", members=(factories.make_participation(at.world.cohort),)
    )
    factories.make_mentorship(elsewhere, promise)
    assert answer_of(at).status_code == 200
    others = (learner, other, project_lead, finance, stranger)
    assert [answer_of(at, user).status_code for user in others] == [404] * 5
    at.world.group.mentorships.update(ended_on=date(2027, 2, 1))
    assert answer_of(at).status_code == 404


def test_the_address_leads_to_the_only_group_or_to_a_choice(
    at: MeetingWorld, stranger: User
) -> None:
    client = Client()
    client.force_login(at.mentor)
    own = reverse("reporting:mentor_own")
    assert client.get(own)["Location"] == reverse(NAME, args=[at.world.group.pk])
    second = factories.make_group(
        at.world.cohort, "Grupp 2", members=(factories.make_participation(at.world.cohort),)
    )
    factories.make_mentorship(second, at.world.group.mentorships.get().promise)
    assert {one.name for one in client.get(own).context["mentored"]} == {"Grupp 1", "Grupp 2"}
    client.force_login(stranger)
    assert client.get(own)["Location"] == reverse("reporting:my_round")


def test_with_nothing_shared_it_says_so_and_what_comes(at: MeetingWorld) -> None:
    page = page_of(at)
    assert (page.headline, page.since) == (
        "Nobody has shared anything new",
        "since the round began",
    )
    assert [one.partner.short for one in page.participants] == ["Höör", "Lund", "Ystad"]
    assert page.meeting.meeting == at.meeting
    assert page.assessed.headline == "Nothing to compare yet"
    assert [seat.user for seat in page.seats] == [at.mentor]


def test_what_has_been_shared_since_the_last_meeting_is_counted_with_links(
    at: MeetingWorld,
) -> None:
    lund = at.world.lund
    old = make_improvement(lund, "Gammalt", status="testing")
    Improvement.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=60))
    at.meeting.status = "held"
    at.meeting.starts_at = timezone.now() - timedelta(days=10)
    at.meeting.ends_at = at.meeting.starts_at + timedelta(hours=3)
    at.meeting.save()
    cycle = make_cycle(old, "Ny cykel", status="do")
    Observation.objects.create(cycle=cycle, text="Ser bra ut", request_key=uuid.uuid4())
    indicator = make_indicator(lund, "Siffran", improvement=old)
    for month in (1, 2):
        Measurement.objects.create(
            indicator=indicator, series="women", period=date(2026, month, 1), value=50
        )
    make_improvement(at.world.ystad, "Nytt")
    page = page_of(at)
    assert page.since == "since Lärandeträff 2, 19 February"
    found = {one.partner.short: one.shared for one in page.participants}
    assert found["Lund"].words == "1 cycle begun, 1 observation and figures of 1 indicator"
    assert found["Ystad"].words == "1 new work"
    assert found["Höör"].words == ""
    assert {entry.url for entry in found["Lund"].latest} == {
        cycle.get_absolute_url(),
        indicator.get_absolute_url(),
    }
    assert page.headline == "Höör has shared nothing new"


def test_what_is_private_at_home_is_neither_shown_nor_counted(at: MeetingWorld) -> None:
    work = make_improvement(at.world.lund, "Hemligt", status="testing", is_private=True)
    cycle = make_cycle(work, "Hemlig cykel", status="do")
    Observation.objects.create(cycle=cycle, text="Hemlig syn", request_key=uuid.uuid4())
    indicator = make_indicator(at.world.lund, "Hemlig siffra", is_private=True)
    Measurement.objects.create(
        indicator=indicator, series="women", period=date(2027, 1, 1), value=5
    )
    say(work, at.host, "Hemlig fråga?", to=at.mentor)
    shown = answer_of(at)
    page = shown.context["page"]
    assert (page.waits, page.headline) == (0, "Nobody has shared anything new")
    assert "hemlig" not in shown.content.decode().casefold()


def test_a_question_waits_until_somebody_outside_answers(at: MeetingWorld) -> None:
    work = make_improvement(at.world.lund, "Arbetet", status="testing")
    cycle = make_cycle(work, "Cykeln", status="do")
    say(work, at.host, "Vi har börjat.")
    asked = say(work, at.host, "Hur gjorde ni?", cycle=cycle)
    page = page_of(at)
    assert page.headline == "One question waits for an answer"
    (lund,) = (one for one in page.participants if one.partner.short == "Lund")
    assert [(one.comment, one.is_to_reader) for one in lund.waiting] == [(asked, False)]
    assert lund.waiting[0].url == f"{cycle.get_absolute_url()}#comment-{asked.pk}"
    say(work, at.mentor, "Så här.", cycle=cycle)
    assert page_of(at).waits == 0


def test_being_told_waits_until_one_has_answered_oneself(at: MeetingWorld) -> None:
    work = make_improvement(at.world.lund, status="testing")
    told = say(work, at.partner, "Mentorn kanske vet.", to=at.mentor)
    after = say(work, at.host, "Tack!")
    team = {at.host.pk}
    found = unanswered([told, after], team, at.mentor.pk)
    assert found is not None
    assert (found.comment, found.is_to_reader) == (told, True)
    answered = say(work, at.mentor, "Ja.")
    assert unanswered([told, after, answered], team, at.mentor.pk) is None
    assert page_of(at).waits == 0


def test_what_the_mentor_is_asked_to_do_before_the_next_meeting(at: MeetingWorld) -> None:
    add_agenda(at.meeting, ("Värdens del", 30))
    AgendaItem.objects.create(
        meeting=at.meeting, position=2, title_sv="Mentorns del", minutes=45, leads="mentor"
    )
    for who in ("mentor", "host"):
        ChecklistItem.objects.create(
            meeting=at.meeting, position=1, text_sv=f"För {who}", days=-1, responsible=who
        )
    page = page_of(at)
    assert [due.text for due in page.asked] == ["För mentor"]
    assert page.asked_finding == "One thing is left to do before the meeting"
    assert [part.item.title for part in page.leads] == ["Mentorns del"]
    assert len(page.speakers) == 3
    assert page.meeting.waits_for_answer is True


def test_the_self_assessment_is_what_is_finished(at: MeetingWorld) -> None:
    edition = make_edition("kort")
    occasion = at.world.cohort.assessment_occasions.create(kind="start")
    make_assessment(at.world.lund, occasion, edition, [3, 2, 1])
    make_assessment(at.world.ystad, occasion, edition, [1, 2, 1])
    make_assessment(at.world.hoor, occasion, edition, [4, 4, 4], agreed=False)
    page = page_of(at)
    assert [(one.name, one.points) for one in page.standings] == [("Lund", 6), ("Ystad", 4)]
    assert page.assessed.why_not_shown == ["Höör: not finished yet."]


@pytest.mark.parametrize("count", [1, 15])
def test_the_page_asks_as_much_for_much_as_for_little(
    at: MeetingWorld, count: int, django_assert_num_queries: Any
) -> None:
    for place in (at.world.lund, at.world.ystad, at.world.hoor):
        for number in range(count):
            work = make_improvement(place, f"Arbete {number}", status="testing")
            cycle = make_cycle(work, status="do")
            Observation.objects.create(cycle=cycle, text="Syn", request_key=uuid.uuid4())
            indicator = make_indicator(place, f"Siffra {number}", improvement=work)
            Measurement.objects.create(
                indicator=indicator, series="women", period=date(2027, 1, 1), value=5
            )
            say(work, place.team.get(function="strategist").user, "Hur gjorde ni?")
    client = Client()
    client.force_login(at.mentor)
    address = reverse(NAME, args=[at.world.group.pk])
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        shown = client.get(address)
    assert shown.context["page"].waits == 3 * count
