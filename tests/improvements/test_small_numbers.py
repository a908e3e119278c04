"""Small numbers: what others get, and that nothing withheld can be worked out from it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvements.small_numbers import Cell, ever_small, for_others, withheld_keys

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def cells(period=JANUARY, **counts):
    """Women 50, men 60 … of so many people each; None where nobody has said."""
    values = {"women": 50, "men": 60, "girls": 70, "boys": 80, "total": 55}
    return [Cell(kind, period, Decimal(values[kind]), count) for kind, count in counts.items()]


def withheld(**counts):
    return {series for series, _period in withheld_keys(cells(**counts))}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"women": 5, "men": 5}, set()),
        ({"women": 4, "men": 5}, {"women"}),
        ({"women": 0, "men": 5}, {"women"}),
        # Nobody has said of how many: nothing is known, nothing is withheld.
        ({"women": None, "men": None, "total": None}, set()),
        # From the total and the men anybody works out the women.
        ({"women": 4, "men": 40, "total": 44}, {"women", "total"}),
        ({"women": 4, "men": 40, "total": None}, {"women", "total"}),
        # Both few, together enough: a total of nought or a hundred per cent tells of each.
        ({"women": 4, "men": 4, "total": 8}, {"women", "men", "total"}),
        # Of how many the women are follows from the others.
        ({"women": None, "men": 40, "total": 44}, {"women", "total"}),
        ({"women": None, "men": 40, "total": 45}, set()),
        # A part is never larger than the total.
        ({"women": None, "men": None, "total": 4}, {"women", "men", "total"}),
        ({"girls": 3, "boys": 30, "total": 33}, {"girls", "total"}),
        ({"women": 40, "men": 40, "girls": 3, "boys": 30}, {"girls"}),
        ({"women": 40, "men": 40, "girls": 3, "boys": 30, "total": 113}, {"girls", "total"}),
        ({"total": 4}, {"total"}),
        ({"total": 5}, set()),
    ],
)
def test_what_is_withheld(counts, expected):
    assert withheld(**counts) == expected


def test_other_periods_are_not_touched():
    rows = [*cells(women=3, men=40, total=43), *cells(FEBRUARY, women=30, men=40, total=70)]
    shown = for_others(rows)
    assert [(c.series, c.period, c.value) for c in shown] == [
        ("women", JANUARY, None),
        ("men", JANUARY, Decimal(60)),
        ("total", JANUARY, None),
        ("women", FEBRUARY, Decimal(50)),
        ("men", FEBRUARY, Decimal(60)),
        ("total", FEBRUARY, Decimal(55)),
    ]


def test_a_withheld_cell_says_nothing_but_that_it_is_there():
    one = Cell("women", JANUARY, Decimal(33), 3, "en av tre", is_astronomical=True)
    assert for_others([one]) == [Cell("women", JANUARY, None, is_withheld=True)]


def test_comments_of_a_period_with_something_withheld_are_silent():
    """A pasted row's comment is said of all its figures: the men's would tell of the women."""
    women = Cell("women", JANUARY, Decimal(33), 3, "en kvinna av tre")
    men = Cell("men", JANUARY, Decimal(60), 40, "en kvinna av tre")
    later = Cell("men", FEBRUARY, Decimal(60), 40, "som vanligt")
    assert [cell.comment for cell in for_others([women, men, later])] == ["", "", "som vanligt"]


COUNTS = st.none() | st.integers(0, 12)
PERIODS = st.dictionaries(st.sampled_from(["women", "men", "girls", "boys", "total"]), COUNTS)


@given(PERIODS)
def test_no_figure_known_to_be_of_few_is_shown(counts):
    shown = {cell.series for cell in for_others(cells(**counts)) if cell.value is not None}
    assert {kind for kind, count in counts.items() if count is not None and count < 5} & shown == (
        set()
    )


@given(PERIODS)
def test_with_a_part_withheld_there_is_no_total_to_work_it_out_from(counts):
    shown = {cell.series for cell in for_others(cells(**counts)) if cell.value is not None}
    parts = set(counts) - {"total"}
    assert "total" not in shown or parts <= shown


@given(PERIODS)
def test_the_sums_of_what_is_shown_never_say_who_are_few(counts):
    """As an attacker: the total's count minus the others' is that of the one that is left."""
    shown = [cell for cell in for_others(cells(**counts)) if cell.value is not None]
    known = {cell.series: cell.count for cell in shown}
    total = known.pop("total", None)
    unknown = [kind for kind, count in known.items() if count is None]
    if total is not None and len(unknown) == 1:
        assert total - sum(count or 0 for count in known.values()) >= 5


@given(PERIODS)
def test_what_is_shown_is_as_it_was(counts):
    before = {cell.key: cell.value for cell in cells(**counts)}
    for cell in for_others(cells(**counts)):
        assert cell.value in (None, before[cell.key])
        assert cell.is_withheld == (cell.value is None)


def test_withholding_twice_withholds_no_more():
    once = for_others(cells(women=4, men=40, total=44))
    assert [c.value for c in for_others(once)] == [c.value for c in once]


def test_a_period_that_ever_held_a_small_number():
    assert not ever_small([{"women": 40}, {"women": 40, "men": 40}])
    assert ever_small([{"women": 3}, {"women": 40}])
    assert ever_small([{"women": 40, "men": 40}, {"women": None, "men": 40, "total": 43}])
    assert not ever_small([])
