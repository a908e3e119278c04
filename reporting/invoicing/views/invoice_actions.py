"""What SKR's finance does with an issued invoice: sends it, credits it."""

from collections.abc import Callable, Collection
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from modellkonceptet.civil_dates import today
from modellkonceptet.form_fields import whole_number
from modellkonceptet.views import PermissionView, ServiceFormView, add_errors
from reporting.invoicing.en16931 import OfficialRules, RulesUnavailableError
from reporting.invoicing.enums import Standing
from reporting.invoicing.forms.crediting import CreditForm, Extent
from reporting.invoicing.forms.sending import MarkSentForm
from reporting.invoicing.invoice_list import ListRow, read_rows
from reporting.invoicing.kronor import kronor
from reporting.invoicing.models import Invoice
from reporting.invoicing.providers import provider_in_use
from reporting.invoicing.services.crediting import credit_and_reissue, credit_invoice, creditable
from reporting.invoicing.services.sending import (
    Outcome,
    hand_to_provider,
    mail_invoice,
    mark_sent,
    send_each,
    xml_archive,
)
from reporting.invoicing.views.crumbs import all_invoices, crumbs_to
from reporting.invoicing.views.invoice import InvoiceView, OfInvoice

BY_HAND = "by_hand"  # what the buttons say
SHOWN_REFUSALS = 10


class SendInvoice(InvoiceView):
    """One of three ways, by the button's name; what cannot be is shown with what was typed."""

    permission = "invoicing.send_invoice"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seen = whole_number(request.POST.get("seen")) or 0
        if (way := request.POST.get("way", "")) == BY_HAND:
            return self._mark(seen)
        if way not in (ways := ways_to_send(request)):
            raise Http404
        try:
            ways[way](self.invoice, seen)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.invoice)
        return self._sent()

    def _mark(self, seen: int) -> HttpResponse:
        form = MarkSentForm(self.request.POST)
        if form.is_valid():
            try:
                _marking(form, self.request.user)(self.invoice, seen)
            except ValidationError as error:
                add_errors(form, error)
            else:
                return self._sent()
        context = self.get_context_data(mark_form=form, form=form)
        return self.render_to_response(context, status=422)

    def _sent(self) -> HttpResponse:
        words = _("%(number)s is sent.") % {"number": self.invoice.number}
        messages.success(self.request, words)
        return redirect(self.invoice)


def ways_to_send(request: HttpRequest) -> dict[str, Callable[[Invoice, int], Any]]:
    """(invoice, how many sendings the page told of) → sent; what goes without a form."""
    actor = request.user
    return {
        "mail": lambda one, seen: mail_invoice(invoice=one, seen=seen, actor=actor),
        "provider": lambda one, seen: hand_to_provider(invoice=one, seen=seen, actor=actor),
    }


def _marking(form: MarkSentForm, actor: Any) -> Callable[[Invoice, int], Any]:
    return lambda one, seen: mark_sent(
        invoice=one,
        sent_at=form.sent_at,
        provider_id=form.cleaned_data["provider_id"],
        seen=seen,
        actor=actor,
    )


