"""SKR's overview of a round's improvement work, its log of support, and the round's method."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from improvements.activity import months_until
from improvements.enums import AssessmentStatus, ChartRules, CycleStatus, OccasionKind
from improvements.models import (
    Assessment,
    AssessmentOccasion,
    ChecklistEdition,
    Comment,
    Measurement,
    Observation,
    RoundMethod,
    StartingPoint,
    SupportEntry,
)
from improvements.round_work import read_round_work
from improvements.services.supporting import log_support, set_method
from learning_meetings.enums import Audience, MeetingStatus
from learning_meetings.models import Meeting
from modellkonceptet.accounts.enums import StaffRole
from tests import factories
from tests.group_world import make_group_world
from tests.improvements.recipes import make_cycle, make_improvement, make_indicator

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 5, 20, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        yield make_group_world(
            kick_off=date(2027, 2, 1), starts_on=date(2027, 2, 1), slug="omgangen"
        )


@pytest.fixture
def lead():
    return factories.make_user("lead@skr.example", staff_role=StaffRole.PROJECT_LEAD)


def _held(world, day, group=None):
    at = datetime.combine(day, datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)
    return Meeting.objects.create(
        cohort=world.cohort,
        group=group,
        kind="learning_meeting" if group else "kick_off",
        number=1,
        audience=Audience.GROUP if group else Audience.ROUND,
        name_sv="Träff",
        status=MeetingStatus.HELD,
        first_day=day,
        last_day=day,
        starts_at=at,
        ends_at=at + timedelta(hours=3),
    )


def _log(participation, at, **private):
    """An improvement with an observation, seen at that moment."""
    improvement = make_improvement(participation, **private)
    cycle = make_cycle(improvement, status=CycleStatus.DO, started_on=at.date())
    seen = Observation.objects.create(cycle=cycle, text="Sedd", request_key=uuid.uuid4())
    Observation.objects.filter(pk=seen.pk).update(seen_at=at)
    type(cycle).objects.filter(pk=cycle.pk).update(created_at=at)
    return cycle


def test_what_is_logged_after_the_last_meeting_counts_as_new(world):
    _held(world, date(2027, 2, 1))
    _held(world, date(2027, 4, 10), world.group)
    _log(world.lund, datetime(2027, 3, 5, 9, tzinfo=UTC))
    _log(world.lund, datetime(2027, 5, 5, 9, tzinfo=UTC))
    _log(world.ystad, datetime(2027, 4, 9, 9, tzinfo=UTC))

    page = read_round_work(world.cohort, TODAY)

    rows = {str(row.participation): row for row in page.rows}
    assert {name: row.logged_since for name, row in rows.items()} == {
        "Höör kommun": 0,
        "Lund kommun": 2,
        "Ystad kommun": 0,
    }
    assert {row.since for row in page.rows} == {date(2027, 4, 10)}
    assert [cell.count for cell in rows["Lund kommun"].cells] == [0, 2, 0, 2]
    assert [month.first.month for month in page.months] == [2, 3, 4, 5]


def test_private_work_is_not_counted(world):
    _log(world.lund, datetime(2027, 5, 5, 9, tzinfo=UTC), is_private=True)

    page = read_round_work(world.cohort, TODAY)

    assert [(row.states, row.logged_since, row.under_way) for row in page.rows] == [((), 0, 0)] * 3


def test_what_counts_as_logged(world):
    improvement = make_improvement(world.lund)
    Comment.objects.create(improvement=improvement, text="Bra", request_key=uuid.uuid4())
    indicator = make_indicator(world.lund)
    for month in (1, 2, 3):  # a table that is pasted in is one entry
        Measurement.objects.create(
            indicator=indicator, series="women", period=date(2027, month, 1), value=1
        )

    rows = read_round_work(world.cohort, TODAY + timedelta(days=1)).rows

    assert {str(row.participation): row.logged_since for row in rows}["Lund kommun"] == 2


def test_who_has_shared_its_starting_point_and_when(world, client, lead):
    at = datetime(2027, 1, 25, 9, tzinfo=UTC)
    StartingPoint.objects.create(participation=world.lund, shared_at=at)
    StartingPoint.objects.create(participation=world.ystad)

    rows = read_round_work(world.cohort, TODAY).rows

    assert [(str(row.participation), row.shared_at) for row in rows] == [
        ("Höör kommun", None),
        ("Lund kommun", at),
        ("Ystad kommun", None),
    ]
    client.force_login(lead)
    address = reverse("improvements:overview", args=["omgangen"])
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    cells = re.findall(r'<td data-l="Starting point:">(.*?)</td>', page)
    assert cells == ["not shared", "shared 25 January", "not shared"]


def test_cycles_open_too_long_are_named_with_why(world, client, lead):
    old = _log(world.lund, NOW - timedelta(days=100))
    _log(world.ystad, NOW - timedelta(days=3))

    page = read_round_work(world.cohort, TODAY)

    assert [(str(who), cycle) for who, cycle, _why in page.late] == [("Lund kommun", old)]
    client.force_login(lead)
    page = client.get(reverse("improvements:overview", args=["omgangen"])).content.decode()
    assert f'href="{old.get_absolute_url()}"' in page


def test_the_months_are_those_of_the_round_and_at_most_twelve():
    assert [m.first for m in months_until(date(2027, 4, 7), TODAY)] == [
        date(2027, 4, 1),
        date(2027, 5, 1),
    ]
    assert len(months_until(date(2020, 1, 1), TODAY)) == 12
    assert [m.first for m in months_until(date(2028, 1, 1), TODAY)] == [date(2027, 5, 1)]


@pytest.mark.parametrize("count", [1, 40])
def test_the_page_asks_the_same_number_of_questions(
    world, client, lead, count, django_assert_num_queries
):
    for place in (world.lund, world.ystad):
        for _n in range(count // 2 + 1):
            _log(place, NOW - timedelta(days=100))
    client.force_login(lead)

    with django_assert_num_queries(22):
        answer = client.get(reverse("improvements:overview", args=["omgangen"]))

    assert answer.status_code == 200


def test_the_evaluator_reads_figures_and_no_contents(world, client):
    cycle = _log(world.lund, NOW - timedelta(days=100))
    client.force_login(factories.make_user("utv@skr.example", staff_role=StaffRole.EVALUATOR))

    page = client.get(reverse("improvements:overview", args=["omgangen"])).content.decode()

    assert cycle.improvement.title not in page
    assert reverse("improvements:home", args=[world.lund.pk]) not in page


# --- support -----------------------------------------------------------------


def test_support_is_noted_once(world, client, lead):
    client.force_login(lead)
    address = reverse("improvements:support", args=[world.lund.pk])
    typed = {"on_day": "19", "on_month": "5", "on_year": "2027", "kind": "call", "text": "Om mått"}

    for _again in range(2):
        assert client.post(address, typed).status_code == 302

    entry = SupportEntry.objects.get()
    assert (entry.participation, entry.on, entry.kind, entry.given_by) == (
        world.lund,
        date(2027, 5, 19),
        "call",
        lead,
    )
    assert "Om mått" in client.get(address).content.decode()


def test_support_still_to_come_is_refused_and_what_was_typed_kept(world, client, lead):
    client.force_login(lead)
    typed = {"on_day": "1", "on_month": "6", "on_year": "2027", "kind": "call", "text": "Om mått"}

    answer = client.post(reverse("improvements:support", args=[world.lund.pk]), typed)

    assert answer.status_code == 422
    assert 'value="Om mått"' in answer.content.decode()
    assert SupportEntry.objects.count() == 0


def test_a_strategist_notes_no_support(world):
    with pytest.raises(PermissionDenied):
        log_support(
            participation=world.lund,
            on=TODAY,
            kind="call",
            text="Om mått",
            actor=world.person("lund", "strategist"),
        )


# --- the round's method ------------------------------------------------------


def _edition(key):
    return ChecklistEdition.objects.create(key=key, name_sv=key, year=2024, highest=4)


def test_the_method_is_set_and_changed(world, client, lead):
    first, second = _edition("a"), _edition("b")
    client.force_login(lead)
    for edition, chosen in ((first, "anhoj"), (second, "classic")):
        answer = client.post(
            reverse("improvements:method", args=["omgangen"]),
            {"edition": edition.pk, "chart_rules": chosen},
        )
        assert answer.status_code == 302

    method = RoundMethod.objects.get()
    assert (method.edition, method.chart_rules) == (second, ChartRules.CLASSIC)


def test_a_checklist_that_is_answered_with_stays(world, lead):
    first, second = _edition("a"), _edition("b")
    set_method(cohort=world.cohort, edition=first, chart_rules="anhoj", actor=lead)
    Assessment.objects.create(
        participation=world.lund,
        edition=first,
        status=AssessmentStatus.OPEN,
        occasion=AssessmentOccasion.objects.create(cohort=world.cohort, kind=OccasionKind.START),
    )

    set_method(cohort=world.cohort, edition=first, chart_rules="classic", actor=lead)
    with pytest.raises(ValidationError):
        set_method(cohort=world.cohort, edition=second, chart_rules="anhoj", actor=lead)

    method = RoundMethod.objects.get()
    assert (method.edition, method.chart_rules) == (first, ChartRules.CLASSIC)


def test_only_project_leads_set_the_method(world):
    with pytest.raises(PermissionDenied):
        set_method(
            cohort=world.cohort,
            edition=_edition("a"),
            chart_rules="anhoj",
            actor=factories.make_user("granskare@skr.example", staff_role=StaffRole.REVIEWER),
        )
