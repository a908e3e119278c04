"""What is said of charts is remembered, and said anew as soon as anything has changed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.utils import translation

from improvements.chart_pages import figures_of
from improvements.chart_specs import Band, Event
from improvements.chart_words import STAMPED, words_of
from improvements.enums import ChartRules, Direction, Frequency
from improvements.indicator_charts import Stock, charts_of
from improvements.indicator_table import table_of
from improvements.models import Measurement
from improvements.small_numbers import Cell
from modellkonceptet.charts import Scheme, Width
from modellkonceptet.records.models import DrawnChart
from tests.group_world import make_group_world
from tests.improvements.recipes import make_improvement, make_indicator


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(datetime(2027, 5, 20, 9, tzinfo=UTC), tick=False):
        yield


def _cells(*, first: int = 40) -> tuple[Cell, ...]:
    return tuple(
        Cell(series, date(2026, month, 1), Decimal(value + month), 50, "", False)
        for series, value in (("women", first), ("men", 58))
        for month in range(1, 13)
    )


def _indicator(**changes: Any) -> SimpleNamespace:
    facts = {
        "name": "Insats inom 30 dagar",
        "unit": "%",
        "direction": Direction.UP,
        "target": Decimal(65),
        "source": "Eget system",
        "frequency": Frequency.MONTH,
        "series": ["women", "men"],
    }
    return SimpleNamespace(**facts | changes)


def _stock(**changes: Any) -> Stock:
    stock = Stock(indicator=_indicator(), cells=_cells(), rules=ChartRules.ANHOJ)
    return replace(stock, **changes)


def test_the_same_figures_are_said_once():
    assert words_of(_stock()) is words_of(_stock())


@pytest.mark.parametrize(
    "changes",
    [
        {"cells": _cells(first=41)},
        {"rules": ChartRules.CLASSIC},
        {"frozen_first": 10},
        {"splits": (date(2026, 6, 1),)},
        {"events": (Event(date(2026, 6, 1), "Ny chef"),)},
        {"bands": (Band("1", date(2026, 6, 1), date(2026, 7, 1)),)},
        {"indicator": _indicator(name="Insats")},
        {"indicator": _indicator(unit="dagar")},
        {"indicator": _indicator(direction=Direction.DOWN)},
        {"indicator": _indicator(target=None)},
        {"indicator": _indicator(source="")},
        {"indicator": _indicator(frequency=Frequency.QUARTER)},
        {"indicator": _indicator(series=["women"])},
    ],
)
def test_whatever_changes_is_said_anew(changes: dict[str, Any]):
    assert words_of(_stock(**changes)) is not words_of(_stock())


def test_each_language_has_words_of_its_own():
    swedish = words_of(_stock())
    with translation.override("en"):
        english = words_of(_stock())

    assert english.charts[0].finding != swedish.charts[0].finding
    assert english.charts[0].keys != swedish.charts[0].keys


class _Watched:
    """An indicator that notes what of it is read."""

    def __init__(self) -> None:
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        return getattr(_indicator(), name)


@pytest.mark.parametrize("series", [["women", "men"], ["women"]])
@pytest.mark.parametrize("frequency", [Frequency.MONTH, Frequency.YEAR])
def test_nothing_is_said_by_what_the_stamp_leaves_out(series, frequency):
    watched = _Watched()
    watched.series, watched.frequency = series, frequency
    stock = _stock(indicator=watched)

    for chart in charts_of(stock):
        assert chart.finding + chart.meta + chart.source + "".join(chart.paragraphs)
        assert chart.standing
        chart.describe(Width.WIDE, Scheme.LIGHT)
    assert table_of(stock).rows

    assert watched.read - set(STAMPED) == set()


@pytest.mark.django_db
def test_a_picture_that_is_kept_no_more_is_drawn_again():
    world = make_group_world(kick_off=date(2027, 2, 1))
    work = make_improvement(world.lund)
    indicator = make_indicator(world.lund, improvement=work)
    for cell in _cells():
        Measurement.objects.create(
            indicator=indicator, series=cell.series, period=cell.period, value=cell.value
        )
    reader = world.person("lund", "strategist")
    first = [each.pictures for each in figures_of(work, reader, "sv")]
    DrawnChart.objects.all().delete()

    again = [each.pictures for each in figures_of(work, reader, "sv")]

    assert again == first
    assert DrawnChart.objects.count() == 4
