"""Word documents to write in: the questions of an application, for the committee's table."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from modellkonceptet.plain_text import clean_text

_LOCALES = {"sv": "sv-SE", "en": "en-GB"}
# A zip holds no date before 1980; a fixed one makes equal documents equal bytes.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DOCUMENT_DATE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class DocumentQuestion:
    """One question; with choices there are boxes to tick, else an empty cell to write in."""

    label: str
    hint: str = ""
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class DocumentSection:
    """A heading with its questions."""

    title: str
    intro: str = ""
    questions: Sequence[DocumentQuestion] = ()


def questions_document(
    sections: Sequence[DocumentSection],
    *,
    title: str,
    intro: str = "",
    language: str = "sv",
) -> bytes:
    """The questions as DOCX; equal input gives equal bytes."""
    import docx

    document = docx.Document()
    _set_properties(document, title=title, language=_LOCALES[language])
    document.add_heading(_line(title), level=0)
    _add_paragraphs(document, intro)
    for section in sections:
        document.add_heading(_line(section.title), level=1)
        _add_paragraphs(document, section.intro)
        for question in section.questions:
            _add_question(document, question)
    target = io.BytesIO()
    document.save(target)
    return _with_fixed_dates(target.getvalue())


def _add_question(document: Any, question: DocumentQuestion) -> None:
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Cm

    document.add_heading(_line(question.label), level=2)
    for paragraph in _add_paragraphs(document, question.hint):
        paragraph.paragraph_format.keep_with_next = True
        for run in paragraph.runs:
            run.italic = True
    if question.choices:
        for choice in question.choices:
            document.add_paragraph(f"☐ {_line(choice)}")
        return
    table = document.add_table(rows=1, cols=1, style="Table Grid")
    table.rows[0].height = Cm(2.5)
    table.rows[0].height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
    # Two tables would grow together without something between them.
    document.add_paragraph()


def _add_paragraphs(document: Any, text: str) -> list[Any]:
    lines = clean_text(text, multiline=True).split("\n")
    return [document.add_paragraph(line) for line in lines if line]


def _line(text: str) -> str:
    return clean_text(text, multiline=False)


def _set_properties(document: Any, *, title: str, language: str) -> None:
    from docx.oxml.ns import qn

    properties = document.core_properties
    properties.title = _line(title)
    properties.language = language
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.revision = 1
    properties.created = properties.modified = _DOCUMENT_DATE
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)
    # The theme names East Asian fonts by this language; Word otherwise asks for American English.
    for element in document.settings.element.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), language)


def _with_fixed_dates(content: bytes) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as fixed,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(info, source.read(name))
    return target.getvalue()
