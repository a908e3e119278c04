"""The report on a round: its page, ordering it, and marking quotes that it may use."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Cohort
from modellkonceptet.views import PermissionView, add_errors
from reporting.enums import APPROVED, FileOrderKind
from reporting.forms.quote import QuoteForm
from reporting.models import ReportQuote
from reporting.report_document import show
from reporting.round_report_page import RoundReportPage
from reporting.services.file_orders import order_files
from reporting.services.quoting import mark_quote, unmark_quote
from reporting.views.report import OfReport, WithDocument


class RoundReport(PermissionView, TemplateView):
    """What will be in it, what is missing, and what was made before."""

    permission = "reporting.see_reports"
    template_name = "reporting/round_report.html"

    def get_permission_object(self) -> Cohort:
        rows = Cohort.objects.visible_to(self.request.user)
        return get_object_or_404(rows, slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = self.permission_object
        crumbs = [
            {"label": _("SKR"), "url": reverse("reporting:desk")},
            {
                "label": _("Reports"),
                "url": reverse("reporting:reports_of_round", args=[cohort.slug]),
            },
            {"label": _("Report on the round"), "url": ""},
        ]
        page = RoundReportPage(cohort, self.request.user)
        return super().get_context_data(cohort=cohort, page=page, crumbs=crumbs, **kwargs)


class OrderRoundReport(RoundReport):
    """Whoever orders what is being made already comes to that."""

    permission = "reporting.make_round_report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        order = order_files(
            kind=FileOrderKind.ROUND_REPORT, about=self.permission_object, actor=request.user
        )
        return redirect(order)


class Quotes(WithDocument, TemplateView):
    """An approved report beside the words of it that are marked for use."""

    permission = "reporting.judge_report"
    template_name = "reporting/report_quotes.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.report.status not in APPROVED:
            messages.info(request, _("Only words of an approved report are quoted."))
            return redirect("reporting:read_report", self.report.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = QuoteForm(request.POST)
        if form.is_valid():
            try:
                mark_quote(
                    report=self.report,
                    text=form.cleaned_data["words"],
                    speaker=form.cleaned_data["speaker"],
                    actor=request.user,
                )
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The quote is marked for use."))
                return redirect("reporting:report_quotes", self.report.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        titles = {part.key: part.title for part in self.document.parts}
        quotes = ReportQuote.objects.visible_to(self.request.user).filter(report=self.report)
        kwargs.setdefault("form", QuoteForm())
        return super().get_context_data(
            report=self.report,
            shown=show(self.report, self.document),
            quotes=[(one, titles.get(one.section, "")) for one in quotes],
            crumbs=self.crumbs(_("Quotes for use")),
            **kwargs,
        )


class UnmarkQuote(OfReport):
    permission = "reporting.judge_report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        quotes = ReportQuote.objects.visible_to(request.user).select_related("report")
        quote = get_object_or_404(quotes, pk=kwargs["row"], report=self.report)
        unmark_quote(quote=quote, actor=request.user)
        messages.success(request, _("The quote is no longer marked."))
        return redirect("reporting:report_quotes", self.report.pk)
