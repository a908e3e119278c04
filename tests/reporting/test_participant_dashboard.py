"""Where a participant stands: who reads it, what each part finds, and the number of queries."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cohorts.services.participations import withdraw_participation
from improvements.enums import CycleDecision
from improvements.indicator_charts import Standing
from improvements.models import ChecklistEdition, Indicator, Measurement
from learning_meetings.models import Invitee, TrainingRecord
from modellkonceptet.accounts.models import User
from reporting.dashboard_sentences import cycles_sentence, reports_sentence
from reporting.models import ReportForm, ReportOccasion, ResultReport
from tests import factories
from tests.improvements.assessment_recipes import make_assessment, make_edition
from tests.improvements.recipes import make_cycle, make_improvement, make_indicator
from tests.learning_meetings.meeting_recipes import MeetingWorld, make_meeting_world

# With session, person and language; the same with few and with many rows.
QUERIES_OF_THE_PAGE = 35
NAME = "reporting:dashboard"


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Iterator[None]:
    with time_machine.travel(factories.stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def at() -> MeetingWorld:
    return make_meeting_world()


def answer_of(at: MeetingWorld, user: User, language: str = "en") -> Any:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client.get(reverse(NAME, args=[at.world.lund.pk]))


def page_of(at: MeetingWorld, user: User | None = None) -> Any:
    return answer_of(at, user or at.host).context["page"]


def measure(indicator: Indicator, values: list[tuple[int, int]], **fields: Any) -> Indicator:
    """Months from January 2026, of women and men."""
    Measurement.objects.bulk_create(
        Measurement(
            indicator=indicator,
            series=series,
            period=date(2026 + place // 12, 1 + place % 12, 1),
            value=value,
            **fields,
        )
        for place, pair in enumerate(values)
        for series, value in zip(("women", "men"), pair, strict=True)
    )
    return indicator


def hold(at: MeetingWorld, *, days_ago: int = 20) -> None:
    """The learning meeting has been held, and everybody of Lund was there but the politician."""
    at.meeting.status = "held"
    at.meeting.starts_at = timezone.now() - timedelta(days=days_ago)
    at.meeting.ends_at = at.meeting.starts_at + timedelta(hours=3)
    at.meeting.first_day = at.meeting.last_day = at.meeting.starts_at.date()
    at.meeting.save()
    own = Invitee.objects.filter(meeting=at.meeting, participation=at.world.lund)
    own.update(attended=True)
    own.filter(function="politician").update(attended=False)


def assess(
    at: MeetingWorld, steps: dict[str, list[int]], kind: str = "start", number: int = 0
) -> None:
    edition = ChecklistEdition.objects.first() or make_edition("kort")
    occasion = at.world.cohort.assessment_occasions.create(kind=kind, number=number)
    for place, given in steps.items():
        make_assessment(getattr(at.world, place), occasion, edition, given)


def test_the_team_and_skr_read_it_and_nobody_else_knows_that_it_is_there(
    at: MeetingWorld, project_lead: User, reviewer: User, finance: User, stranger: User
) -> None:
    world = at.world
    team = [world.person("lund", function) for function in ("politician", "strategist")]
    others = [world.person("ystad", "strategist"), world.mentor, finance, stranger]
    found = [answer_of(at, user).status_code for user in (*team, project_lead, reviewer, *others)]
    assert found == [200] * 4 + [404] * 4
    withdraw_participation(participation=world.lund, reason="Annat", actor=project_lead)
    assert [answer_of(at, user).status_code for user in (*team, project_lead)] == [404] * 3


def test_with_nothing_each_part_says_what_will_be_there(at: MeetingWorld) -> None:
    page = page_of(at)
    assert [
        page.works_finding,
        page.cycles_finding,
        page.common.indicators.finding,
        page.assessment_finding,
        page.attendance_finding,
        page.reports_finding,
    ] == [
        "No improvement work yet",
        "No test goes on",
        "Nothing is measured yet",
        "Lund has not agreed on a self-assessment yet",
        "No meeting has been held yet",
        "SKR has not asked for a report yet",
    ]
    assert (page.stages, page.going_on, page.indicators, page.assessed) == ([], [], [], [])


@pytest.mark.parametrize(
    "counts, said",
    [
        ((0, 0, 2), "No test goes on; two have been closed"),
        ((1, 0, 0), "One test goes on"),
        ((1, 1, 0), "One test goes on, for longer than was meant"),
        ((3, 3, 0), "Three tests go on, all of them for longer than was meant"),
        ((3, 2, 1), "Three tests go on, two of them for longer than was meant"),
        ((2, 0, 1), "Two tests go on, one has been closed"),
    ],
)
def test_what_presses_most_of_the_tests_is_said(counts: tuple[int, int, int], said: str) -> None:
    with translation.override("en"):
        assert cycles_sentence(*counts) == said


def test_the_first_report_that_waits_is_said() -> None:
    day, late = date(2027, 3, 20), date(2027, 2, 20)
    with translation.override("en"):
        found = [
            reports_sentence(waiting, 2, date(2027, 3, 1))
            for waiting in ([], [("Interim report", late)], [("Interim report", day)])
        ]
    assert found == [
        "All that SKR has asked for is sent in",
        "Interim report should have been sent in by 20 February",
        "Interim report is to be sent in by 20 March",
    ]


def test_the_page_is_reached_from_my_round(at: MeetingWorld) -> None:
    client = Client()
    client.force_login(at.host)
    own = client.get(reverse("reporting:my_participation", args=[at.world.lund.pk]))
    assert own.content.decode().count(f'href="{reverse(NAME, args=[at.world.lund.pk])}"') == 1


def test_works_stand_by_how_far_they_have_come(at: MeetingWorld, project_lead: User) -> None:
    lund = at.world.lund
    tested = make_improvement(lund, "Prövas", status="testing")
    used = make_improvement(lund, "Används", status="implemented")
    hidden = make_improvement(lund, "Hemma", status="adapted", is_private=True)
    found = [(row.word, list(row.works)) for row in page_of(at).stages]
    assert found == [("Everyday work", [used]), ("Being tested now", [tested, hidden])]
    theirs = answer_of(at, project_lead)
    assert [list(row.works) for row in theirs.context["page"].stages] == [[used], [tested]]
    assert theirs.content.decode().count("Hemma") == 0


def test_cycles_are_counted_from_the_last_learning_meeting(at: MeetingWorld) -> None:
    work = make_improvement(at.world.lund, "Arbetet", status="testing")
    late = make_cycle(work, "Gammal", status="do", started_on=date(2026, 10, 1))
    new = make_cycle(work, "Ny", status="plan")
    for title, ended in (("Före", date(2027, 1, 20)), ("Efter", date(2027, 2, 20))):
        make_cycle(
            work,
            title,
            status="acted",
            started_on=date(2027, 1, 10),
            ended_on=ended,
            decision=CycleDecision.ADOPT,
        )
    page = page_of(at)
    assert (len(page.closed), page.since) == (2, "since the round began")
    hold(at)
    page = page_of(at)
    assert [row.cycle for row in page.going_on] == [late, new]
    assert [row.cycle.title for row in page.closed] == ["Efter"]
    assert page.late == 1
    assert page.since == "since Lärandeträff 2, 9 February"
    assert page.cycles_finding == "Two tests go on, one of them for longer than was meant"


def test_indicators_have_their_sign_that_of_each_sex_and_the_latest_figures(
    at: MeetingWorld,
) -> None:
    lund = at.world.lund
    few = measure(make_indicator(lund, "Få"), [(50, 56)] * 3)
    alike = measure(
        make_indicator(lund, "Ingen signal", unit="%"),
        [(50 + n % 2, 56 - n % 2) for n in range(14)],
    )
    worse = measure(
        make_indicator(lund, "Sämre", direction="up"),
        [(60 + n % 2, 60 - n % 2) for n in range(12)] + [(40, 60)] * 10,
    )
    make_indicator(lund, "Inte delad", series=("total",))
    make_indicator(lund, "Avslutad", is_closed=True)
    page = page_of(at)
    assert [row.one.indicator for row in page.indicators][:1] == [worse]
    by_name = {row.one.indicator.name: row for row in page.indicators}
    assert by_name.keys() == {"Få", "Ingen signal", "Sämre", "Inte delad"}
    assert [by_name[one.name].one.standing for one in (few, alike, worse)] == [
        Standing.TOO_FEW,
        Standing.NO_SIGNAL,
        Standing.WORSE,
    ]
    assert [label for label, _shape, _word in by_name["Få"].by_series] == ["Women", "Men"]
    assert [word for _l, _s, word in by_name["Få"].by_series] == ["Too few points"] * 2
    assert by_name["Ingen signal"].latest.figures == "Women 51, men 55 %"
    assert sum(n for _shape, _word, n in page.signs) == 4


def test_small_numbers_stay_at_home(at: MeetingWorld, project_lead: User) -> None:
    measure(make_indicator(at.world.lund, unit="%"), [(50, 56)] * 4, count=3)
    (own,) = page_of(at).indicators
    (theirs,) = page_of(at, project_lead).indicators
    assert own.latest.figures == "Women 50, men 56 %"
    assert (theirs.latest.figures, theirs.latest.is_withheld) == ("", True)


def test_the_self_assessment_moves_and_the_group_is_shown_as_on_its_page(
    at: MeetingWorld,
) -> None:
    assess(at, {"ystad": [4, 4, 4]})
    assert page_of(at).common.group.rows == []
    assess(at, {"lund": [2, 2, 2], "ystad": [2, 2, 3]}, kind="before_meeting", number=1)
    assess(at, {"lund": [3, 3, 2]}, kind="end")
    page = page_of(at)
    assert [(one.score.points, one.percent, one.moved) for one in page.assessed] == [
        (8, 67, "2 more than last time"),
        (6, 50, ""),
    ]
    assert page.assessment_finding == (
        "In the self-assessment Lund has 8 of 12 points, two more than last time"
    )
    assert [one.name for one in page.common.group.rows] == ["Lund", "Ystad"]


def test_attendance_is_said_against_the_promise_with_the_meeting_that_was_missed(
    at: MeetingWorld,
) -> None:
    hold(at)
    page = page_of(at)
    assert page.attendance_finding == (
        "The function politician was not at the meeting, although it was promised"
    )
    kept = {one.line.function: (one.percent, one.missed) for one in page.attendance}
    assert kept["politician"] == (0, [at.meeting])
    assert kept["key_person"] == (100, [])


def test_training_is_for_those_who_keep_its_list(at: MeetingWorld) -> None:
    lund = at.world.lund
    seat = at.world.seat(lund, "politician")
    for name, email, day in (
        ("Klar", "klar@lund.example", date(2027, 1, 1)),
        ("Inte", seat.email, None),
    ):
        TrainingRecord.objects.create(participation=lund, name=name, email=email, completed_on=day)
    page = page_of(at)
    assert page.training.finding == "1 of 2 have done the training"
    assert seat.name in {one.name for one in page.untrained}
    assert page_of(at, at.world.person("lund", "politician")).training is None


def test_a_report_that_is_being_written_is_known_at_home_alone(
    at: MeetingWorld, project_lead: User
) -> None:
    form = ReportForm.objects.create(
        programme=at.world.cohort.terms.get().programme,
        kind="interim",
        name_sv="Delrapport",
        name_en="Interim report",
    )
    occasion = ReportOccasion.objects.create(
        cohort=at.world.cohort, form=form, due_on=date(2027, 3, 20)
    )
    ResultReport.objects.create(participation=at.world.lund, occasion=occasion)
    own, theirs = page_of(at), page_of(at, project_lead)
    assert own.reports_finding == "Interim report is to be sent in by 20 March"
    assert [row.state for row in (*own.reports, *theirs.reports)] == [
        ("half", "Being written"),
        ("open", "Not sent in"),
    ]
    assert (bool(own.reports[0].url), theirs.reports[0].url) == (True, "")


def test_every_link_of_the_page_leads_somewhere(at: MeetingWorld, project_lead: User) -> None:
    hold(at)
    work = make_improvement(at.world.lund, status="testing")
    make_cycle(work, status="do")
    measure(make_indicator(at.world.lund, improvement=work), [(50, 56)] * 4)
    assess(at, {"lund": [2, 2, 2]})
    for user in (at.host, project_lead):
        client = Client()
        client.force_login(user)
        html = answer_of(at, user).content.decode().partition("<main")[2].partition("</main")[0]
        links = {part.partition('"')[0] for part in html.split('href="')[1:]}
        inside = sorted(url for url in links if url.startswith("/") and "static" not in url)
        assert {url: client.get(url).status_code for url in inside} == dict.fromkeys(inside, 200)


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_asks_as_much_for_many_as_for_one(
    at: MeetingWorld, count: int, django_assert_num_queries: Any
) -> None:
    hold(at)
    assess(at, {"lund": [3, 2, 1], "ystad": [2, 2, 3], "hoor": [1, 1, 1]})
    for number in range(count):
        work = make_improvement(at.world.lund, f"Arbete {number}", status="testing")
        make_cycle(work, status="do")
        make_cycle(work, status="acted", started_on=date(2027, 2, 20))
        measure(make_indicator(at.world.lund, f"S {number}", improvement=work), [(50, 56)] * 4)
        TrainingRecord.objects.create(
            participation=at.world.lund, name=f"N {number}", email=f"n{number}@lund.example"
        )
    client = Client()
    client.force_login(at.host)
    address = reverse(NAME, args=[at.world.lund.pk])
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        assert client.get(address).status_code == 200
