"""After the invoice: payments and the bank's files, differences, and who is late."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from modellkonceptet.civil_dates import today
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView, ServiceFormView
from reporting.invoicing.bookkeeping import Export, exports_holding, voucher_of
from reporting.invoicing.forms.paying import (
    AssignForm,
    BankFileForm,
    PaymentForm,
    SettleForm,
    TakeBackForm,
)
from reporting.invoicing.models import Invoice, Payment
from reporting.invoicing.payment_list import (
    overdue_rows,
    read_difference,
    read_differences,
    read_files,
    read_overdue,
    trail_of,
)
from reporting.invoicing.services.paying import (
    Import,
    assign_payment,
    import_bank_file,
    record_payment,
    settle_payment,
    take_back,
)
from reporting.invoicing.views.crumbs import all_invoices, crumbs_to

ROWS = 50


def _warn_of_exports(request: HttpRequest, payments: Iterable[Payment]) -> None:
    """After a change to what bookkeeping may have got already."""
    payments = list(payments)
    if exports := exports_holding(one.paid_on for one in payments):
        words = _(
            "The bookkeeping of these days had been saved as SIE 4 before this change:"
            " %(exports)s. See to it that it is right there too: voucher %(vouchers)s."
        )
        said = {
            "exports": "; ".join(one.told for one in exports),
            "vouchers": ", ".join(voucher_of(one) for one in payments),
        }
        messages.warning(request, words % said)


def _payments_crumb() -> tuple[str, str]:
    return _("Payments"), reverse("invoicing:payments")


class Payments(ServiceFormView):
    """The list of differences, the files read, and a file to read."""

    # Reading a file is asked for by the service.
    permission = "invoicing.see_invoices"
    form_class = BankFileForm
    template_name = "invoicing/payments.html"

    def call_service(self, form: Any) -> Import:
        file = form.cleaned_data["file"]
        done = import_bank_file(name=file.name, content=form.content(), actor=self.request.user)
        messages.success(self.request, _told(done))
        if done.is_new:
            _warn_of_exports(self.request, done.file.payments.filter(invoice__isnull=False))
        return done

    def get_success_url(self) -> str:
        return reverse("invoicing:payments")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        differences = read_differences(user)
        return super().get_context_data(
            differences=differences,
            page_obj=Paginator(differences, ROWS).get_page(self.request.GET.get("page")),
            files=read_files(user),
            crumbs=crumbs_to(_payments_crumb()),
            **kwargs,
        )


def _told(done: Import) -> str:
    if not done.is_new:
        return _("The file had been read already. Nothing has changed.")
    matched = ngettext(
        "%(n)d payment was counted to its invoice",
        "%(n)d payments were counted to their invoices",
        done.matched,
    ) % {"n": done.matched}
    rest = ngettext(
        "%(n)d is on the list of differences",
        "%(n)d are on the list of differences",
        done.differences,
    ) % {"n": done.differences}
    words = f"{matched}, {rest}."
    if done.known:
        known = ngettext(
            "%(n)d stood in an earlier file and was not counted again.",
            "%(n)d stood in an earlier file and were not counted again.",
            done.known,
        ) % {"n": done.known}
        words = f"{words} {known}"
    return words


class RecordPayment(ServiceFormView):
    """A payment by hand, of one invoice."""

    permission = "invoicing.record_payment"
    form_class = PaymentForm
    template_name = "invoicing/record_payment.html"

    def get_permission_object(self) -> Invoice:
        rows: Any = Invoice.objects.visible_to(self.request.user).invoices().with_sums()
        found: Invoice = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @property
    def invoice(self) -> Any:
        return self.permission_object

    def get_initial(self) -> dict[str, Any]:
        left = self.invoice.left
        amount = f"{left:.2f}".replace(".", ",") if left > 0 else ""
        return {"amount": amount, "paid_on": today(), "token": uuid.uuid4()}

    def call_service(self, form: Any) -> Payment:
        done = record_payment(
            invoice=self.invoice,
            amount=form.cleaned_data["amount"],
            paid_on=form.cleaned_data["paid_on"],
            note=form.cleaned_data["note"],
            token=str(form.cleaned_data["token"]),
            actor=self.request.user,
        )
        messages.success(self.request, _("The payment is noted."))
        _warn_of_exports(self.request, [done])
        return done

    def get_success_url(self) -> str:
        return self.invoice.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = (self.invoice.number, self.invoice.get_absolute_url())
        steps = (all_invoices(), own, (_("Note a payment"), ""))
        return super().get_context_data(
            invoice=self.invoice,
            payments=self.invoice.payments.order_by("paid_on", "pk"),
            crumbs=crumbs_to(*steps),
            **kwargs,
        )


class OfPayment(PermissionView):
    """A page about one payment, and what may be done to it."""

    permission = "invoicing.record_payment"

    def get_permission_object(self) -> Payment:
        rows = Payment.objects.visible_to(self.request.user).select_related(
            "invoice", "bank_file", "recorded_by", "settled_by"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def payment(self) -> Payment:
        found: Payment = self.permission_object
        return found

    @cached_property
    def difference(self) -> Any:
        return read_difference(self.request.user, self.payment)

    @property
    def exports(self) -> list[Export]:
        """What a change here would make wrong; of what is settled there is no voucher."""
        if self.payment.settled_at is not None:
            return []
        return exports_holding([self.payment.paid_on])

    def page(self, **kwargs: Any) -> dict[str, Any]:
        invoice = self.difference.invoice
        assign = AssignForm(
            user=self.request.user,
            prefix="assign",
            initial={"number": invoice.number if invoice else ""},
        )
        return {
            "payment": self.payment,
            "difference": self.difference,
            "exports": self.exports,
            "voucher": voucher_of(self.payment),
            "trail": trail_of(self.payment),
            "assign_form": assign,
            "settle_form": SettleForm(prefix="settle"),
            "back_form": TakeBackForm(prefix="back"),
            "crumbs": crumbs_to(_payments_crumb(), (_("One payment"), "")),
            **kwargs,
        }


class OnePayment(OfPayment, TemplateView):
    permission = "invoicing.see_invoices"
    template_name = "invoicing/payment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.page(**kwargs))


class _Act(OfPayment, ServiceFormView):
    """One of the page's forms; refused, the page is shown again with what was typed."""

    http_method_names = ["post"]
    template_name = "invoicing/payment.html"

    def get_success_url(self) -> str:
        return reverse("invoicing:payments")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        shown = {f"{self.prefix}_form": form}
        return super().get_context_data(**self.page(**shown, **{**kwargs, "form": form}))


