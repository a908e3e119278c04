"""Pages of issued invoices: one, its files, all of them, and an organisation's own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Participation
from cohorts.querysets import own_seats
from modellkonceptet.civil_dates import today
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView, stored_file_response
from reporting.invoicing.document import from_data
from reporting.invoicing.enums import FileForm
from reporting.invoicing.forms.sending import MarkSentForm
from reporting.invoicing.invoice_list import InvoiceList, export_rows, read_list, read_rows
from reporting.invoicing.invoice_page import InvoicePage, read_invoice, readable
from reporting.invoicing.invoice_paper import invoice_pdf
from reporting.invoicing.models import Invoice
from reporting.invoicing.providers import provider_in_use
from reporting.invoicing.rules import sees_all_invoices
from reporting.invoicing.services.sending import stored_file
from reporting.invoicing.ubl import as_xml
from reporting.invoicing.views.crumbs import all_invoices, crumbs_to

ROWS = 100
COPY_LANGUAGE = "en"


class OfInvoice(PermissionView):
    """About one invoice, of those that the person may see."""

    permission = "invoicing.read_invoice"

    def get_permission_object(self) -> Invoice:
        found: Invoice = get_object_or_404(readable(self.request.user), pk=self.kwargs["pk"])
        return found

    @property
    def invoice(self) -> Any:
        return self.permission_object

    @cached_property
    def page(self) -> InvoicePage:
        return read_invoice(self.invoice, self.request.user, today())

    def crumbs(self, last: str = "") -> list[dict[str, str]]:
        """To the invoice, or to a page below it."""
        invoice = self.invoice
        if sees_all_invoices(self.request.user):
            above = crumbs_to(all_invoices())
        else:
            home = invoice.participation_id
            above = [
                {"label": _("My round"), "url": reverse("reporting:my_participation", args=[home])},
                {"label": _("Invoices"), "url": reverse("invoicing:own_invoices", args=[home])},
            ]
        own = {"label": invoice.number, "url": invoice.get_absolute_url() if last else ""}
        return [*above, own, *([{"label": last, "url": ""}] if last else [])]


class InvoiceView(OfInvoice, TemplateView):
    template_name = "invoicing/invoice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        may_send = user.has_perm("invoicing.send_invoice")
        may_credit = user.has_perm("invoicing.credit_invoice") and not self.invoice.is_credit
        return super().get_context_data(
            page=self.page,
            invoice=self.invoice,
            crumbs=self.crumbs(),
            is_staff=sees_all_invoices(user),
            may_send=may_send,
            mark_form=kwargs.pop("mark_form", None) or MarkSentForm(),
            may_hand_over=may_send and provider_in_use() is not None,
            may_credit=may_credit and not self.page.left.is_nothing,
            may_record=user.has_perm("invoicing.record_payment") and not self.invoice.is_credit,
            **kwargs,
        )


class InvoiceFileView(OfInvoice):
    """The stored PDF or XML: the same bytes at every download."""

    form: FileForm = FileForm.PDF

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            stored = stored_file(self.invoice, self.form)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect(self.invoice)
        return stored_file_response(stored)


class InvoiceCopy(OfInvoice):
    """In English for those who read no Swedish; it says that the Swedish one counts."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        document = from_data(self.invoice.document)
        content = invoice_pdf(
            document,
            xml=as_xml(document),
            issued_at=self.invoice.issued_at,
            language=COPY_LANGUAGE,
        )
        response = HttpResponse(content, content_type="application/pdf")
        kind = "credit-note" if self.invoice.is_credit else "invoice"
        name = f"{kind}-{self.invoice.number}-copy.pdf"
        response["Content-Disposition"] = content_disposition_header(True, name)
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


class AllInvoices(PermissionView, TemplateView):
    permission = "invoicing.see_invoices"
    template_name = "invoicing/invoices.html"

    @cached_property
    def page(self) -> InvoiceList:
        return read_list(self.request.user, today(), self.request.GET)

    @cached_property
    def page_obj(self) -> Page:
        return Paginator(self.page.rows, ROWS).get_page(self.request.GET.get("page"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=self.page,
            page_obj=self.page_obj,
            query=self.request.GET.urlencode(),
            crumbs=crumbs_to(all_invoices()),
            may_send=self.request.user.has_perm("invoicing.send_invoice"),
            **kwargs,
        )


class AllInvoicesFile(TableFile):
    """Every row that the filters let through."""

    permission = "invoicing.see_invoices"

    def table(self) -> Table:
        page = read_list(self.request.user, today(), self.request.GET)
        words = _("invoices")
        name = f"{words} {today().isoformat()}"
        return Table(name, export_rows(page), title=_("Invoices"), held=1)


class OwnInvoices(PermissionView, TemplateView):
    """The invoices of one participant, for its own team."""

    permission = "invoicing.read_invoice"
    template_name = "invoicing/own_invoices.html"

    def get_permission_object(self) -> Participation:
        user = self.request.user
        rows = Participation.objects.select_related("organisation", "unit", "cohort")
        if not user.is_authenticated:
            raise Http404
        if not sees_all_invoices(user):
            rows = rows.filter(pk__in=own_seats(user).values("participation"))
        found: Participation = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home, user = self.permission_object, self.request.user
        rows = read_rows(Invoice.objects.visible_to(user).filter(participation=home), today())
        if sees_all_invoices(user):
            crumbs = crumbs_to((str(home), reverse("invoicing:participant", args=[home.pk])))
        else:
            url = reverse("reporting:my_participation", args=[home.pk])
            crumbs = [{"label": _("My round"), "url": url}]
        return super().get_context_data(
            participation=home,
            rows=rows,
            left=sum(row.left for row in rows),
            may_correct=user.has_perm("invoicing.change_billing", home),
            crumbs=[*crumbs, {"label": _("Invoices"), "url": ""}],
            **kwargs,
        )
