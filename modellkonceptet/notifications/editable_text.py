"""A mail's paragraphs as a text that a person can edit, and back.

Paragraphs are separated by a blank line; a list is lines that begin with "- ".
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

Paragraphs = list[str | list[str]]

_BULLET = "- "


def as_text(paragraphs: Sequence[str | list[str]]) -> str:
    return "\n\n".join(
        part if isinstance(part, str) else "\n".join(f"{_BULLET}{item}" for item in part)
        for part in paragraphs
    )


def from_text(text: str) -> Paragraphs:
    """A list may follow its paragraph without a blank line between them."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return [
        part
        for is_blank, block in groupby(lines, _is_blank)
        if not is_blank
        for part in _parts(list(block))
    ]


def _is_blank(line: str) -> bool:
    return not line


def _is_item(line: str) -> bool:
    return line.startswith(_BULLET)


def _parts(block: Sequence[str]) -> Iterator[str | list[str]]:
    for is_list, lines in groupby(block, _is_item):
        if is_list:
            yield [line.removeprefix(_BULLET).strip() for line in lines]
        else:
            yield "\n".join(lines).strip()
