"""Figures of so few people that others could tell whom they are of.

Outside of the own organisation a figure is withheld when it is known to be of fewer than five
people, and so is everything of the same period from which it could be worked out. What is left
is a table of its own: whoever draws, counts or exports for others does it from that table, so
that no median, gap or total can give away what is not in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from improvements.enums import SeriesKind

FEWEST = 5
Key = tuple[str, date]
_PARTS = tuple(kind for kind in SeriesKind if kind is not SeriesKind.TOTAL)


@dataclass(frozen=True)
class Cell:
    """A figure of one series for one period; `value` is None where it is withheld."""

    series: str
    period: date
    value: Decimal | None
    count: int | None = None
    comment: str = ""
    is_astronomical: bool = False
    is_withheld: bool = False

    @property
    def key(self) -> Key:
        return self.series, self.period

    @property
    def is_small(self) -> bool:
        """Known by itself to be of few people; what others reveal is `withheld_keys`."""
        return self.count is not None and self.count < FEWEST


def for_others(cells: Iterable[Cell]) -> list[Cell]:
    """The same periods and series, without what is withheld and what would reveal it."""
    cells = list(cells)
    withheld = withheld_keys(cells)
    silent = {period for _series, period in withheld}
    return [_shown(cell, cell.key in withheld, cell.period in silent) for cell in cells]


def withheld_keys(cells: Iterable[Cell]) -> set[Key]:
    periods: dict[date, dict[str, int | None]] = defaultdict(dict)
    for cell in cells:
        periods[cell.period][cell.series] = cell.count
    return {
        (series, period)
        for period, counts in periods.items()
        for series in _withheld_series(counts)
    }


def ever_small(versions: Iterable[Mapping[str, int | None]]) -> bool:
    """Whether any version of a period, past or present, held a figure of few people.

    The versions of such a period tell together what the last one alone does not, so that others
    do not read them.
    """
    return any(_withheld_series(counts) for counts in versions)


def _shown(cell: Cell, is_withheld: bool, is_silent: bool) -> Cell:
    """A comment goes with the whole period: a row's comment is said of all its figures."""
    if is_withheld:
        return Cell(cell.series, cell.period, None, is_withheld=True)
    if is_silent:
        return Cell(cell.series, cell.period, cell.value, cell.count)
    return cell


def _withheld_series(counts: Mapping[str, int | None]) -> set[str]:
    """Of one period: who are few, a total with a part that is, and all parts of a small total.

    With a total and all its parts but one anybody can work out the last one. Who is not counted
    is never more than what the total has left beside the others.
    """
    parts = [series for series in _PARTS if series in counts]
    total = SeriesKind.TOTAL
    few = {series for series, count in counts.items() if count is not None and count < FEWEST}
    most = counts.get(total)
    if most is not None:
        known = sum(counts[series] or 0 for series in parts)
        few |= {series for series in parts if counts[series] is None and most - known < FEWEST}
    if total in few:
        few.update(parts)
    if total in counts and few.intersection(parts):
        few.add(total)
    return few
