"""Moving dates, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.timeline import Dated, Scope, add_months, plan

TODAY = date(2020, 3, 20)


def day(key, first, last=None, precision="day"):
    return Dated(key=key, name=key, first=first, last=last or first, precision=precision)


def test_only_what_lies_ahead_moves():
    result = plan(
        [day("opens_on", date(2020, 3, 2)), day("closes_on", date(2020, 4, 1))],
        days=183,
        today=TODAY,
        start=None,
    )
    assert [(move.what.key, move.first) for move in result.moves] == [
        ("opens_on", date(2020, 3, 2)),
        ("closes_on", date(2020, 10, 1)),
    ]
    assert [move.what.key for move in result.moving] == ["closes_on"]
    assert [move.what.key for move in result.staying] == ["opens_on"]


def test_whole_weeks_keep_weekdays():
    result = plan(
        [day("kick_off", date(2021, 9, 13), date(2021, 9, 14))],
        days=28,
        today=TODAY,
        start=date(2021, 9, 13),
    )
    (move,) = result.moves
    assert (move.first, move.last) == (date(2021, 10, 11), date(2021, 10, 12))
    assert (result.is_whole_weeks, move.keeps_weekday, move.is_on_weekend) == (True, True, False)


def test_other_shifts_say_what_lands_on_a_weekend():
    (move,) = plan(
        [day("kick_off", date(2021, 9, 13), date(2021, 9, 14))], days=5, today=TODAY, start=None
    ).moves
    assert (move.first, move.keeps_weekday, move.is_on_weekend) == (date(2021, 9, 18), False, True)


@pytest.mark.parametrize(
    "precision, first, last, days, expected",
    [
        ("month", date(2019, 3, 1), date(2019, 3, 31), 49, (date(2019, 5, 1), date(2019, 5, 31))),
        ("month", date(2019, 5, 1), date(2019, 6, 30), 28, (date(2019, 6, 1), date(2019, 7, 31))),
        ("month", date(2019, 3, 1), date(2019, 3, 31), 14, (date(2019, 3, 1), date(2019, 3, 31))),
        ("month", date(2023, 3, 13), date(2023, 3, 13), -31, (date(2023, 2, 13),) * 2),
        ("year", date(2022, 1, 1), date(2022, 12, 31), 183, (date(2023, 1, 1), date(2023, 12, 31))),
        ("year", date(2022, 1, 1), date(2022, 12, 31), 182, (date(2022, 1, 1), date(2022, 12, 31))),
    ],
)
def test_periods_move_by_whole_months_or_years(precision, first, last, days, expected):
    (move,) = plan(
        [day("x", first, last, precision)], days=days, today=date(2018, 1, 1), start=None
    ).moves
    assert (move.first, move.last) == expected


def test_from_the_start_on_leaves_the_application_period():
    result = plan(
        [
            day("closes_on", date(2020, 6, 1)),
            day("starts_on", date(2020, 9, 14)),
            day("results", date(2022, 3, 1), precision="month"),
        ],
        days=49,
        today=TODAY,
        start=date(2020, 9, 14),
        scope=Scope.FROM_START,
    )
    assert [(move.what.key, move.first) for move in result.moving] == [
        ("starts_on", date(2020, 11, 2)),
        ("results", date(2022, 5, 1)),
    ]


def test_the_fingerprint_follows_every_date():
    dates = [day("a", date(2021, 1, 1)), day("b", date(2021, 2, 1))]
    first = plan(dates, days=7, today=TODAY, start=None)
    assert first.fingerprint == plan(reversed(dates), days=7, today=TODAY, start=None).fingerprint
    changed = [dates[0], day("b", date(2021, 2, 2))]
    assert first.fingerprint != plan(changed, days=7, today=TODAY, start=None).fingerprint
    assert first.fingerprint != plan(dates, days=14, today=TODAY, start=None).fingerprint


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(-48, 48))
def test_months_there_and_back_stay_in_the_month(start, months):
    there = add_months(start, months)
    back = add_months(there, -months)
    assert (back.year, back.month) == (start.year, start.month)


@given(
    st.lists(st.dates(date(2020, 1, 1), date(2025, 1, 1)), min_size=1, max_size=6),
    st.integers(-60, 60).map(lambda weeks: weeks * 7),
)
def test_exact_days_keep_their_order_and_weekday(days, shift):
    dates = [day(f"d{n}", first) for n, first in enumerate(days)]
    result = plan(dates, days=shift, today=date(2019, 1, 1), start=None)
    assert all(move.keeps_weekday for move in result.moves)
    assert [move.first for move in result.moves] == sorted(move.first for move in result.moves)
