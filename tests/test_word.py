import io

import docx
from docx.oxml.ns import qn

from modellkonceptet.uploads import check_upload
from modellkonceptet.word import DocumentQuestion, DocumentSection, questions_document

SECTIONS = [
    DocumentSection(
        title="Politiskt beslut",
        intro="Beslutet kan vara planerat.",
        questions=[
            DocumentQuestion("Vilket organ har beslutat?", hint="Till exempel fullmäktige."),
            DocumentQuestion("Är beslutet taget?", choices=["Ja", "Nej, det är planerat"]),
        ],
    ),
    DocumentSection(title="Varför vill ni delta?", questions=[DocumentQuestion("Varför\x00?")]),
]


def made(language: str = "sv") -> bytes:
    return questions_document(
        SECTIONS, title="Intresseanmälan", intro="Första.\n\nAndra.", language=language
    )


def test_every_text_stands_in_order_with_its_style():
    document = docx.Document(io.BytesIO(made()))
    paragraphs = [(p.style.name, p.text) for p in document.paragraphs if p.text]
    assert paragraphs == [
        ("Title", "Intresseanmälan"),
        ("Normal", "Första."),
        ("Normal", "Andra."),
        ("Heading 1", "Politiskt beslut"),
        ("Normal", "Beslutet kan vara planerat."),
        ("Heading 2", "Vilket organ har beslutat?"),
        ("Normal", "Till exempel fullmäktige."),
        ("Heading 2", "Är beslutet taget?"),
        ("Normal", "☐ Ja"),
        ("Normal", "☐ Nej, det är planerat"),
        ("Heading 1", "Varför vill ni delta?"),
        ("Heading 2", "Varför?"),
    ]


def test_open_questions_have_an_empty_cell_to_write_in():
    tables = docx.Document(io.BytesIO(made())).tables
    assert [[cell.text for cell in table._cells] for table in tables] == [[""], [""]]


def test_language_and_properties():
    for language, locale in (("sv", "sv-SE"), ("en", "en-GB")):
        document = docx.Document(io.BytesIO(made(language)))
        properties = document.core_properties
        assert (properties.title, properties.language) == ("Intresseanmälan", locale)
        assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
        languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
        assert languages == {locale}


def test_equal_questions_give_equal_bytes():
    assert made() == made()


def test_our_own_document_passes_the_check_of_uploads():
    assert check_upload(io.BytesIO(made()), name="Frågor.docx").kind == "docx"
