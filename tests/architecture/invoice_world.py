"""The world's invoices: each organisation has one that is sent, paid in part and credited in part.

They are written as rows: what a test of tenants needs is that they are there.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cohorts.models import Cohort
from modellkonceptet.civil_dates import today
from modellkonceptet.records.services import store_file
from reporting.invoicing.document import as_data
from reporting.invoicing.enums import DocumentKind, FileForm, RunRowState, SendingWay
from reporting.invoicing.models import (
    BankFile,
    BillingAddress,
    FeeException,
    Invoice,
    InvoiceFile,
    InvoiceRun,
    InvoiceRunRow,
    InvoiceSeries,
    InvoicingSettings,
    Payment,
    Sending,
)
from tests.invoicing.recipes import make_document, make_seller


def invoice_rows(matter: Any, cohort: Cohort) -> None:
    if not InvoicingSettings.objects.exists():
        make_seller()
    home = matter.rows["participation"]
    series, _new = InvoiceSeries.objects.get_or_create(prefix="", year=today().year)
    invoice = _invoice(home, series)
    note = _invoice(home, series, credits=invoice)
    run, _new = InvoiceRun.objects.get_or_create(cohort=cohort, finished_at=None)
    matter.rows |= {
        "invoice": invoice,
        "credit_note": note,
        "invoice_run": run,
        "run_row": InvoiceRunRow.objects.create(
            run=run, participation=home, state=RunRowState.ISSUED, invoice=invoice
        ),
        "invoice_file": _file(invoice),
        "billing": BillingAddress.objects.create(participation=home, reference="AB123456"),
        "fee_exception": FeeException.objects.create(
            participation=home, fee=Decimal(25000), reason="Halva tiden"
        ),
        "sending": Sending.objects.create(invoice=invoice, way=SendingWay.BY_HAND),
        "bank_file": _bank_file(matter.owner.pk),
    }
    matter.rows["payment"] = Payment.objects.create(
        invoice=invoice,
        amount=Decimal(100),
        paid_on=today(),
        source="bgmax",
        key=f"payment-{home.pk}",
        bank_file=matter.rows["bank_file"],
    )


def _invoice(home: Any, series: InvoiceSeries, credits: Invoice | None = None) -> Invoice:
    series.last += 1
    series.save()
    number = f"{series.year}-{series.last:04d}"
    document = make_document(number=number, issued_on=today(), due_on=today() + timedelta(days=30))
    values: dict[str, Any] = {
        "kind": DocumentKind.INVOICE,
        "ocr": f"{series.last:010d}",
        "due_on": document.due_on,
    }
    if credits is not None:
        values = {"kind": DocumentKind.CREDIT_NOTE, "credits": credits, "reason": "Fel"}
    share = 10 if credits is not None else 1
    return Invoice.objects.create(
        series=series,
        serial=series.last,
        number=number,
        participation=home,
        issued_on=document.issued_on,
        net=document.net / share,
        tax=document.tax / share,
        payable=document.payable / share,
        document=as_data(document),
        **values,
    )


def _file(invoice: Invoice) -> InvoiceFile:
    stored = store_file(name="faktura.pdf", content=b"%PDF", content_type="application/pdf")
    return InvoiceFile.objects.create(
        invoice=invoice, form=FileForm.PDF, stored=stored, sha256=stored.sha256
    )


def _bank_file(number: int) -> BankFile:
    content = f"BGMAX {number} {timezone.now().isoformat()}".encode()
    stored = store_file(name="bgmax.txt", content=content, content_type="text/plain")
    return BankFile.objects.create(name="bgmax.txt", sha256=stored.sha256, stored=stored)
