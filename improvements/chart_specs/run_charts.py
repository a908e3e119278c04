"""Run charts: one series, or women and men with the gap between them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from improvements.chart_specs.axes import day_ticks, draw_days, draw_values, value_ticks
from improvements.chart_specs.canvas import (
    BOLD,
    LABEL,
    REGULAR,
    SMALL,
    Across,
    Canvas,
    Upwards,
    across,
    spread,
    text_width,
    wrapped,
)
from improvements.chart_specs.curves import bar_width, curves, gap_area, gap_panel
from improvements.chart_specs.thinning import thinned
from improvements.chart_specs.values import Band, Event, Layout, Series, Unit
from modellkonceptet.charts import Scheme, Width

DOTS = (1.5, 3.5)
BAND_ROW = 19
LINE = 17
# For what stands at the end of a line.
ROOM = 104


def run_chart_spec(
    series: Series,
    *,
    unit: Unit,
    width: Width,
    description: str,
    scheme: Scheme = Scheme.LIGHT,
    bands: Sequence[Band] = (),
    goal: float | None = None,
    events: Sequence[Event] = (),
) -> dict[str, Any] | None:
    """One series by time; None where nothing has been measured, for the page to say so."""
    return _chart(
        [series],
        unit=unit,
        canvas=Canvas(width, scheme),
        description=description,
        bands=bands,
        goal=goal,
        events=events,
    )


def twin_chart_spec(
    women: Series,
    men: Series,
    *,
    unit: Unit,
    width: Width,
    description: str,
    scheme: Scheme = Scheme.LIGHT,
    bands: Sequence[Band] = (),
    goal: float | None = None,
    events: Sequence[Event] = (),
) -> dict[str, Any] | None:
    """Women and men, or girls and boys, with the area and the bars of the gap between them."""
    return _chart(
        [women, men],
        unit=unit,
        canvas=Canvas(width, scheme),
        description=description,
        bands=bands,
        goal=goal,
        events=events,
    )


def _chart(
    many: list[Series],
    *,
    unit: Unit,
    canvas: Canvas,
    description: str,
    bands: Sequence[Band],
    goal: float | None,
    events: Sequence[Event],
) -> dict[str, Any] | None:
    values = [value for series in many for _day, value in series.measured]
    if not values:
        return None
    medians = [median.value for series in many for median in series.medians]
    ticks = value_ticks([*values, *medians, *([] if goal is None else [goal])], unit)
    layout = _layout(many, unit, canvas, ticks, has_bands=bool(bands))
    many = thinned(many, at_most=round(layout.right - layout.left))
    days = sorted({day for series in many for day, _value in series.points})
    step = (layout.right - layout.left - 32) / max(1, len(days) - 1)
    radius = min(4.2 if canvas.is_wide else 3.2, step * 0.31)
    x = across(days, left=layout.left, right=layout.right, inset=16 if canvas.is_wide else 8)
    y = Upwards(ticks, layout.top, layout.bottom)

    draw_values(canvas, y, unit, left=layout.left, right=layout.right)
    _bands(canvas, bands, x, layout)
    for series in many:
        _medians(canvas, series, x, y, layout)
    _goal(canvas, goal, unit, y, layout)
    _signals(canvas, many, x, y, layout, goal=goal)
    _end_labels(canvas, many, unit, y, layout)
    foot = _events(canvas, events, x, layout)

    layers, ground = [curves(many, x, y, canvas, radius=radius)], []
    if len(many) == 2:
        ground = [gap_area(many, x, y, canvas)]
        gap, foot = gap_panel(many, unit, canvas, x, layout, top=foot, step=step)
        layers.extend(gap)
    else:
        canvas.line(layout.left, foot, layout.right, foot, colour=canvas.colours.ink)
    ticks_below = day_ticks(days, x, apart=70 if canvas.is_wide else 48)
    draw_days(canvas, ticks_below, x, y=foot + 17, shift=bar_width(step) / 2)
    return canvas.spec(layers, height=foot + 38, description=description, ground=ground)


def _layout(
    many: list[Series],
    unit: Unit,
    canvas: Canvas,
    ticks: Sequence[float],
    *,
    has_bands: bool,
) -> Layout:
    names = [line for series in many for line in _name_lines(series, unit, canvas)]
    medians = [_median_text(series, unit) for series in many if series.medians and series.measured]
    needed = max(
        *(text_width(name, LABEL) for name in names),
        *(text_width(median, SMALL) for median in medians),
        0,
    )
    most = 180 if canvas.is_wide else 124
    numbers = max(
        text_width(unit.amount(tick) if unit.is_short else unit.number(tick), SMALL)
        for tick in ticks
    )
    right = canvas.width.units - min(needed, most) - 12
    top = (34 if has_bands else 14) + (0 if unit.is_short else 16)
    if any(words_above(series, many) for series in many):
        top += 22 if canvas.is_wide else 40
    return Layout(
        left=max(44 if canvas.is_wide else 38, numbers + 12),
        right=right,
        top=top,
        bottom=top + (214 if canvas.is_wide else 163),
    )


def _bands(canvas: Canvas, bands: Sequence[Band], x: Across, layout: Layout) -> None:
    if not bands:
        return
    title = _("PDSA cycle") if canvas.is_wide else _("Cycle")
    canvas.text(layout.left, BAND_ROW, title)
    clear_of = layout.left + text_width(title, SMALL)
    for band in bands:
        first = max(x.at(band.first), layout.left)
        last = min(x.at(band.last), layout.right) if band.last else layout.right
        if last <= layout.left or first >= layout.right:
            continue
        last = max(last, first + 6)
        canvas.rect(first, BAND_ROW + 5, last, layout.bottom, canvas.colours.tint)
        canvas.bracket(first + 0.5, last - 1, BAND_ROW + 5, depth=6)
        middle = (first + last) / 2
        if middle > clear_of:
            canvas.text(
                middle,
                BAND_ROW,
                band.label,
                colour=canvas.colours.text,
                weight=BOLD,
                align="center",
            )
            clear_of = middle + text_width(band.label, SMALL)


def _medians(canvas: Canvas, series: Series, x: Across, y: Upwards, layout: Layout) -> None:
    for median in series.medians:
        is_first = median.first <= x.first
        is_last = median.last >= x.last
        canvas.line(
            layout.left if is_first else x.at(median.first),
            y.at(median.value),
            layout.right if is_last else x.at(median.last),
            y.at(median.value),
            colour=series.kind.colour(canvas.colours),
            stroke=1.25,
            dash=DOTS,
        )


def _goal(canvas: Canvas, goal: float | None, unit: Unit, y: Upwards, layout: Layout) -> None:
    if goal is None:
        return
    canvas.line(layout.left, y.at(goal), layout.right, y.at(goal), colour=canvas.colours.ink)
    canvas.text(
        layout.left + 2,
        y.at(goal) - 5,
        _("goal %(amount)s") % {"amount": unit.amount(goal)},
        colour=canvas.colours.text,
        weight=BOLD,
        halo=True,
    )


def words_above(series: Series, many: list[Series]) -> bool:
    """The upper curve's signal is said above it, outside of the gap; every other one below."""
    is_said = bool(series.signal_text and series.signal_dates)
    return is_said and len(many) == 2 and _mean(series) > _mean(_other(many, series))


