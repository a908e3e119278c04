"""Where dots lie on a moment's strip."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from improvements.assessment_dots import APART, EDGE, NOW, WIDTH, Dot, shape_of, strip


def test_dots_lie_on_their_steps_and_beside_each_other() -> None:
    found = strip([("square", 4), (NOW, 4), ("circle", 3), ("triangle", None)], 4)
    assert found.ticks == (12, 104, 196, 288)
    # The diamond on its tick and drawn last; to the right of the last step there is no room.
    assert found.dots == (Dot("circle", 196), Dot("square", 273), Dot(NOW, 288))


def test_nobody_has_answered() -> None:
    assert strip([(NOW, None)], 3).dots == ()
    assert strip([], 3).ticks == (12, 150, 288)


def test_shapes_follow_in_order_and_begin_anew() -> None:
    assert [shape_of(place) for place in range(5)] == [
        "square",
        "circle",
        "triangle",
        "cross",
        "square",
    ]


@given(
    st.integers(2, 4).flatmap(
        lambda highest: st.tuples(st.just(highest), st.lists(st.integers(1, highest), max_size=5))
    )
)
def test_none_covers_another_and_none_leaves_the_strip(case: tuple[int, list[int]]) -> None:
    highest, steps = case
    dots = strip([(shape_of(n), step) for n, step in enumerate(steps)], highest).dots
    places = sorted(dot.x for dot in dots)
    assert len(places) == len(steps)
    assert all(EDGE <= x <= WIDTH - EDGE for x in places)
    assert all(second - first >= APART for first, second in pairwise(places))
