"""Distances, and what each slider weighs."""

import numpy as np
import pytest

from cohorts.grouping import Candidate, Problem, Weights
from cohorts.grouping.costs import tabulate, theme_distance, unlikeness_of
from cohorts.grouping.distances import distances_km
from tests.cohorts.grouping.problems import candidate, mentor

# A degree of latitude is 111.195 km on the mean sphere.
DEGREE = 111.195
STOCKHOLM, GOTHENBURG = (59.3293, 18.0686), (57.7089, 11.9746)


def at(number: int, latitude: float | None, **given: object) -> Candidate:
    return candidate(number, latitude=latitude, **given)


def cost(*people: Candidate, earlier: frozenset[tuple[int, int]] = frozenset(), **weights: int):
    problem = Problem(people, weights=Weights(**weights), earlier=earlier)
    return tabulate(problem, people).group_costs([range(len(people))])[0]


def test_great_circle_distances():
    """Stockholm to Gothenburg is 397 km, a quarter of a meridian 10 007.6 km on this sphere."""
    places = [
        mentor(n, latitude=latitude, longitude=longitude)
        for n, (latitude, longitude) in enumerate([STOCKHOLM, GOTHENBURG, (0.0, 0.0), (90.0, 0.0)])
    ]

    km = distances_km(places, places)

    assert km[0, 1] == pytest.approx(397, abs=0.5)
    assert km[2, 3] == pytest.approx(10_007.557, abs=0.01)
    assert (km.diagonal() == 0).all()


def test_an_unknown_seat_has_no_distance():
    km = distances_km([at(1, None), at(2, 56.0)], [at(3, 57.0)])

    assert np.isnan(km[0, 0])
    assert km[1, 0] == pytest.approx(DEGREE, abs=0.01)


def test_travel_is_shared_by_rotating_hosts_and_the_longest_trip_weighs_a_quarter():
    """A pair at distance d: half of d each, and d/4; a point is 60 km, for each of the two."""
    assert cost(at(1, 56.0), at(2, 57.0), travel=100) == pytest.approx(
        2 * 100_000 * (DEGREE / 2 + DEGREE / 4) / 60, abs=20
    )
    # Three in a row, one degree apart: distances of 1, 1 and 2 degrees.
    assert cost(at(1, 56.0), at(2, 57.0), at(3, 58.0), travel=100) == pytest.approx(
        3 * 100_000 * DEGREE * (2 * 4 / 9 + 2 / 4) / 60, abs=20
    )


def test_an_unknown_distance_counts_as_the_median_of_the_known():
    """Distances of 1, 2 and 3 degrees among the others: the median is 2."""
    people = (at(1, 56.0), at(2, 57.0), at(3, 59.0), at(4, None))
    tables = tabulate(Problem(people, weights=Weights(travel=100)), people)

    unknown, two_degrees = tables.group_costs([(0, 3), (1, 2)])

    assert unknown == pytest.approx(two_degrees, abs=5)


@pytest.mark.parametrize(
    "one, other, expected",
    [
        ({}, {}, 0),
        ({"skr_group": "C6"}, {}, 0.25),
        ({"skr_group": "A1"}, {}, 0.5),
        ({"population": 100_000}, {}, 0.5),
        ({"population": 10_000_000, "skr_group": "A1"}, {}, 1),
        ({"population": None}, {}, 0.25),
        ({"skr_group": "", "kind": "association"}, {}, 0.25),
        ({"skr_group": "", "kind": "region"}, {}, 1),
        ({"skr_group": "", "kind": "region"}, {"skr_group": "", "kind": "region"}, 0),
    ],
)
def test_likeness(one, other, expected):
    unlike = unlikeness_of([candidate(1, **one), candidate(2, **other)])

    assert unlike[0, 1] == unlike[1, 0] == pytest.approx(expected)


@pytest.mark.parametrize(
    "one, other, expected",
    [
        ({"school"}, {"school", "social", "health"}, 0),
        ({"school", "klimat"}, {"school", "social"}, 0.5),
        ({"school"}, {"social"}, 1),
        (set(), {"social"}, 0.5),
    ],
)
def test_themes(one, other, expected):
    people = [candidate(1, themes=frozenset(one)), candidate(2, themes=frozenset(other))]

    assert theme_distance(people)[0, 1] == expected


def test_a_mutual_wish_counts_more_than_a_one_sided_one():
    def wishing(number: int, *wishes: int) -> Candidate:
        return candidate(number, wishes=frozenset(wishes))

    unmet = cost(wishing(1, 103), wishing(2), wishing(3)) + cost(
        wishing(1, 104), wishing(2), wishes=100
    )
    elsewhere = Problem((wishing(1, 103), wishing(2), wishing(3)), weights=Weights(wishes=100))

    assert cost(wishing(1, 102), wishing(2, 101), wishes=100) == 0
    assert cost(wishing(1, 102), wishing(2), wishes=100) == 50_000
    assert tabulate(elsewhere, elsewhere.candidates).group_costs([(0, 1)]) == [100_000]
    assert unmet == 0, "an organisation that does not take part cannot be wished for"


def test_earlier_partners_cost_as_much_in_a_pair_as_among_three():
    earlier = frozenset({(102, 101)})
    people = [candidate(n) for n in (1, 2, 3)]

    assert cost(*people[:2], earlier=earlier, new_partners=10) == 20_000
    assert cost(*people, earlier=earlier, new_partners=10) == 20_000
    assert cost(*people[1:], earlier=earlier, new_partners=10) == 0


def test_an_unfinished_group_of_four_costs_what_its_threes_do():
    people = tuple(at(n, 56.0 + n) for n in range(4))
    tables = tabulate(Problem(people, weights=Weights(travel=50)), people)

    threes = tables.group_costs([(0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3)])

    assert tables.group_costs([(), (0,), (0, 1, 2, 3)]) == [0, 0, round(sum(threes) / 3)]


def test_sliders_go_from_nought_to_a_hundred():
    for wrong in (-1, 101, 0.5):
        with pytest.raises(ValueError, match="travel"):
            Weights(travel=wrong)
