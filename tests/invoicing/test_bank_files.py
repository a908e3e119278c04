"""BgMax and tables from the bank: read whole or refused whole."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from modellkonceptet.delimited import decoded
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
        (b"17500000SEK00000003", b"17500000EUR00000003"),
        (b"26LUNDS KOMMUN", b"99LUNDS KOMMUN"),
        (b"26LUNDS KOMMUN", b"26LUNDS\tKOMMUN"),
        (b"2027000203", b"20270002\x003"),
        (b"331P", b"331T"),  # a test file of the bank
    ],
)
def test_what_does_not_agree_is_refused_with_its_line(old, new):
    said = refusal_of(read_bgmax, changed(old, new))

    assert said.startswith("Rad ")
    assert said.endswith("Ingenting lästes ur filen.")


def test_payments_without_a_deposit_are_not_lost():
    """The counts of the end record agree; only the order of the records is wrong."""
    lines = EXAMPLE.split(b"\r\n")
    lines.insert(3, lines[1])

    assert refusal_of(read_bgmax, b"\r\n".join(lines)).startswith("Rad 4: ")


def test_two_files_in_one_are_refused():
    assert refusal_of(read_bgmax, EXAMPLE + EXAMPLE).startswith("Rad 8: ")


def test_the_payers_number_keeps_its_last_zero():
    content = EXAMPLE.replace(
        b"200000000000               2027000104", b"200050501050" + b" " * 15 + b"2027000104"
    )

    assert read_bgmax(content)[0].bankgiro == "50501050"


def deposit(amounts: list[int], deductions: list[int]) -> bytes:
    """A file of the test's own making, with sums and counts that agree; amounts in öre."""
    rows = [
        f"{kind}{'0' * 10}{number:<25}{amount:018d}24{number:012d}0".ljust(80)
        for number, (kind, amount) in enumerate(
            [*(("20", one) for one in amounts), *(("21", one) for one in deductions)], start=1
        )
    ]
    total = sum(amounts) - sum(deductions)
    return "\r\n".join(
        [
            "01BGMAX               0120270215173035010331P".ljust(80),
            "050050501055          SEK".ljust(80),
            *rows,
            f"15{'0' * 35}2027021500001{total:018d}SEK{len(rows):08d} ",
            f"70{len(amounts):08d}{len(deductions):08d}{0:08d}{1:08d}".ljust(80),
        ]
    ).encode("latin-1")


ORE = st.integers(1, 10**10)


@given(st.lists(ORE, min_size=1, max_size=6), st.lists(st.integers(1, 10**4), max_size=2))
def test_every_ore_of_a_deposit_is_read(amounts, deductions):
    deductions = deductions if sum(deductions) <= sum(amounts) else []
    payments = read_bgmax(deposit(amounts, deductions))

    assert [int(one.amount * 100) for one in payments] == amounts + [-one for one in deductions]
    assert len({one.key for one in payments}) == len(payments)


@given(st.lists(ORE, min_size=1, max_size=4), st.data())
def test_an_amount_that_is_changed_is_noticed(amounts, data):
    place = data.draw(st.integers(0, len(amounts) - 1))
    line = deposit(amounts, []).split(b"\r\n")
    old = line[2 + place]
    line[2 + place] = old[:37] + b"%018d" % (amounts[place] + data.draw(ORE)) + old[55:]

    assert refusal_of(read_bgmax, b"\r\n".join(line)).startswith(f"Rad {len(line) - 1}: ")


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
    [
        ("2027-02-15", "2027-02-30"),
        ("62 500,00", "62 500,005"),
        ("62 500,00", "mycket"),
        ("62 500,00", "62.500"),  # thousands, or öre
        ("62 500,00", "62.500,00"),
        ("62 500,00", "6E4"),
        ("62 500,00", ""),
        ("62 500,00", "NaN"),
        ("62 500,00", "62 500,00 EUR"),
        ("Lunds kommun", "Lunds kommun;mer"),
    ],
)
def test_a_wrong_cell_is_told_with_its_line(old, new):
    assert refusal_of(read_table, TABLE.replace(old, new)).startswith("Rad 2: ")


def test_a_table_without_its_columns():
    assert "Belopp" in refusal_of(read_table, "Datum;Referens\n2027-02-15;1\n")


def as_read(content: bytes) -> list[tuple[Decimal, list[str], str]]:
    return [(one.amount, one.references, one.payer) for one in read_table(decoded(content))]


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        TABLE.replace(";", "\t").encode(),
        TABLE.replace("62 500,00", "62500.00").replace(";", ",").encode(),
        TABLE.replace("62 500,00", '"62 500,00"').replace(";", ",").encode(),
        ("sep=;\r\n" + TABLE.replace("\n", "\r\n")).encode("utf-8-sig"),
        TABLE.replace("62 500,00", "62\N{NO-BREAK SPACE}500").encode(),
        TABLE.replace("2027-02-15", "20270215").encode(),
        TABLE.replace("Lunds", "Lunds\x07").encode(),
    ],
    ids=["utf-8", "mark", "utf-16", "tab", "comma", "quoted", "sep", "nbsp", "day", "bell"],
)
def test_as_banks_and_spreadsheets_save_it(content):
    assert as_read(content) == [(Decimal("62500.00"), ["2027000104"], "Lunds kommun")]
    # The same payment in another coding is the same payment.
    assert read_table(decoded(content))[0].key == read_table(TABLE)[0].key


def test_letters_of_windows_own_coding():
    assert as_read(TABLE.replace("Lunds", "Malmö").encode("cp1252"))[0][2] == "Malmö kommun"


def test_a_row_that_ends_early_lacks_its_payer_or_its_reference():
    assert as_read(b"Datum;Belopp;Referens;Betalare\n2027-02-15;1,50;133\n") == [
        (Decimal("1.50"), ["133"], "")
    ]
    assert as_read(b"Datum;Belopp;Referens\n2027-02-15;1,50\n") == [(Decimal("1.50"), [""], "")]


@given(st.text(max_size=200))
def test_any_table_is_read_or_refused(text):
    for tried in (text, TABLE + text):
        try:
            read_table(tried)
        except ValidationError:
            continue
