"""Result reports of a participant: which are asked for, one of them, and its paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Participation
from modellkonceptet.pdf import PdfUnavailableError
from modellkonceptet.views import PermissionView
from reporting.enums import ReportStatus
from reporting.forms.report import PointsForm
from reporting.models import ReportOccasion, ResultReport
from reporting.report_content import Document
from reporting.report_document import document_for, report_pdf, show
from reporting.report_page import ReportPage, own_reports
from reporting.services.report_writing import begin_report

REPORT_PATHS = (
    "occasion__form__programme",
    "occasion__cohort",
    *(f"participation__{name}" for name in ("organisation", "unit", "group", "cohort")),
)


def crumbs_of(participation: Participation, *, at_home: bool) -> list[dict[str, str]]:
    """The team comes from its round, SKR from the list of the round's reports."""
    if at_home:
        home = reverse("reporting:my_participation", args=[participation.pk])
        reports = reverse("reporting:reports", args=[participation.pk])
        return [{"label": _("My round"), "url": home}, {"label": _("Reports"), "url": reports}]
    slug = participation.cohort.slug
    return [
        {"label": _("SKR"), "url": reverse("reporting:desk")},
        {"label": _("Reports"), "url": reverse("reporting:reports_of_round", args=[slug])},
    ]


class OwnReports(PermissionView, TemplateView):
    """What is asked of a participant, for its team."""

    permission = "reporting.see_own_reports"
    template_name = "reporting/reports.html"

    def get_permission_object(self) -> Participation:
        rows = Participation.objects.visible_to(self.request.user)
        rows = rows.select_related("cohort", "organisation", "unit", "group")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = self.permission_object
        crumbs = crumbs_of(home, at_home=True)
        crumbs[-1]["url"] = ""
        return super().get_context_data(
            participation=home,
            rows=own_reports(home),
            may_write=self.request.user.has_perm("reporting.write_report", home),
            crumbs=crumbs,
            **kwargs,
        )


class BeginReport(OwnReports):
    permission = "reporting.write_report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        occasion = get_object_or_404(
            ReportOccasion.objects.visible_to(request.user), pk=kwargs["row"]
        )
        try:
            report = begin_report(
                participation=self.permission_object, occasion=occasion, actor=request.user
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("reporting:reports", self.permission_object.pk)
        return redirect(report)


class OfReport(PermissionView):
    """Something about one report, which is fetched once."""

    permission = "reporting.read_report"

    def get_permission_object(self) -> ResultReport:
        rows = ResultReport.objects.visible_to(self.request.user)
        return get_object_or_404(rows.select_related(*REPORT_PATHS), pk=self.kwargs["pk"])

    @property
    def report(self) -> ResultReport:
        found: ResultReport = self.permission_object
        return found

    @cached_property
    def at_home(self) -> bool:
        user: Any = self.request.user
        return bool(user.has_perm("reporting.see_own_reports", self.report))

    @cached_property
    def page(self) -> ReportPage:
        return ReportPage(self.report, self.request.user)

    def crumbs(self, *rest: str) -> list[dict[str, str]]:
        steps = crumbs_of(self.report.participation, at_home=self.at_home)
        name = self.report.occasion.form.name
        if not self.at_home:
            name = str(self.report)
        steps.append({"label": name, "url": self.report.get_absolute_url() if rest else ""})
        return [*steps, *({"label": label, "url": ""} for label in rest)]


class ReportView(OfReport, TemplateView):
    """The list of sections for the team; SKR reads the report itself."""

    template_name = "reporting/report.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.at_home:
            return redirect("reporting:read_report", self.report.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            report=self.report, page=self.page, crumbs=self.crumbs(), **kwargs
        )


class WithDocument(OfReport):
    """What the reader is shown of it; not found as long as there is nothing."""

    @cached_property
    def document(self) -> Document:
        found = document_for(self.report, at_home=self.at_home)
        if found is None:
            raise Http404
        return found


class ReadReport(WithDocument, TemplateView):
    """The whole report. For SKR's lead, once it is sent in, with a place for points to mend."""

    template_name = "reporting/report_read.html"
    points_form: PointsForm | None = None

    @cached_property
    def may_judge(self) -> bool:
        user: Any = self.request.user
        is_sent = self.report.status == ReportStatus.SENT
        return is_sent and bool(user.has_perm("reporting.judge_report", self.report))

    @cached_property
    def sections(self) -> list[Any]:
        return list(self.report.occasion.form.sections.order_by("position", "pk"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.points_form or PointsForm(sections=self.sections)
        shown = show(self.report, self.document)
        return super().get_context_data(
            report=self.report,
            page=self.page,
            shown=shown,
            at_home=self.at_home,
            may_judge=self.may_judge,
            form=form,
            judged=self._with_fields(shown, form) if self.may_judge else [],
            crumbs=self.crumbs(_("The whole report")),
            **kwargs,
        )

    def _with_fields(self, shown: Any, form: PointsForm) -> list[tuple[Any, Any, Any]]:
        """Every section of the form with its part, if anything was sent of it, and its field."""
        parts = {one.part.key: one for one in shown.parts}
        return [
            (section, parts.get(section.key), form[f"point_{section.pk}"])
            for section in self.sections
        ]


class ReportPaper(WithDocument):
    """The same content as a tagged PDF."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            content = report_pdf(self.report, self.document)
        except PdfUnavailableError as error:
            messages.error(request, str(error))
            return redirect("reporting:read_report", self.report.pk)
        name = slugify(str(self.report)) or "rapport"
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.pdf")
        response["X-Content-Type-Options"] = "nosniff"
        return response
