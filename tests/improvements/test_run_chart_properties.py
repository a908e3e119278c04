"""What holds of every series: moved, mirrored, stretched, with holes, frozen or divided."""

from itertools import groupby
from statistics import median

from hypothesis import given, settings
from hypothesis import strategies as st

from improvements.run_chart import (
    Change,
    Direction,
    Effect,
    Group,
    Outcome,
    Point,
    RuleSet,
    Side,
    SignalKind,
    Verdict,
    analyse,
    twin,
)
from tests.improvements.series import day, series

SAME_EVERY_TIME = settings(derandomize=True, deadline=None, max_examples=150)
RULES = st.sampled_from(RuleSet)
DIRECTIONS = st.sampled_from(Direction)
BASELINES = st.none() | st.integers(1, 70)
SPLITS = st.lists(st.integers(0, 60).map(day), max_size=3)
# Few different values make ties and points on the median; calm and stepped series make verdicts.
NUMBERS = st.lists(st.integers(0, 6) | st.integers(0, 1000), max_size=60)
STEPPED = st.builds(
    lambda low, high, shift: [*low, *(value + shift for value in high)],
    st.lists(st.integers(0, 8), min_size=8, max_size=25),
    st.lists(st.integers(0, 8), min_size=8, max_size=25),
    st.integers(-20, 20),
)
VALUES = NUMBERS | STEPPED
OTHER_WAY = {
    Side.ABOVE: Side.BELOW,
    Side.BELOW: Side.ABOVE,
    Change.UP: Change.DOWN,
    Change.DOWN: Change.UP,
    None: None,
}
TURNED = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}


def counts(chart):
    """All that does not depend on the scale."""
    return [
        (
            part.start,
            part.stop,
            part.judged_from,
            part.findings.useful,
            part.findings.limits,
            part.longest_run_indexes,
            part.crossings,
            part.verdict,
            [(one.kind, one.found, one.limit, one.indexes) for one in part.signals],
        )
        for part in chart.parts
    ]


def ways(chart, turn=lambda way: way):
    return [(turn(one.side), turn(one.change)) for part in chart.parts for one in part.signals]


def effects(chart):
    return [one.effect for part in chart.parts for one in part.signals]


@SAME_EVERY_TIME
@given(VALUES, RULES, BASELINES, SPLITS, st.integers(-10_000, 10_000))
def test_adding_a_constant_changes_nothing(values, rules, frozen, splits, constant):
    options = {"rules": rules, "frozen_first": frozen, "splits": splits, "direction": "up"}
    plain = analyse(series(values), **options)
    moved = analyse(series([value + constant for value in values]), **options)

    assert counts(moved) == counts(plain)
    assert (ways(moved), effects(moved)) == (ways(plain), effects(plain))
    assert [part.median for part in moved.parts] == [part.median + constant for part in plain.parts]


@SAME_EVERY_TIME
@given(VALUES, RULES, DIRECTIONS, BASELINES, SPLITS, st.integers(1, 1000))
def test_another_unit_changes_nothing(values, rules, direction, frozen, splits, factor):
    options = {"rules": rules, "frozen_first": frozen, "splits": splits, "direction": direction}
    plain = analyse(series(values), **options)
    scaled = analyse(series([value * factor for value in values]), **options)

    assert counts(scaled) == counts(plain)
    assert (ways(scaled), effects(scaled)) == (ways(plain), effects(plain))


@SAME_EVERY_TIME
@given(VALUES, RULES, DIRECTIONS, BASELINES, SPLITS)
def test_upside_down_everything_goes_the_other_way(values, rules, direction, frozen, splits):
    options = {"rules": rules, "frozen_first": frozen, "splits": splits}
    plain = analyse(series(values), direction=direction, **options)
    mirrored = analyse(
        series([-value for value in values]),
        direction=TURNED.get(direction, direction),
        **options,
    )

    assert counts(mirrored) == counts(plain)
    assert ways(mirrored, OTHER_WAY.__getitem__) == ways(plain)
    assert effects(mirrored) == effects(plain)


@SAME_EVERY_TIME
@given(VALUES, RULES, st.integers(0, 5))
def test_freezing_all_points_is_not_freezing(values, rules, more):
    frozen_first = max(len(values), 1) + more

    assert analyse(series(values), rules=rules, frozen_first=frozen_first) == analyse(
        series(values), rules=rules
    )


@SAME_EVERY_TIME
@given(VALUES, RULES, st.integers(1, 59), st.data())
def test_the_later_points_never_move_a_frozen_median(values, rules, frozen, data):
    later = data.draw(st.lists(st.integers(0, 1000), min_size=1, max_size=20))
    first = [*values, *[0] * frozen][:frozen]
    (part,) = analyse(series([*first, *later]), rules=rules, frozen_first=frozen).parts

    assert part.median == median(first)
    assert part.useful == sum(value != part.median for value in later)


