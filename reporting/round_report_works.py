"""The improvement works and indicators of a round, as far as they may leave their organisations.

SKR and the funder read the report. A private work is in it only where its organisation let it
into an approved report, and then as it stood when that was sent in: nothing that was written
later. Private indicators are out; what an approved report said of them stands there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort
from improvements.chart_pages import IndicatorCharts, standing_words, without_pictures
from improvements.disaggregation import PAIRS
from improvements.enums import (
    CycleDecision,
    CycleStatus,
    ImprovementStatus,
    SeriesKind,
    SteeringLink,
)
from improvements.indicator_charts import TwinChart, charts_of
from improvements.indicator_years import YearsOfPair
from improvements.models import Cycle, Improvement, Indicator
from improvements.period_words import period_name
from improvements.services.charting import charted
from reporting.gap_choice import both_known, pair_of
from reporting.models import ResultReport
from reporting.round_report_values import Before, Gauge, Gauges, Work, Works


def of_round(cohort: Cohort, path: str = "participation__") -> Q:
    """What belongs to those who have stayed in the round."""
    return Q(**{f"{path}cohort": cohort}) & ~Q(**{f"{path}status": ParticipationStatus.WITHDRAWN})


def read_works(cohort: Cohort) -> Works:
    shared = Improvement.objects.filter(of_round(cohort), is_private=False)
    found = [_work(one) for one in shared.order_by("participation", "pk")]
    found += [_work(one) for one in _let_in(cohort)]
    tests = Counter(
        Cycle.objects.filter(
            of_round(cohort, "improvement__participation__"),
            improvement__is_private=False,
            status=CycleStatus.ACTED,
        )
        .order_by()
        .values_list("decision", flat=True)
    )
    return Works(
        rows=tuple(found),
        links=_words(SteeringLink),
        statuses=_words(ImprovementStatus),
        decisions=_words(CycleDecision),
        tests=tuple((each.value, tests[each.value]) for each in CycleDecision),
    )


def _words(choices: Any) -> tuple[tuple[str, str], ...]:
    return tuple((each.value, str(each.label)) for each in choices)


def _let_in(cohort: Cohort) -> list[Any]:
    """Private works of approved reports, each as it stood when the report was sent in."""
    reports = ResultReport.objects.approved().filter(of_round(cohort))
    approved = {one.pk: one.sent_at for one in reports.only("sent_at") if one.sent_at}
    chosen = ResultReport.shown_works.through.objects.filter(resultreport__in=approved)
    sent: dict[int, datetime] = {}
    private = chosen.filter(improvement__is_private=True).order_by("pk")
    for report, work in private.values_list("resultreport", "improvement"):
        sent[work] = max(approved[report], sent.get(work, approved[report]))
    stood: dict[int, Any] = {}
    for row in Improvement.history.filter(id__in=sent).order_by("history_date", "history_id"):
        if row.history_date <= sent[row.id]:
            stood[row.id] = row
    return [stood[key] for key in sorted(stood)]


def _work(row: Any) -> Work:
    return Work(
        participant=row.participation_id,
        title=row.title,
        status=row.status,
        status_word=str(ImprovementStatus(row.status).label),
        links=tuple(link for link in SteeringLink.values if link in row.steering_links),
        operation=row.operation,
        outcome=row.outcome,
        implemented_in=row.implemented_in,
        spread_to=row.spread_to,
    )


def gauges_of(found: Iterable[IndicatorCharts]) -> Gauges:
    return Gauges(tuple(_gauge(one) for one in found))


def charts_of_round(cohort: Cohort) -> list[IndicatorCharts]:
    """Every indicator that is followed and open to others, without its pictures."""
    open_to_all = Q(is_private=False) & (Q(improvement=None) | Q(improvement__is_private=False))
    rows = Indicator.objects.filter(of_round(cohort), open_to_all, is_closed=False)
    followed: Sequence[Indicator] = list(charted(rows).order_by("participation", "pk"))
    return without_pictures(followed, at_home=False)


def _gauge(one: IndicatorCharts) -> Gauge:
    indicator, stock = one.indicator, one.stock
    whom = pair_of(stock)
    kinds = set(stock.values)
    last = stock.periods[-1] if stock.periods else None
    return Gauge(
        key=indicator.pk,
        participant=indicator.participation_id,
        name=indicator.name,
        unit=indicator.unit,
        role=indicator.role,
        role_word=str(indicator.get_role_display()),
        whom=whom.value if whom else "",
        has_both=any(pair <= kinds for pair in PAIRS),
        finding=one.finding,
        standing=one.standing.value,
        standing_word=standing_words(one.standing),
        periods=len(both_known(stock)),
        latest=period_name(last, indicator.frequency) if last else "",
        before=_before(one) if whom else None,
    )


def _before(one: IndicatorCharts) -> Before | None:
    """Of the chart's own comparison; of years of the first and the latest with both figures."""
    chart, frequency = charts_of(one.stock)[0], one.indicator.frequency
    if isinstance(chart, YearsOfPair) and len(chart.gaps) > 1:
        (first, old), (last, new) = chart.gaps[0], chart.gaps[-1]
        ours, theirs = (_figures(one, kind) for kind in chart.kinds)
        return Before(
            *(ours[first], ours[last], theirs[first], theirs[last]),
            *(abs(old), abs(new)),
            *(period_name(first, frequency), period_name(last, frequency)),
        )
    if isinstance(chart, TwinChart) and (closing := chart.twin.closing) is not None:
        women, men = closing.women, closing.men
        periods = one.stock.periods
        return Before(
            *(women.before, women.after, men.before, men.after),
            *(closing.size_before, closing.size_after),
            *(period_name(periods[0], frequency), period_name(periods[-1], frequency)),
        )
    return None


def _figures(one: IndicatorCharts, kind: SeriesKind) -> dict[Any, float]:
    found: dict[Any, float] = defaultdict(float)
    for day, cell in one.stock.values.get(kind, {}).items():
        if cell.value is not None:
            found[day] = float(cell.value)
    return found