class AssignPayment(_Act):
    form_class = AssignForm
    prefix = "assign"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def call_service(self, form: Any) -> Payment:
        invoice = form.cleaned_data["number"]
        done = assign_payment(payment=self.payment, invoice=invoice, actor=self.request.user)
        said = {"number": invoice.number}
        messages.success(self.request, _("Counted to invoice %(number)s.") % said)
        _warn_of_exports(self.request, [done])
        return done


class SettlePayment(_Act):
    form_class = SettleForm
    prefix = "settle"

    def call_service(self, form: Any) -> Payment:
        done = settle_payment(
            payment=self.payment, note=form.cleaned_data["note"], actor=self.request.user
        )
        messages.success(self.request, _("The payment is settled."))
        return done


class TakeBackPayment(_Act):
    form_class = TakeBackForm
    prefix = "back"

    def call_service(self, form: Any) -> Payment:
        done = take_back(
            payment=self.payment, note=form.cleaned_data["note"], actor=self.request.user
        )
        messages.success(self.request, _("The payment is on the list of differences again."))
        if self.payment.invoice_id is not None:  # what was settled had no voucher
            _warn_of_exports(self.request, [done])
        return done

    def get_success_url(self) -> str:
        return reverse("invoicing:payment", args=[self.payment.pk])


class Overdue(PermissionView, TemplateView):
    permission = "invoicing.see_invoices"
    template_name = "invoicing/overdue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = read_overdue(self.request.user, today())
        return super().get_context_data(
            rows=rows,
            page_obj=Paginator(rows, ROWS).get_page(self.request.GET.get("page")),
            left=sum(row.invoice.left for row in rows),
            as_of=today(),
            crumbs=crumbs_to((_("Overdue invoices"), "")),
            **kwargs,
        )


class OverdueFile(TableFile):
    permission = "invoicing.see_invoices"

    def table(self) -> Table:
        rows = read_overdue(self.request.user, today())
        words = _("overdue invoices")
        name = f"{words} {today().isoformat()}"
        return Table(name, overdue_rows(rows), title=_("Overdue invoices"))
