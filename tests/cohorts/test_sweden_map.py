"""Places on the map, and names that do not collide."""

from itertools import combinations
from xml.etree import ElementTree

import pytest

from cohorts.sweden_map import HEIGHT, Mark, boxes_meet, label_box, label_marks, mark_box, place
from modellkonceptet.settings import BASE_DIR


@pytest.mark.parametrize(
    "latitude, longitude", [(69.06, 20.55), (55.34, 13.36), (65.84, 24.14), (58.93, 11.17)]
)
def test_the_ends_of_the_country_are_on_the_drawing(latitude, longitude):
    x, y = place(latitude, longitude)

    assert 10 <= x <= 245
    assert 0 <= y <= HEIGHT


def test_names_lie_on_no_mark_and_on_no_other_name():
    marks = [
        Mark(f"Ort {n}", 60 + (n * 37) % 150, 20 + (n * 53) % 500, n % 3 == 0) for n in range(40)
    ]

    labels = label_marks(marks)

    assert len(labels) == 9
    assert [
        (label.text, mark.name)
        for label in labels
        for mark in marks
        if mark.name != label.text and boxes_meet(label_box(label), mark_box(mark))
    ] == []
    assert [
        pair for pair in combinations(labels, 2) if boxes_meet(*(label_box(one) for one in pair))
    ] == []


def test_the_same_marks_give_the_same_names_in_any_order():
    marks = [Mark(f"Ort {n}", 100, 40 * n, n % 2 == 0) for n in range(12)]

    assert label_marks(marks) == label_marks(reversed(marks))


def test_the_outline_has_the_country_and_all_counties():
    root = ElementTree.parse(BASE_DIR / "static" / "img" / "sweden.svg").getroot()
    names = {path.get("id") for path in root.iter("{http://www.w3.org/2000/svg}path")}

    assert len(names) == 22
    assert "land" in names
