"""Which days are fit for a meeting, without a database."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from learning_meetings.calendar_days import (
    ClosedDates,
    ClosedEveryYear,
    ClosedWeeks,
    fit_run,
    is_fit,
    july,
    weeks_of,
    why_unfit,
)
from modellkonceptet.working_days import is_working_day, working_day_before

DAYS = st.dates(date(1953, 1, 10), date(2100, 12, 31))


def days_of(year):
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def test_the_weekdays_of_2026_on_which_nobody_meets():
    with translation.override("sv"):
        unfit = {
            f"{day:%d/%m}": why_unfit(day)
            for day in days_of(2026)
            if day.weekday() < 5 and why_unfit(day)
        }
    assert unfit == {
        "01/01": "Nyårsdagen",
        "05/01": "Trettondagsafton",
        "06/01": "Trettondedag jul",
        "02/04": "Skärtorsdagen",
        "03/04": "Långfredagen",
        "06/04": "Annandag påsk",
        "30/04": "Valborgsmässoafton",
        "01/05": "Första maj",
        "13/05": "Dag före Kristi himmelsfärdsdag",
        "14/05": "Kristi himmelsfärdsdag",
        "15/05": "Klämdag",
        "19/06": "Midsommarafton",
        "30/10": "Allahelgonsafton",
        "24/12": "Julafton",
        "25/12": "Juldagen",
        "31/12": "Nyårsafton",
    }


@pytest.mark.parametrize(
    "day, is_fit_day, is_working",
    [
        (date(2026, 12, 23), True, True),  # a half-day of the banks, before an eve
        (date(2026, 6, 18), True, True),
        (date(2026, 5, 13), False, True),  # a half-day, and an eve
        (date(2026, 4, 2), False, True),
        (date(2026, 6, 19), False, False),  # off by law, though no public holiday
        (date(2026, 6, 6), False, False),
        (date(2004, 5, 31), False, False),  # Whit Monday was one until 2004
        (date(2005, 5, 30), True, True),
        (date(2024, 2, 29), True, True),
    ],
)
def test_fit_days_and_working_days(day, is_fit_day, is_working):
    assert (is_fit(day), is_working_day(day)) == (is_fit_day, is_working)


@pytest.mark.parametrize(
    "language, day, words",
    [
        ("sv", date(2008, 5, 1), "Första maj · Kristi himmelsfärdsdag"),
        ("en", date(2027, 5, 6), "Ascension Day"),
        ("sv", date(2027, 3, 27), "Påskafton"),
        ("sv", date(2027, 3, 20), "lördag"),
        ("en", date(2027, 3, 21), "Sunday"),
        ("sv", date(2027, 3, 22), ""),
    ],
)
def test_why_in_the_language_of_the_reader(language, day, words):
    with translation.override(language):
        assert why_unfit(day) == words


def test_a_holiday_goes_before_what_the_round_has_closed():
    closed = (ClosedWeeks("påsklov", 13, 13), july())
    with translation.override("sv"):
        assert [why_unfit(date(2027, 3, day), closed) for day in (29, 30)] == [
            "Annandag påsk",
            "påsklov",
        ]


@given(DAYS)
def test_a_day_is_fit_exactly_when_nothing_speaks_against_it(day):
    closed = (july(), ClosedWeeks("sportlov", 7, 10))
    assert is_fit(day, closed) == (why_unfit(day, closed) == "")
    assert is_working_day(day) or not is_fit(day)


@given(DAYS)
def test_the_working_day_before_is_the_nearest(day):
    found = working_day_before(day)
    between = [found + timedelta(days=n) for n in range(1, (day - found).days + 1)]
    assert (found <= day, is_working_day(found)) == (True, True)
    assert [one for one in between if is_working_day(one)] == []


@given(st.integers(1996, 2100))
def test_nobody_meets_on_the_nights_when_clocks_change(year):
    for month in (3, 10):
        sunday = max(day for day in days_of(year) if day.month == month and day.weekday() == 6)
        assert is_fit(sunday) is False
        # The week about it has its seven days, whatever its hours.
        assert fit_run(sunday + timedelta(days=1), 2) == all(
            is_fit(sunday + timedelta(days=n)) for n in (1, 2)
        )


def test_week_53_exists_in_some_years_only():
    assert [(year, weeks_of(year)) for year in (2020, 2021, 2026, 2027)] == [
        (2020, 53),
        (2021, 52),
        (2026, 53),
        (2027, 52),
    ]
    assert ClosedWeeks("lov", 53, 53, 2026).covers(date(2027, 1, 2))
    with pytest.raises(ValueError, match="52 weeks"):
        ClosedWeeks("lov", 53, 53, 2027)


def test_closed_weeks_of_every_year_go_over_new_year():
    closed = ClosedWeeks("jullov", 52, 1)
    assert [
        closed.covers(day)
        for day in (
            date(2026, 12, 20),  # Sunday of week 51
            date(2026, 12, 21),  # Monday of week 52
            date(2027, 1, 3),  # Sunday of week 53
            date(2027, 1, 10),  # Sunday of week 1
            date(2027, 1, 11),
        )
    ] == [False, True, True, True, False]


def test_closed_weeks_of_one_year_are_iso_weeks():
    closed = ClosedWeeks("lov", 1, 1, 2026)
    assert [closed.covers(day) for day in (date(2025, 12, 29), date(2026, 12, 29))] == [True, False]


def test_closed_every_year_may_hold_a_leap_day_and_new_year():
    leap = ClosedEveryYear("lov", (2, 29), (3, 1))
    christmas = ClosedEveryYear("jul", (12, 20), (1, 6))
    assert [leap.covers(date(year, 3, 1)) for year in (2023, 2024)] == [True, True]
    assert [leap.covers(date(2024, 2, 29)), leap.covers(date(2023, 2, 28))] == [True, False]
    assert [
        christmas.covers(date(*day)) for day in ((2026, 12, 19), (2026, 12, 20), (2027, 1, 6))
    ] == [False, True, True]


@pytest.mark.parametrize(
    "make",
    [
        lambda: ClosedDates("lov", date(2027, 2, 2), date(2027, 2, 1)),
        lambda: ClosedWeeks("lov", 0, 3),
        lambda: ClosedWeeks("lov", 9, 8, 2027),
        lambda: ClosedEveryYear("lov", (2, 30), (3, 1)),
        lambda: is_fit(date(2101, 1, 3)),
        lambda: is_fit(date(1952, 1, 2)),
    ],
)
def test_what_makes_no_sense_is_refused(make):
    with pytest.raises(ValueError, match=r".+"):
        make()


def test_closed_dates_include_both_ends():
    closed = ClosedDates("sportlov", date(2027, 2, 22), date(2027, 2, 26))
    assert [is_fit(date(2027, 2, day), (closed,)) for day in (19, 22, 26)] == [True, False, False]
