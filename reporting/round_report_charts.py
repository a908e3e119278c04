"""The charts of a round's report: what each shows, and how it is described to the drawer.

The PDF and the files with pictures draw the same ones. Each is kept by `stored_pictures`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.utils.translation import gettext as _

from cohorts.models import Cohort
from improvements.chart_specs import Bar, Span, bars_spec, spans_spec
from modellkonceptet.charts import Describe
from modellkonceptet.records.services import stored_pictures
from reporting.report_content import Node, Picture
from reporting.round_report_values import RoundFacts

LANGUAGE = "sv"


@dataclass(frozen=True)
class RoundChart:
    """`key` names the file; `meta` says what the picture shows, `finding` what it tells."""

    key: str
    finding: str
    meta: str
    describe: Describe


@dataclass
class Sources:
    """What a chapter is made from; `drawings` collects the pictures that it needs, by key."""

    cohort: Cohort
    facts: RoundFacts
    drawings: dict[str, str] = field(default_factory=dict)

    def chart(self, chart: RoundChart | None) -> list[Node]:
        """The chart as a picture; nothing where there is nothing to draw."""
        if chart is None:
            return []
        (pictures,) = stored_pictures([chart.describe], language=LANGUAGE)
        printed = next((one for one in pictures if one.is_printed), None)
        if printed is None:
            return []
        self.drawings[chart.key] = printed.svg
        return [Picture(chart.finding, chart.meta, "", {"wide light": chart.key})]


def attendance_chart(facts: RoundFacts) -> RoundChart | None:
    rows = [one for one in facts.attendance.functions if one.held]
    if not rows:
        return None
    best = max(rows, key=lambda one: one.percent or 0)
    least = min(rows, key=lambda one: one.percent or 0)
    said = {"best": best.word, "n": best.percent, "least": least.word.lower(), "m": least.percent}
    if best.percent == least.percent:
        finding = _("Every function has been there equally often: %(n)s percent") % said
    else:
        finding = _(
            "%(best)s has been there most often, %(n)s percent, and %(least)s most seldom,"
            " %(m)s percent"
        )
        finding %= said
    bars = [
        Bar(one.word, one.percent or 0, f"{one.percent}\u00a0% ({one.there}/{one.held})", of=100)
        for one in rows
    ]
    meta = _("Share of seats at meetings that were filled, by function.")
    return _bars("attendance", finding, meta, bars)


def links_chart(facts: RoundFacts) -> RoundChart | None:
    counted = facts.works.by_link
    named = [(word, counted[key]) for key, word in facts.works.links]
    if not any(n for _word, n in named):
        return None
    word, most = max(named, key=lambda pair: pair[1])
    finding = _("Most works change %(link)s: %(n)d of %(all)d") % {
        "link": word.lower(),
        "n": most,
        "all": len(facts.works.rows),
    }
    meta = _("Number of works by link of the chain of steering. A work may touch several.")
    return _bars("links", finding, meta, [Bar(word, n, str(n)) for word, n in named])


def statuses_chart(facts: RoundFacts) -> RoundChart | None:
    counted = facts.works.by_status
    named = [(word, counted[key]) for key, word in facts.works.statuses if counted[key]]
    if not named:
        return None
    done = counted["implemented"] + counted["spread"]
    finding = _("%(n)d of %(all)d works are everyday work") % {
        "n": done,
        "all": len(facts.works.rows),
    }
    meta = _("Number of works by how far they have come.")
    return _bars("states", finding, meta, [Bar(word, n, str(n)) for word, n in named])


def spread_chart(facts: RoundFacts) -> RoundChart | None:
    rows = [one for one in facts.assessments.occasions if one.middle is not None]
    if not rows:
        return None
    finding = moved_finding(facts) or _("How far the participants say that they have come")
    meta = _(
        "Share of possible points in per cent, on each occasion. Half of the participants lie"
        " within the bar, and the line in it is the one in the middle."
    )
    spans = [Span(one.name, one.low or 0, one.middle or 0, one.high or 0) for one in rows]
    said = "; ".join(
        _("%(occasion)s: from %(low)d to %(high)d, in the middle %(middle)d")
        % {"occasion": one.name, "low": one.low, "high": one.high, "middle": one.middle}
        for one in rows
    )
    describe = partial(spans_spec, spans, description=f"{finding}. {meta} {said}.")
    return RoundChart("assessment", finding, meta, describe)


def moved_finding(facts: RoundFacts) -> str:
    """ "" where too few have assessed themselves twice."""
    found = facts.assessments
    if not found.moved:
        return ""
    return _("%(n)d of %(all)d participants have moved ahead since their first self-assessment") % {
        "n": found.up,
        "all": found.moved,
    }


def bands_chart(facts: RoundFacts) -> RoundChart | None:
    found = facts.assessments
    if not found.bands:
        return None
    words = {"up": found.up, "same": found.same, "down": found.down}
    finding = _("%(up)d have moved ahead, %(same)d stand still and %(down)d have gone back") % words
    meta = _("Number of participants by movement from the first to the latest self-assessment.")
    return _bars("movement", finding, meta, [Bar(word, n, str(n)) for word, n in found.bands])


CHARTS: Sequence[Callable[[RoundFacts], RoundChart | None]] = (
    attendance_chart,
    links_chart,
    statuses_chart,
    spread_chart,
    bands_chart,
)


def round_charts(facts: RoundFacts) -> list[RoundChart]:
    """Those for which there is something to draw, in the order of the report."""
    return [chart for make in CHARTS if (chart := make(facts)) is not None]


def _bars(key: str, finding: str, meta: str, bars: Iterable[Bar]) -> RoundChart:
    bars = list(bars)
    said = "; ".join(f"{bar.label}: {bar.words}" for bar in bars)
    describe = partial(bars_spec, bars, description=f"{finding}. {meta} {said}.")
    return RoundChart(key, finding, meta, describe)
