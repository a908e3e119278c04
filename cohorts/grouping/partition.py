"""The cheapest way to put everybody in one group, and the proof that there is none cheaper.

1. The linear relaxation over all groups, by column generation: solved over a few groups, and
   those that would improve it are added until there are none.
2. The number of threes is odd exactly when that of the participants is. Where the relaxation
   falls between, it is solved again for either side.
3. By what the relaxation still is below the best grouping found, any group whose reduced cost is
   higher can be in no better grouping. HiGHS chooses among the rest, and that is a proof.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from cohorts.grouping import master
from cohorts.grouping.columns import Columns
from cohorts.grouping.master import Threes
from cohorts.grouping.problem import Limits

NEW_COLUMNS_EACH = 12  # of one participant, from one pricing to the next
FIRST_COLUMNS_EACH = 12
MOST_RANKED = 200_000  # to sort millions takes time and memory, and most are not wanted
# For a first grouping, even if the clock has run out: an answer with a gap is better than none.
LAST_SECONDS = 10.0
# A reduced cost above this is an improvement only by the rounding of HiGHS; costs are whole.
TOLERANCE = 1e-3
ALMOST = 1e-6


@dataclass
class Clock:
    """How long a search may still take, and whether that has cut anything short."""

    ends: float
    has_stopped: bool = False

    @classmethod
    def start(cls, seconds: float) -> "Clock":
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        return self.ends - time.monotonic()

    def is_out(self) -> bool:
        self.has_stopped |= self.left <= 0
        return self.left <= 0


@dataclass(frozen=True)
class Partition:
    """groups: chosen members' places, None if none was found; bound: none costs less."""

    groups: list[tuple[int, ...]] | None
    cost: int
    bound: float

    @property
    def is_proven_impossible(self) -> bool:
        return self.groups is None and math.isinf(self.bound)


@dataclass(frozen=True)
class _Branch:
    """A range for the number of threes, with the relaxation's bound and every reduced cost."""

    threes: Threes
    bound: float
    reduced: np.ndarray
    triples: float


