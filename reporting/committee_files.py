"""A committee paper as a Word document to go on writing in, and as a tagged PDF."""

from django.conf import settings
from django.utils import timezone

from modellkonceptet.pdf import render_pdf
from modellkonceptet.word import WordPaper
from reporting.committee_paper import KIND, LANGUAGE, WHOSE, CommitteePaper
from reporting.report_content import Heading, Items, Node, Table, Text

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper_as_word(paper: CommitteePaper) -> bytes:
    document = paper.document
    word = WordPaper(title=document.title, language=LANGUAGE, marked=paper.marked)
    word.facts(document.facts)
    for part in document.parts:
        word.heading(part.title, level=1)
        for node in part.nodes:
            _add(word, node)
    return word.content()


def _add(word: WordPaper, node: Node) -> None:
    match node:
        case Heading():
            word.heading(node.text, level=2)
        case Text():
            word.paragraph(node.text)
        case Items():
            word.items(node.items)
        case Table():
            word.table(node.head, node.rows, caption=node.caption, has_figures=node.has_figures)
        case _:
            raise TypeError(f"a committee paper holds no {node.kind}")


def paper_as_pdf(paper: CommitteePaper, *, identifier: str) -> bytes:
    values = [value for _name, value in paper.document.facts]
    return render_pdf(
        template="pdf/committee_paper.html",
        context={"paper": paper, "sender": values[WHOSE], "reference": values[KIND]},
        language=LANGUAGE,
        title=paper.document.title,
        created=timezone.now(),
        identifier=f"committee-paper-{identifier}-{settings.SITE_URL}",
    )
