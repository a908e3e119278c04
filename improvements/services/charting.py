"""Charts of indicators: read for a kind of reader, and drawn where figures change.

Those at home and all others are the two kinds of readers. What others get is made of a table
from which the small numbers are gone, so nothing that follows can give them away.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import override

from improvements.chart_specs import Band, Event
from improvements.enums import ChartRules
from improvements.indicator_charts import Chart, Stock, charts_of
from improvements.models import Baseline, ChartEvent, Cycle, Indicator, Measurement
from improvements.small_numbers import Cell, for_others
from modellkonceptet.celery import enqueue_on_commit
from modellkonceptet.charts import Picture
from modellkonceptet.records.services import stored_pictures

TASK = "improvements.tasks.draw_charts"


def enqueue_drawing(indicator: Indicator) -> None:
    """After the commit the worker draws; a page that comes before it draws for itself."""
    enqueue_on_commit(TASK, indicator.pk)


def charted(indicators: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """With what `stocks_of` reads of each, so that their number does not matter."""
    return indicators.select_related("participation__cohort__method", "improvement")


def stocks_of(indicators: Sequence[Indicator], *, at_home: bool) -> list[Stock]:
    """What the charts of these are made of, in four queries for any number."""
    keys = [indicator.pk for indicator in indicators]
    cells = _cells(keys)
    baselines = _by_indicator(Baseline.objects.filter(indicator__in=keys))
    events = _by_indicator(ChartEvent.objects.filter(indicator__in=keys))
    cycles = _cycles(indicators)
    stocks = []
    for indicator in indicators:
        known = cells[indicator.pk]
        work = indicator.improvement
        hides = work is not None and work.is_private and not at_home
        rows = baselines[indicator.pk]
        stocks.append(
            Stock(
                indicator=indicator,
                cells=tuple(known if at_home else for_others(known)),
                rules=_rules(indicator),
                frozen_first=next((row.frozen_first for row in rows if row.frozen_first), None),
                splits=tuple(row.split_on for row in rows if row.split_on),
                events=tuple(Event(row.on, row.text) for row in events[indicator.pk]),
                bands=() if hides or work is None else tuple(_bands(cycles[work.pk])),
            )
        )
    return stocks


def pictures_of(charts: Iterable[Chart], *, language: str) -> list[tuple[Picture, ...]]:
    """The pictures of each; one query where they have been drawn."""
    return stored_pictures([chart.describe for chart in charts], language=language)


def draw_charts(*, indicator_id: int) -> None:
    """Draw what both kinds of readers see, in every language; may run twice without harm."""
    indicators = list(charted(Indicator.objects.filter(pk=indicator_id)))
    for at_home in (True, False):
        read = [each for each in indicators if at_home or not each.is_private]
        stocks = stocks_of(read, at_home=at_home)
        for language, _name in settings.LANGUAGES:
            with override(language):
                charts = [chart for stock in stocks for chart in charts_of(stock)]
                pictures_of(charts, language=language)


def _cells(keys: Iterable[int]) -> dict[int, list[Cell]]:
    rows = Measurement.objects.filter(indicator__in=keys).order_by("period", "series")
    found: dict[int, list[Cell]] = defaultdict(list)
    for indicator, series, period, value, count, comment, is_astronomical in rows.values_list(
        "indicator", "series", "period", "value", "count", "comment", "is_astronomical"
    ):
        found[indicator].append(Cell(series, period, value, count, comment, is_astronomical))
    return found


def _by_indicator(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.indicator_id].append(row)
    return found


def _cycles(indicators: Iterable[Indicator]) -> dict[int, list[Cycle]]:
    works = {each.improvement_id for each in indicators if each.improvement_id}
    found: dict[int, list[Cycle]] = defaultdict(list)
    for cycle in Cycle.objects.filter(improvement__in=works, started_on__isnull=False).order_by(
        "started_on", "number"
    ):
        found[cycle.improvement_id].append(cycle)
    return found


def _bands(cycles: Iterable[Cycle]) -> Iterable[Band]:
    for cycle in cycles:
        if cycle.started_on is not None:
            yield Band(str(cycle.number), cycle.started_on, cycle.ended_on)


def _rules(indicator: Indicator) -> str:
    method = getattr(indicator.participation.cohort, "method", None)
    return method.chart_rules if method else ChartRules.ANHOJ