class Search:
    """One search over one set of columns. The columns that the relaxation has seen are kept."""

    def __init__(
        self, columns: Columns, limits: Limits, clock: Clock, tell: Callable[[float], None]
    ) -> None:
        self.columns, self.limits, self.clock, self.tell = columns, limits, clock, tell
        self.best: np.ndarray | None = None
        self.best_cost: float = math.inf
        self.pricing_rounds = 0
        first = self._cheapest_each(np.arange(len(columns)), columns.costs, FIRST_COLUMNS_EACH)
        self.is_in_pool = np.zeros(len(columns), dtype=bool)
        self.is_in_pool[first] = True
        dearest = float(columns.costs.max(initial=0))
        self.penalty = 4 * dearest + 1000
        self.ceiling = dearest * columns.count / 2  # no grouping costs more

    def run(self) -> Partition:
        bounds = [self._close(branch) for branch in self._branches()]
        bound = min([self.best_cost, *bounds])
        if self.best is None and not math.isinf(bound):
            self._keep_any()
        if self.best is None:
            return Partition(None, 0, bound)
        rows = self.columns.members[self.best]
        groups = [tuple(int(one) for one in row if one < self.columns.count) for row in rows]
        return Partition(groups, int(self.best_cost), bound)

    # The relaxation

    def _branches(self) -> list[_Branch]:
        """The root if its number of threes is a possible one, else both sides of it."""
        count = self.columns.count
        root = self._relax(Threes(0, count // 3))
        parity = count % 2
        below = parity + 2 * math.floor((root.triples - parity) / 2 + ALMOST)
        if abs(root.triples - below) < ALMOST:
            return [root]
        self.tell(0.5)
        sides = [(0, below), (below + 2, count // 3)]
        branches = [self._relax(Threes(*side)) for side in sides if side[0] <= side[1]]
        return sorted(branches, key=lambda branch: branch.bound)

    def _relax(self, threes: Threes) -> _Branch:
        """Column generation until no group has a negative reduced cost, or a limit is reached."""
        columns, count = self.columns, self.columns.count
        bound, best = -math.inf, None
        while True:
            known = np.flatnonzero(self.is_in_pool)
            relaxation = master.relax(columns.take(known), threes, self.penalty)
            reduced = columns.reduced_costs(relaxation.prices, relaxation.triple_price)
            # At most half the participants' number of groups, each of them short by this.
            short = min(0.0, float(reduced.min(initial=0.0))) * (count / 2)
            paid = relaxation.triple_price * np.array([threes.least, threes.most])
            value = float(relaxation.prices.sum() + paid.min() + short)
            if best is None or value > bound:
                bound, best = value, _Branch(threes, value, reduced, relaxation.triples)
            self.pricing_rounds += 1
            self.tell(1 - 0.95**self.pricing_rounds)
            new = self._improving(reduced)
            if not new.size or self.pricing_rounds >= self.limits.pricing_rounds:
                break
            if self.clock.is_out():
                break
            self.is_in_pool[new] = True
        return _Branch(best.threes, best.bound, best.reduced, relaxation.triples)

    def _improving(self, reduced: np.ndarray) -> np.ndarray:
        candidates = np.flatnonzero((reduced < -TOLERANCE) & ~self.is_in_pool)
        return self._cheapest_each(candidates, reduced, NEW_COLUMNS_EACH)

    def _cheapest_each(self, among: np.ndarray, costs: np.ndarray, most: int) -> np.ndarray:
        """Those of the columns `among` that are one of the cheapest `most` of a participant."""
        costs = costs[among]
        if len(among) > MOST_RANKED:
            cheap = np.sort(np.argpartition(costs, MOST_RANKED)[:MOST_RANKED])
            among, costs = among[cheap], costs[cheap]
        among = among[np.argsort(costs, kind="stable")]
        chosen = np.zeros(len(among), dtype=bool)
        for place in range(3):
            owners = self.columns.members[among, place]
            by_owner = np.argsort(owners, kind="stable")
            owners = owners[by_owner]
            rank = np.arange(len(owners)) - np.searchsorted(owners, owners, side="left")
            chosen[by_owner[(rank < most) & (owners < self.columns.count)]] = True
        return np.sort(among[chosen])

    # Whole groups

    def _close(self, branch: _Branch) -> float:
        """Look for better groups within the branch; what no grouping in it can cost less than."""
        wanted = min(20 * self.columns.count, self.limits.columns)
        while True:
            to_beat = self.best_cost
            if branch.bound > self.ceiling + TOLERANCE:
                return math.inf
            needed = to_beat - 1 - branch.bound + TOLERANCE
            if needed < 0:
                return to_beat
            inside, width = self._within(branch.reduced, needed, wanted)
            choice = master.choose(
                self.columns.take(inside),
                branch.threes,
                nodes=self.limits.nodes,
                seconds=max(self.clock.left, LAST_SECONDS if self.best is None else 0.0),
            )
            self.clock.has_stopped |= choice.stopped_by_clock
            self._keep(inside, choice.chosen)
            # A grouping with a group from outside costs at least the bound and the width.
            outside = to_beat if width >= needed else branch.bound + width
            if len(inside) == len(self.columns):
                outside = math.inf
            bound = max(branch.bound, min(choice.bound, outside))
            if bound >= self.best_cost or not choice.is_proven or wanted >= self.limits.columns:
                return bound
            wanted = min(4 * wanted, self.limits.columns)
            self.tell(0.9)

    def _within(self, reduced: np.ndarray, needed: float, wanted: int) -> tuple[np.ndarray, float]:
        """The groups whose reduced cost is at most `needed`, and that; or if they are more than
        wanted, those with the lowest, and what the others have at least.
        """
        inside = np.flatnonzero(reduced <= needed)
        if len(inside) <= wanted:
            return inside, needed
        width = float(np.partition(reduced[inside], wanted)[wanted]) - TOLERANCE
        below = reduced < width
        level = np.flatnonzero(~below & (reduced <= width + 2 * TOLERANCE))
        # Where nothing weighs, all are level. The relaxation's own come first, which leave nobody
        # out; and evenly, since they stand in the order of their members.
        room = wanted - int(below.sum())
        own, others = level[self.is_in_pool[level]], level[~self.is_in_pool[level]]
        below[_evenly(own, room)] = True
        below[_evenly(others, room - len(own))] = True
        return np.flatnonzero(below), width

    def _keep_any(self) -> None:
        """A grouping whatever it costs, of the groups that the relaxation has seen."""
        seen = np.flatnonzero(self.is_in_pool)
        choice = master.choose(
            replace(self.columns.take(seen), costs=np.zeros(len(seen))),
            Threes(0, self.columns.count // 3),
            nodes=self.limits.nodes,
            seconds=LAST_SECONDS,
        )
        self._keep(seen, choice.chosen)

    def _keep(self, inside: np.ndarray, chosen: np.ndarray | None) -> None:
        if chosen is None:
            return
        groups = inside[chosen]
        cost = float(self.columns.costs[groups].sum())
        if cost < self.best_cost:
            self.best, self.best_cost = groups, cost


def _evenly(values: np.ndarray, most: int) -> np.ndarray:
    """At most so many of the values, from the first to the last at even distances."""
    if len(values) <= most:
        return values
    return values[np.linspace(0, len(values) - 1, max(most, 0)).astype(int)]
