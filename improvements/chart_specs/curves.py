"""What is drawn in scales: curves with their points, the area of the gap and its bars."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from improvements.chart_specs.axes import draw_values, gap_ticks
from improvements.chart_specs.canvas import (
    BOLD,
    SMALL,
    Across,
    Canvas,
    Layer,
    Row,
    Upwards,
    moment,
    text_width,
)
from improvements.chart_specs.values import Kind, Layout, Series, Unit

# Symbols smaller than this say nothing; bars thinner than this become an area.
LEAST_RADIUS = 1.6
LEAST_BAR = 1.5


def bar_width(step: float) -> float:
    return min(18.6, step * 0.57)


def curves(many: list[Series], x: Across, y: Upwards, canvas: Canvas, *, radius: float) -> Layer:
    """Lines, broken where a value is missing, and their points; the later series lies beneath."""
    rows = {series.kind: _rows(series) for series in many}
    layers: list[Layer] = []
    for series in reversed(many):
        line = {
            "type": "line",
            "stroke": series.kind.colour(canvas.colours),
            "strokeWidth": (2.5 if canvas.is_wide else 2.25) if radius >= LEAST_RADIUS else 1.25,
            "strokeJoin": "round",
        }
        if series.kind.dash:
            line["strokeDash"] = series.kind.dash
        layers.append(
            {
                "data": {"values": rows[series.kind]},
                "mark": line,
                "encoding": {"detail": {"field": "piece"}},
            }
        )
    for series in reversed(many):
        has_symbols = radius >= LEAST_RADIUS
        points = [row for row in rows[series.kind] if has_symbols or row["alone"]]
        if points:
            layers.append(_points(points, series.kind, canvas, radius=max(radius, 2)))
        strange = [row for row in rows[series.kind] if row["strange"]]
        if strange:
            layers.append(_rings(strange, canvas, radius=max(radius, 2)))
    return {"encoding": _scales(x, y, "value"), "layer": layers}


def _scales(x: Across, y: Upwards, name: str) -> Row:
    return {
        "x": {"field": "at", "type": "temporal", "scale": x.scale, "axis": None},
        "y": {"field": name, "type": "quantitative", "scale": y.scale, "axis": None},
    }


def _rows(series: Series) -> list[Row]:
    """The measured points, each with the unbroken piece of the line it belongs to."""
    signals, strange = set(series.signal_dates), set(series.astronomical_dates)
    rows: list[Row] = []
    piece, was_missing = 0, False
    for day, value in series.points:
        if value is None:
            was_missing = True
            continue
        piece += was_missing and bool(rows)
        was_missing = False
        rows.append(
            {
                "at": moment(day),
                "value": value,
                "piece": piece,
                "signal": day in signals,
                "strange": day in strange,
                "alone": False,
            }
        )
    for number, row in enumerate(rows):
        near = [*rows[max(number - 1, 0) : number], *rows[number + 1 : number + 2]]
        row["alone"] = all(other["piece"] != row["piece"] for other in near)
    return rows


def _points(rows: list[Row], kind: Kind, canvas: Canvas, *, radius: float) -> Layer:
    """Filled; those of a signal have a rim of ink instead of paper."""
    colours = canvas.colours
    return {
        "data": {"values": rows},
        "encoding": {},
        "mark": {
            "type": "point",
            "filled": True,
            "opacity": 1,
            "shape": kind.shape,
            "size": round((2 * radius) ** 2, 1),
            "fill": kind.colour(colours),
            "stroke": {"expr": f"datum.signal ? '{colours.ink}' : '{colours.paper}'"},
            "strokeWidth": 1.5 if canvas.is_wide else 1,
        },
    }


def _rings(rows: list[Row], canvas: Canvas, *, radius: float) -> Layer:
    """A wide ring around what is obviously out of the ordinary."""
    return {
        "data": {"values": rows},
        "encoding": {},
        "mark": {
            "type": "point",
            "filled": False,
            "opacity": 1,
            "shape": "circle",
            "size": round((2 * radius + 8) ** 2),
            "stroke": canvas.colours.ink,
            "strokeWidth": 1.5,
        },
    }


def gap_area(many: list[Series], x: Across, y: Upwards, canvas: Canvas) -> Layer:
    """What lies between the two curves."""
    return {
        "data": {"values": _area_rows(many)},
        "mark": {"type": "area", "fill": canvas.colours.gap, "opacity": 1},
        "encoding": _scales(x, y, "low") | {"y2": {"field": "high"}, "detail": {"field": "piece"}},
    }


def _area_rows(many: list[Series]) -> list[Row]:
    """Where both have values; a new piece where one of them has not."""
    women, men = (dict(series.points) for series in many)
    rows: list[Row] = []
    piece = 0
    for day in sorted({*women, *men}):
        first, second = women.get(day), men.get(day)
        if first is None or second is None:
            piece += 1
            continue
        rows.append({"at": moment(day), "low": first, "high": second, "piece": piece})
    return rows


# --- the gap as bars ----------------------------------------------------------


def gaps(many: list[Series]) -> tuple[list[tuple[date, float]], bool]:
    """The difference by day, positive as a rule; and whether it is men's lead or women's."""
    women, men = (dict(series.points) for series in many)
    found = []
    for day in sorted({*women, *men}):
        first, second = women.get(day), men.get(day)
        if first is not None and second is not None:
            # Tenths and hundredths are exact to people: 61.3 − 58.1 is 3.2.
            found.append((day, round(second - first, 6)))
    men_lead = sum(value for _day, value in found) >= 0
    return [(day, value if men_lead else -value) for day, value in found], men_lead


def gap_panel(
    many: list[Series],
    unit: Unit,
    canvas: Canvas,
    x: Across,
    layout: Layout,
    *,
    top: float,
    step: float,
) -> tuple[list[Layer], float]:
    """Bars under the curves at the same days; returns their layers, and where the panel ends."""
    found, men_lead = gaps(many)
    if not found:
        canvas.line(layout.left, top + 8, layout.right, top + 8, colour=canvas.colours.ink)
        return [], top + 8
    panel = Layout(
        layout.left,
        layout.right,
        top + (76 if canvas.is_wide else 67),
        top + (160 if canvas.is_wide else 131),
    )
    y = Upwards(gap_ticks([value for _day, value in found]), panel.top, panel.bottom)
    plain = Unit("", "", decimals=unit.decimals)
    title = _gap_title(many, unit, canvas, men_lead=men_lead)
    canvas.text(
        0 if canvas.is_wide else panel.left,
        panel.top - 16,
        title,
        colour=canvas.colours.text,
        weight=BOLD,
    )
    draw_values(canvas, y, plain, left=panel.left, right=panel.right)
    canvas.line(panel.left - 4, y.at(0), panel.right + 4, y.at(0), colour=canvas.colours.ink)
    _gap_labels(canvas, found, plain, x, y, left=panel.left)
    return [_bars(found, x, y, canvas, width=bar_width(step))], panel.bottom


def _gap_title(many: list[Series], unit: Unit, canvas: Canvas, *, men_lead: bool) -> str:
    women, men = (series.label.lower() for series in many)
    words = {"first": men if men_lead else women, "second": women if men_lead else men}
    of_unit = f", {unit.gap}" if unit.gap else ""
    long = _("Difference between %(first)s and %(second)s") % words + of_unit
    if canvas.is_wide:
        return long
    return _("Difference") + of_unit


def _gap_labels(
    canvas: Canvas,
    found: list[tuple[date, float]],
    plain: Unit,
    x: Across,
    y: Upwards,
    *,
    left: float,
) -> None:
    """The first and the last, and between them the smallest where there is room for it."""
    least = min(found, key=lambda row: abs(row[1]))
    chosen = [found[0], found[-1]]
    room = 3 * text_width(plain.number(least[1]), SMALL)
    if all(abs(x.at(least[0]) - x.at(day)) > room for day, _value in chosen):
        chosen.append(least)
    for day, value in dict.fromkeys(chosen):
        # Under a bar that hangs down there are the months.
        half = text_width(plain.number(value), SMALL) / 2
        canvas.text(
            max(x.at(day), left + half),
            y.at(max(value, 0)) - 5,
            plain.number(value),
            colour=canvas.colours.text,
            weight=BOLD,
            align="center",
            halo=True,
        )


def _bars(
    found: list[tuple[date, float]], x: Across, y: Upwards, canvas: Canvas, *, width: float
) -> Layer:
    mark: dict[str, Any] = {"fill": canvas.colours.ink, "opacity": 1}
    mark |= (
        {"type": "bar", "width": round(width, 1)}
        if width >= LEAST_BAR
        else {"type": "area", "interpolate": "step"}
    )
    return {
        "data": {"values": [{"at": moment(day), "gap": value} for day, value in found]},
        "mark": mark,
        "encoding": _scales(x, y, "gap"),
    }
