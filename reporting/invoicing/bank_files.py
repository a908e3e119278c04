"""Files from the bank: incoming payments as BgMax, or as a table. Pure.

A file is read whole or refused whole, with the line that is wrong: half a file of payments is
worse than none. The layout of BgMax follows public implementations and their test files, which
agree; SKR's bank confirms it.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from modellkonceptet.delimited import column_places, read_rows, surplus_cells
from modellkonceptet.plain_text import clean_text
from reporting.invoicing.kronor import read_kronor

RECORD = 80
MOST_ROWS = 5000
PAYMENT, DEDUCTION = "20", "21"
# How the counts in the end record are asked for: which types, and where the count stands.
_COUNTS = ((("20",), 2, 10), (("21",), 10, 18), (("22", "23"), 18, 26), (("15",), 26, 34))
_ABOUT_PAYMENT = {"25", "26", "27", "28", "29"}
_KNOWN = {"05", "15", "20", "21", "22", "23"} | _ABOUT_PAYMENT
TEST_FILE = "T"
OWN_CURRENCIES = ("SEK", "")  # blank where the bank leaves it out
# No record holds any of these: a tab would move the columns, and no database takes NUL.
_CONTROL = re.compile("[\x00-\x1f\x7f]")


@dataclass
class BankPayment:
    """One payment; a deduction has a negative amount. `key` is the same in every copy of it.

    `bankgiro` is the payer's, `receiver` the one that it came in to; both may be unknown.
    """

    paid_on: date
    amount: Decimal
    references: list[str]
    bankgiro: str
    key: str = ""
    payer: str = ""
    receiver: str = ""
    text: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Section:
    bankgiro: str
    payments: list[BankPayment]
    serials: list[str]


def read_bgmax(content: bytes) -> list[BankPayment]:
    """Every payment of the file, in its order. Raises ValidationError where the file is wrong."""
    # Not splitlines(): in Latin-1 it would break lines at letters of other code pages.
    # A file from an older system ends with the mark \x1a.
    lines = re.split(r"\r\n|\n|\r", content.decode("latin-1").rstrip("\x1a \r\n"))
    _check_frame(lines)
    payments: list[BankPayment] = []
    section: _Section | None = None
    for number, line in enumerate(lines[1:-1], start=2):
        record = line.ljust(RECORD)
        kind = record[:2]
        if kind not in _KNOWN or len(line) > RECORD or _CONTROL.search(line):
            raise _refusal(number, _("it is not a record of BgMax"))
        if kind == "05":
            if section is not None:  # its payments would belong to no deposit
                raise _refusal(number, _("a section begins before the one above has its deposit"))
            section = _Section(record[2:12].strip(), [], [])
            _check_currency(record[22:25], number)
        elif kind in (PAYMENT, DEDUCTION, "22", "23"):
            if section is None:
                raise _refusal(number, _("a payment stands outside of every section"))
            _add_payment(section, record, number)
        elif kind in _ABOUT_PAYMENT:
            if section is None or not section.payments:
                raise _refusal(number, _("it is about a payment that is not there"))
            _describe(section.payments[-1], record)
        elif kind == "15":
            if section is None:
                raise _refusal(number, _("a deposit stands outside of every section"))
            payments += _close(section, record, number)
            section = None
    if section is not None:
        raise _refusal(len(lines), _("the file ends in the middle"))
    _check_counts(lines)
    return payments


def read_table(text: str) -> list[BankPayment]:
    """A table with the columns date, amount and reference; the payer too where it is there.

    A payment has no number of its own in such a file: of equal rows each is told apart by which
    one of them it is, so that the same file read again gives the same keys.
    """
    rows = read_rows(text, most=MOST_ROWS)
    heading, *body = rows
    places, _ignored = column_places(
        heading.cells,
        {
            "day": {"datum", "date", "bokföringsdag", "bokföringsdatum", "betalningsdag"},
            "amount": {"belopp", "amount"},
            "reference": {"ocr", "referens", "reference", "meddelande"},
            "payer": {"betalare", "avsändare", "payer", "namn"},
        },
        required={"day": _("Date"), "amount": _("Amount"), "reference": _("Reference")},
    )
    seen: Counter[str] = Counter()
    found = []
    for row in body:
        # “62500,00” between commas would be two cells, and every later one stand wrong.
        if surplus := surplus_cells(row, len(heading.cells)):
            raise _refusal(row.number, surplus.rstrip("."))
        # A row that ends early lacks what stands in the last columns, perhaps the payer alone.
        filled = row.cells + ("",) * (len(heading.cells) - len(row.cells))
        cells = {name: filled[place].strip() for name, place in places.items()}
        payment = BankPayment(
            _day(cells["day"], row.number),
            _kronor(cells["amount"], row.number),
            ["".join(cells["reference"].split())],
            "",
            payer=cells.get("payer", ""),
        )
        told = f"{payment.paid_on}|{payment.amount}|{payment.references[0]}|{payment.payer}"
        seen[told] += 1
        payment.key = _key(f"{told}|{seen[told]}")
        found.append(payment)
    return found


def _add_payment(section: _Section, record: str, number: int) -> None:
    kind, reference = record[:2], record[12:37].strip()
    if kind in ("22", "23"):
        if not section.payments:
            raise _refusal(number, _("it is about a payment that is not there"))
        section.payments[-1].references.append(reference)
        return
    amount = Decimal(_digits(record[37:55], number)) / 100
    section.serials.append(record[57:69])
    section.payments.append(
        BankPayment(
            date.min,
            -amount if kind == DEDUCTION else amount,
            [reference],
            record[2:12].strip().lstrip("0"),
        )
    )


def _describe(payment: BankPayment, record: str) -> None:
    if record[:2] == "26":
        payment.payer = clean_text(record[2:37], multiline=False)
    elif record[:2] == "25":
        payment.text.append(clean_text(record[2:52], multiline=False))


def _close(section: _Section, record: str, number: int) -> Iterator[BankPayment]:
    """The deposit says the day of all its payments, their sum and how many they are."""
    try:
        paid_on = datetime.strptime(record[37:45], "%Y%m%d").date()  # noqa: DTZ007
    except ValueError as error:
        raise _refusal(number, _("the day of the deposit is no day")) from error
    _check_currency(record[68:71], number)
    total = Decimal(_digits(record[50:68], number)) / 100
    if total != sum(payment.amount for payment in section.payments):
        raise _refusal(number, _("the payments do not add up to the deposit"))
    if _digits(record[71:79], number) != len(section.payments):
        raise _refusal(number, _("the number of payments is another than the deposit says"))
    for payment, serial in zip(section.payments, section.serials, strict=True):
        payment.paid_on = paid_on
        payment.receiver = section.bankgiro.lstrip("0")
        payment.key = _key(
            f"{section.bankgiro}|{paid_on}|{record[45:50]}|{serial}|{payment.amount}"
            f"|{payment.references[0]}"
        )
    return iter(section.payments)


def _check_frame(lines: list[str]) -> None:
    """It begins and ends as BgMax does, and its payments are real ones."""
    start = lines[0]
    if not start.startswith("01BGMAX") or _CONTROL.search(start):
        raise _refusal(1, _("it does not begin as a BgMax file"))
    if start[44:45] == TEST_FILE:
        raise _refusal(1, _("it is a test file of the bank, and its payments are not real"))
    if len(lines) == 1 or not lines[-1].startswith("70") or len(lines[-1]) > RECORD:
        raise _refusal(len(lines), _("the file ends in the middle"))


def _check_currency(currency: str, number: int) -> None:
    if currency.strip() not in OWN_CURRENCIES:
        raise _refusal(number, _("it is not in Swedish kronor"))


def _check_counts(lines: list[str]) -> None:
    kinds = Counter(line[:2] for line in lines)
    end = lines[-1].ljust(RECORD)
    for types, first, last in _COUNTS:
        if _digits(end[first:last], len(lines)) != sum(kinds[kind] for kind in types):
            raise _refusal(len(lines), _("the file holds more or fewer records than it says"))


def _digits(text: str, number: int) -> int:
    text = text.strip() or "0"
    if not (text.isascii() and text.isdigit()):
        raise _refusal(number, _("an amount or a count is no number"))
    return int(text)


def _day(text: str, number: int) -> date:
    for pattern in ("%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise _refusal(number, _("“%(text)s” is no date") % {"text": text[:30]})


def _kronor(text: str, number: int) -> Decimal:
    """Always with two decimals: the same payment then has the same key."""
    if (amount := read_kronor(text)) is None:
        raise _refusal(number, _("“%(text)s” is no amount in kronor") % {"text": text[:30]})
    return amount


def _key(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()


def _refusal(number: int, why: str) -> ValidationError:
    return ValidationError(
        _("Line %(number)d: %(why)s. Nothing was read from the file.")
        % {"number": number, "why": why},
        code="bank_file",
    )
