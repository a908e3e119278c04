"""What an invoice must hold before it is issued: rules beside the official ones. Pure.

Peppol's own rules are in no package, and they and EN 16931 let through what makes an invoice
impossible to pay: a wrong check digit in OCR or bankgiro, no due date. Each rule here names the
official one that it stands for, or none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.invoicing.document import ORE, Address, Buyer, InvoiceDocument, to_ore
from reporting.invoicing.enums import OcrLevel, VatMode
from reporting.invoicing.numbers import (
    is_bankgiro,
    is_endpoint,
    is_ocr,
    is_organisation_number,
    is_vat_number,
)

SWEDISH_RATES = (Decimal(25), Decimal(12), Decimal(6))
# All that XML 1.0 leaves out, and half of a pair that stands alone.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Broken:
    """A rule that a document breaks; `official` is "" where only we have it."""

    official: str
    sentence: Promise


@dataclass(frozen=True)
class Rule:
    official: str
    sentence: Promise
    holds: Callable[[InvoiceDocument], bool]


@dataclass(frozen=True)
class BuyerRule:
    """What is asked of the buyer's facts alone, thus known before anything is issued."""

    official: str
    sentence: Promise
    holds: Callable[[Buyer], bool]


def broken_by_buyer(buyer: Buyer) -> list[Broken]:
    """What the buyer has to complete or mend before it can be invoiced."""
    return [Broken(one.official, one.sentence) for one in BUYER_RULES if not one.holds(buyer)]


def broken_rules(
    document: InvoiceDocument, *, level: OcrLevel, ocr_length: int = 0
) -> list[Broken]:
    """Every rule that the document breaks, in the order of the invoice; [] when it is right."""
    found = [Broken(one.official, one.sentence) for one in RULES if not one.holds(document)]
    if not document.is_credit and not is_ocr(document.ocr, level, length=ocr_length):
        found.append(Broken("", _("The OCR number has a wrong check digit or length.")))
    return found


def _texts(document: InvoiceDocument) -> Iterator[str]:
    seller, buyer = document.seller, document.buyer
    yield from (document.number, document.ocr, document.terms, document.note)
    yield from (document.vat.ground, buyer.name, buyer.reference, seller.name, seller.seat)
    yield seller.email
    for address in (seller.address, buyer.address):
        yield from (*address.lines, address.postcode, address.town)
    yield from (line.text for line in document.lines)


def _is_whole(address: Address) -> bool:
    """Names and addresses of both stand on an invoice by law (ML 17 kap. 24 §)."""
    street = any(line.strip() for line in address.lines)
    return street and bool(address.postcode.strip() and address.town.strip())


def _is_vat_number_right(document: InvoiceDocument) -> bool:
    """Outside the scope of VAT the invoice has none, and the seller need not have one."""
    seller = document.seller
    if document.vat.mode == VatMode.OUTSIDE and not seller.vat_number:
        return True
    return is_vat_number(seller.vat_number) and seller.vat_number[2:12] == (
        seller.organisation_number
    )


def _is_vat_right(document: InvoiceDocument) -> bool:
    vat = document.vat
    if vat.mode == VatMode.STANDARD:
        return vat.rate in SWEDISH_RATES
    return vat.rate == 0 and bool(vat.ground.strip())


BUYER_RULES = (
    BuyerRule(
        "PEPPOL-EN16931-R010",
        _("The buyer’s Peppol address is missing or has a wrong check digit."),
        lambda one: (
            one.endpoint is not None and is_endpoint(one.endpoint.scheme, one.endpoint.number)
        ),
    ),
    BuyerRule(
        "PEPPOL-COMMON-R049",
        _("The buyer’s organisation number is not ten digits with a right check digit."),
        lambda one: is_organisation_number(one.organisation_number),
    ),
    BuyerRule(
        "PEPPOL-EN16931-R003",
        _("The buyer’s reference is missing."),
        lambda one: bool(one.reference.strip()),
    ),
    BuyerRule(
        "",
        _("The buyer’s address is not whole: street or box, postcode and town."),
        lambda one: _is_whole(one.address),
    ),
)


def _of_buyer(rule: BuyerRule) -> Rule:
    return Rule(rule.official, rule.sentence, lambda one: rule.holds(one.buyer))


RULES = (
    Rule(
        "PEPPOL-EN16931-R020",
        _("SKR’s Peppol address is missing or has a wrong check digit."),
        lambda one: is_endpoint(one.seller.endpoint.scheme, one.seller.endpoint.number),
    ),
    Rule(
        "SE-R-013",
        _("SKR’s organisation number is not ten digits with a right check digit."),
        lambda one: is_organisation_number(one.seller.organisation_number),
    ),
    Rule(
        "SE-R-001",
        _("SKR’s VAT number is not SE, the organisation number and 01."),
        _is_vat_number_right,
    ),
    Rule(
        "SE-R-005",
        _("It is not said that SKR is approved for F-tax."),
        lambda one: one.seller.has_f_tax,
    ),
    Rule(
        "",
        _("SKR’s name or address is not whole: name, street or box, postcode and town."),
        lambda one: bool(one.seller.name.strip()) and _is_whole(one.seller.address),
    ),
    Rule("", _("SKR’s seat is missing."), lambda one: bool(one.seller.seat.strip())),
    Rule(
        "SE-R-009",
        _("SKR’s bankgiro number is not seven or eight digits with a right check digit."),
        lambda one: is_bankgiro(one.seller.bankgiro),
    ),
    *(_of_buyer(one) for one in BUYER_RULES),
    Rule("BR-16", _("There is nothing to invoice."), lambda one: bool(one.lines)),
    Rule(
        "BR-25",
        _("A line does not say what it is for."),
        lambda one: all(line.text.strip() for line in one.lines),
    ),
    Rule(
        "",
        _("An amount is zero, negative or has more than two decimals."),
        lambda one: all(
            line.price > 0 and line.quantity > 0 and to_ore(line.price) == line.price
            for line in one.lines
        ),
    ),
    Rule(
        "SE-R-006",
        _("The VAT rate is not 25, 12 or 6 per cent, or the ground for no VAT is missing."),
        _is_vat_right,
    ),
    Rule(
        "",
        _("The rounding is larger than half a krona."),
        lambda one: abs(one.rounding) <= 50 * ORE,
    ),
    Rule(
        "",
        _("The invoice has no due date, or one before its own date."),
        lambda one: one.is_credit or (one.due_on is not None and one.due_on >= one.issued_on),
    ),
    Rule(
        "",
        _("The terms of payment are missing."),
        lambda one: one.is_credit or bool(one.terms.strip()),
    ),
    Rule(
        "",
        _("The credit note does not say which invoice it is about."),
        lambda one: one.is_credit == (one.credits is not None),
    ),
    Rule(
        "",
        _("A text holds a character that an e-invoice cannot hold."),
        lambda one: not any(_NOT_IN_XML.search(text) for text in _texts(one)),
    ),
)
