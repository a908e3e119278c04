"""Result reports as they were sent in, each time; what SKR wanted mended; and their publication."""

from functools import partial

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkonceptet.pdf import ARCHIVAL
from modellkonceptet.records.models import AuditEntry
from reporting.case_file.case import Case, Chapter, name_of
from reporting.case_file.records import Listing, Record, Shape, listed
from reporting.models import ReportVersion, ResultReport, ReturnPoint
from reporting.report_content import from_data
from reporting.report_document import report_pdf

# Of a report's life only what everybody could see of it, or is told of it in a mail.
TOLD = {
    "send": gettext_lazy("Sent in"),
    "return": gettext_lazy("Returned with points to mend"),
    "approve": gettext_lazy("Approved"),
    "publish": gettext_lazy("Published"),
    "withdraw": gettext_lazy("Publication withdrawn"),
}
REPORT = Shape(
    ResultReport,
    ("status", "version", "sent_at", "approved_at", "published_at"),
    {
        "occasion": gettext_lazy("Report"),
        "due_on": gettext_lazy("To be sent in by"),
        "published_sections": gettext_lazy("Sections published now"),
    },
    unread=frozenset({"occasion", "version"}),
)
VERSION = Shape(
    ReportVersion,
    ("number", "sent_at"),
    {
        "sent_by": gettext_lazy("Sent in by"),
        "file": gettext_lazy("File"),
        "document": gettext_lazy("The report as it was sent in"),
    },
    unread=frozenset({"number", "document"}),
)
POINT = Shape(
    ReturnPoint,
    ("number", "text", "made_at", "mended_at"),
    {"section": gettext_lazy("Section")},
)
HAPPENED = Shape(
    None,
    (),
    {
        "at": gettext_lazy("When"),
        "what": gettext_lazy("What"),
        "sections": gettext_lazy("Sections"),
    },
    {"what": TOLD},
)


def read_reports(case: Case) -> list[Listing]:
    """What was sent in. What is being written, and the talk about it, is not sent yet."""
    reports = (
        ResultReport.objects.filter(participation=case.participation, sent_at__isnull=False)
        .select_related("occasion__form", "participation__organisation", "participation__unit")
        .prefetch_related(
            Prefetch("versions", ReportVersion.objects.select_related("sent_by")),
            Prefetch("points", ReturnPoint.objects.select_related("section")),
        )
        .order_by("occasion__due_on", "pk")
    )
    return [Listing("reports", "", tuple(_report(case, one) for one in reports))]


def _report(case: Case, report: ResultReport) -> Record:
    titles = {
        part["key"]: part["title"]
        for version in report.versions.all()
        for part in version.document["parts"]
    }
    published = [part["title"] for part in report.public["parts"]] if report.public else []
    points = [
        POINT.record(point, section=titles.get(point.section.key, point.section.title))
        for point in report.points.all()
    ]
    return REPORT.record(
        report,
        title=report.occasion.form.name,
        occasion=report.occasion.form.name,
        due_on=report.occasion.due_on,
        published_sections=published,
        listings=[
            listed(
                "versions",
                _("As sent in"),
                [_version(case, report, one) for one in report.versions.all()],
            ),
            listed("points", _("What SKR wanted mended"), points, as_table=True),
            listed("history", _("What happened"), _history(report, titles), as_table=True),
        ],
    )


def _version(case: Case, report: ResultReport, version: ReportVersion) -> Record:
    """People have it as a document of its own, machines here as well."""
    what = _("%(report)s, sent in %(n)d") % {
        "report": report.occasion.form.name,
        "n": version.number,
    }
    document = from_data(version.document)
    path = case.document(
        partial(report_pdf, report, document, version=version, variant=ARCHIVAL),
        name=f"{document.title} {version.number}.pdf",
        what=what,
        at=version.sent_at,
    )
    return VERSION.record(
        version,
        title=_("Sent in, number %(n)d") % {"n": version.number},
        sent_by=name_of(version.sent_by),
        file=path,
        document=version.document,
    )


def _history(report: ResultReport, titles: dict[str, str]) -> list[Record]:
    entries = AuditEntry.objects.filter(
        subject_type=report._meta.label_lower, subject_id=report.pk, action__in=list(TOLD)
    )
    return [_happened(one, titles) for one in entries.order_by("at", "pk")]


def _happened(entry: AuditEntry, titles: dict[str, str]) -> Record:
    sections = [titles.get(key, key) for key in entry.details.get("parts", ())]
    return HAPPENED.record(None, at=entry.at, what=entry.action, sections=sections)


REPORTS = Chapter(
    "result_reports",
    gettext_lazy("Result reports"),
    read_reports,
    {
        "reports[]": REPORT,
        "reports[].versions[]": VERSION,
        "reports[].points[]": POINT,
        "reports[].history[]": HAPPENED,
    },
)
