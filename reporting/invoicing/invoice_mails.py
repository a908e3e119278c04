"""The mail with an invoice or a credit note."""

from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import in_words
from modellkonceptet.notifications.letters import MailText
from reporting.invoicing.document import InvoiceDocument
from reporting.invoicing.kronor import kronor
from reporting.invoicing.numbers import shown_bankgiro


def invoice_mail(document: InvoiceDocument) -> MailText:
    """To an address of a register rather than a person: all that is needed to pay stands in it."""
    said = {
        "number": document.number,
        "seller": document.seller.name,
        "buyer": document.buyer.name,
        "sum": kronor(document.payable),
    }
    reference = _("Your reference: %(reference)s") % {"reference": document.buyer.reference}
    questions = _("Questions about the invoice: %(email)s") % {"email": document.seller.email}
    reason = _("You get this mail because %(buyer)s has given this address for invoices.") % said
    if document.is_credit and document.credits:
        said["credited"] = document.credits.number
        return MailText(
            subject=_("Credit note %(number)s from %(seller)s") % said,
            paragraphs=[
                _(
                    "Attached is credit note %(number)s of %(sum)s kr to %(buyer)s. It takes back"
                    " invoice %(credited)s, in whole or in part."
                )
                % said,
                [reference],
                questions,
            ],
            reason=reason,
        )
    facts = [
        reference,
        _("Bankgiro: %(number)s") % {"number": shown_bankgiro(document.seller.bankgiro)},
        _("OCR number: %(number)s") % {"number": document.ocr},
    ]
    if document.due_on:
        due = in_words(document.due_on, weekday=False, year=True)
        facts.insert(0, _("To be paid by: %(day)s") % {"day": due})
    return MailText(
        subject=_("Invoice %(number)s from %(seller)s") % said,
        paragraphs=[
            _("Attached is invoice %(number)s of %(sum)s kr to %(buyer)s.") % said,
            facts,
            questions,
        ],
        reason=reason,
    )
