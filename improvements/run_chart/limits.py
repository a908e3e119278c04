"""What chance still allows in a run chart: the limits that a signal lies beyond.

Two rule sets that are never mixed, with each other or with those of control charts.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import comb, log2

from improvements.run_chart.series import RuleSet

# With fewer useful points (those not on the median) no rule says anything.
FEWEST_USEFUL = 10
# The classic shift and trend, as printed: so many points in a row are a signal.
SHIFT = 6
TREND = 5

# Useful points: fewest and most runs about the median that chance gives.
RUNS_TABLE = {
    10: (3, 9),
    11: (3, 10),
    12: (3, 11),
    13: (4, 11),
    14: (4, 12),
    15: (5, 12),
    16: (5, 13),
    17: (5, 13),
    18: (6, 14),
    19: (6, 15),
    20: (6, 16),
    21: (7, 16),
    22: (7, 17),
    23: (7, 17),
    24: (8, 18),
    25: (8, 18),
    26: (9, 19),
    27: (10, 19),
    28: (10, 20),
    29: (10, 20),
    30: (11, 21),
}


@dataclass(frozen=True)
class Limits:
    """The extremes that are still no signal; None where the rules give no limit."""

    longest_run: int
    fewest_crossings: int | None
    most_crossings: int | None = None


def limits(rules: RuleSet, useful: int) -> Limits:
    """Of a series with so many useful points.

    Anhøj: Anhøj & Olesen 2014, PLoS ONE 9:e113825. A run longer than round(log2(n)) + 3, or
    fewer crossings than the 5 % quantile of Binomial(n − 1, 0.5), is a signal.

    Classic: Perla, Provost & Murray 2011, BMJ Qual Saf 20:46–51. Six points in a row on one side,
    five in a row that rise or fall, too few or too many runs by the table of Swed & Eisenhart
    1943. The table goes from 10 to 30 useful points; beyond it the runs give no verdict. Runs
    are crossings and one.
    """
    if rules == RuleSet.ANHOJ:
        return Limits(longest_run(useful), fewest_crossings(useful))
    fewest, most = RUNS_TABLE.get(useful, (None, None))
    return Limits(
        SHIFT - 1,
        fewest - 1 if fewest is not None else None,
        most - 1 if most is not None else None,
    )


def longest_run(useful: int) -> int:
    """log2 of a whole number never lies halfway, so the kind of rounding does not matter."""
    return round(log2(useful)) + 3 if useful else 3


@lru_cache(maxsize=256)
def fewest_crossings(useful: int) -> int:
    """The smallest k whose probability of at most k crossings is 5 % or more, in whole numbers.

    The distribution is symmetric, so the half below its middle is known, and the walk down from
    there is short however long the series is.
    """
    chances = max(useful - 1, 0)
    k = chances // 2
    term = comb(chances, k)
    at_most_k = 2**chances // 2 if chances % 2 else (2**chances + term) // 2
    while k and (at_most_k - term) * 20 >= 2**chances:
        at_most_k -= term
        term = term * k // (chances - k + 1)
        k -= 1
    return k
