"""Every group of two or three that the rules allow, as columns of the set partitioning."""

from dataclasses import dataclass

import numpy as np

from cohorts.grouping.costs import CostTables
from cohorts.grouping.hard_rules import Bonds

# How many groups are looked at in one go: some 30 MB of intermediate tables.
CHUNK = 400_000


@dataclass(frozen=True)
class Columns:
    """m groups of n participants.

    members: m × 3, places in increasing order; a pair has n, nobody's place, as its third
    costs: m, whole numbers as in `costs`: 32 bits hold any, as no distance on Earth is above
        20 100 km, 335 points
    """

    count: int
    members: np.ndarray
    costs: np.ndarray

    def __len__(self) -> int:
        return len(self.costs)

    @property
    def is_triple(self) -> np.ndarray:
        return self.members[:, 2] < self.count

    def take(self, which: np.ndarray) -> "Columns":
        return Columns(self.count, self.members[which], self.costs[which])

    def reduced_costs(self, prices: np.ndarray, triple_price: float) -> np.ndarray:
        """Cost less what the rows pay for it; prices are n, one for each participant.

        Worked through in chunks: with 290 participants there are four million groups.
        """
        padded = np.append(prices, 0.0)
        reduced = np.empty(len(self))
        for start in range(0, len(self), CHUNK):
            part = slice(start, start + CHUNK)
            members = self.members[part]
            np.subtract(self.costs[part], padded[members[:, 0]], out=reduced[part])
            reduced[part] -= padded[members[:, 1]]
            reduced[part] -= padded[members[:, 2]]
            reduced[part] -= triple_price * (members[:, 2] < self.count)
        return reduced


def all_columns(tables: CostTables, bonds: Bonds) -> Columns:
    """Every allowed group, pairs first, in the order of their members."""
    count = len(bonds.ids)
    parts = [_pairs(tables, bonds)]
    first_of_chunk: list[np.ndarray] = []
    waiting = 0
    for first in range(count - 2):
        second, third = np.triu_indices(count - first - 1, 1)
        triples = np.empty((len(second), 3), dtype=np.int16)
        triples[:, 0], triples[:, 1], triples[:, 2] = first, second + first + 1, third + first + 1
        first_of_chunk.append(triples)
        waiting += len(triples)
        if waiting >= CHUNK or first == count - 3:
            parts.append(_triples(tables, bonds, np.concatenate(first_of_chunk)))
            first_of_chunk, waiting = [], 0
    return Columns(
        count,
        np.concatenate([part.members for part in parts]),
        np.concatenate([part.costs for part in parts]),
    )


def _pairs(tables: CostTables, bonds: Bonds) -> Columns:
    count = len(bonds.ids)
    first, second = np.triu_indices(count, 1)
    chain, size = bonds.chain, bonds.size
    is_whole = np.where(
        chain[first] == chain[second], size[first] == 2, (size[first] == 1) & (size[second] == 1)
    )
    allowed = is_whole & ~bonds.conflicts[first, second]
    first, second = first[allowed], second[allowed]
    nobody = np.full(len(first), count)
    members = np.stack([first, second, nobody], axis=1).astype(np.int16)
    return Columns(count, members, tables.pair_costs(first, second).astype(np.int32))


def _triples(tables: CostTables, bonds: Bonds, members: np.ndarray) -> Columns:
    """Those of the triples given (m × 3) that the rules allow."""
    first, second, third = (members[:, place].astype(np.intp) for place in range(3))
    conflicts, chain, size = bonds.conflicts, bonds.chain, bonds.size
    forbidden = conflicts[first, second] | conflicts[first, third] | conflicts[second, third]
    if (size > 1).any():
        # Each one's chain must be here whole: as many of it in the group as it is long.
        one_two = chain[first] == chain[second]
        one_three = chain[first] == chain[third]
        two_three = chain[second] == chain[third]
        forbidden |= size[first] != 1 + one_two.astype(int) + one_three
        forbidden |= size[second] != 1 + one_two.astype(int) + two_three
        forbidden |= size[third] != 1 + one_three.astype(int) + two_three
    if forbidden.any():
        allowed = ~forbidden
        first, second, third = first[allowed], second[allowed], third[allowed]
        members = members[allowed]
    costs = tables.triple_costs(first, second, third).astype(np.int32)
    return Columns(len(bonds.ids), members, costs)
