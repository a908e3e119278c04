"""A round's evaluation: data for the evaluator, and the evaluator's report with the archive."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Cohort
from cohorts.views.of_round import OfRound
from modellkonceptet.views import PUBLIC, PermissionView, ServiceFormView, stored_file_response
from reporting.enums import FileOrderKind
from reporting.forms.evaluation import EvaluationForm
from reporting.models import EvaluationReport, FileOrder
from reporting.services.evaluating import (
    attach_evaluation,
    publish_evaluation,
    remove_evaluation,
    withdraw_evaluation,
)
from reporting.services.file_orders import KEPT, order_files

ORDERS = 10


def evaluations_for(user: Any) -> QuerySet:
    """Those that the person may read: the published ones of announced rounds, at SKR all."""
    return (
        EvaluationReport.objects.visible_to(user)
        .filter(cohort__in=Cohort.objects.visible_to(user))
        .select_related("cohort", "stored")
    )


class EvaluatedRound(OfRound):
    """Something about one round's evaluation."""

    permission = "reporting.make_evaluation_data"

    @property
    def page_url(self) -> str:
        return reverse("reporting:evaluation", args=[self.cohort.slug])


class Evaluation(EvaluatedRound, ServiceFormView):
    """The page, with the form under the reports that are there."""

    template_name = "reporting/evaluation.html"
    form_class = EvaluationForm

    def call_service(self, form: EvaluationForm) -> EvaluationReport:
        return attach_evaluation(cohort=self.cohort, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        messages.success(self.request, _("The report is attached. Nobody outside sees it yet."))
        return self.page_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        orders = (
            FileOrder.objects.visible_to(user)
            .filter(cohort=self.cohort, kind=FileOrderKind.EVALUATION_DATA)
            .select_related("ordered_by")
            .prefetch_related("files__stored")[:ORDERS]
        )
        return super().get_context_data(
            cohort=self.cohort,
            orders=list(orders),
            kept_days=KEPT.days,
            reports=list(evaluations_for(user).filter(cohort=self.cohort)),
            may_attach=user.has_perm("reporting.attach_evaluation"),
            may_publish=user.has_perm("reporting.publish_evaluation"),
            crumbs=[
                {"label": _("SKR"), "url": reverse("reporting:desk")},
                {"label": self.cohort.name, "url": self.cohort.get_absolute_url()},
                {"label": _("Evaluation"), "url": ""},
            ],
            **kwargs,
        )


class OrderEvaluationData(EvaluatedRound):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        order = order_files(
            kind=FileOrderKind.EVALUATION_DATA, about=self.cohort, actor=request.user
        )
        return redirect(order)


class OfEvaluation(PermissionView):
    """A button of SKR's on one report."""

    permission = "reporting.publish_evaluation"
    http_method_names = ["post"]

    def get_permission_object(self) -> EvaluationReport:
        return get_object_or_404(evaluations_for(self.request.user), pk=self.kwargs["pk"])

    def press(self, report: EvaluationReport) -> str:
        """Call the service; returns what is told when it went well."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = self.permission_object
        try:
            messages.success(request, self.press(report))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("reporting:evaluation", report.cohort.slug)


class PublishEvaluation(OfEvaluation):
    def press(self, report: EvaluationReport) -> str:
        publish_evaluation(report=report, actor=self.request.user)
        return _("Published: the report is in the archive now.")


class WithdrawEvaluation(OfEvaluation):
    def press(self, report: EvaluationReport) -> str:
        withdraw_evaluation(report=report, actor=self.request.user)
        return _("Withdrawn: nobody outside reads it any more.")


class RemoveEvaluation(OfEvaluation):
    def press(self, report: EvaluationReport) -> str:
        remove_evaluation(report=report, actor=self.request.user)
        return _("The report is removed.")


class EvaluationView(PermissionView, TemplateView):
    """A published report in the archive; SKR reads those that are not published there too."""

    permission = PUBLIC
    template_name = "reporting/archive_evaluation.html"

    def get_permission_object(self) -> EvaluationReport:
        return get_object_or_404(evaluations_for(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report: EvaluationReport = self.permission_object
        crumbs = [
            {"label": _("Archive"), "url": reverse("archive:archive")},
            {"label": _("Results"), "url": reverse("archive:results")},
            {"label": report.title, "url": ""},
        ]
        return super().get_context_data(report=report, crumbs=crumbs, **kwargs)


class EvaluationFile(EvaluationView):
    """The PDF itself, as it was checked when it came."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        return stored_file_response(self.permission_object.stored)
