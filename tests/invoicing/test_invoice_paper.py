"""The PDF: archival, tagged, with the e-invoice inside, and everything the law asks for on it."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from django.utils.translation import override
from pdfminer.high_level import extract_text

from reporting.invoicing.document import Address, Line, SupplyPeriod
from reporting.invoicing.enums import VatMode
from reporting.invoicing.invoice_paper import invoice_pdf
from reporting.invoicing.kronor import kronor
from reporting.invoicing.ubl import as_xml
from tests.factories import stockholm
from tests.invoicing.recipes import LUND, SELLER, make_credit, make_document
from tests.tools.check_pdf import main as check_pdf

AT = stockholm(2027, 1, 15)


def made(document, language="sv") -> bytes:
    return invoice_pdf(document, xml=as_xml(document), issued_at=AT, language=language)


def words(content: bytes) -> str:
    return " ".join(extract_text(io.BytesIO(content)).replace("\xa0", " ").split())


def pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def check(folder: Path, document, language: str = "sv") -> bytes:
    content = made(document, language)
    path = folder / "faktura.pdf"
    path.write_bytes(content)
    name = f"faktura-{document.number}.xml"
    wanted = ["--pdfa", "3A", "--lang", language, "--attachment", name]
    assert check_pdf([str(path), *wanted]) == 0
    return content


@pytest.mark.parametrize("mode", list(VatMode))
@pytest.mark.parametrize("make", [make_document, make_credit])
def test_the_checker_finds_nothing_and_one_page_is_enough(tmp_path, make, mode):
    document = make(mode, note="Avgiften enligt beslut i nämnden den 3 november 2026.")

    for language in ("sv", "en"):
        content = check(tmp_path, document, language)
        assert pages(content) == 1
        assert len(content) < 25_000


def test_a_long_name_and_twelve_lines_go_on_over_the_page(tmp_path):
    """Six lines of address, a name of 120 letters, a reference without a space to break at."""
    address = Address(tuple(f"Rad {n} av adressen" for n in range(1, 7)), "221 00", "Lund")
    document = make_document(
        buyer=replace(LUND, name="Kommunalförbundet " * 7, reference="R" * 60, address=address),
        lines=tuple(
            Line(f"Deltagande {n} " + "i utbildning " * 6, Decimal(n), Decimal("1333.33"))
            for n in range(1, 13)
        ),
    )
    content = check(tmp_path, document)
    text = words(content)

    assert pages(content) == 2
    assert text.count("Beskrivning") == 2  # the headings stand on both pages
    assert "R" * 60 in text.replace(" ", "")
    for said in ("Rad 6 av adressen", "Deltagande 12", "103 999,74", "25 999,94", "129 999,68"):
        assert said in text, said


def test_without_an_address_for_questions_nothing_is_asked():
    document = make_document(seller=replace(SELLER, email=""))

    assert "Frågor om fakturan" not in words(made(document))
    assert "Questions about" not in words(made(document, "en"))
    assert "Questions about the invoice: ekonomi@skr.example." in words(made(make_document(), "en"))


def test_what_the_law_asks_for_stands_on_it():
    text = words(made(make_document()))

    for said in (
        "Faktura 2027-0001",
        "2027-01-15",
        "2027-02-15",
        "2027-01-20 – 2028-03-15",
        "SE222000031501",
        "222000-0315",
        "212000-1132",
        "Lunds kommun",
        "Box 41",
        "AB123456",
        "Deltagaravgift Modellkommuner 2027",
        "50 000,00",
        "Moms 25 %",
        "12 500,00",
        "62 500,00",
        "5050-1055",
        "2027000104",
        "Hornsgatan 20",
        "118 82 Stockholm",
        "Godkänd för F-skatt",
        "Säte: Stockholm",
        "räntelagen (1975:635)",
    ):
        assert said in text, said


def test_a_period_whose_end_is_not_known_has_its_first_day():
    document = make_document(supply=SupplyPeriod(date(2027, 1, 20), None))

    assert "Från 2027-01-20" in words(made(document))
    assert "Avser tiden" not in words(made(make_document(supply=None)))


@pytest.mark.parametrize(
    ("language", "shown"), [("sv", "−62\N{NO-BREAK SPACE}500,50"), ("en", "−62,500.50")]
)
def test_a_sum_below_nought_has_a_minus_sign_and_no_hyphen(language, shown):
    with override(language):
        assert kronor(Decimal("-62500.5")) == shown


def test_a_credit_note_says_what_it_takes_back_and_asks_for_nothing():
    text = words(made(make_credit()))

    assert "Kreditfaktura 2027-0002" in text
    assert "2027-0001" in text
    assert "OCR" not in text
    assert "Förfallodag" not in text


@pytest.mark.parametrize("make", [make_document, make_credit])
def test_without_vat_the_ground_stands_there(make):
    outside, exempt = words(made(make(VatMode.OUTSIDE))), words(made(make(VatMode.EXEMPT)))

    assert "Utanför momsens tillämpningsområde" in outside
    assert "SE222000031501" not in outside
    assert "Undantag från skatteplikt" in exempt
    assert "SE222000031501" in exempt
    assert outside.count("50 000,00") == exempt.count("50 000,00") >= 4


def test_a_credit_note_names_its_invoice_both_parties_and_the_vat_that_it_takes_back():
    text = words(made(make_credit(note="Kommunen deltog halva året.")))

    for said in (
        "Avser faktura 2027-0001, 2027-01-15",
        "2027-01-20",
        "SE222000031501",
        "212000-1132",
        "Hornsgatan 20",
        "Moms 25 %",
        "12 500,00",
        "62 500,00",
        "Kommunen deltog halva året.",
    ):
        assert said in text, said


def test_the_copy_in_english_says_that_the_swedish_one_counts():
    text = words(made(make_document(), "en"))

    assert "Invoice 2027-0001" in text
    assert "The Swedish document is the invoice" in text


def test_equal_documents_give_equal_bytes_and_the_e_invoice_is_inside():
    document = make_document()
    first = made(document)

    assert first == made(document)
    with pikepdf.open(io.BytesIO(first)) as pdf:
        (attached,) = pdf.attachments.values()
        assert attached.get_file().read_bytes() == as_xml(document)
    assert len(first) < 25_000


def test_long_names_and_many_lines_stay_on_the_paper():
    document = make_document(
        buyer=replace(LUND, name="Å <b>&" + "kommun" * 30),
        lines=tuple(Line(f"Avgift {n}", Decimal(1), Decimal("0.01")) for n in range(1, 60)),
    )
    text = words(made(document))

    assert "<b>" in text
    assert "Avgift 59" in text
