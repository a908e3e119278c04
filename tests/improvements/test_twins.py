"""The gap between women and men: how it is counted, how it closed, and if that is good."""

from dataclasses import replace

import pytest

from improvements.run_chart import (
    Change,
    Effect,
    Group,
    How,
    Movement,
    Outcome,
    Point,
    Side,
    SignalKind,
    Verdict,
    analyse,
    twin,
)
from tests.improvements.series import MEN, WOMEN, day, series


def level(before, after, *, first=8, then=12):
    """A series that stands at one level and then at another."""
    return series([before] * first + [after] * then)


def closing(women, men, direction="up", frozen_first=8, **options):
    return twin(
        level(*women), level(*men), direction=direction, frozen_first=frozen_first, **options
    ).closing


def test_the_gap_of_the_example():
    # Women less men, first eight: -18 -14 -19 -17 -16 -17 -16 -12, by size 12 14 16 16 | 17 17 18
    # 19: the median is -16.5. The other fourteen, by size 4 5 5 5 7 8 8 | 8 9 10 11 13 13 13, all
    # lie above it; their median is -8. Women's medians are 42.5 and (55 + 56) / 2, men's 58.5 and
    # (63 + 64) / 2.
    both = twin(series(WOMEN), series(MEN), direction="up", frozen_first=8)
    (gap,) = both.gap.parts

    assert [point.value for point in both.gap.points[:8]] == [
        -18,
        -14,
        -19,
        -17,
        -16,
        -17,
        -16,
        -12,
    ]
    assert (gap.median, gap.useful, gap.longest_run, gap.crossings) == (-16.5, 14, 14, 0)
    assert [one.kind for one in gap.signals] == [SignalKind.LONGEST_RUN, SignalKind.FEW_CROSSINGS]
    assert (gap.signals[0].side, gap.effect) == (Side.ABOVE, Effect.IMPROVEMENT)
    assert both.closing.women == Movement(42.5, 55.5, Verdict.SIGNAL)
    assert both.closing.men == Movement(58.5, 63.5, Verdict.SIGNAL)
    assert both.closing.gap == Movement(-16.5, -8, Verdict.SIGNAL)
    assert (both.closing.size_before, both.closing.size_after) == (16.5, 8)
    assert (both.closing.outcome, both.closing.how) == (Outcome.SHRUNK, How.WORSE_OFF)
    assert (both.closing.worse_off, both.closing.better_off) == (Group.WOMEN, Group.MEN)
    assert both.closing.is_equal_improvement is True


@pytest.mark.parametrize(
    "women, men, direction, outcome, how, is_equal",
    [
        # Women are behind, and the gap shrinks.
        ((50, 55), (58, 58), "up", Outcome.SHRUNK, How.WORSE_OFF, True),
        ((50, 55), (58, 60), "up", Outcome.SHRUNK, How.WORSE_OFF, True),
        ((50, 50), (58, 53), "up", Outcome.SHRUNK, How.BETTER_OFF, False),
        ((50, 49), (58, 52), "up", Outcome.SHRUNK, How.BETTER_OFF, False),
        ((50, 52), (58, 55), "up", Outcome.SHRUNK, How.BOTH, False),
        # The same figures where less is better: men are behind.
        ((50, 55), (58, 58), "down", Outcome.SHRUNK, How.BETTER_OFF, False),
        ((50, 50), (58, 53), "down", Outcome.SHRUNK, How.WORSE_OFF, True),
        ((50, 52), (58, 55), "down", Outcome.SHRUNK, How.BOTH, False),
        # The gap grows.
        ((50, 50), (58, 61), "up", Outcome.GROWN, How.BETTER_OFF, False),
        ((50, 47), (58, 58), "up", Outcome.GROWN, How.WORSE_OFF, False),
        ((50, 47), (58, 61), "up", Outcome.GROWN, How.BOTH, False),
        # From no gap at all, men came ahead.
        ((50, 50), (50, 61), "up", Outcome.GROWN, How.BETTER_OFF, False),
        ((50, 55), (58, 63), "up", Outcome.UNCHANGED, None, False),
        # Nobody has said what is better, so nobody is behind.
        ((50, 55), (58, 58), "neither", Outcome.SHRUNK, None, False),
    ],
)
def test_how_a_gap_changes(women, men, direction, outcome, how, is_equal):
    found = closing(women, men, direction)

    assert (found.outcome, found.how, found.is_equal_improvement) == (outcome, how, is_equal)


@pytest.mark.parametrize(
    "women, men, direction, before, after",
    [
        ((50, 55), (58, 58), "up", Group.WOMEN, Group.WOMEN),
        ((50, 55), (58, 58), "down", Group.MEN, Group.MEN),
        ((50, 61), (58, 58), "up", Group.WOMEN, Group.MEN),
        ((50, 50), (50, 58), "up", None, Group.WOMEN),
        ((50, 58), (58, 58), "up", Group.WOMEN, None),
        ((50, 55), (58, 58), "neither", None, None),
    ],
)
def test_who_is_behind(women, men, direction, before, after):
    found = closing(women, men, direction)

    assert (found.worse_off_before, found.worse_off_after) == (before, after)
    assert found.has_swapped is (before is not None and after is not None and before != after)


