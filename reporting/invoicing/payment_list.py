"""Payments as finance sees them: what is a difference and why, the files read, and who is late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Reminder
from modellkonceptet.records.models import AuditEntry
from reporting.invoicing.enums import Standing
from reporting.invoicing.models import BankFile, Invoice, Payment
from reporting.invoicing.standing import Sums, standing_of

SHOWN_FILES = 20


@dataclass(frozen=True)
class DifferenceRow:
    """A payment that waits, with the invoice that its reference names, where there is one."""

    payment: Payment
    invoice: Invoice | None

    @property
    def left(self) -> Decimal | None:
        return getattr(self.invoice, "left", None)


def read_differences(user: Any) -> list[DifferenceRow]:
    """Two queries; the oldest first."""
    payments = list(Payment.objects.visible_to(user).unmatched().order_by("paid_on", "pk"))
    invoices = _by_reference(user, payments)
    return [DifferenceRow(one, invoices.get(one.reference)) for one in payments]


def read_difference(user: Any, payment: Payment) -> DifferenceRow:
    return DifferenceRow(payment, _by_reference(user, [payment]).get(payment.reference))


def _by_reference(user: Any, payments: Sequence[Payment]) -> dict[str, Invoice]:
    named = {one.reference for one in payments if one.reference}
    rows: Any = Invoice.objects.visible_to(user).filter(ocr__in=named).with_sums()
    return {one.ocr: one for one in rows}


def read_files(user: Any) -> list[Any]:
    """The latest files with what came of each, in one query."""
    rows = BankFile.objects.visible_to(user).select_related("read_by").order_by("-pk")
    counted = rows.annotate(
        count=Count("payments"),
        matched=Count("payments", filter=Q(payments__invoice__isnull=False)),
        waiting=Count(
            "payments",
            filter=Q(payments__invoice__isnull=True, payments__settled_at__isnull=True),
        ),
    )
    return list(counted[:SHOWN_FILES])


@dataclass(frozen=True)
class Step:
    """What somebody has done to a payment."""

    at: datetime
    who: str
    words: str
    note: str


def trail_of(payment: Payment) -> list[Step]:
    """The latest first; of a payment that the reader has been let see."""
    entries = AuditEntry.objects.all().about(payment).select_related("actor")
    return [
        Step(one.at, one.actor.name if one.actor else "", _words(one), one.note) for one in entries
    ]


def _words(entry: AuditEntry) -> str:
    number = entry.details.get("invoice", "")
    if entry.action == "assign":
        return _("Counted to invoice %(number)s") % {"number": number}
    if entry.action == "settle":
        return _("Settled without an invoice")
    if number:
        return _("Taken back from invoice %(number)s") % {"number": number}
    return _("Put back on the list of differences")


# --- overdue


@dataclass(frozen=True)
class OverdueRow:
    """An invoice that is late, and when its coordinators were last reminded."""

    invoice: Any
    days: int
    reminded_on: date | None
    times: int

    @property
    def buyer(self) -> str:
        return str(self.invoice.document["buyer"]["name"])


def read_overdue(user: Any, day: date) -> list[OverdueRow]:
    """Two queries; the longest late first."""
    rows: Any = Invoice.objects.visible_to(user).overdue_on(day)
    invoices = list(rows.select_related("participation__cohort").order_by("due_on", "pk"))
    said = _reminded(invoices)
    return [
        OverdueRow(one, (day - one.due_on).days, *said.get(f"invoice-{one.pk}", (None, 0)))
        for one in invoices
    ]


def _reminded(invoices: Sequence[Any]) -> dict[str, tuple[date, int]]:
    rows = Reminder.objects.filter(
        rule="invoicing.unpaid",
        subject__in=[f"invoice-{one.pk}" for one in invoices],
        message__status=MessageStatus.SENT,
    )
    counted = rows.order_by().values_list("subject")
    return {
        subject: (last, times)
        for subject, last, times in counted.annotate(Max("day"), Count("day", distinct=True))
    }


def overdue_rows(rows: Sequence[OverdueRow]) -> Iterator[list[Any]]:
    yield [
        _("Invoice"),
        _("Buyer"),
        _("Round"),
        _("Due"),
        _("Days late"),
        _("To pay"),
        _("Left"),
        _("OCR"),
        _("Last reminded"),
        _("Times reminded"),
    ]
    for row in rows:
        one = row.invoice
        yield [
            one.number,
            row.buyer,
            one.participation.cohort.name,
            one.due_on,
            row.days,
            one.payable,
            one.left,
            one.ocr,
            row.reminded_on,
            row.times,
        ]


# --- figures


@dataclass(frozen=True)
class InvoiceFigures:
    """Of a round: invoices that stand, those paid, and those past their day; sums in kronor."""

    issued: int
    paid: int
    overdue: int
    left: Decimal


def invoice_figures(cohort: Cohort, day: date) -> InvoiceFigures:
    """One query. An invoice that is credited in whole does not count."""
    rows: Any = Invoice.objects.invoices().filter(participation__cohort=cohort)
    found = [
        (Sums(payable, credited, paid), due_on, is_sent)
        for payable, credited, paid, due_on, is_sent in rows.with_sums()
        .with_sending()
        .order_by()
        .values_list("payable", "credited", "paid", "due_on", "is_sent")
        if credited < payable
    ]
    standing = [
        standing_of(sums, due_on=due_on, is_sent=is_sent, day=day)
        for sums, due_on, is_sent in found
    ]
    return InvoiceFigures(
        issued=len(found),
        paid=standing.count(Standing.PAID),
        overdue=standing.count(Standing.OVERDUE),
        left=sum((sums.left for sums, _due, _sent in found), Decimal("0.00")),
    )
