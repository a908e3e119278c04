"""Improvement works, indicators and what was adopted, as content of a report.

Called by `report_facts` alone, which sets the language.
"""

from collections import Counter
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from improvements.aims import aim_of
from improvements.chart_pages import IndicatorCharts, with_pictures, without_pictures
from improvements.enums import (
    PROGRESS,
    CycleDecision,
    CycleStatus,
    ImprovementStatus,
    SteeringLink,
)
from improvements.models import Cycle, Improvement, Indicator
from improvements.services.charting import charted
from reporting.models import ResultReport
from reporting.report_content import Heading, Items, Node, Picture, Table, Text

MOST_CHARTS = 12
MOST_PERIODS = 12
TAKEN_UP = (
    ImprovementStatus.ADOPTED,
    ImprovementStatus.ADAPTED,
    ImprovementStatus.IMPLEMENTED,
    ImprovementStatus.SPREAD,
)


def works_of(report: ResultReport) -> QuerySet[Improvement]:
    """Those that others read, and the private ones that the organisation has let in."""
    let_in = report.shown_works.through.objects.filter(
        resultreport=report.pk, improvement=OuterRef("pk")
    )
    return Improvement.objects.filter(
        Q(is_private=False) | Exists(let_in), participation=report.participation_id
    ).order_by("pk")


def works(report: ResultReport) -> list[Node]:
    """Each work that is more than an idea: its aim, how far it has come, its tests."""
    begun = works_of(report).exclude(status=ImprovementStatus.IDEA)
    rows = begun.prefetch_related("progress", Prefetch("cycles", Cycle.objects.order_by("number")))
    nodes: list[Node] = []
    for work in rows:
        nodes.append(Heading(work.title))
        if work.has_whole_aim:
            nodes.append(Text(aim_of(work).sentence))
        nodes.append(Items(tuple(_standing(work))))
        if tests := list(work.cycles.all()):
            nodes.append(_tests(work, tests))
    return nodes


def _standing(work: Improvement) -> list[str]:
    said = [_("State: %(state)s") % {"state": work.get_status_display()}]
    if work.operation:
        said.append(_("Core operation: %(what)s") % {"what": work.operation})
    links = [str(SteeringLink(link).label).lower() for link in work.steering_links]
    if links:
        said.append(_("Part of the steering: %(links)s") % {"links": ", ".join(links)})
    step = next(iter(work.progress.all()), None)
    if step is not None:
        words = {"step": PROGRESS[step.tenths], "evidence": step.evidence}
        said.append(_("Progress: %(step)s. %(evidence)s") % words)
    if work.problem:
        said.append(_("The difference it began with: %(text)s") % {"text": work.problem})
    if work.outcome:
        said.append(_("What came of it: %(text)s") % {"text": work.outcome})
    return said


def _tests(work: Improvement, tests: list[Cycle]) -> Table:
    head = (_("Test"), _("State"), _("Decision"), _("What we have learned"))
    rows = tuple(
        (
            str(test),
            str(test.get_status_display()),
            str(test.get_decision_display()) if test.status == CycleStatus.ACTED else "–",
            test.learned if test.status == CycleStatus.ACTED else "–",
        )
        for test in tests
    )
    return Table(_("Tests of “%(work)s”") % {"work": work.title}, head, rows)


def indicators(report: ResultReport) -> list[Node]:
    """The latest figures of each in words, as a chart and as a table."""
    let_in = report.shown_works.through.objects.filter(
        resultreport=report.pk, improvement=OuterRef("improvement")
    )
    open_to_all = Q(is_private=False) & (Q(improvement=None) | Q(improvement__is_private=False))
    rows = Indicator.objects.filter(
        open_to_all | Exists(let_in), participation=report.participation_id, is_closed=False
    )
    followed = list(charted(rows).order_by("pk")[:MOST_CHARTS])
    found = with_pictures(without_pictures(followed, at_home=False), language="sv")
    return [node for one in found for node in _indicator(one)]


def _indicator(one: IndicatorCharts) -> list[Node]:
    nodes: list[Node] = [Heading(one.indicator.name)]
    chart, keys = one.main, _keys(one)
    if keys:
        nodes.append(Picture(one.finding, chart.meta, chart.source, keys))
    else:
        nodes.append(Text(one.finding))
    nodes += [Text(paragraph) for paragraph in chart.paragraphs]
    if one.table.rows:
        nodes.append(_figures(one))
    return [*nodes, *(Text(note) for note in one.table.notes)]


def _keys(one: IndicatorCharts) -> dict[str, str]:
    """By width and scheme; a chart without anything to draw has none."""
    return {f"{width} {scheme}": key for key, (width, scheme) in one.main.keys.items()}


def _figures(one: IndicatorCharts) -> Table:
    rows = one.table.rows[:MOST_PERIODS]
    words: dict[str, Any] = {"name": one.indicator.name, "unit": one.indicator.unit}
    caption = _("%(name)s, %(unit)s") % words
    if len(one.table.rows) > MOST_PERIODS:
        caption = _("%(name)s, %(unit)s, the latest %(n)d periods") % {
            **words,
            "n": MOST_PERIODS,
        }
    return Table(caption, tuple(one.table.columns), tuple(map(tuple, rows)), has_figures=True)


def adopted(report: ResultReport) -> list[Node]:
    """What has become everyday work and where it has spread, and what the tests decided."""
    nodes: list[Node] = []
    decided = Counter(
        Cycle.objects.filter(improvement__in=works_of(report), status=CycleStatus.ACTED)
        .order_by()
        .values_list("decision", flat=True)
    )
    if decided:
        said = [f"{each.label}: {decided[each.value]}" for each in CycleDecision]
        nodes += [Text(_("Decisions after tests")), Items(tuple(said))]
    rows = tuple(
        (
            work.title,
            str(work.get_status_display()),
            work.implemented_in or "–",
            work.spread_to or "–",
        )
        for work in works_of(report).filter(status__in=TAKEN_UP)
    )
    if rows:
        head = (_("Improvement work"), _("State"), _("Where it is everyday work"), _("Spread to"))
        nodes.append(Table(_("What has been adopted"), head, rows))
    return nodes
