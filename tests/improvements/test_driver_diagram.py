"""The picture of the drivers: where its texts lie, whatever their number and length."""

from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from improvements.driver_diagram import draw, tree_of, wrapped


@dataclass
class Driver:
    pk: int
    text: str
    parent_id: int | None = None


@dataclass
class Idea:
    text: str
    driver_id: int | None = None

    def get_status_display(self) -> str:
        return "Idé"


def test_the_tree_keeps_the_order_and_what_is_loose() -> None:
    drivers = [Driver(2, "Två"), Driver(1, "Ett"), Driver(3, "Under", 2)]
    tree = tree_of(drivers, [Idea("A", 3), Idea("B"), Idea("C", 1)])
    assert [(one.driver.text, [b.driver.text for b in one.branches]) for one in tree.branches] == [
        ("Två", ["Under"]),
        ("Ett", []),
    ]
    assert [idea.text for idea in tree.branches[0].branches[0].ideas] == ["A"]
    assert ([idea.text for idea in tree.loose], tree.is_empty) == (["B"], False)
    assert tree_of([], []).is_empty is True


def test_the_aim_stands_left_and_the_changes_right() -> None:
    drivers = [Driver(1, "Ett"), Driver(2, "Under", 1)]
    picture = draw("Målet", tree_of(drivers, [Idea("Mall", 2), Idea("Sms", 1), Idea("Lös")]))
    assert [(label.kind, label.x, label.lines[0][1], label.note) for label in picture.labels] == [
        ("aim", 0, "Målet", ""),
        ("primary", 220, "Ett", ""),
        ("secondary", 450, "Under", ""),
        ("idea", 680, "Mall", "Idé"),
        ("idea", 680, "Sms", "Idé"),
        ("idea", 680, "Lös", "Idé"),
    ]
    # The loose one hangs on nothing.
    assert len(picture.links) == 4


def test_long_words_are_broken_and_nothing_is_lost() -> None:
    text = (
        "Samordning mellan arbetsmarknadsenheten och kommunledningskontorets utvecklingsavdelning"
    )
    assert wrapped(text, 180) == [
        "Samordning mellan",
        "arbetsmarknadsenheten",
        "och",
        "kommunledningskontorets",
        "utvecklingsavdelning",
    ]
    assert wrapped("X" * 30, 180) == ["X" * 23 + "-", "X" * 7]
    assert wrapped("", 180) == [""]


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1)


@given(
    st.lists(st.tuples(texts, st.integers(0, 5)), max_size=12),
    st.lists(st.tuples(texts, st.integers(0, 12)), max_size=12),
    texts,
)
def test_no_text_covers_another_and_all_are_inside(
    drivers: list[tuple[str, int]], ideas: list[tuple[str, int]], aim: str
) -> None:
    """Whatever hangs on what: labels of a column lie apart, and the picture holds them all."""
    rows = [
        Driver(number, text, parent if 0 < parent < number and parent <= 2 else None)
        for number, (text, parent) in enumerate(drivers, start=1)
    ]
    primary = {row.pk for row in rows if row.parent_id is None}
    rows = [row for row in rows if row.parent_id is None or row.parent_id in primary]
    known = {row.pk for row in rows}
    found = [Idea(text, driver if driver in known else None) for text, driver in ideas]
    picture = draw(aim, tree_of(rows, found))
    assert len(picture.labels) == 1 + len(rows) + len(found)
    for x in picture.columns:
        column = sorted((label for label in picture.labels if label.x == x), key=lambda one: one.y)
        for upper, lower in pairwise(column):
            assert (
                max([y for y, _line in upper.lines] + [upper.note_y if upper.note else 0]) < lower.y
            )
    for label in picture.labels:
        assert label.y > 0
        assert max(y for y, _line in label.lines) <= picture.height
