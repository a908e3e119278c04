"""The charts of an indicator: its figures judged, said in words, and described for the drawer.

Everything follows from a `Stock`: whoever has been given one with figures withheld gets charts,
words and gaps of what is left. Page, list, table, file and PDF read the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from improvements.chart_specs import (
    Band,
    Event,
    Kind,
    Median,
    Pair,
    Series,
    Unit,
    dumbbell_spec,
    percent,
    run_chart_spec,
    twin_chart_spec,
)
from improvements.enums import Frequency, SeriesKind
from improvements.period_words import next_period, period_name
from improvements.run_chart import (
    Effect,
    Outcome,
    Part,
    Point,
    RunChart,
    Side,
    Signal,
    SignalKind,
    Twin,
    Verdict,
    analyse,
    twin,
)
from improvements.run_chart.gap_sentences import (
    SHARES,
    finding,
    twin_sentences,
    with_unit,
)
from improvements.run_chart.gap_sentences import Pair as Whom
from improvements.run_chart.sentences import (
    effect_sentence,
    median_sentence,
    part_sentences,
    rules_sentence,
    verdict_sentence,
)
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


def charts_of(stock: Stock) -> list["Chart"]:
    """One chart for each pair of sexes, and one for each series that stands alone."""
    followed = [kind for kind in SeriesKind if kind in stock.indicator.series]
    charts: list[Chart] = []
    for whom, ours, theirs in PAIRS:
        if ours in followed and theirs in followed:
            charts.append((YearsOfPair if stock.is_yearly else TwinChart)(stock, whom))
            followed = [kind for kind in followed if kind not in (ours, theirs)]
    for kind in followed:
        charts.append((YearsOfOne if stock.is_yearly else SingleChart)(stock, kind))
    return charts


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


class _RunCharts(Chart):
    """What charts by time share: medians, cycles, events and the rules that judge."""

    @property
    def source(self) -> str:
        judged = rules_sentence(self.main) if self.main.latest else ""
        return " ".join(filter(None, [super().source, judged]))

    @property
    def main(self) -> RunChart:
        raise NotImplementedError

    @property
    def meta(self) -> str:
        median = ""
        if self.main.parts:
            last = self.main.parts[-1]
            median = median_sentence(last, self.main.points, self._precision)
        return " ".join(filter(None, [super().meta, median]))

    @property
    def _precision(self) -> str:
        return "day" if self.stock.indicator.frequency == Frequency.WEEK else "month"

    def _options(self) -> dict[str, Any]:
        return {
            "rules": self.stock.rules,
            "direction": self.stock.indicator.direction,
            "frozen_first": self.stock.frozen_first,
            "splits": self.stock.splits,
        }

    def _around(self, width: Width, scheme: Scheme) -> dict[str, Any]:
        stock = self.stock
        return {
            "unit": stock.unit,
            "width": width,
            "scheme": scheme,
            "description": self.description,
            "bands": stock.bands,
            "events": stock.events,
            "goal": stock.goal,
        }


@dataclass(frozen=True, eq=False)
class TwinChart(_RunCharts):
    """Women and men, or girls and boys, with the gap between them."""

    stock: Stock
    whom: Whom

    @cached_property
    def kinds(self) -> tuple[SeriesKind, SeriesKind]:
        return next((ours, theirs) for whom, ours, theirs in PAIRS if whom is self.whom)

    @cached_property
    def twin(self) -> Twin:
        ours, theirs = (self.stock.points(kind) for kind in self.kinds)
        return twin(ours, theirs, **self._options())

    @property
    def main(self) -> RunChart:
        return self.twin.gap

    @cached_property
    def finding(self) -> str:
        return finding(self.twin, self.whom, self.stock.indicator.unit)

    @cached_property
    def paragraphs(self) -> list[str]:
        """Of the gap, and of each of the two."""
        if self.is_empty:
            return []
        said = [" ".join(twin_sentences(self.twin, self.whom, self.stock.indicator.unit))]
        for kind, chart in zip(self.kinds, (self.twin.women, self.twin.men), strict=True):
            if chart.latest:
                words = " ".join(part_sentences(chart.latest, chart.rules))
                said.append(f"{kind.label}: {words}")
        return said

    @property
    def standing(self) -> Standing:
        """Of the gap where it can be compared with what it was; else of the two by themselves."""
        closing = self.twin.closing
        if closing is not None:
            match closing.gap.verdict:
                case Verdict.TOO_FEW:
                    return Standing.TOO_FEW
                case Verdict.SIGNAL if closing.is_equal_improvement:
                    return Standing.BETTER
                case Verdict.SIGNAL if closing.outcome == Outcome.GROWN:
                    return Standing.WORSE
                case Verdict.SIGNAL:
                    return Standing.CHANGED
        both = {_standing(chart.latest) for chart in (self.twin.women, self.twin.men)}
        if Standing.BETTER in both and Standing.WORSE in both:
            return Standing.CHANGED
        return next(each for each in _BY_WEIGHT if each in both)

    def describe(self, width: Width, scheme: Scheme) -> Mapping[str, Any] | None:
        if self.is_empty:
            return None
        charts = (self.twin.women, self.twin.men)
        ours, theirs = (_series(k, c) for k, c in zip(self.kinds, charts, strict=True))
        return twin_chart_spec(ours, theirs, **self._around(width, scheme))


@dataclass(frozen=True, eq=False)
class SingleChart(_RunCharts):
    """One series by itself."""

    stock: Stock
    kind: SeriesKind

    @cached_property
    def main(self) -> RunChart:
        return analyse(self.stock.points(self.kind), **self._options())

    @property
    def is_empty(self) -> bool:
        cells = self.stock.values.get(self.kind, {}).values()
        return not any(cell.value is not None for cell in cells)

    @cached_property
    def finding(self) -> str:
        part = self.main.latest
        if part is None or self.is_empty:
            return ""
        said = f"{verdict_sentence(part)} {effect_sentence(part.effect)}".strip()
        return f"{self.kind.label}: {said}"

    @cached_property
    def paragraphs(self) -> list[str]:
        part = self.main.latest
        if part is None or self.is_empty:
            return []
        already = [verdict_sentence(part), effect_sentence(part.effect)]
        said = [words for words in part_sentences(part, self.main.rules) if words not in already]
        return [" ".join([self._latest, *said])]

    @property
    def _latest(self) -> str:
        point = next(point for point in reversed(self.main.points) if point.value is not None)
        assert point.value is not None  # noqa: S101 - asked for above
        said = {
            "amount": self.stock.unit.amount(point.value),
            "period": period_name(point.at, self.stock.indicator.frequency),
        }
        return _("The latest figure is %(amount)s, of %(period)s.") % said

    @property
    def standing(self) -> Standing:
        return _standing(self.main.latest)

    def describe(self, width: Width, scheme: Scheme) -> Mapping[str, Any] | None:
        if self.is_empty:
            return None
        return run_chart_spec(_series(self.kind, self.main), **self._around(width, scheme))


class _Years(Chart):
    """Figures of years: side by side, without median or signal rules."""

    @property
    def standing(self) -> Standing:
        return Standing.TOO_FEW

    @property
    def why_no_rules(self) -> str:
        return _(
            "One figure a year is too little for signal rules: compare the years, and look for"
            " figures that come more often."
        )

    def _value(self, kind: str, day: date) -> float | None:
        cell = self.stock.values.get(kind, {}).get(day)
        return None if cell is None or cell.value is None else float(cell.value)


@dataclass(frozen=True, eq=False)
class YearsOfPair(_Years):
    stock: Stock
    whom: Whom

    @cached_property
    def kinds(self) -> tuple[SeriesKind, SeriesKind]:
        return next((ours, theirs) for whom, ours, theirs in PAIRS if whom is self.whom)

    @cached_property
    def gaps(self) -> list[tuple[date, float]]:
        """Of the years in which both have a figure: ours minus theirs, as on paper."""
        ours, theirs = (self.stock.values.get(kind, {}) for kind in self.kinds)
        return [
            (day, float(ours[day].value - theirs[day].value))  # type: ignore[operator]
            for day in self.stock.periods
            if day in ours and day in theirs
            if ours[day].value is not None and theirs[day].value is not None
        ]

    @cached_property
    def finding(self) -> str:
        if not self.gaps:
            return ""
        (first, before), (last, after) = self.gaps[0], self.gaps[-1]
        unit = self.stock.indicator.unit
        old, new = (with_unit(abs(gap), unit) for gap in (before, after))
        said = {"before": old, "after": new, "first": str(first.year), "last": str(last.year)}
        if len(self.gaps) == 1 or abs(before) == abs(after):
            words = _("The gap was %(after)s in %(last)s.")
        elif abs(after) < abs(before):
            words = _(
                "The gap was %(after)s in %(last)s, less than in %(first)s, when it was %(before)s."
            )
        else:
            words = _(
                "The gap was %(after)s in %(last)s, more than in %(first)s, when it was %(before)s."
            )
        return words % said

    @property
    def paragraphs(self) -> list[str]:
        return [] if self.is_empty else [self.why_no_rules]

    def describe(self, width: Width, scheme: Scheme) -> Mapping[str, Any] | None:
        ours, theirs = self.kinds
        pairs = [
            Pair(str(day.year), self._value(ours, day), self._value(theirs, day))
            for day in self.stock.periods
        ]
        if self.is_empty:
            return None
        return dumbbell_spec(
            pairs,
            unit=self.stock.unit,
            width=width,
            scheme=scheme,
            description=self.description,
            women=(Kind(ours.value), str(ours.label)),
            men=(Kind(theirs.value), str(theirs.label)),
        )


@dataclass(frozen=True, eq=False)
class YearsOfOne(_Years):
    """One figure a year of one series: a table says it better than a picture would."""

    stock: Stock
    kind: SeriesKind

    @cached_property
    def finding(self) -> str:
        known = [day for day in self.stock.periods if self._value(self.kind, day) is not None]
        day = known[-1] if known else None
        value = None if day is None else self._value(self.kind, day)
        if day is None or value is None:
            return ""
        said = {"amount": self.stock.unit.amount(value), "period": day.year}
        said["who"] = str(self.kind.label)
        return _("%(who)s: %(amount)s in %(period)s.") % said

    @property
    def paragraphs(self) -> list[str]:
        return [] if self.is_empty else [self.why_no_rules]

    def describe(self, width: Width, scheme: Scheme) -> Mapping[str, Any] | None:
        return None


_BY_WEIGHT = (
    Standing.WORSE,
    Standing.BETTER,
    Standing.CHANGED,
    Standing.NO_SIGNAL,
    Standing.TOO_FEW,
)


def _point(day: date, cell: Cell | None) -> Point:
    if cell is None or cell.value is None:
        return Point(day, None)
    return Point(day, float(cell.value), is_astronomical=cell.is_astronomical)


def _standing(part: Part | None) -> Standing:
    if part is None or part.verdict == Verdict.TOO_FEW:
        return Standing.TOO_FEW
    if part.verdict == Verdict.NO_SIGNAL:
        return Standing.NO_SIGNAL
    match part.effect:
        case Effect.IMPROVEMENT:
            return Standing.BETTER
        case Effect.DETERIORATION:
            return Standing.WORSE
    return Standing.CHANGED


def _series(kind: SeriesKind, chart: RunChart) -> Series:
    points = chart.points
    medians = [
        Median(points[part.start].at, points[part.stop - 1].at, part.median)
        for part in chart.parts
        if part.median is not None
    ]
    signal = chart.latest.latest_change if chart.latest else None
    return Series(
        label=str(kind.label),
        kind=Kind(kind.value),
        points=[(point.at, point.value) for point in points],
        medians=medians,
        signal_dates=[points[index].at for index in signal.indexes] if signal else (),
        signal_text=_at_the_curve(signal) if signal else "",
        astronomical_dates=[point.at for point in points if point.is_astronomical],
    )


def _at_the_curve(signal: Signal) -> str:
    """Short enough to stand beside the points: the sentence under the chart says the limit."""
    n = {"n": signal.found}
    if signal.kind == SignalKind.TREND:
        return ngettext("%(n)d in a row", "%(n)d in a row", signal.found) % n
    if signal.side == Side.ABOVE:
        return _("%(n)d in a row above the median") % n
    return _("%(n)d in a row below the median") % n
