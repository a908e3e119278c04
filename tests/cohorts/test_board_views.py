"""The board over HTTP: who may, each action, bad input, two people at once, and without scripts."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import BoardStep, Group, GroupingProposal
from cohorts.services.proposals import compute_proposal
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.cohorts.boards import Round

pytestmark = pytest.mark.django_db
GET_PAGES = ["board", "state", "proposals", "publish"]
POST_PAGES = ["change", "undo", "propose", "publish"]


@pytest.fixture
def made(db: None) -> Round:
    return Round("Lund Ystad Eslöv Höör", "Malmö Kalmar").open()


@pytest.fixture
def lead(client: Client, made: Round) -> Client:
    client.force_login(made.lead)
    return client


def url(made: Round, name: str = "board", *args: Any) -> str:
    return reverse(f"grouping:{name}", args=[made.cohort.slug, *args])


def change(client: Client, made: Round, *, seen: int | None = None, **given: Any) -> Any:
    data = {"seen": made.seen if seen is None else seen, **given}
    return client.post(url(made, "change"), data)


def refused(response: Any) -> list[str]:
    """What the error summary says; the page keeps the board as it is."""
    assert response.status_code == 422
    assert response.context["page"].people_count == 4
    return list(response.context["error"])


# --- who may ----------------------------------------------------------------------


@pytest.mark.parametrize("role", ["reviewer", "finance", "evaluator"])
def test_others_at_skr_are_forbidden(
    client: Client, made: Round, role: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    assert {client.get(url(made, name)).status_code for name in GET_PAGES} == {403}
    assert {client.post(url(made, name)).status_code for name in POST_PAGES} == {403}


@pytest.mark.parametrize("role", ["applicant", "strategist", "mentor", "stranger"])
def test_those_who_take_part_see_nothing(
    client: Client, made: Round, role: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    assert {client.get(url(made, name)).status_code for name in GET_PAGES} <= {403, 404}
    assert {client.post(url(made, name)).status_code for name in POST_PAGES} <= {403, 404}


def test_nobody_signed_in_is_sent_to_the_door(client: Client, made: Round) -> None:
    assert client.get(url(made)).status_code == 302


def test_a_round_that_is_history_has_no_board(lead: Client) -> None:
    old = factories.make_cohort(kinds=(), is_historical=True, source="SKR")
    assert lead.get(reverse("grouping:board", args=[old.slug])).status_code == 404


def test_another_rounds_proposal_is_not_found(lead: Client, made: Round) -> None:
    other = Round("Arboga Sala", lead=made.lead).open()
    proposal = GroupingProposal.objects.create(board=other.board, number=1, step=1, weights={})
    assert lead.get(url(made, "proposal", proposal.pk)).status_code == 404
    assert lead.post(url(made, "adopt", proposal.pk)).status_code == 404
    assert lead.get(url(other, "proposal", proposal.pk)).status_code == 200


# --- the page ---------------------------------------------------------------------


@pytest.mark.parametrize("names", ["", "Lund", "Lund Ystad"])
def test_the_first_look_opens_the_board(client: Client, names: str) -> None:
    new = Round(names)
    client.force_login(new.lead)
    response = client.get(url(new))
    assert response.status_code == 200
    assert response.context["page"].people_count == len(names.split())
    assert BoardStep.objects.count() == 1
    client.get(url(new))
    assert BoardStep.objects.count() == 1


def test_whoever_asks_by_htmx_gets_the_board_alone(lead: Client, made: Round) -> None:
    page = lead.get(url(made)).content.decode()
    part = lead.get(url(made), headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in page, "<html" in part) == (True, False)


# --- each action --------------------------------------------------------------------


def test_moving_to_a_new_group_to_another_and_out(lead: Client, made: Round) -> None:
    lund, ystad = made.members["Lund"].pk, made.members["Ystad"].pk
    response = change(lead, made, action="place", member=lund, to="new")
    assert (response.status_code, response["Location"]) == (302, f"{url(made)}#groups")
    change(lead, made, action="place", member=ystad, to="g1")
    assert made.by_name == {"Grupp 1": ["Lund", "Ystad"]}
    change(lead, made, action="place", member=lund, to="")
    assert made.by_name == {"Grupp 1": ["Ystad"]}


def test_buttons_that_say_it_all(lead: Client, made: Round) -> None:
    key = made.group("Lund", "Ystad")
    lund, ystad = made.members["Lund"].pk, made.members["Ystad"].pk
    change(lead, made, do=f"lock:{key}")
    assert made.arrangement.card(key).is_locked is True
    change(lead, made, do=f"unlock:{key}")
    assert made.arrangement.card(key).is_locked is False
    change(lead, made, do="add_card:")
    change(lead, made, do=f"join:{lund}:g2")
    assert made.by_name == {"Grupp 1": ["Ystad"], "Grupp 2": ["Lund"]}
    change(lead, made, do="remove_card:g2")
    assert made.by_name == {"Grupp 1": ["Ystad"]}
    change(lead, made, action="pair", kind="apart", first=lund, second=ystad)
    assert len(made.arrangement.apart) == 1
    change(lead, made, do=f"unpair:apart:{lund}:{ystad}")
    assert made.arrangement.apart == ()


def test_a_locked_group_takes_in_whoever_joins_it_and_stays_locked(
    lead: Client, made: Round
) -> None:
    key = made.group("Lund", "Ystad")
    made.do("lock", card=key)
    change(lead, made, do=f"join:{made.members['Höör'].pk}:{key}")
    assert made.by_name == {"Grupp 1": ["Lund", "Ystad", "Höör"]}
    assert made.arrangement.card(key).is_locked is True


def test_names_and_reasons_are_written(lead: Client, made: Round) -> None:
    key = made.group("Lund", "Ystad")
    change(lead, made, action="rename", card=key, name="Skånegruppen")
    change(lead, made, action="no_mentor", card=key, reason="Båda har gjort det förr")
    card = made.arrangement.card(key)
    assert (card.name, card.without_mentor) == ("Skånegruppen", "Båda har gjort det förr")


def test_a_mentor_comes_moves_supports_and_leaves(lead: Client, made: Round) -> None:
    first, second = made.group("Lund", "Ystad"), made.group("Eslöv", "Höör")
    malmo = made.mentors["Malmö"].organisation_id

    def seats() -> list[list[tuple[int, str]]]:
        cards = made.arrangement.cards
        return [[(seat.organisation, seat.role) for seat in card.mentors] for card in cards]

    change(lead, made, action="seat", mentor=malmo, source="", to=first)
    assert seats() == [[(malmo, "lead")], []]
    change(lead, made, action="seat", mentor=malmo, source=first, to=second)
    assert seats() == [[], [(malmo, "lead")]]
    change(lead, made, action="seat", mentor=malmo, source=second, support=second)
    assert seats() == [[], [(malmo, "supporting")]]
    change(lead, made, action="seat", mentor=malmo, source=second, to="")
    assert seats() == [[], []]


def test_undo_takes_back_one_step_at_a_time(lead: Client, made: Round) -> None:
    made.group("Lund")
    lead.post(url(made, "undo"), {"seen": made.seen})
    assert made.by_name == {"Grupp 1": []}
    lead.post(url(made, "undo"), {"seen": made.seen})
    assert made.by_name == {}
    response = lead.post(url(made, "undo"), {"seen": made.seen})
    assert refused(response) == ["Det finns inget att ångra."]


# --- bad input --------------------------------------------------------------------


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({"action": "explode"}, "Det går inte att göra på tavlan."),
        ({}, "Det går inte att göra på tavlan."),
        ({"do": "lock"}, None),
        ({"do": ":::"}, "Det går inte att göra på tavlan."),
        ({"action": "place", "member": "abc", "to": "new"}, None),
        ({"action": "place", "member": "999999", "to": "g1"}, None),
        ({"action": "place", "to": "g1"}, None),
        ({"action": "seat", "mentor": "1e9", "to": "g1"}, None),
        ({"action": "rename", "card": "g1", "name": ""}, None),
        ({"action": "rename", "card": "g1", "name": "x" * 101}, None),
        ({"action": "pair", "kind": "apart", "first": "", "second": ""}, None),
        ({"action": "pair", "kind": "love", "first": "", "second": ""}, None),
        ({"action": "rename", "card": "g1\x00", "name": "Ny"}, None),
    ],
)
def test_nonsense_is_refused_in_words(
    lead: Client, made: Round, given: dict[str, Any], sentence: str | None
) -> None:
    made.group("Lund")
    before = made.seen
    (said,) = refused(change(lead, made, **given))
    assert said == sentence if sentence else said
    assert made.seen == before


@pytest.mark.parametrize("seen", ["", "abc", "-1", "99999999999999999999", "7"])
def test_a_step_that_was_never_shown_changes_nothing(lead: Client, made: Round, seen: Any) -> None:
    lund = made.members["Lund"].pk
    response = change(lead, made, seen=seen, action="place", member=lund, to="new")
    assert len(refused(response)) == 1
    assert made.by_name == {}


def test_a_full_or_locked_group_takes_nobody(lead: Client, made: Round) -> None:
    key = made.group("Lund", "Ystad", "Eslöv")
    hoor = made.members["Höör"].pk
    (full,) = refused(change(lead, made, action="place", member=hoor, to=key))
    made.do("lock", card=key)
    lund = made.members["Lund"].pk
    (locked,) = refused(change(lead, made, action="place", member=lund, to=""))
    assert (full.startswith("Grupp 1"), locked.startswith("Grupp 1")) == (True, True)


# --- two at once --------------------------------------------------------------------


def test_whoever_comes_second_overwrites_nothing(lead: Client, made: Round) -> None:
    first, second = made.group("Lund"), made.group("Ystad")
    eslov = made.members["Eslöv"].pk
    seen = made.seen
    bo = factories.make_user("bo@skr.example", name="Bo", staff_role="project_lead")
    made.do("place", member=eslov, card=first, actor=bo)
    response = change(lead, made, seen=seen, action="place", member=eslov, to=second)
    (sentence,) = refused(response)
    assert "Bo: Eslöv flyttades till Grupp 1" in sentence
    assert response.context["error_title"] == "Någon annan hann före"
    assert made.by_name == {"Grupp 1": ["Lund", "Eslöv"], "Grupp 2": ["Ystad"]}


def test_what_does_not_touch_the_same_thing_goes_through(lead: Client, made: Round) -> None:
    first, second = made.group("Lund"), made.group("Ystad")
    seen = made.seen
    made.do("place", member=made.members["Eslöv"].pk, card=first)
    change(lead, made, seen=seen, action="place", member=made.members["Höör"].pk, to=second)
    assert made.by_name == {"Grupp 1": ["Lund", "Eslöv"], "Grupp 2": ["Ystad", "Höör"]}


def test_an_open_page_hears_that_the_board_has_changed(lead: Client, made: Round) -> None:
    state = url(made, "state")
    seen = made.seen
    assert lead.get(state, {"seen": seen}).status_code == 204
    made.group("Lund")
    response = lead.get(state, {"seen": seen})
    assert response.context["words"] == "Anna: Lund flyttades till Grupp 1"
    assert lead.get(state, {"seen": "x"}).status_code == 204


# --- without scripts ------------------------------------------------------------------


def test_moving_by_links_and_buttons(lead: Client, made: Round) -> None:
    made.group("Ystad")
    lund = made.members["Lund"].pk
    page = lead.get(url(made), {"flytta": f"p{lund}"})
    fields = dict(page.context["moving"].fields)
    assert page.context["moving"].name == "Lund"
    change(lead, made, **fields, to="g1")
    assert made.by_name == {"Grupp 1": ["Ystad", "Lund"]}


def test_a_preset_sets_the_sliders(lead: Client, made: Round) -> None:
    page = lead.get(url(made), {"vikter": "near"})
    values = {slider.name: slider.value for slider in page.context["sliders"]}
    assert (values["travel"], page.context["chosen_preset"]) == (100, "near")
    assert lead.get(url(made), {"vikter": "far"}).context["chosen_preset"] == "balanced"


# --- proposals ------------------------------------------------------------------------


def ask(client: Client, made: Round, **weights: Any) -> Any:
    return client.post(url(made, "propose"), {"seen": made.seen, **weights})


def computed(made: Round) -> GroupingProposal:
    proposal = GroupingProposal.objects.get()
    compute_proposal(proposal_id=proposal.pk)
    proposal.refresh_from_db()
    assert proposal.failure == ""
    return proposal


def test_a_proposal_is_asked_for_watched_compared_and_used(lead: Client, made: Round) -> None:
    response = ask(lead, made, travel=100, theme=0)
    assert response["Location"] == f"{url(made)}#proposals"
    watching = lead.get(url(made, "proposals"), headers={"HX-Request": "true"})
    assert watching.context["running"] is True
    proposal = computed(made)
    done = lead.get(url(made, "proposals"), headers={"HX-Request": "true"})
    assert (done.context["running"], len(done.context["finished"])) == (False, 1)
    compared = lead.get(url(made, "proposal", proposal.pk))
    assert compared.context["comparison"].moved == 4
    lead.post(url(made, "adopt", proposal.pk), {"seen": made.seen})
    assert [len(names) for names in made.by_name.values()] == [2, 2]


def test_a_proposal_is_not_used_on_a_board_that_was_not_seen(lead: Client, made: Round) -> None:
    ask(lead, made)
    proposal = computed(made)
    seen = made.seen
    made.group("Lund")
    response = lead.post(url(made, "adopt", proposal.pk), {"seen": seen})
    assert response["Location"] == url(made, "proposal", proposal.pk)
    assert made.by_name == {"Grupp 1": ["Lund"]}


@pytest.mark.parametrize("weights", [{"travel": "x"}, {"travel": "101"}, {"travel": "-1"}])
def test_weights_that_are_none_are_refused(
    lead: Client, made: Round, weights: dict[str, str]
) -> None:
    response = lead.post(
        url(made, "propose"), {"seen": made.seen, **weights}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 422
    assert response.context["propose_error"] != ""
    assert GroupingProposal.objects.count() == 0


@pytest.mark.parametrize("asked", ["x", "0", "999999"])
def test_comparing_with_what_is_not_there(lead: Client, made: Round, asked: str) -> None:
    ask(lead, made)
    proposal = computed(made)
    address = url(made, "proposal", proposal.pk)
    assert lead.get(address, {"med": asked}).status_code == 404
    assert lead.get(address, {"med": ""}).status_code == 200


# --- publishing -----------------------------------------------------------------------


def test_publishing_says_first_what_it_does(lead: Client, made: Round) -> None:
    made.group("Lund", "Ystad", mentor="Malmö")
    page = lead.get(url(made, "publish"))
    assert [each.name for each in page.context["plan"].new] == ["Grupp 1"]
    assert [each.name for each in page.context["plan"].without_group] == ["Eslöv", "Höör"]
    assert Group.objects.count() == 0
    response = lead.post(url(made, "publish"), {"seen": made.seen})
    assert response["Location"] == url(made)
    assert Group.objects.get().name == "Grupp 1"
    assert Message.objects.count() == page.context["plan"].mails
    twice = lead.post(url(made, "publish"), {"seen": made.seen})
    assert twice.status_code == 422
    assert Message.objects.count() == page.context["plan"].mails


def test_what_stands_in_the_way_is_said_with_links(lead: Client, made: Round) -> None:
    made.group("Lund", "Ystad")
    page = lead.get(url(made, "publish"))
    assert [each.name for each in page.context["problems"]] == ["Grupp 1"]
    assert lead.post(url(made, "publish"), {"seen": made.seen}).status_code == 422
    assert Group.objects.count() == 0


def test_publishing_a_board_that_was_not_seen_is_refused(lead: Client, made: Round) -> None:
    seen = made.seen
    made.group("Lund", "Ystad", mentor="Malmö")
    assert lead.post(url(made, "publish"), {"seen": seen}).status_code == 422
    assert Group.objects.count() == 0


def test_publishing_before_the_board_was_opened_leads_to_it(client: Client) -> None:
    new = Round("Lund Ystad")
    client.force_login(new.lead)
    assert client.get(url(new, "publish"))["Location"] == url(new)
    assert client.post(url(new, "publish"), {"seen": 1}).status_code == 302


def test_the_ways_to_the_board(lead: Client, made: Round) -> None:
    pages = [
        reverse("admin:cohorts_cohort_change", args=[made.cohort.pk]),
        reverse("applications:participations", args=[made.cohort.slug]),
        reverse("reporting:desk"),
    ]
    assert [url(made) in lead.get(page).content.decode() for page in pages] == [True] * 3


# --- queries --------------------------------------------------------------------------


@pytest.mark.parametrize("people", [4, 40])
def test_each_page_asks_the_same_number_of_questions(
    client: Client, people: int, django_assert_num_queries: Any
) -> None:
    made = Round(" ".join(f"Ort{n}" for n in range(people)), "Malmö Kalmar").open()
    for n in range(0, people, 2):
        key = made.group(f"Ort{n}", f"Ort{n + 1}")
        made.do("no_mentor", card=key, reason="Erfarna")
    client.force_login(made.lead)
    ask(client, made)
    proposal = computed(made)
    counts = {"publish": 16, "proposal": 16, "change": 31}
    with django_assert_num_queries(counts["publish"]):
        client.get(url(made, "publish"))
    with django_assert_num_queries(counts["proposal"]):
        client.get(url(made, "proposal", proposal.pk))
    seen, member = made.seen, made.members["Ort0"].pk
    with django_assert_num_queries(counts["change"]):
        client.post(
            url(made, "change"),
            {"seen": seen, "action": "place", "member": member, "to": ""},
            headers={"HX-Request": "true"},
        )
