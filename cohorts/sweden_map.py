"""The map of Sweden: where a place lies on it, and which names fit beside their marks.

The outline is `static/img/sweden.svg`, and the municipalities `static/img/municipalities.svg`, made
by `cohorts/data/draw_map.py` with `place` below, so that outline and marks agree. Units are those
of the drawing: one is about 2.8 km.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from cohorts.enums import OrganisationKind

# Transverse Mercator on a sphere about 15° east, as in the national grid (SWEREF 99 TM).
_MIDDLE = math.radians(15)
_SCALE = 2293.9
_LEFT, _TOP = 92.0, 2772.0
HEIGHT = 560

_CHARACTER, _LINE = 7.3, 14.0  # a bold letter of 13 px, and its line
_MARK = 7.0  # half a mark, with air
_GAP = 11.0  # from the middle of a mark to its name
_MIDDLE_OF_SWEDEN = 118.0
_EDGES = (-12.0, 278.0)

Box = tuple[float, float, float, float]


def place(latitude: float, longitude: float) -> tuple[float, float]:
    """Where on the drawing, x to the right and y downwards."""
    north, east = math.radians(latitude), math.radians(longitude) - _MIDDLE
    x = math.atanh(math.cos(north) * math.sin(east))
    y = math.atan2(math.tan(north), math.cos(east))
    return round(_LEFT + _SCALE * x, 1), round(_TOP - _SCALE * y, 1)


@dataclass(frozen=True)
class Mark:
    """A municipality that has taken part."""

    name: str
    x: float
    y: float
    is_mentor: bool


@dataclass(frozen=True)
class Label:
    """A name beside its mark; `anchor` says on which side."""

    text: str
    x: float
    y: float
    anchor: Literal["start", "end"]


@dataclass(frozen=True)
class Area:
    """A municipality's or region's own shape: `key` is its part of the drawing."""

    key: str
    url: str
    words: str
    standing: str


def areas_of(rows: Iterable[tuple[Any, str, str]]) -> list[Area]:
    """From organisations, each with what its area says and how it stands."""
    return [
        Area(_key(organisation), organisation.get_absolute_url(), words, standing)
        for organisation, words, standing in rows
        if organisation.code
    ]


def mark_of(organisation: Any, *, is_mentor: bool) -> Mark | None:
    """Its middle; None where nobody has said where it lies."""
    if organisation.latitude is None or organisation.longitude is None:
        return None
    x, y = place(organisation.latitude, organisation.longitude)
    return Mark(organisation.name, x, y, is_mentor)


def _key(organisation: Any) -> str:
    region = organisation.kind == OrganisationKind.REGION
    return f"county-{organisation.code}" if region else f"municipality-{organisation.code}"


def label_marks(marks: Iterable[Mark], *, most: int = 9) -> list[Label]:
    """Names for those marks that have room, mentors first, spread from north to south.

    No name covers a mark, another name or the edge; which have a name follows from the marks
    alone, so that the same data always gives the same map.
    """
    everybody = sorted(marks, key=lambda mark: (mark.y, mark.name))
    taken = [mark_box(mark) for mark in everybody]
    labels: list[Label] = []
    for mark in _spread(everybody):
        if len(labels) == most:
            break
        others = [box for box in taken if box != mark_box(mark)]
        for label in _candidates(mark):
            if not any(boxes_meet(label_box(label), other) for other in others):
                labels.append(label)
                taken.append(label_box(label))
                break
    return sorted(labels, key=lambda label: label.y)


def _spread(marks: list[Mark]) -> list[Mark]:
    """Mentors before others, and within each the one farthest from those already chosen."""
    chosen: list[Mark] = []
    for group in ([m for m in marks if m.is_mentor], [m for m in marks if not m.is_mentor]):
        left = list(group)
        while left:
            farthest = max(left, key=lambda mark: (_nearest(mark, chosen), -mark.y))
            left.remove(farthest)
            chosen.append(farthest)
    return chosen


def _nearest(mark: Mark, chosen: list[Mark]) -> float:
    return min((math.dist((mark.x, mark.y), (o.x, o.y)) for o in chosen), default=1e9)


def mark_box(mark: Mark) -> Box:
    """What the mark takes up, with air around it."""
    return (mark.x - _MARK, mark.y - _MARK, mark.x + _MARK, mark.y + _MARK)


def label_box(label: Label) -> Box:
    """What the name takes up, estimated from its number of letters."""
    width = len(label.text) * _CHARACTER
    left = label.x if label.anchor == "start" else label.x - width
    return (left, label.y - 5 - _LINE / 2, left + width, label.y + 3)


def boxes_meet(one: Box, other: Box) -> bool:
    return not (
        one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    )


def _candidates(mark: Mark) -> list[Label]:
    """To the right and to the left: first the side where the sea is nearer."""
    y = round(mark.y + 5, 1)
    right = Label(mark.name, round(mark.x + _GAP, 1), y, "start")
    left = Label(mark.name, round(mark.x - _GAP, 1), y, "end")
    both = [right, left] if mark.x >= _MIDDLE_OF_SWEDEN else [left, right]
    return [label for label in both if _is_inside(label_box(label))]


def _is_inside(box: Box) -> bool:
    return _EDGES[0] <= box[0] and box[2] <= _EDGES[1]
