"""One invoice in words: what it says, what has become of it, and what it may lead to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.enums import ParticipationStatus
from modellkonceptet.civil_dates import in_words
from reporting.invoicing.document import InvoiceDocument, fee_lines, from_data
from reporting.invoicing.enums import SendingWay, Standing
from reporting.invoicing.fees import PATHS, fee_of, terms_by_kind, terms_for
from reporting.invoicing.invoice_list import KINDS
from reporting.invoicing.invoice_paper import paper_of
from reporting.invoicing.kronor import kronor
from reporting.invoicing.models import Invoice, InvoiceFile
from reporting.invoicing.rules import sees_all_invoices
from reporting.invoicing.services.crediting import Creditable, creditable
from reporting.invoicing.services.seller import read_settings
from reporting.invoicing.standing import Sums, standing_of


@dataclass(frozen=True)
class Happened:
    """One thing of the trail. `path` leads to the credit note, where it is one."""

    at: datetime
    what: str
    detail: str = ""
    path: str = ""
    has_time: bool = True


@dataclass(frozen=True)
class FeeQuestion:
    """Of somebody who left the round, or whose fee was decided lower than what is invoiced.

    `difference` is what a credit note would take back, without VAT; None while nothing is decided.
    """

    words: str
    difference: Decimal | None = None


@dataclass(frozen=True)
class InvoicePage:
    invoice: Invoice
    document: InvoiceDocument
    paper: dict[str, Any]
    sums: Sums
    standing: Standing
    headline: str
    trail: Sequence[Happened]
    files: Sequence[InvoiceFile]
    credit_notes: Sequence[Invoice]
    left: Creditable
    sendings: int
    question: FeeQuestion | None

    @property
    def glyph(self) -> str:
        return KINDS[self.standing]

    @property
    def too_much(self) -> str:
        """Money that is not ours: of an invoice that was paid and then credited, or paid twice."""
        if self.invoice.is_credit or not self.sums.too_much:
            return ""
        return _("%(sum)s kr more has been paid than what is left of the invoice.") % {
            "sum": kronor(self.sums.too_much)
        }


def readable(user: Any) -> Any:
    """Invoices as the page wants them."""
    paths = [f"participation__{path}" for path in PATHS]
    found: Any = Invoice.objects.visible_to(user)
    return found.select_related(*paths, "credits", "issued_by").with_sums().with_sending()


def read_invoice(invoice: Any, user: Any, day: date) -> InvoicePage:
    """Of an invoice from `readable`; so many queries whatever has happened to it."""
    document = from_data(invoice.document)
    is_staff = sees_all_invoices(user)
    sums = Sums(invoice.payable, invoice.credited, invoice.paid)
    standing = standing_of(sums, due_on=invoice.due_on, is_sent=invoice.is_sent, day=day)
    notes = list(invoice.credit_notes.defer("document").order_by("pk"))
    sendings = list(invoice.sendings.select_related("sent_by", "message"))
    left = creditable(invoice)
    return InvoicePage(
        invoice=invoice,
        document=document,
        paper=paper_of(document),
        sums=sums,
        standing=standing,
        headline=_headline(document, sums, standing, is_staff=is_staff),
        trail=_trail(invoice, notes, sendings, is_staff=is_staff),
        files=list(invoice.files.select_related("stored").order_by("form")),
        credit_notes=notes,
        left=left,
        sendings=len(sendings),
        question=_question(invoice, document, left) if is_staff else None,
    )


def _headline(document: InvoiceDocument, sums: Sums, standing: Standing, *, is_staff: bool) -> str:
    said = {"sum": kronor(sums.left), "whole": kronor(sums.payable)}
    if document.due_on is None:
        return _("%(whole)s kr is credited") % said
    said["day"] = in_words(document.due_on, weekday=False, year=True)
    match standing:
        case Standing.CREDITED:
            return _("The invoice is credited: nothing is to be paid")
        case Standing.PAID:
            return _("The invoice is paid")
        case Standing.OVERDUE:
            return _("%(sum)s kr should have been paid by %(day)s") % said
        case Standing.TO_SEND if is_staff:
            return _("The invoice is issued, and not sent yet")
        case Standing.PART_PAID:
            return _("%(sum)s kr is left to pay by %(day)s") % said
        case _other:
            return _("%(sum)s kr to pay by %(day)s") % said


def _trail(
    invoice: Invoice, notes: Sequence[Invoice], sendings: Sequence[Any], *, is_staff: bool
) -> list[Happened]:
    """From the first to the last. Who did it is for SKR."""

    def by(person: Any) -> str:
        return _("by %(who)s") % {"who": person} if is_staff and person else ""

    found = [Happened(invoice.issued_at, _("Issued"), by(invoice.issued_by))]
    for sending in sendings:
        mail = sending.message.get_status_display() if is_staff and sending.message else ""
        told = ", ".join(filter(None, [by(sending.sent_by), mail]))
        found.append(Happened(sending.sent_at, _sent_words(sending), told))
    for payment in invoice.payments.all():
        words = _("Paid: %(sum)s kr") if payment.amount > 0 else _("Paid back: %(sum)s kr")
        found.append(
            Happened(
                timezone.make_aware(datetime.combine(payment.paid_on, datetime.max.time())),
                words % {"sum": kronor(abs(payment.amount))},
                payment.get_source_display() if is_staff else "",
                has_time=False,
            )
        )
    for note in notes:
        words = _("Credited: %(sum)s kr by credit note %(number)s") % {
            "sum": kronor(note.payable),
            "number": note.number,
        }
        found.append(Happened(note.issued_at, words, note.reason, note.get_absolute_url()))
    return sorted(found, key=lambda one: one.at)


def _sent_words(sending: Any) -> str:
    said = {"to": sending.receiver, "id": sending.provider_id}
    if sending.way == SendingWay.MAIL:
        return _("Mailed to %(to)s") % said
    if sending.way == SendingWay.PROVIDER:
        return _("Handed to the access point as %(id)s") % said
    if sending.provider_id:
        return _("Marked as sent by hand, known to the provider as %(id)s") % said
    return _("Marked as sent by hand")


def _question(invoice: Any, document: InvoiceDocument, left: Creditable) -> FeeQuestion | None:
    """What the fee as it is decided today says of an invoice that stands."""
    if invoice.is_credit:
        return None
    home = invoice.participation
    terms = home.cohort.terms.select_related("programme")
    fee = fee_of(home, terms_for(home, terms_by_kind(terms)))
    if left.is_nothing:
        return None
    if fee.is_undecided:
        return FeeQuestion(
            _(
                "%(who)s has left the round. Decide what it pays: what is invoiced beyond it is"
                " then credited."
            )
            % {"who": home}
        )
    if fee.amount is None or not _may_differ(home):
        return None
    lines, _rounding = fee_lines(
        [("", fee.amount)], document.vat, includes_vat=read_settings().includes_vat
    )
    difference = left.net - sum((line.amount for line in lines), Decimal(0))
    if difference <= 0:
        return None
    words = _("The fee is decided to %(fee)s kr. %(sum)s kr without VAT is invoiced beyond it.")
    said = {"fee": kronor(fee.amount), "sum": kronor(difference)}
    return FeeQuestion(words % said, difference)


def _may_differ(home: Any) -> bool:
    """A round's fee that was changed later touches no invoice: only what was decided of one."""
    return hasattr(home, "fee_exception") or home.status == ParticipationStatus.WITHDRAWN
