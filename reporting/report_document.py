"""A report's document ready to be shown: the same content for page, PDF and public page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from modellkonceptet.charts import Figure, Scheme, Width
from modellkonceptet.charts import Picture as Drawing
from modellkonceptet.pdf import render_pdf
from modellkonceptet.records.models import DrawnChart
from reporting.enums import WRITABLE
from reporting.models import ReportChart, ReportVersion, ResultReport
from reporting.report_content import Document, Node, Part, Picture, chart_keys, from_data
from reporting.services.report_facts import LANGUAGE
from reporting.services.report_publishing import latest_document
from reporting.services.report_sending import put_together


@dataclass(frozen=True)
class ShownNode:
    """A node with the drawings that it needs; `template` shows it on a page."""

    node: Node
    figure: Figure | None = None

    @property
    def kind(self) -> str:
        return self.node.kind

    @property
    def template(self) -> str:
        return f"reporting/report_node_{self.kind}.html"


@dataclass(frozen=True)
class ShownPart:
    part: Part
    nodes: tuple[ShownNode, ...]


@dataclass(frozen=True)
class ShownDocument:
    document: Document
    parts: tuple[ShownPart, ...]


def document_for(report: ResultReport, *, at_home: bool) -> Document | None:
    """What the reader is shown: at home as it stands while it is written, else as sent in last."""
    if at_home and report.status in WRITABLE:
        return put_together(report)
    return latest_document(report)


def show(report: ResultReport, document: Document) -> ShownDocument:
    drawings = drawings_of(report, document.chart_keys())
    return ShownDocument(
        document,
        tuple(ShownPart(part, show_nodes(part.nodes, drawings)) for part in document.parts),
    )


def report_pdf(
    report: ResultReport,
    document: Document,
    *,
    version: ReportVersion | None = None,
    variant: str = "pdf/ua-1",
) -> bytes:
    """Of what was sent in, equal bytes whenever it is asked for: the last time, or `version`."""
    sent_at = version.sent_at if version else report.sent_at
    number = version.number if version else report.version
    return render_pdf(
        template="pdf/report.html",
        context={"shown": show(report, document), "organiser": str(report.participation)},
        language=LANGUAGE,
        title=f"{document.title}, {report.participation}",
        created=sent_at or timezone.now(),
        identifier=f"report-{report.pk}-{number}-{settings.SITE_URL}",
        variant=variant,
    )


def show_public(report: ResultReport) -> ShownDocument | None:
    """What everybody may read of it; None unless it is published now."""
    return show(report, from_data(report.public)) if report.public else None


def show_facts(report: ResultReport, nodes: Iterable[Node]) -> tuple[ShownNode, ...]:
    """The content of one section by itself."""
    nodes = tuple(nodes)
    return show_nodes(nodes, drawings_of(report, chart_keys(nodes)))


def show_nodes(nodes: Iterable[Node], drawings: Mapping[str, str]) -> tuple[ShownNode, ...]:
    return tuple(
        ShownNode(node, _figure(node, drawings) if isinstance(node, Picture) else None)
        for node in nodes
    )


def drawings_of(report: ResultReport, keys: Iterable[str]) -> dict[str, str]:
    """As the report has kept them; of facts that are not frozen, as they were drawn just now."""
    wanted = set(keys)
    if not wanted:
        return {}
    kept = ReportChart.objects.filter(report=report, key__in=wanted)
    found = dict(kept.values_list("key", "svg"))
    missing = wanted - found.keys()
    return found | (DrawnChart.objects.by_key(missing) if missing else {})


def _figure(node: Picture, drawings: Mapping[str, str]) -> Figure:
    pictures = [
        Drawing(*_variant(name), svg=drawings[key])
        for name, key in node.keys.items()
        if key in drawings
    ]
    return Figure(node.finding, node.meta, pictures, (), (), source=node.source)


def _variant(name: str) -> tuple[Any, Any]:
    width, scheme = name.split()
    return Width(width), Scheme(scheme)
