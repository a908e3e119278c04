"""What an arrangement is worth in figures, finished or not: asked after every move on the board."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from cohorts.grouping.costs import CostTables, tabulate, wishes_for
from cohorts.grouping.distances import distances_km
from cohorts.grouping.mentors import seated_cost
from cohorts.grouping.problem import GroupScore, Problem, ProposedGroup, Score


def score(problem: Problem, groups: Sequence[ProposedGroup]) -> Score:
    """The figures of the whole and of each group, in the order given.

    A group of any size is counted: one member is measured by nothing and stands as unplaced.
    """
    candidates = problem.candidates
    tables = tabulate(problem, candidates)
    wishes = wishes_for(candidates)
    earlier = _earlier_pairs(problem)
    place = {one.id: index for index, one in enumerate(candidates)}
    places = [[place[one] for one in group.members] for group in groups]
    mentor_km = _mentor_km(problem, groups, places)
    costs = tables.group_costs(places)

    scores = tuple(
        GroupScore(
            members=group.members,
            mean_km=_mean_km(tables, members),
            longest_km=_longest_km(tables, members),
            likeness=_likeness(tables, members),
            shared_themes=shared_themes(problem, group),
            wishes_met=int(wishes[np.ix_(members, members)].sum()),
            mutual_wishes_met=int((wishes & wishes.T)[np.ix_(members, members)].sum()) // 2,
            earlier_pairs=sum(
                _pair(candidates[one].organisation, candidates[other].organisation) in earlier
                for one, other in combinations(members, 2)
            ),
            mentor_km=km,
            has_mentor=bool(group.mentors),
            cost=cost,
        )
        for group, members, km, cost in zip(groups, places, mentor_km, costs, strict=True)
    )
    placed = {member for group in groups if len(group.members) > 1 for member in group.members}
    return Score(
        cost=sum(costs),
        mentor_cost=seated_cost(problem, groups),
        mean_km=_mean([(one.mean_km, len(one.members)) for one in scores]),
        longest_km=max(
            (one.longest_km for one in scores if one.longest_km is not None), default=None
        ),
        likeness=_mean([(one.likeness, len(one.members)) for one in scores]),
        groups_with_shared_theme=sum(bool(one.shared_themes) for one in scores),
        wishes=int(wishes.sum()),
        wishes_met=sum(one.wishes_met for one in scores),
        mutual_wishes_met=sum(one.mutual_wishes_met for one in scores),
        earlier_pairs=sum(one.earlier_pairs for one in scores),
        mentor_km=_mean([(one.mentor_km, 1) for one in scores]),
        groups_without_mentor=sum(not group.mentors for group in groups if group.members),
        unplaced=tuple(sorted(one.id for one in candidates if one.id not in placed)),
        groups=scores,
    )


def shared_themes(problem: Problem, group: ProposedGroup) -> tuple[str, ...]:
    """What every member has named; nothing for a group of one."""
    named = [problem.candidate_by_id[one].themes for one in group.members]
    return tuple(sorted(frozenset.intersection(*named))) if len(named) > 1 else ()


def mentor_distances_km(problem: Problem, group: ProposedGroup, mentor: int) -> list[float]:
    """From the mentor to each member, as far as the places are known."""
    if mentor not in problem.mentor_by_organisation:
        return []
    members = [problem.candidate_by_id[one] for one in group.members]
    km = distances_km([problem.mentor_by_organisation[mentor]], members)[0]
    return [float(one) for one in km if not np.isnan(one)]


def _mentor_km(
    problem: Problem, groups: Sequence[ProposedGroup], places: Sequence[Sequence[int]]
) -> list[float | None]:
    """Of each group, from the lead mentor to the members on average; None if not known."""
    column = {one.organisation: at for at, one in enumerate(problem.mentors)}
    km = distances_km(problem.candidates, problem.mentors)
    return [
        _known_mean(km[list(members), column[group.mentors[0]]])
        if members and group.mentors and group.mentors[0] in column
        else None
        for group, members in zip(groups, places, strict=True)
    ]


def _mean_km(tables: CostTables, members: Sequence[int]) -> float | None:
    """2 (sum of the distances) / n², of n members; None if a distance is not known."""
    if len(members) < 2:
        return None
    km = float(tables.km[np.ix_(members, members)].sum()) / len(members) ** 2
    return None if np.isnan(km) else km


def _longest_km(tables: CostTables, members: Sequence[int]) -> float | None:
    known = [float(tables.km[pair]) for pair in combinations(members, 2)]
    return max((km for km in known if not np.isnan(km)), default=None)


def _likeness(tables: CostTables, members: Sequence[int]) -> float | None:
    if len(members) < 2:
        return None
    return 1 - float(np.mean([tables.unlikeness[pair] for pair in combinations(members, 2)]))


def _known_mean(values: np.ndarray) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None


def _mean(weighted: Sequence[tuple[float | None, int]]) -> float | None:
    known = [(value, weight) for value, weight in weighted if value is not None]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if total else None


def _earlier_pairs(problem: Problem) -> set[tuple[int, int]]:
    return {_pair(one, other) for one, other in problem.earlier}


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)
