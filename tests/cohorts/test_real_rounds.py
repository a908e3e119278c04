"""The rounds that were really held, with time frozen at their edges."""

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from cohorts.enums import DecisionMode, EventKind, Phase, Precision
from cohorts.models import Cohort
from cohorts.services.terms import is_frozen
from modellkonceptet.civil_dates import period, today
from tests.cohorts import rounds
from tests.factories import stockholm


@pytest.fixture
def templates(db):
    rounds.load_templates()


@pytest.fixture
def round_2021(templates):
    return rounds.modellkommuner_2021()


@pytest.mark.parametrize(
    "moment, phase",
    [
        (stockholm(2021, 3, 31, 23, 59), Phase.DRAFT),
        (stockholm(2021, 4, 1, 0, 0), Phase.ANNOUNCED),
        (stockholm(2021, 4, 11, 23, 59), Phase.ANNOUNCED),
        (stockholm(2021, 4, 12, 0, 0), Phase.OPEN),
        (stockholm(2021, 6, 1, 23, 59), Phase.OPEN),
        (stockholm(2021, 6, 2, 0, 0), Phase.DECIDING),
        (stockholm(2021, 6, 30, 12, 0), Phase.DECIDING),
        (stockholm(2021, 9, 12, 23, 59), Phase.DECIDING),
        (stockholm(2021, 9, 13, 0, 0), Phase.RUNNING),
    ],
)
def test_2021_opens_and_closes_by_the_clock_in_stockholm(round_2021, moment, phase):
    with time_machine.travel(moment, tick=False):
        assert round_2021.phase(today()) == phase
        assert list(Cohort.objects.open_on(today())) == (
            [round_2021] if phase == Phase.OPEN else []
        )
        assert list(Cohort.objects.visible_to(AnonymousUser())) == (
            [] if phase == Phase.DRAFT else [round_2021]
        )


def test_2021_is_completed_from_its_day(round_2021):
    round_2021.completed_on = date(2023, 3, 22)
    assert round_2021.phase(date(2023, 3, 21)) == Phase.RUNNING
    assert round_2021.phase(date(2023, 3, 22)) == Phase.COMPLETED


def test_2021_is_decided_on_a_day_and_invoiced_the_year_after(round_2021):
    assert (round_2021.decision_mode, round_2021.decision_on) == (
        DecisionMode.FIXED,
        date(2021, 6, 30),
    )
    assert round_2021.invoicing_year == 2022


def test_2021_begins_lunch_to_lunch_and_ends_on_a_day_not_set_yet(round_2021):
    kick_off = round_2021.timeline.get(kind=EventKind.KICK_OFF)
    assert period(kick_off.first_day, kick_off.last_day, kick_off.precision) == (
        "13–14 september 2021"
    )
    results = round_2021.timeline.get(kind=EventKind.RESULTS_CONFERENCE)
    assert period(results.first_day, results.last_day, results.precision) == (
        "mars 2023, datum ej fastställt"
    )


def test_2021_was_one_round_for_municipalities_and_regions(round_2021):
    assert {
        terms.programme.participant_kind: list(
            terms.functions.filter(is_required=True).values_list("function", flat=True)
        )
        for terms in round_2021.terms.all()
    } == {
        "municipality": ["politician", "senior_manager", "key_person"],
        "region": ["politician", "senior_manager", "finance_manager", "key_person"],
    }


def test_2020_decides_as_applications_come_in(templates):
    cohort = rounds.modellkommuner_2020()
    assert (cohort.decision_mode, cohort.decision_on) == (DecisionMode.ROLLING, None)
    assert [
        cohort.phase(day)
        for day in (date(2020, 10, 1), date(2020, 10, 2), date(2020, 11, 2), date(2020, 11, 3))
    ] == [Phase.OPEN, Phase.DECIDING, Phase.DECIDING, Phase.RUNNING]


def test_2019_regions_have_an_operation_and_periods(templates):
    cohort = rounds.modellregioner_2019()
    terms = cohort.terms.get()
    assert terms.asks_operation is True
    assert terms.functions.filter(is_required=True).count() == 4
    assert [
        period(event.first_day, event.last_day, event.precision, note=False)
        for event in cohort.timeline.all()
    ] == ["mars 2019", "maj–juni 2019", "september–november 2019"]
    assert {event.precision for event in cohort.timeline.all()} == {Precision.MONTH}
    assert [cohort.is_open(day) for day in (date(2018, 10, 30), date(2018, 10, 31))] == [
        True,
        False,
    ]


def test_terms_freeze_when_the_round_opens(round_2021):
    terms = round_2021.terms.first()
    for moment, frozen in (
        (stockholm(2021, 4, 11, 23, 59), False),
        (stockholm(2021, 4, 12, 0, 0), True),
        (stockholm(2023, 4, 12, 0, 0), True),
    ):
        with time_machine.travel(moment, tick=False):
            assert is_frozen(terms) is frozen
            assert is_frozen(terms.commitments.first()) is frozen
