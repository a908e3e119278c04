"""Vouchers for SKR's bookkeeping as an SIE 4I file. Pure.

The layout is that of the SIE group's format, type 4 for import: code page 437, a decimal point,
and every voucher adds up to nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CODE_PAGE = "cp437"
# Which chart of accounts: BAS, in the form that all of its editions since 1997 have.
CHART = "EUBAS97"
_BREAKS = dict.fromkeys([*range(32), 127], " ")


@dataclass(frozen=True)
class Account:
    number: int
    name: str


@dataclass(frozen=True)
class Entry:
    """Debit is positive, credit negative, in kronor."""

    account: Account
    amount: Decimal


@dataclass(frozen=True)
class Voucher:
    series: str
    number: int
    day: date
    text: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Company:
    name: str
    organisation_number: str


def sie_file(
    vouchers: Sequence[Voucher],
    *,
    company: Company,
    made_on: date,
    program: tuple[str, str],
) -> bytes:
    """The whole file; `program` is name and version of what made it.

    Letters outside of the code page become question marks, as in the programs that read it.
    Raises ValueError where a voucher does not add up to nothing.
    """
    return "".join(f"{line}\r\n" for line in _lines(vouchers, company, made_on, program)).encode(
        CODE_PAGE, "replace"
    )


def _lines(
    vouchers: Sequence[Voucher], company: Company, made_on: date, program: tuple[str, str]
) -> Iterable[str]:
    yield "#FLAGGA 0"
    yield f"#PROGRAM {_quoted(program[0])} {_quoted(program[1])}"
    yield "#FORMAT PC8"
    yield f"#GEN {made_on:%Y%m%d}"
    yield "#SIETYP 4"
    yield f"#FNAMN {_quoted(company.name)}"
    yield f"#ORGNR {company.organisation_number[:6]}-{company.organisation_number[6:]}"
    yield f"#KPTYP {CHART}"
    accounts = {entry.account for voucher in vouchers for entry in voucher.entries}
    for account in sorted(accounts, key=lambda one: one.number):
        yield f"#KONTO {account.number} {_quoted(account.name)}"
    for voucher in vouchers:
        if sum(entry.amount for entry in voucher.entries) != 0:
            raise ValueError(
                f"Voucher {voucher.series}{voucher.number} does not add up to nothing."
            )
        day = f"{voucher.day:%Y%m%d}"
        yield f"#VER {_quoted(voucher.series)} {voucher.number} {day} {_quoted(voucher.text)}"
        yield "{"
        for entry in voucher.entries:
            yield f"#TRANS {entry.account.number} {{}} {entry.amount:.2f}"
        yield "}"


def _quoted(text: str) -> str:
    """In quotation marks, those inside with a backslash; a line break would end the line."""
    plain = text.translate(_BREAKS).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
