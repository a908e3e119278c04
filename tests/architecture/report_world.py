"""The world's result reports: one of everything for each of the two organisations, sent in."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cohorts.models import Cohort
from modellkonceptet.records.services import store_file
from reporting.enums import FileOrderKind, ReportKind, ReportStatus
from reporting.models import (
    EvaluationReport,
    FileOrder,
    OrderedFile,
    ReportChart,
    ReportComment,
    ReportForm,
    ReportOccasion,
    ReportQuote,
    ReportSection,
    ReportText,
    ReportTextRevision,
    ReportVersion,
    ResultReport,
    ReturnPoint,
)
from reporting.report_content import Document, Part, as_data


def report_form_rows(cohort: Cohort) -> ReportOccasion:
    """A form of one section, and the day on which the round reports."""
    form = ReportForm.objects.create(
        programme=cohort.terms.get().programme, kind=ReportKind.FINAL, name_sv="Slutrapport"
    )
    ReportSection.objects.create(form=form, key="why", title_sv="Vad ni gjorde")
    stored = store_file(name="utvardering.pdf", content=b"%PDF", content_type="application/pdf")
    EvaluationReport.objects.create(
        cohort=cohort, title="Utvärdering", authors="Lärande utvärdering", stored=stored
    )
    return ReportOccasion.objects.create(
        cohort=cohort, form=form, due_on=timezone.localdate() + timedelta(days=60)
    )


def report_rows(matter: Any, occasion: ReportOccasion) -> None:
    """Sent in and waiting for SKR."""
    section = occasion.form.sections.get()
    now = timezone.now()
    report = ResultReport.objects.create(
        participation=matter.rows["participation"],
        occasion=occasion,
        status=ReportStatus.SENT,
        version=1,
        sent_at=now,
        sent_by=matter.owner,
    )
    of = {"report": report, "section": section}
    part = Part(section.key, section.title_sv, "Vi skrev detta")
    document = Document("Slutrapport", (("Organisation", str(report.participation)),), (part,))
    matter.rows |= {
        "report": report,
        "report_occasion": occasion,
        "report_version": ReportVersion.objects.create(
            report=report, number=1, document=as_data(document), sent_at=now
        ),
        "report_chart": ReportChart.objects.create(report=report, key="0" * 64, svg="<svg/>"),
        "report_text": ReportText.objects.create(text="Vi skrev detta", version=1, **of),
        "report_revision": ReportTextRevision.objects.create(
            text="Vi skrev detta", version=1, **of
        ),
        "report_comment": ReportComment.objects.create(text="Bra", author=matter.owner, **of),
        "report_quote": ReportQuote.objects.create(
            report=report, section="why", text="Vi skrev detta"
        ),
        "report_point": ReturnPoint.objects.create(number=1, text="Vem ansvarar?", **of),
    }
    matter.rows["evaluation"] = EvaluationReport.objects.get(cohort=occasion.cohort)
    matter.rows |= file_order_rows(matter.rows["participation"])


def file_order_rows(home: Any) -> dict[str, Any]:
    """A case file that has been made."""
    order = FileOrder.objects.create(
        kind=FileOrderKind.CASE_FILE,
        cohort=home.cohort,
        participation=home,
        finished_at=timezone.now(),
    )
    stored = store_file(name="arende.zip", content=b"PK", content_type="application/zip")
    file = OrderedFile.objects.create(order=order, title="Allt om ärendet", stored=stored)
    return {"file_order": order, "ordered_file": file}
