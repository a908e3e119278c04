"""Vouchers as SIE 4I, read again by a reader of the test's own."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.invoicing.sie import Account, Company, Entry, Voucher, sie_file

CLAIMS, REVENUE, VAT = (
    Account(1510, "Kundfordringar"),
    Account(3041, "Avgifter"),
    Account(2611, "Moms"),
)
COMPANY = Company("Sveriges Kommuner och Regioner", "2220000315")
ORE = st.integers(0, 10**9).map(lambda ore: Decimal(ore) / 100)


def voucher(number: int, net: Decimal, tax: Decimal, text: str = "Faktura 2027-0001, Lunds kommun"):
    entries = (Entry(CLAIMS, net + tax), Entry(REVENUE, -net), Entry(VAT, -tax))
    return Voucher("F", number, date(2027, 1, 15), text, entries)


def made(*vouchers: Voucher) -> str:
    return sie_file(
        vouchers, company=COMPANY, made_on=date(2027, 2, 1), program=("Modellkonceptet", "1.0")
    ).decode("cp437")


def test_the_whole_file():
    assert made(voucher(1, Decimal(50000), Decimal(12500))).split("\r\n") == [
        "#FLAGGA 0",
        '#PROGRAM "Modellkonceptet" "1.0"',
        "#FORMAT PC8",
        "#GEN 20270201",
        "#SIETYP 4",
        '#FNAMN "Sveriges Kommuner och Regioner"',
        "#ORGNR 222000-0315",
        "#KPTYP EUBAS97",
        '#KONTO 1510 "Kundfordringar"',
        '#KONTO 2611 "Moms"',
        '#KONTO 3041 "Avgifter"',
        '#VER "F" 1 20270115 "Faktura 2027-0001, Lunds kommun"',
        "{",
        "#TRANS 1510 {} 62500.00",
        "#TRANS 3041 {} -50000.00",
        "#TRANS 2611 {} -12500.00",
        "}",
        "",
    ]


@given(st.lists(st.tuples(ORE, ORE), max_size=5))
def test_every_voucher_adds_up_to_nothing_in_the_file_too(rows):
    content = made(*(voucher(n, *row) for n, row in enumerate(rows, start=1)))

    bodies = re.findall(r"\{\r\n(.*?)\}\r\n", content, re.DOTALL)
    assert len(bodies) == len(rows)
    for body in bodies:
        assert sum(Decimal(line.rsplit(" ", 1)[1]) for line in body.splitlines()) == 0


def test_what_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="F7"):
        made(Voucher("F", 7, date(2027, 1, 15), "", (Entry(CLAIMS, Decimal(1)),)))


def test_a_name_cannot_break_the_file():
    content = made(voucher(1, Decimal(1), Decimal(0), 'Å "Ö" \\ \r\n#TRANS 1 {} 9 🙂\x7f'))

    assert '"Å \\"Ö\\" \\\\   #TRANS 1 {} 9 ? "' in content
    assert content.count("\r\n#TRANS") == 3
