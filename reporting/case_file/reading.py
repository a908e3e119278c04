"""The case as people read it: chapters laid out as headings, facts and tables.

Headings go one level down at a time, as the PDF's readers need them; what is deeper than six
levels stands as the caption of its table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from reporting.case_file.records import Field, Grid, Listing, Record

DEEPEST = 6


@dataclass(frozen=True)
class Heading:
    kind: ClassVar[str] = "heading"
    text: str
    level: int


@dataclass(frozen=True)
class Facts:
    """Names and values of one record."""

    kind: ClassVar[str] = "facts"
    rows: tuple[Field, ...]


@dataclass(frozen=True)
class Lines:
    """Records as the lines of a table; figures are few and short, so every cell is text."""

    kind: ClassVar[str] = "lines"
    caption: str
    grid: Grid


Block = Heading | Facts | Lines


@dataclass(frozen=True)
class ReadChapter:
    title: str
    blocks: tuple[Block, ...]


def chapter(title: str, listings: Sequence[Listing]) -> ReadChapter:
    """A chapter is a heading of the second level."""
    return ReadChapter(title, tuple(_listings(listings, 3)))


def _listings(listings: Sequence[Listing], level: int) -> Iterator[Block]:
    for listing in listings:
        if not listing.records:
            continue
        if listing.grid is not None:
            if listing.grid.head:
                yield Lines(listing.label, listing.grid)
            continue
        inner = level
        if listing.label:
            yield Heading(listing.label, min(level, DEEPEST))
            inner += 1
        for record in listing.records:
            yield from _record(record, inner)


def _record(record: Record, level: int) -> Iterator[Block]:
    inner = level
    if record.title:
        yield Heading(record.title, min(level, DEEPEST))
        inner += 1
    if rows := tuple(one for one in record.fields if one.words):
        yield Facts(rows)
    yield from _listings(record.listings, inner)
