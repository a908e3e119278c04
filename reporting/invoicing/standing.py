"""What has become of an invoice: one word, from its sums and days alone. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reporting.invoicing.enums import Standing

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Sums:
    """In kronor with VAT. What was paid back is taken from `paid`."""

    payable: Decimal
    credited: Decimal = NOTHING
    paid: Decimal = NOTHING

    @property
    def left(self) -> Decimal:
        return max(self.payable - self.credited - self.paid, NOTHING)

    @property
    def too_much(self) -> Decimal:
        """What was paid beyond what is left of the invoice."""
        return max(self.paid + self.credited - self.payable, NOTHING)


def standing_of(sums: Sums, *, due_on: date | None, is_sent: bool, day: date) -> Standing:
    """A credit note has no due date: it is sent or not.

    An invoice that nobody has sent is not overdue: the buyer does not know of it.
    """
    if due_on is None:
        return Standing.SENT if is_sent else Standing.TO_SEND
    if sums.credited >= sums.payable:
        return Standing.CREDITED
    if not sums.left:
        return Standing.PAID
    if not is_sent and not sums.paid:
        return Standing.TO_SEND
    if due_on < day:
        return Standing.OVERDUE
    return Standing.PART_PAID if sums.paid else Standing.SENT
