"""Which values and days are written at the axes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from improvements.chart_specs.canvas import SMALL, Across, Canvas, Upwards
from improvements.chart_specs.values import Unit

MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
# Months that say more with days: less than this many days between first and last.
DAYS_ONLY = 75


@dataclass(frozen=True)
class Tick:
    on: date
    text: str
    year: str = ""


def value_ticks(values: Sequence[float], unit: Unit, *, intervals: int = 4) -> list[float]:
    """Round numbers around the values, never past what the unit allows if the values keep to it.

    Values that hardly differ get an axis that shows it: a tenth of the unit's whole, or of them.
    """
    low, high = min(values), max(values)
    whole = unit.high - unit.low if unit.high is not None and unit.low is not None else None
    least = whole / 10 if whole else max(abs(high), abs(low), 10) / 10
    if high - low < least:
        middle = (low + high) / 2
        low, high = middle - least / 2, middle + least / 2
    if unit.low is not None and min(values) >= unit.low and low < unit.low:
        low, high = unit.low, max(high, unit.low + least)
    if unit.high is not None and max(values) <= unit.high and high > unit.high:
        low, high = min(low, unit.high - least), unit.high
    return _rounded(low, high, intervals)


def gap_ticks(values: Sequence[float]) -> list[float]:
    """Nought is always there: bars stand on it."""
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        high = 1
    return _rounded(low, high, 2)


def _rounded(low: float, high: float, intervals: int) -> list[float]:
    rough = (high - low) / intervals
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(
        (factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.9), 10 * power
    )
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, max(last, first + 1) + 1)]


def day_ticks(days: Sequence[date], x: Across, *, apart: float) -> list[Tick]:
    """Months in words at the first point of each, the year under the first and each new one."""
    per_day = (x.right - x.left) / (x.last - x.first).days
    if (x.last - x.first).days <= DAYS_ONLY:
        return _single_days(days, x, apart=apart * 1.2)
    step = next((step for step in MONTH_STEPS if step * 30.44 * per_day >= apart), MONTH_STEPS[-1])
    ticks: list[Tick] = []
    seen: set[int] = set()
    for day in days:
        period = (day.year * 12 + day.month - 1) // step
        if period in seen:
            continue
        seen.add(period)
        if not ticks and len(seen) == 1 and (day.year * 12 + day.month - 1) % step:
            # A year or quarter that begins in the middle gets its name at the next one.
            continue
        if step >= 12:
            ticks.append(Tick(day, "", str(day.year)))
            continue
        is_new = not ticks or ticks[-1].on.year != day.year
        ticks.append(Tick(day, _month(day), str(day.year) if is_new else ""))
    return ticks or [Tick(days[0], _month(days[0]), str(days[0].year))]


def _single_days(days: Sequence[date], x: Across, *, apart: float) -> list[Tick]:
    ticks: list[Tick] = []
    for day in days:
        if ticks and x.at(day) - x.at(ticks[-1].on) < apart:
            continue
        is_new = not ticks or ticks[-1].on.year != day.year
        ticks.append(Tick(day, f"{day.day} {_month(day)}", str(day.year) if is_new else ""))
    return ticks


def _month(day: date) -> str:
    return date_format(day, "M").rstrip(".").lower() if _lowers() else date_format(day, "M")


def _lowers() -> bool:
    from django.utils.translation import get_language

    return (get_language() or "sv").startswith("sv")


def draw_values(
    canvas: Canvas, y: Upwards, unit: Unit | None, *, left: float, right: float
) -> None:
    """A line and a number at every tick; the topmost says the unit, or a line of its own above."""
    if unit and not unit.is_short:
        canvas.text(0, y.top - 14, unit.symbol)
    for value in y.ticks:
        canvas.line(left, y.at(value), right, y.at(value))
        plain = unit or Unit("", "")
        is_top = value == y.ticks[-1]
        canvas.text(
            left - 8,
            y.at(value) + 4,
            plain.amount(value) if is_top and plain.is_short else plain.number(value),
            size=SMALL,
            align="right",
        )


def draw_days(canvas: Canvas, ticks: Sequence[Tick], x: Across, *, y: float, shift: float) -> None:
    has_months = any(tick.text for tick in ticks)
    for tick in ticks:
        place = x.at(tick.on) - shift
        if tick.text:
            canvas.text(place, y, tick.text)
        if tick.year:
            canvas.text(
                place,
                y + 16 if has_months else y,
                tick.year,
                colour=canvas.colours.text,
                weight=600,
            )
