"""The readable copy of an invoice: PDF/A-3a with the e-invoice inside, tagged as PDF/UA-1."""

from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from modellkonceptet.pdf import ARCHIVAL, PdfAttachment, render_pdf
from reporting.invoicing.document import InvoiceDocument
from reporting.invoicing.enums import VatMode
from reporting.invoicing.kronor import kronor
from reporting.invoicing.numbers import shown_bankgiro, shown_organisation_number

OWN_LANGUAGE = "sv"


def invoice_pdf(
    document: InvoiceDocument, *, xml: bytes, issued_at: datetime, language: str = OWN_LANGUAGE
) -> bytes:
    """Equal documents give equal bytes. In another language it says that the Swedish one counts."""
    with override(language):
        kind = _("Credit note") if document.is_credit else _("Invoice")
        title = f"{kind} {document.number}"
        context = paper_of(document, is_copy=language != OWN_LANGUAGE)
    attachment = PdfAttachment(
        name=f"faktura-{document.number}.xml",
        content=xml,
        description="Peppol BIS Billing 3.0, UBL 2.1",
        relationship="Alternative",
    )
    return render_pdf(
        template="pdf/invoice.html",
        context=context,
        language=language,
        title=title,
        created=issued_at,
        identifier=f"invoice-{document.number}-{language}",
        attachments=[attachment],
        variant=ARCHIVAL,
    )


def paper_of(document: InvoiceDocument, *, is_copy: bool = False) -> dict[str, Any]:
    """What the template shows, in the active language."""
    seller, buyer = document.seller, document.buyer
    return {
        "document": document,
        "is_copy": is_copy,
        "lines": [
            {
                "text": line.text,
                "quantity": number_format(line.quantity.normalize(), force_grouping=True),
                "price": kronor(line.price),
                "amount": kronor(line.amount),
            }
            for line in document.lines
        ],
        "net": kronor(document.net),
        "tax": kronor(document.tax),
        "rate": number_format(document.vat.rate.normalize()),
        "has_vat": document.vat.mode == VatMode.STANDARD,
        "rounding": kronor(document.rounding) if document.rounding else "",
        "payable": kronor(document.payable),
        "bankgiro": shown_bankgiro(seller.bankgiro),
        "seller_number": shown_organisation_number(seller.organisation_number),
        "buyer_number": shown_organisation_number(buyer.organisation_number),
        "shows_vat_number": document.vat.mode != VatMode.OUTSIDE,
    }
