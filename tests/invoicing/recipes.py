"""Invoices of an invented seller to Lund: whole ones, and with what a test changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from stdnum import luhn

from cohorts.models import Participation
from reporting.invoicing.document import (
    Address,
    Buyer,
    Credited,
    Endpoint,
    InvoiceDocument,
    Line,
    Seller,
    SupplyPeriod,
    Vat,
)
from reporting.invoicing.en16931 import OfficialRules
from reporting.invoicing.enums import DocumentKind, OcrLevel, VatMode
from reporting.invoicing.models import BillingAddress, InvoicingSettings
from reporting.invoicing.numbers import ocr_of
from tests.factories import make_organisation, make_participation

SELLER = Seller(
    name="Sveriges Kommuner och Regioner",
    organisation_number="2220000315",
    vat_number="SE222000031501",
    seat="Stockholm",
    address=Address(("Hornsgatan 20",), "118 82", "Stockholm"),
    endpoint=Endpoint("0007", "2220000315"),
    bankgiro="50501055",
    email="ekonomi@skr.example",
    has_f_tax=True,
)
LUND = Buyer(
    name="Lunds kommun",
    organisation_number="2120001132",
    address=Address(("Box 41",), "221 00", "Lund"),
    reference="AB123456",
    endpoint=Endpoint("0007", "2120001132"),
)
VAT = {
    VatMode.STANDARD: Vat(VatMode.STANDARD, Decimal(25)),
    VatMode.EXEMPT: Vat(VatMode.EXEMPT, Decimal(0), "Undantag från skatteplikt"),
    VatMode.OUTSIDE: Vat(VatMode.OUTSIDE, Decimal(0), "Utanför momsens tillämpningsområde"),
}
TERMS = "30 dagar netto. Efter förfallodagen debiteras dröjsmålsränta enligt räntelagen (1975:635)."


def make_document(mode: VatMode = VatMode.STANDARD, **changes: Any) -> InvoiceDocument:
    """An invoice of 50 000 kronor, whole and right."""
    document = InvoiceDocument(
        kind=DocumentKind.INVOICE,
        number="2027-0001",
        issued_on=date(2027, 1, 15),
        seller=SELLER,
        buyer=LUND,
        lines=(Line("Deltagaravgift Modellkommuner 2027", Decimal(1), Decimal("50000.00")),),
        vat=VAT[mode],
        due_on=date(2027, 2, 15),
        ocr=ocr_of("20270001", OcrLevel.LENGTH_DIGIT),
        terms=TERMS,
        supply=SupplyPeriod(date(2027, 1, 20), date(2028, 3, 15)),
    )
    return replace(document, **changes)


def make_credit(mode: VatMode = VatMode.STANDARD, **changes: Any) -> InvoiceDocument:
    """Takes back the whole of that invoice."""
    return make_document(
        mode,
        **{
            "kind": DocumentKind.CREDIT_NOTE,
            "number": "2027-0002",
            "issued_on": date(2027, 1, 20),
            "due_on": None,
            "ocr": "",
            "terms": "",
            "credits": Credited("2027-0001", date(2027, 1, 15)),
            **changes,
        },
    )


def make_seller(**changes: Any) -> InvoicingSettings:
    """SKR's facts as finance has written and confirmed them."""
    return InvoicingSettings.objects.create(
        **{
            "name": SELLER.name,
            "organisation_number": SELLER.organisation_number,
            "vat_number": SELLER.vat_number,
            "seat": SELLER.seat,
            "street": SELLER.address.lines[0],
            "postcode": SELLER.address.postcode,
            "town": SELLER.address.town,
            "email": SELLER.email,
            "peppol_id": SELLER.endpoint.number,
            "bankgiro": SELLER.bankgiro,
            "has_f_tax": True,
            "confirmed_name": "Eva Ekonom",
            "confirmed_at": timezone.now(),
            **changes,
        }
    )


def organisation_number(n: int) -> str:
    """The n:th of a row of numbers with right check digits, as municipalities have them."""
    base = f"212{n:06d}"
    return base + luhn.calc_check_digit(base)


def make_participant(n: int = 1, cohort: Any = None, **billing: Any) -> Participation:
    """Takes part, and has said where its invoices go."""
    number = organisation_number(n)
    organisation = make_organisation(
        f"Kommun {n}", official_name=f"Kommun {n}", organisation_number=number
    )
    participation = make_participation(cohort, organisation)
    BillingAddress.objects.create(
        participation=participation,
        **{
            "reference": f"AB{n:06d}",
            "address": f"Box {n}",
            "postcode": "221 00",
            "town": "Lund",
            "emails": f"faktura{n}@kommun.example",
            "peppol_scheme": "0007",
            "peppol_id": number,
            **billing,
        },
    )
    return participation


class NoRules(OfficialRules):
    """For tests of something else: the official rules take a second to start."""

    def broken_by(self, xml: bytes) -> list[str]:
        return []