@SAME_EVERY_TIME
@given(VALUES, RULES, st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=8))
def test_holes_and_excluded_points_change_no_figure(values, rules, holes):
    filled: list[tuple[float | None, bool]] = [(value, False) for value in values]
    for place, is_excluded in holes:
        filled.insert(min(place, len(filled)), (99_999 if is_excluded else None, is_excluded))
    points = [Point(day(n), value, excluded) for n, (value, excluded) in enumerate(filled)]
    plain, holed = analyse(series(values), rules=rules), analyse(points, rules=rules)

    if not plain.parts:
        assert [part.verdict for part in holed.parts] == [Verdict.TOO_FEW] * len(holed.parts)
        return
    one, other = plain.parts[0], holed.parts[0]
    assert (one.median, one.useful, one.longest_run, one.crossings, one.verdict) == (
        other.median,
        other.useful,
        other.longest_run,
        other.crossings,
        other.verdict,
    )
    assert [signal.found for signal in one.signals] == [signal.found for signal in other.signals]


@SAME_EVERY_TIME
@given(VALUES.filter(len), RULES)
def test_runs_as_counted_by_somebody_with_a_pencil(values, rules):
    (part,) = analyse(series(values), rules=rules).parts
    centre = median(values)
    sides = [value > centre for value in values if value != centre]
    lengths = [len(list(run)) for _side, run in groupby(sides)]

    assert (part.median, part.useful) == (centre, len(sides))
    assert part.longest_run == max(lengths, default=0)
    assert part.crossings == max(len(lengths) - 1, 0)
    if len(sides) < 10:
        assert (part.verdict, part.signals) == (Verdict.TOO_FEW, ())
        return
    shifts = [one.found for one in part.signals if one.kind == SignalKind.SHIFT]
    assert shifts == ([n for n in lengths if n >= 6] if rules == RuleSet.CLASSIC else [])


@SAME_EVERY_TIME
@given(VALUES, RULES, SPLITS)
def test_the_parts_cover_the_series_once_and_are_judged_by_themselves(values, rules, splits):
    points = series(values)
    chart = analyse(points, rules=rules, splits=splits)

    assert [n for part in chart.parts for n in range(part.start, part.stop)] == [
        *range(len(points))
    ]
    for part in chart.parts:
        (alone,) = analyse(points[part.start : part.stop], rules=rules).parts
        assert (part.median, part.useful, part.verdict) == (
            alone.median,
            alone.useful,
            alone.verdict,
        )


PAIRS = st.lists(
    st.tuples(st.none() | st.integers(0, 12), st.none() | st.integers(0, 12)), max_size=40
)


@SAME_EVERY_TIME
@given(PAIRS, RULES, DIRECTIONS, BASELINES, SPLITS)
def test_a_twin_is_three_run_charts(pairs, rules, direction, frozen, splits):
    options = {"rules": rules, "frozen_first": frozen, "splits": splits}
    women, men = (series(side) for side in (zip(*pairs, strict=True) if pairs else ([], [])))
    both = twin(women, men, direction=direction, **options)
    between = [None if one is None or other is None else one - other for one, other in pairs]

    assert both.women == analyse(women, direction=direction, **options)
    assert both.men == analyse(men, direction=direction, **options)
    assert both.gap == analyse(series(between), direction="nearer_zero", **options)


@SAME_EVERY_TIME
@given(PAIRS, RULES, st.sampled_from(["up", "down"]), st.integers(1, 12))
def test_who_is_called_first_changes_nothing_but_the_names(pairs, rules, direction, frozen):
    options = {"rules": rules, "direction": direction, "frozen_first": frozen}
    one, other = (series(side) for side in (zip(*pairs, strict=True) if pairs else ([], [])))
    closing, swapped = (twin(*pair, **options).closing for pair in ((one, other), (other, one)))
    if closing is None or swapped is None:
        assert (closing, swapped) == (None, None)
        return

    turned = {Group.WOMEN: Group.MEN, Group.MEN: Group.WOMEN, None: None}
    assert (swapped.women, swapped.men) == (closing.men, closing.women)
    assert (swapped.outcome, swapped.how, swapped.has_swapped, swapped.is_equal_improvement) == (
        closing.outcome,
        closing.how,
        closing.has_swapped,
        closing.is_equal_improvement,
    )
    assert turned[swapped.worse_off] == closing.worse_off


@SAME_EVERY_TIME
@given(PAIRS, RULES, st.sampled_from(["up", "down"]), st.integers(1, 12))
def test_nobody_gets_it_worse_in_an_equal_improvement(pairs, rules, direction, frozen):
    women, men = (series(side) for side in (zip(*pairs, strict=True) if pairs else ([], [])))
    closing = twin(women, men, rules=rules, direction=direction, frozen_first=frozen).closing

    if closing is not None and closing.is_equal_improvement:
        assert closing.outcome == Outcome.SHRUNK
        assert closing.size_after < closing.size_before
        assert Effect.DETERIORATION not in {closing.effect(group) for group in Group}
