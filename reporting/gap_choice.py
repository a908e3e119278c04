"""Which of an organisation's gaps between the sexes matters most. Pure.

The rule, in order: what the aim speaks of before how the work is done and what must not get
worse; a change that is probably not chance before none; the largest gap of its figures; the most
periods. What has too few periods in which both figures are known is not chosen at all, so nothing
that is withheld for small numbers is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from improvements.enums import IndicatorRole
from improvements.indicator_stock import PAIRS, Standing, Stock
from improvements.run_chart.gap_sentences import Pair

FEWEST_PERIODS = 3
_ROLES = (IndicatorRole.OUTCOME, IndicatorRole.PROCESS, IndicatorRole.BALANCING)
_SIGNALS = {Standing.WORSE, Standing.BETTER, Standing.BOTH, Standing.CHANGED}


@dataclass(frozen=True)
class Candidate:
    """A chart of two sexes. `apart` is the latest gap as a share of the larger figure."""

    key: Any
    role: str
    standing: Standing
    periods: int
    apart: float


def most_important(candidates: Iterable[Candidate]) -> Candidate | None:
    """Of equals the one given first."""
    enough = [one for one in candidates if one.periods >= FEWEST_PERIODS]
    return min(enough, key=_order, default=None)


def _order(one: Candidate) -> tuple[Any, ...]:
    role = _ROLES.index(IndicatorRole(one.role))
    return role, one.standing not in _SIGNALS, -one.apart, -one.periods


def pair_of(stock: Stock) -> Pair | None:
    """Whom the indicator's first chart compares; None where it is not by sex."""
    kinds = set(stock.indicator.series)
    return next((pair for pair, ours, theirs in PAIRS if {ours, theirs} <= kinds), None)


def both_known(stock: Stock) -> list[tuple[float, float]]:
    """The two figures of every period in which both are known to the reader, in order."""
    pair = pair_of(stock)
    if pair is None:
        return []
    ours, theirs = next((ours, theirs) for whom, ours, theirs in PAIRS if whom is pair)
    one, other = stock.values.get(ours, {}), stock.values.get(theirs, {})
    found = []
    for day in sorted(one.keys() & other.keys()):
        first, second = one[day].value, other[day].value
        if first is not None and second is not None:
            found.append((float(first), float(second)))
    return found


def candidate(key: Any, stock: Stock, standing: Standing) -> Candidate:
    figures = both_known(stock)
    first, second = figures[-1] if figures else (0.0, 0.0)
    larger = max(abs(first), abs(second))
    apart = abs(first - second) / larger if larger else 0.0
    return Candidate(key, stock.indicator.role, standing, len(figures), apart)
