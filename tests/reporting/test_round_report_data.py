"""The files beside a round's report: a sheet a subject, and pictures that say what they show."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from improvements.models import Indicator, Measurement
from reporting.round_report_data import data_files
from reporting.round_report_facts import read_facts
from reporting.round_report_values import RoundFacts
from tests.reporting.round_recipes import ReportedRound, make_reported_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported() -> ReportedRound:
    return make_reported_round()


def files_of(reported: ReportedRound) -> tuple[Any, zipfile.ZipFile]:
    cohort = reported.cohort
    book, pictures = data_files(cohort, read_facts(cohort))
    opened = load_workbook(io.BytesIO(book.content))  # type: ignore[arg-type]
    return opened, zipfile.ZipFile(io.BytesIO(pictures.content))  # type: ignore[arg-type]


def rows(book: Any, number: int) -> list[tuple[Any, ...]]:
    return list(book.worksheets[number].values)


def test_each_subject_has_a_sheet_and_the_last_says_what_they_hold(
    reported: ReportedRound,
) -> None:
    book, _pictures = files_of(reported)
    assert len(book.worksheets) == 10
    names = {row[0] for row in rows(book, 0)[1:]}
    assert len(names) == 6
    for number in (1, 3, 4, 5, 7):
        assert {row[0] for row in rows(book, number)[1:]} <= names
        assert len(rows(book, number)) > 1
    assert any("fem" in str(row[1]) or "five" in str(row[1]) for row in rows(book, 9))


def test_figures_are_numbers_by_sex_and_days_are_days(reported: ReportedRound) -> None:
    book, _pictures = files_of(reported)
    _heading, first, *_rest = rows(book, 5)
    assert isinstance(first[4], int | float)
    assert {row[3] for row in rows(book, 5)[1:]} == {"Kvinnor", "Män"}
    assert rows(book, 7)[1][2].year >= 2024


def test_what_is_private_or_of_few_is_in_no_file(reported: ReportedRound) -> None:
    private = Indicator.objects.create(
        participation=reported.homes[0], name="Hemlig", series=["women"], is_private=True
    )
    Measurement.objects.create(indicator=private, series="women", period="2026-01-01", value=77)
    Measurement.objects.filter(indicator__participation=reported.homes[1]).update(
        value="33.77", count=3, comment="Hemlig person"
    )
    book, pictures = files_of(reported)
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
    texts = " ".join(
        [*cells, *(pictures.read(n).decode("utf-8", "replace") for n in pictures.namelist())]
    )
    assert [secret for secret in ("Hemlig", "33.77", "33,77", "33,8") if secret in texts] == []


def test_every_picture_is_there_twice_and_in_words(reported: ReportedRound) -> None:
    _book, pictures = files_of(reported)
    names = pictures.namelist()
    svgs = {name[4:-4] for name in names if name.startswith("svg/")}
    assert svgs == {name[4:-4] for name in names if name.startswith("png/")}
    assert {"karta", "attendance", "links"} <= svgs
    page = pictures.read("innehall.html").decode()
    for name in svgs:
        assert f'src="png/{name}.png" alt="' in page
        assert pictures.read(f"svg/{name}.svg").startswith(b"<svg")
        picture = Image.open(io.BytesIO(pictures.read(f"png/{name}.png")))
        assert picture.convert("RGB").getpixel((1, 1)) == (255, 255, 255)
    assert Image.open(io.BytesIO(pictures.read("png/links.png"))).width == 2 * 860


def test_a_round_of_which_nothing_is_known_has_a_workbook(reported: ReportedRound) -> None:
    facts = read_facts(reported.cohort)
    empty = RoundFacts(facts.slug, facts.name, None, facts.as_of, failed=frozenset({"gauges"}))
    (book,) = data_files(reported.cohort, empty)
    opened = load_workbook(io.BytesIO(book.content))  # type: ignore[arg-type]
    assert {len(list(sheet.values)) for sheet in opened.worksheets[:-1]} == {1}


@pytest.mark.parametrize("homes", [5, 8])
def test_the_files_take_the_same_queries_for_few_and_many(
    homes: int, django_assert_num_queries: Any
) -> None:
    cohort = make_reported_round(homes, months=12).cohort
    facts = read_facts(cohort)
    with django_assert_num_queries(4):
        data_files(cohort, facts)
