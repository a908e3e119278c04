"""Published groups in which only one is left, and where that one could join."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from cohorts.arrangement import LARGEST
from cohorts.grouping import Problem, ProposedGroup, broken_rules, reasons, score
from cohorts.models import Cohort, Group, GroupBoard
from cohorts.services.board_queries import published_groups
from cohorts.services.board_reading import (
    BoardState,
    Participant,
    problem_to_judge,
    read_board,
    weights_of,
)

Key = TypeVar("Key")


@dataclass(frozen=True)
class Join:
    """A group of two that can take one more. `why` are the reasons of the three together."""

    group: Group
    members: tuple[Participant, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class Flagged:
    """A published group with one active participation; `joins` begin with the best."""

    group: Group
    alone: Participant
    joins: tuple[Join, ...]


def flagged_groups(cohort: Cohort) -> list[Flagged]:
    """By the board's own weights, and only where no rule stands in the way.

    None where the board was never opened: then nothing was published from it.
    """
    if not GroupBoard.objects.filter(cohort=cohort).exclude(current=0).exists():
        return []
    return flagged_of(read_board(cohort))


def flagged_of(state: BoardState) -> list[Flagged]:
    published = {each.group: each for each in published_groups(state.cohort) if each.group}
    problem = problem_to_judge(state, weights_of(state.arrangement))
    groups = [
        (pk, ProposedGroup(each.members, tuple(seat.organisation for seat in each.mentors)))
        for pk, each in published.items()
    ]
    return [
        Flagged(
            group=state.groups[pk],
            alone=state.participants[each.members[0]],
            joins=tuple(
                Join(
                    group=state.groups[other],
                    members=tuple(state.participants[pk] for pk in joined.members[:-1]),
                    why=tuple(reasons(problem, joined)),
                )
                for other, joined in ranked_joins(problem, each.members[0], groups)
            ),
        )
        for pk, each in published.items()
        if len(each.members) == 1
    ]


def ranked_joins(
    problem: Problem, alone: int, groups: Iterable[tuple[Key, ProposedGroup]]
) -> list[tuple[Key, ProposedGroup]]:
    """The groups of two that could take in `alone`, as they would then be, the best first.

    Best is what costs least more than without; a group that would break a rule is left out.
    """
    options = []
    for position, (key, group) in enumerate(groups):
        joined = ProposedGroup((*group.members, alone), group.mentors)
        if len(group.members) != LARGEST - 1 or broken_rules(problem, [joined]):
            continue
        added = score(problem, [joined]).total - score(problem, [group]).total
        options.append((added, position, key, joined))
    return [(key, joined) for _added, _position, key, joined in sorted(options, key=_by_cost)]


def _by_cost(option: tuple[int, int, Any, Any]) -> tuple[int, int]:
    return option[:2]
