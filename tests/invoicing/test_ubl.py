"""Every kind of document against the XSDs of UBL 2.1 and the rules of EN 16931."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reporting.invoicing.document import Address, Line, Vat, fee_lines
from reporting.invoicing.en16931 import OfficialRules, RulesUnavailableError
from reporting.invoicing.enums import VatMode
from reporting.invoicing.ubl import CAC, CBC, as_xml
from tests.invoicing.recipes import LUND, SELLER, VAT, make_credit, make_document

NAMES = {"cac": CAC, "cbc": CBC}


@pytest.fixture(scope="module")
def rules() -> Iterator[OfficialRules]:
    with OfficialRules() as started:
        yield started


def found(xml: bytes, path: str) -> list[str]:
    return [node.text for node in etree.fromstring(xml).xpath(path, namespaces=NAMES)]


@pytest.mark.parametrize("mode", list(VatMode))
@pytest.mark.parametrize("make", [make_document, make_credit])
def test_every_kind_is_valid(rules, make, mode):
    assert rules.broken_by(as_xml(make(mode))) == []


def test_a_part_is_credited(rules):
    part = make_credit(lines=(Line("Del av avgiften", Decimal(1), Decimal("12500.50")),))
    assert rules.broken_by(as_xml(part)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {
            "buyer": replace(
                LUND, address=Address(("Ekonomi", "Box 41", "Plan 3"), "221 00", "Lund")
            )
        },
        {"buyer": replace(LUND, name="Å & <Ö> “Ä” 🙂")},
        {"buyer": replace(LUND, name="N" * 200)},
        {"note": "Omgång 2027"},
        {"seller": replace(SELLER, has_f_tax=False)},
    ],
    ids=["three lines", "marks", "200 letters", "note", "no F-tax"],
)
def test_what_stands_in_it_does_not_break_it(rules, changes):
    assert rules.broken_by(as_xml(make_document(**changes))) == []


@settings(max_examples=25)
@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=4), st.booleans())
def test_odd_amounts_are_valid(rules, ores, includes):
    fees = [("Avgift", Decimal(ore) / 100) for ore in ores]
    vat = Vat(VatMode.STANDARD, Decimal(25))
    lines, rounding = fee_lines(fees, vat, includes_vat=includes)
    document = make_document(lines=lines, rounding=rounding)

    assert rules.broken_by(as_xml(document)) == []


def test_what_stands_where():
    xml = as_xml(make_document())

    assert found(
        xml, "//cac:PaymentMeans/*[self::cbc:PaymentMeansCode or self::cbc:PaymentID]"
    ) == [
        "30",
        "2027000104",
    ]
    assert found(xml, "//cac:PayeeFinancialAccount//cbc:ID") == ["50501055", "SE:BANKGIRO"]
    assert found(xml, "//cbc:BuyerReference") == ["AB123456"]
    assert found(xml, "//cbc:DueDate") == ["2027-02-15"]
    assert found(xml, "//cbc:PayableAmount") == ["62500.00"]
    assert found(xml, "//cac:PartyTaxScheme/cbc:CompanyID") == [
        "SE222000031501",
        "Godkänd för F-skatt",
    ]
    assert not etree.fromstring(xml).xpath("//*[not(*) and not(text())]")


def test_no_vat_number_outside_the_scope_of_vat():
    xml = as_xml(make_document(VatMode.OUTSIDE))

    assert found(xml, "//cac:PartyTaxScheme/cbc:CompanyID") == ["Godkänd för F-skatt"]
    assert found(xml, "//cbc:Percent") == []
    assert found(xml, "//cbc:TaxExemptionReasonCode") == ["VATEX-EU-O"]


def test_equal_documents_give_equal_bytes():
    assert as_xml(make_document()) == as_xml(make_document())


def test_a_character_that_xml_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="XML compatible"):
        as_xml(make_document(buyer=replace(LUND, name="Lund\x00")))


def test_the_rules_can_say_no(rules):
    """A check that cannot fail proves nothing."""
    wrong_sum = as_xml(make_document()).replace(b">62500.00<", b">62500.01<")
    wrong_order = as_xml(make_document()).replace(b"cbc:DueDate", b"cbc:DueDay")
    no_ground = as_xml(make_document(VatMode.EXEMPT, vat=replace(VAT[VatMode.EXEMPT], ground="")))

    assert any(one.startswith("BR-CO-1") for one in rules.broken_by(wrong_sum))
    assert rules.broken_by(wrong_order)[0].startswith("XSD: ")
    assert any(one.startswith("BR-E-10") for one in rules.broken_by(no_ground))
    assert rules.broken_by(b"<Invoice")[0].startswith("XML: ")
    assert rules.broken_by(as_xml(make_document())) == []


def test_a_process_that_has_ended_is_told():
    with OfficialRules() as rules:
        rules.broken_by(as_xml(make_document()))
        rules._process.kill()
        rules._process.wait()
        with pytest.raises(RulesUnavailableError):
            rules.broken_by(as_xml(make_document()))
