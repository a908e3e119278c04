"""SKR's vouchers of a period: invoices, credit notes and payments, as the bookkeeping takes them.

Read from what is issued and paid by the accounts of the settings. Money that waits on the list of
differences is not here: nobody has said yet what it is for.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from modellkonceptet.civil_dates import civil_date
from modellkonceptet.records.models import AuditEntry
from reporting.invoicing.enums import DocumentKind
from reporting.invoicing.models import Invoice, InvoicingSettings, Payment
from reporting.invoicing.models.seller import THE_ONE
from reporting.invoicing.services.exporting import EXPORT
from reporting.invoicing.sie import Account, Company, Entry, Voucher, sie_file

LANGUAGE = "sv"  # of the bookkeeping
PROGRAM = ("Modellkonceptet", "1")
INVOICES, PAYMENTS = "F", "B"
LENGTH_OF_YEAR = 4


@dataclass(frozen=True)
class Accounts:
    claims: Account
    revenue: Account
    vat: Account
    bank: Account
    rounding: Account


@dataclass(frozen=True)
class Books:
    """The vouchers of a period, and what of it nobody has booked yet."""

    first: date
    last: date
    vouchers: Sequence[Voucher]
    accounts: Accounts
    waiting: int = 0
    waiting_sum: Decimal = Decimal("0.00")

    def balance(self, account: Account) -> Decimal:
        """What the vouchers change on an account: debit is positive."""
        return sum(
            (
                entry.amount
                for voucher in self.vouchers
                for entry in voucher.entries
                if entry.account.number == account.number
            ),
            Decimal("0.00"),
        )

    @property
    def changes(self) -> list[tuple[Account, Decimal]]:
        """By account, each number once, those that the period touches."""
        used = {entry.account for voucher in self.vouchers for entry in voucher.entries}
        return [(one, self.balance(one)) for one in sorted(used, key=lambda each: each.number)]


@dataclass(frozen=True)
class Period:
    """A month or a year, by its key in the address ("2027-02", "2027")."""

    key: str
    first: date
    last: date

    @property
    def label(self) -> str:
        return self.key if len(self.key) == LENGTH_OF_YEAR else date_format(self.first, "F Y")


def periods_until(user: Any, day: date) -> list[Period]:
    """Every month and year from the first invoice until the day's own, the latest first.

    The day's own is always among them, also when everything lies later: a bank's file may be dated
    ahead, and a clock may be set back.
    """
    begun = Invoice.objects.visible_to(user).aggregate(first=Min("issued_on"))["first"]
    paid = Payment.objects.visible_to(user).aggregate(first=Min("paid_on"))["first"]
    first = min(day, *(each for each in (begun, paid) if each))
    found = []
    for year in range(day.year, first.year - 1, -1):
        found.append(Period(f"{year:04d}", date(year, 1, 1), date(year, 12, 31)))
        for month in range(12, 0, -1):
            start = date(year, month, 1)
            if first.replace(day=1) <= start <= day:
                end = start.replace(day=monthrange(year, month)[1])
                found.append(Period(f"{year:04d}-{month:02d}", start, end))
    return found


def chosen_period(periods: Sequence[Period], key: str, day: date) -> Period:
    """The one that the address names, else the day's own month."""
    own = f"{day:%Y-%m}"
    by_key = {one.key: one for one in periods}
    return by_key.get(key) or by_key[own]


def accounts_of(seller: InvoicingSettings) -> Accounts:
    """Two uses of the same number are one account, with the first one's name."""
    with override(LANGUAGE):
        named = [
            (seller.claims_account, _("Claims on customers")),
            (seller.revenue_account, _("Participation fees")),
            (seller.vat_account, _("Outgoing VAT")),
            (seller.bank_account, _("Bank")),
            (seller.rounding_account, _("Rounding")),
        ]
    by_number: dict[int, Account] = {}
    for number, name in named:
        by_number.setdefault(number, Account(number, name))
    return Accounts(*(by_number[number] for number, _name in named))


