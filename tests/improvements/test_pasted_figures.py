"""A pasted or saved table of figures: what spreadsheets make of it, and what is wrong in it."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from improvements.enums import Frequency, SeriesKind
from improvements.pasted_figures import MOST_ROWS, PastedFigure, PastedTable, read_table
from modellkonceptet.delimited import MOST_FAULTS

WOMEN, MEN, TOTAL = SeriesKind.WOMEN, SeriesKind.MEN, SeriesKind.TOTAL
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
ROWS = ["Månad{0}Kvinnor{0}Män", "jan 2026{0}12,5{0}10", "2026-02{0}1 200,25{0}.."]
FIGURES = (
    PastedFigure(2, WOMEN, JANUARY, Decimal("12.5")),
    PastedFigure(2, MEN, JANUARY, Decimal("10")),
    PastedFigure(3, WOMEN, FEBRUARY, Decimal("1200.25")),
)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def read(content, series=(WOMEN, MEN), frequency=Frequency.MONTH, **named):
    return read_table(content, series=series, frequency=frequency, **named)


def faults(content, **named):
    """The faults as (row, words); with a fault there are no figures."""
    table = read(content, **named)
    assert table.figures == ()
    return [(fault.row, fault.words) for fault in table.faults]


def table(delimiter, newline="\r\n"):
    return newline.join(row.format(delimiter) for row in ROWS) + newline


def test_what_is_pasted_from_a_spreadsheet_is_read():
    assert read(table("\t")) == PastedTable(FIGURES)


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_a_file_is_read_however_it_was_saved(delimiter, coding, newline):
    assert read(table(delimiter, newline).encode(coding)) == PastedTable(FIGURES)


def test_a_file_with_commas_is_read_with_points_or_quotation_marks():
    content = 'Month,Women,Men\n2026-01,12.5,10\nfeb 2026,"1 200,25",\n'
    assert read(content.encode()) == PastedTable(FIGURES)


def test_a_row_for_each_figure_says_whom_it_is_of():
    content = "Period\tKön\tVärde\njan 2026\tKvinnor\t12,5\njan 2026\tM\t10\n"
    assert [(one.row, one.series, one.value) for one in read(content).figures] == [
        (2, WOMEN, Decimal("12.5")),
        (3, MEN, Decimal("10")),
    ]


def test_an_indicator_of_one_series_needs_no_more_than_period_and_figure():
    content = "Period\tFigure\n2026-01\t3\n"
    assert read(content, series=["total"], frequency="month").figures == (
        PastedFigure(2, TOTAL, JANUARY, Decimal(3)),
    )


def test_numbers_of_people_and_comments_come_with_their_figures():
    content = (
        "Period\tKvinnor\tMän\tAntal kvinnor\tAntal män\tKommentar\n"
        "2026-01\t50\t25\t1,200\t4\tNy rutin\n"
    )
    assert read(content).figures == (
        PastedFigure(2, WOMEN, JANUARY, Decimal(50), 1200, "Ny rutin"),
        PastedFigure(2, MEN, JANUARY, Decimal(25), 4, "Ny rutin"),
    )


def test_a_single_series_has_a_single_number_of_people():
    wide = "Period;Totalt;Antal\n2026-01;50;1 200\n"
    long = "Period;Figure;Number of people\n2026-01;50;1 200\n"
    assert [read(content.encode(), series=[TOTAL]).figures for content in (wide, long)] == [
        (PastedFigure(2, TOTAL, JANUARY, Decimal(50), 1200),)
    ] * 2


def test_a_day_stands_for_the_period_it_belongs_to():
    content = "Datum;Kvinnor\n2026-02-17;3\n"
    assert [one.first for one in read(content, frequency=Frequency.QUARTER).figures] == [JANUARY]


def test_columns_that_are_not_read_are_told_of():
    content = "Period;Enhet;Kvinnor\n2026-01;Förskola;3\n"
    assert read(content).ignored == ("Enhet",)


def test_how_decimals_are_written_may_be_told():
    content = "Period;Kvinnor\n2026-01;12,345\n"
    words = "“12,345” can be read in two ways. Write 12 345 for thousands, or 12,3450 for decimals."
    assert faults(content) == [(2, words)]
    assert [one.value for one in read(content, decimal_mark=",").figures] == [Decimal("12.345")]


@pytest.mark.parametrize(
    "content, words",
    [
        ("", "There is nothing to read. Paste the table with its headings."),
        (" \t\n", "There is nothing to read. Paste the table with its headings."),
        (b"", "The file is empty. Choose the file again, or another file."),
        (b"\x81\x8d\x8f", "This is not a text file. Save the list as CSV, and choose that."),
        (
            b"PK\x03\x04rest",
            "This is an Excel workbook. Save it as CSV (semicolon separated), and choose that.",
        ),
        (
            "jan 2026\t12\n",
            "The first row has to name the columns. Missing: Period. It says: jan 2026, 12.",
        ),
        (
            "Period\tEnhet\n",
            (
                "The first row has to name the columns. Missing: Figure, For whom. It says: "
                "Period, Enhet."
            ),
        ),
        (
            "Period\tVärde\n",
            "The first row has to name the columns. Missing: For whom. It says: Period, Värde.",
        ),
        (
            "Period\tVärde\tKvinnor\n",
            (
                "The table has both a column of figures and columns for women, men or others. "
                "Keep one of the two."
            ),
        ),
        (
            "Period\tKvinnor\tFlickor\n",
            "“Flickor” is not among those whom this indicator is followed for.",
        ),
        (
            "Period\tKvinnor\tWomen\n",
            "The columns “Kvinnor” and “Women” say the same. Keep one of them.",
        ),
        ("Period\tKvinnor\n", "The table has headings but no figures."),
        ("Period\tKvinnor\n2026-01\t..\n", "The table has headings but no figures."),
        (
            'Period\tKvinnor\n"2026-01\t3\n',
            "Row 2 can’t be read: a quotation mark is missing or stands wrong.",
        ),
    ],
)
def test_a_table_that_cannot_be_read_says_why(content, words):
    assert faults(content) == [(None, words)]


@pytest.mark.parametrize(
    "row, words",
    [
        (";5;4;;", "The period is missing."),
        (
            "i fjol;5;4;;",
            "“i fjol” is not a period. Write it as 2026, 2026-01, kv1 2026 or 2026-W03.",
        ),
        ("2026;5;4;;", "“2026” does not fit an indicator that is followed every month."),
        (
            "2026-01;fem;4;;",
            "“fem” is not a figure. Write it as 1234,5 or leave it empty.",
        ),
        ("2026-01;5;4;2,5;", "“2,5” is not a number of people."),
        ("2026-01;5;4;-2;", "“-2” is not a number of people."),
        ("2026-01;5;4;många;", "“många” is not a number of people."),
        (f"2026-01;5;4;;{'x' * 201}", "The comment is longer than 200 characters."),
        ("2026-01;5;4;;;extra", "The row has more cells than there are headings."),
    ],
)
def test_what_is_wrong_in_a_row_is_said_with_its_number(row, words):
    assert faults(f"Period;Kvinnor;Män;Antal kvinnor;Kommentar\n{row}\n") == [(2, words)]


@pytest.mark.parametrize(
    "whom, words",
    [
        ("Flickor", "“Flickor” is not among those whom this indicator is followed for."),
        ("hen", "“hen” is not among those whom this indicator is followed for."),
        ("", "It does not say whom the figure is of."),
    ],
)
def test_a_figure_is_of_somebody(whom, words):
    assert faults(f"Period;Kön;Värde\n2026-01;{whom};3\n") == [(2, words)]


def test_all_faults_are_told_at_once():
    content = "Period;Kvinnor;Män\n2026-01;x;y\n\n2026-02;1;2\nfeb 2026;3;\n"
    assert faults(content) == [
        (2, "“x” is not a figure. Write it as 1234,5 or leave it empty."),
        (2, "“y” is not a figure. Write it as 1234,5 or leave it empty."),
        (5, "The figure for this period (Women) stands in row 4 already."),
    ]


def test_a_table_of_nothing_but_faults_is_told_in_part():
    found = read("Period;Kvinnor\n" + "x;1\n" * 100)
    assert (len(found.faults), found.fault_count) == (MOST_FAULTS, 100)


def test_a_table_with_too_many_rows_is_not_read_to_its_end():
    rows = "Period;Kvinnor\n" + "2026-01;1\n" * (MOST_ROWS + 1)
    assert faults(rows) == [(None, "The table has more than 1000 rows.")]
    assert faults(rows.encode()) == [(None, "The file has more than 1000 rows.")]
