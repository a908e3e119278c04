"""Women and men in one chart, with the gap between them; girls and boys likewise.

The gap is women's figure minus men's, with its sign, so that it can be analysed as a series of
its own. Whether it has closed is judged on its size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from improvements.run_chart.judging import RunChart, analyse, judge
from improvements.run_chart.series import (
    Change,
    Direction,
    Effect,
    Point,
    RuleSet,
    Verdict,
    change_between,
    counted,
    difference,
    effect_of,
    in_order,
    median,
)


class Group(StrEnum):
    WOMEN = "women"
    MEN = "men"


class Outcome(StrEnum):
    SHRUNK = "shrunk"
    GROWN = "grown"
    UNCHANGED = "unchanged"


class How(StrEnum):
    """Who moved so that the gap became what it is.

    Where it shrank: the worse-off came up, the better-off fell back, or both did. Where it grew:
    the worse-off fell back, the better-off went ahead, or both.
    """

    WORSE_OFF = "worse_off"
    BETTER_OFF = "better_off"
    BOTH = "both"
    NEITHER = "neither"


@dataclass(frozen=True)
class Movement:
    """A series between two times: its medians, and what the rules say of the later points when
    they are judged about the earlier median."""

    before: float
    after: float
    verdict: Verdict

    @property
    def change(self) -> Change | None:
        """Which way it went; None where it stands still or where the rules see only chance.

        With too few points for the rules the figures speak for themselves.
        """
        if self.verdict == Verdict.NO_SIGNAL:
            return None
        return change_between(self.before, self.after)


@dataclass(frozen=True)
class Closing:
    """What became of the gap, from the baseline to the latest part."""

    women: Movement
    men: Movement
    gap: Movement
    direction: Direction

    @property
    def size_before(self) -> float:
        return abs(self.gap.before)

    @property
    def size_after(self) -> float:
        return abs(self.gap.after)

    @property
    def outcome(self) -> Outcome:
        if self.size_before == self.size_after:
            return Outcome.UNCHANGED
        return Outcome.SHRUNK if self.size_after < self.size_before else Outcome.GROWN

    @property
    def worse_off_before(self) -> Group | None:
        return self._worse_off(self.gap.before)

    @property
    def worse_off_after(self) -> Group | None:
        return self._worse_off(self.gap.after)

    @property
    def worse_off(self) -> Group | None:
        """Of whom the gap speaks: who was behind where it shrank, who is behind where it grew."""
        if self.outcome == Outcome.GROWN:
            return self.worse_off_after
        return self.worse_off_before

    @property
    def better_off(self) -> Group | None:
        match self.worse_off:
            case Group.WOMEN:
                return Group.MEN
            case Group.MEN:
                return Group.WOMEN
        return None

    @property
    def has_swapped(self) -> bool:
        """Whether the group that was behind is now ahead."""
        return self.gap.before * self.gap.after < 0

    @property
    def how(self) -> How | None:
        """None where the gap is unchanged, or where nobody has said which way is better."""
        if self.outcome == Outcome.UNCHANGED or not self.worse_off or not self.better_off:
            return None
        shrank = self.outcome == Outcome.SHRUNK
        came_up, fell_back = Effect.IMPROVEMENT, Effect.DETERIORATION
        worse = self.effect(self.worse_off) == (came_up if shrank else fell_back)
        better = self.effect(self.better_off) == (fell_back if shrank else came_up)
        if worse and better:
            return How.BOTH
        if worse:
            return How.WORSE_OFF
        return How.BETTER_OFF if better else How.NEITHER

    @property
    def is_equal_improvement(self) -> bool:
        """The gap has shrunk, beyond chance, and not by anybody getting it worse."""
        return (
            self.outcome == Outcome.SHRUNK
            and self.gap.verdict == Verdict.SIGNAL
            and self.worse_off is not None
            and Effect.DETERIORATION not in {self.effect(group) for group in Group}
        )

    def movement(self, group: Group) -> Movement:
        return self.women if group == Group.WOMEN else self.men

    def effect(self, group: Group) -> Effect | None:
        """For better or worse for the group; None where it stands still or it may be chance."""
        moved = self.movement(group)
        return effect_of(self.direction, moved.before, moved.after) if moved.change else None

    def _worse_off(self, gap: float) -> Group | None:
        if not gap or self.direction not in {Direction.UP, Direction.DOWN}:
            return None
        return Group.WOMEN if (gap < 0) == (self.direction == Direction.UP) else Group.MEN


@dataclass(frozen=True)
class Twin:
    """Three run charts with the same days; `closing` is None without two times to compare."""

    women: RunChart
    men: RunChart
    gap: RunChart
    closing: Closing | None


def twin(
    women: Iterable[Point],
    men: Iterable[Point],
    *,
    rules: RuleSet | str = RuleSet.ANHOJ,
    direction: Direction | str = Direction.NEITHER,
    frozen_first: int | None = None,
    splits: Sequence[date] = (),
) -> Twin:
    """Both series and their gap by the same rules, baseline and splits.

    A day that only one of them has is a gap in the other, so that the first k points are the
    same days in all three. The gap has a value where both have, and counts where both count.
    """
    rules, direction = RuleSet(rules), Direction(direction)
    ours, theirs = _on_same_days(in_order(women), in_order(men))
    between = [_gap_point(one, other) for one, other in zip(ours, theirs, strict=True)]
    chart = partial(analyse, rules=rules, frozen_first=frozen_first, splits=splits)
    charts = (
        chart(ours, direction=direction),
        chart(theirs, direction=direction),
        chart(between, direction=Direction.NEARER_ZERO),
    )
    return Twin(*charts, closing=_closing(*charts, direction=direction))


def _on_same_days(women: Sequence[Point], men: Sequence[Point]) -> tuple[list[Point], list[Point]]:
    ours, theirs = ({point.at: point for point in points} for points in (women, men))
    days = sorted(ours.keys() | theirs.keys())
    return (
        [ours.get(day) or Point(day, None) for day in days],
        [theirs.get(day) or Point(day, None) for day in days],
    )


def _gap_point(one: Point, other: Point) -> Point:
    between = None
    if one.value is not None and other.value is not None and one.has_value and other.has_value:
        between = difference(one.value, other.value)
    return Point(
        at=one.at,
        value=between,
        excluded=one.excluded or other.excluded,
        is_astronomical=one.is_astronomical or other.is_astronomical,
    )


def _closing(
    women: RunChart, men: RunChart, gap: RunChart, *, direction: Direction
) -> Closing | None:
    """On the days that the gap counts, so that the three movements speak of the same figures."""
    if not gap.parts:
        return None
    first, last = gap.parts[0], gap.parts[-1]
    before = counted(gap.points, first.start, first.baseline_stop)
    after = counted(gap.points, last.judged_from, last.stop)
    if not before or not after or (first is last and not first.is_frozen):
        return None
    moved = partial(_movement, before=before, after=after)
    return Closing(moved(women), moved(men), moved(gap), direction)


def _movement(chart: RunChart, *, before: Sequence[int], after: Sequence[int]) -> Movement:
    start = median(chart.points, before)
    later = judge(
        chart.points, after, start, rules=chart.rules, direction=chart.direction, is_own=False
    )
    return Movement(start, median(chart.points, after), later.verdict)
