"""One series about its median: printed limits, series worked out by hand, and the rough edges."""

import subprocess
import sys
from dataclasses import replace
from math import comb

import pytest

from improvements.enums import ChartRules
from improvements.enums import Direction as IndicatorDirection
from improvements.run_chart import (
    RUNS_TABLE,
    Change,
    Direction,
    Effect,
    Limits,
    Point,
    RuleSet,
    Side,
    Signal,
    SignalKind,
    Verdict,
    analyse,
    limits,
)
from tests.improvements.series import MEN, WOMEN, day, series

BOTH = list(RuleSet)
# Rules that see nothing in it: six runs of one or two.
CALM = [4, 6, 7, 3, 2, 8, 9, 1, 5, 10]


def only_part(values, **options):
    (part,) = analyse(series(values), **options).parts
    return part


@pytest.mark.parametrize(
    "useful, longest, fewest",
    [
        (10, 6, 2),
        (12, 7, 3),
        (15, 7, 4),
        (20, 7, 6),
        (24, 8, 8),
        (30, 8, 10),
        (36, 8, 13),
        (48, 9, 18),
        (60, 9, 23),
    ],
)
def test_anhojs_limits_as_published(useful, longest, fewest):
    assert limits(RuleSet.ANHOJ, useful) == Limits(longest, fewest)


@pytest.mark.parametrize("useful", range(1, 200))
def test_the_crossings_are_the_five_percent_quantile(useful):
    """By the definition: the first k at which the summed chances reach a twentieth."""
    chances = useful - 1
    k = summed = 0
    while (summed := summed + comb(chances, k)) * 20 < 2**chances:
        k += 1

    assert limits(RuleSet.ANHOJ, useful).fewest_crossings == k


PRINTED = (
    "10:3-9 11:3-10 12:3-11 13:4-11 14:4-12 15:5-12 16:5-13 17:5-13 18:6-14 19:6-15 20:6-16 "
    "21:7-16 22:7-17 23:7-17 24:8-18 25:8-18 26:9-19 27:10-19 28:10-20 29:10-20 30:11-21"
)


def test_the_classic_table_as_printed():
    assert " ".join(f"{n}:{few}-{many}" for n, (few, many) in RUNS_TABLE.items()) == PRINTED


@pytest.mark.parametrize(
    "useful, expected",
    [(9, Limits(5, None)), (10, Limits(5, 2, 8)), (30, Limits(5, 10, 20)), (31, Limits(5, None))],
)
def test_the_classic_limits_in_crossings_are_the_runs_less_one(useful, expected):
    assert limits(RuleSet.CLASSIC, useful) == expected


def test_a_step_up_by_its_own_median():
    # Sorted: 40 41 41 42 43 43 44 45 45 47 49 | 51 53 54 55 56 57 58 58 61 61 62, so the median
    # is 50. The first eleven points lie below, the last eleven above: two runs, one crossing.
    # 22 useful points: round(4.46) + 3 = 7 in a row. Of 21 chances at most 6 crossings come in
    # 82 160 of 2 097 152 cases (3.9 %), at most 7 in 198 440 (9.5 %): the limit is 7.
    part = only_part(WOMEN, direction="up")

    assert (part.median, part.useful, part.counted, part.is_frozen) == (50, 22, 22, False)
    assert (part.longest_run, part.longest_run_limit) == (11, 7)
    assert part.longest_run_indexes == tuple(range(11, 22))
    assert (part.crossings, part.crossings_limit, part.most_crossings) == (1, 7, None)
    # The level of the last eleven, sorted 51 53 54 55 56 57 58 58 61 61 62, is 57.
    assert part.signals == (
        Signal(
            SignalKind.LONGEST_RUN,
            11,
            7,
            tuple(range(11, 22)),
            Side.ABOVE,
            50,
            57,
            Effect.IMPROVEMENT,
        ),
        Signal(SignalKind.FEW_CROSSINGS, 1, 7),
    )
    assert (part.verdict, part.effect) == (Verdict.SIGNAL, Effect.IMPROVEMENT)


