"""Preparing decisions, one or many, and looking them over before anything is sent."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from applications.capacity import capacity_of
from applications.enums import Outcome
from applications.forms.decision import ConditionForms, DecisionForm
from applications.forms.review import MetConditionForm
from applications.models import AdmissionDecision, DecisionCondition
from applications.review_list import criterion_columns, prepared_of, state_in_words, verdicts_of
from applications.services import deciding
from applications.services.letter_writing import draft_letter, receivers
from applications.views.review import review_context
from applications.views.review_actions import OfSelection
from applications.views.review_list import OfCohort
from modellkonceptet.civil_dates import today
from modellkonceptet.views import PermissionView, ServiceFormView


class PrepareDecisions(OfSelection, ServiceFormView):
    """One outcome and text for the marked applications; conditions for each of them."""

    permission = "applications.prepare_decision"
    template_name = "applications/decision_prepare.html"
    form_class = DecisionForm

    def get_initial(self) -> dict[str, Any]:
        conditions = ConditionForms(self.applications)
        outcome = Outcome.CONDITIONAL if conditions.has_planned else Outcome.ADMITTED
        if len(self.applications) > 1:
            return {"outcome": outcome}
        earlier = self.applications[0].decisions.prepared().first()
        if earlier is None:
            return {"outcome": outcome}
        return {
            "outcome": earlier.outcome,
            "text": earlier.text,
            "reasons": earlier.reasons.all(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, its conditions, or the proposed text put in before anything is saved."""
        if not self.applications:
            return HttpResponseRedirect(self.list_url)
        self.conditions = ConditionForms(self.applications, request.POST)
        form = self.get_form()
        if "propose" in request.POST:
            data = request.POST.copy()
            data["text"] = form.proposed_text()
            return self.render_to_response(self.get_context_data(form=DecisionForm(data)))
        chosen_conditional = request.POST.get("outcome") == Outcome.CONDITIONAL
        conditions_valid = not chosen_conditional or self.conditions.are_valid()
        if not form.is_valid() or not conditions_valid:
            return self.form_invalid(form)
        return self.form_valid(form)

    def call_service(self, form: Any) -> Any:
        conditional = form.cleaned_data["outcome"] == Outcome.CONDITIONAL
        return deciding.prepare_decisions(
            applications=self.applications,
            outcome=form.cleaned_data["outcome"],
            text=form.cleaned_data["text"],
            reasons=list(form.cleaned_data.get("reasons") or []),
            conditions=self.conditions.terms() if conditional else None,
            actor=self.request.user,
        )

    def get_success_url(self) -> str:
        count = len(self.result)
        messages.success(
            self.request,
            ngettext(
                "%(count)d decision is prepared. Nothing is sent until you publish.",
                "%(count)d decisions are prepared. Nothing is sent until you publish.",
                count,
            )
            % {"count": count},
        )
        return reverse("applications:decision_overview", args=[self.cohort.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        conditions = getattr(self, "conditions", None) or ConditionForms(self.applications)
        return super().get_context_data(
            cohort=self.cohort,
            applications=self.applications,
            chosen=self._chosen(),
            conditions=conditions.by_application,
            has_planned=conditions.has_planned,
            crumbs=self.crumbs((_("Prepare decisions"), "")),
            list_url=self.list_url,
            capacity=capacity_of(self.cohort),
            paragraphs=self._paragraphs(),
            **kwargs,
        )

    def _paragraphs(self) -> dict[str, str]:
        """What each reason code proposes, for the script that puts it in at once."""
        fields: Any = DecisionForm().fields
        if "reasons" not in fields:
            return {}
        return {str(code.pk): code.paragraph for code in fields["reasons"].queryset}

    def _chosen(self) -> list[dict[str, Any]]:
        verdicts, prepared = verdicts_of(self.applications), prepared_of(self.applications)
        columns = criterion_columns(self.cohort)
        return [
            {
                "application": each,
                "state": state_in_words(each.status, prepared.get(each.pk)),
                "doubts": [
                    column.name
                    for column in columns
                    if verdicts.get(each.pk, {}).get(column.key) in ("not_met", "to_check")
                ],
            }
            for each in self.applications
        ]


class DecisionOverview(OfCohort, TemplateView):
    """All prepared decisions of the round by outcome, against the places that there are."""

    permission = "applications.prepare_decision"
    template_name = "applications/decision_overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        prepared = list(
            AdmissionDecision.objects.visible_to(self.request.user)
            .prepared()
            .filter(application__cohort=self.cohort)
            .select_related("application__organisation", "application__unit", "prepared_by")
            .prefetch_related("conditions", "reasons")
            .order_by("application__organisation__name")
        )
        groups = [
            (label, [each for each in prepared if each.outcome == value])
            for value, label in Outcome.choices
        ]
        return super().get_context_data(
            cohort=self.cohort,
            crumbs=self.crumbs((_("Prepared decisions"), "")),
            groups=[(label, rows) for label, rows in groups if rows],
            count=len(prepared),
            ready=sum(1 for each in prepared if not each.batch_id or each.publication_error),
            capacity=capacity_of(self.cohort),
            batches=self.cohort.publications.order_by("-requested_at")[:5],
            **kwargs,
        )


class OfDecision(PermissionView):
    """A page about one decision, as SKR sees it."""

    permission = "applications.prepare_decision"

    def get_permission_object(self) -> Any:
        decisions = AdmissionDecision.objects.visible_to(self.request.user).select_related(
            "application__cohort", "application__organisation", "application__unit"
        )
        self.decision = get_object_or_404(decisions, pk=self.kwargs["pk"])
        return self.decision.application


class DecisionLetterPreview(OfDecision, TemplateView):
    """The letter as it would go out today, or as it went out."""

    template_name = "applications/decision_letter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decision = self.decision
        written = getattr(decision, "letter", None)
        letter = written.content if written else draft_letter(decision, day=today()).as_json()
        cohort = decision.application.cohort
        overview = reverse("applications:decision_overview", args=[cohort.slug])
        return super().get_context_data(
            decision=decision,
            letter=letter,
            is_sent=written is not None,
            receivers=receivers(decision.application),
            crumbs=[
                {"label": _("SKR"), "url": reverse("reporting:desk")},
                {"label": cohort.name, "url": overview},
                {"label": _("Letter"), "url": ""},
            ],
            **kwargs,
        )


class DiscardDecision(OfDecision):
    """Drops a prepared decision; it stays in the history."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        application = self.permission_object
        try:
            deciding.discard_decision(decision=self.decision, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(
                request,
                _("The prepared decision for %(applicant)s is discarded.")
                % {"applicant": application.applicant_name},
            )
        return redirect("applications:decision_overview", slug=application.cohort.slug)


class MeetCondition(ServiceFormView):
    """Notes that a condition of a published admission is met."""

    permission = "applications.prepare_decision"
    template_name = "applications/review_application.html"
    form_class = MetConditionForm

    def get_permission_object(self) -> Any:
        conditions = DecisionCondition.objects.visible_to(self.request.user).select_related(
            "decision__application__cohort",
            "decision__application__organisation",
            "decision__application__current_submission",
        )
        self.condition = get_object_or_404(conditions, pk=self.kwargs["pk"])
        return self.condition.decision.application

    def get_prefix(self) -> str:
        return f"condition-{self.kwargs['pk']}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.get_success_url())

    def call_service(self, form: Any) -> Any:
        return deciding.meet_condition(
            condition=self.condition, actor=self.request.user, **form.cleaned_data
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bound = {self.get_prefix(): kwargs["form"]}
        return review_context(self.permission_object, self.request.user, bound)

    def get_success_url(self) -> str:
        url = reverse("applications:review", args=[self.permission_object.pk])
        return f"{url}#decision"
