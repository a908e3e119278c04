"""Tables as files: the same rows as CSV and as Excel, safe, with days and numbers as such."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from modellkonceptet.tables import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    About,
    Sheet,
    Table,
    table_response,
    workbook,
)

ROWS: list[list[Any]] = [
    ["Namn", "Dag", "Stund", "Andel", "Antal", "Inget"],
    ["=1+1", date(2027, 2, 1), datetime(2027, 2, 1, 23, 30, tzinfo=UTC), Decimal("-2.50"), 3, None],
]


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def test_csv_is_written_as_swedish_excel_reads_it() -> None:
    with translation.override("sv"):
        lines = Table("lista", ROWS).content("csv").decode("utf-8-sig").splitlines()
    assert lines[1] == "'=1+1;2027-02-01;2027-02-02 00:30;-2,5;3;"
    with translation.override("en"):
        lines = Table("lista", ROWS).content("csv").decode("utf-8-sig").splitlines()
    assert lines[1] == "'=1+1;2027-02-01;2027-02-02 00:30;-2.5;3;"


def test_excel_gets_days_as_days_and_numbers_as_numbers() -> None:
    sheet = opened(Table("lista", ROWS, title="Lista").content("xlsx"))["Lista"]
    name, day, moment, share, number, nothing = sheet[2]
    assert (name.value, name.data_type) == ("'=1+1", "s")
    assert (day.value.date(), day.number_format) == (date(2027, 2, 1), "yyyy-mm-dd")
    assert moment.value == datetime(2027, 2, 2, 0, 30)
    assert (share.value, share.data_type, number.value, nothing.value) == (-2.5, "n", 3, None)


def test_headings_stay_in_view_and_columns_are_as_wide_as_their_words() -> None:
    sheet = opened(Table("lista", [["Kort", "B"], ["x" * 200, "y"]], held=2).content("xlsx")).active
    assert (sheet.freeze_panes, sheet["A1"].font.bold, sheet["A2"].font.bold) == ("C2", True, False)
    assert [sheet.column_dimensions[c].width for c in "AB"] == [60, 8]


def test_the_last_sheet_says_what_the_others_are() -> None:
    about = About("Lista", "Kolada", date(2027, 2, 1), [("Andel", "=av alla")], ["Fem är dolda."])
    with translation.override("en"):
        book = opened(workbook([Sheet("A", ROWS), Sheet("A", ROWS)], about=about))
    assert book.sheetnames == ["A", "A 2", "About the file"]
    assert list(book["About the file"].values) == [
        ("About the file", "Lista"),
        ("Source", "Kolada"),
        ("As of", "1 February 2027"),
        ("Note", "Fem är dolda."),
        ("Andel", "'=av alla"),
    ]


@pytest.mark.parametrize("title", ["Omgång [1]: a/b*?\\" + "x" * 40, "", "'citat'", "[]"])
def test_a_title_that_excel_refuses_is_made_fit(title: str) -> None:
    names = opened(workbook([Sheet(title, ROWS), Sheet(title, ROWS)])).sheetnames
    assert len(set(names)) == 2
    assert all(0 < len(name) <= LONGEST_TITLE for name in names)


def test_a_text_that_no_cell_holds_is_cut_and_the_file_opens() -> None:
    long = "a\x00" * (LONGEST_TEXT + 1)
    sheet = opened(workbook([Sheet("A", [["Text"], [long]])])).active
    assert sheet["A2"].value == "a" * LONGEST_TEXT


def test_a_table_without_rows_is_a_file_all_the_same() -> None:
    assert opened(Table("tom", []).content("xlsx")).sheetnames[0] == "tom"


def test_the_file_is_a_download_under_a_safe_name() -> None:
    response = table_response(Table("verk/samhet: Lund", ROWS), "csv")
    assert response["Content-Disposition"] == 'attachment; filename="samhet_ Lund.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"
