"""What a learning example can begin with: a published report's works, as Markdown. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reporting.report_content import Document, Heading, Items, Node, Part, Picture, Table, Text

# Signs that Markdown reads as its own at any place in a line, and those at its beginning.
_SIGNS = re.compile(r"([\\`*_\[\]<>|])")
_FIRST = re.compile(r"^(\s*\d*)([#.)+=~-])")


@dataclass(frozen=True)
class Beginning:
    """A work, or a section without works. `key` names it in an address."""

    key: str
    title: str
    body: str


def beginnings_in(document: Document) -> list[Beginning]:
    """Each section by itself, and each thing under a heading in it; nothing else of the report."""
    return [one for part in document.parts for one in _of_part(part)]


def _of_part(part: Part) -> Iterator[Beginning]:
    body = _joined(_escaped(part.text), *(_as_markdown(node) for node in _before(part.nodes)))
    if body:
        yield Beginning(part.key, part.title, body)
    for number, (heading, nodes) in enumerate(_under_headings(part.nodes)):
        yield Beginning(
            f"{part.key}-{number}", heading, _joined(*(_as_markdown(node) for node in nodes))
        )


def _before(nodes: Iterable[Node]) -> Iterator[Node]:
    """Up to the first heading."""
    for node in nodes:
        if isinstance(node, Heading):
            return
        yield node


def _under_headings(nodes: Iterable[Node]) -> Iterator[tuple[str, list[Node]]]:
    title, found = "", list[Node]()
    for node in nodes:
        if isinstance(node, Heading):
            if title:
                yield title, found
            title, found = node.text, []
        elif title:
            found.append(node)
    if title:
        yield title, found


def _joined(*paragraphs: str) -> str:
    return "\n\n".join(filter(None, paragraphs))


def _as_markdown(node: Node) -> str:
    match node:
        case Heading():
            return f"## {_escaped(node.text)}"
        case Text():
            return _escaped(node.text)
        case Items():
            return "\n".join(f"- {_on_a_line(item)}" for item in node.items)
        case Table():
            return _table(node)
        case Picture():
            return _escaped(node.finding)


def _table(node: Table) -> str:
    rows = [node.head, ("---",) * len(node.head), *node.rows]
    cells = ([_on_a_line(cell) if row is not rows[1] else cell for cell in row] for row in rows)
    lines = "\n".join(f"| {' | '.join(row)} |" for row in cells)
    return _joined(_escaped(node.caption), lines)


def _escaped(text: str) -> str:
    """As it was typed: what a participant wrote with a star is a star."""
    lines = (_FIRST.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", line)) for line in text.split("\n"))
    return "\n".join(lines)


def _on_a_line(text: str) -> str:
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
