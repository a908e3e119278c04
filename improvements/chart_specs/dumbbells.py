"""Women and men year by year, each pair held together by the gap between them."""

import math
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from improvements.chart_specs.axes import draw_values, value_ticks
from improvements.chart_specs.canvas import (
    BODY,
    BOLD,
    LABEL,
    SMALL,
    Canvas,
    Layer,
    Row,
    Upwards,
    spread,
    text_width,
)
from improvements.chart_specs.values import Kind, Layout, Pair, Unit
from modellkonceptet.charts import Scheme, Width


def dumbbell_spec(
    pairs: Sequence[Pair],
    *,
    unit: Unit,
    width: Width,
    description: str,
    women: tuple[Kind, str],
    men: tuple[Kind, str],
    scheme: Scheme = Scheme.LIGHT,
) -> dict[str, Any] | None:
    """Pairs from left to right with their gap under them; None where nothing is measured."""
    values = [value for pair in pairs for value in (pair.women, pair.men) if value is not None]
    if not values:
        return None
    canvas = Canvas(width, scheme)
    ticks = value_ticks(values, unit)
    names = max(text_width(label, LABEL) for _kind, label in (women, men))
    layout = Layout(
        left=74 if canvas.is_wide else 56,
        right=canvas.width.units - names - 14,
        top=24,
        bottom=24 + (190 if canvas.is_wide else 160),
    )
    y = Upwards(ticks, layout.top, layout.bottom)
    step = (layout.right - layout.left) / len(pairs)
    places = [layout.left + step * (number + 0.5) for number in range(len(pairs))]

    draw_values(canvas, y, unit, left=layout.left, right=layout.right)
    foot = layout.bottom + 30
    canvas.line(layout.left, foot, layout.right, foot, colour=canvas.colours.ink)
    bar = min(14.0, step * 0.4)
    for pair, x in zip(pairs, places, strict=True):
        if pair.women is not None and pair.men is not None:
            canvas.rect(
                x - bar / 2, y.at(pair.women), x + bar / 2, y.at(pair.men), canvas.colours.gap
            )
    _words(canvas, pairs, places, unit, y, step=step, foot=foot)
    _names(canvas, pairs, y, women, men, x=places[-1] + 16, layout=layout)
    layers = [
        _marks(
            kind, [pair.men if kind is men[0] else pair.women for pair in pairs], places, canvas, y
        )
        for kind in (men[0], women[0])
    ]
    has_groups = any(pair.group for pair in pairs)
    return canvas.spec(layers, height=foot + (66 if has_groups else 48), description=description)


def _words(
    canvas: Canvas,
    pairs: Sequence[Pair],
    places: Sequence[float],
    unit: Unit,
    y: Upwards,
    *,
    step: float,
    foot: float,
) -> None:
    """Values at the marks; label, gap and group in rows under the line, as far as there is room."""
    colours = canvas.colours
    widest = max(text_width(pair.label, SMALL) for pair in pairs) * 0.9 + 5
    every = max(1, math.ceil(widest / step))
    # From the end, as the latest is what the reader came for.
    labelled = {len(pairs) - 1 - number for number in range(0, len(pairs), every)}
    canvas.text(
        0, foot + 39, _("Difference"), size=SMALL, weight=BOLD, colour=colours.text, halo=True
    )
    group = ""
    for number, (pair, x) in enumerate(zip(pairs, places, strict=True)):
        if pair.group and pair.group != group:
            canvas.text(x, foot + 58, pair.group, align="center")
            group = pair.group
        if number not in labelled:
            continue
        canvas.text(x, foot + 18, pair.label, align="center")
        # Where labels are few the marks are close, and words would lie on them.
        if every < 3 or number == len(pairs) - 1:
            _value_words(canvas, pair, x, unit, y)
        if pair.women is None or pair.men is None:
            canvas.text(x, foot + 39, "–", align="center")
            continue
        gap = unit.number(round(abs(pair.men - pair.women), 6))
        canvas.text(x, foot + 39, gap, size=BODY, weight=BOLD, colour=colours.text, align="center")


def _value_words(canvas: Canvas, pair: Pair, x: float, unit: Unit, y: Upwards) -> None:
    """Above the upper mark and below the lower."""
    values = [value for value in (pair.women, pair.men) if value is not None]
    for value in values:
        is_upper = value == max(values) and (len(values) == 1 or value != min(values))
        canvas.text(
            x,
            y.at(value) + (-9 if is_upper else 19),
            unit.number(value),
            weight=BOLD,
            colour=canvas.colours.text,
            align="center",
            halo=True,
        )


def _names(
    canvas: Canvas,
    pairs: Sequence[Pair],
    y: Upwards,
    women: tuple[Kind, str],
    men: tuple[Kind, str],
    *,
    x: float,
    layout: Layout,
) -> None:
    """At the last pair, as at the end of a curve."""
    found = []
    for (kind, label), value in ((women, pairs[-1].women), (men, pairs[-1].men)):
        if value is not None:
            found.append((y.at(value) + 5, label, kind.colour(canvas.colours)))
    places = spread(
        [(place, 17.0) for place, _label, _colour in found],
        top=layout.top + 4,
        bottom=layout.bottom + 40,
    )
    for place, (_at, label, colour) in zip(places, found, strict=True):
        canvas.text(x, place, label, size=LABEL, weight=BOLD, colour=colour)


def _marks(
    kind: Kind, values: Sequence[float | None], places: Sequence[float], canvas: Canvas, y: Upwards
) -> Layer:
    rows: list[Row] = [
        {"x": round(x, 1), "value": value}
        for value, x in zip(values, places, strict=True)
        if value is not None
    ]
    return {
        "data": {"values": rows},
        "mark": {
            "type": "point",
            "filled": True,
            "opacity": 1,
            "shape": kind.shape,
            "size": 130 if canvas.is_wide else 90,
            "fill": kind.colour(canvas.colours),
            "stroke": canvas.colours.paper,
            "strokeWidth": 1,
        },
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "scale": None, "axis": None},
            "y": {"field": "value", "type": "quantitative", "scale": y.scale, "axis": None},
        },
    }
