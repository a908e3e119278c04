"""SKR's round at a glance: its figures, who reads which of them, and the map of activity."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from applications.enums import ApplicationStatus, Outcome
from applications.services.deciding import prepare_decisions
from cohorts.services.participations import withdraw_participation
from improvements.enums import CycleStatus
from improvements.models import Comment, Cycle, Observation
from learning_meetings.models import Invitee
from modellkonceptet.accounts.models import User
from reporting.models import ReportOccasion
from reporting.round_overview import RoundOverview
from reporting.services.report_sending import send_report
from tests import factories
from tests.improvements.recipes import make_cycle, make_improvement
from tests.learning_meetings.meeting_recipes import MeetingWorld, make_meeting_world
from tests.reporting.report_world import make_report_world

NOW = factories.stockholm(2027, 5, 20)
TODAY = date(2027, 5, 20)
# With session and person; the same with few and with many rows.
QUERIES_OF_THE_PAGE = 74


@pytest.fixture(autouse=True)
def _in_may(db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        yield


@pytest.fixture
def at() -> MeetingWorld:
    world = make_meeting_world()
    cohort = world.world.cohort
    cohort.slug, cohort.starts_on = "omgangen", date(2027, 2, 1)
    cohort.save()
    return world


def answer(user: User, slug: str = "omgangen") -> Any:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client.get(reverse("reporting:round", args=[slug]))


def page_of(at: MeetingWorld, user: User) -> RoundOverview:
    return RoundOverview(at.world.cohort, user, TODAY)


def log(participation: Any, when: datetime, **fields: Any) -> Cycle:
    work = make_improvement(participation, **fields)
    cycle = make_cycle(work, status=CycleStatus.DO, started_on=when.date())
    seen = Observation.objects.create(cycle=cycle, text="Sedd", request_key=uuid.uuid4())
    Observation.objects.filter(pk=seen.pk).update(seen_at=when)
    Cycle.objects.filter(pk=cycle.pk).update(created_at=when)
    return cycle


def hold(at: MeetingWorld, day: date) -> None:
    meeting = at.meeting
    meeting.status = "held"
    meeting.starts_at = datetime.combine(day, NOW.timetz())
    meeting.ends_at = meeting.starts_at + timedelta(hours=3)
    meeting.first_day = meeting.last_day = day
    meeting.save()


def test_it_is_for_those_who_follow_rounds(
    at: MeetingWorld,
    project_lead: User,
    reviewer: User,
    evaluator: User,
    finance: User,
    stranger: User,
) -> None:
    followers = (project_lead, reviewer, evaluator)
    assert [answer(user).status_code for user in followers] == [200, 200, 200]
    outside = (finance, stranger, at.world.person("lund", "politician"), at.world.mentor)
    assert [answer(user).status_code for user in outside] == [403] * 4
    assert answer(project_lead, "finns-inte").status_code == 404
    factories.make_cohort(slug="forr", kinds=(), is_historical=True, source="SKR")
    assert answer(project_lead, "forr").status_code == 404


def test_who_has_gone_quiet_is_the_heading_and_has_a_mark(
    at: MeetingWorld, project_lead: User
) -> None:
    hold(at, date(2027, 4, 10))
    log(at.world.lund, factories.stockholm(2027, 5, 5))
    log(at.world.ystad, factories.stockholm(2027, 3, 5))
    html = answer(project_lead).content.decode()
    assert "<h1>Two of three have logged nothing since the last meeting</h1>" in html
    assert html.count('<tr class="quiet">') == 2
    page = page_of(at, project_lead)
    [(group, rows)] = page.work.by_group
    assert group == at.world.group.name
    said = {str(row.participation): (row.is_silent, row.entries) for row in rows}
    assert said == {
        "Höör kommun": (True, "nothing logged"),
        "Lund kommun": (False, "1 cycle begun and 1 observation"),
        "Ystad kommun": (True, "1 cycle begun and 1 observation"),
    }
    lund = next(row for row in rows if row.participation == at.world.lund)
    assert [cell.count for cell in lund.cells] == [0, 0, 0, 2]
    assert '<th scope="rowgroup">' in html
    assert '2<span class="visually-hidden">: 1 cycle begun and 1 observation</span>' in html


def test_closing_a_cycle_counts_in_its_month(at: MeetingWorld, project_lead: User) -> None:
    cycle = log(at.world.lund, factories.stockholm(2027, 3, 5))
    Cycle.objects.filter(pk=cycle.pk).update(
        status=CycleStatus.ACTED, ended_on=date(2027, 5, 2), decision="adopt", learned="Mycket"
    )
    row = next(r for r in page_of(at, project_lead).work.rows if r.participation == at.world.lund)
    assert [cell.words for cell in row.cells[1:]] == [
        "1 cycle begun and 1 observation",
        "nothing logged",
        "1 cycle closed",
    ]


def test_what_others_say_and_what_is_private_is_no_sign_of_life(
    at: MeetingWorld, project_lead: User
) -> None:
    work = make_improvement(at.world.lund)
    for author in (project_lead, at.world.mentor, at.world.person("ystad", "politician")):
        Comment.objects.create(
            improvement=work, text="Hur går det?", author=author, request_key=uuid.uuid4()
        )
    log(at.world.ystad, factories.stockholm(2027, 5, 5), is_private=True)
    page = page_of(at, project_lead)
    assert page.headline == "Three of three have logged nothing since the last meeting"
    Comment.objects.create(
        improvement=work,
        text="Bra",
        author=at.world.person("lund", "strategist"),
        request_key=uuid.uuid4(),
    )
    quiet = {str(r.participation): r.is_silent for r in page_of(at, project_lead).work.rows}
    assert quiet == {"Höör kommun": True, "Lund kommun": False, "Ystad kommun": True}
    assert "What a participant keeps private is not counted" in page.work_told.definition


def test_before_the_round_begins_the_funnel_speaks(at: MeetingWorld, project_lead: User) -> None:
    cohort = at.world.cohort
    cohort.starts_on = date(2027, 9, 1)
    cohort.save()
    factories.make_application(cohort=cohort)
    html = answer(project_lead).content.decode()
    assert "<h1>None of the started applications is sent in yet</h1>" in html
    assert "nothing is expected to be logged yet" in html


def test_a_decision_is_the_evaluators_when_it_is_published(
    at: MeetingWorld, project_lead: User, evaluator: User
) -> None:
    cohort = at.world.cohort
    cohort.starts_on = date(2027, 9, 1)
    cohort.save()
    application = factories.make_application(cohort=cohort, status=ApplicationStatus.REVIEWED)
    prepare_decisions(
        applications=[application], outcome=Outcome.DECLINED, text="Skäl.", actor=project_lead
    )
    lead, other = (answer(user).content.decode() for user in (project_lead, evaluator))
    assert "<h1>1 prepared decision waits to be published</h1>" in lead
    assert "1 to decline" in lead
    assert "<h1>1 application is sent in</h1>" in other
    assert "to decline" not in other
    assert "Decision proposed" not in other


def test_attendance_is_added_up_by_function(at: MeetingWorld, project_lead: User) -> None:
    hold(at, date(2027, 4, 10))
    Invitee.objects.filter(meeting=at.meeting).update(attended=True)
    missing = Invitee.objects.filter(meeting=at.meeting, function="politician")
    missing.filter(participation=at.world.lund).update(attended=False)
    missing.filter(participation=at.world.ystad).update(substitute_name="Ersättare")
    page = page_of(at, project_lead)
    found = {one.function: (one.there, one.held, one.substitutes) for one in page.attendance}
    assert found["politician"] == (2, 3, 1)
    assert found["key_person"] == (3, 3, 0)
    assert page.attendance_finding == "Politician is missing most: there 2 times of 3"


def test_lateness_is_for_those_who_see_to_it_and_leads_to_its_rows(
    at: MeetingWorld, project_lead: User, evaluator: User
) -> None:
    hold(at, date(2027, 4, 10))
    page = page_of(at, project_lead)
    assert page.late
    client = Client()
    client.force_login(project_lead)
    for one in page.late:
        assert len(client.get(one.url).context["page"].rows) == one.count
    for _name, n, url in page.late_organisations:
        assert len(client.get(url).context["page"].rows) >= n
    assert page_of(at, evaluator).late == []
    assert 'id="s-late"' not in answer(evaluator).content.decode()
    assert reverse("reporting:late") not in answer(evaluator).content.decode()


def test_reports_are_counted_by_state_and_drafts_stay_at_home(
    project_lead: User, evaluator: User
) -> None:
    world = make_report_world(due_on=date(2027, 6, 1))
    cohort = world.group.cohort
    report = world.written()
    page = RoundOverview(cohort, evaluator, TODAY)
    assert [(one.asked, one.states) for one in page.reports] == [(3, [("Not sent in yet", 3)])]
    send_report(report=report, actor=world.strategist)
    [one] = RoundOverview(cohort, evaluator, TODAY).reports
    assert list(one.states) == [("Not sent in yet", 2), ("Sent in", 1)]
    withdraw_participation(participation=world.group.hoor, reason="Annat", actor=project_lead)
    [one] = RoundOverview(cohort, project_lead, TODAY).reports
    assert (one.asked, list(one.states)) == (2, [("Not sent in yet", 1), ("Sent in", 1)])


def test_with_nothing_it_says_what_will_be_there(project_lead: User) -> None:
    factories.make_cohort(slug="tom")
    html = answer(project_lead, "tom").content.decode()
    assert "<h1>Nobody has started an application yet</h1>" in html
    assert "No report is asked for in this round yet." in html
    assert ReportOccasion.objects.count() == 0


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_asks_the_same_number_of_questions(
    at: MeetingWorld, project_lead: User, count: int, django_assert_num_queries: Any
) -> None:
    hold(at, date(2027, 4, 10))
    Invitee.objects.filter(meeting=at.meeting).update(attended=True)
    for place in (at.world.lund, at.world.ystad):
        for _n in range(count):
            log(place, NOW - timedelta(days=100))
    for _n in range(count):
        factories.make_application(cohort=at.world.cohort, status="submitted")
        factories.make_participation(at.world.cohort)
    client = Client()
    client.force_login(project_lead)
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        assert client.get(reverse("reporting:round", args=["omgangen"])).status_code == 200
