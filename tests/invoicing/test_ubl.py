"""Every kind of document against the XSDs of UBL 2.1 and the rules of EN 16931."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from reporting.invoicing.document import Address, Line, SupplyPeriod, Vat, fee_lines
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


@pytest.mark.parametrize("mode", list(VatMode))
def test_a_part_is_credited(rules, mode):
    part = make_credit(mode, lines=(Line("Del av avgiften", Decimal(1), Decimal("12500.51")),))
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
        {"seller": replace(SELLER, email="", seat="")},
        {"note": " "},
        {"supply": SupplyPeriod(date(2027, 1, 20), None)},
        {"supply": None},
    ],
    ids=[
        "three lines",
        "marks",
        "200 letters",
        "note",
        "no F-tax",
        "no e-mail",
        "space",
        "no end",
        "no period",
    ],
)
def test_what_stands_in_it_does_not_break_it(rules, changes):
    assert rules.broken_by(as_xml(make_document(**changes))) == []


SWEDISH = [Vat(VatMode.STANDARD, Decimal(rate)) for rate in (25, 12, 6)]


@settings(max_examples=40)
@given(
    st.lists(st.integers(1, 10**8), min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from([*SWEDISH, VAT[VatMode.EXEMPT], VAT[VatMode.OUTSIDE]]),
    st.sampled_from([make_document, make_credit]),
)
def test_odd_amounts_are_valid_and_add_up(rules, ores, includes, vat, make):
    fees = [("Avgift", Decimal(ore) / 100) for ore in ores]
    lines, rounding = fee_lines(fees, vat, includes_vat=includes)
    document = make(lines=lines, rounding=rounding, vat=vat)
    assume(document.net > 0)
    xml = as_xml(document)

    assert rules.broken_by(xml) == []
    # In whole öre, from the file alone.
    net = sum(ore_in(xml, "//cac:Price/cbc:PriceAmount"))
    tax = (2 * net * int(vat.rate) + 100) // 200  # half an öre up
    (off,) = ore_in(xml, "//cbc:PayableRoundingAmount") or [0]
    assert sum(ore_in(xml, "//cbc:LineExtensionAmount")) == 2 * net  # lines and their sum
    assert ore_in(xml, "//cbc:TaxableAmount | //cbc:TaxExclusiveAmount") == [net, net]
    assert ore_in(xml, "//cbc:TaxAmount") == [tax, tax]
    assert ore_in(xml, "//cbc:TaxInclusiveAmount") == [net + tax]
    assert ore_in(xml, "//cbc:PayableAmount") == [net + tax + off]
    if includes:
        assert net + tax + off == sum(ores)
    else:
        assert (net, off) == (sum(ores), 0)


def ore_in(xml: bytes, path: str) -> list[int]:
    """Written with two decimals, no more and no fewer (BR-DEC, UBL-DT-01)."""
    texts = found(xml, path)
    assert all(re.fullmatch(r"-?[0-9]+\.[0-9]{2}", text) for text in texts)
    return [int(text.replace(".", "")) for text in texts]


def without(path: str) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        for node in root.xpath(path, namespaces=NAMES):
            node.getparent().remove(node)

    return change


def text_at(path: str, text: str) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        for node in root.xpath(path, namespaces=NAMES):
            node.text = text

    return change


def with_vat_number(root: Any) -> None:
    (scheme,) = root.xpath("//cac:PartyTaxScheme/cac:TaxScheme/cbc:ID", namespaces=NAMES)
    scheme.text = "VAT"


def mixed(root: Any) -> None:
    """One category for the line, and another for the sum."""
    for node in root.xpath("//cac:ClassifiedTaxCategory", namespaces=NAMES):
        node[0].text = "E"
        percent = etree.Element(f"{{{CBC}}}Percent")
        percent.text = "0"
        node[0].addnext(percent)


# A change, in which mode, and the rule that has to notice it.
OFFICIAL = {
    "payable": (VatMode.STANDARD, text_at("//cbc:PayableAmount", "62500.01"), "BR-CO-16"),
    "rounding": (
        VatMode.STANDARD,
        text_at("//cbc:TaxInclusiveAmount", "62500.01"),
        "BR-CO-15",
    ),
    "tax": (VatMode.STANDARD, text_at("//cbc:TaxAmount", "12502.00"), "BR-CO-17"),
    "tax of S": (VatMode.STANDARD, text_at("//cbc:TaxAmount", "12502.00"), "BR-S-09"),
    "decimals": (VatMode.STANDARD, text_at("//cbc:PayableAmount", "62500.000"), "UBL-DT-01"),
    "no rate": (VatMode.STANDARD, without("//cac:ClassifiedTaxCategory/cbc:Percent"), "BR-S-05"),
    "no reason of E": (VatMode.EXEMPT, without("//cbc:TaxExemptionReason"), "BR-E-10"),
    "no number with E": (VatMode.EXEMPT, without("//cac:PartyTaxScheme"), "BR-E-02"),
    "number with O": (VatMode.OUTSIDE, with_vat_number, "BR-O-02"),
    "mixed with O": (VatMode.OUTSIDE, mixed, "BR-O-12"),
    "country": (VatMode.STANDARD, without("//cac:PostalAddress/cac:Country"), "BR-09"),
    "name": (VatMode.STANDARD, without("//cbc:RegistrationName"), "BR-06"),
}


@pytest.mark.parametrize("what", OFFICIAL)
def test_the_official_rules_notice(rules, what):
    """The process is a real one, and every one of these rules is in it."""
    mode, change, rule = OFFICIAL[what]
    root = etree.fromstring(as_xml(make_document(mode)))
    change(root)

    broken = rules.broken_by(etree.tostring(root))
    assert rule in {one.split(":")[0] for one in broken}, broken


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
    assert found(xml, "//cac:InvoicePeriod/*") == ["2027-01-20", "2028-03-15"]
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