def test_a_gap_that_changes_sides_is_judged_by_its_size():
    shrunk, same, grown = (closing((50, level), (58, 58)) for level in (61, 66, 70))

    assert [(one.size_before, one.size_after) for one in (shrunk, same, grown)] == [
        (8, 3),
        (8, 8),
        (8, 12),
    ]
    assert [one.outcome for one in (shrunk, same, grown)] == [
        Outcome.SHRUNK,
        Outcome.UNCHANGED,
        Outcome.GROWN,
    ]
    # Of the gap that shrank women were behind, of the one that grew men are.
    assert (shrunk.worse_off, shrunk.how) == (Group.WOMEN, How.WORSE_OFF)
    assert (grown.worse_off, grown.how) == (Group.MEN, How.BETTER_OFF)


def test_with_few_points_the_figures_speak_without_a_verdict():
    found = twin(
        level(50, 55, first=3, then=3),
        level(58, 58, first=3, then=3),
        direction="up",
        frozen_first=3,
    ).closing

    assert (found.outcome, found.how, found.gap.verdict) == (
        Outcome.SHRUNK,
        How.WORSE_OFF,
        Verdict.TOO_FEW,
    )
    assert found.is_equal_improvement is False


def test_what_the_rules_call_chance_is_no_movement():
    """Women's figures after the baseline lie on both sides of its median, as men's do."""
    women = series([50] * 8 + [49, 52, 49, 52, 52, 49, 52, 52, 49, 52, 49, 52])
    men = series([58] * 8 + [59, 57, 57, 59, 57, 59, 57, 57, 59, 57, 59, 57])
    found = twin(women, men, direction="up", frozen_first=8).closing

    assert found.women == Movement(50, 52, Verdict.NO_SIGNAL)
    assert found.men == Movement(58, 57, Verdict.NO_SIGNAL)
    assert (found.women.change, found.effect(Group.WOMEN)) == (None, None)
    assert (found.outcome, found.how, found.is_equal_improvement) == (
        Outcome.SHRUNK,
        How.NEITHER,
        False,
    )


def test_with_splits_the_first_part_is_compared_with_the_last():
    women = series([50] * 6 + [90] * 3 + [55] * 12)
    men = series([58] * 6 + [10] * 3 + [58] * 12)
    found = twin(women, men, direction="up", splits=[day(6), day(9)]).closing

    assert found.gap == Movement(-8, -3, Verdict.SIGNAL)
    assert found.women == Movement(50, 55, Verdict.SIGNAL)
    assert found.men == Movement(58, 58, Verdict.TOO_FEW)


def test_with_both_the_frozen_points_are_compared_with_the_last_part():
    women = series([50] * 4 + [90] * 4 + [55] * 12)
    men = series([58] * 20)
    found = twin(women, men, direction="up", frozen_first=4, splits=[day(8)]).closing

    assert (found.women.before, found.women.after) == (50, 55)


@pytest.mark.parametrize(
    "women, men, options",
    [
        ([], [], {"frozen_first": 3}),
        ([], [1, 2, 3, 4], {"frozen_first": 3}),
        ([1, 2, 3, 4], [1, 2, 3, 4], {}),
        # Nothing after the baseline, or not for both.
        ([1, 2, 3], [1, 2, 3], {"frozen_first": 3}),
        ([1, 2, 3, 4], [1, 2, 3], {"frozen_first": 3}),
        # Nothing in the baseline for both.
        ([None, None, 3, 4], [1, 2, 3, 4], {"frozen_first": 2}),
        ([1, 2, None], [1, 2, 3], {"splits": [day(2)]}),
    ],
)
def test_without_two_times_there_is_nothing_to_compare(women, men, options):
    assert twin(series(women), series(men), **options).closing is None


def test_days_that_one_of_them_lacks_are_gaps():
    women = [Point(day(n), 10 + n) for n in (0, 1, 3)]
    men = [Point(day(n), 20) for n in (1, 2, 3)]
    both = twin(women, men)

    assert [point.value for point in both.women.points] == [10, 11, None, 13]
    assert [point.value for point in both.men.points] == [None, 20, 20, 20]
    assert [point.value for point in both.gap.points] == [None, -9, None, -7]
    assert {point.at for point in both.gap.points} == {day(n) for n in range(4)}


def test_the_gap_counts_where_both_count_and_carries_the_marks_of_both():
    women, men = series([10, 11, 12]), series([20, 20, float("nan")])
    women[0] = replace(women[0], excluded=True)
    men[1] = replace(men[1], is_astronomical=True)

    assert twin(women, men).gap.points == (
        Point(day(0), -10, excluded=True),
        Point(day(1), -9, is_astronomical=True),
        Point(day(2), None),
    )


def test_equal_gaps_are_equal():
    """As floats 61.3 − 56.2 is 5.099999999999994, and 10.1 − 5 is 5.1."""
    both = twin(series([61.3, 10.1]), series([56.2, 5]))

    assert [point.value for point in both.gap.points] == [5.1, 5.1]


def test_the_movements_speak_of_days_that_both_have():
    women = series([50] * 8 + [55] * 12)
    men = series([58] * 8 + [58] * 12)
    women[0] = replace(women[0], value=500)
    men[0] = replace(men[0], value=None)
    found = twin(women, men, direction="up", frozen_first=8).closing

    assert found.women.before == 50
    assert analyse(women, frozen_first=1).parts[0].median == 500


def test_a_movement_says_which_way():
    assert [Movement(5, after, Verdict.SIGNAL).change for after in (4, 5, 6)] == [
        Change.DOWN,
        None,
        Change.UP,
    ]
