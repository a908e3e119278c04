"""Crediting: the whole or a part of an invoice, never beyond it, with a number of its own."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cohorts.models import Participation
from modellkonceptet.civil_dates import today
from modellkonceptet.plain_text import clean_text
from reporting.invoicing.document import Credited, InvoiceDocument, Line, from_data, to_ore
from reporting.invoicing.en16931 import OfficialRules
from reporting.invoicing.enums import DocumentKind
from reporting.invoicing.models import Invoice
from reporting.invoicing.services.issuing import LANGUAGE, issue_invoice, write_document
from reporting.invoicing.services.seller import read_settings

LONGEST_REASON = 500
_MORE_THAN_LEFT = gettext_lazy("That is more than what is left to credit.")


@dataclass(frozen=True)
class Creditable:
    """What is left to credit, and how many credit notes there are. `payable` is with VAT."""

    net: Decimal
    payable: Decimal
    times: int

    @property
    def is_all(self) -> bool:
        return not self.times

    @property
    def is_nothing(self) -> bool:
        return self.net <= 0 or self.payable <= 0


def creditable(invoice: Invoice) -> Creditable:
    taken = invoice.credit_notes.aggregate(
        net=Sum("net", default=Decimal(0)),
        payable=Sum("payable", default=Decimal(0)),
        times=Count("pk"),
    )
    return Creditable(
        to_ore(invoice.net - taken["net"]),
        to_ore(invoice.payable - taken["payable"]),
        taken["times"],
    )


@transaction.atomic
def credit_invoice(
    *,
    invoice: Invoice,
    amount: Decimal | None,
    reason: str,
    seen: int,
    actor: Any,
    official: OfficialRules,
) -> Invoice:
    """Credit so much without VAT, or all that is left where `amount` is None.

    `seen` is how many credit notes the page told of: of two who press at once, one is refused.
    Raises ValidationError, by field where it can.
    """
    if not actor.has_perm("invoicing.credit_invoice"):
        raise PermissionDenied
    reason = _checked_reason(reason)
    Participation.objects.select_for_update().get(pk=invoice.participation_id)
    left = _checked(invoice, seen)
    if amount is not None:
        _check_amount(amount, left)
    original = from_data(invoice.document)
    draft = draft_of(original, amount=amount, left=left, reason=reason)
    if draft.payable > left.payable:  # many small ones, each with half an öre rounded up
        raise ValidationError({"amount": _MORE_THAN_LEFT})
    return write_document(
        draft,
        invoice.participation,
        seller=read_settings(),
        official=official,
        actor=actor,
        credits=invoice,
        reason=reason,
    )


@transaction.atomic
def credit_and_reissue(
    *, invoice: Invoice, reason: str, seen: int, actor: Any, official: OfficialRules
) -> tuple[Invoice, Invoice]:
    """Credit all that is left, and invoice the same participant by today's fee and address.

    Both or neither: if the new one cannot be issued, nothing is credited.
    """
    note = credit_invoice(
        invoice=invoice, amount=None, reason=reason, seen=seen, actor=actor, official=official
    )
    new = issue_invoice(participation=invoice.participation, actor=actor, official=official)
    return note, new


def draft_of(
    original: InvoiceDocument, *, amount: Decimal | None, left: Creditable, reason: str
) -> InvoiceDocument:
    """Parties and VAT as on the original. What closes it makes the sums meet to the öre."""
    closes = amount is None or amount == left.net
    lines = original.lines
    if not (closes and left.is_all):
        with override(LANGUAGE):
            text = _("Credit on invoice %(number)s") % {"number": original.number}
        lines = (Line(text, Decimal(1), left.net if amount is None else amount),)
    draft = replace(
        original,
        kind=DocumentKind.CREDIT_NOTE,
        number="",
        issued_on=today(),
        lines=lines,
        due_on=None,
        ocr="",
        terms="",
        note=reason,
        rounding=Decimal("0.00"),
        credits=Credited(original.number, original.issued_on),
    )
    return replace(draft, rounding=left.payable - draft.gross) if closes else draft


def _checked(invoice: Invoice, seen: int) -> Creditable:
    if invoice.is_credit:
        raise ValidationError(
            _("A credit note cannot be credited. Issue a new invoice instead."), code="is_credit"
        )
    left = creditable(invoice)
    if left.times != seen:
        raise ValidationError(
            _("Somebody else has credited the invoice meanwhile. Look at it again."),
            code="credited_meanwhile",
        )
    if left.is_nothing:
        raise ValidationError(_("All of the invoice has been credited."), code="nothing_left")
    return left


def _check_amount(amount: Decimal, left: Creditable) -> None:
    if amount <= 0 or to_ore(amount) != amount:
        raise ValidationError(
            {"amount": _("Write an amount above zero, in kronor with at most two decimals.")}
        )
    if amount > left.net:
        raise ValidationError({"amount": _MORE_THAN_LEFT})


def _checked_reason(reason: str) -> str:
    reason = clean_text(reason, multiline=False)
    if not reason:
        raise ValidationError({"reason": _("Say why the invoice is credited.")})
    if len(reason) > LONGEST_REASON:
        raise ValidationError(
            {"reason": _("Write at most %(n)d characters.") % {"n": LONGEST_REASON}}
        )
    return reason
