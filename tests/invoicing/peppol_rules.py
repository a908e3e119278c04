"""Peppol's own rules, as far as they are printed for us, read from the XML alone.

They are in no package. This is a second reading of them, which shares no code with the product:
what it finds in our documents, an access point would refuse or warn of.
"""

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
NAMES = {"cac": f"{UBL}:CommonAggregateComponents-2", "cbc": f"{UBL}:CommonBasicComponents-2"}
CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
SELLER = "cac:AccountingSupplierParty/cac:Party"
BUYER = "cac:AccountingCustomerParty/cac:Party"
VAT_NUMBER = "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID = 'VAT']/cbc:CompanyID"
OTHER_TAX = "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID != 'VAT']/cbc:CompanyID"
ACCOUNT = "cac:PaymentMeans/cac:PayeeFinancialAccount[cac:FinancialInstitutionBranch/cbc:ID = '{}']"
SWEDISH_RATES = {25.0, 12.0, 6.0}


class Document:
    """An invoice or credit note, asked by paths."""

    def __init__(self, xml: bytes) -> None:
        self.root = etree.fromstring(xml)

    def texts(self, path: str) -> list[str]:
        return [node.text or "" for node in self.nodes(path)]

    def nodes(self, path: str) -> list[Any]:
        return list(self.root.xpath(path, namespaces=NAMES))

    def text(self, path: str) -> str:
        return next(iter(self.texts(path)), "")


def sum_of_tens(digits: str, weights: tuple[int, int]) -> bool:
    """Whether the weighed digits add up to whole tens, weights from the right; of products > 9 the
    digits are added where the weights are those of Luhn."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        product = int(digit) * weights[place % 2]
        total += product - 9 if weights == (1, 2) and product > 9 else product
    return total % 10 == 0


def is_number(text: str, *lengths: int) -> bool:
    return bool(re.fullmatch("[0-9]+", text)) and (not lengths or len(text) in lengths)


def is_swedish_company(text: str) -> bool:
    return is_number(text, 10) and sum_of_tens(text, (1, 2))


def of_scheme(one: Document, scheme: str) -> list[str]:
    return one.texts(f"//*[@schemeID = '{scheme}']")


def giros(one: Document, branch: str) -> list[str]:
    return one.texts(ACCOUNT.format(branch) + "/cbc:ID")


def is_swedish(one: Document, party: str) -> bool:
    return one.text(f"{party}/cac:PostalAddress/cac:Country/cbc:IdentificationCode") == "SE"


def vat_number(one: Document) -> list[str]:
    return [each for each in one.texts(f"{SELLER}/{VAT_NUMBER}") if each.startswith("SE")]


def company(one: Document) -> list[str]:
    return one.texts(f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID")


def has_few_currencies(one: Document) -> bool:
    currencies = {str(each) for each in one.root.xpath("//@currencyID")}
    return currencies == {one.text("cbc:DocumentCurrencyCode")}


def has_no_code_of_giro(one: Document) -> bool:
    return not {"50", "56"} & set(one.texts("cac:PaymentMeans/cbc:PaymentMeansCode"))


def has_no_domestic_31(one: Document) -> bool:
    return not (is_swedish(one, BUYER) and "31" in one.texts("//cbc:PaymentMeansCode"))


# By its name: whether the document keeps it. Those of Sweden are asked where the seller is Swedish.
PEPPOL: dict[str, Callable[[Document], bool]] = {
    "PEPPOL-EN16931-R001": lambda one: one.texts("cbc:ProfileID") == [PROFILE],
    "PEPPOL-EN16931-R002": lambda one: len(one.nodes("cbc:Note")) <= 1,
    "PEPPOL-EN16931-R003": lambda one: bool(
        one.text("cbc:BuyerReference") or one.text("cac:OrderReference/cbc:ID")
    ),
    "PEPPOL-EN16931-R004": lambda one: one.texts("cbc:CustomizationID") == [CUSTOMIZATION],
    "PEPPOL-EN16931-R008": lambda one: not one.nodes("//*[not(*) and not(normalize-space())]"),
    "PEPPOL-EN16931-R010": lambda one: len(one.nodes(f"{BUYER}/cbc:EndpointID[@schemeID]")) == 1,
    "PEPPOL-EN16931-R020": lambda one: len(one.nodes(f"{SELLER}/cbc:EndpointID[@schemeID]")) == 1,
    "PEPPOL-EN16931-R051": has_few_currencies,
    "PEPPOL-EN16931-R053": lambda one: len(one.nodes("cac:TaxTotal[cac:TaxSubtotal]")) == 1,
    "PEPPOL-COMMON-R040": lambda one: all(
        is_number(each, 13) and sum_of_tens(each, (1, 3)) for each in of_scheme(one, "0088")
    ),
    "PEPPOL-COMMON-R049": lambda one: all(map(is_swedish_company, of_scheme(one, "0007"))),
}
SWEDISH: dict[str, Callable[[Document], bool]] = {
    "SE-R-001": lambda one: all(len(each) == 14 for each in vat_number(one)),
    "SE-R-002": lambda one: all(is_number(each[2:]) for each in vat_number(one)),
    "SE-R-003": lambda one: all(is_number(each) for each in company(one)),
    "SE-R-004": lambda one: all(len(each) == 10 for each in company(one)),
    "SE-R-005": lambda one: all(
        each.lower() == "godkänd för f-skatt" for each in one.texts(f"{SELLER}/{OTHER_TAX}")
    ),
    "SE-R-006": lambda one: all(
        float(each) in SWEDISH_RATES for each in one.texts("//*[cbc:ID = 'S']/cbc:Percent")
    ),
    "SE-R-007": lambda one: all(is_number(each) for each in giros(one, "SE:PLUSGIRO")),
    "SE-R-008": lambda one: all(is_number(each) for each in giros(one, "SE:BANKGIRO")),
    "SE-R-009": lambda one: all(len(each) in (7, 8) for each in giros(one, "SE:BANKGIRO")),
    "SE-R-010": lambda one: all(2 <= len(each) <= 8 for each in giros(one, "SE:PLUSGIRO")),
    "SE-R-011": has_no_code_of_giro,
    "SE-R-012": has_no_domestic_31,
    "SE-R-013": lambda one: all(
        not is_number(each, 10) or sum_of_tens(each, (1, 2)) for each in company(one)
    ),
}


def broken_peppol_rules(xml: bytes) -> set[str]:
    one = Document(xml)
    rules = {**PEPPOL, **(SWEDISH if is_swedish(one, SELLER) else {})}
    return {name for name, holds in rules.items() if not holds(one)}
