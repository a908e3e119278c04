"""Points of a series, and the words that rules and results are built of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from math import isfinite


class RuleSet(StrEnum):
    """Which rules judge; the values are those of `ChartRules`."""

    ANHOJ = "anhoj"
    CLASSIC = "classic"


class Direction(StrEnum):
    """Which way is better; the first three values are those of the indicator's direction."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"
    NEARER_ZERO = "nearer_zero"
    """For a gap: small is good, whoever is ahead."""


class Side(StrEnum):
    ABOVE = "above"
    BELOW = "below"


class Change(StrEnum):
    UP = "up"
    DOWN = "down"


class Effect(StrEnum):
    IMPROVEMENT = "improvement"
    DETERIORATION = "deterioration"


class Verdict(StrEnum):
    SIGNAL = "signal"
    NO_SIGNAL = "no_signal"
    TOO_FEW = "too_few"


class SignalKind(StrEnum):
    LONGEST_RUN = "longest_run"
    FEW_CROSSINGS = "few_crossings"
    SHIFT = "shift"
    TREND = "trend"
    FEW_RUNS = "few_runs"
    MANY_RUNS = "many_runs"


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a day; None is a gap in the series.

    An excluded point is drawn but not counted. An astronomical one is plainly different: that is
    a person's judgement, which no rule here makes or uses.
    """

    at: date
    value: float | None
    excluded: bool = False
    is_astronomical: bool = False

    @property
    def has_value(self) -> bool:
        return self.value is not None and isfinite(self.value)

    @property
    def counts(self) -> bool:
        return self.has_value and not self.excluded


def in_order(points: Iterable[Point]) -> tuple[Point, ...]:
    """By day, of which each has one point at most."""
    ordered = tuple(sorted(points, key=lambda point: point.at))
    if any(one.at == other.at for one, other in pairwise(ordered)):
        raise ValueError("Two points of a series have the same day.")
    return ordered


def counted(points: Sequence[Point], start: int, stop: int) -> list[int]:
    return [index for index in range(start, stop) if points[index].counts]


def value_at(points: Sequence[Point], index: int) -> float:
    value = points[index].value
    assert value is not None  # noqa: S101 - only points that count are asked for
    return value


def median(points: Sequence[Point], indexes: Sequence[int]) -> float:
    """Of one point at least. Exact in decimals: a point that is written like it lies on it."""
    ordered = sorted(value_at(points, index) for index in indexes)
    middle = len(ordered) // 2
    if len(ordered) % 2 or ordered[middle - 1] == ordered[middle]:
        return ordered[middle]
    return float((as_written(ordered[middle - 1]) + as_written(ordered[middle])) / 2)


def difference(one: float, other: float) -> float:
    """As on paper: 61.3 − 56.2 is 5.1, so that equal gaps are equal."""
    return float(as_written(one) - as_written(other))


def as_written(value: float) -> Decimal:
    return Decimal(str(value))


def change_between(before: float, after: float) -> Change | None:
    if before == after:
        return None
    return Change.UP if after > before else Change.DOWN


def effect_of(direction: Direction, before: float, after: float) -> Effect | None:
    """Whether going from one level to another is for the better; None if it is neither."""
    if direction == Direction.NEARER_ZERO:
        gained = difference(abs(before), abs(after))
    elif direction == Direction.UP:
        gained = difference(after, before)
    elif direction == Direction.DOWN:
        gained = difference(before, after)
    else:
        gained = 0
    if not gained:
        return None
    return Effect.IMPROVEMENT if gained > 0 else Effect.DETERIORATION
