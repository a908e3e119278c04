"""Every proposal, whatever is asked: the rules hold, it is the best, and it is always the same."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings

from cohorts.grouping import (
    PRESETS,
    FixedGroup,
    InfeasibleError,
    Limits,
    Problem,
    Proposal,
    Weights,
    broken_rules,
    propose,
)
from tests.cohorts.grouping.brute_force import cheapest, cheapest_mentors
from tests.cohorts.grouping.problems import candidate, candidates, mentor, problems, real

SAME_EVERY_TIME = {"derandomize": True, "deadline": None}


def attempt(problem: Problem) -> Proposal | InfeasibleError:
    try:
        return propose(problem)
    except InfeasibleError as error:
        return error


def members(proposal: Proposal) -> list[tuple[int, ...]]:
    return [group.members for group in proposal.groups]


@settings(max_examples=40, **SAME_EVERY_TIME)
@given(problems(2, 60))
def test_every_proposal_obeys_every_rule(problem: Problem) -> None:
    proposal = attempt(problem)
    if isinstance(proposal, InfeasibleError):
        assert proposal.explain()
        return

    assert broken_rules(problem, proposal.groups) == []
    assert sorted(one for group in proposal.groups for one in group.members) == sorted(
        one.id for one in problem.candidates
    )
    assert [len(group.members) in {2, 3} for group in proposal.groups] == [True] * len(
        proposal.groups
    )
    for locked, proposed in zip(problem.fixed, proposal.groups, strict=False):
        assert proposed.members == locked.members
        assert not locked.mentors or proposed.mentors == locked.mentors
    seats = sum(one.capacity for one in problem.mentors)
    assert proposal.score.groups_without_mentor == max(0, len(proposal.groups) - seats)
    assert proposal.bound <= proposal.score.cost
    assert (proposal.is_optimal, proposal.gap, proposal.stopped_by_clock) == (True, 0.0, False)


@settings(max_examples=120, **SAME_EVERY_TIME)
@given(problems(2, 8, pairs=6))
def test_no_grouping_is_cheaper_and_what_is_refused_is_impossible(problem: Problem) -> None:
    best = cheapest(problem)
    proposal = attempt(problem)
    if isinstance(proposal, InfeasibleError):
        assert best is None
        return

    assert proposal.score.cost == proposal.bound == best
    groups = proposal.groups
    led = sum(bool(group.mentors) for group in groups)
    assert (led, proposal.score.mentor_cost) == cheapest_mentors(problem, members(proposal))


@settings(max_examples=15, **SAME_EVERY_TIME)
@given(problems(2, 30))
def test_the_order_of_the_input_is_of_no_account(problem: Problem) -> None:
    shuffle = random.Random(7).sample
    turned = replace(
        problem,
        candidates=tuple(shuffle(problem.candidates, len(problem.candidates))),
        mentors=tuple(shuffle(problem.mentors, len(problem.mentors))),
        together=tuple((b, a) for a, b in shuffle(problem.together, len(problem.together))),
        apart=tuple((b, a) for a, b in shuffle(problem.apart, len(problem.apart))),
        earlier=frozenset((b, a) for a, b in problem.earlier),
    )
    first, again, other_order = (
        (answer.rule, answer.ids)
        if isinstance(answer, InfeasibleError)
        else (answer.groups, answer.score.total, answer.bound)
        for answer in map(attempt, (problem, problem, turned))
    )

    assert first == again == other_order


def test_nobody_to_group_is_no_problem() -> None:
    proposal = propose(Problem(candidates=()))

    assert (proposal.groups, proposal.bound, proposal.is_optimal) == ((), 0, True)


@pytest.mark.parametrize(
    "count, sizes",
    [(2, [2]), (3, [3]), (4, [2, 2]), (5, [2, 3]), (7, [2, 2, 3])],
)
def test_few_participants(count: int, sizes: list[int]) -> None:
    proposal = propose(Problem(candidates(count)))

    assert sorted(len(group.members) for group in proposal.groups) == sizes


def test_four_participants_and_no_mentor() -> None:
    proposal = propose(Problem(candidates(4)))

    assert [group.mentors for group in proposal.groups] == [(), ()]
    assert proposal.score.groups_without_mentor == 2


def test_neighbours_are_paired_in_the_real_country() -> None:
    """As SKR grouped them in 2017, by hand."""
    names = ["Linköping", "Norrköping", "Halmstad", "Kristianstad", "Luleå", "Boden", "Skellefteå"]
    people = [real(number, name) for number, name in enumerate(names, 1)]

    proposal = propose(Problem(tuple(people), weights=PRESETS["near"]))

    assert members(proposal) == [(1, 2), (3, 4), (5, 6, 7)]


def test_missing_coordinates_are_neither_near_nor_far() -> None:
    """The association has no seat in the register; the neighbours are still paired."""
    people = [
        real(1, "Lund"),
        real(2, "Malmö"),
        real(3, "Kiruna"),
        real(4, "Förbundet Norrbottens Kommuner"),
    ]

    proposal = propose(Problem(tuple(people), weights=PRESETS["near"]))

    assert members(proposal) == [(1, 2), (3, 4)]
    assert [group.mean_km for group in proposal.score.groups] == [
        pytest.approx(12.4, abs=0.1),
        None,
    ]


def test_three_regions_and_municipalities_may_share_a_group_where_the_round_allows() -> None:
    """As in 2021: the regions of Östergötland and Kronoberg with Lund."""
    people = (
        real(1, "Region Östergötland"),
        real(2, "Region Kronoberg"),
        real(3, "Lund"),
    )
    regions = ("Region Värmland", "Region Västerbotten", "Region Norrbotten")
    mentors = tuple(mentor(900 + n, name=name, kind="region") for n, name in enumerate(regions))

    proposal = propose(Problem(people, mentors))

    assert members(proposal) == [(1, 2, 3)]
    with pytest.raises(InfeasibleError) as refused:
        propose(Problem(people, mentors, mixes_kinds=False))
    assert (refused.value.rule, refused.value.ids) == ("left_by_kinds", (3,))


def test_a_locked_group_stays_with_all_its_mentors() -> None:
    locked = FixedGroup((1, 6), (901, 902))
    problem = Problem(candidates(6), (mentor(901), mentor(902), mentor(903)), fixed=(locked,))

    proposal = propose(problem)

    assert proposal.groups[0] == locked
    assert [len(group.mentors) for group in proposal.groups] == [2, 1, 0]


def test_progress_rises_to_the_end() -> None:
    told: list[int] = []

    propose(Problem(candidates(30)), progress=told.append)

    assert told == sorted(set(told))
    assert (told[0] >= 0, told[-1]) == (True, 100)


def test_what_the_clock_cut_short_says_so() -> None:
    draw = random.Random(7)
    people = tuple(
        candidate(n, latitude=draw.uniform(55.4, 68.4), longitude=draw.uniform(11.2, 24.1))
        for n in range(1, 121)
    )

    proposal = propose(Problem(people), limits=Limits(seconds=0))

    assert proposal.stopped_by_clock is True
    assert broken_rules(Problem(people), proposal.groups) == []
    assert 0 <= proposal.bound <= proposal.score.cost


def test_what_a_limit_cut_short_has_a_gap_and_comes_out_the_same() -> None:
    people = tuple(
        candidate(n, latitude=55 + n * 7 % 60 / 6, longitude=12 + n * 11 % 60 / 6)
        for n in range(1, 61)
    )

    proposal, again = (
        propose(Problem(people), limits=Limits(pricing_rounds=1, columns=300)) for _time in range(2)
    )

    assert proposal.groups == again.groups
    assert (proposal.gap > 0, proposal.is_optimal, proposal.stopped_by_clock) == (
        True,
        False,
        False,
    )


def test_when_nothing_weighs_there_are_groups_all_the_same() -> None:
    proposal = propose(Problem(candidates(61), weights=Weights()))

    assert (proposal.score.cost, proposal.is_optimal) == (0, True)
    assert broken_rules(Problem(candidates(61)), proposal.groups) == []


def test_a_limit_so_low_that_nothing_is_found_leaves_a_grouping_with_a_gap() -> None:
    proposal = propose(Problem(candidates(20), weights=PRESETS["near"]), limits=Limits(columns=5))

    assert broken_rules(Problem(candidates(20)), proposal.groups) == []
    assert proposal.bound <= proposal.score.cost
