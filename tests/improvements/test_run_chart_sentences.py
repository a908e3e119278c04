"""Run charts and gaps in words."""

from dataclasses import replace

import pytest
from django.utils import translation

from improvements.run_chart import (
    Closing,
    Direction,
    Effect,
    Movement,
    Point,
    RuleSet,
    Verdict,
    analyse,
    twin,
)
from improvements.run_chart.gap_sentences import (
    Pair,
    closing_sentence,
    finding,
    gap_now_sentence,
    twin_sentences,
)
from improvements.run_chart.sentences import (
    effect_sentence,
    figures,
    median_sentence,
    part_sentences,
    rules_sentence,
    signal_sentence,
    verdict_sentence,
)
from tests.improvements.series import MEN, WOMEN, day, series

CALM = [4, 6, 7, 3, 2, 8, 9, 1, 5, 10]
SAW = [3, 8, 2, 9, 4, 7, 1, 10, 5, 6]
NOT_CHANCE = "The change is probably not chance."


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def said(values, rules=RuleSet.ANHOJ, **options):
    (part,) = analyse(series(values), rules=rules, **options).parts
    return part_sentences(part, rules)


@pytest.mark.parametrize(
    "values, swedish",
    [
        ((8, 3), ["8", "3"]),
        ((42.5,), ["42,5"]),
        ((8.04, 8.01), ["8,04", "8,01"]),
        ((8.04,), ["8"]),
        ((0.25, 0.25), ["0,3", "0,3"]),
        ((1234567.25,), ["1\xa0234\xa0567,3"]),
        ((-2.5,), ["−2,5"]),
        ((-0.01,), ["0"]),
        ((1e16, 1e-9), ["10\xa0000\xa0000\xa0000\xa0000\xa0000", "0"]),
    ],
)
def test_figures_as_they_are_written_in_swedish(values, swedish):
    with translation.override("sv"):
        assert figures(*values) == swedish


@pytest.mark.parametrize(
    "values, options, sentence",
    [
        (
            [1, 2, 3, 4, 5, 6, 7],
            {"frozen_first": None},
            "Too few points for signal rules: 6 useful points of 10 needed.",
        ),
        ([1, 2, 2], {}, "Too few points for signal rules: 1 useful point of 10 needed."),
        (
            [1, 2, 3, 4],
            {"frozen_first": 2},
            "Too few points after the baseline for signal rules: 2 useful points of 10 needed.",
        ),
        (
            [1, 2, 3],
            {"frozen_first": 2},
            "Too few points after the baseline for signal rules: 1 useful point of 10 needed.",
        ),
        (
            [5] * 30,
            {},
            (
                "Too few points for signal rules: all of them lie on the median, and 10 beside it"
                " are needed."
            ),
        ),
        ([None] * 30, {}, "There are no points to judge yet."),
        (CALM, {}, "No signal: the variation is no larger than chance gives."),
        (WOMEN, {}, "The change is probably not chance."),
    ],
)
def test_the_verdict(values, options, sentence):
    (part,) = analyse(series(values), **options).parts

    assert verdict_sentence(part) == sentence


def test_why_there_is_a_signal():
    assert said(WOMEN, frozen_first=8, direction="up") == [
        NOT_CHANCE,
        "It is an improvement.",
        "14 points in a row above the median; the limit is 7.",
        "The curve crosses the median 0 times; chance gives at least 4.",
    ]
    assert said([-one for one in MEN], frozen_first=8, direction="up") == [
        NOT_CHANCE,
        "It is a deterioration.",
        "13 points in a row below the median; the limit is 7.",
        "The curve crosses the median 1 time; chance gives at least 4.",
    ]


def test_why_there_is_a_signal_by_the_classic_rules():
    falling = [5, 7, 8, 5, 6, 9, 5, 7, 6, 4, 3, 2, 5, 1, 4, 3]

    assert said(falling, RuleSet.CLASSIC) == [
        NOT_CHANCE,
        "6 points in a row above the median; a signal takes 6.",
        "6 points in a row below the median; a signal takes 6.",
        "5 points in a row that fall; a signal takes 5.",
        "The curve has 2 runs about the median; chance gives at least 3.",
    ]
    assert said(SAW, RuleSet.CLASSIC) == [
        "The pattern is probably not chance.",
        "The curve has 10 runs about the median; chance gives at most 9.",
    ]


def test_a_trend_that_rises_and_a_single_run():
    (part,) = analyse(
        series([0] * 3 + [1, 2, 3, 4, 5] + [6] * 6), rules="classic", frozen_first=3
    ).parts

    assert [signal_sentence(signal) for signal in part.signals] == [
        "11 points in a row above the median; a signal takes 6.",
        "6 points in a row that rise; a signal takes 5.",
        "The curve has 1 run about the median; chance gives at least 3.",
    ]


def test_beyond_the_table_the_rule_of_runs_is_silent_in_words():
    assert said([1, 9] * 16, RuleSet.CLASSIC) == [
        "No signal: the variation is no larger than chance gives.",
        "With 32 useful points the rule of runs gives no verdict: its table ends at 30.",
    ]
    assert said([1, 9] * 16) == ["No signal: the variation is no larger than chance gives."]


