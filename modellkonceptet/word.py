"""Word documents to write in: the questions of an application, and papers to go on with."""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from modellkonceptet.plain_text import clean_text

_LOCALES = {"sv": "sv-SE", "en": "en-GB"}
# A zip holds no date before 1980; a fixed one makes equal documents equal bytes.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DOCUMENT_DATE = datetime(2000, 1, 1, tzinfo=UTC)
# Longer than this a document's property may not be.
_MOST_IN_PROPERTY = 255


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
    return _saved(document)


class WordPaper:
    """A text of headings, paragraphs, lists and tables on A4, in the order in which they come.

    Words in `marked` are highlighted wherever they stand: what is left for somebody to write.
    """

    def __init__(self, *, title: str, language: str, marked: Collection[str] = ()) -> None:
        import docx
        from docx.shared import Cm

        self._document = docx.Document()
        _set_properties(self._document, title=title, language=_LOCALES[language])
        page = self._document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.5)
        # The longest first, so that no mark is found inside another.
        ordered = sorted(marked, key=len, reverse=True)
        self._marked = re.compile(f"({'|'.join(map(re.escape, ordered))})") if ordered else None
        self.heading(title, level=0)

    def heading(self, text: str, *, level: int) -> None:
        self._document.add_heading(_line(text), level=level)

    def paragraph(self, text: str, *, style: str | None = None) -> None:
        self._write(self._document.add_paragraph(style=style), text)

    def items(self, items: Iterable[str]) -> None:
        for item in items:
            self.paragraph(item, style="List Bullet")

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Name and value on a line each, the values under each other."""
        from docx.shared import Cm, Pt

        for name, value in facts:
            paragraph = self._document.add_paragraph()
            form = paragraph.paragraph_format
            form.tab_stops.add_tab_stop(Cm(4))
            form.left_indent, form.first_line_indent = Cm(4), Cm(-4)
            form.space_after = Pt(2)
            paragraph.add_run(f"{_line(name)}:").bold = True
            self._write(paragraph, f"\t{_line(value)}")

    def table(
        self, head: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str, has_figures: bool
    ) -> None:
        """The first row is repeated on every page; `has_figures` sets all but the first cell of a
        row to the right."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement

        if caption:
            self.paragraph(caption, style="Caption")
            self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        table = self._document.add_table(rows=0, cols=len(head), style="Table Grid")
        for number, row in enumerate([head, *rows]):
            drawn = table.add_row()
            for place, text in enumerate(row):
                paragraph = drawn.cells[place].paragraphs[0]
                self._write(paragraph, text, bold=number == 0)
                if has_figures and place:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            properties = drawn._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))
        # Two tables would grow together without something between them.
        self._document.add_paragraph()

    def content(self) -> bytes:
        """The document as DOCX; equal input gives equal bytes."""
        return _saved(self._document)

    def _write(self, paragraph: Any, text: str, *, bold: bool = False) -> None:
        from docx.enum.text import WD_COLOR_INDEX

        tab, text = ("\t", text[1:]) if text.startswith("\t") else ("", text)
        text = tab + clean_text(text, multiline=True)
        for place, words in enumerate(self._marked.split(text) if self._marked else [text]):
            if words:
                run = paragraph.add_run(words)
                run.bold = bold or None
                if place % 2:
                    run.font.highlight_color = WD_COLOR_INDEX.YELLOW


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
    properties.title = _line(title)[:_MOST_IN_PROPERTY]
    properties.language = language
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.revision = 1
    properties.created = properties.modified = _DOCUMENT_DATE
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)
    # The theme names East Asian fonts by this language; Word otherwise asks for American English.
    for element in document.settings.element.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), language)


def _saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return _with_fixed_dates(target.getvalue())


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
