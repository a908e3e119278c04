"""SKR's side of result reports: the round's list, returning and approving."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Cohort
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView, add_errors
from reporting.forms.report import PointsForm
from reporting.report_list import RoundReports, export_rows, rounds_with_reports
from reporting.services.report_judging import approve_report, return_report
from reporting.views.report import OfReport, ReadReport


class AllReports(PermissionView, TemplateView):
    """Straight to the only round that reports; otherwise a choice."""

    permission = "reporting.see_reports"
    template_name = "reporting/report_rounds.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rounds = rounds_with_reports(request.user)
        if len(rounds) == 1:
            return redirect("reporting:reports_of_round", rounds[0].slug)
        crumbs = [
            {"label": _("SKR"), "url": reverse("reporting:desk")},
            {"label": _("Reports"), "url": ""},
        ]
        return self.render_to_response(self.get_context_data(rounds=rounds, crumbs=crumbs))


class AllReportsFile(TableFile):
    """The reports of every round that reports."""

    permission = "reporting.see_reports"

    def table(self) -> Table:
        user = self.request.user
        pages = [RoundReports(cohort, user) for cohort in rounds_with_reports(user)]
        return Table(_("Result reports"), export_rows(pages), held=2)


class OfReports(PermissionView):
    """The reports of one round."""

    permission = "reporting.see_reports"

    def get_permission_object(self) -> Cohort:
        rows = Cohort.objects.visible_to(self.request.user)
        return get_object_or_404(rows, slug=self.kwargs["slug"])


class ReportsOfRoundFile(TableFile, OfReports):
    def table(self) -> Table:
        cohort = self.permission_object
        rows = export_rows([RoundReports(cohort, self.request.user)])
        title = _("Result reports")
        return Table(f"{title} {cohort.slug}", rows, title=title, held=2)


class ReportsOfRound(OfReports, TemplateView):
    template_name = "reporting/report_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = self.permission_object
        crumbs = [
            {"label": _("SKR"), "url": reverse("reporting:desk")},
            {"label": _("Reports"), "url": reverse("reporting:all_reports")},
            {"label": cohort.name, "url": ""},
        ]
        page = RoundReports(cohort, self.request.user)
        return super().get_context_data(cohort=cohort, page=page, crumbs=crumbs, **kwargs)


class ReturnReport(ReadReport):
    """The page of reading, with what is typed kept when it is refused."""

    permission = "reporting.judge_report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.points_form = PointsForm(request.POST, sections=self.sections)
        if form.is_valid():
            try:
                return_report(report=self.report, points=form.points(), actor=request.user)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Returned. The team gets a mail with the points."))
                return redirect("reporting:read_report", self.report.pk)
        return self.render_to_response(self.get_context_data(), status=422)


class ApproveReport(OfReport):
    permission = "reporting.judge_report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            approve_report(report=self.report, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Approved. The team gets a mail."))
        return redirect("reporting:read_report", self.report.pk)