class Unsent(PermissionView, TemplateView):
    """What nobody has sent: chosen ones fetched as a ZIP, mailed, handed over or marked."""

    permission = "invoicing.send_invoice"
    template_name = "invoicing/unsent.html"

    def get_context_data(
        self, chosen: Collection[int] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        invoices = Invoice.objects.visible_to(self.request.user).unsent()
        return super().get_context_data(
            rows=[(row, self._is_ticked(row, chosen)) for row in read_rows(invoices, today())],
            mark_form=kwargs.get("form") or MarkSentForm(),
            may_hand_over=provider_in_use() is not None,
            crumbs=crumbs_to(all_invoices(), (_("To send"), "")),
            **kwargs,
        )

    def _is_ticked(self, row: ListRow, chosen: Collection[int] | None) -> bool:
        """Those that are to be sent; after a mistake, those that had been chosen."""
        if chosen is None:
            return row.standing == Standing.TO_SEND
        return row.invoice.pk in chosen

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = self._chosen(request)
        way, ways = request.POST.get("way", ""), ways_to_send(request)
        if not chosen:
            messages.warning(request, _("Choose at least one invoice that is not sent."))
        elif way == "zip":
            return self._archive(request, chosen)
        elif way == BY_HAND:
            form = MarkSentForm(request.POST)
            if not form.is_valid():
                context = self.get_context_data(form=form, chosen={one.pk for one in chosen})
                return self.render_to_response(context, status=422)
            mark = _marking(form, request.user)
            _tell(request, send_each(chosen, lambda one: mark(one, 0)))
        elif way in ways:
            _tell(request, send_each(chosen, lambda one: ways[way](one, 0)))
        else:
            raise Http404
        return redirect("invoicing:unsent")

    def _chosen(self, request: HttpRequest) -> list[Invoice]:
        numbers = {whole_number(text) for text in request.POST.getlist("invoice")} - {None}
        found: Any = Invoice.objects.visible_to(request.user).unsent()
        return list(found.filter(pk__in=numbers).select_related("participation__organisation"))

    def _archive(self, request: HttpRequest, chosen: list[Invoice]) -> HttpResponse:
        try:
            content = xml_archive(chosen)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("invoicing:unsent")
        response = HttpResponse(content, content_type="application/zip")
        name = f"e-fakturor-{today().isoformat()}.zip"
        response["Content-Disposition"] = content_disposition_header(True, name)
        response["X-Content-Type-Options"] = "nosniff"
        return response


class CreditInvoice(OfInvoice, ServiceFormView):
    permission = "invoicing.credit_invoice"
    template_name = "invoicing/credit.html"
    form_class = CreditForm

    @cached_property
    def left(self) -> Any:
        return creditable(self.invoice)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.invoice.is_credit:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """`?amount=` is what the invoice's page proposes."""
        initial: dict[str, Any] = {"seen": self.left.times, "extent": Extent.ALL}
        try:
            amount = Decimal(self.request.GET.get("amount", ""))
        except InvalidOperation:
            return initial
        if amount.is_finite() and 0 < amount < self.left.net:
            initial |= {"extent": Extent.PART, "amount": amount}
        return initial

    def call_service(self, form: CreditForm) -> Invoice:
        data = form.cleaned_data
        shared: dict[str, Any] = {
            "invoice": self.invoice,
            "reason": data["reason"],
            "seen": data["seen"],
            "actor": self.request.user,
        }
        try:
            with OfficialRules() as official:
                if data["extent"] == Extent.REISSUE:
                    note, new = credit_and_reissue(official=official, **shared)
                    said = {"note": note.number, "new": new.number}
                    words = _("Credit note %(note)s and the new invoice %(new)s are issued.")
                    messages.success(self.request, words % said)
                    return new
                amount = data["amount"] if data["extent"] == Extent.PART else None
                note = credit_invoice(official=official, amount=amount, **shared)
        except RulesUnavailableError as error:
            raise ValidationError(
                _("The e-invoice could not be checked just now. Nothing is credited; try again.")
            ) from error
        messages.success(self.request, _("Credit note %(note)s is issued.") % {"note": note.number})
        return note

    def get_success_url(self) -> str:
        found: str = self.result.get_absolute_url()
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            invoice=self.invoice,
            left=self.left,
            left_net=kronor(self.left.net),
            left_payable=kronor(self.left.payable),
            crumbs=self.crumbs(_("Credit")),
            **kwargs,
        )


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    if outcome.sent:
        words = ngettext("%(n)d invoice is sent.", "%(n)d invoices are sent.", outcome.sent)
        messages.success(request, words % {"n": outcome.sent})
    for _invoice, why in outcome.refused[:SHOWN_REFUSALS]:
        messages.error(request, why)
    if (more := len(outcome.refused) - SHOWN_REFUSALS) > 0:
        words = ngettext("%(n)d more is not sent.", "%(n)d more are not sent.", more)
        messages.error(request, words % {"n": more})
