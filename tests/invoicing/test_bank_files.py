"""BgMax and tables from the bank: read whole or refused whole."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from reporting.invoicing.bank_files import read_bgmax, read_table

EXAMPLE = (Path(__file__).parent / "data" / "bgmax_example.txt").read_bytes()
TABLE = "Datum;Belopp;Referens;Betalare\n2027-02-15;62 500,00;2027000104;Lunds kommun\n"


def changed(old: bytes, new: bytes) -> bytes:
    assert EXAMPLE.count(old) == 1
    return EXAMPLE.replace(old, new)


def refusal_of(read, content) -> str:
    with pytest.raises(ValidationError) as error:
        read(content)
    return error.value.messages[0]


def test_the_example():
    payments = read_bgmax(EXAMPLE)

    assert [(one.paid_on, one.amount, one.references) for one in payments] == [
        (date(2027, 2, 15), Decimal(62500), ["2027000104"]),
        (date(2027, 2, 15), Decimal(62500), ["2027000203"]),
        (date(2027, 2, 15), Decimal(50000), ["2027000302"]),
    ]
    assert payments[2].payer == "LUNDS KOMMUN"
    assert len({one.key for one in payments}) == 3


def test_the_same_file_gives_the_same_keys():
    with_other_breaks = EXAMPLE.replace(b"\r\n", b"\n") + b"\n\x1a"

    assert read_bgmax(EXAMPLE) == read_bgmax(with_other_breaks)


def test_names_are_in_latin_1():
    content = changed(b"LUNDS KOMMUN", "MALMÖ KOMMUN".encode("latin-1"))

    assert read_bgmax(content)[2].payer == "MALMÖ KOMMUN"


def test_a_letter_that_other_code_pages_break_lines_at():
    content = changed(b"LUNDS KOMMUN", b"LUNDS\x85KOMMU")

    assert len(read_bgmax(content)) == 3


@pytest.mark.parametrize(
    "old,new",
    [
        (b"01BGMAX", b"01BGMIN"),
        (b"17500000SEK00000003", b"17500100SEK00000003"),
        (b"17500000SEK00000003", b"17500000SEK00000004"),
        (b"7000000003", b"7000000002"),
        (b"7000000003", b"9900000003"),
        (b"20270215000010", b"20271315000010"),
        (b"SEK                                                       ", b"EUR" + b" " * 55),
        (b"2027000203000000000006250000", b"20270002030000000000062500X0"),
    ],
)
def test_what_does_not_agree_is_refused_with_its_line(old, new):
    said = refusal_of(read_bgmax, changed(old, new))

    assert said.startswith("Rad ")
    assert said.endswith("Ingenting lästes ur filen.")


@given(st.integers(0, len(EXAMPLE) - 1))
def test_a_file_cut_anywhere_is_refused(end):
    cut = EXAMPLE[:end]
    if cut.rstrip(b"\r\n ") == EXAMPLE.rstrip(b"\r\n "):
        assert read_bgmax(cut) == read_bgmax(EXAMPLE)
    else:
        refusal_of(read_bgmax, cut)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    for tried in (content, b"01BGMAX" + content):
        with pytest.raises(ValidationError):
            read_bgmax(tried)


def test_a_table():
    (payment,) = read_table(TABLE)

    assert (payment.paid_on, payment.amount) == (date(2027, 2, 15), Decimal("62500.00"))
    assert (payment.references, payment.payer) == (["2027000104"], "Lunds kommun")


def test_equal_rows_are_two_payments_and_the_same_file_is_the_same():
    twice = TABLE + TABLE.splitlines()[1] + "\n"

    keys = [one.key for one in read_table(twice)]

    assert len(set(keys)) == 2
    assert keys == [one.key for one in read_table(twice)]
    assert keys[0] == read_table(TABLE)[0].key


@pytest.mark.parametrize(
    "old,new",
    [("2027-02-15", "2027-02-30"), ("62 500,00", "62 500,005"), ("62 500,00", "mycket")],
)
def test_a_wrong_cell_is_told_with_its_line(old, new):
    assert refusal_of(read_table, TABLE.replace(old, new)).startswith("Rad 2: ")


def test_a_table_without_its_columns():
    assert "Belopp" in refusal_of(read_table, "Datum;Referens\n2027-02-15;1\n")
