"""Amounts in kronor, as people and banks write them and as they are shown."""

import re
from decimal import Decimal

from django.utils.formats import number_format

from reporting.invoicing.document import ORE

_KRONOR = re.compile(r"[+-]?[0-9]{1,10}(\.[0-9]{1,2})?\Z")


def read_kronor(text: str) -> Decimal | None:
    """ "62 500,00", "62500.00", "−100": with two decimals, however it is written.

    None where it could mean something else: "50.000" would be fifty kronor, and whoever writes it
    means fifty thousand.
    """
    plain = "".join(text.split()).replace("\N{MINUS SIGN}", "-").replace(",", ".")
    return Decimal(plain).quantize(ORE) if _KRONOR.match(plain) else None


def kronor(amount: Decimal) -> str:
    """ "62 500,00" or "62,500.00", by the active language; below nought with a minus sign."""
    shown = number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)
    return str(shown).replace("-", "\N{MINUS SIGN}")
