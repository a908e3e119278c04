"""What a result report consists of: a small tree that page, PDF and public page show alike. Pure.

Kept as data in the database once it is frozen, so a kind of node is never taken away.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar


@dataclass(frozen=True)
class Heading:
    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Text:
    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True)
class Items:
    kind: ClassVar[str] = "items"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The first cell of a row names it. `has_figures` sets the others to the right."""

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_figures: bool = False


@dataclass(frozen=True)
class Picture:
    """A chart: `keys` find its drawings, "wide light" and so on; the words stand around it."""

    kind: ClassVar[str] = "picture"
    finding: str
    meta: str
    source: str
    keys: Mapping[str, str]


Node = Heading | Text | Items | Table | Picture
KINDS: dict[str, type[Any]] = {one.kind: one for one in (Heading, Text, Items, Table, Picture)}


@dataclass(frozen=True)
class Part:
    """A section: what was written, and then what is known from the logged work."""

    key: str
    title: str
    text: str
    nodes: tuple[Node, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.nodes


@dataclass(frozen=True)
class Document:
    """The whole report; `facts` say whose it is and of when, as pairs of name and value."""

    title: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]

    def only(self, keys: Iterable[str]) -> "Document":
        """The same with these sections alone, as it is published."""
        wanted = set(keys)
        return replace(self, parts=tuple(part for part in self.parts if part.key in wanted))

    def chart_keys(self) -> set[str]:
        return chart_keys(node for part in self.parts for node in part.nodes)


def chart_keys(nodes: Iterable[Node]) -> set[str]:
    """The drawings that these nodes need."""
    return {key for node in nodes if isinstance(node, Picture) for key in node.keys.values()}


def nodes_as_data(nodes: Iterable[Node]) -> list[dict[str, Any]]:
    return [{"kind": node.kind, **asdict(node)} for node in nodes]


def nodes_from_data(data: Iterable[Mapping[str, Any]]) -> tuple[Node, ...]:
    return tuple(_node(one) for one in data)


def as_data(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "facts": [list(pair) for pair in document.facts],
        "parts": [
            {
                "key": part.key,
                "title": part.title,
                "text": part.text,
                "nodes": nodes_as_data(part.nodes),
            }
            for part in document.parts
        ],
    }


def from_data(data: Mapping[str, Any]) -> Document:
    """The other way round."""
    return Document(
        data["title"],
        tuple((name, value) for name, value in data["facts"]),
        tuple(
            Part(part["key"], part["title"], part["text"], nodes_from_data(part["nodes"]))
            for part in data["parts"]
        ),
    )


def words_of(document: Document) -> Iterator[str]:
    """Every heading, field value and table cell in the order of reading."""
    yield document.title
    for name, value in document.facts:
        yield from (name, value)
    for part in document.parts:
        yield part.title
        yield from filter(None, part.text.split("\n"))
        for node in part.nodes:
            yield from _words(node)


def _words(node: Node) -> Iterator[str]:
    match node:
        case Heading() | Text():
            yield from filter(None, node.text.split("\n"))
        case Items():
            yield from node.items
        case Table():
            yield from filter(None, (node.caption, *node.head))
            for row in node.rows:
                yield from filter(None, row)
        case Picture():
            yield from filter(None, (node.finding, node.meta))
            yield from filter(None, (node.source,))


def _node(data: Mapping[str, Any]) -> Node:
    values = {name: _tuples(value) for name, value in data.items() if name != "kind"}
    found: Node = KINDS[data["kind"]](**values)
    return found


def _tuples(value: Any) -> Any:
    """JSON knows only lists."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_tuples(each) for each in value)
    return value