def test_a_step_up_by_the_median_of_the_first_eight():
    # 40 41 41 42 | 43 43 44 45: the median is 42.5. All 14 points after them lie above: one run,
    # no crossing. round(3.81) + 3 = 7; of 13 chances at most 3 crossings come in 378 of 8 192
    # cases (4.6 %), at most 4 in 1 093 (13.3 %): the limit is 4.
    part = only_part(WOMEN, frozen_first=8, direction="down")

    assert (part.median, part.useful, part.counted, part.is_frozen) == (42.5, 14, 14, True)
    assert (part.start, part.judged_from, part.baseline_stop, part.stop) == (0, 8, 8, 22)
    assert (part.longest_run, part.longest_run_limit) == (14, 7)
    assert part.longest_run_indexes == tuple(range(8, 22))
    assert (part.crossings, part.crossings_limit) == (0, 4)
    assert [(one.kind, one.found, one.limit) for one in part.signals] == [
        (SignalKind.LONGEST_RUN, 14, 7),
        (SignalKind.FEW_CROSSINGS, 0, 4),
    ]
    assert part.effect == Effect.DETERIORATION


def test_a_frozen_median_with_one_point_back():
    # 57 57 57 58 | 59 59 60 61: the median is 58.5. Of the 14 after, 58 lies below and 13 above.
    part = only_part(MEN, frozen_first=8)

    assert (part.median, part.useful, part.longest_run, part.crossings) == (58.5, 14, 13, 1)
    assert part.longest_run_indexes == tuple(range(9, 22))
    assert [one.kind for one in part.signals] == [
        SignalKind.LONGEST_RUN,
        SignalKind.FEW_CROSSINGS,
    ]
    assert (part.signals[0].change, part.effect) == (Change.UP, None)


# Sorted: 1 2 3 3 4 4 5 5 | 5 5 6 6 7 7 8 9: the median is 5, and four points lie on it. The
# other twelve: 7 8 6 9 7 6 above, then 4 3 2 1 4 3 below: two runs of six, one crossing.
ON_THE_LINE = [5, 7, 8, 5, 6, 9, 5, 7, 6, 4, 3, 2, 5, 1, 4, 3]


def test_points_on_the_line_by_anhoj():
    # 12 useful points allow 7 in a row and want 3 crossings.
    part = only_part(ON_THE_LINE)

    assert (part.median, part.useful, part.counted) == (5, 12, 16)
    assert (part.longest_run, part.longest_run_limit) == (6, 7)
    assert part.longest_run_indexes == (9, 10, 11, 13, 14, 15)
    assert part.signals == (Signal(SignalKind.FEW_CROSSINGS, 1, 3),)
    assert (part.verdict, part.latest_change, part.effect) == (Verdict.SIGNAL, None, None)


def test_points_on_the_line_by_the_classic_rules():
    # Two shifts of six; 7 6 4 3 2 falls for five points; two runs where 12 points want three.
    part = only_part(ON_THE_LINE, rules="classic", direction="down")

    assert [(one.kind, one.found, one.limit, one.indexes) for one in part.signals] == [
        (SignalKind.SHIFT, 6, 6, (1, 2, 4, 5, 7, 8)),
        (SignalKind.SHIFT, 6, 6, (9, 10, 11, 13, 14, 15)),
        (SignalKind.TREND, 5, 5, (7, 8, 9, 10, 11)),
        (SignalKind.FEW_RUNS, 2, 3, ()),
    ]
    # The first shift opens the series: it shows that the level came down from 7 to the median.
    assert [(one.side, one.before, one.after) for one in part.signals] == [
        (Side.ABOVE, 7, 5),
        (Side.BELOW, 5, 3),
        (None, 7, 2),
        (None, None, None),
    ]
    assert [one.effect for one in part.signals] == [Effect.IMPROVEMENT] * 3 + [None]
    assert [one.change for one in part.signals] == [Change.DOWN] * 3 + [None]


@pytest.mark.parametrize("rules", BOTH)
def test_a_calm_series(rules):
    # 1 to 10 have the median 5.5. Below, above twice, below twice, above twice, below twice,
    # above: six runs, five crossings, never more than two in a row.
    part = only_part(CALM, rules=rules)

    assert (part.median, part.useful, part.longest_run, part.crossings) == (5.5, 10, 2, 5)
    assert part.longest_run_indexes == (7, 8)
    assert (part.signals, part.verdict) == ((), Verdict.NO_SIGNAL)


def test_a_saw_has_too_many_runs_by_the_classic_rules_alone():
    # 3 8 2 9 4 7 1 10 5 6 about 5.5 changes sides every time: ten runs where nine are allowed.
    saw = [3, 8, 2, 9, 4, 7, 1, 10, 5, 6]

    assert only_part(saw).signals == ()
    assert only_part(saw, rules="classic").signals == (Signal(SignalKind.MANY_RUNS, 10, 9),)


