"""Short ways to write a series, and the one that several tests speak of."""

from collections.abc import Iterable
from datetime import date

from improvements.run_chart import Point


def day(number: int) -> date:
    """The first of the month, so many months after January 2025."""
    return date(2025 + number // 12, number % 12 + 1, 1)


def series(values: Iterable[float | None]) -> list[Point]:
    """One point a month from January 2025."""
    return [Point(day(number), value) for number, value in enumerate(values)]


# Share of those on income support who get a measure within 30 days, per month from January 2025.
WOMEN = [40, 43, 41, 44, 41, 42, 43, 45, 45, 47, 49, 51, 53, 54, 55, 56, 58, 57, 58, 61, 62, 61]
MEN = [58, 57, 60, 61, 57, 59, 59, 57, 58, 60, 62, 61, 64, 62, 63, 65, 63, 64, 66, 65, 67, 66]