def _signals(
    canvas: Canvas,
    many: list[Series],
    x: Across,
    y: Upwards,
    layout: Layout,
    *,
    goal: float | None,
) -> None:
    """A bracket along the points of the signal, with its words."""
    level = [y.at(median.value) for series in many for median in series.medians]
    level += [] if goal is None else [y.at(goal)]
    for series in many:
        dates = set(series.signal_dates)
        marked = [(day, value) for day, value in series.measured if day in dates]
        if not marked or not series.signal_text:
            continue
        first, last = x.at(marked[0][0]), x.at(marked[-1][0])
        lines = wrapped(series.signal_text, SMALL, most=260 if canvas.is_wide else 120)
        deep = 6 + 15 * len(lines)
        heights = [y.at(value) for _day, value in marked]
        if words_above(series, many):
            highest = layout.top + 8 - deep if canvas.is_wide else layout.top - 6
            place = _clear(min(heights) - 13, -deep, level, until=highest, step=-3)
            begin = place - 6 - 15 * (len(lines) - 1)
        else:
            place = _clear(max(heights) + 13, deep, level, until=layout.bottom + 8, step=3)
            begin = place + 15
        canvas.bracket(first, last, place, depth=4 if begin < place else -4)
        half = max(text_width(line, SMALL) for line in lines) / 2
        middle = min(max((first + last) / 2, layout.left + half), layout.right - half)
        for number, line in enumerate(lines):
            canvas.text(
                middle,
                begin + 15 * number,
                line,
                colour=canvas.colours.text,
                weight=BOLD,
                align="center",
                halo=True,
            )


