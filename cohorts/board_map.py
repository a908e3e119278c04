"""The board's groups on the map of Sweden: who is joined with whom, and who is still alone. Pure.

Units are those of the drawing, see `cohorts.sweden_map`.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.sweden_map import HEIGHT, Box, Label, boxes_meet, label_box, place

MOST_NAMES = 14  # names of groups on the map; more of them would hide the groups
LONGEST_NAME = 16  # letters
_AIR = 6.0  # half a mark, with air around it
_GAP = 9.0  # from a mark to the name beside it
_EDGES = (-10.0, 274.0)
_BOTTOM = HEIGHT + 10.0  # names of the southernmost reach into the margin below

Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """Somebody's seat, in degrees; without coordinates it is not on the map."""

    name: str
    latitude: float | None
    longitude: float | None

    @property
    def point(self) -> Point | None:
        if self.latitude is None or self.longitude is None:
            return None
        return place(self.latitude, self.longitude)


@dataclass(frozen=True)
class MapGroup:
    """What the map needs to know of a group: `key` ties the drawing to the group on the board."""

    key: str
    name: str
    members: Sequence[Spot]
    mentors: Sequence[Spot] = ()


@dataclass(frozen=True)
class Shape:
    """A group as drawn: the line through its members, dashed ones to its mentors, and marks."""

    key: str
    line: str
    ties: str
    members: tuple[Point, ...]
    mentors: tuple[Point, ...]


@dataclass(frozen=True)
class BoardMap:
    """`missing` are the names of those whose place nobody knows."""

    shapes: tuple[Shape, ...] = ()
    alone: tuple[Point, ...] = ()
    free_mentors: tuple[Point, ...] = ()
    labels: tuple[Label, ...] = ()
    missing: tuple[str, ...] = field(default=())
    description: str = ""


def draw_board(
    groups: Sequence[MapGroup], *, alone: Sequence[Spot] = (), free_mentors: Sequence[Spot] = ()
) -> BoardMap:
    """Everything on the map, in the order of the board, so that the same board looks the same."""
    shapes = tuple(_shape(group) for group in groups)
    spots = [spot for group in groups for spot in (*group.members, *group.mentors)]
    everybody = [*spots, *alone, *free_mentors]
    return BoardMap(
        shapes=shapes,
        alone=_points(alone),
        free_mentors=_points(free_mentors),
        labels=_labels(groups, shapes, taken=_points([*alone, *free_mentors])),
        missing=tuple(dict.fromkeys(spot.name for spot in everybody if spot.point is None)),
        description=_description(groups, alone),
    )


def _points(spots: Iterable[Spot]) -> tuple[Point, ...]:
    return tuple(point for spot in spots if (point := spot.point) is not None)


def _shape(group: MapGroup) -> Shape:
    members, mentors = _points(group.members), _points(group.mentors)
    middle = _middle(members)
    ties = "".join(f"M{_at(mentor)}L{_at(middle)}" for mentor in mentors) if middle else ""
    return Shape(group.key, _line(members), ties, members, mentors)


def _line(points: Sequence[Point]) -> str:
    """From each to each: a line for two, a triangle for three."""
    if len(points) < 2:
        return ""
    closed = "z" if len(points) > 2 else ""
    return "M" + "L".join(_at(point) for point in points) + closed


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _middle(points: Sequence[Point]) -> Point | None:
    if not points:
        return None
    return (sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points))


def _labels(
    groups: Sequence[MapGroup], shapes: Sequence[Shape], *, taken: Sequence[Point]
) -> tuple[Label, ...]:
    """The names that have room beside their group; the groups that span most come first."""
    marks = [point for shape in shapes for point in (*shape.members, *shape.mentors)]
    boxes = [_mark_box(point) for point in (*marks, *taken)]
    by_span = sorted(
        (index for index, shape in enumerate(shapes) if shape.members),
        key=lambda index: (-_span(shapes[index].members), index),
    )
    labels: list[Label] = []
    for index in by_span:
        if len(labels) == MOST_NAMES:
            break
        for label in _candidates(groups[index].name, shapes[index].members):
            box = label_box(label)
            if _is_inside(box) and not any(boxes_meet(box, other) for other in boxes):
                labels.append(label)
                boxes.append(box)
                break
    return tuple(sorted(labels, key=lambda label: (label.y, label.x)))


def _candidates(name: str, members: Sequence[Point]) -> list[Label]:
    """Beside the easternmost, beside the westernmost, then beside the others."""
    text = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
    from_east = sorted(members, reverse=True)
    right = [Label(text, round(x + _GAP, 1), round(y + 5, 1), "start") for x, y in from_east]
    left = [Label(text, round(x - _GAP, 1), round(y + 5, 1), "end") for x, y in from_east[::-1]]
    return [right[0], left[0], *right[1:], *left[1:]]


def _span(points: Sequence[Point]) -> float:
    return max((math.dist(one, other) for one in points for other in points), default=0.0)


def _mark_box(point: Point) -> Box:
    return (point[0] - _AIR, point[1] - _AIR, point[0] + _AIR, point[1] + _AIR)


def _is_inside(box: Box) -> bool:
    return _EDGES[0] <= box[0] and box[2] <= _EDGES[1] and box[1] >= 0 and box[3] <= _BOTTOM


def _description(groups: Sequence[MapGroup], alone: Sequence[Spot]) -> str:
    """What the map shows, for those who do not see it; the board says the rest in words."""
    joined = [group for group in groups if group.members]
    if not joined and not alone:
        return _("Nobody is on the map yet.")
    sentences = [
        ngettext(
            "%(n)d group is joined by lines.", "%(n)d groups are joined by lines.", len(joined)
        )
        % {"n": len(joined)},
        ngettext("%(n)d participant has no group.", "%(n)d participants have no group.", len(alone))
        % {"n": len(alone)},
    ]
    widest = max(joined, key=lambda group: _span(_points(group.members)), default=None)
    if widest is not None and _span(_points(widest.members)):
        sentences.append(
            _("%(group)s is the most spread out: %(names)s.")
            % {"group": widest.name, "names": ", ".join(spot.name for spot in widest.members)}
        )
    return " ".join(sentences)
