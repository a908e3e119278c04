"""Reviewers' points weighed together. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")


def mean(points: Iterable[int]) -> Decimal | None:
    """The plain mean with one decimal; None without points."""
    values = list(points)
    if not values:
        return None
    return _rounded(Decimal(sum(values)) / len(values))


def weighted_mean(points: Iterable[tuple[int, int]], weights: Mapping[int, int]) -> Decimal | None:
    """The weighted mean of the criteria's means, over the criteria that somebody has scored.

    `points` are (criterion, points) of all reviewers, `weights` by criterion.
    """
    by_criterion: dict[int, list[int]] = defaultdict(list)
    for criterion, value in points:
        by_criterion[criterion].append(value)
    total = sum(weights.get(criterion, 0) for criterion in by_criterion)
    if not total:
        return None
    weighed = sum(
        Decimal(sum(values)) / len(values) * weights.get(criterion, 0)
        for criterion, values in by_criterion.items()
    )
    return _rounded(Decimal(weighed) / total)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)
