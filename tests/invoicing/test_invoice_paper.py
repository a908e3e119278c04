"""The PDF: archival, tagged, with the e-invoice inside, and everything the law asks for on it."""

import io
from dataclasses import replace
from decimal import Decimal

import pikepdf
import pytest
from pdfminer.high_level import extract_text

from reporting.invoicing.document import Line
from reporting.invoicing.enums import VatMode
from reporting.invoicing.invoice_paper import invoice_pdf
from reporting.invoicing.ubl import as_xml
from tests.factories import stockholm
from tests.invoicing.recipes import LUND, make_credit, make_document
from tests.tools.check_pdf import main as check_pdf

AT = stockholm(2027, 1, 15)


def made(document, language="sv") -> bytes:
    return invoice_pdf(document, xml=as_xml(document), issued_at=AT, language=language)


def words(content: bytes) -> str:
    return " ".join(extract_text(io.BytesIO(content)).replace("\xa0", " ").split())


@pytest.mark.parametrize("mode", list(VatMode))
@pytest.mark.parametrize("make", [make_document, make_credit])
def test_the_checker_finds_nothing(tmp_path, make, mode):
    document = make(mode)
    path = tmp_path / "faktura.pdf"
    path.write_bytes(made(document))
    name = f"faktura-{document.number}.xml"

    assert check_pdf([str(path), "--pdfa", "3A", "--lang", "sv", "--attachment", name]) == 0


def test_what_the_law_asks_for_stands_on_it():
    text = words(made(make_document()))

    for said in (
        "Faktura 2027-0001",
        "2027-01-15",
        "2027-02-15",
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
        "Godkänd för F-skatt",
        "Säte: Stockholm",
        "räntelagen (1975:635)",
    ):
        assert said in text, said


def test_a_credit_note_says_what_it_takes_back_and_asks_for_nothing():
    text = words(made(make_credit()))

    assert "Kreditfaktura 2027-0002" in text
    assert "2027-0001" in text
    assert "OCR" not in text
    assert "Förfallodag" not in text


def test_without_vat_the_ground_stands_there_and_no_vat_number():
    text = words(made(make_document(VatMode.OUTSIDE)))

    assert "Utanför momsens tillämpningsområde" in text
    assert "SE222000031501" not in text


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
