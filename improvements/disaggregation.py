"""How much of what participants follow has figures for women and men, or for girls and boys."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from improvements.enums import SeriesKind
from improvements.models import Indicator, Measurement

PAIRS = ({SeriesKind.WOMEN, SeriesKind.MEN}, {SeriesKind.GIRLS, SeriesKind.BOYS})


@dataclass(frozen=True)
class Disaggregation:
    """So many of the indicators that are followed have figures for both sexes."""

    split: int
    total: int

    @property
    def percent(self) -> int | None:
        """In whole per cent; None where nothing is followed."""
        return round(100 * self.split / self.total) if self.total else None


def disaggregation_of(participations: Iterable[int], user: Any) -> dict[int, Disaggregation]:
    """By participation, of the indicators that the reader sees; in two queries for any number.

    What counts is figures: an indicator that was only meant to be split is not.
    """
    followed = dict(
        Indicator.objects.visible_to(user)
        .filter(participation__in=list(participations), is_closed=False)
        .order_by()
        .values_list("pk", "participation")
    )
    kinds: dict[int, set[str]] = defaultdict(set)
    rows = Measurement.objects.filter(indicator__in=followed).order_by()
    for indicator, series in rows.values_list("indicator", "series").distinct():
        kinds[indicator].add(series)
    split: dict[int, int] = defaultdict(int)
    total: dict[int, int] = defaultdict(int)
    for indicator, participation in followed.items():
        total[participation] += 1
        split[participation] += any(pair <= kinds[indicator] for pair in PAIRS)
    return {one: Disaggregation(split[one], total[one]) for one in total}
