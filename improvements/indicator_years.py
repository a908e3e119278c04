"""Figures of years: side by side, without median or signal rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from improvements.chart_specs import Kind, Pair, dumbbell_spec
from improvements.enums import SeriesKind
from improvements.indicator_stock import PAIRS, Chart, Standing, Stock
from improvements.run_chart.gap_sentences import Pair as Whom
from improvements.run_chart.gap_sentences import with_unit
from modellkonceptet.charts import Scheme, Width


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
