"""An issued invoice's PDF and XML: made once from the frozen document, then the same for ever."""

import hashlib

from django.db import IntegrityError, transaction

from modellkonceptet.records.services import store_file
from reporting.invoicing.document import from_data
from reporting.invoicing.enums import FileForm
from reporting.invoicing.invoice_paper import invoice_pdf
from reporting.invoicing.models import Invoice, InvoiceFile
from reporting.invoicing.ubl import as_xml

TYPES = {FileForm.PDF: "application/pdf", FileForm.XML: "application/xml"}


def make_files(*, invoice_id: int) -> None:
    """Make what is missing of both; may run twice, and two at once keep one."""
    invoice = Invoice.objects.get(pk=invoice_id)
    made = set(invoice.files.values_list("form", flat=True))
    missing = [form for form in FileForm if form not in made]
    if not missing:
        return
    document = from_data(invoice.document)
    xml = as_xml(document)
    contents = {FileForm.XML: xml}
    if FileForm.PDF in missing:
        contents[FileForm.PDF] = invoice_pdf(document, xml=xml, issued_at=invoice.issued_at)
    try:
        with transaction.atomic():
            for form in missing:
                _keep(invoice, form, contents[form])
    except IntegrityError:  # somebody else has made the same meanwhile
        return


def without_files() -> list[int]:
    """Invoices whose files a dead worker or a failure left unmade, the oldest first."""
    complete = InvoiceFile.objects.filter(form=FileForm.PDF).values("invoice")
    return list(
        Invoice.objects.exclude(pk__in=complete).order_by("pk").values_list("pk", flat=True)
    )


def _keep(invoice: Invoice, form: FileForm, content: bytes) -> None:
    kind = "kreditfaktura" if invoice.is_credit else "faktura"
    stored = store_file(
        name=f"{kind}-{invoice.number}.{form}", content=content, content_type=TYPES[form]
    )
    InvoiceFile.objects.create(
        invoice=invoice, form=form, stored=stored, sha256=hashlib.sha256(content).hexdigest()
    )
