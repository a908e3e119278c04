"""Invoices and credit notes as Peppol BIS Billing 3.0 (UBL 2.1). Pure.

The order of elements is that of the UBL 2.1 schemas, and stands here alone. An element that
would be empty is left out, as rule PEPPOL-EN16931-R008 asks.
"""

from decimal import Decimal
from typing import Any

from lxml import etree

from reporting.invoicing.document import (
    CURRENCY,
    Address,
    Buyer,
    Endpoint,
    InvoiceDocument,
    Line,
    Seller,
    Vat,
)
from reporting.invoicing.enums import VatMode
from reporting.invoicing.numbers import ORGANISATION

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
# By whether it is a credit note: root, namespace, type code, line and quantity.
_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
INVOICE_NS, CREDIT_NS = f"{_UBL}:Invoice-2", f"{_UBL}:CreditNote-2"
CAC, CBC = f"{_UBL}:CommonAggregateComponents-2", f"{_UBL}:CommonBasicComponents-2"
CREDIT_TRANSFER = "30"
ONE_PIECE = "C62"
F_TAX = "Godkänd för F-skatt"
OUTSIDE_CODE = "VATEX-EU-O"

Node = Any  # an element of lxml


def as_xml(document: InvoiceDocument) -> bytes:
    """The whole document in UTF-8; equal documents give equal bytes.

    Raises ValueError for a character that XML cannot hold.
    """
    root = _root(document)
    _head(root, document)
    _seller(root, document.seller, document.vat)
    _buyer(root, document.buyer)
    if not document.is_credit:
        _payment(root, document)
    _tax(root, document)
    _totals(root, document)
    for number, line in enumerate(document.lines, start=1):
        _line(root, number, line, document)
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return found


def _root(document: InvoiceDocument) -> Node:
    namespace = CREDIT_NS if document.is_credit else INVOICE_NS
    name = "CreditNote" if document.is_credit else "Invoice"
    return etree.Element(
        etree.QName(namespace, name), nsmap={None: namespace, "cac": CAC, "cbc": CBC}
    )


def _head(root: Node, document: InvoiceDocument) -> None:
    _text(root, "CustomizationID", CUSTOMIZATION)
    _text(root, "ProfileID", PROFILE)
    _text(root, "ID", document.number)
    _text(root, "IssueDate", document.issued_on.isoformat())
    if document.is_credit:
        _text(root, "CreditNoteTypeCode", "381")
    else:
        _text(root, "DueDate", document.due_on.isoformat() if document.due_on else "")
        _text(root, "InvoiceTypeCode", "380")
    _text(root, "Note", document.note)
    _text(root, "DocumentCurrencyCode", CURRENCY)
    _text(root, "BuyerReference", document.buyer.reference)
    if document.supply:
        period = _node(root, "InvoicePeriod")
        _text(period, "StartDate", document.supply.first.isoformat())
        _text(period, "EndDate", document.supply.last.isoformat() if document.supply.last else "")
    if document.credits:
        reference = _node(_node(root, "BillingReference"), "InvoiceDocumentReference")
        _text(reference, "ID", document.credits.number)
        _text(reference, "IssueDate", document.credits.issued_on.isoformat())


def _seller(root: Node, seller: Seller, vat: Vat) -> None:
    party = _node(_node(root, "AccountingSupplierParty"), "Party")
    _endpoint(party, seller.endpoint)
    _text(_node(party, "PartyName"), "Name", seller.name)
    _address(party, seller.address)
    # Outside the scope of VAT no VAT number may stand anywhere (BR-O-02).
    if vat.mode != VatMode.OUTSIDE:
        _tax_scheme(party, seller.vat_number, "VAT")
    if seller.has_f_tax:
        _tax_scheme(party, F_TAX, "TAX")
    legal = _node(party, "PartyLegalEntity")
    _text(legal, "RegistrationName", seller.name)
    _text(legal, "CompanyID", seller.organisation_number, schemeID=ORGANISATION)
    _text(legal, "CompanyLegalForm", f"Säte: {seller.seat}" if seller.seat else "")
    if seller.email:
        _text(_node(party, "Contact"), "ElectronicMail", seller.email)


