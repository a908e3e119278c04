"""The board's map: lines between partners, marks for the rest, and names that do not collide."""

from itertools import combinations

from cohorts.board_map import MapGroup, Spot, draw_board
from cohorts.sweden_map import boxes_meet, label_box, place

LUND = Spot("Lund", 55.70, 13.19)
MALMO = Spot("Malmö", 55.60, 13.00)
YSTAD = Spot("Ystad", 55.43, 13.82)
KIRUNA = Spot("Kiruna", 67.86, 20.23)
NOWHERE = Spot("Okänd", None, None)


def at(spot: Spot) -> tuple[float, float]:
    return place(spot.latitude or 0, spot.longitude or 0)


def test_two_are_joined_by_a_line_and_three_by_a_triangle():
    drawn = draw_board(
        [MapGroup("g1", "A", [LUND, YSTAD]), MapGroup("g2", "B", [LUND, MALMO, KIRUNA])]
    )

    (x1, y1), (x2, y2) = at(LUND), at(YSTAD)
    assert drawn.shapes[0].line == f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
    assert drawn.shapes[1].line.count("L") == 2
    assert drawn.shapes[1].line[-1] == "z"
    assert [len(shape.members) for shape in drawn.shapes] == [2, 3]


def test_one_alone_has_a_mark_but_no_line_and_an_empty_group_nothing():
    drawn = draw_board([MapGroup("g1", "A", [LUND]), MapGroup("g2", "B", [])])

    assert [(shape.line, shape.members) for shape in drawn.shapes] == [("", (at(LUND),)), ("", ())]


def test_mentors_are_tied_to_the_middle_of_their_group():
    drawn = draw_board([MapGroup("g1", "A", [LUND, YSTAD], [KIRUNA])], free_mentors=[MALMO])

    (x1, y1), (x2, y2), (mx, my) = at(LUND), at(YSTAD), at(KIRUNA)
    assert drawn.shapes[0].ties == (f"M{mx:.1f} {my:.1f}L{(x1 + x2) / 2:.1f} {(y1 + y2) / 2:.1f}")
    assert drawn.shapes[0].mentors == (at(KIRUNA),)
    assert drawn.free_mentors == (at(MALMO),)


def test_whose_place_nobody_knows_is_named_once_and_drawn_nowhere():
    drawn = draw_board([MapGroup("g1", "A", [LUND, NOWHERE], [NOWHERE])], alone=[NOWHERE])

    assert drawn.missing == ("Okänd",)
    assert (drawn.shapes[0].members, drawn.shapes[0].line) == ((at(LUND),), "")
    assert drawn.alone == ()


def test_the_alternative_text_says_what_the_map_shows():
    drawn = draw_board(
        [MapGroup("g1", "Grupp 1", [LUND, MALMO]), MapGroup("g2", "Grupp 2", [YSTAD, KIRUNA])],
        alone=[MALMO],
    )

    assert drawn.description == (
        "2 grupper är sammanbundna med linjer. 1 deltagare är utan grupp."
        " Mest utspridd är Grupp 2: Ystad, Kiruna."
    )
    assert draw_board([]).description == "Ingen finns på kartan än."


def test_names_of_many_groups_lie_on_no_other_name():
    groups = [
        MapGroup(
            f"g{n}",
            f"Grupp {n}",
            [Spot("A", 55.5 + n % 12, 12 + n % 7), Spot("B", 56 + n % 11, 13 + n % 5)],
        )
        for n in range(1, 61)
    ]

    labels = draw_board(groups).labels

    assert 3 < len(labels) <= 14
    assert [
        pair for pair in combinations(labels, 2) if boxes_meet(*(label_box(one) for one in pair))
    ] == []
    assert draw_board(groups).labels == labels


def test_a_long_name_is_cut_on_the_map():
    (label,) = draw_board([MapGroup("g1", "Gruppen för hållbar utveckling", [LUND, YSTAD])]).labels

    assert label.text == "Gruppen för hål…"
