"""One series about its median: runs, crossings, trends, and what they signal."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from improvements.run_chart.limits import FEWEST_USEFUL, SHIFT, TREND, Limits, limits
from improvements.run_chart.series import (
    Change,
    Direction,
    Effect,
    Point,
    RuleSet,
    Side,
    SignalKind,
    Verdict,
    change_between,
    counted,
    effect_of,
    in_order,
    median,
    value_at,
)


@dataclass(frozen=True)
class Signal:
    """What chance seldom gives.

    found: how many points in a row, crossings, or runs there are
    limit: the number as its rule is stated: at most so many in a row (Anhøj), at least so many in
        a row (shift, trend), at least or at most so many crossings or runs
    indexes: the points concerned, among those of the chart; none where all of them are
    before, after: the levels between which the series went, None where it is only uneven
    """

    kind: SignalKind
    found: int
    limit: int
    indexes: tuple[int, ...] = ()
    side: Side | None = None
    before: float | None = None
    after: float | None = None
    effect: Effect | None = None

    @property
    def change(self) -> Change | None:
        if self.before is None or self.after is None:
            return None
        return change_between(self.before, self.after)


@dataclass(frozen=True)
class Run:
    """Useful points in a row on the same side; those on the line neither count nor break."""

    side: Side
    indexes: tuple[int, ...]


@dataclass(frozen=True)
class Findings:
    """Points judged about a centre."""

    useful: int = 0
    runs: tuple[Run, ...] = ()
    limits: Limits | None = None
    signals: tuple[Signal, ...] = ()

    @property
    def verdict(self) -> Verdict:
        if self.limits is None:
            return Verdict.TOO_FEW
        return Verdict.SIGNAL if self.signals else Verdict.NO_SIGNAL


@dataclass(frozen=True)
class Part:
    """A stretch of the series with a median of its own: the chart's points[start:stop].

    Where the median is frozen it is that of the points before `judged_from`, and the rules have
    judged those from there on. Indexes are those of the chart's points. Limits are None where
    the rules give none: with too few points, and for the crossings beyond the classic table.
    """

    start: int
    stop: int
    judged_from: int
    median: float | None
    counted: int
    findings: Findings
    astronomical: tuple[int, ...] = ()

    @property
    def is_frozen(self) -> bool:
        return self.judged_from > self.start

    @property
    def baseline_stop(self) -> int:
        """Where the points that the median is made of end."""
        return self.judged_from if self.is_frozen else self.stop

    @property
    def useful(self) -> int:
        return self.findings.useful

    @property
    def verdict(self) -> Verdict:
        return self.findings.verdict

    @property
    def signals(self) -> tuple[Signal, ...]:
        return self.findings.signals

    @property
    def longest_run(self) -> int:
        return len(self.longest_run_indexes)

    @property
    def longest_run_indexes(self) -> tuple[int, ...]:
        """Of runs that are equally long, the latest."""
        return _longest(self.findings.runs).indexes if self.findings.runs else ()

    @property
    def longest_run_limit(self) -> int | None:
        return self.findings.limits.longest_run if self.findings.limits else None

    @property
    def crossings(self) -> int:
        return max(len(self.findings.runs) - 1, 0)

    @property
    def crossings_limit(self) -> int | None:
        return self.findings.limits.fewest_crossings if self.findings.limits else None

    @property
    def most_crossings(self) -> int | None:
        return self.findings.limits.most_crossings if self.findings.limits else None

    @property
    def latest_change(self) -> Signal | None:
        """The signal that goes on longest and says which way the series went."""
        changes = [signal for signal in self.signals if signal.change]
        return max(changes, key=lambda signal: signal.indexes[-1], default=None)

    @property
    def effect(self) -> Effect | None:
        return self.latest_change.effect if self.latest_change else None


@dataclass(frozen=True)
class RunChart:
    """The points by day, and what the rules say of each part."""

    points: tuple[Point, ...]
    rules: RuleSet
    direction: Direction
    parts: tuple[Part, ...]

    @property
    def latest(self) -> Part | None:
        return self.parts[-1] if self.parts else None


def analyse(
    points: Iterable[Point],
    *,
    rules: RuleSet | str = RuleSet.ANHOJ,
    direction: Direction | str = Direction.NEITHER,
    frozen_first: int | None = None,
    splits: Sequence[date] = (),
) -> RunChart:
    """The series in parts, each about a median of its own.

    A split begins a new part with the first point from that day on; why it was made is the
    caller's to know. `frozen_first` freezes the median of the first part at its first k points,
    and the rules judge the rest. Points without a value and excluded ones are among the k, so
    that excluding a point later does not move the baseline; if nothing follows them yet, the
    part is judged as if it were not frozen.
    """
    if frozen_first is not None and frozen_first < 1:
        raise ValueError("A frozen median needs at least one point.")
    rules, direction = RuleSet(rules), Direction(direction)
    ordered = in_order(points)
    parts = []
    for start, stop in _stretches(ordered, splits):
        frozen = frozen_first if start == 0 else None
        parts.append(_part(ordered, start, stop, frozen, rules, direction))
    return RunChart(ordered, rules, direction, tuple(parts))


def judge(
    points: Sequence[Point],
    indexes: Sequence[int],
    centre: float,
    *,
    rules: RuleSet,
    direction: Direction,
    is_own: bool,
) -> Findings:
    """The points with these indexes, all of which count, about a centre.

    `is_own` says that the centre is the median of the same points: then a run that opens the
    series shows where it came from, and the change went the other way.
    """
    series = _Series(points, indexes, centre, direction, is_own)
    runs = tuple(series.runs())
    useful = sum(len(run.indexes) for run in runs)
    if useful < FEWEST_USEFUL:
        return Findings(useful, runs)
    allowed = limits(rules, useful)
    found = _anhoj if rules == RuleSet.ANHOJ else _classic
    return Findings(useful, runs, allowed, tuple(found(series, runs, allowed)))


def _stretches(points: Sequence[Point], splits: Sequence[date]) -> list[tuple[int, int]]:
    days = [point.at for point in points]
    borders = {bisect_left(days, split) for split in splits} | {0, len(points)}
    return list(pairwise(sorted(borders)))


def _part(
    points: Sequence[Point],
    start: int,
    stop: int,
    frozen: int | None,
    rules: RuleSet,
    direction: Direction,
) -> Part:
    judged_from = min(start + frozen, stop) if frozen else start
    judged = counted(points, judged_from, stop)
    if not judged:
        judged_from, judged = start, counted(points, start, stop)
    is_own = judged_from == start
    baseline = judged if is_own else counted(points, start, judged_from)
    centre = median(points, baseline) if baseline else None
    findings = Findings()
    if centre is not None:
        findings = judge(points, judged, centre, rules=rules, direction=direction, is_own=is_own)
    return Part(
        start=start,
        stop=stop,
        judged_from=judged_from,
        median=centre,
        counted=len(judged),
        findings=findings,
        astronomical=tuple(i for i in range(start, stop) if points[i].is_astronomical),
    )


def _longest(runs: Sequence[Run]) -> Run:
    return max(reversed(runs), key=lambda run: len(run.indexes))


def _anhoj(series: "_Series", runs: Sequence[Run], allowed: Limits) -> Iterator[Signal]:
    longest, crossings = _longest(runs), len(runs) - 1
    if len(longest.indexes) > allowed.longest_run:
        yield series.of_run(longest, runs, SignalKind.LONGEST_RUN, allowed.longest_run)
    if allowed.fewest_crossings is not None and crossings < allowed.fewest_crossings:
        yield Signal(SignalKind.FEW_CROSSINGS, crossings, allowed.fewest_crossings)


def _classic(series: "_Series", runs: Sequence[Run], allowed: Limits) -> Iterator[Signal]:
    for run in runs:
        if len(run.indexes) >= SHIFT:
            yield series.of_run(run, runs, SignalKind.SHIFT, SHIFT)
    yield from series.trends()
    crossings = len(runs) - 1
    if allowed.fewest_crossings is not None and crossings < allowed.fewest_crossings:
        yield Signal(SignalKind.FEW_RUNS, len(runs), allowed.fewest_crossings + 1)
    if allowed.most_crossings is not None and crossings > allowed.most_crossings:
        yield Signal(SignalKind.MANY_RUNS, len(runs), allowed.most_crossings + 1)


@dataclass(frozen=True)
class _Series:
    """What is judged, about what."""

    points: Sequence[Point]
    indexes: Sequence[int]
    centre: float
    direction: Direction
    is_own: bool

    def runs(self) -> Iterator[Run]:
        side: Side | None = None
        current: list[int] = []
        for index in self.indexes:
            value = value_at(self.points, index)
            if value == self.centre:
                continue
            here = Side.ABOVE if value > self.centre else Side.BELOW
            if side is not None and here != side:
                yield Run(side, tuple(current))
                current = []
            side = here
            current.append(index)
        if side is not None:
            yield Run(side, tuple(current))

    def of_run(self, run: Run, runs: Sequence[Run], kind: SignalKind, limit: int) -> Signal:
        level = median(self.points, run.indexes)
        opens = self.is_own and run is runs[0] and len(runs) > 1
        before, after = (level, self.centre) if opens else (self.centre, level)
        return Signal(
            kind=kind,
            found=len(run.indexes),
            limit=limit,
            indexes=run.indexes,
            side=run.side,
            before=before,
            after=after,
            effect=effect_of(self.direction, before, after),
        )

    def trends(self) -> Iterator[Signal]:
        """Stretches that only rise or only fall; neighbours with one value count as one point."""
        steps: list[list[int]] = []
        values: list[float] = []
        for index in self.indexes:
            value = value_at(self.points, index)
            if values and values[-1] == value:
                steps[-1].append(index)
            else:
                steps.append([index])
                values.append(value)
        first = 0
        for place in range(1, len(steps) + 1):
            goes_on = place < len(steps) and (
                place - first < 2
                or (values[place] > values[place - 1]) == (values[place - 1] > values[first])
            )
            if goes_on:
                continue
            if place - first >= TREND:
                before, after = values[first], values[place - 1]
                yield Signal(
                    kind=SignalKind.TREND,
                    found=place - first,
                    limit=TREND,
                    indexes=tuple(index for step in steps[first:place] for index in step),
                    before=before,
                    after=after,
                    effect=effect_of(self.direction, before, after),
                )
            first = place - 1
