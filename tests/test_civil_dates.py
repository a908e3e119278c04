from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation

from modellkonceptet.civil_dates import civil_date, distance, in_words, period, span, today


@pytest.fixture(autouse=True)
def day_of_the_paper():
    with time_machine.travel("2021-05-04T10:00:00Z", tick=False):
        yield


@pytest.fixture
def swedish():
    with translation.override("sv"):
        yield


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "moment, day",
    [
        ("2021-06-01T21:59:59Z", date(2021, 6, 1)),  # one second to midnight in Sweden
        ("2021-06-01T22:00:00Z", date(2021, 6, 2)),
        ("2021-12-31T23:00:00Z", date(2022, 1, 1)),
    ],
)
def test_today_is_the_day_in_sweden(moment, day, settings):
    settings.TIME_ZONE = "UTC"
    with time_machine.travel(moment, tick=False):
        assert today() == day
    assert civil_date(datetime.fromisoformat(moment)) == day


def test_naive_moment_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        civil_date(datetime(2021, 6, 1, 23))


def test_in_words_in_swedish(swedish):
    assert in_words(date(2021, 9, 14)) == "tisdag 14 september"
    assert in_words(date(2022, 9, 14)) == "onsdag 14 september 2022"
    assert in_words(date(2021, 9, 14), year=True) == "tisdag 14 september 2021"
    assert in_words(date(2022, 3, 1), weekday=False, year=False) == "1 mars"
    assert in_words(datetime(2021, 6, 1, 22, tzinfo=UTC)) == "onsdag 2 juni"


def test_in_words_in_english(english):
    assert in_words(date(2021, 9, 14)) == "Tuesday 14 September"
    assert in_words(date(2022, 9, 14), weekday=False) == "14 September 2022"


@pytest.mark.parametrize(
    "days, sv, en",
    [
        (0, "i dag", "today"),
        (1, "i morgon", "tomorrow"),
        (-1, "i går", "yesterday"),
        (2, "om 2 dagar", "in 2 days"),
        (9, "om 9 dagar", "in 9 days"),
        (-3, "för 3 dagar sedan", "3 days ago"),
    ],
)
def test_distance(days, sv, en):
    base = date(2021, 5, 4)
    day = base + timedelta(days=days)
    with translation.override("sv"):
        assert distance(day) == sv
        assert distance(day, base) == sv
    with translation.override("en"):
        assert distance(day) == en


SPANS = [
    (date(2021, 9, 13), date(2021, 9, 14), "13–14 september 2021", "13–14 September 2021"),
    (
        date(2026, 9, 30),
        date(2026, 10, 1),
        "30 september–1 oktober 2026",
        "30 September–1 October 2026",
    ),
    (
        date(2026, 12, 30),
        date(2027, 1, 2),
        "30 december 2026–2 januari 2027",
        "30 December 2026–2 January 2027",
    ),
    (date(2021, 6, 1), date(2021, 6, 1), "1 juni 2021", "1 June 2021"),
    (date(2021, 6, 1), None, "1 juni 2021", "1 June 2021"),
]


@pytest.mark.parametrize("first, last, sv, en", SPANS)
def test_span(first, last, sv, en):
    with translation.override("sv"):
        assert span(first, last) == sv
    with translation.override("en"):
        assert span(first, last) == en


def test_span_without_this_year(swedish):
    assert span(date(2021, 9, 13), date(2021, 9, 14), year="auto") == "13–14 september"
    assert span(date(2022, 9, 13), date(2022, 9, 14), year="auto") == "13–14 september 2022"


def test_backward_span_is_refused():
    with pytest.raises(ValueError, match="before"):
        span(date(2021, 9, 14), date(2021, 9, 13))


PERIODS = [
    (
        date(2023, 3, 1),
        None,
        "month",
        "mars 2023, datum ej fastställt",
        "March 2023, date not set yet",
    ),
    (date(2019, 5, 1), date(2019, 6, 30), "month", "maj–juni 2019", "May–June 2019"),
    (
        date(2026, 11, 1),
        date(2027, 1, 31),
        "month",
        "november 2026–januari 2027",
        "November 2026–January 2027",
    ),
    (date(2015, 1, 1), date(2015, 12, 31), "year", "2015", "2015"),
    (date(2015, 1, 1), date(2016, 12, 31), "year", "2015–2016", "2015–2016"),
    (date(2021, 9, 13), date(2021, 9, 14), "day", "13–14 september 2021", "13–14 September 2021"),
]


@pytest.mark.parametrize("first, last, precision, sv, en", PERIODS)
def test_period(first, last, precision, sv, en):
    with translation.override("sv"):
        assert period(first, last, precision) == sv
    with translation.override("en"):
        assert period(first, last, precision) == en


def test_period_long_past_needs_no_note(swedish):
    assert period(date(2019, 3, 1), date(2019, 3, 31), "month", note=False) == "mars 2019"


def test_unknown_precision_is_refused():
    with pytest.raises(ValueError, match="week"):
        period(date(2019, 3, 1), None, "week")


def test_template_filters_and_tags(swedish):
    template = Template(
        "{% load civil %}{{ day|in_words }}|{{ day|in_words:'plain year' }}|{{ day|distance }}|"
        "{% span day next %}|{% period day next 'month' %}|"
        "{{ none|in_words }}{{ none|distance }}{% span none %}{% period none none 'day' %}"
    )
    context = Context({"day": date(2021, 5, 13), "next": date(2021, 6, 14), "none": None})
    assert template.render(context) == (
        "torsdag 13 maj|13 maj 2021|om 9 dagar|13 maj–14 juni 2021|maj–juni 2021|"
    )
