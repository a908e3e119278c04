"""The figures and the words of an arrangement, also one that somebody is in the middle of."""

import pytest
from django.utils import translation

from cohorts.grouping import FixedGroup, Problem, Weights, propose, reasons, score
from tests.cohorts.grouping.problems import candidate, candidates, mentor, real


def school(number: int, **given: object):
    return candidate(number, themes=frozenset({"school"}), **given)


def test_the_figures_of_a_group():
    people = (
        school(1, wishes=frozenset({102})),
        school(2, latitude=56.7047, wishes=frozenset({101, 103}), skr_group="C6"),
        candidate(3),
    )
    problem = Problem(
        people, (mentor(901, latitude=55.7047, longitude=13.191),), earlier=frozenset({(102, 101)})
    )

    figures = score(problem, [FixedGroup((1, 2), (901,))])

    group = figures.groups[0]
    assert group.mean_km == pytest.approx(111.195 / 2, abs=0.01)
    assert group.longest_km == pytest.approx(111.195, abs=0.01)
    assert group.mentor_km == pytest.approx(111.195 / 2, abs=0.01)
    assert group.likeness == pytest.approx(0.75)
    assert (group.shared_themes, group.earlier_pairs) == (("school",), 1)
    assert (group.wishes_met, group.mutual_wishes_met) == (2, 1)
    assert (figures.wishes, figures.wishes_met, figures.unplaced) == (3, 2, (3,))
    assert (figures.groups_with_shared_theme, figures.groups_without_mentor) == (1, 0)


def test_an_unfinished_arrangement_counts_what_stands():
    problem = Problem(candidates(8))

    figures = score(
        problem, [FixedGroup(()), FixedGroup((1,)), FixedGroup((2, 3)), FixedGroup((4, 5, 6, 7))]
    )

    assert figures.unplaced == (1, 8)
    assert [one.cost > 0 for one in figures.groups] == [False, False, True, True]
    assert [one.mean_km is None for one in figures.groups] == [True, True, False, False]
    assert figures.groups_without_mentor == 3


def test_an_empty_board_has_no_figures():
    figures = score(Problem(candidates(2)), [])

    assert (figures.total, figures.mean_km, figures.longest_km) == (0, None, None)
    assert figures.unplaced == (1, 2)


def test_a_proposal_is_scored_as_the_board_would():
    problem = Problem(candidates(9), (mentor(901, capacity=2), mentor(902)))

    proposal = propose(problem)

    assert score(problem, proposal.groups) == proposal.score


def test_the_reasons_for_a_pair():
    people = (
        real(1, "Linköping", themes=frozenset({"school"}), wishes=frozenset({102})),
        real(2, "Norrköping", themes=frozenset({"school", "work"}), wishes=frozenset({101})),
    )
    problem = Problem(
        people,
        (mentor(901, latitude=58.41, longitude=15.62, rounds_since_duty=1),),
        earlier=frozenset({(101, 102)}),
    )

    assert reasons(problem, FixedGroup((1, 2), (901,))) == [
        "47 km från varandra",
        "båda B3",
        "ungefär lika många invånare",
        "samma tema: förskola och skola",
        "önskade varandra",
        "har varit i samma grupp förut",
        "mentorn 24 km bort",
        "mentorn var mentor i förra omgången också",
    ]


def test_the_reasons_for_three():
    people = (
        school(1, name="Lund", wishes=frozenset({102})),
        school(2, name="Malmö", latitude=56.0, population=90_000, wishes=frozenset({101})),
        school(3, name="Ystad", latitude=57.0, skr_group="C6", wishes=frozenset({101})),
    )
    problem = Problem(people, earlier=frozenset({(103, 102)}))

    assert reasons(problem, FixedGroup((1, 2, 3))) == [
        "33–144 km från varandra",
        "C6 och C7: samma huvudgrupp",
        "samma tema: förskola och skola",
        "Lund och Malmö önskade varandra",
        "Ystad önskade Lund",
        "Malmö och Ystad har varit i samma grupp förut",
        "ingen mentor",
    ]


def test_the_reasons_when_little_is_known():
    people = (
        candidate(1, latitude=None, population=None, themes=frozenset({"klimat", "school"})),
        candidate(2, themes=frozenset({"klimat", "school"})),
        candidate(3, kind="region", skr_group=""),
        candidate(4, kind="region", skr_group="", population=90_000),
    )
    nowhere = (mentor(901, latitude=None),)
    problem = Problem(people, nowhere, weights=Weights())

    assert reasons(problem, FixedGroup((1, 2), (901,))) == [
        "avstånd okänt",
        "båda C7",
        "samma teman: klimat; förskola och skola",
        "avståndet till mentorn är okänt",
    ]
    assert reasons(problem, FixedGroup((3, 4))) == ["på samma ort", "båda regioner", "ingen mentor"]
    assert reasons(problem, FixedGroup((2, 3))) == [
        "på samma ort",
        "region och kommun",
        "ingen mentor",
    ]
    assert reasons(problem, FixedGroup((1,))) == ["ingen mentor"]
    assert reasons(problem, FixedGroup(())) == []


def test_the_reasons_speak_the_reader_s_language():
    with translation.override("en"):
        assert reasons(Problem(candidates(2)), FixedGroup((1, 2))) == [
            "11 km apart",
            "both C7",
            "about as many inhabitants",
            "no mentor",
        ]
