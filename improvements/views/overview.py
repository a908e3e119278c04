"""SKR's overview of a round's improvement work, its log of support, and the round's method."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Cohort, Participation
from cohorts.views.of_round import OfRound
from improvements.forms.overview import MethodForm, SupportForm
from improvements.models import RoundMethod, SupportEntry
from improvements.round_work import read_round_work
from improvements.services.supporting import log_support, set_method
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.civil_dates import today as civil_today
from modellkonceptet.views import ServiceFormView


def crumbs(cohort: Cohort, *rest: str) -> list[dict[str, str]]:
    steps = [
        (_("SKR"), reverse("reporting:desk")),
        (cohort.name, reverse("applications:participations", args=[cohort.slug])),
        (_("Improvement work"), reverse("improvements:overview", args=[cohort.slug])),
        *((label, "") for label in rest),
    ]
    return [{"label": label, "url": url} for label, url in steps]


class Overview(OfRound, TemplateView):
    """Who has logged what since the last meeting. The evaluator reads figures, no contents."""

    permission = "improvements.see_overview"
    template_name = "improvements/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cohort=self.cohort,
            page=read_round_work(self.cohort, civil_today()),
            reads_contents=handles_applications(self.request.user),
            crumbs=crumbs(self.cohort),
            **kwargs,
        )


class Support(ServiceFormView):
    """The log of support given to one participant, and a line more."""

    permission = "improvements.log_support"
    template_name = "improvements/support.html"
    form_class = SupportForm

    def get_permission_object(self) -> Participation:
        found = Participation.objects.visible_to(self.request.user).filter(
            cohort__is_historical=False
        )
        return get_object_or_404(
            found.select_related("organisation", "unit", "cohort"), pk=self.kwargs["pk"]
        )

    def get_initial(self) -> dict[str, Any]:
        return {"on": civil_today()}

    def call_service(self, form: Any) -> SupportEntry:
        return log_support(
            participation=self.permission_object, actor=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        messages.success(self.request, _("The support is noted."))
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        participation = self.permission_object
        entries = SupportEntry.objects.visible_to(self.request.user).filter(
            participation=participation
        )
        return super().get_context_data(
            participation=participation,
            entries=entries.select_related("given_by"),
            crumbs=crumbs(participation.cohort, str(participation)),
            **kwargs,
        )


class Method(OfRound, ServiceFormView):
    """The checklist and the signal rules that a round uses."""

    permission = "improvements.manage_method"
    template_name = "improvements/method.html"
    form_class = MethodForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        method = RoundMethod.objects.filter(cohort=self.cohort).first()
        if method is None:
            return {"chart_rules": "anhoj"}
        return {"edition": method.edition_id, "chart_rules": method.chart_rules}

    def call_service(self, form: Any) -> RoundMethod:
        return set_method(cohort=self.cohort, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        messages.success(self.request, _("The round’s method is saved."))
        return reverse("improvements:overview", args=[self.cohort.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cohort=self.cohort, crumbs=crumbs(self.cohort, _("Method")), **kwargs
        )
