"""The same question answered by trying everything: written from the documented formulas alone.

Nothing of the engine is used but its input, so that the two can only agree by both being right.
"""

import math
import statistics
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product

from cohorts.grouping import Candidate, MentorCandidate, Problem

Group = tuple[int, ...]


def cheapest(problem: Problem) -> int | None:
    """The cost of the best grouping that obeys every rule; None if there is none."""
    costs = Costs(problem)
    return min(
        (sum(costs.of(group) for group in groups) for groups in groupings(problem)), default=None
    )


def groupings(problem: Problem) -> Iterator[list[Group]]:
    """Every way to have everybody in one group, the locked groups as they are."""
    people = {one.id: one for one in problem.candidates}
    locked = [group.members for group in problem.fixed]

    def is_allowed(group: Group) -> bool:
        inside = set(group)
        if not 2 <= len(group) <= 3:
            return False
        if not problem.mixes_kinds and len({people[one].kind == "region" for one in group}) > 1:
            return False
        if any(set(pair) <= inside for pair in problem.apart):
            return False
        return all(len(set(pair) & inside) != 1 for pair in problem.together)

    def rest(left: list[int]) -> Iterator[list[Group]]:
        if not left:
            yield []
            return
        for size in (1, 2):
            for others in combinations(left[1:], size):
                group = (left[0], *others)
                if is_allowed(group):
                    for more in rest([one for one in left if one not in group]):
                        yield [group, *more]

    if all(is_allowed(group) for group in locked):
        free = sorted(set(people) - {one for group in locked for one in group})
        for groups in rest(free):
            yield [*locked, *groups]


class Costs:
    """The formulas of `cohorts.grouping.costs`, one group at a time."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.people = {one.id: one for one in problem.candidates}
        self.taking_part = {one.organisation for one in problem.candidates}
        known = [kilometres(one, other) for one, other in combinations(problem.candidates, 2)]
        self.median = statistics.median([km for km in known if km is not None] or [0.0])

    def of(self, group: Group) -> int:
        weights, size = self.problem.weights, len(group)
        members = [self.people[one] for one in group]
        points = [self._points(one, other) for one, other in combinations(members, 2)]
        travel = sum(round(1000 * weights.travel * point / 3) for point in points)
        longest = max(round(1000 * weights.travel * point / 4) for point in points)
        pairs = list(combinations(members, 2))
        differences = sum(
            round(
                1000 * (weights.likeness * unlike(one, other) + weights.theme * themes(one, other))
            )
            for one, other in pairs
        )
        earlier = sum(
            2000 * weights.new_partners
            for one, other in pairs
            if {(one.organisation, other.organisation), (other.organisation, one.organisation)}
            & self.problem.earlier
        )
        return (
            (3 if size == 2 else 2) * travel
            + size * longest
            + (2 if size == 2 else 1) * differences
            + earlier
            + sum(self._wish_loss(one, members) for one in members)
        )

    def _points(self, one: Candidate, other: Candidate) -> float:
        km = kilometres(one, other)
        return (self.median if km is None else km) / 60

    def _wish_loss(self, one: Candidate, members: list[Candidate]) -> int:
        if not one.wishes & self.taking_part:
            return 0
        granted = [other for other in members if other.organisation in one.wishes]
        mutual = [other for other in granted if one.organisation in other.wishes]
        loss = 0.0 if mutual else 0.5 if granted else 1.0
        return round(1000 * self.problem.weights.wishes * loss)


def kilometres(
    one: Candidate | MentorCandidate, other: Candidate | MentorCandidate
) -> float | None:
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    latitude, longitude = math.radians(one.latitude), math.radians(one.longitude)
    to_latitude, to_longitude = math.radians(other.latitude), math.radians(other.longitude)
    chord = (
        math.sin((latitude - to_latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(to_latitude) * math.sin((longitude - to_longitude) / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(chord)))


def unlike(one: Candidate, other: Candidate) -> float:
    regions = [one.kind, other.kind].count("region")
    if regions == 1:
        return 1.0
    codes = (one.skr_group, other.skr_group)
    if regions == 2 or codes[0] == codes[1] != "":
        group = 0.0
    elif "" in codes or codes[0][0] == codes[1][0]:
        group = 0.5
    else:
        group = 1.0
    if not one.population or not other.population:
        return (group + 0.5) / 2
    ratio = abs(math.log10(one.population) - math.log10(other.population))
    return (group + min(1.0, ratio)) / 2


def themes(one: Candidate, other: Candidate) -> float:
    fewer = min(len(one.themes), len(other.themes))
    return 1 - len(one.themes & other.themes) / fewer if fewer else 0.5


def cheapest_mentors(problem: Problem, groups: list[Group]) -> tuple[int, int]:
    """How many of these groups get a mentor at most, and what the mentors then cost at least.

    Locked groups keep the mentors they have.
    """
    kept = {group.members: group.mentors[0] for group in problem.fixed if group.mentors}
    mentors = {one.organisation: one for one in problem.mentors}
    choices: list[list[int | None]] = [
        [kept[group]] if group in kept else [None, *mentors] for group in groups
    ]
    best: tuple[int, int] = (0, 0)
    for seats in product(*choices):
        loads = Counter(seat for seat in seats if seat is not None)
        if any(count > mentors[one].capacity for one, count in loads.items()):
            continue
        cost = sum(
            mentor_cost(problem, group, mentors[seat])
            for group, seat in zip(groups, seats, strict=True)
            if seat is not None
        )
        cost += sum(
            round(1000 * problem.weights.fairness * load / 2)
            for count in loads.values()
            for load in range(count)
        )
        best = min(best, (-loads.total(), cost))
    return -best[0], best[1]


def mentor_cost(problem: Problem, group: Group, mentor: MentorCandidate) -> int:
    people = {one.id: one for one in problem.candidates}
    known = [kilometres(one, other) for one in problem.candidates for other in problem.mentors]
    median = statistics.median([km for km in known if km is not None] or [0.0])
    fairness = problem.weights.fairness
    sixths = 0
    for one in group:
        km = kilometres(people[one], mentor)
        distance = 50 * (median if km is None else km) / 60
        other_kind = (people[one].kind == "region") != (mentor.kind == "region")
        sixths += round(1000 * (distance + fairness * other_kind) / 6)
    rounds = mentor.rounds_since_duty
    duty = 0.0 if rounds is None else 1 / max(rounds, 1)
    return 6 * sixths // len(group) + round(1000 * fairness * duty)
