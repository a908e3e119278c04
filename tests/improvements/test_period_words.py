"""Periods: which there are, what they are called, and that their codes are read back."""

from datetime import date

import pytest

from improvements.enums import Frequency
from improvements.figures import period_start, read_period
from improvements.period_words import (
    last_day,
    next_period,
    period_code,
    periods_until,
)


@pytest.mark.parametrize(
    ("frequency", "first", "second"),
    [
        ("week", date(2026, 12, 28), date(2027, 1, 4)),
        ("month", date(2026, 1, 1), date(2026, 2, 1)),
        ("month", date(2024, 2, 1), date(2024, 3, 1)),
        ("month", date(2026, 12, 1), date(2027, 1, 1)),
        ("quarter", date(2026, 1, 1), date(2026, 4, 1)),
        ("quarter", date(2026, 10, 1), date(2027, 1, 1)),
        ("half_year", date(2026, 1, 1), date(2026, 7, 1)),
        ("half_year", date(2026, 7, 1), date(2027, 1, 1)),
        ("year", date(2024, 1, 1), date(2025, 1, 1)),
    ],
)
def test_the_next_period(frequency, first, second):
    assert next_period(first, frequency) == second
    assert period_start(last_day(first, frequency), Frequency(frequency)) == first


@pytest.mark.parametrize("frequency", list(Frequency))
def test_codes_are_read_back(frequency):
    for period in periods_until(date(2026, 11, 22), frequency, 60):
        read = read_period(period_code(period, frequency))
        assert (read.first, read.frequency) == (period, frequency)


def test_twelve_periods_end_with_the_day_s_own():
    months = periods_until(date(2026, 11, 22), "month", 12)
    assert (len(months), months[0], months[-1]) == (12, date(2025, 12, 1), date(2026, 11, 1))


def test_no_period_before_the_year_1900():
    assert periods_until(date(1900, 2, 3), "month", 12) == [date(1900, 1, 1), date(1900, 2, 1)]