@pytest.mark.parametrize(
    "marked, sentence",
    [
        ([3], "1 point has been marked as plainly different."),
        ([3, 4], "2 points have been marked as plainly different."),
    ],
)
def test_what_a_person_has_marked(marked, sentence):
    points = series(CALM)
    for index in marked:
        points[index] = replace(points[index], is_astronomical=True)
    (part,) = analyse(points).parts

    assert part_sentences(part, RuleSet.ANHOJ)[1:] == [sentence]


def test_no_effect_is_no_sentence():
    assert [effect_sentence(effect) for effect in (None, *Effect)] == [
        "",
        "It is an improvement.",
        "It is a deterioration.",
    ]


@pytest.mark.parametrize(
    "values, rules, sentence",
    [
        (WOMEN, "anhoj", "Signal rules by Anhøj, 22 useful points."),
        ([1, 2, 2], "anhoj", "Signal rules by Anhøj, 1 useful point."),
        ([], "anhoj", "Signal rules by Anhøj, 0 useful points."),
        (WOMEN, "classic", "The classic signal rules, 22 useful points."),
        ([1, 2, 2], "classic", "The classic signal rules, 1 useful point."),
    ],
)
def test_which_rules(values, rules, sentence):
    assert rules_sentence(analyse(series(values), rules=rules)) == sentence


@pytest.mark.parametrize(
    "options, precision, sentence",
    [
        ({"frozen_first": 8}, "month", "The dotted line is the median of January–August 2025."),
        ({}, "month", "The dotted line is the median of January 2025–October 2026."),
        ({}, "year", "The dotted line is the median of 2025–2026."),
    ],
)
def test_of_which_time_the_median_is(options, precision, sentence):
    chart = analyse(series(WOMEN), **options)

    assert median_sentence(chart.parts[0], chart.points, precision) == sentence


def test_without_a_median_nothing_is_said_of_it():
    chart = analyse(series([None, None]))

    assert median_sentence(chart.parts[0], chart.points, "month") == ""


def with_closing(closing):
    return replace(twin([], []), closing=closing)


def moved(women, men, gap, verdict=Verdict.SIGNAL, groups=Verdict.SIGNAL, direction="up"):
    """What became of a gap; each is before and after."""
    return Closing(
        Movement(*women, groups),
        Movement(*men, groups),
        Movement(*gap, verdict),
        Direction(direction),
    )


@pytest.mark.parametrize(
    "women, men, direction, sentence",
    [
        (
            (50, 55),
            (58, 58),
            "up",
            "has shrunk from 8 to 3 percentage points, because women's figure rose.",
        ),
        (
            (50, 54.5),
            (58, 58),
            "up",
            "has shrunk from 8 to 3.5 percentage points, because women's figure rose.",
        ),
        (
            (50, 57),
            (58, 58),
            "up",
            "has shrunk from 8 to 1 percentage point, because women's figure rose.",
        ),
        (
            (50, 57),
            (58, 60),
            "up",
            (
                "has shrunk from 8 to 3 percentage points, because women's figure rose more than"
                " men's."
            ),
        ),
        (
            (50, 50),
            (58, 53),
            "up",
            "has shrunk from 8 to 3 percentage points, because men's figure fell.",
        ),
        (
            (50, 49),
            (58, 52),
            "up",
            (
                "has shrunk from 8 to 3 percentage points, because men's figure fell more than"
                " women's."
            ),
        ),
        (
            (50, 52),
            (58, 55),
            "up",
            "has shrunk from 8 to 3 percentage points, because women's figure rose and men's fell.",
        ),
        (
            (50, 52),
            (58, 55),
            "down",
            "has shrunk from 8 to 3 percentage points, because men's figure fell and women's rose.",
        ),
        (
            (50, 49),
            (58, 60),
            "up",
            "has grown from 8 to 11 percentage points, because women's figure fell and men's rose.",
        ),
        (
            (50, 50),
            (58, 60),
            "up",
            "has grown from 8 to 10 percentage points, because men's figure rose.",
        ),
        ((50, 55), (58, 58), "neither", "has shrunk from 8 to 3 percentage points."),
        ((50, 50), (58, 60), "neither", "has grown from 8 to 10 percentage points."),
        ((50, 55), (58, 63), "up", "is unchanged: 8 percentage points."),
    ],
)
def test_how_the_gap_changed(women, men, direction, sentence):
    gap = tuple(one - other for one, other in zip(women, men, strict=True))
    closing = moved(women, men, gap, direction=direction)

    assert closing_sentence(closing, Pair.WOMEN_AND_MEN, "%") == (
        f"The gap between women and men {sentence}"
    )


def test_no_gap_at_all():
    assert (
        closing_sentence(moved((5, 6), (5, 6), (0, 0)), Pair.GIRLS_AND_BOYS, "%")
        == "There is no gap between girls and boys, now as before."
    )