def _buyer(root: Node, buyer: Buyer) -> None:
    party = _node(_node(root, "AccountingCustomerParty"), "Party")
    if buyer.endpoint:
        _endpoint(party, buyer.endpoint)
    _text(_node(party, "PartyName"), "Name", buyer.name)
    _address(party, buyer.address)
    legal = _node(party, "PartyLegalEntity")
    _text(legal, "RegistrationName", buyer.name)
    _text(legal, "CompanyID", buyer.organisation_number, schemeID=ORGANISATION)


def _payment(root: Node, document: InvoiceDocument) -> None:
    means = _node(root, "PaymentMeans")
    _text(means, "PaymentMeansCode", CREDIT_TRANSFER)
    _text(means, "PaymentID", document.ocr)
    account = _node(means, "PayeeFinancialAccount")
    _text(account, "ID", document.seller.bankgiro)
    _text(_node(account, "FinancialInstitutionBranch"), "ID", "SE:BANKGIRO")
    if document.terms:
        _text(_node(root, "PaymentTerms"), "Note", document.terms)


def _tax(root: Node, document: InvoiceDocument) -> None:
    total = _node(root, "TaxTotal")
    _amount(total, "TaxAmount", document.tax)
    part = _node(total, "TaxSubtotal")
    _amount(part, "TaxableAmount", document.net)
    _amount(part, "TaxAmount", document.tax)
    category = _node(part, "TaxCategory")
    _category(category, document.vat, with_ground=True)


def _totals(root: Node, document: InvoiceDocument) -> None:
    totals = _node(root, "LegalMonetaryTotal")
    _amount(totals, "LineExtensionAmount", document.net)
    _amount(totals, "TaxExclusiveAmount", document.net)
    _amount(totals, "TaxInclusiveAmount", document.gross)
    if document.rounding:
        _amount(totals, "PayableRoundingAmount", document.rounding)
    _amount(totals, "PayableAmount", document.payable)


def _line(root: Node, number: int, line: Line, document: InvoiceDocument) -> None:
    credit = document.is_credit
    node = _node(root, "CreditNoteLine" if credit else "InvoiceLine")
    _text(node, "ID", str(number))
    quantity = "CreditedQuantity" if credit else "InvoicedQuantity"
    _text(node, quantity, _plain(line.quantity), unitCode=ONE_PIECE)
    _amount(node, "LineExtensionAmount", line.amount)
    item = _node(node, "Item")
    _text(item, "Name", line.text)
    _category(_node(item, "ClassifiedTaxCategory"), document.vat)
    _amount(_node(node, "Price"), "PriceAmount", line.price)


def _category(node: Node, vat: Vat, *, with_ground: bool = False) -> None:
    _text(node, "ID", vat.mode.value)
    if vat.mode != VatMode.OUTSIDE:
        _text(node, "Percent", _plain(vat.rate))
    if with_ground and vat.mode != VatMode.STANDARD:
        if vat.mode == VatMode.OUTSIDE:
            _text(node, "TaxExemptionReasonCode", OUTSIDE_CODE)
        _text(node, "TaxExemptionReason", vat.ground)
    _text(_node(node, "TaxScheme"), "ID", "VAT")


def _tax_scheme(party: Node, number: str, scheme: str) -> None:
    node = _node(party, "PartyTaxScheme")
    _text(node, "CompanyID", number)
    _text(_node(node, "TaxScheme"), "ID", scheme)


def _endpoint(party: Node, endpoint: Endpoint) -> None:
    _text(party, "EndpointID", endpoint.number, schemeID=endpoint.scheme)


def _address(party: Node, address: Address) -> None:
    node = _node(party, "PostalAddress")
    street, extra, *rest = (*address.lines, "", "")
    _text(node, "StreetName", street)
    _text(node, "AdditionalStreetName", extra)
    _text(node, "CityName", address.town)
    _text(node, "PostalZone", address.postcode)
    if more := ", ".join(filter(None, rest)):
        _text(_node(node, "AddressLine"), "Line", more)
    _text(_node(node, "Country"), "IdentificationCode", address.country)


def _amount(parent: Node, name: str, amount: Decimal) -> None:
    _text(parent, name, f"{amount:.2f}", currencyID=CURRENCY)


def _plain(number: Decimal) -> str:
    """25 and not 25.00 or 2.5E+1."""
    return f"{number.normalize():f}"


def _node(parent: Node, name: str) -> Node:
    return etree.SubElement(parent, etree.QName(CAC, name))


def _text(parent: Node, name: str, text: str, **attributes: str) -> None:
    if text.strip():
        etree.SubElement(parent, etree.QName(CBC, name), attributes).text = text
