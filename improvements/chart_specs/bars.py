"""Counts as bars, and distributions as spans from one quartile to another: a row for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from improvements.chart_specs.canvas import BODY, BOLD, SMALL, Canvas, text_width, wrapped
from modellkonceptet.charts import Scheme, Width

_BAR = 16.0
_LINE = 17.0
# Under names of several lines, and between rows.
_AIR = 14.0
_TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class Bar:
    """`words` stand at its end; with `of` a light track shows what it could have been."""

    label: str
    value: float
    words: str
    of: float = 0


@dataclass(frozen=True)
class Span:
    """Half of all lie between `low` and `high`, in per cent; `middle` is the median."""

    label: str
    low: float
    middle: float
    high: float


def bars_spec(
    bars: Sequence[Bar], *, width: Width, description: str, scheme: Scheme = Scheme.LIGHT
) -> dict[str, Any] | None:
    """Bars from above downwards, in the order given; None where all of them are nothing."""
    longest = max((max(bar.value, bar.of) for bar in bars), default=0)
    if not longest:
        return None
    canvas = Canvas(width, scheme)
    left = _left(canvas, [bar.label for bar in bars])
    right = width.units - max(text_width(bar.words, BODY) for bar in bars) - 14
    y = 4.0
    for bar in bars:
        y, middle = _row(canvas, bar.label, y, left=left)
        top = middle - _BAR / 2
        scale = (right - left) / longest
        if bar.of:
            canvas.rect(left, top, left + bar.of * scale, top + _BAR, canvas.colours.gap)
        if bar.value:
            canvas.rect(left, top, left + bar.value * scale, top + _BAR, canvas.colours.ink)
        end = left + max(bar.value, bar.of) * scale
        canvas.text(
            end + 8, middle + 5, bar.words, size=BODY, weight=BOLD, colour=canvas.colours.text
        )
    return canvas.spec([], height=y, description=description)


def spans_spec(
    spans: Sequence[Span], *, width: Width, description: str, scheme: Scheme = Scheme.LIGHT
) -> dict[str, Any] | None:
    """On a scale from nothing to everything; None where there is nothing to show."""
    if not spans:
        return None
    canvas = Canvas(width, scheme)
    left, right = _left(canvas, [span.label for span in spans]) + 8, width.units - 30.0

    def across(percent: float) -> float:
        return left + (right - left) * percent / 100

    y = 8.0
    rows = []
    for span in spans:
        y, middle = _row(canvas, span.label, y + 10, left=left)
        rows.append((span, middle))
        y += 10
    for tick in _TICKS:
        canvas.line(across(tick), 4, across(tick), y)
        canvas.text(across(tick), y + 18, f"{tick}\u00a0%", align="center")
    for span, middle in rows:
        _draw_span(canvas, span, middle, across)
    return canvas.spec([], height=y + 26, description=description)


def _draw_span(canvas: Canvas, span: Span, middle: float, across: Any) -> None:
    top, bottom = middle - _BAR / 2, middle + _BAR / 2
    low, high = across(span.low), across(span.high)
    canvas.rect(low, top, high, bottom, canvas.colours.gap)
    for x in (low, high):
        canvas.line(x, top, x, bottom, colour=canvas.colours.ink)
    x = across(span.middle)
    canvas.line(x, top - 3, x, bottom + 3, colour=canvas.colours.ink, stroke=4)
    canvas.text(
        x,
        top - 7,
        _("middle %(n)s") % {"n": round(span.middle)},
        size=SMALL,
        weight=BOLD,
        colour=canvas.colours.text,
        align="center",
        halo=True,
    )


def _left(canvas: Canvas, labels: Sequence[str]) -> float:
    """Where the bars begin: beside their names, or under them where there is no room."""
    if not canvas.is_wide:
        return 0
    return min(300.0, max(text_width(label, BODY) for label in labels) + 16)


def _row(canvas: Canvas, label: str, y: float, *, left: float) -> tuple[float, float]:
    """Write the name; where the next row begins, and the middle of this one's bar."""
    most = left - 16 if canvas.is_wide else canvas.width.units
    lines = wrapped(label, BODY, most=most)
    block = len(lines) * _LINE
    height = max(block, _BAR) if canvas.is_wide else block + _BAR + 8
    first = y + 13 + (max(0.0, _BAR - block) / 2 if canvas.is_wide else 0)
    for number, line in enumerate(lines):
        canvas.text(0, first + number * _LINE, line, size=BODY, colour=canvas.colours.text)
    middle = y + (height / 2 if canvas.is_wide else block + 4 + _BAR / 2)
    return y + height + _AIR, middle
