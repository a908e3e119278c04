"""What a group costs: the sliders' parts in natural units, weighed into one whole number.

Each part is measured per participant and divided by what counts as one point, so that equal
sliders mean: 60 km of travel weighs as much as being wholly unlike, or as having no theme in
common, or as a wish that is not met.

    travel     mean km one way per participant and learning meeting, when hosting rotates: each of
               the n members is host equally often, so 2 (sum of the distances) / n²; that is d/2
               for a pair and 2 (d12 + d13 + d23) / 9 for three. To it comes a quarter of the
               longest distance in the group, for the one who travels farthest. 60 km is a point.
    likeness   mean over the pairs of (g + r) / 2. g is 0 for the same municipality group of SKR
               (C7, C7), ½ for the same main group (C7, C8) and 1 otherwise. r is the ratio of the
               populations, |ln(p/q)| / ln 10, at most 1: tenfold is wholly unlike. What is not
               known of one of them counts ½. Two regions have g = 0; a region and a municipality
               are wholly unlike.
    theme      mean over the pairs of 1 - (common themes) / (themes of the one who has fewer);
               ½ where one has named none.
    wishes     for each member with a wish that could be met: 1 if nobody that it wished for is in
               the group, ½ if somebody is, 0 if that one wished for it as well.
    partners   2 for each pair who were in one group before, divided among the members.

A group costs the sum over its members, so that pairs and threes compare fairly: what is minimised
is the sum over all participants. In thousandths of a point times the slider (0–100), rounded once
for each pair of participants; everything after that is whole numbers, and exact.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cohorts.grouping.distances import distances_km, fill_unknown
from cohorts.grouping.problem import Candidate, Problem

POINT_KM = 60.0
LONGEST_SHARE = 0.25
THOUSANDTHS = 1000
UNKNOWN = 0.5


@dataclass(frozen=True)
class CostTables:
    """The parts for each two of n candidates, in the order given; all n × n.

    km: as known, NaN where a place is not
    unlikeness: 0–1
    pair, triple: what the two cost each other in a group of two, in a group of three
    longest: what the distance costs each member if it is the longest one
    wish_loss: row's loss if, of those it wished for, column is the best in its group
    """

    km: np.ndarray
    unlikeness: np.ndarray
    pair: np.ndarray
    triple: np.ndarray
    longest: np.ndarray
    wish_loss: np.ndarray

    def group_costs(self, groups: Sequence[Sequence[int]]) -> list[int]:
        """Of groups given by their places in the table.

        Fewer than two cost nothing; more than three, who can only be an unfinished group on the
        board, cost what three of them do on average.
        """
        costs = [0] * len(groups)
        pairs = [at for at, group in enumerate(groups) if len(group) == 2]
        triples = [at for at, group in enumerate(groups) if len(group) == 3]
        if pairs:
            members = np.array([groups[at] for at in pairs]).T
            for at, cost in zip(pairs, self.pair_costs(*members), strict=True):
                costs[at] = int(cost)
        if triples:
            members = np.array([groups[at] for at in triples]).T
            for at, cost in zip(triples, self.triple_costs(*members), strict=True):
                costs[at] = int(cost)
        for at, group in enumerate(groups):
            if len(group) > 3:
                threes = np.array(list(itertools.combinations(group, 3))).T
                costs[at] = round(float(self.triple_costs(*threes).mean()) * len(group) / 3)
        return costs

    def pair_costs(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Of the groups of first[k] and second[k]."""
        loss = self.wish_loss
        costs = self.pair[first, second] + 2 * self.longest[first, second]
        return costs + loss[first, second] + loss[second, first]

    def triple_costs(self, first: np.ndarray, second: np.ndarray, third: np.ndarray) -> np.ndarray:
        """Of the groups of first[k], second[k] and third[k]."""
        table, longest, loss = self.triple, self.longest, self.wish_loss
        costs = table[first, second] + table[first, third] + table[second, third]
        costs += 3 * np.maximum(
            np.maximum(longest[first, second], longest[first, third]), longest[second, third]
        )
        costs += np.minimum(loss[first, second], loss[first, third])
        costs += np.minimum(loss[second, first], loss[second, third])
        costs += np.minimum(loss[third, first], loss[third, second])
        return costs


