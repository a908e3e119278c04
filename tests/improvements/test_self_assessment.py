"""Sums, movement, disagreement and readiness, by hand and for any answers."""

from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from improvements.self_assessment import (
    Answers,
    Readiness,
    disagreement,
    distribution,
    movement,
    readiness,
    scale,
    score,
    widest_first,
)


def of(*steps: int, highest: int = 3, edition: int = 1) -> Answers:
    return Answers(edition, highest, dict(enumerate(steps, start=1)))


@st.composite
def answers(draw: st.DrawFn, edition: int = 1, highest: int | None = None) -> Answers:
    highest = highest or draw(st.integers(2, 10))
    steps = draw(st.dictionaries(st.integers(1, 20), st.integers(1, highest), min_size=1))
    return Answers(edition, highest, steps)


def test_sum_and_share_of_the_possible() -> None:
    # 3 + 2 + 1 + 4 = 10 of 4 × 4 = 16
    found = score(of(3, 2, 1, 4, highest=4))
    assert (found.points, found.possible, found.share) == (10, 16, Fraction(10, 16))
    assert score(of()).share == 0


def test_movement_with_the_same_edition_counts_the_moments_answered_both_times() -> None:
    found = movement(of(3, 2, 2, highest=4), of(1, 2, highest=4))
    # Moments 1 and 2: from 3 of 8 to 5 of 8. Moment 3 has nothing to be compared with.
    assert (found.points, found.share, found.steps) == (2, Fraction(2, 8), {1: 2, 2: 0})


def test_movement_with_another_edition_is_a_share_alone() -> None:
    found = movement(of(4, 2, highest=4, edition=2), of(1, 2, edition=1))
    assert (found.points, found.share, found.steps) == (None, Fraction(6, 8) - Fraction(3, 6), {})


@pytest.mark.parametrize("steps, apart", [((), 0), ((2,), 0), ((2, 2, 2), 0), ((1, 4, 2), 3)])
def test_disagreement_is_the_distance_between_the_ends(steps: tuple[int, ...], apart: int) -> None:
    assert disagreement(steps) == apart


def test_the_widest_comes_first_and_ties_keep_their_order() -> None:
    assert widest_first({1: [2, 2], 2: [1, 2], 3: [1, 4], 4: [3, 4]}) == [
        (3, 3),
        (2, 1),
        (4, 1),
        (1, 0),
    ]


@pytest.mark.parametrize(
    "steps, ready",
    [
        ((3, 3, 3, 3, 3, 3, 2, 2, 2, 2), True),  # six of ten at 3, none at 1
        ((3, 3, 3, 3, 3, 2, 2, 2, 2, 2), False),  # half is not more than half
        ((3, 3, 3, 3, 3, 3, 3, 3, 3, 1), False),  # one is left at 1
        ((3,) * 10, True),
        ((2,) * 10, False),
    ],
)
def test_the_rule_of_thumb(steps: tuple[int, ...], ready: bool) -> None:
    found = readiness(of(*steps), moments=10, has_rule=True)
    assert found is not None
    assert found.is_ready is ready


def test_the_rule_says_what_is_left() -> None:
    found = readiness(of(1, 3, 1), moments=3, has_rule=True)
    assert found == Readiness(left=(1, 3), at_highest=1, of=3)


@pytest.mark.parametrize("moments, has_rule", [(10, False), (10, True), (0, True)])
def test_no_verdict_without_the_rule_or_all_answers(moments: int, has_rule: bool) -> None:
    assert readiness(of(3, 3), moments=moments, has_rule=has_rule) is None


def test_distribution_names_every_step() -> None:
    assert distribution(of(1, 1, 3, highest=4)) == {1: 2, 2: 0, 3: 1, 4: 0}


def test_the_scales_have_words() -> None:
    with translation.override("en"):
        assert scale(3) == [(1, "Not begun"), (2, "Under way"), (3, "Part of everyday work")]
        assert [step for step, word in scale(4) if word] == [1, 2, 3, 4]
        assert scale(5)[1:4] == [(2, ""), (3, ""), (4, "")]


# For any answers


@given(answers())
def test_a_share_lies_between_the_lowest_step_and_the_whole(given_answers: Answers) -> None:
    assert Fraction(1, given_answers.highest) <= score(given_answers).share <= 1


@given(answers(highest=4), answers(highest=4))
def test_movement_back_is_the_same_way(one: Answers, other: Answers) -> None:
    there, back = movement(one, other), movement(other, one)
    assert there.points == -(back.points or 0)
    assert there.share == -back.share
    assert sum(there.steps.values()) == there.points


@given(answers(edition=1), answers(edition=2))
def test_editions_are_never_mixed_by_moment(one: Answers, other: Answers) -> None:
    found = movement(one, other)
    assert (found.points, found.steps) == (None, {})
    assert found.share == score(one).share - score(other).share


@given(st.lists(st.integers(1, 10)))
def test_disagreement_knows_no_order_and_no_repetition(steps: list[int]) -> None:
    assert disagreement(steps) == disagreement(sorted(steps)) == disagreement(set(steps))
    assert disagreement([step + 1 for step in steps]) == disagreement(steps)


@given(answers())
def test_a_distribution_counts_every_answer_once(given_answers: Answers) -> None:
    found = distribution(given_answers)
    assert sum(found.values()) == len(given_answers.steps)
    assert sum(step * n for step, n in found.items()) == score(given_answers).points


@given(answers(highest=3))
def test_raising_answers_never_takes_readiness_away(given_answers: Answers) -> None:
    count = len(given_answers.steps)
    raised = Answers(1, 3, {key: min(step + 1, 3) for key, step in given_answers.steps.items()})
    before = readiness(given_answers, moments=count, has_rule=True)
    after = readiness(raised, moments=count, has_rule=True)
    assert before is not None
    assert after is not None
    assert after.is_ready >= before.is_ready
