"""What an indicator's charts are made of, and what they have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from improvements.chart_specs import Band, Event, Unit, percent
from improvements.enums import Frequency, SeriesKind
from improvements.period_words import next_period
from improvements.run_chart import Point
from improvements.run_chart.gap_sentences import SHARES
from improvements.run_chart.gap_sentences import Pair as Whom
from improvements.small_numbers import Cell
from modellkonceptet.charts import Scheme, Width

PAIRS = (
    (Whom.WOMEN_AND_MEN, SeriesKind.WOMEN, SeriesKind.MEN),
    (Whom.GIRLS_AND_BOYS, SeriesKind.GIRLS, SeriesKind.BOYS),
)


class Standing(StrEnum):
    """How an indicator stands, for the shape and the word beside its name."""

    BETTER = "better"
    WORSE = "worse"
    BOTH = "both"  # better for the one sex and worse for the other
    CHANGED = "changed"
    NO_SIGNAL = "no_signal"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Stock:
    """All that an indicator's charts are made of, as one kind of reader may know it."""

    indicator: Any
    cells: tuple[Cell, ...]
    rules: str
    frozen_first: int | None = None
    splits: tuple[date, ...] = ()
    events: tuple[Event, ...] = ()
    bands: tuple[Band, ...] = ()

    @property
    def is_yearly(self) -> bool:
        """One figure a year is no run chart: points are too few, and years too far apart."""
        return self.indicator.frequency == Frequency.YEAR

    @cached_property
    def values(self) -> Mapping[str, Mapping[date, Cell]]:
        found: dict[str, dict[date, Cell]] = {}
        for cell in self.cells:
            found.setdefault(cell.series, {})[cell.period] = cell
        return found

    @cached_property
    def periods(self) -> list[date]:
        """From the first to the last with a figure, also those in between that have none."""
        known = sorted({cell.period for cell in self.cells})
        if not known:
            return []
        periods, step = set(known), known[0]
        while step < known[-1]:
            periods.add(step)
            step = next_period(step, self.indicator.frequency)
        return sorted(periods)

    @cached_property
    def unit(self) -> Unit:
        name = self.indicator.unit.strip()
        if name.casefold() not in SHARES:
            return Unit(name, name)
        shown = [float(cell.value) for cell in self.cells if cell.value is not None]
        if all(0 <= value <= 100 for value in shown):
            return percent()
        return Unit("%", percent().gap)

    @property
    def goal(self) -> float | None:
        target = self.indicator.target
        return None if target is None else float(target)

    def points(self, series: str) -> list[Point]:
        cells = self.values.get(series, {})
        return [_point(day, cells.get(day)) for day in self.periods]


class Chart:
    """One chart with its words. `describe` is what the drawer is given."""

    stock: Stock

    @property
    def finding(self) -> str:
        raise NotImplementedError

    @property
    def paragraphs(self) -> list[str]:
        """What there is to say beyond the heading."""
        raise NotImplementedError

    @property
    def standing(self) -> Standing:
        raise NotImplementedError

    @property
    def by_series(self) -> tuple[tuple[str, Standing], ...]:
        """How each of two series stands by itself; () where there is nothing to keep apart."""
        return ()

    @property
    def source(self) -> str:
        named = self.stock.indicator.source
        return _("Source: %(source)s.") % {"source": named.rstrip(".")} if named else ""

    @property
    def meta(self) -> str:
        """What the picture shows, in one line."""
        said = {"name": self.stock.indicator.name, "unit": self.stock.indicator.unit}
        return _("%(name)s, %(unit)s.") % said if said["unit"] else f"{said['name']}."

    @property
    def description(self) -> str:
        """What is read aloud instead of the picture."""
        words = [self.stock.indicator.name + ".", self.finding, *self.paragraphs]
        return " ".join(filter(None, words))

    @property
    def is_empty(self) -> bool:
        return not any(cell.value is not None for cell in self.stock.cells)

    def describe(self, width: Width, scheme: Scheme) -> Mapping[str, Any] | None:
        raise NotImplementedError


def _point(day: date, cell: Cell | None) -> Point:
    if cell is None or cell.value is None:
        return Point(day, None)
    return Point(day, float(cell.value), is_astronomical=cell.is_astronomical)
