"""All invoices in one list, narrowed by round, standing, year and text; the same rows as a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models.fields.json import KT
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkonceptet.form_fields import whole_number
from reporting.invoicing.enums import Standing
from reporting.invoicing.models import Invoice
from reporting.invoicing.standing import NOTHING, Sums, standing_of

KINDS = {
    Standing.TO_SEND: "open",
    Standing.SENT: "half",
    Standing.PART_PAID: "half",
    Standing.PAID: "done",
    Standing.OVERDUE: "warn",
    Standing.CREDITED: "done",
}
MOST_TEXT = 100


@dataclass(frozen=True)
class ListRow:
    """`buyer` is as on the invoice, even if the organisation has changed its name since."""

    invoice: Invoice
    buyer: str
    sums: Sums
    standing: Standing

    @property
    def glyph(self) -> str:
        return KINDS[self.standing]

    @property
    def left(self) -> Decimal:
        return NOTHING if self.invoice.is_credit else self.sums.left

    def holds(self, text: str) -> bool:
        told = f"{self.invoice.number} {self.invoice.ocr} {self.buyer} {self.invoice.participation}"
        return text.casefold() in told.casefold()


@dataclass(frozen=True)
class Choice:
    """What the list is narrowed to; nonsense in the address narrows nothing."""

    round_id: int | None = None
    standing: str = ""
    year: int | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.round_id or self.standing or self.year or self.text)

    def lets_through(self, row: ListRow) -> bool:
        return (
            self.round_id in (None, row.invoice.participation.cohort_id)
            and self.standing in ("", row.standing)
            and self.year in (None, row.invoice.issued_on.year)
            and (not self.text or row.holds(self.text))
        )


@dataclass(frozen=True)
class InvoiceList:
    """`rows` are those that the choice lets through, the newest first."""

    rows: Sequence[ListRow]
    everything: Sequence[ListRow]
    choice: Choice

    @property
    def headline(self) -> str:
        n = len(self.rows)
        if self.choice:
            words = ngettext("%(n)d invoice in this choice", "%(n)d invoices in this choice", n)
        elif not n:
            return _("No invoice has been issued yet")
        elif late := sum(row.standing == Standing.OVERDUE for row in self.rows):
            return ngettext("%(n)d invoice is overdue", "%(n)d invoices are overdue", late) % {
                "n": late
            }
        else:
            words = ngettext("%(n)d invoice, none overdue", "%(n)d invoices, none overdue", n)
        return words % {"n": n}

    @cached_property
    def total(self) -> Sums:
        """Of the invoices in the list; credit notes count through what they take back."""
        own = [row.sums for row in self.rows if not row.invoice.is_credit]
        return Sums(
            sum((one.payable for one in own), NOTHING),
            sum((one.credited for one in own), NOTHING),
            sum((one.paid for one in own), NOTHING),
        )

    @cached_property
    def left(self) -> Decimal:
        """Summed by invoice: what one has paid too much pays nothing of another."""
        return sum((row.left for row in self.rows), NOTHING)

    @property
    def round_choices(self) -> list[tuple[int, str]]:
        rounds = {row.invoice.participation.cohort for row in self.everything}
        return sorted(((one.pk, one.name) for one in rounds), key=lambda pair: pair[1])

    @property
    def year_choices(self) -> list[int]:
        return sorted({row.invoice.issued_on.year for row in self.everything}, reverse=True)

    @property
    def standing_choices(self) -> list[tuple[str, str]]:
        used = {row.standing for row in self.everything}
        return [(one.value, str(one.label)) for one in Standing if one in used]


def read_list(user: Any, day: date, query: Mapping[str, Any]) -> InvoiceList:
    """What the person may see, in one query. The documents themselves stay where they are."""
    everything = read_rows(Invoice.objects.visible_to(user), day)
    choice = Choice(
        whole_number(query.get("round")),
        query["standing"] if query.get("standing") in Standing else "",
        whole_number(query.get("year")),
        str(query.get("q") or "").strip()[:MOST_TEXT],
    )
    return InvoiceList([row for row in everything if choice.lets_through(row)], everything, choice)


def read_rows(invoices: Any, day: date) -> list[ListRow]:
    """Of any queryset of invoices."""
    found = (
        invoices.with_sums()
        .with_sending()
        .annotate(buyer=KT("document__buyer__name"))
        .select_related("participation__organisation", "participation__unit")
        .select_related("participation__cohort", "credits")
        .defer("document", "credits__document")
    )
    return [_row(one, day) for one in found]


def export_rows(page: InvoiceList) -> Iterator[list[Any]]:
    yield [
        _("Number"),
        _("Kind"),
        _("Buyer"),
        _("Round"),
        _("Date"),
        _("Due"),
        _("OCR"),
        _("Without VAT"),
        _("VAT"),
        _("To pay"),
        _("Credited"),
        _("Paid"),
        _("Left to pay"),
        _("Standing"),
        _("Credits invoice"),
    ]
    for row in page.rows:
        one = row.invoice
        yield [
            one.number,
            one.get_kind_display(),
            row.buyer,
            one.participation.cohort.name,
            one.issued_on,
            one.due_on,
            one.ocr,
            one.net,
            one.tax,
            one.payable,
            row.sums.credited,
            row.sums.paid,
            row.left,
            row.standing.label,
            one.credits.number if one.credits else "",
        ]


def _row(invoice: Any, day: date) -> ListRow:
    sums = Sums(invoice.payable, invoice.credited, invoice.paid)
    standing = standing_of(sums, due_on=invoice.due_on, is_sent=invoice.is_sent, day=day)
    return ListRow(invoice, invoice.buyer or "", sums, standing)
