"""Long series without more points than can be seen."""

from dataclasses import replace
from datetime import date

from improvements.chart_specs.values import Series


def thinned(many: list[Series], *, at_most: int) -> list[Series]:
    """No more days than units: of each stretch the lowest and the highest of every series stay.

    All series keep the same days, so that the gap between them stays true.
    """
    days = sorted({day for series in many for day, _value in series.points})
    if len(days) <= at_most:
        return many
    stretch = -(-len(days) // max(1, at_most // (2 * len(many))))
    place = {day: index // stretch for index, day in enumerate(days)}
    kept = {days[0], days[-1]}
    for series in many:
        kept.update(series.astronomical_dates)
        lows: dict[int, tuple[float, date]] = {}
        highs: dict[int, tuple[float, date]] = {}
        for day, value in series.measured:
            at = place[day]
            lows[at] = min(lows.get(at, (value, day)), (value, day))
            highs[at] = max(highs.get(at, (value, day)), (value, day))
        kept.update(day for _value, day in [*lows.values(), *highs.values()])
    return [_keeping(series, kept) for series in many]


def _keeping(series: Series, kept: set[date]) -> Series:
    return replace(series, points=[point for point in series.points if point[0] in kept])