@pytest.mark.parametrize(
    "values, found",
    [
        ([5, 1, 2, 3, 4, 5, 1, 9, 1, 9, 1, 9], [(5, (1, 2, 3, 4, 5), Change.UP)]),
        # Four steps make five points; four points are none.
        ([5, 1, 2, 3, 4, 1, 9, 1, 9, 1, 9, 2], []),
        # Equal neighbours count once, and all of them are shown.
        ([9, 1, 2, 2, 3, 4, 4, 5, 1, 9, 1, 9], [(5, (1, 2, 3, 4, 5, 6, 7), Change.UP)]),
        ([9, 1, 2, 2, 3, 3, 4, 4, 1, 9, 1, 9], []),
        # The turning point belongs to both; a gap in the series does not break it.
        (
            [1, 2, 3, None, 4, 5, 4, 3, 2, 1, 9, 1, 9],
            [(5, (0, 1, 2, 4, 5), Change.UP), (5, (5, 6, 7, 8, 9), Change.DOWN)],
        ),
        ([9, 1, 9, 1, 9, 1, 9, 8, 7, 6, 5], [(5, (6, 7, 8, 9, 10), Change.DOWN)]),
    ],
)
def test_trends(values, found):
    part = only_part(values, rules="classic")

    trends = [one for one in part.signals if one.kind == SignalKind.TREND]
    assert [(one.found, one.indexes, one.change) for one in trends] == found


def test_anhoj_does_not_know_trends():
    assert only_part([9, 1, 2, 3, 4, 5, 1, 9, 1, 9, 1, 9]).signals == ()


@pytest.mark.parametrize("rules", BOTH)
@pytest.mark.parametrize(
    "values, median, useful",
    [
        ([], None, None),
        ([None] * 12, None, 0),
        ([7.5] * 40, 7.5, 0),
        ([1] * 4 + [2] * 3 + [3] * 4, 2, 8),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9], 5, 8),
    ],
)
def test_too_few_useful_points_are_drawn_and_not_judged(rules, values, median, useful):
    chart = analyse(series(values), rules=rules)

    assert [
        (part.median, part.useful, part.verdict, part.signals, part.longest_run_limit)
        for part in chart.parts
    ] == ([] if not values else [(median, useful, Verdict.TOO_FEW, (), None)])
    assert chart.latest is (chart.parts[0] if values else None)


def test_beyond_the_classic_table_shifts_and_trends_still_count():
    saw = [1, 9] * 16
    calm, shifted = only_part(saw, rules="classic"), only_part(saw + [9] * 6, rules="classic")

    assert (calm.useful, calm.crossings_limit, calm.most_crossings) == (32, None, None)
    assert (calm.signals, calm.verdict) == ((), Verdict.NO_SIGNAL)
    # With six more nines the median is 9, and only the sixteen ones lie off it.
    assert (shifted.median, shifted.useful) == (9, 16)
    assert [one.kind for one in shifted.signals] == [SignalKind.SHIFT, SignalKind.FEW_RUNS]


def test_excluded_points_and_figures_that_are_none_are_drawn_and_not_counted():
    points = series([*CALM, 1000, None, float("nan"), float("inf")])
    points[10] = replace(points[10], excluded=True, is_astronomical=True)
    (part,) = analyse(points).parts
    plain = only_part(CALM)

    assert (part.median, part.findings, part.counted) == (plain.median, plain.findings, 10)
    assert (part.stop, part.astronomical) == (14, (10,))


def test_an_astronomical_point_is_a_persons_mark_and_no_signal():
    points = series(CALM)
    points[3] = replace(points[3], is_astronomical=True)
    (part,) = analyse(points, rules="classic").parts

    assert (part.astronomical, part.verdict) == ((3,), Verdict.NO_SIGNAL)


def test_each_part_has_a_median_of_its_own():
    chart = analyse(series([1] * 3 + [5] * 4 + [9] * 2), splits=[day(7), day(3), day(3)])

    assert [(part.start, part.stop, part.median) for part in chart.parts] == [
        (0, 3, 1),
        (3, 7, 5),
        (7, 9, 9),
    ]


