"""Which rule stands in the way, when there is no grouping that obeys them all."""

from dataclasses import replace

import numpy as np

from cohorts.grouping import master
from cohorts.grouping.columns import Columns, all_columns
from cohorts.grouping.costs import tabulate
from cohorts.grouping.hard_rules import (
    InfeasibleError,
    bind,
    broken_rules,
    chains,
    free_candidates,
    independent_parts,
    unordered,
)
from cohorts.grouping.partition import Clock, Search
from cohorts.grouping.problem import LARGEST, Limits, Problem


def refuse_contradictions(problem: Problem) -> None:
    """Raise InfeasibleError for rules that contradict each other or what is locked.

    What is left after that is possible for each pair and each locked group by itself; whether it
    is for all at once only the search can tell.
    """
    if len(problem.candidates) == 1:
        raise _infeasible(problem, "too_few", [problem.candidates[0].id])
    for chain in chains([one.id for one in problem.candidates], problem.together):
        if len(chain) > LARGEST:
            raise _infeasible(problem, "chain", chain)
        if any(set(pair) <= set(chain) for pair in unordered(problem.apart)):
            raise _infeasible(problem, "together_and_apart", chain)
        kinds = {problem.candidate_by_id[one].is_region for one in chain}
        if len(kinds) > 1 and not problem.mixes_kinds:
            raise _infeasible(problem, "together_and_kinds", chain)
    for broken in broken_rules(problem, problem.fixed):
        rule = "together_and_locked" if broken.rule == "together" else broken.rule
        raise InfeasibleError(rule, broken.ids, broken.names)


def diagnose(problem: Problem, limits: Limits, clock: Clock) -> InfeasibleError:
    """For a problem for which no grouping was found: who is left over, and by which rule.

    The rules are tried one kind at a time: the first without which there is a grouping is named.
    """
    left_over = _left_over(problem, limits, clock)
    if not left_over:
        return InfeasibleError("not_found", (), ())
    without = {
        "left_by_apart": replace(problem, apart=()),
        "left_by_together": replace(problem, together=()),
        "left_by_kinds": replace(problem, mixes_kinds=True),
        "left_by_locked": replace(problem, fixed=()),
    }
    for rule, eased in without.items():
        if eased != problem and _is_feasible(eased, limits, clock):
            return _infeasible(problem, rule, left_over)
    return _infeasible(problem, "left_by_all", left_over)


def _is_feasible(problem: Problem, limits: Limits, clock: Clock) -> bool:
    try:
        refuse_contradictions(problem)
    except InfeasibleError:
        return False
    return all(
        Search(columns, limits, clock, lambda share: None).run().groups is not None
        for columns, _ in _parts_without_costs(problem)
    )


def _left_over(problem: Problem, limits: Limits, clock: Clock) -> list[int]:
    """Participants without a group when as few as possible are, in the parts that have none.

    Where there are too many groups to look at together, among those that the proof has seen.
    """
    left_over: list[int] = []
    for columns, ids in _parts_without_costs(problem):
        search = Search(columns, limits, clock, lambda share: None)
        if search.run().is_proven_impossible:
            seen = columns if len(columns) <= limits.columns else columns.take(search.is_in_pool)
            places = master.leave_out_fewest(seen, nodes=limits.nodes, seconds=clock.left)
            left_over += [ids[place] for place in places]
    return left_over


def _parts_without_costs(problem: Problem) -> list[tuple[Columns, tuple[int, ...]]]:
    """The columns of each independent part at no cost, with whom their places stand for."""
    candidates = free_candidates(problem)
    parts = []
    for part in independent_parts(candidates, bind(problem, candidates)):
        bonds = bind(problem, part)
        columns = all_columns(tabulate(problem, part), bonds)
        free = Columns(columns.count, columns.members, np.zeros(len(columns)))
        parts.append((free, bonds.ids))
    return parts


def _infeasible(problem: Problem, rule: str, ids: "list[int] | tuple[int, ...]") -> InfeasibleError:
    names = tuple(problem.candidate_by_id[one].name for one in ids)
    return InfeasibleError(rule, tuple(int(one) for one in ids), names)