@pytest.mark.parametrize("after, verb", [(-7.5, "shrunk"), (-8.5, "grown")])
def test_a_gap_that_moves_while_both_figures_keep_within_chance(after, verb):
    closing = moved((50, 51), (58, 58), (-8, after), Verdict.NO_SIGNAL, Verdict.NO_SIGNAL)

    assert twin_sentences(with_closing(closing), Pair.WOMEN_AND_MEN, "procent") == [
        (
            f"The gap between women and men has {verb} from 8 to {abs(after)} percentage points,"
            " but neither figure by itself has changed more than chance gives."
        ),
        "It may be chance: the signal rules see no change.",
    ]


@pytest.mark.parametrize(
    "unit, gap",
    [
        ("days", "3 days"),
        (" kr ", "3 kr"),
        ("", "3"),
        ("%", "3 percentage points"),
        ("Procent", "3 percentage points"),
    ],
)
def test_the_gap_has_the_unit_of_the_figures(unit, gap):
    closing = moved((50, 55), (58, 58), (-8, -3))

    assert closing_sentence(closing, Pair.GIRLS_AND_BOYS, unit) == (
        f"The gap between girls and boys has shrunk from 8 to {gap}, because girls' figure rose."
    )


@pytest.mark.parametrize(
    "closing, judgement",
    [
        (
            moved((50, 55), (58, 58), (-8, -3)),
            ["The gap has shrunk without anybody getting it worse.", NOT_CHANCE],
        ),
        (
            moved((50, 50), (58, 53), (-8, -3)),
            ["It is no improvement: those who were better off have got it worse.", NOT_CHANCE],
        ),
        (
            moved((50, 52), (58, 55), (-8, -3)),
            ["Part of it is that those who were better off have got it worse.", NOT_CHANCE],
        ),
        (
            moved((50, 55), (58, 58), (-8, -3), Verdict.TOO_FEW),
            ["Whether it is chance cannot be said yet: the points are too few for signal rules."],
        ),
        (
            moved((50, 61), (58, 58), (-8, 3)),
            [
                "Now it is men who are behind.",
                "The gap has shrunk without anybody getting it worse.",
                NOT_CHANCE,
            ],
        ),
        (
            moved((50, 66), (58, 58), (-8, 8)),
            ["Now it is men who are behind.", NOT_CHANCE],
        ),
        (moved((50, 47), (58, 58), (-8, -11)), [NOT_CHANCE]),
        (moved((50, 55), (58, 63), (-8, -8)), []),
    ],
)
def test_what_to_think_of_it(closing, judgement):
    assert twin_sentences(with_closing(closing), Pair.WOMEN_AND_MEN, "%")[1:] == judgement


def test_without_two_times_it_says_what_to_do():
    assert twin_sentences(twin(series(WOMEN), series(MEN)), Pair.WOMEN_AND_MEN, "%") == [
        (
            "There is nothing to compare the gap with yet: freeze the median of the first points,"
            " or divide the series."
        )
    ]


def test_the_example_from_end_to_end():
    both = twin(series(WOMEN), series(MEN), direction="up", frozen_first=8)

    assert finding(both, Pair.WOMEN_AND_MEN, "%") == (
        "Both curves rise, women's most. The gap is now 5 percentage points."
    )
    assert twin_sentences(both, Pair.WOMEN_AND_MEN, "%") == [
        (
            "The gap between women and men has shrunk from 16.5 to 8 percentage points, because"
            " women's figure rose more than men's."
        ),
        "The gap has shrunk without anybody getting it worse.",
        NOT_CHANCE,
    ]


@pytest.mark.parametrize(
    "women, men, sentence",
    [
        ((50, 55), (58, 60), "Both curves rise, women's most."),
        ((50, 49), (58, 55), "Both curves fall, men's most."),
        ((50, 55), (58, 63), "Both curves rise equally."),
        ((50, 45), (58, 53), "Both curves fall equally."),
        ((50, 55), (58, 58), "The curve of women rises, that of men stands still."),
        ((50, 50), (58, 61), "The curve of men rises, that of women stands still."),
        ((50, 50), (58, 53), "The curve of men falls, that of women stands still."),
        ((50, 45), (58, 58), "The curve of women falls, that of men stands still."),
        ((50, 55), (58, 53), "The curve of women rises, that of men falls."),
        ((50, 45), (58, 61), "The curve of men rises, that of women falls."),
        ((50, 50), (58, 58), "Both curves stand still."),
    ],
)
def test_the_headline_of_both_curves(women, men, sentence):
    both = with_closing(moved(women, men, (-8, -3)))

    assert finding(both, Pair.WOMEN_AND_MEN, "%") == sentence


def test_the_gap_now_is_that_of_the_latest_day_that_counts():
    women, men = series([10, 11.5, 12, None]), series([20, 20, 20, 20])
    women[2] = Point(day(2), 12, excluded=True)

    assert gap_now_sentence(twin(women, men), "days") == "The gap is now 8.5 days."
    assert finding(twin(women, men), Pair.WOMEN_AND_MEN, "days") == "The gap is now 8.5 days."
    assert gap_now_sentence(twin([], []), "days") == ""
