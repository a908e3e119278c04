"""What no arrangement may break, and which rule is named when nothing can obey them all."""

import pytest
from django.utils import translation

from cohorts.grouping import FixedGroup, InfeasibleError, Problem, broken_rules, propose
from cohorts.grouping.hard_rules import chains
from tests.cohorts.grouping.problems import candidate, candidates, mentor

REGION = candidate(9, kind="region", name="Region 9", skr_group="")


def broken(problem: Problem, *groups: FixedGroup) -> list[tuple[str, int | None, tuple[int, ...]]]:
    return [(one.rule, one.group, one.ids) for one in broken_rules(problem, groups)]


@pytest.mark.parametrize(
    "groups, expected",
    [
        ([(1, 2), (3, 4, 5)], []),
        ([(1, 2)], []),
        ([(1,)], [("size", 0, (1,))]),
        ([(1, 2, 3, 4)], [("size", 0, (1, 2, 3, 4))]),
        ([(), (1, 2)], [("empty", 0, ())]),
        ([(1, 2), (2, 3)], [("placed_twice", None, (2,))]),
    ],
)
def test_sizes_and_places(groups, expected):
    assert broken(Problem(candidates(5)), *map(FixedGroup, groups)) == expected


def test_pairs_are_told_in_one_group_each():
    problem = Problem(candidates(6), together=((2, 1), (5, 6)), apart=((3, 4), (4, 3)))

    assert broken(problem, FixedGroup((1, 3, 4)), FixedGroup((2, 5, 6))) == [
        ("apart", 0, (3, 4)),
        ("together", 0, (1, 2)),
    ]
    assert broken(problem, FixedGroup((2, 3))) == [("together", 0, (1, 2))]


def test_kinds_where_they_are_not_mixed():
    people = (*candidates(2), REGION, candidate(3, kind="association", name="Ett förbund"))
    mixed, alike = FixedGroup((1, 9)), FixedGroup((2, 3))

    assert broken(Problem(people), mixed, alike) == []
    assert broken(Problem(people, mixes_kinds=False), mixed, alike) == [("kinds", 0, (1, 9))]


def test_mentors():
    problem = Problem(candidates(6), (mentor(901), mentor(902, capacity=2)))

    assert broken(
        problem,
        FixedGroup((1, 2), (901, 902)),
        FixedGroup((3, 4), (901, 101)),
        FixedGroup((5, 6), (902, 902, 999)),
    ) == [
        ("mentor_takes_part", 1, (101,)),
        ("mentor_twice", 2, (902,)),
        ("mentor_unknown", 2, (999,)),
        ("mentor_capacity", None, (901,)),
    ]


def test_chains_are_followed_to_their_end():
    assert chains([1, 2, 3, 4, 5], [(2, 4), (4, 1), (7, 5)]) == [(1, 2, 4), (3,), (5,)]


@pytest.mark.parametrize(
    "problem, rule, ids",
    [
        (Problem(candidates(1)), "too_few", (1,)),
        (Problem(candidates(6), together=((1, 2), (3, 2), (3, 5))), "chain", (1, 2, 3, 5)),
        (
            Problem(candidates(6), together=((1, 2), (2, 3)), apart=((3, 1),)),
            "together_and_apart",
            (1, 2, 3),
        ),
        (
            Problem((*candidates(3), REGION), together=((1, 9),), mixes_kinds=False),
            "together_and_kinds",
            (1, 9),
        ),
        (
            Problem(candidates(6), together=((1, 3),), fixed=(FixedGroup((1, 2)),)),
            "together_and_locked",
            (1, 3),
        ),
        (Problem(candidates(6), fixed=(FixedGroup((1,)),)), "size", (1,)),
        (Problem(candidates(6), fixed=(FixedGroup(()),)), "empty", ()),
        (Problem(candidates(6), apart=((1, 2),), fixed=(FixedGroup((1, 2)),)), "apart", (1, 2)),
        (
            Problem(candidates(6), (mentor(901),), fixed=(FixedGroup((1, 2), (104,)),)),
            "mentor_takes_part",
            (104,),
        ),
        (
            Problem(
                candidates(6),
                (mentor(901),),
                fixed=(FixedGroup((1, 2), (901,)), FixedGroup((3, 4), (901,))),
            ),
            "mentor_capacity",
            (901,),
        ),
        (Problem((*candidates(4), REGION), mixes_kinds=False), "left_by_kinds", (9,)),
        (Problem(candidates(3), fixed=(FixedGroup((1, 2)),)), "left_by_locked", (3,)),
        (Problem(candidates(4), together=((1, 2), (2, 3))), "left_by_together", (4,)),
        (Problem(candidates(4), apart=((1, 2), (1, 3), (1, 4))), "left_by_apart", (1,)),
        (
            Problem((candidate(1), REGION), apart=((1, 9),), mixes_kinds=False),
            "left_by_all",
            (1, 9),
        ),
    ],
)
def test_the_rule_in_the_way_is_named(problem, rule, ids):
    with pytest.raises(InfeasibleError) as refused:
        propose(problem)

    assert (refused.value.rule, refused.value.ids) == (rule, ids)
    assert refused.value.explain()


def test_what_is_impossible_is_proven_also_where_there_are_too_many_groups_to_try() -> None:
    """1, 2 and 3 may only be with 4, among 90 000 groups of 81 participants that are allowed."""
    others = range(5, 82)
    apart = [(one, other) for one in (1, 2, 3) for other in others] + [(1, 2), (1, 3), (2, 3)]

    with pytest.raises(InfeasibleError) as refused:
        propose(Problem(candidates(81), apart=tuple(apart)))

    assert refused.value.rule == "left_by_apart"
    assert len(refused.value.ids) == 2
    assert set(refused.value.ids) < {1, 2, 3}


def test_the_sentence_names_the_participants():
    with pytest.raises(InfeasibleError) as refused, translation.override("en"):
        propose(Problem(candidates(4), apart=((1, 2), (1, 3), (1, 4))))

    with translation.override("en"):
        assert refused.value.explain() == (
            "Kommun 1 finds no group because of the pairs that must be apart."
        )
        assert refused.value.explain({1: "Lunds kommun"}) == (
            "Lunds kommun finds no group because of the pairs that must be apart."
        )


def test_a_problem_names_only_its_own_participants():
    with pytest.raises(ValueError, match="twice"):
        Problem((candidate(1), candidate(1)))
    with pytest.raises(ValueError, match=r"\[7\]"):
        Problem(candidates(2), apart=((1, 7),))
