"""What every chart is put together from: furniture in units of the picture, data in scales.

Axes, rules and words are placed here and not by the grammar: every scale and axis of its own costs
it milliseconds, and labels must know of each other to stay apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from modellkonceptet.charts import FONT, Colours, Scheme, Width

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
SMALL, BODY, LABEL = 13, 14, 15
BOLD, REGULAR = 600, 400
# A letter's mean part of the font size, a little more than measured.
LETTER = 0.57

Row = dict[str, Any]
Layer = dict[str, Any]


def text_width(text: str, size: int) -> float:
    return len(text) * size * LETTER


def wrapped(text: str, size: int, *, most: float) -> list[str]:
    """Lines of whole words no wider than ``most``; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= most:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def moment(day: date) -> int:
    """The grammar counts milliseconds, in UTC wherever the process runs."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


@dataclass(frozen=True)
class Across:
    """Where days lie from left to right."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        days = (self.last - self.first).days
        return self.left + (self.right - self.left) * (day - self.first).days / days

    @property
    def scale(self) -> Row:
        return {
            "type": "utc",
            "domain": [moment(self.first), moment(self.last)],
            "range": [self.left, self.right],
            "nice": False,
        }


@dataclass(frozen=True)
class Upwards:
    """Where values lie from ``bottom`` up to ``top``, and the lines that are drawn at ``ticks``."""

    ticks: Sequence[float]
    top: float
    bottom: float

    def at(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.bottom - (self.bottom - self.top) * (value - low) / (high - low)

    @property
    def scale(self) -> Row:
        return {
            "domain": [self.ticks[0], self.ticks[-1]],
            "range": [self.bottom, self.top],
            "nice": False,
            "zero": False,
        }


@dataclass
class Canvas:
    """Collects furniture, and the layers between it, in the order in which they are painted."""

    width: Width
    scheme: Scheme
    _lines: list[Row] = field(default_factory=list)
    _rects: list[Row] = field(default_factory=list)
    _texts: list[Row] = field(default_factory=list)

    @property
    def colours(self) -> Colours:
        return self.scheme.colours

    @property
    def is_wide(self) -> bool:
        return self.width is Width.WIDE

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: int = SMALL,
        colour: str = "",
        weight: int = REGULAR,
        align: str = "left",
        halo: bool = False,
    ) -> None:
        self._texts.append(
            {
                "x": round(x, 1),
                "y": round(y, 1),
                "text": text,
                "size": size,
                "colour": colour or self.colours.muted,
                "weight": weight,
                "align": align,
                "halo": halo,
            }
        )

    def line(
        self,
        x: float,
        y: float,
        x2: float,
        y2: float,
        *,
        colour: str = "",
        stroke: float = 1,
        dash: Sequence[float] = (),
    ) -> None:
        self._lines.append(
            {
                "x": round(x, 1),
                "y": round(y, 1),
                "x2": round(x2, 1),
                "y2": round(y2, 1),
                "colour": colour or self.colours.rule,
                "stroke": stroke,
                "dash": list(dash),
            }
        )

    def bracket(self, first: float, last: float, y: float, *, depth: float) -> None:
        """A line from first to last whose ends turn by ``depth``, downwards if positive."""
        ink = self.colours.ink
        self.line(first, y, last, y, colour=ink)
        self.line(first, y, first, y + depth, colour=ink)
        self.line(last, y, last, y + depth, colour=ink)

    def rect(self, x: float, y: float, x2: float, y2: float, colour: str) -> None:
        self._rects.append(
            {
                "x": round(x, 1),
                "y": round(y, 1),
                "x2": round(x2, 1),
                "y2": round(y2, 1),
                "colour": colour,
            }
        )

    def spec(
        self,
        layers: Sequence[Layer],
        *,
        height: float,
        description: str,
        ground: Sequence[Layer] = (),
    ) -> dict[str, Any]:
        """``ground`` under the lines of the furniture, ``layers`` over them, words on top."""
        return {
            "$schema": SCHEMA,
            "description": description,
            "width": self.width.units,
            "height": round(height),
            "padding": 0,
            "autosize": {"type": "none"},
            "config": {"view": {"stroke": None}, "font": FONT, "aria": False},
            "resolve": {"scale": {"y": "independent"}},
            "layer": [
                *_rect_layer(self._rects),
                *ground,
                *_rule_layer(self._lines),
                *layers,
                *self._text_layers(),
            ],
        }

    def _text_layers(self) -> list[Layer]:
        haloes = [row for row in self._texts if row["halo"]]
        mark = {
            "type": "text",
            "x": {"expr": "datum.x"},
            "y": {"expr": "datum.y"},
            "text": {"expr": "datum.text"},
            "fontSize": {"expr": "datum.size"},
            "fontWeight": {"expr": "datum.weight"},
            "align": {"expr": "datum.align"},
            "baseline": "alphabetic",
        }
        paper = self.colours.paper
        halo = {"stroke": paper, "strokeWidth": 4, "strokeJoin": "round", "fill": paper}
        layers = [_layer(haloes, {**mark, **halo})] if haloes else []
        if self._texts:
            layers.append(_layer(self._texts, {**mark, "fill": {"expr": "datum.colour"}}))
        return layers


def _rule_layer(rows: list[Row]) -> list[Layer]:
    if not rows:
        return []
    mark = {
        "type": "rule",
        "stroke": {"expr": "datum.colour"},
        "strokeWidth": {"expr": "datum.stroke"},
        "strokeDash": {"expr": "datum.dash"},
    }
    # In units, unlike the data: without scale. A rule takes no places from its mark.
    places: Row = {
        name: {"field": name, "type": "quantitative", "scale": None, "axis": None}
        for name in ("x", "y")
    }
    places |= {name: {"field": name} for name in ("x2", "y2")}
    return [{**_layer(rows, mark), "encoding": places}]


def _rect_layer(rows: list[Row]) -> list[Layer]:
    if not rows:
        return []
    mark = {
        "type": "rect",
        **{name: {"expr": f"datum.{name}"} for name in ("x", "y", "x2", "y2")},
        "fill": {"expr": "datum.colour"},
    }
    return [_layer(rows, mark)]


def _layer(rows: Sequence[Row], mark: Row) -> Layer:
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": {}}


def spread(wanted: Sequence[tuple[float, float]], *, top: float, bottom: float) -> list[float]:
    """For (place, height) the nearest places where none lies on another, in their order."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index][0])
    places = [wanted[index][0] for index in order]
    heights = [wanted[index][1] for index in order]
    for index in range(len(places)):
        floor = places[index - 1] + heights[index - 1] if index else top
        places[index] = max(places[index], floor)
    for index in reversed(range(len(places))):
        limit = places[index + 1] if index + 1 < len(places) else bottom
        places[index] = min(places[index], limit - heights[index])
    return [place for _, place in sorted(zip(order, places, strict=True))]


def across(days: Sequence[date], *, left: float, right: float, inset: float) -> Across:
    """From the first day to the last, with room for half a mark; one day stands in the middle."""
    first, last = min(days), max(days)
    if first == last:
        first, last = first - timedelta(days=15), last + timedelta(days=15)
    return Across(first, last, left + inset, right - inset)
