"""Publishing prepared decisions, and watching it happen."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from applications.capacity import capacity_of
from applications.enums import DecisionStatus, Outcome
from applications.models import AdmissionDecision, PublicationBatch
from applications.services.letter_writing import receivers
from applications.services.publishing import request_publication
from applications.views.review_list import OfCohort
from modellkonceptet.form_fields import whole_number
from modellkonceptet.views import PermissionView

HTMX_STOP_POLLING = 286


class PublishDecisions(OfCohort, TemplateView):
    """Says what publishing does to whom, then does it."""

    permission = "applications.publish_decision"
    template_name = "applications/publication_confirm.html"

    @cached_property
    def decisions(self) -> list[AdmissionDecision]:
        """Those marked, else all that are ready."""
        ready = (
            AdmissionDecision.objects.visible_to(self.request.user)
            .prepared()
            .filter(Q(batch__isnull=True) | ~Q(publication_error=""))
            .filter(application__cohort=self.cohort)
            .select_related("application__organisation", "application__unit")
            .select_related("application__current_submission")
            .order_by("application__organisation__name")
        )
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        if marked := asked.getlist("decision"):
            chosen = [number for pk in marked if (number := whole_number(pk)) is not None]
            ready = ready.filter(pk__in=chosen)
        return list(ready)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        try:
            batch = request_publication(
                cohort=self.cohort, decisions=self._confirmed(), actor=request.user
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("applications:decision_overview", slug=slug)
        return HttpResponseRedirect(reverse("applications:publication", args=[batch.pk]))

    def _confirmed(self) -> list[AdmissionDecision]:
        """Only what was on the page when the button was pressed."""
        return self.decisions if self.request.POST.getlist("decision") else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        receiving = [receivers(decision.application) for decision in self.decisions]
        return super().get_context_data(
            cohort=self.cohort,
            decisions=self.decisions,
            count=len(self.decisions),
            receiver_count=sum(len(each) for each in receiving),
            by_outcome=[
                (label, names)
                for value, label in Outcome.choices
                if (
                    names := [
                        each.application.applicant_name
                        for each in self.decisions
                        if each.outcome == value
                    ]
                )
            ],
            capacity=capacity_of(self.cohort),
            crumbs=self.crumbs(
                (
                    _("Prepared decisions"),
                    reverse("applications:decision_overview", args=[self.cohort.slug]),
                ),
                (_("Publish"), ""),
            ),
            **kwargs,
        )


class Publication(PermissionView, TemplateView):
    """How far a publication has come; asks again by itself until it is done."""

    permission = "applications.publish_decision"
    template_name = "applications/publication.html"

    def get_permission_object(self) -> PublicationBatch:
        batches = PublicationBatch.objects.visible_to(self.request.user).select_related("cohort")
        return get_object_or_404(batches, pk=self.kwargs["pk"])

    def get_template_names(self) -> list[str]:
        partial = self.request.headers.get("HX-Request") == "true"
        return ["applications/publication_progress.html" if partial else self.template_name]

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if context["is_done"] and self.request.headers.get("HX-Request") == "true":
            kwargs["status"] = HTMX_STOP_POLLING
        return super().render_to_response(context, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch: PublicationBatch = self.permission_object
        cohort = batch.cohort
        decisions = list(
            batch.decisions.select_related(
                "application__organisation", "application__unit", "letter"
            ).order_by("application__organisation__name")
        )
        gone_out = (DecisionStatus.PUBLISHED, DecisionStatus.SUPERSEDED)
        published = [each for each in decisions if each.status in gone_out]
        failed = [
            each
            for each in decisions
            if each.status == DecisionStatus.PREPARED and each.publication_error
        ]
        letters = sum(1 for each in published if hasattr(each, "letter") and each.letter.pdf_id)
        return super().get_context_data(
            batch=batch,
            cohort=cohort,
            decisions=decisions,
            total=len(decisions),
            published=len(published),
            failed=failed,
            letters=letters,
            handled=len(published) + len(failed),
            is_done=len(published) + len(failed) == len(decisions) and letters == len(published),
            crumbs=[
                {"label": _("SKR"), "url": reverse("reporting:desk")},
                {
                    "label": cohort.name,
                    "url": reverse("applications:review_list", args=[cohort.slug]),
                },
                {"label": _("Publication"), "url": ""},
            ],
            **kwargs,
        )
