"""An invoice as a whole: everything that its XML, its PDF and the bookkeeping say. Pure.

It is frozen as data when the invoice is issued, so a field is never renamed or taken away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from reporting.invoicing.enums import DocumentKind, VatMode

CURRENCY = "SEK"
ORE = Decimal("0.01")
PERCENT = Decimal(100)


def to_ore(amount: Decimal) -> Decimal:
    """Kronor with two decimals, half an öre up, away from zero."""
    return amount.quantize(ORE, ROUND_HALF_UP)


@dataclass(frozen=True)
class Address:
    lines: tuple[str, ...]
    postcode: str
    town: str
    country: str = "SE"


@dataclass(frozen=True)
class Endpoint:
    """A Peppol address: scheme and number."""

    scheme: str
    number: str


@dataclass(frozen=True)
class Seller:
    name: str
    organisation_number: str
    vat_number: str
    seat: str
    address: Address
    endpoint: Endpoint
    bankgiro: str
    email: str
    has_f_tax: bool


@dataclass(frozen=True)
class Buyer:
    name: str
    organisation_number: str
    address: Address
    reference: str
    endpoint: Endpoint | None = None


@dataclass(frozen=True)
class Line:
    """`price` is in kronor for one, without VAT."""

    text: str
    quantity: Decimal
    price: Decimal

    @property
    def amount(self) -> Decimal:
        return to_ore(self.quantity * self.price)


@dataclass(frozen=True)
class Vat:
    """One category for the whole invoice. `rate` in per cent; 0 where no VAT is charged."""

    mode: VatMode
    rate: Decimal
    ground: str = ""

    def on(self, amount: Decimal) -> Decimal:
        return to_ore(amount * self.rate / PERCENT)


@dataclass(frozen=True)
class Credited:
    """The invoice that a credit note is about."""

    number: str
    issued_on: date


@dataclass(frozen=True)
class SupplyPeriod:
    """When the service is given, as far as it is known (ML 17 kap. 24 §)."""

    first: date
    last: date | None


@dataclass(frozen=True)
class InvoiceDocument:
    """Amounts of a credit note are positive, as on the invoice that it takes back.

    `rounding` is what the payable sum differs from the computed one, in kronor. `due_on`, `ocr`
    and `terms` are an invoice's alone.
    """

    kind: DocumentKind
    number: str
    issued_on: date
    seller: Seller
    buyer: Buyer
    lines: tuple[Line, ...]
    vat: Vat
    due_on: date | None = None
    ocr: str = ""
    terms: str = ""
    note: str = ""
    rounding: Decimal = Decimal("0.00")
    credits: Credited | None = None
    supply: SupplyPeriod | None = None

    @property
    def is_credit(self) -> bool:
        return self.kind == DocumentKind.CREDIT_NOTE

    @property
    def net(self) -> Decimal:
        """The sum of the lines, without VAT."""
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    @property
    def tax(self) -> Decimal:
        return self.vat.on(self.net)

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax

    @property
    def payable(self) -> Decimal:
        return self.gross + self.rounding


def fee_lines(
    fees: Sequence[tuple[str, Decimal]], vat: Vat, *, includes_vat: bool
) -> tuple[tuple[Line, ...], Decimal]:
    """One line for each fee, and the rounding that makes the sum what was agreed.

    Where a fee is said with VAT in it, the line has what is left without it; several such lines
    can miss the agreed sum by an öre or two.
    """
    part = 1 + vat.rate / PERCENT if includes_vat else Decimal(1)
    lines = tuple(Line(text, Decimal(1), to_ore(fee / part)) for text, fee in fees)
    if not includes_vat:
        return lines, Decimal("0.00")
    net = sum((line.amount for line in lines), Decimal("0.00"))
    agreed = sum((fee for _text, fee in fees), Decimal("0.00"))
    return lines, to_ore(agreed - net - vat.on(net))


def as_data(document: InvoiceDocument) -> dict[str, Any]:
    """As JSON holds it: amounts and dates as text, nothing lost."""
    found: dict[str, Any] = _plain(asdict(document))
    return found


def from_data(data: Mapping[str, Any]) -> InvoiceDocument:
    """The other way round."""
    seller, buyer, vat = data["seller"], data["buyer"], data["vat"]
    credited = data["credits"]
    supply = data.get("supply")  # the first documents had none
    return InvoiceDocument(
        kind=DocumentKind(data["kind"]),
        number=data["number"],
        issued_on=date.fromisoformat(data["issued_on"]),
        seller=Seller(
            **{
                **seller,
                "address": _address(seller["address"]),
                "endpoint": Endpoint(**seller["endpoint"]),
            }
        ),
        buyer=Buyer(
            **{
                **buyer,
                "address": _address(buyer["address"]),
                "endpoint": Endpoint(**buyer["endpoint"]) if buyer["endpoint"] else None,
            }
        ),
        lines=tuple(
            Line(one["text"], Decimal(one["quantity"]), Decimal(one["price"]))
            for one in data["lines"]
        ),
        vat=Vat(VatMode(vat["mode"]), Decimal(vat["rate"]), vat["ground"]),
        due_on=_day(data["due_on"]),
        ocr=data["ocr"],
        terms=data["terms"],
        note=data["note"],
        rounding=Decimal(data["rounding"]),
        credits=Credited(credited["number"], date.fromisoformat(credited["issued_on"]))
        if credited
        else None,
        supply=SupplyPeriod(date.fromisoformat(supply["first"]), _day(supply["last"]))
        if supply
        else None,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _address(data: Mapping[str, Any]) -> Address:
    return Address(tuple(data["lines"]), data["postcode"], data["town"], data["country"])


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, DocumentKind | VatMode):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