@pytest.mark.parametrize("split", [day(0), day(-12), day(50)])
def test_a_split_outside_the_series_divides_nothing(split):
    assert analyse(series(CALM), splits=[split]) == analyse(series(CALM))


def test_a_split_between_two_points_begins_with_the_later_one():
    between = day(4).replace(day=20)
    chart = analyse(series(CALM), splits=[between])

    assert [(part.start, part.stop) for part in chart.parts] == [(0, 5), (5, 10)]


def test_only_the_first_part_is_frozen():
    chart = analyse(series(WOMEN), splits=[day(12)], frozen_first=8)

    assert [(one.is_frozen, one.median, one.useful) for one in chart.parts] == [
        (True, 42.5, 4),
        (False, 57.5, 10),
    ]


def test_a_baseline_is_a_stretch_of_time_whatever_is_excluded_in_it():
    points = series([1, 2, 30, None, *range(10, 21)])
    points[2] = replace(points[2], excluded=True)
    (part,) = analyse(points, frozen_first=4).parts

    assert (part.median, part.judged_from, part.useful) == (1.5, 4, 11)


def test_a_baseline_without_figures_gives_no_median():
    part = only_part([None, None, *CALM], frozen_first=2)

    assert (part.median, part.verdict, part.counted) == (None, Verdict.TOO_FEW, 10)


@pytest.mark.parametrize("after", [[], [None, None]])
def test_a_frozen_median_with_nothing_after_it_is_as_if_it_were_not_frozen(after):
    part = only_part([*CALM, *after], frozen_first=10)

    assert part == only_part([*CALM, *after])
    assert part.is_frozen is False


def test_figures_are_compared_as_they_are_written():
    """The median of 0.1 and 0.2 is 0.15, though floats say 0.15000000000000002."""
    part = only_part([0.1, 0.2, 0.15, 0.3], frozen_first=2)

    assert (part.median, part.useful) == (0.15, 1)


def test_points_are_put_in_order_and_a_day_has_one():
    assert analyse(reversed(series(CALM))) == analyse(series(CALM))
    with pytest.raises(ValueError, match="Two points of a series have the same day"):
        analyse([Point(day(1), 1), Point(day(1), 2)])


@pytest.mark.parametrize("frozen_first", [0, -3])
def test_a_frozen_median_needs_points(frozen_first):
    with pytest.raises(ValueError, match="A frozen median needs at least one point"):
        analyse(series(CALM), frozen_first=frozen_first)


@pytest.mark.parametrize(
    "direction, before, after, effect",
    [
        ("up", [1] * 10, [3] * 12, Effect.IMPROVEMENT),
        ("up", [3] * 10, [1] * 12, Effect.DETERIORATION),
        ("down", [3] * 10, [1] * 12, Effect.IMPROVEMENT),
        ("neither", [3] * 10, [1] * 12, None),
        ("nearer_zero", [-8] * 10, [-3] * 12, Effect.IMPROVEMENT),
        ("nearer_zero", [8] * 10, [3] * 12, Effect.IMPROVEMENT),
        ("nearer_zero", [-3] * 10, [5] * 12, Effect.DETERIORATION),
        ("nearer_zero", [-3] * 10, [3] * 12, None),
    ],
)
def test_which_way_is_better(direction, before, after, effect):
    part = only_part(before + after, direction=direction, frozen_first=10)

    assert (part.signals[0].kind, part.effect) == (SignalKind.LONGEST_RUN, effect)


def test_the_latest_change_decides_whether_things_have_got_better():
    """Up and back again: six high points, then six low ones, about a median from before."""
    part = only_part([5] * 4 + [9] * 6 + [1] * 6, rules="classic", direction="up", frozen_first=4)

    assert [one.effect for one in part.signals[:2]] == [Effect.IMPROVEMENT, Effect.DETERIORATION]
    assert part.effect == Effect.DETERIORATION


def test_the_words_are_those_of_the_indicators():
    assert sorted(RuleSet) == sorted(ChartRules)
    assert {*Direction} - {*IndicatorDirection.values} == {Direction.NEARER_ZERO}
    assert {*IndicatorDirection.values} <= {*Direction}


def test_the_engine_needs_nothing_of_the_web():
    """It can be handed to a worker or a script: no Django, no arithmetic library."""
    check = (
        "import sys, improvements.run_chart;"
        "print(sorted({'django', 'numpy', 'scipy'} & sys.modules.keys()))"
    )
    result = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == "[]"
