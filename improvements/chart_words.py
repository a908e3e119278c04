"""What a page says of an indicator's charts, remembered: it follows from the figures alone.

To judge the figures, say them in words and describe the pictures costs some eight milliseconds a
chart. A process remembers what it has said, by a stamp of everything it was said of; so nothing
has to be forgotten when a figure changes, and nobody reads what another kind of reader may.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from improvements.indicator_charts import Standing, Stock, charts_of
from improvements.indicator_table import Table, table_of
from modellkonceptet.charts import Scheme, Width
from modellkonceptet.civil_dates import today
from modellkonceptet.records.services import Keys, picture_keys

KEPT = 256  # indicators, each for a kind of reader and a language
# What of the indicator itself is said or judged by; a test asks the charts what they read.
STAMPED = ("name", "unit", "direction", "target", "source", "frequency", "series")


@dataclass(frozen=True)
class ChartWords:
    """One chart in words, and the keys of its pictures."""

    finding: str
    meta: str
    source: str
    paragraphs: tuple[str, ...]
    standing: Standing
    by_series: tuple[tuple[str, Standing], ...]
    keys: Keys


@dataclass(frozen=True)
class IndicatorWords:
    """An indicator's charts, the most telling first, and the table that holds all series."""

    charts: tuple[ChartWords, ...]
    table: Table


@dataclass(frozen=True)
class _Question:
    """Equal when the stamp is: the figures come along for the one who has to answer."""

    stamp: str
    stock: Stock = field(compare=False)


def words_of(stock: Stock) -> IndicatorWords:
    """What is said of these figures in the language of today's reader."""
    return _answer(_Question(_stamp(stock), stock))


@lru_cache(maxsize=KEPT)
def _answer(question: _Question) -> IndicatorWords:
    stock, language = question.stock, get_language() or "sv"
    return IndicatorWords(
        tuple(
            ChartWords(
                finding=chart.finding,
                meta=chart.meta,
                source=chart.source,
                paragraphs=tuple(chart.paragraphs),
                standing=chart.standing,
                by_series=chart.by_series,
                keys=picture_keys(chart.describe, language=language),
            )
            for chart in charts_of(stock)
        ),
        table_of(stock),
    )


def describe_again(stock: Stock, number: int, width: Width, scheme: Scheme) -> Any:
    """The description of one chart, for a picture that is not kept any more."""
    description: Mapping[str, Any] | None = charts_of(stock)[number].describe(width, scheme)
    return description


def _stamp(stock: Stock) -> str:
    facts = [
        get_language(),
        today(),
        [getattr(stock.indicator, name) for name in STAMPED],
        stock.rules,
        stock.frozen_first,
        stock.splits,
        stock.events,
        stock.bands,
        stock.cells,
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()
