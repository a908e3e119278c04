"""The ledger of claims and the gap report: read from what is issued and paid, never kept.

As of a day: what was issued, credited and paid until then.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from reporting.invoicing.enums import DocumentKind
from reporting.invoicing.models import Invoice, InvoiceSeries, Payment

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class LedgerRow:
    """One invoice as of the day; `left` is negative where too much was paid."""

    invoice: Invoice
    credited: Decimal
    paid: Decimal
    day: date

    @property
    def payable(self) -> Decimal:
        """Nothing yet of an invoice that was paid before its own day."""
        return self.invoice.payable if self.invoice.issued_on <= self.day else NOTHING

    @property
    def left(self) -> Decimal:
        return self.payable - self.credited - self.paid

    @property
    def days_late(self) -> int:
        due_on = self.invoice.due_on
        return max((self.day - due_on).days, 0) if due_on and self.left > 0 else 0

    @property
    def buyer(self) -> str:
        """As it was called when the invoice was issued."""
        return str(self.invoice.document["buyer"]["name"])


@dataclass(frozen=True)
class Ledger:
    rows: Sequence[LedgerRow]
    day: date

    @property
    def open_rows(self) -> list[LedgerRow]:
        return [row for row in self.rows if row.left]

    @cached_property
    def sums(self) -> dict[str, Decimal]:
        return {
            "payable": sum((row.payable for row in self.rows), NOTHING),
            "credited": sum((row.credited for row in self.rows), NOTHING),
            "paid": sum((row.paid for row in self.rows), NOTHING),
            "left": sum((row.left for row in self.rows), NOTHING),
        }


def read_ledger(user: Any, day: date) -> Ledger:
    """Three queries, however many invoices."""
    every = Invoice.objects.visible_to(user).order_by()
    credited = dict(
        every.filter(kind=DocumentKind.CREDIT_NOTE, issued_on__lte=day)
        .values_list("credits")
        .annotate(total=Sum("payable"))
    )
    paid = dict(
        Payment.objects.visible_to(user)
        .filter(invoice__isnull=False, paid_on__lte=day)
        .order_by()
        .values_list("invoice")
        .annotate(total=Sum("amount"))
    )
    begun = Q(issued_on__lte=day) | Q(pk__in=list(paid))
    rows = [
        LedgerRow(one, credited.get(one.pk, NOTHING), paid.get(one.pk, NOTHING), day)
        for one in every.invoices().filter(begun).order_by("issued_on", "pk")
    ]
    return Ledger(rows, day)


def ledger_rows(ledger: Ledger) -> Iterator[list[Any]]:
    """As a file; every invoice, so that the sums can be followed."""
    yield [
        _("Invoice"),
        _("Buyer"),
        _("Date"),
        _("Due"),
        _("OCR"),
        _("To pay"),
        _("Credited"),
        _("Paid"),
        _("Left"),
        _("Days late"),
    ]
    for row in ledger.rows:
        one = row.invoice
        yield [
            one.number,
            row.buyer,
            one.issued_on,
            one.due_on,
            one.ocr,
            row.payable,
            row.credited,
            row.paid,
            row.left,
            row.days_late,
        ]


# --- gaps


@dataclass(frozen=True)
class SeriesLine:
    """One series: from which number to which, and those that are not there."""

    series: InvoiceSeries
    first: int
    last: int
    count: int
    missing: Sequence[int]


@dataclass(frozen=True)
class GapReport:
    lines: Sequence[SeriesLine]
    repeated_ocr: Sequence[str]

    @property
    def is_whole(self) -> bool:
        return not self.repeated_ocr and not any(line.missing for line in self.lines)


def read_gaps(user: Any) -> GapReport:
    """Three queries. Both lists are empty as long as the database does what it says."""
    serials: dict[int, list[int]] = defaultdict(list)
    invoices = Invoice.objects.visible_to(user).order_by()
    for series_id, serial in invoices.values_list("series", "serial"):
        serials[series_id].append(serial)
    lines = []
    for series in InvoiceSeries.objects.visible_to(user).order_by("year", "prefix"):
        there = serials[series.pk]
        last = max([series.last, *there])
        if last:
            missing = sorted(set(range(1, last + 1)) - set(there))
            lines.append(SeriesLine(series, 1, last, len(there), missing))
    repeated = (
        invoices.exclude(ocr="").values("ocr").annotate(n=Count("pk")).filter(n__gt=1)
    ).values_list("ocr", flat=True)
    return GapReport(lines, sorted(repeated))
