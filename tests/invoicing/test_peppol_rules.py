"""Every rule of Peppol that is printed for us: kept by what we write, and able to be broken."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reporting.invoicing.document import Address, Endpoint, Line
from reporting.invoicing.enums import OcrLevel, VatMode
from reporting.invoicing.own_rules import broken_rules
from reporting.invoicing.ubl import as_xml
from tests.invoicing.peppol_rules import (
    ACCOUNT,
    BUYER,
    NAMES,
    OTHER_TAX,
    PEPPOL,
    SELLER,
    SWEDISH,
    VAT_NUMBER,
    broken_peppol_rules,
)
from tests.invoicing.recipes import LUND, make_credit, make_document
from tests.invoicing.recipes import SELLER as SKR

PART = (Line("Del av avgiften", Decimal(1), Decimal("12500.50")),)
DOCUMENTS = {
    f"{mode.name.lower()} {name}": make(mode, **changes)
    for mode in VatMode
    for name, make, changes in (
        ("invoice", make_document, {}),
        ("credit note", make_credit, {}),
        ("credit of a part", make_credit, {"lines": PART}),
        (
            "invoice to a GLN",
            make_document,
            {"buyer": replace(LUND, endpoint=Endpoint("0088", "7300009038718"))},
        ),
    )
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_we_write_breaks_none(name):
    assert broken_peppol_rules(as_xml(DOCUMENTS[name])) == set()


def set_text(path: str, text: str) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        found = root.xpath(path, namespaces=NAMES)
        assert found, path
        found[0].text = text

    return change


def remove(path: str) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        (found,) = root.xpath(path, namespaces=NAMES)
        found.getparent().remove(found)

    return change


def repeat(path: str) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        found = root.xpath(path, namespaces=NAMES)[0]
        found.addnext(etree.fromstring(etree.tostring(found)))

    return change


def to_plusgiro(number: str) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        set_text(f"{BANKGIRO}/cbc:ID", number)(root)
        set_text(f"{ACCOUNT_ANY}/cac:FinancialInstitutionBranch/cbc:ID", "SE:PLUSGIRO")(root)

    return change


def other_currency(root: Any) -> None:
    root.xpath("//cbc:PayableAmount", namespaces=NAMES)[0].set("currencyID", "EUR")


BANKGIRO = ACCOUNT.format("SE:BANKGIRO")
ACCOUNT_ANY = "cac:PaymentMeans/cac:PayeeFinancialAccount"
COMPANY = f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID"
CODE = "cac:PaymentMeans/cbc:PaymentMeansCode"
# To each rule one or more changes of a right document that only a break of the rule explains.
BREAKING = {
    "PEPPOL-EN16931-R001": [remove("cbc:ProfileID")],
    "PEPPOL-EN16931-R002": [repeat("cbc:Note")],
    "PEPPOL-EN16931-R003": [remove("cbc:BuyerReference")],
    "PEPPOL-EN16931-R004": [set_text("cbc:CustomizationID", "urn:cen.eu:en16931:2017")],
    "PEPPOL-EN16931-R008": [set_text("cbc:Note", " "), set_text("cbc:Note", "")],
    "PEPPOL-EN16931-R010": [remove(f"{BUYER}/cbc:EndpointID")],
    "PEPPOL-EN16931-R020": [remove(f"{SELLER}/cbc:EndpointID")],
    "PEPPOL-EN16931-R051": [other_currency],
    "PEPPOL-EN16931-R053": [repeat("cac:TaxTotal"), remove("cac:TaxTotal")],
    "PEPPOL-COMMON-R040": [
        set_text("//*[@schemeID = '0088']", "7300009038714"),
        set_text("//*[@schemeID = '0088']", "730000903871"),
    ],
    "PEPPOL-COMMON-R049": [
        set_text(f"{SELLER}/cbc:EndpointID", "2220000316"),
        set_text(f"{BUYER}/cac:PartyLegalEntity/cbc:CompanyID", "212000-1132"),
        set_text(f"{BUYER}/cac:PartyLegalEntity/cbc:CompanyID", "2120001133"),
    ],
    "SE-R-001": [set_text(f"{SELLER}/{VAT_NUMBER}", "SE2220000315")],
    "SE-R-002": [set_text(f"{SELLER}/{VAT_NUMBER}", "SE22200003150A")],
    "SE-R-003": [set_text(COMPANY, "222000031A")],
    "SE-R-004": [set_text(COMPANY, "162220000315")],
    "SE-R-005": [set_text(f"{SELLER}/{OTHER_TAX}", "F-skatt")],
    "SE-R-006": [set_text("//cac:ClassifiedTaxCategory/cbc:Percent", "20")],
    "SE-R-007": [to_plusgiro("12-3")],
    "SE-R-008": [set_text(f"{BANKGIRO}/cbc:ID", "5050-105")],
    "SE-R-009": [set_text(f"{BANKGIRO}/cbc:ID", "505010")],
    "SE-R-010": [to_plusgiro("1"), to_plusgiro("123456789")],
    "SE-R-011": [set_text(CODE, "50"), set_text(CODE, "56")],
    "SE-R-012": [set_text(CODE, "31")],
    "SE-R-013": [set_text(COMPANY, "2220000316")],
}


@pytest.mark.parametrize("rule", [*PEPPOL, *SWEDISH])
def test_each_rule_can_be_broken(rule):
    gln = replace(LUND, endpoint=Endpoint("0088", "7300009038718"))
    xml = as_xml(make_document(buyer=gln, note="Omgång 2027"))
    assert broken_peppol_rules(xml) == set()

    for change in BREAKING[rule]:
        root = etree.fromstring(xml)
        change(root)
        assert rule in broken_peppol_rules(etree.tostring(root))


# M in the table of BIS Billing 3.0, for both kinds; {} is where they are called differently.
MANDATORY = (
    "cbc:CustomizationID",
    "cbc:ProfileID",
    "cbc:ID",
    "cbc:IssueDate",
    "cbc:{kind}TypeCode",
    "cbc:DocumentCurrencyCode",
    "cbc:BuyerReference",
    *(
        f"{party}/{path}"
        for party in (SELLER, BUYER)
        for path in (
            "cbc:EndpointID/@schemeID",
            "cac:PostalAddress/cac:Country/cbc:IdentificationCode",
            "cac:PartyLegalEntity/cbc:RegistrationName",
        )
    ),
    "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cac:TaxScheme/cbc:ID",
    "cac:LegalMonetaryTotal/cbc:LineExtensionAmount",
    "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",
    "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",
    "cac:LegalMonetaryTotal/cbc:PayableAmount",
    "cac:{kind}Line/cbc:ID",
    "cac:{kind}Line/cbc:{done}Quantity/@unitCode",
    "cac:{kind}Line/cbc:LineExtensionAmount",
    "cac:{kind}Line/cac:Item/cbc:Name",
    "cac:{kind}Line/cac:Item/cac:ClassifiedTaxCategory/cbc:ID",
    "cac:{kind}Line/cac:Price/cbc:PriceAmount",
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_all_that_is_mandatory_stands_there_once(name):
    document = DOCUMENTS[name]
    said = {"kind": "CreditNote", "done": "Credited"}
    if not document.is_credit:
        said = {"kind": "Invoice", "done": "Invoiced"}
    root = etree.fromstring(as_xml(document))

    for path in MANDATORY:
        assert len(root.xpath(path.format(**said), namespaces=NAMES)) == 1, path


def test_how_a_credit_note_differs():
    root = etree.fromstring(as_xml(make_credit()))

    def texts(path: str) -> list[str]:
        return [one.text for one in root.xpath(path, namespaces=NAMES)]

    assert texts("cbc:CreditNoteTypeCode") == ["381"]
    assert texts("//cbc:DueDate") == texts("cac:PaymentMeans") == []
    assert texts("cac:BillingReference/cac:InvoiceDocumentReference/*") == [
        "2027-0001",
        "2027-01-15",
    ]
    assert all(not text.startswith("-") for text in texts("//*[@currencyID]"))


# Anything that a person may write, the controls and half pairs that XML refuses included.
TEXT = st.text(st.characters(exclude_categories=()), max_size=30) | st.sampled_from(["", " ", "\t"])


@given(TEXT, TEXT, st.lists(TEXT, max_size=6), TEXT, TEXT, TEXT)
def test_any_text_is_refused_in_words_or_written_by_the_rules(
    name, reference, street, town, note, email
):
    document = make_document(
        buyer=replace(
            LUND,
            name=f"K{name}",
            reference=reference,
            address=Address(tuple(street), "221 00", town),
        ),
        seller=replace(SKR, email=email),
        note=note,
    )
    if broken_rules(document, level=OcrLevel.LENGTH_DIGIT):
        return
    assert broken_peppol_rules(as_xml(document)) == set()