def read_books(user: Any, seller: InvoicingSettings, first: date, last: date) -> Books:
    """Three queries, however long the period."""
    accounts = accounts_of(seller)
    invoices = (
        Invoice.objects.visible_to(user)
        .filter(issued_on__range=(first, last))
        .select_related("series")
        .order_by("issued_on", "pk")
    )
    within = Payment.objects.visible_to(user).filter(paid_on__range=(first, last))
    paid = within.filter(invoice__isnull=False).select_related("invoice").order_by("paid_on", "pk")
    waiting = within.unmatched().aggregate(n=Count("pk"), total=Sum("amount"))
    with override(LANGUAGE):
        vouchers = [*_of_invoices(invoices, accounts), *_of_payments(paid, accounts)]
    return Books(first, last, vouchers, accounts, waiting["n"], waiting["total"] or Decimal("0.00"))


@dataclass(frozen=True)
class Export:
    """One time that a period was saved for the bookkeeping."""

    period: Period
    at: datetime
    who: str

    @property
    def told(self) -> str:
        said = {"period": self.period.label, "who": self.who}
        said["day"] = date_format(civil_date(self.at), "j F Y")
        if not self.who:
            return _("%(period)s, saved %(day)s") % said
        return _("%(period)s, saved %(day)s by %(who)s") % said


def exports_holding(days: Iterable[date]) -> list[Export]:
    """Exports of periods that hold any of the days, the latest of each period; one query.

    For a reader who has been let see the books.
    """
    wanted = set(days)
    entries = AuditEntry.objects.about(InvoicingSettings(pk=THE_ONE)).filter(action=EXPORT)
    latest: dict[str, Export] = {}
    for one in entries.select_related("actor") if wanted else ():
        found = one.details
        first, last = (date.fromisoformat(found[name]) for name in ("first", "last"))
        if any(first <= day <= last for day in wanted):
            period = Period(found["period"], first, last)
            who = one.actor.name if one.actor else ""
            latest.setdefault(period.key, Export(period, one.at, who))
    return list(latest.values())


def exports_of(period: Period) -> list[Export]:
    """Those that share a day with the period; one query."""
    days = (period.last - period.first).days + 1
    return exports_holding(period.first + timedelta(days=n) for n in range(days))


def as_sie(books: Books, seller: InvoicingSettings, made_on: date) -> bytes:
    return sie_file(
        books.vouchers,
        company=Company(seller.name, seller.organisation_number),
        made_on=made_on,
        program=PROGRAM,
    )


def _of_invoices(invoices: Iterable[Invoice], accounts: Accounts) -> Iterable[Voucher]:
    """Invoices and credit notes have one series of numbers, so the vouchers have it too."""
    for one in invoices:
        sign = -1 if one.kind == DocumentKind.CREDIT_NOTE else 1
        said = {"number": one.number, "buyer": one.document["buyer"]["name"]}
        text = _("Invoice %(number)s, %(buyer)s")
        if sign < 0:
            text = _("Credit note %(number)s, %(buyer)s")
        rounding = one.payable - one.net - one.tax
        yield Voucher(
            f"{INVOICES}{one.series.mark or ''}",
            one.serial,
            one.issued_on,
            text % said,
            _entries(
                (accounts.claims, sign * one.payable),
                (accounts.revenue, -sign * one.net),
                (accounts.vat, -sign * one.tax),
                (accounts.rounding, -sign * rounding),
            ),
        )


def _of_payments(payments: Iterable[Payment], accounts: Accounts) -> Iterable[Voucher]:
    for one in payments:
        said = {"number": one.invoice.number if one.invoice else ""}
        text = _("Payment of invoice %(number)s")
        if one.amount < 0:
            text = _("Paid back of invoice %(number)s")
        yield Voucher(
            PAYMENTS,
            one.pk,
            one.paid_on,
            text % said,
            _entries((accounts.bank, one.amount), (accounts.claims, -one.amount)),
        )


def voucher_of(payment: Payment) -> str:
    """As the bookkeeping calls it."""
    return f"{PAYMENTS} {payment.pk}"


def _entries(*lines: tuple[Account, Decimal]) -> tuple[Entry, ...]:
    return tuple(Entry(account, amount) for account, amount in lines if amount)