def _clear(
    place: float, deep: float, levels: Sequence[float], *, until: float, step: float
) -> float:
    """The first place from here on where no level line runs through bracket or words."""
    while (place < until) if step > 0 else (place > until):
        low, high = sorted((place, place + deep))
        if not any(low - 3 <= level <= high + 1 for level in levels):
            return place
        place += step
    return until


def _mean(series: Series) -> float:
    values = [value for _day, value in series.measured] or [0.0]
    return sum(values) / len(values)


def _other(many: list[Series], series: Series) -> Series:
    return many[1] if many[0] is series else many[0]


def _name_lines(series: Series, unit: Unit, canvas: Canvas) -> list[str]:
    """Name and last value, on two lines where one would take the curve's room."""
    if not series.measured:
        return [series.label]
    amount = unit.amount(series.measured[-1][1])
    together = f"{series.label} {amount}"
    fits = text_width(together, LABEL) <= (180 if canvas.is_wide else 88)
    return [together] if fits else [*wrapped(series.label, LABEL, most=ROOM), amount]


def _median_text(series: Series, unit: Unit) -> str:
    return _("median %(number)s") % {"number": unit.number(series.medians[-1].value)}


def _end_labels(canvas: Canvas, many: list[Series], unit: Unit, y: Upwards, layout: Layout) -> None:
    """Every series says its name where its line ends; no key."""
    blocks: list[tuple[float, list[str], int, int, str]] = []
    for series in many:
        if not series.measured:
            continue
        colour = series.kind.colour(canvas.colours)
        lines = _name_lines(series, unit, canvas)
        blocks.append((y.at(series.measured[-1][1]) + 5, lines, LABEL, BOLD, colour))
        if series.medians:
            at = y.at(series.medians[-1].value) + 6
            blocks.append((at, [_median_text(series, unit)], SMALL, REGULAR, colour))
    places = spread(
        [(block[0], LINE * len(block[1])) for block in blocks],
        top=layout.top + 4,
        bottom=layout.bottom + 50,
    )
    for place, (_at, lines, size, weight, colour) in zip(places, blocks, strict=True):
        for number, line in enumerate(lines):
            below = place + LINE * number
            canvas.text(layout.right + 10, below, line, size=size, weight=weight, colour=colour)


def _events(canvas: Canvas, events: Iterable[Event], x: Across, layout: Layout) -> float:
    """A dashed line through the curves and the words under them; returns where the panel ends."""
    rows: list[float] = []
    for event in sorted(events, key=lambda event: event.on):
        if not x.first <= event.on <= x.last:
            continue
        place = x.at(event.on)
        wide = text_width(event.text, SMALL)
        is_left = place + wide > canvas.width.units
        begin = max(place - wide, 0) if is_left else place
        row = next((at for at, until in enumerate(rows) if until < begin), len(rows))
        if row == len(rows):
            rows.append(0)
        rows[row] = begin + wide + 8
        below = layout.bottom + 18 + row * 17
        canvas.line(
            place,
            layout.top,
            place,
            below - 10,
            colour=canvas.colours.muted,
            dash=(4, 3),
        )
        canvas.text(
            begin,
            below,
            event.text,
            colour=canvas.colours.text,
        )
    return layout.bottom + (8 + 17 * len(rows) if rows else 0)
