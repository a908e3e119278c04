"""Every rule that is printed for Sweden, the ones that the official files let through included."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from reporting.invoicing.document import Address, Endpoint, Vat
from reporting.invoicing.en16931 import OfficialRules
from reporting.invoicing.enums import OcrLevel, VatMode
from reporting.invoicing.own_rules import RULES, broken_rules
from reporting.invoicing.ubl import CAC, CBC, as_xml
from tests.invoicing.recipes import LUND, SELLER, VAT, make_credit, make_document

S, B = SELLER, LUND
LINE = make_document().lines[0]
# What is wrong, and the official rule that it breaks; "" where the official ones have none.
WRONG = {
    "seller without Peppol address": (
        {"seller": replace(S, endpoint=Endpoint("0007", ""))},
        "PEPPOL-EN16931-R020",
    ),
    "seller's GLN with a wrong check digit": (
        {"seller": replace(S, endpoint=Endpoint("0088", "7300009038719"))},
        "PEPPOL-EN16931-R020",
    ),
    "organisation number with a wrong check digit": (
        {"seller": replace(S, organisation_number="2220000316")},
        "SE-R-013",
    ),
    "organisation number with a hyphen": (
        {"seller": replace(S, organisation_number="222000-0315")},
        "SE-R-013",
    ),
    "VAT number too short": ({"seller": replace(S, vat_number="SE2220000315")}, "SE-R-001"),
    "VAT number with letters": ({"seller": replace(S, vat_number="SE22200003150A")}, "SE-R-001"),
    "VAT number ending in 02": ({"seller": replace(S, vat_number="SE222000031502")}, "SE-R-001"),
    "VAT number of another": ({"seller": replace(S, vat_number="SE212000113201")}, "SE-R-001"),
    "no F-tax": ({"seller": replace(S, has_f_tax=False)}, "SE-R-005"),
    "no seat": ({"seller": replace(S, seat="")}, ""),
    "no name of the seller": ({"seller": replace(S, name=" ")}, ""),
    "no street of the seller": ({"seller": replace(S, address=Address((), "118 82", "X"))}, ""),
    "no town of the seller": ({"seller": replace(S, address=Address(("A 1",), "118 82", ""))}, ""),
    "VAT number of the exempt missing": (
        {"seller": replace(S, vat_number=""), "vat": VAT[VatMode.EXEMPT]},
        "SE-R-001",
    ),
    "bankgiro of six digits": ({"seller": replace(S, bankgiro="505017")}, "SE-R-009"),
    "buyer's GLN with a wrong check digit": (
        {"buyer": replace(B, endpoint=Endpoint("0088", "7300009038719"))},
        "PEPPOL-EN16931-R010",
    ),
    "buyer's address of a scheme that Sweden does not use": (
        {"buyer": replace(B, endpoint=Endpoint("0192", "2120001132"))},
        "PEPPOL-EN16931-R010",
    ),
    "bankgiro with a wrong check digit": ({"seller": replace(S, bankgiro="50501056")}, "SE-R-009"),
    "bankgiro with a hyphen": ({"seller": replace(S, bankgiro="5050-1055")}, "SE-R-009"),
    "no bankgiro": ({"seller": replace(S, bankgiro="")}, "SE-R-009"),
    "buyer without Peppol address": ({"buyer": replace(B, endpoint=None)}, "PEPPOL-EN16931-R010"),
    "buyer's Peppol address with a wrong check digit": (
        {"buyer": replace(B, endpoint=Endpoint("0007", "2120001133"))},
        "PEPPOL-EN16931-R010",
    ),
    "buyer's organisation number with a wrong check digit": (
        {"buyer": replace(B, organisation_number="2120001133")},
        "PEPPOL-COMMON-R049",
    ),
    "no reference": ({"buyer": replace(B, reference=" ")}, "PEPPOL-EN16931-R003"),
    "no street": ({"buyer": replace(B, address=Address((), "221 00", "Lund"))}, ""),
    "no line": ({"lines": ()}, "BR-16"),
    "a line without words": ({"lines": (replace(LINE, text=" "),)}, "BR-25"),
    "a quantity of nothing": ({"lines": (replace(LINE, quantity=Decimal(0)),)}, ""),
    "a negative fee": ({"lines": (replace(LINE, price=Decimal("-1")),)}, ""),
    "three decimals": ({"lines": (replace(LINE, price=Decimal("1.005")),)}, ""),
    "a rate that Sweden does not have": (
        {"vat": Vat(VatMode.STANDARD, Decimal(20))},
        "SE-R-006",
    ),
    "no ground for no VAT": ({"vat": replace(VAT[VatMode.EXEMPT], ground="")}, "SE-R-006"),
    "VAT where there is none": (
        {"vat": replace(VAT[VatMode.OUTSIDE], rate=Decimal(25))},
        "SE-R-006",
    ),
    "no due date": ({"due_on": None}, ""),
    "due before it is issued": ({"due_on": date(2027, 1, 14)}, ""),
    "no terms": ({"terms": ""}, ""),
    "no OCR": ({"ocr": ""}, ""),
    "OCR with a wrong check digit": ({"ocr": "2027000105"}, ""),
    "OCR with a wrong length digit": ({"ocr": "20270000016"}, ""),
    "rounding of a krona": ({"rounding": Decimal(1)}, ""),
    "a character that XML cannot hold": ({"buyer": replace(B, name="Lund\x0b")}, ""),
    "half a pair": ({"lines": (replace(LINE, text="Avgift \ud83d"),)}, ""),
    "a mark in the reference": ({"buyer": replace(B, reference="AB\x001")}, ""),
    "a mark in the address": (
        {"buyer": replace(B, address=Address(("Box\x1f 41",), "221 00", "Lund"))},
        "",
    ),
    "no character at all": ({"note": "Omgång\uffff"}, ""),
    "an invoice that credits": ({"credits": make_credit().credits}, ""),
}


def officials(document) -> list[str]:
    return [one.official for one in broken_rules(document, level=OcrLevel.LENGTH_DIGIT)]


@pytest.mark.parametrize("mode", list(VatMode))
def test_what_is_right_breaks_nothing(mode):
    assert officials(make_document(mode)) == officials(make_credit(mode)) == []


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told(what):
    changes, official = WRONG[what]

    broken = broken_rules(make_document(**changes), level=OcrLevel.LENGTH_DIGIT)

    assert broken[0].official == official  # the VAT number follows the organisation number
    assert all(str(one.sentence).endswith(".") for one in broken)


def test_each_rule_is_broken_by_something_here():
    told = {
        str(one.sentence)
        for changes, _official in WRONG.values()
        for one in broken_rules(make_document(**changes), level=OcrLevel.LENGTH_DIGIT)
    }
    assert {str(rule.sentence) for rule in RULES} <= told


def test_outside_the_scope_of_vat_the_seller_need_not_have_a_number():
    without = make_document(VatMode.OUTSIDE, seller=replace(S, vat_number=""))
    wrong = make_document(VatMode.OUTSIDE, seller=replace(S, vat_number="SE222000031502"))

    assert (officials(without), officials(wrong)) == ([], ["SE-R-001"])


def test_a_credit_without_its_invoice():
    assert officials(make_credit(credits=None)) == [""]


LET_THROUGH = (
    "VAT number ending in 02",
    "no seat",
    "bankgiro with a wrong check digit",
    "OCR with a wrong check digit",
    "no OCR",
)


@pytest.mark.parametrize("what", LET_THROUGH)
def test_the_official_rules_let_it_through(what):
    """Why we have rules of our own; when this fails, one of them has become needless."""
    with OfficialRules() as rules:
        assert rules.broken_by(as_xml(make_document(**WRONG[what][0]))) == []


# Peppol's rules about the form of the document: on every kind, as it is written.
DOCUMENTS = [make(mode) for mode in VatMode for make in (make_document, make_credit)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: f"{one.kind}-{one.vat.mode}")
def test_the_form_that_peppol_asks_for(document):
    root = etree.fromstring(as_xml(document))

    def count(path: str) -> int:
        return len(root.xpath(path, namespaces={"cac": CAC, "cbc": CBC}))

    assert count("cbc:Note") <= 1  # R002
    assert count("cbc:BuyerReference") == 1  # R003
    assert count("//*[not(*) and not(normalize-space())]") == 0  # R008
    for party in ("Customer", "Supplier"):  # R010, R020
        assert count(f"cac:Accounting{party}Party/cac:Party/cbc:EndpointID[@schemeID]") == 1
    assert count("//*[@currencyID][@currencyID != 'SEK']") == 0  # R051
    assert count("cac:TaxTotal[cac:TaxSubtotal]") == 1  # R053
    assert count("//cbc:PaymentMeansCode[. != '30']") == 0  # SE-R-011, SE-R-012
    assert count("//cbc:CustomizationID") == count("//cbc:ProfileID") == 1  # R001
    for identifier in root.xpath("//*[@schemeID='0007']"):  # R049
        assert len(identifier.text) == 10
