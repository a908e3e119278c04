"""A result report as the team sees it: its sections, what is left, and how far it has come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Participation
from improvements.models import Improvement
from modellkonceptet.civil_dates import today
from reporting.enums import APPROVED, WRITABLE, ReportStatus
from reporting.models import (
    ReportComment,
    ReportOccasion,
    ReportSection,
    ReportTextRevision,
    ResultReport,
    ReturnPoint,
)
from reporting.report_document import ShownNode, show_facts
from reporting.services.report_sending import Written, nodes_of, written_of
from reporting.services.report_writing import occasions_of

SHAPES = {
    ReportStatus.DRAFT: "half",
    ReportStatus.SENT: "check",
    ReportStatus.RETURNED: "warn",
    ReportStatus.APPROVED: "done",
    ReportStatus.PUBLISHED: "done",
    ReportStatus.WITHDRAWN: "done",
}


def state_of(report: ResultReport | None, due_on: date) -> tuple[str, str]:
    """Shape and word of a report on an occasion, begun or not."""
    if report is None:
        return ("warn", _("Late, not begun")) if due_on < today() else ("open", _("Not begun"))
    if report.status == ReportStatus.DRAFT and due_on < today():
        return "warn", _("Late, being written")
    return SHAPES[ReportStatus(report.status)], str(report.get_status_display())


@dataclass(frozen=True)
class OccasionRow:
    """An occasion of the round as its participant sees it."""

    occasion: ReportOccasion
    report: ResultReport | None

    @property
    def state(self) -> tuple[str, str]:
        return state_of(self.report, self.occasion.due_on)

    @property
    def is_waiting(self) -> bool:
        """Whether the team has something to do."""
        return self.report is None or self.report.status in WRITABLE


def own_reports(participation: Participation) -> list[OccasionRow]:
    """For the team: each occasion with its report, in the order of their days."""
    occasions = list(occasions_of(participation))
    if not occasions:
        return []
    begun = {
        report.occasion_id: report
        for report in ResultReport.objects.filter(participation=participation)
    }
    return [OccasionRow(one, begun.get(one.pk)) for one in occasions]


@dataclass(frozen=True)
class SectionRow:
    """A section in the list: its text, and what is said of it."""

    written: Written
    comments: int
    points: tuple[ReturnPoint, ...]

    @property
    def section(self) -> ReportSection:
        return self.written.section

    @property
    def left(self) -> list[ReturnPoint]:
        return [point for point in self.points if point.mended_at is None]

    @property
    def state(self) -> tuple[str, str]:
        if self.left:
            return "warn", _("To mend")
        if self.written.text:
            return "done", _("Written")
        row = self.written.row
        if self.comments or (row and row.frozen_at):
            return "half", _("Begun")
        if not self.section.is_required:
            return "open", _("Voluntary")
        return "open", _("Empty")


class ReportPage:
    """The list of sections with the state of each, for those at home."""

    def __init__(self, report: ResultReport, user: Any) -> None:
        self.report, self.user = report, user

    @cached_property
    def may_write(self) -> bool:
        return bool(self.user.has_perm("reporting.write_report", self.report))

    @property
    def is_writable(self) -> bool:
        return self.report.status in WRITABLE

    @property
    def is_approved(self) -> bool:
        return self.report.status in APPROVED

    @property
    def is_late(self) -> bool:
        return self.report.status == ReportStatus.DRAFT and self.due_on < today()

    @property
    def due_on(self) -> date:
        day: date = self.report.occasion.due_on
        return day

    @property
    def state(self) -> tuple[str, str]:
        return state_of(self.report, self.due_on)

    @cached_property
    def points(self) -> list[ReturnPoint]:
        """Those about what was sent in last."""
        rows = ReturnPoint.objects.visible_to(self.user).filter(
            report=self.report, number=self.report.version
        )
        return list(rows.select_related("section", "mended_by"))

    @cached_property
    def rows(self) -> list[SectionRow]:
        open_comments: dict[int, int] = defaultdict(int)
        comments = ReportComment.objects.visible_to(self.user).filter(
            report=self.report, resolved_at=None
        )
        for section in comments.values_list("section", flat=True):
            open_comments[section] += 1
        points: dict[int, list[ReturnPoint]] = defaultdict(list)
        for point in self.points:
            points[point.section_id].append(point)
        return [
            SectionRow(one, open_comments[one.section.pk], tuple(points[one.section.pk]))
            for one in written_of(self.report)
        ]

    @property
    def missing(self) -> list[ReportSection]:
        return [row.section for row in self.rows if row.written.is_missing]

    @property
    def points_left(self) -> list[ReturnPoint]:
        return [point for point in self.points if point.mended_at is None]

    @property
    def is_ready(self) -> bool:
        return self.is_writable and not self.missing and not self.points_left

    @property
    def finding(self) -> str:
        """A heading: what is to be done, or where it stands."""
        names = {"report": self.report.occasion.form.name}
        match self.report.status:
            case ReportStatus.SENT:
                return _("%(report)s is sent in") % names
            case ReportStatus.PUBLISHED:
                return _("%(report)s is approved and published") % names
            case ReportStatus.APPROVED | ReportStatus.WITHDRAWN:
                return _("%(report)s is approved") % names
        if left := len(self.points_left):
            words = ngettext(
                "SKR asks you to mend one thing", "SKR asks you to mend %(n)d things", left
            )
            return words % {"n": left}
        if missing := len(self.missing):
            words = ngettext(
                "%(report)s: one section is left to write",
                "%(report)s: %(n)d sections are left to write",
                missing,
            )
            return words % {**names, "n": missing}
        return _("%(report)s is ready to be sent in") % names

    @cached_property
    def private_works(self) -> list[tuple[Improvement, bool]]:
        """Private works, and whether each is let into the report."""
        let_in = set(self.report.shown_works.values_list("pk", flat=True))
        works = Improvement.objects.visible_to(self.user).filter(
            participation=self.report.participation_id, is_private=True
        )
        return [(work, work.pk in let_in) for work in works.order_by("pk")]


class SectionPage:
    """One section: the facts, the text, what is said of it, and what stands before and after."""

    def __init__(self, page: ReportPage, row: SectionRow) -> None:
        self.page, self.row = page, row
        self.report, self.section = page.report, row.section

    @property
    def key(self) -> str:
        key: str = self.section.key
        return key

    @property
    def text(self) -> str:
        return self.row.written.text

    @property
    def version(self) -> int:
        return self.row.written.row.version if self.row.written.row else 0

    @property
    def is_public(self) -> bool:
        return bool(self.row.written.row and self.row.written.row.is_public)

    @property
    def frozen_at(self) -> Any:
        return self.row.written.row.frozen_at if self.row.written.row else None

    @cached_property
    def facts(self) -> tuple[ShownNode, ...]:
        return show_facts(self.report, nodes_of(self.report, self.row.written))

    @cached_property
    def comments(self) -> list[ReportComment]:
        """Those that are open first."""
        rows = ReportComment.objects.visible_to(self.page.user).filter(
            report=self.report, section=self.section
        )
        found = rows.select_related("author", "resolved_by").order_by("pk")
        return sorted(found, key=lambda one: one.resolved_at is not None)

    @property
    def after(self) -> SectionRow | None:
        keys = [row.section.pk for row in self.page.rows]
        place = keys.index(self.section.pk) + 1
        return self.page.rows[place] if place < len(keys) else None

    @property
    def earlier(self) -> list[ReportTextRevision]:
        """Every text that was saved, or typed and not saved; newest first."""
        rows = ReportTextRevision.objects.visible_to(self.page.user).filter(
            report=self.report, section=self.section
        )
        return list(rows.select_related("edited_by")[:100])
