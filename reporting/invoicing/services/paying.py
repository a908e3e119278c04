"""What came in: payments by hand and from the bank's files, and what becomes of the differences.

A payment counts to an invoice by itself only where its reference and its amount agree with what
is left of it. Everything else waits for a person. Nothing is deleted; what somebody does to a
payment stands in its trail.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import today
from modellkonceptet.delimited import CSV, decoded
from modellkonceptet.plain_text import clean_text
from modellkonceptet.records.services import record_event, store_file
from modellkonceptet.uploads import clean_file_name
from reporting.invoicing.bank_files import BankPayment, read_bgmax, read_table
from reporting.invoicing.enums import Difference, PaymentSource
from reporting.invoicing.models import BankFile, Invoice, InvoicingSettings, Payment
from reporting.invoicing.models.seller import THE_ONE

MOST_BYTES = 2_000_000
PLAIN_TEXT = "text/plain; charset=iso-8859-1"


@dataclass(frozen=True)
class Import:
    """What a file gave. `known` payments had been read from another file before."""

    file: BankFile
    is_new: bool
    matched: int = 0
    differences: int = 0
    known: int = 0


# --- from a file of the bank


def import_bank_file(*, name: str, content: bytes, actor: Any) -> Import:
    """Read the whole file or nothing of it. Raises ValidationError with the line that is wrong.

    Read again, or by two at the same moment, it changes nothing.
    """
    _refuse_unless_allowed(actor)
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is too large for a file of payments."), code="size")
    sha256 = hashlib.sha256(content).hexdigest()
    source, found = _read(content)
    with transaction.atomic():
        seller = _one_at_a_time()
        if before := BankFile.objects.filter(sha256=sha256).first():
            return Import(before, is_new=False)
        name = clean_file_name(name) or "bank.txt"
        kind = CSV if source == PaymentSource.TABLE else PLAIN_TEXT
        stored = store_file(name=name, content=content, content_type=kind, actor=actor)
        file = BankFile.objects.create(name=name, sha256=sha256, stored=stored, read_by=actor)
        known = set(
            Payment.objects.filter(key__in=[one.key for one in found]).values_list("key", flat=True)
        )
        fresh = [one for one in found if one.key not in known]
        rows = _as_rows(fresh, seller)
        for row in rows:
            row.source, row.bank_file, row.recorded_by = source, file, actor
        Payment.objects.bulk_create(rows)
    matched = sum(row.invoice is not None for row in rows)
    return Import(file, True, matched, len(rows) - matched, len(found) - len(fresh))


def _read(content: bytes) -> tuple[PaymentSource, list[BankPayment]]:
    """A table begins with its headings, BgMax with the number of a record."""
    if content.startswith(b"01"):
        source, found = PaymentSource.BGMAX, read_bgmax(content)
    else:
        source, found = PaymentSource.TABLE, read_table(decoded(content))
    return source, [one for one in found if one.amount]


def _as_rows(found: Sequence[BankPayment], seller: InvoicingSettings) -> list[Payment]:
    """Each with its invoice, or why it has none."""
    invoices = _locked_invoices({text for one in found for text in one.references if text})
    left = _left_of(invoices.values())
    rows = []
    for one in found:
        invoice = invoices.get(one.references[0])
        why = _difference(one, invoice, left, seller)
        if invoice is not None and not why:
            left[invoice.pk] -= one.amount
        rows.append(
            Payment(
                invoice=None if why else invoice,
                amount=one.amount,
                paid_on=one.paid_on,
                key=one.key,
                reference=", ".join(filter(None, one.references))[:100],
                payer=one.payer[:150],
                note=clean_text(" ".join(one.text), multiline=False)[:500],
                why=why,
            )
        )
    return rows


def _difference(
    one: BankPayment,
    invoice: Invoice | None,
    left: dict[int, Decimal],
    seller: InvoicingSettings,
) -> str:
    """The first reason that a person must look at it, "" when there is none."""
    if one.amount < 0:
        return Difference.DEDUCTION
    ours = {seller.bankgiro.lstrip("0")}
    if invoice is not None:  # an older invoice may name an older number
        ours.add(invoice.document["seller"]["bankgiro"].lstrip("0"))
    if one.receiver and any(ours) and one.receiver not in ours:
        return Difference.BANKGIRO
    if len(one.references) > 1:
        return Difference.SEVERAL
    if invoice is None:
        return Difference.UNKNOWN
    if left[invoice.pk] <= 0:
        return Difference.PAID
    return "" if left[invoice.pk] == one.amount else Difference.AMOUNT


def _locked_invoices(references: Iterable[str]) -> dict[str, Invoice]:
    """By OCR; always in the same order, so that two who lock several never wait for each other."""
    rows = Invoice.objects.invoices().filter(ocr__in=sorted(references)).exclude(ocr="")
    return {one.ocr: one for one in rows.order_by("pk").select_for_update()}


def _left_of(invoices: Iterable[Invoice]) -> dict[int, Decimal]:
    rows: Any = Invoice.objects.filter(pk__in=[one.pk for one in invoices]).with_sums()
    return {one.pk: one.left for one in rows}


# --- by hand


@transaction.atomic
def record_payment(
    *, invoice: Invoice, amount: Decimal, paid_on: date, note: str, token: str, actor: Any
) -> Payment:
    """Note a payment; a negative one is money paid back. Raises ValidationError by field.

    `token` is the form's own: sent twice, it is counted once.
    """
    _refuse_unless_allowed(actor)
    note = clean_text(note, multiline=False)
    key = hashlib.sha256(f"hand|{token}".encode()).hexdigest()
    _lock(invoice)
    if before := Payment.objects.filter(key=key).first():
        return before
    faults = {}
    if not amount or amount != amount.quantize(Decimal("0.01")):
        faults["amount"] = _("Write an amount in kronor and öre that is not zero.")
    if amount < 0 and not note:
        faults["note"] = _("Say why money is paid back.")
    if paid_on > today():
        faults["paid_on"] = _("The day has not come yet.")
    if faults:
        raise ValidationError(faults)
    if amount < 0 and -amount > _paid(invoice):
        raise ValidationError(
            {"amount": _("No more can be paid back than has been paid.")}, code="too_much_back"
        )
    return Payment.objects.create(
        invoice=invoice,
        amount=amount,
        paid_on=paid_on,
        source=PaymentSource.HAND,
        key=key,
        reference=invoice.ocr,
        note=note,
        recorded_by=actor,
    )


# --- differences


@transaction.atomic
def assign_payment(*, payment: Payment, invoice: Invoice, actor: Any) -> Payment:
    """Count a difference to an invoice, also when that leaves something or is too much."""
    row = _waiting(payment, actor)
    _lock(invoice)
    if row.amount < 0 and -row.amount > _paid(invoice):
        raise ValidationError(
            _("No more can be taken from the invoice than has been paid."), code="too_much_back"
        )
    row.invoice = invoice
    row.save(update_fields=["invoice"])
    record_event(about=row, action="assign", actor=actor, invoice=invoice.number)
    return row


@transaction.atomic
def settle_payment(*, payment: Payment, note: str, actor: Any) -> Payment:
    """It belongs to no invoice of ours; the note says what was done about it."""
    row = _waiting(payment, actor)
    note = clean_text(note, multiline=False)
    if not note:
        raise ValidationError({"note": _("Write what was done about the payment.")})
    row.settled_at, row.settled_by = timezone.now(), actor
    row.save(update_fields=["settled_at", "settled_by"])
    record_event(about=row, action="settle", actor=actor, note=note)
    return row


@transaction.atomic
def take_back(*, payment: Payment, note: str, actor: Any) -> Payment:
    """Undo that a payment was counted to an invoice, or settled: it is a difference again."""
    _refuse_unless_allowed(actor)
    row = Payment.objects.select_for_update().get(pk=payment.pk)
    note = clean_text(note, multiline=False)
    if not note:
        raise ValidationError({"note": _("Say why it is taken back.")})
    if row.invoice_id is None and row.settled_at is None:
        raise ValidationError(_("The payment is on the list of differences."), code="waits_already")
    invoice = row.invoice
    if invoice is not None:
        _lock(invoice)
        if row.amount > 0 and row.amount > _paid(invoice):
            raise ValidationError(
                _("No more can be taken from the invoice than has been paid."),
                code="too_much_back",
            )
        row.why = Difference.TAKEN_BACK
    row.invoice = row.settled_at = row.settled_by = None
    row.save(update_fields=["invoice", "settled_at", "settled_by", "why"])
    said = {"invoice": invoice.number} if invoice else {}
    record_event(about=row, action="take_back", actor=actor, note=note, **said)
    return row


def _waiting(payment: Payment, actor: Any) -> Payment:
    _refuse_unless_allowed(actor)
    row = Payment.objects.select_for_update().get(pk=payment.pk)
    if row.invoice_id is not None or row.settled_at is not None:
        raise ValidationError(
            _("Somebody has seen to this payment meanwhile."), code="changed_meanwhile"
        )
    return row


def _lock(invoice: Invoice) -> None:
    if Invoice.objects.select_for_update().get(pk=invoice.pk).is_credit:
        raise ValidationError(_("A credit note is not paid."), code="credit_note")


def _paid(invoice: Invoice) -> Decimal:
    found: Any = Invoice.objects.with_sums().get(pk=invoice.pk)
    paid: Decimal = found.paid
    return paid


def _one_at_a_time() -> InvoicingSettings:
    """Of two who read files at once, one waits for the other."""
    InvoicingSettings.objects.get_or_create(pk=THE_ONE)
    return InvoicingSettings.objects.select_for_update().get(pk=THE_ONE)


def _refuse_unless_allowed(actor: Any) -> None:
    if not actor.has_perm("invoicing.record_payment"):
        raise PermissionDenied
