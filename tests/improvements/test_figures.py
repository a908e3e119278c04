"""Figures and periods as people write them: what is read, what is refused, and round trips."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from improvements.enums import Frequency
from improvements.figures import Period, period_start, read_figure, read_period

NBSP, NARROW, THIN, MINUS = "\u00a0", "\u202f", "\u2009", "\u2212"


@pytest.fixture(autouse=True)
def _in_swedish():
    """In English here: the sentences are compared as the code has them."""
    with translation.override("en"):
        yield


def refusal(read, text, **named):
    """The one sentence with which the text is refused."""
    with pytest.raises(ValidationError) as caught:
        read(text, **named)
    assert len(caught.value.messages) == 1
    return caught.value.messages[0]


@pytest.mark.parametrize(
    "text, figure",
    [
        ("0", "0"),
        ("12", "12"),
        (" 12,5 ", "12.5"),
        ("12.5", "12.5"),
        ("12,50", "12.50"),
        (",5", "0.5"),
        (".5", "0.5"),
        ("0,234", "0.234"),
        ("0.234", "0.234"),
        ("007", "7"),
        ("1 234", "1234"),
        ("1 234 567,8", "1234567.8"),
        ("1 234,567", "1234.567"),
        (f"1{NBSP}234,5", "1234.5"),
        (f"1{NARROW}234,5", "1234.5"),
        (f"1{THIN}234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234,567.891", "1234567.891"),
        ("1234,567", "1234.567"),
        ("1234.567", "1234.567"),
        ("12,3456", "12.3456"),
        ("33,3333333333333", "33.3333333333333"),
        ("12 %", "12"),
        ("12%", "12"),
        (f"12,5{NBSP}%", "12.5"),
        ("-3", "-3"),
        (f"{MINUS}3,5", "-3.5"),
        ("–3,5", "-3.5"),
        ("- 3", "-3"),
        ("+3", "3"),
        ("-0", "0"),
        ("\u200e12\ufeff", "12"),
    ],
)
def test_a_figure_is_read_in_swedish_and_in_english(text, figure):
    assert str(read_figure(text)) == figure


@pytest.mark.parametrize("text", ["", " ", "-", "–", "—", MINUS, ".", "..", "…", "Saknas", NBSP])
def test_what_says_that_there_is_no_figure_gives_none(text):
    assert read_figure(text) is None


@pytest.mark.parametrize(
    "text, thousands, decimals",
    [
        ("1.234", "1 234", "1.2340"),
        ("1,234", "1 234", "1,2340"),
        ("-12,345 %", "12 345", "12,3450"),
        ("999.000", "999 000", "999.0000"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(text, thousands, decimals):
    assert refusal(read_figure, text) == (
        f"“{text}” can be read in two ways. Write {thousands} for thousands, or {decimals} for "
        "decimals."
    )
    assert (read_figure(thousands), read_figure(decimals)) == (
        Decimal(thousands.replace(" ", "")),
        Decimal(decimals.replace(",", ".")),
    )


@pytest.mark.parametrize(
    "text, mark, figure",
    [("1.234", ",", "1234"), ("1.234", ".", "1.234"), ("1,234", ",", "1.234")]
    + [("1,234", ".", "1234"), ("1,234.5", ",", "1234.5")],
)
def test_whoever_knows_how_a_table_is_written_settles_it(text, mark, figure):
    assert read_figure(text, decimal_mark=mark) == Decimal(figure)


@pytest.mark.parametrize(
    "text",
    ["tolv", "12 kr", "1 23", "12 34", "0 123", "1,23,4", "12,34.5", "1.234,567.8", "1,", "5.", "%"]
    + ["--5", "5-", "5-10", "(5)", "1e5", "1E+05", "#DIV/0!", "١٢", "½", "1 234.567.890", "12 % %"],
)
def test_what_is_no_figure_is_refused(text):
    assert refusal(read_figure, text) == (
        f"“{text}” is not a figure. Write it as 1234,5 or leave it empty."
    )


@pytest.mark.parametrize("text", ["12345678901", "1," + "3" * 21])
def test_a_figure_has_room_for_so_many_digits(text):
    assert refusal(read_figure, text) == f"“{text}” has too many digits. Check the figure."


def test_a_long_text_is_told_in_part():
    assert refusal(read_figure, "x" * 500) == (
        f"“{'x' * 40}” is not a figure. Write it as 1234,5 or leave it empty."
    )


FIGURES = st.decimals(
    min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=4
).map(lambda figure: figure + 0)
SPACES = st.sampled_from([" ", NBSP, NARROW, THIN])


def written(figure, group, mark, minus="-"):
    """The figure with these marks, and no more decimals than it has."""
    whole, _, decimals = f"{abs(figure):,f}".partition(".")
    decimals = decimals.rstrip("0")
    text = whole.replace(",", group) + (f"{mark}{decimals}" if decimals else "")
    return f"{minus}{text}" if figure < 0 else text


@given(FIGURES, SPACES, st.sampled_from([",", "."]), st.sampled_from(["-", MINUS, "–"]))
def test_what_is_written_with_spaces_is_read_back(figure, space, mark, minus):
    text = written(figure, space, mark, minus)
    assert read_figure(text, decimal_mark=mark) == figure
    assert read_figure(f"{text}{space}%", decimal_mark=mark) == figure


@given(FIGURES, st.sampled_from([",.", ".,"]))
def test_what_is_written_with_both_marks_is_read_back(figure, marks):
    group, mark = marks
    assert read_figure(written(figure, group, mark), decimal_mark=mark) == figure


@given(FIGURES, st.sampled_from([",.", ".,", " ,", " .", "_,", "_."]))
def test_what_is_written_is_read_back_or_refused_where_it_is_ambiguous(figure, marks):
    group, mark = marks[0].replace("_", ""), marks[1]
    text = written(figure, group, mark)
    if re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", text):
        assert "can be read in two ways" in refusal(read_figure, text)
    else:
        assert read_figure(text) == figure


@given(st.text(max_size=30))
@example("9" * 40)
@example("1," + "0" * 40)
def test_no_text_makes_the_reader_fall(text):
    with suppress(ValidationError):
        figure = read_figure(text)
        assert figure is None or figure.is_finite()


@pytest.mark.parametrize(
    "texts, first, frequency",
    [
        (["2026", " 2026 "], date(2026, 1, 1), Frequency.YEAR),
        (
            ["2026-02", "2026/2", "2026.02", "02/2026", "2-2026", "2026M02", "feb 2026"]
            + ["Februari 2026", "FEBRUARY 2026", "feb. 2026", "feb-2026", "2026 feb"]
            + [f"februari{NBSP}2026", "2026–02"],
            date(2026, 2, 1),
            Frequency.MONTH,
        ),
        (["maj 2026", "may 2026"], date(2026, 5, 1), Frequency.MONTH),
        (["okt 2026", "oct 2026", "october 2026"], date(2026, 10, 1), Frequency.MONTH),
        (
            ["kv2 2026", "kv 2 2026", "kv. 2 2026", "Kvartal 2, 2026", "Q2 2026", "2026 Q2"]
            + ["2026-Q2", "2026Q2", "2026K2", "2026kv2", "quarter 2 2026", "Q2-2026"],
            date(2026, 4, 1),
            Frequency.QUARTER,
        ),
        (
            ["2026-W03", "2026W03", "2026-W3", "v3 2026", "v. 3 2026", "vecka 3 2026", "2026 v3"]
            + ["week 3, 2026", "W3 2026"],
            date(2026, 1, 12),
            Frequency.WEEK,
        ),
        (["2026-W01"], date(2025, 12, 29), Frequency.WEEK),
        (["2026-W53"], date(2026, 12, 28), Frequency.WEEK),
        (
            ["ht 2026", "HT2026", "h2 2026", "2026H2", "halvår 2 2026"],
            date(2026, 7, 1),
            Frequency.HALF_YEAR,
        ),
        (["vt 2026", "2026 H1"], date(2026, 1, 1), Frequency.HALF_YEAR),
        (
            ["2026-01-15", "20260115", "2026-01-15 00:00:00", "2026-01-15T00:00", "15 jan 2026"]
            + ["15 januari 2026"],
            date(2026, 1, 15),
            None,
        ),
    ],
)
def test_a_period_is_read_in_the_ways_it_is_written(texts, first, frequency):
    assert [read_period(text) for text in texts] == [Period(first, frequency)] * len(texts)


@pytest.mark.parametrize(
    "text",
    ["", "i fjol", "26", "jan 26", "jan-26", "2026-13", "2026-00", "2026-02-30", "32 jan 2026"]
    + ["kv5 2026", "kv0 2026", "2026-W54", "2025-W53", "2026-W00", "h3 2026", "1/2/2026", "0000"]
    + ["2026 2027", "2026/27", "15/1 2026", "46023"],
)
def test_what_is_no_period_is_refused(text):
    assert refusal(read_period, text) == (
        f"“{text}” is not a period. Write it as 2026, 2026-01, kv1 2026 or 2026-W03."
    )


@pytest.mark.parametrize("text", ["1026", "2206-01", "0226-01-01"])
def test_a_period_far_away_is_a_slip(text):
    assert refusal(read_period, text) == f"“{text}” lies too far away. Check the year."


@pytest.mark.parametrize(
    "frequency, first",
    [
        (Frequency.WEEK, date(2026, 8, 17)),
        (Frequency.MONTH, date(2026, 8, 1)),
        (Frequency.QUARTER, date(2026, 7, 1)),
        (Frequency.HALF_YEAR, date(2026, 7, 1)),
        (Frequency.YEAR, date(2026, 1, 1)),
    ],
)
def test_a_day_belongs_to_a_period(frequency, first):
    assert period_start(date(2026, 8, 18), frequency) == first


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)), st.sampled_from(Frequency))
def test_a_written_period_is_read_back(day, frequency):
    first = period_start(day, frequency)
    year, week, _ = first.isocalendar()
    text = {
        Frequency.WEEK: f"{year}-W{week:02}",
        Frequency.MONTH: f"{first:%Y-%m}",
        Frequency.QUARTER: f"kv{first.month // 3 + 1} {first.year}",
        Frequency.HALF_YEAR: f"{'vt' if first.month == 1 else 'ht'} {first.year}",
        Frequency.YEAR: f"{first.year}",
    }[frequency]
    assert read_period(text) == Period(first, frequency)
    assert period_start(first, frequency) == first
