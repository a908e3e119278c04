"""The running round's invoices: paid, overdue, credited in part, mailed, not sent, not issued yet.

Through the product's own services, each on its day; that the organisations take part and what they
pay is made up. The seller says of itself that it is a demonstration, so does every number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F

from cohorts.models import Cohort, Participation
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Message
from modellkonceptet.pdf import PdfUnavailableError
from modellkonceptet.working_days import working_day_before
from reporting.demo.clock import as_if_on
from reporting.demo.group_rounds import LUND, RUNNING
from reporting.invoicing.en16931 import OfficialRules
from reporting.invoicing.models import Invoice, InvoicingSettings
from reporting.invoicing.numbers import ORGANISATION
from reporting.invoicing.services.billing import ask_for_billing, correct_billing
from reporting.invoicing.services.crediting import credit_invoice
from reporting.invoicing.services.fee_decisions import decide_fee
from reporting.invoicing.services.invoice_files import make_files
from reporting.invoicing.services.issuing import issue_invoice
from reporting.invoicing.services.paying import import_bank_file
from reporting.invoicing.services.seller import change_settings, confirm_vat, read_settings
from reporting.invoicing.services.sending import mail_invoice, mark_sent

YSTAD, KARLSHAMN, HUDIKSVALL, MORA = "1286", "1082", "2184", "2062"
# Known are the organisation number, and with it the VAT number. The bankgiro is an invented one
# with a right check digit; SKR fills in its own.
SELLER = {
    "name": "Sveriges Kommuner och Regioner (demonstration)",
    "organisation_number": "2220000315",
    "vat_number": "SE222000031501",
    "seat": "Stockholm",
    "street": "Hornsgatan 20",
    "postcode": "118 82",
    "town": "Stockholm",
    "email": "ekonomi@skr.example",
    "peppol_scheme": ORGANISATION,
    "peppol_id": "2220000315",
    "bankgiro": "50501055",
    "has_f_tax": True,
    "series": "DEMO",
}
HALF_FEE = Decimal(25_000)
WHY_HALF = "Halv avgift: kommunen deltar med en förvaltning, enligt överenskommelse."
CREDITED = Decimal(5_000)
WHY_CREDITED = "Avdrag för en utbildningsdag som ställdes in."
# Somebody paid the fee and forgot the VAT.
PAID_WRONGLY = "50000,00"


@dataclass(frozen=True)
class Billing:
    """Invented, but for the town. No reference: it is asked for."""

    code: str
    reference: str
    address: str
    postcode: str
    town: str
    mailbox: str


BILLING = (
    Billing(LUND, "KK123456", "Box 1", "221 00", "Lund", "faktura@lund.example"),
    Billing(YSTAD, "YS-1204", "Box 2", "271 80", "Ystad", "faktura@ystad.example"),
    Billing(KARLSHAMN, "4410", "Box 3", "374 81", "Karlshamn", "faktura@karlshamn.example"),
    Billing(HUDIKSVALL, "HU7788", "Box 4", "824 80", "Hudiksvall", "faktura@hudiksvall.example"),
    Billing(MORA, "", "Box 5", "792 80", "Mora", "faktura@mora.example"),
)


def ensure_invoices(*, today: date, people: Mapping[str, User]) -> int:
    """Issue the round's invoices if nobody has touched invoices yet; say how many were issued."""
    cohort = Cohort.objects.filter(slug=RUNNING).first()
    if cohort is None or InvoicingSettings.objects.exists() or Invoice.objects.exists():
        return 0
    homes = {
        str(home.organisation.code): home
        for home in cohort.participations.select_related("organisation", "unit", "cohort")
    }
    if not homes.keys() >= {billing.code for billing in BILLING}:
        return 0
    with OfficialRules() as official:
        _Clerk(people["ekonomi@skr.example"], homes, today, official).do_all()
    # As if the mails had left on their days, too.
    Message.objects.filter(
        kind__in=("invoice", "billing_asked"), status=MessageStatus.QUEUED
    ).update(status=MessageStatus.SENT, sent_at=F("created_at"))
    return Invoice.objects.count()


