"""What charts look like: plain values in, a Vega-Lite description out; nothing is read or drawn."""

from improvements.chart_specs.bars import Bar, Span, bars_spec, spans_spec
from improvements.chart_specs.dumbbells import dumbbell_spec
from improvements.chart_specs.run_charts import run_chart_spec, twin_chart_spec
from improvements.chart_specs.values import (
    Band,
    Event,
    Kind,
    Median,
    Pair,
    Series,
    Unit,
    percent,
)

__all__ = [
    "Band",
    "Bar",
    "Event",
    "Kind",
    "Median",
    "Pair",
    "Series",
    "Span",
    "Unit",
    "bars_spec",
    "dumbbell_spec",
    "percent",
    "run_chart_spec",
    "spans_spec",
    "twin_chart_spec",
]
