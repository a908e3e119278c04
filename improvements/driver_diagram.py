"""The driver diagram: the tree behind it, and where each text and line lies in its picture.

The aim stands to the left, then what has to be in place for it in two steps, then the changes.
The picture is for the wide screen; the same tree as a list is for all others, and its text.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

WIDTH = 860
# Left edge and width of each column.
_COLUMNS = ((0, 170), (220, 180), (450, 180), (680, 180))
_LINE = 18
_BETWEEN = 22
_LETTER = 7.4
_TOP = 34


@dataclass(frozen=True)
class Branch:
    """A driver with what stands under it."""

    driver: Any
    branches: tuple["Branch", ...]
    ideas: tuple[Any, ...]


@dataclass(frozen=True)
class Tree:
    """All drivers in order, and the changes that no driver has."""

    branches: tuple[Branch, ...]
    loose: tuple[Any, ...]

    @property
    def is_empty(self) -> bool:
        return not self.branches and not self.loose


def tree_of(drivers: Iterable[Any], ideas: Iterable[Any]) -> Tree:
    children: dict[int | None, list[Any]] = defaultdict(list)
    for driver in drivers:
        children[driver.parent_id].append(driver)
    under: dict[int | None, list[Any]] = defaultdict(list)
    for idea in ideas:
        under[idea.driver_id].append(idea)

    def branch(driver: Any) -> Branch:
        below = tuple(branch(one) for one in children[driver.pk])
        return Branch(driver, below, tuple(under[driver.pk]))

    return Tree(tuple(branch(one) for one in children[None]), tuple(under[None]))


@dataclass(frozen=True)
class Label:
    """A text in lines under a rule of its own; `note` is the state of a change."""

    x: int
    y: int
    width: int
    lines: tuple[tuple[int, str], ...]
    note: str
    note_y: int
    kind: str

    @property
    def right(self) -> int:
        return self.x + self.width


@dataclass(frozen=True)
class Picture:
    """Labels and the lines between them, in units of the picture."""

    height: int
    labels: tuple[Label, ...]
    links: tuple[str, ...]
    columns: tuple[int, ...] = tuple(left for left, _width in _COLUMNS)
    width: int = WIDTH


@dataclass
class _Node:
    """A text in a column with what hangs on it; `height` is its own, without that."""

    column: int
    text: str
    note: str
    children: list["_Node"]
    y: int = 0

    @property
    def lines(self) -> list[str]:
        return wrapped(self.text, _COLUMNS[self.column][1])

    @property
    def height(self) -> int:
        return _LINE * (len(self.lines) + bool(self.note)) + _BETWEEN

    @property
    def whole_height(self) -> int:
        return max(self.height, sum(child.whole_height for child in self.children))


def draw(aim: str, tree: Tree) -> Picture:
    """Every text beside the middle of what hangs on it; nothing overlaps, whatever its length."""
    root = _Node(0, aim, "", [_node(branch, 1) for branch in tree.branches])
    loose = [_Node(3, idea.text, idea.get_status_display(), []) for idea in tree.loose]
    _place(root, _TOP)
    bottom = _TOP + root.whole_height
    for node in loose:
        _place(node, bottom)
        bottom += node.height
    nodes = [*_all(root), *loose]
    links = [_link(node, child) for node in nodes for child in node.children]
    return Picture(bottom, tuple(_label(node) for node in nodes), tuple(links))


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most so many units; a word longer than a line is broken."""
    most = int(width / _LETTER)
    lines = [""]
    for word in text.split():
        while len(word) > most:
            word, rest = word[: most - 1] + "-", word[most - 1 :]
            lines.append(word)
            word = rest
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= most:
            lines[-1] = joined
        else:
            lines.append(word)
    return [line for line in lines if line] or [""]


def _node(branch: Branch, column: int) -> _Node:
    below = [_node(one, column + 1) for one in branch.branches]
    ideas = [_Node(3, idea.text, idea.get_status_display(), []) for idea in branch.ideas]
    return _Node(column, branch.driver.text, "", below + ideas)


def _place(node: _Node, top: int) -> None:
    node.y = top + (node.whole_height - node.height) // 2
    inside = top + (node.whole_height - sum(one.whole_height for one in node.children)) // 2
    for child in node.children:
        _place(child, inside)
        inside += child.whole_height


def _all(node: _Node) -> list[_Node]:
    return [node, *(found for child in node.children for found in _all(child))]


def _label(node: _Node) -> Label:
    left, width = _COLUMNS[node.column]
    lines = tuple((node.y + _LINE * (at + 1), line) for at, line in enumerate(node.lines))
    kind = ("aim", "primary", "secondary", "idea")[node.column]
    note_y = node.y + _LINE * (len(lines) + 1)
    return Label(left, node.y, width, lines, node.note, note_y, kind)


def _link(node: _Node, child: _Node) -> str:
    """From the end of one text's rule to the beginning of the other's, with one step between."""
    left, width = _COLUMNS[node.column]
    start, end = left + width, _COLUMNS[child.column][0]
    middle = _COLUMNS[node.column + 1][0] - 25
    points = [(start, node.y), (middle, node.y), (middle, child.y), (end, child.y)]
    steps = [points[0], *(after for before, after in pairwise(points) if before != after)]
    return "M" + "L".join(f"{x} {y}" for x, y in steps)
