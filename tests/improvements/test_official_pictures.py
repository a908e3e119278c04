"""Official figures year by year: pairs, gaps and how they are written."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from improvements.chart_specs import percent
from improvements.official_pictures import (
    YearFigures,
    Yearly,
    describe,
    figure_in_words,
    gap_in_words,
    unit_of,
)
from modellkonceptet.charts import Scheme, Width


def row(year: int, sex: str, value: str | None) -> Any:
    return SimpleNamespace(year=year, sex=sex, value=None if value is None else Decimal(value))


@pytest.mark.parametrize(
    "value, said",
    [
        (None, "–"),
        ("0", "0"),
        ("-0.001", "0"),
        ("7.1234", "7,12"),
        ("9.5", "9,5"),
        ("48.0000", "48"),
        ("61.25", "61,2"),
        ("-1250.5", "−1\xa0250,5"),
        ("131300", "131\xa0300"),
    ],
)
def test_figures_are_written_as_people_do(value: str | None, said: str) -> None:
    assert figure_in_words(None if value is None else Decimal(value)) == said


def test_years_stand_in_order_and_empty_ones_are_left_out() -> None:
    yearly = Yearly.of(
        [
            row(2025, "T", "6"),
            row(2023, "K", "8"),
            row(2023, "M", "5"),
            row(2024, "K", None),
            row(2022, "K", "7"),
        ]
    )
    assert yearly.years == (
        YearFigures(2022, women=Decimal(7)),
        YearFigures(2023, women=Decimal(8), men=Decimal(5)),
        YearFigures(2025, total=Decimal(6)),
    )
    assert [each.year for each in yearly.by_sex] == [2022, 2023]
    assert [each.gap for each in yearly.with_gap] == [3]
    assert Yearly.of([]).latest is None


def test_the_difference_is_of_the_two_as_they_are_shown() -> None:
    figures = YearFigures(2025, women=Decimal("42.26"), men=Decimal("44.74"))
    assert gap_in_words(figures, "Andel (%)") == "−2,4 procentenheter"
    assert gap_in_words(figures, "Andel (%)", signed=False) == "2,4 procentenheter"
    assert gap_in_words(figures, "Dagar per person") == "−2,4"


def test_shares_have_a_unit_and_others_say_theirs_in_the_title() -> None:
    assert unit_of("Sjukfrånvaro, andel (%)") == percent()
    assert (unit_of("Lön, kr").symbol, unit_of("Lön, kr").gap) == ("", "")


def test_the_chart_says_in_words_what_it_shows() -> None:
    yearly = Yearly.of([row(2024, "K", "8.25"), row(2024, "M", None), row(2025, "T", "7")])
    spec = describe(yearly, "Dagar", "Lund kommun")(width=Width.WIDE, scheme=Scheme.LIGHT)
    assert spec is not None
    assert spec["description"] == "Lund kommun. Dagar. 2024: kvinnor 8,25, män –."


def test_without_women_and_men_there_is_no_chart() -> None:
    chart = describe(Yearly.of([row(2025, "T", "7")]), "Dagar", "Lund kommun")
    assert chart(width=Width.NARROW, scheme=Scheme.DARK) is None
