"""Issuing: what of a round is to be invoiced, one participant, and a run in the background."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from cohorts.models import Cohort, Participation
from cohorts.querysets import own_seats
from modellkonceptet.views import PermissionView, ServiceFormView
from reporting.invoicing.candidates import Candidate, candidate
from reporting.invoicing.fees import PATHS
from reporting.invoicing.forms.issuing import BillingForm, FeeForm
from reporting.invoicing.models import InvoiceRun
from reporting.invoicing.rules import sees_all_invoices
from reporting.invoicing.services.billing import (
    FIELDS,
    ask_for_billing,
    ask_round_for_billing,
    correct_billing,
)
from reporting.invoicing.services.fee_decisions import decide_fee
from reporting.invoicing.services.runs import issue_alone, order_run
from reporting.invoicing.services.seller import read_settings
from reporting.invoicing.to_invoice import Row, ToInvoice, rounds_to_invoice, state_of_run
from reporting.invoicing.views.crumbs import crumbs_to

POLLED = "hx-request"


def _round_url(cohort: Cohort) -> str:
    return reverse("invoicing:to_invoice_round", args=[cohort.slug])


def _homes(user: Any) -> QuerySet[Participation]:
    """Those whose invoices the person may know of: all for SKR, else one's own."""
    rows = Participation.objects.visible_to(user).select_related(*PATHS)
    if sees_all_invoices(user):
        return rows
    return rows.filter(pk__in=own_seats(user).values("participation"))