class _Clerk:
    """What SKR's finance has done in the last weeks, from the first day to the last."""

    def __init__(
        self, actor: User, homes: Mapping[str, Participation], today: date, official: OfficialRules
    ) -> None:
        self.actor = actor
        self.homes = homes
        self.today = today
        self.official = official

    def do_all(self) -> None:
        """Numbers follow the days, so nothing here may change places."""
        with self._days_ago(50):
            self._set_up()
        with self._days_ago(47):
            late = self._issue(KARLSHAMN)
            self._mark_sent(late)
        with self._days_ago(40):
            paid = self._issue(YSTAD)
            self._mail(paid)
        with self._days_ago(33):
            self._mail(self._credit_in_part(paid))
        with self._days_ago(12):
            self._read_bank_file(paid, late)
        with self._days_ago(9):
            ask_for_billing(participation=self.homes[MORA], actor=self.actor)
        with self._days_ago(6):
            self._mail(self._issue(LUND))
        with self._days_ago(2):
            decide_fee(
                participation=self.homes[HUDIKSVALL],
                fee=HALF_FEE,
                reason=WHY_HALF,
                actor=self.actor,
            )
            self._issue(HUDIKSVALL)

    def _days_ago(self, days: int) -> Any:
        return as_if_on(working_day_before(self.today - timedelta(days=days)))

    def _set_up(self) -> None:
        saved = change_settings(values=SELLER, seen=read_settings().version, actor=self.actor)
        confirm_vat(name=self.actor.name, seen=saved.version, actor=self.actor)
        for billing in BILLING:
            home = self.homes[billing.code]
            correct_billing(
                participation=home,
                values={
                    "reference": billing.reference,
                    "address": billing.address,
                    "postcode": billing.postcode,
                    "town": billing.town,
                    "emails": billing.mailbox,
                    "peppol_scheme": ORGANISATION,
                    "peppol_id": home.organisation.organisation_number,
                },
                seen=0,
                actor=self.actor,
            )

    def _issue(self, code: str) -> Invoice:
        invoice = issue_invoice(
            participation=self.homes[code], actor=self.actor, official=self.official
        )
        self._make_files(invoice)
        return invoice

    def _credit_in_part(self, invoice: Invoice) -> Invoice:
        note = credit_invoice(
            invoice=invoice,
            amount=CREDITED,
            reason=WHY_CREDITED,
            seen=0,
            actor=self.actor,
            official=self.official,
        )
        self._make_files(note)
        return note

    def _make_files(self, invoice: Invoice) -> None:
        """At once: the worker makes none while the demo is being filled."""
        try:
            make_files(invoice_id=invoice.pk)
        except PdfUnavailableError:
            return  # a machine without the libraries shows everything but the files

    def _mail(self, invoice: Invoice) -> None:
        if invoice.files.exists():
            mail_invoice(invoice=invoice, seen=0, actor=self.actor)
            # A default of the model's has no ears for the demo's clock.
            invoice.sendings.update(sent_at=invoice.issued_at)
        else:
            self._mark_sent(invoice)

    def _mark_sent(self, invoice: Invoice) -> None:
        mark_sent(
            invoice=invoice,
            provider_id=f"demo-{invoice.serial:04d}",
            seen=0,
            actor=self.actor,
        )

    def _read_bank_file(self, paid: Invoice, late: Invoice) -> None:
        """One payment finds its invoice, one is on the list of differences."""
        sums: Any = Invoice.objects.with_sums()
        left = sums.get(pk=paid.pk).left
        day = working_day_before(self.today - timedelta(days=13))
        table = "\n".join(
            (
                "Datum;Belopp;Referens;Betalare",
                f"{day};{left};{paid.ocr};Ystad kommun",
                f"{day};{PAID_WRONGLY};{late.ocr};Karlshamns kommun",
            )
        )
        import_bank_file(name=f"inbetalningar-{day}.csv", content=table.encode(), actor=self.actor)
