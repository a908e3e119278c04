"""Run charts: a series of figures about its median, and whether the change is more than chance.

`analyse` judges one series, `twin` women and men (or girls and boys) with the gap between them.
Chart, table, icon and PDF all read the same answer. Nothing here knows of the database or of
pages, and nothing draws.

    series      points, and the words that rules and results are built of
    limits      what chance still allows, with its sources
    judging     medians, runs, crossings, trends, signals
    twins       the gap, and how it closed
    sentences   a chart in words; `gap_sentences` a twin chart
"""

from improvements.run_chart.judging import Part, RunChart, Signal, analyse
from improvements.run_chart.limits import (
    FEWEST_USEFUL,
    RUNS_TABLE,
    SHIFT,
    TREND,
    Limits,
    limits,
)
from improvements.run_chart.series import (
    Change,
    Direction,
    Effect,
    Point,
    RuleSet,
    Side,
    SignalKind,
    Verdict,
)
from improvements.run_chart.twins import Closing, Group, How, Movement, Outcome, Twin, twin

__all__ = [
    "FEWEST_USEFUL",
    "RUNS_TABLE",
    "SHIFT",
    "TREND",
    "Change",
    "Closing",
    "Direction",
    "Effect",
    "Group",
    "How",
    "Limits",
    "Movement",
    "Outcome",
    "Part",
    "Point",
    "RuleSet",
    "RunChart",
    "Side",
    "Signal",
    "SignalKind",
    "Twin",
    "Verdict",
    "analyse",
    "limits",
    "twin",
]
