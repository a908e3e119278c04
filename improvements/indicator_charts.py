"""The charts of an indicator: its figures judged, said in words, and described for the drawer.

Everything follows from a `Stock`: whoever has been given one with figures withheld gets charts,
words and gaps of what is left. Page, list, table, file and PDF read the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from improvements.chart_specs import (
    Kind,
    Median,
    Series,
    run_chart_spec,
    twin_chart_spec,
)
from improvements.enums import Frequency, SeriesKind
from improvements.indicator_stock import PAIRS, Chart, Standing, Stock
from improvements.indicator_years import YearsOfOne, YearsOfPair
from improvements.period_words import period_name
from improvements.run_chart import (
    Effect,
    Outcome,
    Part,
    RunChart,
    Side,
    Signal,
    SignalKind,
    Twin,
    Verdict,
    analyse,
    twin,
)
from improvements.run_chart.gap_sentences import Pair as Whom
from improvements.run_chart.gap_sentences import (
    finding,
    twin_sentences,
)
from improvements.run_chart.sentences import (
    effect_sentence,
    median_sentence,
    part_sentences,
    rules_sentence,
    verdict_sentence,
)
from modellkonceptet.charts import Scheme, Width

__all__ = ["PAIRS", "Chart", "Standing", "Stock", "charts_of"]


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
            return Standing.BOTH
        return next(each for each in _BY_WEIGHT if each in both)

    @property
    def by_series(self) -> tuple[tuple[str, Standing], ...]:
        charts = (self.twin.women, self.twin.men)
        return tuple(
            (str(kind.label), _standing(chart.latest))
            for kind, chart in zip(self.kinds, charts, strict=True)
        )

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


_BY_WEIGHT = (
    Standing.WORSE,
    Standing.BETTER,
    Standing.CHANGED,
    Standing.NO_SIGNAL,
    Standing.TOO_FEW,
)


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