def tabulate(problem: Problem, candidates: Sequence[Candidate]) -> CostTables:
    """What each two of these candidates of the problem cost each other."""
    weights = problem.weights
    km = distances_km(candidates, candidates)
    everybody = km if len(candidates) == len(problem.candidates) else _all_km(problem)
    points = fill_unknown(km, everybody[np.triu_indices_from(everybody, 1)]) / POINT_KM
    np.fill_diagonal(points, 0.0)
    unlikeness = unlikeness_of(candidates)

    # Thirds, since travel in a group of three is two thirds of the sum of its distances.
    travel = _rounded(weights.travel * points / 3)
    apart = _rounded(weights.likeness * unlikeness + weights.theme * theme_distance(candidates))
    earlier = 2 * _rounded(weights.new_partners * _earlier_partners(problem, candidates))
    return CostTables(
        km=km,
        unlikeness=unlikeness,
        pair=3 * travel + 2 * apart + earlier,
        triple=2 * travel + apart + earlier,
        longest=_rounded(weights.travel * LONGEST_SHARE * points),
        wish_loss=_rounded(weights.wishes * _wish_loss(problem, candidates)),
    )


def _rounded(points: np.ndarray) -> np.ndarray:
    return np.rint(THOUSANDTHS * points).astype(np.int64)


def _all_km(problem: Problem) -> np.ndarray:
    return distances_km(problem.candidates, problem.candidates)


def unlikeness_of(candidates: Sequence[Candidate]) -> np.ndarray:
    """0 for alike to 1 for wholly unlike, n × n."""
    count = len(candidates)
    regions = np.array([one.is_region for one in candidates], dtype=bool)
    codes = np.array([one.skr_group for one in candidates], dtype="U2")
    letters = codes.astype("U1")
    group = np.where(letters[:, None] == letters[None, :], 0.5, 1.0)
    group[codes[:, None] == codes[None, :]] = 0.0
    has_none = codes == ""
    group[has_none[:, None] | has_none[None, :]] = UNKNOWN
    group[regions[:, None] & regions[None, :]] = 0.0

    logarithms = np.array(
        [math.log10(one.population) if one.population else np.nan for one in candidates]
    )
    ratio = np.minimum(np.abs(logarithms[:, None] - logarithms[None, :]), 1.0)
    ratio = np.where(np.isnan(ratio), UNKNOWN, ratio)

    unlike = (group + ratio) / 2
    unlike[regions[:, None] != regions[None, :]] = 1.0
    unlike[range(count), range(count)] = 0.0
    return unlike


def theme_distance(candidates: Sequence[Candidate]) -> np.ndarray:
    """0 where all that the one with fewer themes has named is shared, 1 where nothing is, n × n."""
    themes = sorted({theme for one in candidates for theme in one.themes})
    named = np.array(
        [[theme in one.themes for theme in themes] for one in candidates], dtype=float
    ).reshape(len(candidates), len(themes))
    common = named @ named.T
    count = named.sum(axis=1)
    fewer = np.minimum(count[:, None], count[None, :])
    return np.where(fewer > 0, 1 - common / np.maximum(fewer, 1), UNKNOWN)


def wishes_for(candidates: Sequence[Candidate]) -> np.ndarray:
    """Whether row has wished for column's organisation, n × n."""
    places = _places(candidates)
    wishes = np.zeros((len(candidates), len(candidates)), dtype=bool)
    for row, one in enumerate(candidates):
        for organisation in one.wishes:
            wishes[row, places.get(organisation, [])] = True
    np.fill_diagonal(wishes, False)
    return wishes


def _wish_loss(problem: Problem, candidates: Sequence[Candidate]) -> np.ndarray:
    wishes = wishes_for(candidates)
    taking_part = {one.organisation for one in problem.candidates}
    has_wish = np.array([bool(one.wishes & taking_part) for one in candidates], dtype=bool)
    loss = np.where(wishes, np.where(wishes.T, 0.0, 0.5), 1.0)
    return loss * has_wish[:, None]


def _earlier_partners(problem: Problem, candidates: Sequence[Candidate]) -> np.ndarray:
    places = _places(candidates)
    together = np.zeros((len(candidates), len(candidates)))
    for first, second in problem.earlier:
        for row in places.get(first, ()):
            for column in places.get(second, ()):
                together[row, column] = together[column, row] = 1.0
    return together


def _places(candidates: Sequence[Candidate]) -> dict[int, list[int]]:
    """Where each organisation stands; more than once if two of its units take part."""
    places: dict[int, list[int]] = {}
    for place, one in enumerate(candidates):
        places.setdefault(one.organisation, []).append(place)
    return places
