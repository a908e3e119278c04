"""A result report put together, and sent in: what was sent is kept as it was."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from modellkonceptet.civil_dates import civil_date, in_words
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.workflow import Workflow
from reporting.enums import REPORT_TRANSITIONS, ReportStatus
from reporting.models import (
    ReportSection,
    ReportText,
    ReportVersion,
    ResultReport,
    ReturnPoint,
)
from reporting.report_content import Document, Node, Part, as_data, nodes_from_data
from reporting.services.report_facts import LANGUAGE, facts_for
from reporting.services.report_writing import keep_charts, lock_for_writing

report_flow = Workflow(REPORT_TRANSITIONS, audit=AuditEntry)


@dataclass(frozen=True)
class Written:
    """A section of the form with the text that stands there, if any."""

    section: ReportSection
    row: ReportText | None

    @property
    def text(self) -> str:
        return self.row.text if self.row else ""

    @property
    def is_missing(self) -> bool:
        return self.section.is_required and not self.text


def written_of(report: ResultReport) -> list[Written]:
    """Every section of the form in its order; sections added later are empty."""
    rows = {row.section_id: row for row in report.texts.select_related("edited_by", "frozen_by")}
    sections = report.occasion.form.sections.order_by("position", "pk")
    return [Written(section, rows.get(section.pk)) for section in sections]


def nodes_of(report: ResultReport, written: Written) -> tuple[Node, ...]:
    """The facts of a section: as frozen, else as they are today."""
    if written.row and written.row.prefilled is not None:
        return nodes_from_data(written.row.prefilled)
    return facts_for(report, written.section.prefill)


def put_together(report: ResultReport, *, sent_at: Any = None) -> Document:
    """The whole report as it stands now; sections without anything are left out."""
    parts = [
        Part(one.section.key, one.section.title_sv, one.text, nodes_of(report, one))
        for one in written_of(report)
    ]
    with override(LANGUAGE):
        facts = [
            (_("Organisation"), str(report.participation)),
            (_("Round"), report.participation.cohort.name_sv),
        ]
        if sent_at is not None:
            facts.append((_("Sent in"), in_words(sent_at, weekday=False, year=True)))
    return Document(
        report.occasion.form.name_sv,
        tuple(facts),
        tuple(part for part in parts if not part.is_empty),
    )


@transaction.atomic
def send_report(*, report: ResultReport, actor: Any) -> ResultReport:
    """Send it in as it stands: the document is kept as a version that nothing changes.

    Raises ValidationError when required sections are empty or points of SKR's are left.
    """
    locked = lock_for_writing(report, actor)
    if missing := [one.section.title for one in written_of(report) if one.is_missing]:
        raise ValidationError(
            ngettext(
                "A section is not written yet: %(which)s.",
                "%(n)d sections are not written yet: %(which)s.",
                len(missing),
            )
            % {"n": len(missing), "which": ", ".join(missing)},
            code="missing",
        )
    if ReturnPoint.objects.filter(report=report, mended_at=None).exists():
        raise ValidationError(
            _("SKR has pointed out what is to be mended. Mark each point when it is done."),
            code="points_left",
        )
    now, number = timezone.now(), locked.version + 1
    document = put_together(report, sent_at=civil_date(now))
    for part in document.parts:
        keep_charts(report, part.nodes)
    report_flow.move(report, "send", actor=actor, sent_at=now, sent_by=actor, version=number)
    ReportVersion.objects.create(
        report=report, number=number, document=as_data(document), sent_at=now, sent_by=actor
    )
    return report


@transaction.atomic
def mend_point(*, point: ReturnPoint, is_mended: bool, actor: Any) -> ReturnPoint:
    """Mark that a point of SKR's is seen to, or that it is not after all."""
    report = lock_for_writing(point.report, actor)
    if report.status != ReportStatus.RETURNED:
        raise ValidationError(_("The report is not returned."), code="closed")
    point.mended_at = timezone.now() if is_mended else None
    point.mended_by = actor if is_mended else None
    point.save(update_fields=["mended_at", "mended_by"])
    return point
