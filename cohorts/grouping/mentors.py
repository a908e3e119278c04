"""Mentors for groups that stand: an exact assignment, one lead mentor for each group.

What a mentor costs a group, in thousandths of a weighted point:

    distance   mean km one way from the mentor to the members, 60 km is a point; always weighs 50,
               as a slider in the middle
    fairness   (the slider) × the sum of
               duty      1 / r for a mentor who last served r rounds ago, 0 for one who never has
               load      ½ for each group that it has already in this round
               kind      the share of members of the other kind: a region among municipalities

Distances that are not known count as the median of those that are.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from cohorts.grouping.costs import POINT_KM, THOUSANDTHS
from cohorts.grouping.distances import distances_km, fill_unknown
from cohorts.grouping.problem import MentorCandidate, Problem, ProposedGroup

DISTANCE_WEIGHT = 50
LOAD = 0.5


def assign_mentors(problem: Problem, groups: Sequence[ProposedGroup]) -> list[ProposedGroup]:
    """The groups with a lead mentor each, as far as there are mentors.

    Who has a mentor keeps it. As many groups as possible get one; of all such ways the cheapest.
    With too few mentors, those groups are left without for which that costs least overall.
    """
    from scipy.optimize import linear_sum_assignment

    without = [index for index, group in enumerate(groups) if not group.mentors and group.members]
    seats = _free_seats(problem, groups)
    if not without or not seats:
        return list(groups)
    costs = mentor_costs(problem, [groups[index] for index in without])[:, [at for at, _ in seats]]
    costs += np.array([load_cost(problem, load) for _, load in seats])
    assigned = list(groups)
    for row, seat in zip(*linear_sum_assignment(costs), strict=True):
        mentor = problem.mentors[seats[seat][0]].organisation
        assigned[without[row]] = ProposedGroup(groups[without[row]].members, (mentor,))
    return assigned


def _free_seats(problem: Problem, groups: Sequence[ProposedGroup]) -> list[tuple[int, int]]:
    """Each mentor's place, as often as it can take another group, with how many it has by then."""
    taken = Counter(mentor for group in groups for mentor in set(group.mentors))
    taking_part = {one.organisation for one in problem.candidates}
    by_number = sorted(enumerate(problem.mentors), key=lambda placed: placed[1].organisation)
    return [
        (place, load)
        for place, mentor in by_number
        if mentor.organisation not in taking_part
        for load in range(taken[mentor.organisation], mentor.capacity)
    ]


def mentor_costs(problem: Problem, groups: Sequence[ProposedGroup]) -> np.ndarray:
    """What each mentor costs each group, its load apart: groups × mentors, whole numbers.

    No group may be empty.
    """
    candidates, mentors = problem.candidates, problem.mentors
    fairness = problem.weights.fairness
    km = distances_km(candidates, mentors)
    km = fill_unknown(km, km)
    regions = np.array([one.is_region for one in candidates], dtype=bool)
    is_other_kind = regions[:, None] != np.array([one.is_region for one in mentors], dtype=bool)
    # Sixths, so that the mean over two or three members is a whole number.
    sixths = _rounded((DISTANCE_WEIGHT * km / POINT_KM + fairness * is_other_kind) / 6)

    place = {one.id: index for index, one in enumerate(candidates)}
    members = [place[one] for group in groups for one in group.members]
    sizes = np.array([len(group.members) for group in groups])
    sums = np.add.reduceat(sixths[members], np.cumsum(sizes) - sizes, axis=0)
    return 6 * sums // sizes[:, None] + _rounded(
        fairness * np.array([_duty(one) for one in mentors], dtype=float)
    )


def load_cost(problem: Problem, load: int) -> int:
    """What it costs that the mentor has `load` groups in this round already."""
    return round(THOUSANDTHS * LOAD * problem.weights.fairness * load)


def seated_cost(problem: Problem, groups: Sequence[ProposedGroup]) -> int:
    """What the lead mentors of all groups cost together, in the order of the groups."""
    mentors = problem.mentor_by_organisation
    led = [
        group
        for group in groups
        if group.members and group.mentors[:1] and group.mentors[0] in mentors
    ]
    if not led:
        return 0
    columns = {one.organisation: place for place, one in enumerate(problem.mentors)}
    costs = mentor_costs(problem, led)
    total = sum(int(costs[row, columns[group.mentors[0]]]) for row, group in enumerate(led))
    seats = Counter(mentor for group in groups for mentor in set(group.mentors))
    return total + sum(
        load_cost(problem, load) for count in seats.values() for load in range(count)
    )


def _duty(mentor: MentorCandidate) -> float:
    if mentor.rounds_since_duty is None:
        return 0.0
    return 1 / max(mentor.rounds_since_duty, 1)


def _rounded(points: np.ndarray) -> np.ndarray:
    return np.rint(THOUSANDTHS * points).astype(np.int64)
