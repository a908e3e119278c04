"""A committee paper (tjänsteskrivelse): what the one to apply and the one with results share. Pure.

The paper is a `Document` of `report_content`, so that page, Word and PDF show the same tree.
Where the product knows nothing, a gap stands in the paper: a request in square brackets to the
officer who goes on writing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from modellkonceptet.plain_text import clean_text
from reporting.report_content import Document, Items, Node, Part, Text, as_data, from_data

# A paper to a Swedish committee, whoever reads the page.
LANGUAGE = "sv"
HEAD, SUMMARY, MATTER, PREPARATION = "head", "summary", "matter", "preparation"
CHILDREN, EQUALITY, ECONOMY = "children", "equality", "economy"
PROPOSAL, BASIS, RECEIVERS, SIGNATURE = "proposal", "basis", "receivers", "signature"

# Where in the head of the paper these stand.
WHOSE, KIND = 0, 2


@dataclass(frozen=True)
class Gap:
    """Something to write by hand: as it stands in the paper, and under which heading."""

    text: str
    key: str
    title: str


@dataclass(frozen=True)
class CommitteePaper:
    document: Document
    gaps: tuple[Gap, ...]

    @property
    def marked(self) -> frozenset[str]:
        """The words that page and files mark as still to be written."""
        return frozenset(gap.text for gap in self.gaps)


@dataclass(frozen=True)
class PaperHead:
    """Whose paper it is and where it goes; what is empty becomes a gap."""

    who: str
    round_name: str
    day: str
    department: str = ""
    officer: str = ""
    committee: str = ""
    diary_number: str = ""

    @property
    def sender(self) -> str:
        """Who proposes, as a sentence begins."""
        return self.department or pgettext("committee paper", "The administration")

    @property
    def receiver(self) -> str:
        """Who decides, inside a sentence."""
        return inside(self.committee) or pgettext("committee paper", "the committee")


class PaperWriter:
    """Collects the parts of a paper in order, and the gaps that each of them leaves."""

    def __init__(self, title: str, head: PaperHead) -> None:
        self._title = title
        self._parts: list[Part] = []
        self._gaps: list[Gap] = []
        self._open: list[str] = []
        self._facts = self._head(head)
        self._settle(HEAD, pgettext("committee paper", "The head of the paper"))

    def gap(self, request: str) -> str:
        """The request as it stands in the paper; it belongs to the part that is added next."""
        text = f"[{request}]"
        self._open.append(text)
        return text

    def add(self, key: str, title: str, nodes: Iterable[Node]) -> None:
        self._parts.append(Part(key, title, "", tuple(nodes)))
        self._settle(key, title)

    def paper(self) -> CommitteePaper:
        """With every text as a document can hold it, whatever was typed or pasted."""
        document = Document(self._title, self._facts, tuple(self._parts))
        return CommitteePaper(from_data(_cleaned(as_data(document))), tuple(self._gaps))

    def _settle(self, key: str, title: str) -> None:
        self._gaps += [Gap(text, key, title) for text in self._open]
        self._open.clear()

    def _head(self, head: PaperHead) -> tuple[tuple[str, str], ...]:
        return (
            (_("Organisation"), head.who),
            (
                pgettext("committee paper", "Department"),
                head.department or self.gap(_("Write which department the paper comes from")),
            ),
            (pgettext("committee paper", "Kind of document"), _("Committee paper, draft")),
            (_("Date"), head.day),
            (
                pgettext("committee paper", "Diary number"),
                head.diary_number or self.gap(_("Write the diary number")),
            ),
            (
                pgettext("committee paper", "Officer"),
                head.officer or self.gap(_("Write who handles the matter")),
            ),
            (
                pgettext("committee paper", "To"),
                head.committee or self.gap(_("Write which committee decides")),
            ),
        )


def paragraphs(text: str) -> list[Node]:
    """A text as it was typed, a paragraph for each line."""
    lines = clean_text(text, multiline=True).split("\n")
    return [Text(line) for line in lines if line.strip()]


def inside(words: str) -> str:
    """Words that begin with a capital, as inside a sentence; an abbreviation stays as it is."""
    if words[1:2].isupper():
        return words
    return words[:1].lower() + words[1:]


def as_clauses(clauses: list[str]) -> tuple[str, ...]:
    """What is decided, clause by clause: a comma after each, and a full stop at the end."""
    return tuple(
        clause + ("." if place == len(clauses) else ",")
        for place, clause in enumerate(clauses, start=1)
    )


def closing(writer: PaperWriter, receivers: list[str]) -> None:
    """Whom the decision is sent to, and who signs the paper."""
    writer.add(
        RECEIVERS, pgettext("committee paper", "The decision is sent to"), [Items(tuple(receivers))]
    )
    signed = writer.gap(_("Write the name and title of whoever signs the paper"))
    writer.add(SIGNATURE, pgettext("committee paper", "Signed by"), [Text(signed)])


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean_text(value, multiline=True)
        case dict():
            return {name: _cleaned(each) for name, each in value.items()}
        case list() | tuple():
            return [_cleaned(each) for each in value]
    return value
