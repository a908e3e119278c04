"""What the board's page says: findings, figures, reasons, and what stands in the way."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.board_figures import Figure, figures_of
from cohorts.board_page import BoardPage, board_page, moving_of
from cohorts.board_proposals import certainty, compare, preset_of, presets, weights_in_words
from cohorts.board_steps import read_steps
from cohorts.grouping import PRESETS, GroupScore, ProposedGroup, Score, Weights
from cohorts.models import Organisation
from cohorts.services.board_reading import read_board
from cohorts.services.group_publishing import publish_groups
from cohorts.services.participations import withdraw_participation
from tests import factories
from tests.cohorts.boards import Round

pytestmark = pytest.mark.django_db


def page_of(made: Round, **more: Any) -> BoardPage:
    return board_page(read_board(made.cohort), **more)


def spoken(text: str) -> str:
    """As it reads, with ordinary spaces."""
    return text.replace("\u00a0", " ")


@pytest.fixture
def six(db: None) -> Round:
    return Round("Lund Ystad Eslöv Höör Sjöbo Osby", "Malmö Kalmar").open()


def test_the_heading_is_a_finding(six: Round) -> None:
    assert spoken(page_of(six).headline) == "6 deltagare: 6 utan grupp"
    six.group("Lund", "Ystad", mentor="Malmö")
    six.group("Eslöv", "Höör")
    assert spoken(page_of(six).headline) == (
        "6 deltagare: 1 grupp klar, 1 grupp inte klar, 2 utan grupp"
    )


def test_the_heading_of_a_round_without_participants() -> None:
    assert page_of(Round("").open()).headline == "Ingen deltar i omgången än"


def test_what_stands_in_the_way_leads_to_the_group(six: Round) -> None:
    six.group("Lund", "Ystad", mentor="Malmö")
    key = six.group("Eslöv", "Höör")
    problems = page_of(six).problems
    assert [(each.name, each.anchor) for each in problems] == [("Grupp 2", f"grupp-{key}")]
    six.do("no_mentor", card=key, reason="Två erfarna kommuner")
    assert page_of(six).problems == ()


def test_a_group_says_why_its_members_fit(six: Round) -> None:
    for name in ("Lund", "Ystad"):
        six.members[name].focus_areas = ["school"]
        six.members[name].save()
    six.group("Lund", "Ystad", "Eslöv")
    six.group("Höör")
    assert [bool(block.reasons) for block in page_of(six).groups] == [True, False]


def test_a_mentor_shows_what_it_is_used_for(six: Round) -> None:
    six.group("Lund", "Ystad", mentor="Malmö")
    kalmar, malmo = page_of(six).mentors
    assert (kalmar.name, kalmar.used, kalmar.capacity, kalmar.is_free) == ("Kalmar", 0, 1, True)
    assert (malmo.name, malmo.used, malmo.capacity, malmo.is_free) == ("Malmö", 1, 1, False)


def test_who_has_not_answered_cannot_be_placed(six: Round) -> None:
    six.promise("Boden", status="asked")
    boden = next(chip for chip in page_of(six).mentors if chip.name == "Boden")
    assert (boden.has_said_yes, boden.can_be_placed) == (False, False)


def test_warnings_name_the_missing_place_and_the_other_round(six: Round) -> None:
    Organisation.objects.filter(name="Lund").update(latitude=None)
    other = factories.make_cohort(name_sv="Modellregioner 2026")
    factories.make_participation(other, six.members["Ystad"].organisation)
    warned = {person.name: person.warnings for person in page_of(six).pool if person.warnings}
    assert warned == {
        "Lund": ("Läge på kartan saknas",),
        "Ystad": ("Deltar också i Modellregioner 2026",),
    }
    assert page_of(six).map.missing == ("Lund",)


def test_the_one_left_in_a_published_group_is_shown_where_to_go(six: Round) -> None:
    six.group("Lund", "Ystad", mentor="Malmö")
    six.group("Eslöv", "Höör", mentor="Kalmar")
    publish_groups(cohort=six.cohort, seen=six.seen, actor=six.lead)
    withdraw_participation(participation=six.members["Lund"], reason="Ny majoritet", actor=six.lead)
    six.open()
    assert [(block.name, [join.name for join in block.joins]) for block in page_of(six).groups] == [
        ("Grupp 1", ["Grupp 2"]),
        ("Grupp 2", []),
    ]


def test_pairs_are_told_by_name(six: Round) -> None:
    six.do("pair", kind="apart", first=six.members["Lund"].pk, second=six.members["Ystad"].pk)
    assert [(pair.kind, pair.names) for pair in page_of(six).pairs] == [("apart", "Lund – Ystad")]


def test_steps_are_told_latest_first_and_undo_says_what_it_takes_back(six: Round) -> None:
    six.group("Lund")
    state = read_board(six.cohort)
    steps = read_steps(state.board, upto=state.step.number)
    assert [(row.words, row.who) for row in steps.rows] == [
        ("Lund flyttades till Grupp 1", "Anna"),
        ("Grupp 1 lades till", "Anna"),
        ("Tavlan öppnades", "Anna"),
    ]
    assert steps.undo_words == "Lund flyttades till Grupp 1"


@pytest.mark.parametrize(
    "asked, name, source", [("p{lund}", "Lund", ""), ("m{malmo}-g1", "Malmö", "g1")]
)
def test_whom_a_page_without_scripts_moves(six: Round, asked: str, name: str, source: str) -> None:
    numbers = {
        "lund": six.members["Lund"].pk,
        "malmo": six.mentors["Malmö"].organisation_id,
    }
    moving = moving_of(read_board(six.cohort), asked.format(**numbers))
    assert moving is not None
    assert (moving.name, moving.source) == (name, source)


@pytest.mark.parametrize("asked", ["", "p", "p0", "x1", "p²", "m-g1", "p1' OR 1"])
def test_nonsense_moves_nobody(six: Round, asked: str) -> None:
    assert moving_of(read_board(six.cohort), asked) is None


# --- figures ------------------------------------------------------------------


def score_of(mean: float | None = 40.4, longest: float | None = 131, **more: Any) -> Score:
    pair = GroupScore((1, 2), mean, longest, 0.5, (), 1, 0, 0, None, True, 1)
    values: dict[str, Any] = {
        "cost": 1,
        "mentor_cost": 0,
        "mean_km": mean,
        "longest_km": longest,
        "likeness": None,
        "groups_with_shared_theme": 1,
        "wishes": 4,
        "wishes_met": 2,
        "mutual_wishes_met": 0,
        "earlier_pairs": 0,
        "mentor_km": None,
        "groups_without_mentor": 0,
        "unplaced": (),
        "groups": (pair, pair),
    }
    return Score(**{**values, **more})


def shown(figures: list[Figure]) -> list[tuple[str, str, bool]]:
    return [(spoken(each.value), spoken(each.change), each.is_better) for each in figures]


def test_figures_are_read_in_their_own_units() -> None:
    assert shown(figures_of(score_of())) == [
        ("40 km", "", False),
        ("131 km", "", False),
        ("1 av 2", "", False),
        ("2 av 4", "", False),
    ]


def test_figures_say_what_became_better_and_what_worse() -> None:
    before = score_of(mean=46, longest=100, groups_with_shared_theme=0)
    assert shown(figures_of(score_of(), before=before)) == [
        ("40 km", "\u22126 km", True),
        ("131 km", "+31 km", False),
        ("1 av 2", "+1", True),
        ("2 av 4", "", False),
    ]


def test_nothing_to_measure_is_a_dash() -> None:
    nothing = score_of(mean=None, longest=None, groups=(), wishes=0, wishes_met=0)
    assert shown(figures_of(nothing, before=score_of()))[0] == ("–", "", False)
    assert [each.value for each in figures_of(nothing)] == ["–", "–", "–", "–"]


# --- proposals ----------------------------------------------------------------


@pytest.mark.parametrize(
    "result, words",
    [
        ({"is_optimal": True, "gap": 0.0, "stopped_by_clock": False}, "Bevisat bästa"),
        (
            {"is_optimal": False, "gap": 0.0031, "stopped_by_clock": False},
            "Högst 0,4 % från bästa möjliga",
        ),
        (
            {"is_optimal": False, "gap": 0.02, "stopped_by_clock": True},
            "Högst 2,0 % från bästa möjliga; tiden tog slut",
        ),
    ],
)
def test_a_proposal_says_how_sure_it_is(result: dict[str, Any], words: str) -> None:
    assert certainty(result) == words


def test_weights_are_known_by_their_preset() -> None:
    assert [preset.label for preset in presets()] == [
        "Nära varandra",
        "Samma tema",
        "Liknande kommuner",
        "Balanserat",
    ]
    near = {name: getattr(PRESETS["near"], name) for name in Weights.__dataclass_fields__}
    assert (preset_of(near), weights_in_words(near)) == ("near", "Nära varandra")
    assert weights_in_words({"travel": 70, "theme": 5}) == "korta resor 70, samma tema 5"


def test_two_ways_to_group_are_laid_beside_each_other(six: Round) -> None:
    pk = {name: each.pk for name, each in six.members.items()}

    def groups(*names: str) -> list[ProposedGroup]:
        return [ProposedGroup(tuple(pk[name] for name in each.split())) for each in names]

    compared = compare(
        read_board(six.cohort),
        ("A", groups("Lund Ystad", "Eslöv Höör", "Sjöbo Osby")),
        ("B", groups("Lund Ystad", "Eslöv Sjöbo", "Höör Osby")),
        Weights(travel=100),
    )
    assert [each.names for each in compared.same] == ["Lund, Ystad"]
    assert [[group.names for group in side.groups] for side in compared.sides] == [
        ["Eslöv, Höör", "Sjöbo, Osby"],
        ["Eslöv, Sjöbo", "Höör, Osby"],
    ]
    assert compared.moved == 4


def test_who_has_left_is_left_out_of_a_comparison(six: Round) -> None:
    gone = ProposedGroup((six.members["Lund"].pk, six.members["Ystad"].pk, 999_999), (888_888,))
    state = read_board(six.cohort)
    compared = compare(state, ("A", []), ("B", [gone]), Weights(travel=1))
    assert [group.names for group in compared.sides[1].groups] == ["Lund, Ystad"]


# --- queries --------------------------------------------------------------------


@pytest.mark.parametrize("people", [4, 60])
def test_the_page_asks_the_same_number_of_questions(
    client: Client, people: int, django_assert_num_queries: Any
) -> None:
    names = " ".join(f"Ort{n}" for n in range(people))
    made = Round(names, "Malmö Kalmar").open()
    made.group("Ort0", "Ort1", mentor="Malmö")
    made.group("Ort2", "Ort3", mentor="Kalmar")
    client.force_login(made.lead)
    url = reverse("grouping:board", args=[made.cohort.slug])
    client.get(url)
    with django_assert_num_queries(16):
        assert client.get(url).status_code == 200
