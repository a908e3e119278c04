"""The set partitioning as HiGHS sees it: a linear relaxation, and whole groups.

Rows are the participants, each in exactly one group, and one more for the number of threes.
scipy is imported where it is used: it takes a third of a second, and pages need it seldom.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cohorts.grouping.columns import Columns

# To HiGHS, costs are in points: its tolerances are made for numbers of that size.
SCALE = 1e-3


@dataclass(frozen=True)
class Threes:
    """How many groups of three there may be.

    With t of them and p pairs, 3t + 2p = n, so that t is odd exactly when n is. The relaxation
    does not know; told to have at most this many or at least two more, it does.
    """

    least: int
    most: int


@dataclass(frozen=True)
class Relaxation:
    """An optimum over some columns. prices: what each row pays; uncovered: how much is left out."""

    prices: np.ndarray
    triple_price: float
    triples: float
    uncovered: float


def relax(columns: Columns, threes: Threes, penalty: float) -> Relaxation:
    """The linear optimum, in which somebody may be left out at the price of `penalty`."""
    from scipy.optimize import linprog
    from scipy.sparse import csc_array, hstack, identity

    count, triple = columns.count, columns.is_triple.astype(float)
    # The last variables: each one's absence, and threes that are missing from the least number.
    costs = np.concatenate([columns.costs, np.full(count + 1, penalty)]) * SCALE
    rows = hstack([_incidence(columns), identity(count), csc_array((count, 1))], format="csc")
    none = np.zeros(count)
    number = csc_array(
        np.stack([np.concatenate([triple, none, [0.0]]), -np.concatenate([triple, none, [1.0]])])
    )
    answer = linprog(
        costs,
        A_ub=number,
        b_ub=[threes.most, -threes.least],
        A_eq=rows,
        b_eq=np.ones(count),
        method="highs-ds",
    )
    if answer.status != 0:
        raise RuntimeError(f"HiGHS could not solve the relaxation: {answer.message}")
    at_most, at_least = answer.ineqlin.marginals / SCALE
    shares = answer.x[: len(columns)]
    return Relaxation(
        prices=answer.eqlin.marginals / SCALE,
        triple_price=float(at_most - at_least),
        triples=float(shares @ triple),
        uncovered=float(answer.x[len(columns) :].sum()),
    )


@dataclass(frozen=True)
class Choice:
    """Whole groups out of some columns.

    chosen: their places among the columns, None if none were found
    bound: no choice out of these columns costs less; infinite if there is none
    is_proven: the search was not cut short
    stopped_by_clock: it was, by the clock
    """

    chosen: np.ndarray | None
    bound: float
    is_proven: bool
    stopped_by_clock: bool


def choose(columns: Columns, threes: Threes, *, nodes: int, seconds: float) -> Choice:
    """The cheapest choice that has everybody in exactly one group."""
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.sparse import csc_array, vstack

    if not len(columns):
        return Choice(None, np.inf, is_proven=True, stopped_by_clock=False)
    number = csc_array(columns.is_triple.astype(float)[None, :])
    rows = vstack([_incidence(columns), number], format="csc")
    ones = np.ones(columns.count)
    return _branch_and_bound(
        columns.costs * SCALE,
        constraints=LinearConstraint(
            rows, np.append(ones, threes.least), np.append(ones, threes.most)
        ),
        bounds=Bounds(0, 1),
        nodes=nodes,
        seconds=seconds,
    )


def leave_out_fewest(columns: Columns, *, nodes: int, seconds: float) -> np.ndarray:
    """Places of those who must be left out if as few as possible are, whatever it costs."""
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.sparse import hstack, identity

    count = columns.count
    rows = hstack([_incidence(columns), identity(count)], format="csc")
    costs = np.concatenate([np.zeros(len(columns)), np.ones(count)])
    answer = _branch_and_bound(
        costs,
        constraints=LinearConstraint(rows, 1, 1),
        bounds=Bounds(0, 1),
        nodes=nodes,
        seconds=seconds,
    )
    if answer.chosen is None:
        return np.arange(count)
    return answer.chosen[answer.chosen >= len(columns)] - len(columns)


def _branch_and_bound(costs: np.ndarray, *, nodes: int, seconds: float, **model: Any) -> Choice:
    from scipy.optimize import milp

    answer = milp(
        costs,
        integrality=np.ones(len(costs)),
        options={"node_limit": nodes, "time_limit": max(seconds, 0.01), "mip_rel_gap": 0.0},
        **model,
    )
    # Where HiGHS stops at a limit of its own, scipy calls the status unknown: the message says.
    is_infeasible = answer.x is None and "infeasible" in answer.message.lower()
    bound = np.inf if is_infeasible else -np.inf
    if answer.mip_dual_bound is not None and not is_infeasible:
        bound = answer.mip_dual_bound / SCALE
    return Choice(
        chosen=None if answer.x is None else np.flatnonzero(answer.x > 0.5),
        bound=bound,
        is_proven=is_infeasible or answer.status == 0,
        stopped_by_clock="time limit" in answer.message.lower(),
    )


def _incidence(columns: Columns) -> Any:
    """Participants × groups, 1 where the one is in the other."""
    from scipy.sparse import csc_array

    sizes = 2 + columns.is_triple
    places = columns.members[columns.members < columns.count]
    return csc_array(
        (np.ones(len(places)), places, np.concatenate([[0], np.cumsum(sizes)])),
        shape=(columns.count, len(columns)),
    )
