"""Publishing an approved report in chosen parts, and taking it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from modellkonceptet.views import add_errors
from reporting.enums import ReportStatus
from reporting.forms.report import PartsForm
from reporting.report_content import Document
from reporting.services.report_publishing import (
    latest_document,
    publish_report,
    withdraw_publication,
)
from reporting.views.report import OfReport

OPEN = (ReportStatus.APPROVED, ReportStatus.WITHDRAWN)


class PublishReport(OfReport, TemplateView):
    """Each part is chosen; those that were ticked while writing are ticked here."""

    permission = "reporting.write_report"
    template_name = "reporting/report_publish.html"

    @cached_property
    def document(self) -> Document | None:
        return latest_document(self.report)

    def form_of(self, data: Any = None) -> PartsForm:
        ticked = self.report.texts.filter(is_public=True).values_list("section__key", flat=True)
        parts = self.document.parts if self.document else ()
        return PartsForm(data, parts=parts, initial={"parts": list(ticked)})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.report.status not in OPEN:
            return redirect(self.report)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_of(request.POST)
        if form.is_valid():
            try:
                publish_report(
                    report=self.report, keys=form.cleaned_data["parts"], actor=request.user
                )
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Published: everybody may read those parts now."))
                return redirect(self.report)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form_of())
        return super().get_context_data(
            report=self.report, page=self.page, crumbs=self.crumbs(_("Publish")), **kwargs
        )


class WithdrawPublication(OfReport):
    permission = "reporting.withdraw_report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            withdraw_publication(report=self.report, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Withdrawn: nobody outside reads it any more."))
        return redirect(self.report)
