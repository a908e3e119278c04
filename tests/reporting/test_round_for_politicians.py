"""The whole round for a politician: counts from five on, and only names that are published."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cohorts.models import Participation, TimelineEvent
from improvements.models import ChecklistEdition
from learning_meetings.models import Invitee
from modellkonceptet.accounts.models import User
from reporting.dashboard_sentences import (
    movement_sentence,
    round_headline,
    sent_sentence,
    there_sentence,
)
from reporting.models import ReportForm, ReportOccasion, ResultReport
from reporting.politician_sentences import stages
from tests import factories
from tests.improvements.assessment_recipes import make_assessment, make_edition
from tests.improvements.recipes import make_improvement
from tests.learning_meetings.meeting_recipes import MeetingWorld, make_meeting_world

# With session, person and language; the same for a small round and a large one.
QUERIES_OF_THE_PAGE = 23
NAME = "reporting:politician_round"


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Iterator[None]:
    with time_machine.travel(factories.stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def at() -> MeetingWorld:
    return make_meeting_world()


def answer_of(at: MeetingWorld, user: User | None = None) -> Any:
    client = Client()
    client.force_login(user or at.world.person("lund", "politician"))
    client.cookies["django_language"] = "en"
    return client.get(reverse(NAME, args=[at.world.lund.pk]))


def page_of(at: MeetingWorld) -> Any:
    return answer_of(at).context["page"]


def more(at: MeetingWorld, count: int) -> list[Participation]:
    return [
        factories.make_participation(at.world.cohort, factories.make_organisation(f"Ort {n}"))
        for n in range(count)
    ]


def everybody(at: MeetingWorld, count: int = 2) -> list[Participation]:
    return [at.world.lund, at.world.ystad, at.world.hoor, *more(at, count)]


def test_the_team_and_skr_read_it_and_nobody_else_knows_that_it_is_there(
    at: MeetingWorld, project_lead: User, finance: User, stranger: User
) -> None:
    others = (at.world.person("ystad", "politician"), at.mentor, finance, stranger)
    assert [answer_of(at, user).status_code for user in (None, project_lead)] == [200, 200]
    assert [answer_of(at, user).status_code for user in others] == [404] * 4


def test_the_politicians_page_leads_to_it(at: MeetingWorld) -> None:
    client = Client()
    client.force_login(at.world.person("lund", "politician"))
    own = client.get(reverse("reporting:politician", args=[at.world.lund.pk])).content.decode()
    assert own.count(f'href="{reverse(NAME, args=[at.world.lund.pk])}"') == 1


def test_of_fewer_than_five_nothing_is_told(at: MeetingWorld) -> None:
    edition = make_edition("kort")
    first, last = (
        at.world.cohort.assessment_occasions.create(kind=kind) for kind in ("start", "end")
    )
    for place in everybody(at, 1):
        make_improvement(place, status="implemented")
        make_assessment(place, first, edition, [1, 1, 1])
        make_assessment(place, last, edition, [2, 2, 2])
    page = page_of(at)
    assert page.headline == "The work of the round has just begun"
    assert (page.picture.stages, page.band, page.movements, page.reports) == ([], None, None, [])
    assert page.attendance == []


def test_from_five_on_it_is_counted_and_nobody_is_named(at: MeetingWorld) -> None:
    edition = make_edition("kort")
    first, last = (
        at.world.cohort.assessment_occasions.create(kind=kind) for kind in ("start", "end")
    )
    for number, place in enumerate(everybody(at)):
        make_improvement(place, f"Namn {number}", status="implemented" if number else "testing")
        make_assessment(place, first, edition, [2, 2, 2])
        make_assessment(place, last, edition, [number, 2, 2] if number else [2, 2, 2])
    shown = answer_of(at)
    page = shown.context["page"]
    assert page.headline == "Four of five improvement works are everyday work"
    moved = page.movements
    assert (moved.up, moved.same, moved.down) == (2, 2, 1)
    assert moved.finding == "Two of five have more points than the time before"
    assert page.band.spread.own == 50
    html = shown.content.decode()
    names = ("Ystad", "Höör", "Ort 0", "Ort 1", "Namn 1", "Malmö")
    assert {name: html.count(name) for name in names} == dict.fromkeys(names, 0)


def test_movement_waits_for_ones_own_answers(at: MeetingWorld) -> None:
    edition = ChecklistEdition.objects.first() or make_edition("kort")
    first, last = (
        at.world.cohort.assessment_occasions.create(kind=kind) for kind in ("start", "end")
    )
    for place in (at.world.ystad, at.world.hoor, *more(at, 4)):
        for occasion in (first, last):
            make_assessment(place, occasion, edition, [2, 2, 2])
    make_assessment(at.world.lund, first, edition, [2, 2, 2])
    assert page_of(at).movements is None
    make_assessment(at.world.lund, last, edition, [3, 3, 3])
    assert (page_of(at).movements.up, page_of(at).movements.same) == (1, 6)


def test_attendance_is_that_of_all_together_beside_ones_own(at: MeetingWorld) -> None:
    at.meeting.status = "held"
    at.meeting.audience, at.meeting.group = "round", None
    at.meeting.starts_at = timezone.now() - timedelta(days=2)
    at.meeting.ends_at = at.meeting.starts_at + timedelta(hours=3)
    at.meeting.save()
    Invitee.objects.filter(meeting=at.meeting).update(attended=True)
    assert page_of(at).attendance == []
    more(at, 2)
    found = {one.function: one for one in page_of(at).attendance}
    politician = found["politician"]
    # Those who came with nobody in the function count as not having been there.
    assert (politician.there, politician.held, politician.percent) == (3, 5, 60)
    assert (politician.own.there, politician.own.held) == (1, 1)


def test_reports_are_counted_and_named_once_they_are_published(at: MeetingWorld) -> None:
    form = ReportForm.objects.create(
        programme=at.world.cohort.terms.get().programme,
        kind="final",
        name_sv="Slutrapport",
        name_en="Final report",
    )
    occasion = ReportOccasion.objects.create(
        cohort=at.world.cohort, form=form, due_on=date(2027, 3, 20)
    )
    places = everybody(at)
    now = {"approved_at": timezone.now(), "published_at": timezone.now()}
    sent, published = (
        ResultReport.objects.create(
            participation=place,
            occasion=occasion,
            status=status,
            version=1,
            sent_at=timezone.now(),
            **fields,
        )
        for place, status, fields in (
            (places[3], "sent", {}),
            (places[4], "published", now | {"public": {}}),
        )
    )
    shown = answer_of(at)
    page = shown.context["page"]
    assert [(one.name, one.count, one.of) for one in page.reports] == [("Final report", 2, 5)]
    html = shown.content.decode()
    assert [html.count(str(one.participation)) for one in (sent, published)] == [0, 1]
    assert html.count(reverse("archive:result", args=[published.pk])) == 1


def test_what_comes_is_the_rounds_own(at: MeetingWorld) -> None:
    TimelineEvent.objects.create(
        cohort=at.world.cohort,
        kind="results_conference",
        name_sv="Resultatkonferens",
        first_day=date(2028, 3, 1),
        last_day=date(2028, 3, 1),
    )
    page = page_of(at)
    assert page.next is not None
    assert [stop.text.partition(", ")[2] for stop in page.stops][-1:] == ["resultatkonferens"]


@pytest.mark.parametrize(
    "statuses, said",
    [
        ([], ""),
        (["idea", "planned"], "Two improvement works are planned"),
        (["testing", "idea"], "One of two improvement works is on its way"),
        (["spread", "testing", "idea"], "One of three improvement works is everyday work"),
    ],
)
def test_the_headline_says_what_has_come_furthest(statuses: list[str], said: str) -> None:
    with translation.override("en"):
        assert round_headline(stages(statuses)) == said


def test_nobody_has_moved_forward() -> None:
    with translation.override("en"):
        said = movement_sentence(0, 3, 2)
    assert said == "None of five has more points than the time before"


def test_who_has_been_there_least_and_how_many_have_reported() -> None:
    with translation.override("en"):
        assert there_sentence([("Politician", 100), ("Key person", 100)]) == (
            "Every function has been at every meeting"
        )
        assert there_sentence([("Key person", 100), ("Politician", 60)]) == (
            "The function politician has been there least: at 60 percent"
        )
        assert [sent_sentence("Final report", n, 5) for n in (0, 1, 2)] == [
            "Final report: nobody has sent it in yet",
            "Final report: one of five has sent it in",
            "Final report: two of five have sent it in",
        ]


@pytest.mark.parametrize("count", [2, 20])
def test_the_page_asks_as_much_for_a_large_round_as_for_a_small_one(
    at: MeetingWorld, count: int, django_assert_num_queries: Any
) -> None:
    edition = make_edition("kort")
    first, last = (
        at.world.cohort.assessment_occasions.create(kind=kind) for kind in ("start", "end")
    )
    for place in everybody(at, count):
        make_improvement(place, status="testing")
        for occasion in (first, last):
            make_assessment(place, occasion, edition, [2, 2, 2])
    client = Client()
    client.force_login(at.world.person("lund", "politician"))
    address = reverse(NAME, args=[at.world.lund.pk])
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        assert client.get(address).status_code == 200
