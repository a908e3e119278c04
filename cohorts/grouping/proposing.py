"""From a problem to a proposal: what is locked stays, the rest is partitioned, mentors assigned."""

import math
import time
from collections.abc import Callable

from cohorts.grouping.columns import all_columns
from cohorts.grouping.costs import tabulate
from cohorts.grouping.diagnosis import diagnose, refuse_contradictions
from cohorts.grouping.hard_rules import bind, free_candidates, independent_parts
from cohorts.grouping.mentors import assign_mentors
from cohorts.grouping.partition import Clock, Partition, Search
from cohorts.grouping.problem import DEFAULT_LIMITS, Limits, Problem, Proposal, ProposedGroup
from cohorts.grouping.scoring import score

# A bound is raised to the next whole cost, unless it is above a whole one only by rounding.
ROUNDING = 0.01


def propose(
    problem: Problem,
    *,
    progress: Callable[[int], None] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Proposal:
    """The best groups there are, or the best found and how far from the best they can be.

    The locked groups come first, as given, then the others by their lowest participant. The order
    of the input is of no account. `progress` is told per cent, rising to 100.

    Raises InfeasibleError, which says what stands in the way, if no grouping obeys the rules.
    """
    begun = time.monotonic()
    clock = Clock.start(limits.seconds)
    tell = _rising(progress)
    refuse_contradictions(problem)

    candidates = free_candidates(problem)
    parts = independent_parts(candidates, bind(problem, candidates))
    partitions: list[Partition] = []
    chosen: list[ProposedGroup] = []
    for number, part in enumerate(parts):
        bonds = bind(problem, part)
        columns = all_columns(tabulate(problem, part), bonds)
        tell_part = _within(tell, 98 * number / len(parts), 98 / len(parts))
        partition = Search(columns, limits, clock, tell_part).run()
        if partition.groups is None:
            raise diagnose(problem, limits, clock)
        partitions.append(partition)
        chosen += [
            ProposedGroup(tuple(bonds.ids[at] for at in group)) for group in partition.groups
        ]
    chosen.sort(key=lambda group: group.members)

    groups = tuple(assign_mentors(problem, [*problem.fixed, *chosen]))
    scored = score(problem, groups)
    found = sum(partition.cost for partition in partitions)
    bound = scored.cost - found + sum(_whole_bound(partition) for partition in partitions)
    tell(100)
    return Proposal(
        groups=groups,
        score=scored,
        bound=bound,
        gap=(scored.cost - bound) / scored.cost if scored.cost > bound else 0.0,
        is_optimal=scored.cost == bound,
        stopped_by_clock=clock.has_stopped,
        seconds=time.monotonic() - begun,
    )


def _whole_bound(partition: Partition) -> int:
    """Costs are whole numbers, so that the next one is a bound as well."""
    return max(0, min(partition.cost, math.ceil(partition.bound - ROUNDING)))


def _within(tell: Callable[[float], None], start: float, length: float) -> Callable[[float], None]:
    """A part's share of the whole, as per cents of the whole."""
    return lambda share: tell(start + length * share)


def _rising(progress: Callable[[int], None] | None) -> Callable[[float], None]:
    """Whole per cents, each told once, never falling back."""
    told = -1

    def tell(percent: float) -> None:
        nonlocal told
        if progress is not None and int(percent) > told:
            told = int(percent)
            progress(told)

    return tell
