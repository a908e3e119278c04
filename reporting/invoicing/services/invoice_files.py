"""An issued invoice's PDF and XML: made once from the frozen document, then the same for ever."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from modellkonceptet.records.services import store_file
from reporting.invoicing.document import from_data
from reporting.invoicing.enums import FileForm
from reporting.invoicing.invoice_paper import invoice_pdf
from reporting.invoicing.models import Invoice, InvoiceFile
from reporting.invoicing.ubl import as_xml

TYPES = {FileForm.PDF: "application/pdf", FileForm.XML: "application/xml"}


def make_files(*, invoice_id: int) -> None:
    """Make what is missing of both; may run twice, and two at once keep one.

    What is missing is asked again behind a lock, before anything is written to disk.
    """
    invoice = Invoice.objects.get(pk=invoice_id)
    if not _missing(invoice):
        return
    document = from_data(invoice.document)
    xml = as_xml(document)
    pdf = invoice_pdf(document, xml=xml, issued_at=invoice.issued_at)
    contents = {FileForm.PDF: pdf, FileForm.XML: xml}
    with transaction.atomic():
        Invoice.objects.select_for_update().get(pk=invoice_id)
        for form in _missing(invoice):
            _keep(invoice, form, contents[form])


def without_files() -> list[int]:
    """Invoices whose files a dead worker or a failure left unmade, the oldest first.

    One that was issued just now is still in the queue, and is not made beside it.
    """
    before = timezone.now() - timedelta(seconds=settings.CLAIM_SECONDS)
    complete = InvoiceFile.objects.filter(form=FileForm.PDF).values("invoice")
    left = Invoice.objects.filter(issued_at__lt=before).exclude(pk__in=complete)
    return list(left.order_by("pk").values_list("pk", flat=True))


def _missing(invoice: Invoice) -> list[FileForm]:
    made = set(invoice.files.values_list("form", flat=True))
    return [form for form in FileForm if form not in made]


def _keep(invoice: Invoice, form: FileForm, content: bytes) -> None:
    kind = "kreditfaktura" if invoice.is_credit else "faktura"
    stored = store_file(
        name=f"{kind}-{invoice.number}.{form}", content=content, content_type=TYPES[form]
    )
    InvoiceFile.objects.create(
        invoice=invoice, form=form, stored=stored, sha256=hashlib.sha256(content).hexdigest()
    )