class ToInvoicePage(PermissionView, TemplateView):
    """One round; without a name in the address, the one that waits."""

    permission = "invoicing.see_invoices"
    template_name = "invoicing/to_invoice.html"

    @cached_property
    def rounds(self) -> list[Cohort]:
        return rounds_to_invoice(self.request.user)

    def cohort(self) -> Cohort | None:
        slug = self.kwargs.get("slug")
        if slug is None:
            return self.rounds[0] if self.rounds else None
        return get_object_or_404(Cohort.objects.visible_to(self.request.user), slug=slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = self.cohort()
        return super().get_context_data(
            cohort=cohort,
            page=ToInvoice(cohort, only=self.request.GET.get("visa", "")) if cohort else None,
            rounds=self.rounds,
            seller=read_settings(),
            crumbs=crumbs_to(),
            **kwargs,
        )


class OrderRun(PermissionView):
    """Issue all of a round that can be invoiced, in the background."""

    permission = "invoicing.issue_invoice"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        cohort = get_object_or_404(Cohort.objects.visible_to(request.user), slug=kwargs["slug"])
        try:
            run = order_run(cohort=cohort, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(_round_url(cohort))
        return redirect("invoicing:run", run.pk)


class AskRoundForBilling(PermissionView):
    """SKR asks every team of the round that lacks something."""

    permission = "invoicing.see_invoices"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        cohort = get_object_or_404(Cohort.objects.visible_to(request.user), slug=kwargs["slug"])
        n, unreached = ask_round_for_billing(cohort=cohort, actor=request.user)
        if n or not unreached:
            words = ngettext("One participant is asked.", "%(n)d participants are asked.", n)
            messages.success(request, words % {"n": n})
        if unreached:
            words = _("Nobody who coordinates has an e-mail address: %(names)s")
            messages.error(request, words % {"names": ", ".join(map(str, unreached))})
        return redirect(_round_url(cohort))


class RunPage(PermissionView, TemplateView):
    """Until every file is made, the page asks for its middle again every other second."""

    permission = "invoicing.see_invoices"

    def get_permission_object(self) -> InvoiceRun:
        runs = InvoiceRun.objects.visible_to(self.request.user)
        return get_object_or_404(runs.select_related("cohort", "ordered_by"), pk=self.kwargs["pk"])

    def get_template_names(self) -> list[str]:
        part = "invoicing/run_state.html"
        return [part if POLLED in self.request.headers else "invoicing/run.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.permission_object
        rows = run.rows.select_related(
            "participation__organisation", "participation__unit", "invoice"
        )
        cohort = run.cohort
        return super().get_context_data(
            **state_of_run(run, rows.defer("invoice__document"), timezone.now()),
            crumbs=crumbs_to((cohort.name, _round_url(cohort)), (_("Issuing"), "")),
            **kwargs,
        )


class OfParticipant(PermissionView):
    """Something about one participant's invoices; others' participants are not found."""

    def get_permission_object(self) -> Participation:
        return get_object_or_404(_homes(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def found(self) -> Candidate:
        return candidate(self.permission_object)

    @property
    def page_url(self) -> str:
        return reverse("invoicing:participant", args=[self.kwargs["pk"]])

    def crumbs(self, *rest: str) -> list[dict[str, str]]:
        home = self.permission_object
        if not sees_all_invoices(self.request.user):
            own = reverse("reporting:my_participation", args=[home.pk])
            invoices = reverse("invoicing:own_invoices", args=[home.pk])
            steps = [
                {"label": _("My round"), "url": own},
                {"label": _("Invoices"), "url": invoices},
            ]
        else:
            steps = crumbs_to((home.cohort.name, _round_url(home.cohort)))
            steps.append({"label": str(home), "url": self.page_url if rest else ""})
        return [*steps, *({"label": label, "url": ""} for label in rest)]


class ParticipantPage(OfParticipant, TemplateView):
    """Fee, address, what is missing, and what may be done about it."""

    permission = "invoicing.see_invoices"
    template_name = "invoicing/participant.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            row=Row(self.found),
            found=self.found,
            home=self.permission_object,
            seller=read_settings(),
            crumbs=self.crumbs(),
            **kwargs,
        )


class IssueOne(OfParticipant):
    permission = "invoicing.issue_invoice"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            invoice = issue_alone(participation=self.permission_object, actor=request.user)
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
        else:
            messages.success(
                request, _("Invoice %(number)s is issued.") % {"number": invoice.number}
            )
        return redirect(self.page_url)


class AskForBilling(OfParticipant):
    """SKR asks the team."""

    permission = "invoicing.see_invoices"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            n = ask_for_billing(participation=self.permission_object, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words = ngettext("One person is asked by mail.", "%(n)d people are asked by mail.", n)
            messages.success(request, words % {"n": n})
        return redirect(self.page_url)


class DecideFee(OfParticipant, ServiceFormView):
    permission = "invoicing.decide_fee"
    form_class = FeeForm
    template_name = "invoicing/fee.html"

    def get_initial(self) -> dict[str, Any]:
        fee = self.found.fee
        if not fee.reason or fee.amount is None:
            return {}
        return {"fee": f"{fee.amount.normalize():f}", "reason": fee.reason}

    def call_service(self, form: Any) -> Any:
        found = decide_fee(
            participation=self.permission_object, actor=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Decided. The next invoice says the new fee."))
        return found

    def get_success_url(self) -> str:
        return self.page_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            home=self.permission_object,
            found=self.found,
            back=self.page_url,
            crumbs=self.crumbs(_("Fee")),
            **kwargs,
        )


class CorrectBilling(OfParticipant, ServiceFormView):
    """The invoice address, corrected by SKR or by those who coordinate the participation."""

    permission = "invoicing.change_billing"
    form_class = BillingForm
    template_name = "invoicing/billing.html"

    def get_initial(self) -> dict[str, Any]:
        billing = self.found.billing
        return {**{name: getattr(billing, name) for name in FIELDS}, "seen": billing.version}

    def get_form_kwargs(self) -> dict[str, Any]:
        hint = self.permission_object.organisation.reference_hint
        return super().get_form_kwargs() | {"hint": hint}

    def call_service(self, form: Any) -> Any:
        saved = correct_billing(
            participation=self.permission_object,
            values=form.values,
            seen=form.seen_version,
            actor=self.request.user,
        )
        messages.success(self.request, _("The invoice address is saved."))
        return saved

    def get_success_url(self) -> str:
        if sees_all_invoices(self.request.user):
            return self.page_url
        return reverse("invoicing:own_invoices", args=[self.kwargs["pk"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            home=self.permission_object,
            found=self.found,
            back=self.get_success_url(),
            crumbs=self.crumbs(_("Invoice address")),
            **kwargs,
        )
