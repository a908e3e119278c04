"""The board: opened, changed by several at once, undone, and kept up with the round."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections

from cohorts.enums import PromiseStatus
from cohorts.models import BoardStep, GroupBoard
from cohorts.services.board_reading import problem_of, read_board, weights_of
from cohorts.services.board_words import what_was_done
from cohorts.services.boards import change_board, open_board, undo
from cohorts.services.group_publishing import plan_publication, publish_groups
from cohorts.services.participations import reinstate_participation, withdraw_participation
from tests import factories
from tests.cohorts.boards import Round

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(db) -> Round:
    return Round("Lund Ystad Eslöv Höör", "Malmö Kalmar").open()


@pytest.fixture
def bo(db):
    return factories.make_user("bo@skr.example", name="Bo", staff_role="project_lead")


def refusal_of(act) -> tuple[str, str]:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value.code, " ".join(error.value.messages)


# --- opening ------------------------------------------------------------------


def test_opening_makes_one_board_with_one_step(four):
    assert four.seen == 1
    assert four.arrangement.cards == ()
    assert weights_of(four.arrangement).travel == 60
    assert open_board(cohort=four.cohort, actor=four.lead) == four.board
    assert (GroupBoard.objects.count(), BoardStep.objects.count()) == (1, 1)


def test_only_project_leads_open_and_change(four, reviewer, finance, evaluator, strategist):
    for other in (reviewer, finance, evaluator, strategist):
        with pytest.raises(PermissionDenied):
            open_board(cohort=four.cohort, actor=other)
        with pytest.raises(PermissionDenied):
            four.do("add_card", actor=other)
        with pytest.raises(PermissionDenied):
            undo(cohort=four.cohort, seen=1, actor=other)


def test_a_round_of_the_past_has_no_board(project_lead):
    past = factories.make_cohort(kinds=(), is_historical=True, source="SKR")
    code, _words = refusal_of(lambda: open_board(cohort=past, actor=project_lead))
    assert code == "historical"
    assert not GroupBoard.objects.exists()


def test_a_board_that_was_never_opened_is_not_changed(project_lead):
    cohort = factories.make_cohort()
    act = lambda: change_board(cohort=cohort, seen=0, action="add_card", actor=project_lead)  # noqa: E731
    assert refusal_of(act)[0] == "no_board"


def test_published_groups_are_locked_cards():
    made = Round("Lund Ystad Eslöv", "Malmö")
    group = factories.make_group(
        made.cohort, "Grupp 4", members=(made.members["Lund"], made.members["Ystad"])
    )
    factories.make_mentorship(group, made.mentors["Malmö"])
    made.open()
    card = made.arrangement.cards[0]
    assert made.by_name == {"Grupp 4": ["Lund", "Ystad"]}
    assert (card.group, card.is_locked) == (group.pk, True)
    assert card.organisations == (made.mentors["Malmö"].organisation_id,)


# --- changing -------------------------------------------------------------------


def test_every_change_is_a_step_with_words(four):
    key = four.group("Lund", "Ystad", mentor="Malmö")
    four.do("lock", card=key)
    four.do("unlock", card=key)
    four.do("rename", card=key, name="Södra")
    four.do("unseat_mentor", card=key, mentor=four.mentors["Malmö"].organisation_id)
    four.do("no_mentor", card=key, reason="Ingen fanns nära")
    four.do("place", member=four.members["Ystad"].pk, card="")
    four.do("pair", kind="apart", first=four.members["Lund"].pk, second=four.members["Höör"].pk)
    four.do("unpair", kind="apart", first=four.members["Höör"].pk, second=four.members["Lund"].pk)
    four.do("weigh", travel="100")
    four.do("remove_card", card=key)
    steps = four.board.steps.order_by("number")
    assert [step.number for step in steps] == list(range(1, 16))
    assert [what_was_done(step) for step in steps] == [
        "Tavlan öppnades",
        "Grupp 1 lades till",
        "Lund flyttades till Grupp 1",
        "Ystad flyttades till Grupp 1",
        "Malmö blev mentor för Grupp 1",
        "Grupp 1 låstes",
        "Grupp 1 låstes upp",
        "Grupp 1 fick namnet Södra",
        "Malmö är inte längre mentor för Södra",
        "Södra ska inte ha någon mentor",
        "Ystad flyttades till dem utan grupp",
        "Lund och Höör ska inte vara i samma grupp",
        "Paret Höör och Lund togs bort",
        "Vikterna ändrades",
        "Södra togs bort",
    ]


def test_what_changes_nothing_makes_no_step(four):
    key = four.group("Lund")
    seen = four.seen
    four.do("place", member=four.members["Lund"].pk, card=key)
    four.do("weigh", travel=60)
    assert four.seen == seen


def test_somebody_begins_a_group(four):
    four.do("add_card", member=four.members["Lund"].pk)
    assert four.by_name == {"Grupp 1": ["Lund"]}


@pytest.mark.parametrize(
    "action,given,code",
    [
        ("explode", {}, "no_action"),
        ("place", {"member": "abc", "card": "g1"}, "parameter"),
        ("place", {"member": "999999", "card": "g1"}, "no_member"),
        ("place", {}, "parameter"),
        ("remove_card", {"card": "g77"}, "no_card"),
        ("seat_mentor", {"card": "g1", "mentor": "999999"}, "no_mentor"),
        ("rename", {"card": "g1", "name": " \u200b"}, "no_name"),
        ("rename", {"card": "g1", "name": "x" * 101}, "too_long"),
        ("no_mentor", {"card": "g1", "reason": "x" * 301}, "too_long"),
        ("weigh", {"travel": "101"}, "weights"),
        ("weigh", {"travel": "-1"}, "weights"),
        ("weigh", {"travel": "mycket"}, "parameter"),
        (
            "weigh",
            dict.fromkeys(
                ("travel", "likeness", "theme", "wishes", "fairness", "new_partners"), "0"
            ),
            "weights",
        ),
        ("pair", {"kind": "apart", "first": "0"}, "no_member"),
        ("lock", {"card": "g1"}, "too_few_to_lock"),
    ],
)
def test_bad_input_is_refused_in_words_and_writes_nothing(four, action, given, code):
    four.group("Lund")
    seen = four.seen
    found, words = refusal_of(lambda: four.do(action, **given))
    assert (found, four.seen) == (code, seen)
    assert len(words) > 10


def test_refusals_name_whom_they_are_about(four):
    key = four.group("Lund", "Ystad", "Eslöv")
    full = refusal_of(lambda: four.do("place", member=four.members["Höör"].pk, card=key))
    assert full == ("full", "Grupp 1 har redan tre deltagare. Flytta först bort någon.")
    pair = {"first": four.members["Lund"].pk, "second": four.members["Ystad"].pk}
    four.do("pair", kind="together", **pair)
    assert refusal_of(lambda: four.do("pair", kind="apart", **pair)) == (
        "contradiction",
        (
            "Lund och Ystad kan inte både behöva vara tillsammans och inte få vara det."
            " Ta först bort det andra paret."
        ),
    )


def test_a_mentor_who_takes_part_is_refused(four):
    key = four.group("Lund")
    factories.make_promise(
        four.members["Höör"].organisation, cohort=four.cohort, status=PromiseStatus.ACCEPTED
    )
    mentor = four.members["Höör"].organisation_id
    found = refusal_of(lambda: four.do("seat_mentor", card=key, mentor=mentor))
    assert found[0] == "mentor_takes_part"


# --- two at once ------------------------------------------------------------------


def test_two_leads_who_do_different_things_both_get_through(four, bo):
    first, second = four.group("Lund"), four.group("Ystad")
    seen = four.seen
    four.do("place", seen=seen, member=four.members["Eslöv"].pk, card=first)
    four.do("place", seen=seen, actor=bo, member=four.members["Höör"].pk, card=second)
    assert four.by_name == {"Grupp 1": ["Lund", "Eslöv"], "Grupp 2": ["Ystad", "Höör"]}


def test_the_same_participant_is_not_moved_twice(four, bo):
    first, second = four.group("Lund"), four.group("Ystad")
    seen, eslov = four.seen, four.members["Eslöv"].pk
    four.do("place", seen=seen, member=eslov, card=first)
    found = refusal_of(lambda: four.do("place", seen=seen, actor=bo, member=eslov, card=second))
    assert found == (
        "changed_meanwhile",
        (
            "Det här har ändrats sedan du såg det. Anna: Eslöv flyttades till Grupp 1."
            " Inget av ditt har sparats: titta på tavlan igen och bestäm sedan på nytt."
        ),
    )
    assert four.by_name == {"Grupp 1": ["Lund", "Eslöv"], "Grupp 2": ["Ystad"]}


def test_a_group_is_not_filled_unseen(four, bo):
    key = four.group("Lund")
    seen = four.seen
    four.do("place", seen=seen, member=four.members["Eslöv"].pk, card=key)
    act = lambda: four.do(  # noqa: E731
        "place", seen=seen, actor=bo, member=four.members["Ystad"].pk, card=key
    )
    assert refusal_of(act)[0] == "changed_meanwhile"


def test_a_mentors_seat_is_shared_by_all_groups(four, bo):
    first, second = four.group("Lund"), four.group("Ystad")
    seen, malmo = four.seen, four.mentors["Malmö"].organisation_id
    four.do("seat_mentor", seen=seen, mentor=malmo, card=first)
    act = lambda: four.do("seat_mentor", seen=seen, actor=bo, mentor=malmo, card=second)  # noqa: E731
    assert refusal_of(act)[0] == "changed_meanwhile"


def test_what_was_changed_and_changed_back_is_as_it_was_seen(four, bo):
    key = four.group("Lund")
    seen, eslov = four.seen, four.members["Eslöv"].pk
    four.do("place", member=eslov, card=key)
    undo(cohort=four.cohort, seen=four.seen, actor=four.lead)
    four.do("place", seen=seen, actor=bo, member=eslov, card=key)
    assert four.by_name == {"Grupp 1": ["Lund", "Eslöv"]}


@pytest.mark.parametrize("seen", [-1, 0, 99])
def test_a_step_that_never_was_is_not_believed(four, seen):
    assert refusal_of(lambda: four.do("add_card", seen=seen))[0] == "changed_meanwhile"
    assert refusal_of(lambda: undo(cohort=four.cohort, seen=seen, actor=four.lead))[0] == (
        "changed_meanwhile"
    )


@pytest.mark.django_db(transaction=True)
def test_twenty_hands_at_the_same_moment_lose_nothing():
    """On both databases: every step has its own number, and everybody is where they were put."""
    made = Round(" ".join(f"Kommun{n}" for n in range(10))).open()
    keys = [made.group() for _ in range(5)]
    seen = made.seen
    failures: list[Exception] = []

    def place(index: int) -> None:
        member = list(made.members.values())[index]
        try:
            made.do("place", seen=seen, member=member.pk, card=keys[index // 2])
        except ValidationError as error:
            if error.code != "changed_meanwhile":
                failures.append(error)
        except Exception as error:
            failures.append(error)
        finally:
            connections[connection.alias].close()

    threads = [threading.Thread(target=place, args=(index,)) for index in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    # Of two who went for the same group, the first got through, and the second was told.
    assert [len(card.members) for card in made.arrangement.cards] == [1] * 5
    numbers = list(made.board.steps.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, seen + 6))


# --- undoing ------------------------------------------------------------------------


def test_undoing_goes_back_step_by_step_and_forgets_nothing(four):
    four.group("Lund", "Ystad")
    said = []
    for _ in range(3):
        step = undo(cohort=four.cohort, seen=four.seen, actor=four.lead)
        said.append((what_was_done(step), four.by_name))
    assert said == [
        ("Ångrat: Ystad flyttades till Grupp 1", {"Grupp 1": ["Lund"]}),
        ("Ångrat: Lund flyttades till Grupp 1", {"Grupp 1": []}),
        ("Ångrat: Grupp 1 lades till", {}),
    ]
    found = refusal_of(lambda: undo(cohort=four.cohort, seen=four.seen, actor=four.lead))
    assert found == ("nothing_to_undo", "Det finns inget att ångra.")
    assert four.board.steps.count() == 7


def test_a_change_after_undoing_is_undone_first(four):
    key = four.group("Lund", "Ystad")
    undo(cohort=four.cohort, seen=four.seen, actor=four.lead)
    four.do("place", member=four.members["Höör"].pk, card=key)
    undo(cohort=four.cohort, seen=four.seen, actor=four.lead)
    assert four.by_name == {"Grupp 1": ["Lund"]}
    undo(cohort=four.cohort, seen=four.seen, actor=four.lead)
    assert four.by_name == {"Grupp 1": []}


# --- keeping up with the round --------------------------------------------------------


def leave(made: Round, name: str) -> None:
    withdraw_participation(participation=made.members[name], reason="Omval", actor=made.lead)


def test_who_leaves_the_round_falls_off_the_board_with_a_note(four):
    key = four.group("Lund", "Ystad")
    four.do("lock", card=key)
    leave(four, "Ystad")
    state = read_board(four.cohort)
    assert state.is_behind
    assert (state.step.number, state.arrangement.card(key).is_locked) == (five := four.seen, False)
    open_board(cohort=four.cohort, actor=four.lead)
    step = four.board.steps.get(number=five + 1)
    assert (step.actor, what_was_done(step)) == (None, "Ystad lämnade omgången och tavlan")
    assert four.by_name == {"Grupp 1": ["Lund"]}
    assert open_board(cohort=four.cohort, actor=four.lead).current == five + 1


def test_undoing_does_not_bring_back_who_has_left(four):
    key = four.group("Lund", "Ystad")
    leave(four, "Ystad")
    open_board(cohort=four.cohort, actor=four.lead)
    four.do("place", member=four.members["Höör"].pk, card=key)
    undo(cohort=four.cohort, seen=four.seen, actor=four.lead)
    assert four.by_name == {"Grupp 1": ["Lund"]}
    step = undo(cohort=four.cohort, seen=four.seen, actor=four.lead)
    assert what_was_done(step) == "Ångrat: Ystad flyttades till Grupp 1"
    assert four.by_name == {"Grupp 1": ["Lund"]}


def test_a_decision_withdrawn_while_grouping_is_met_by_the_next_hand(four):
    key, seen = four.group("Lund"), four.seen
    leave(four, "Ystad")
    act = lambda: four.do("place", seen=seen, member=four.members["Ystad"].pk, card=key)  # noqa: E731
    assert refusal_of(act)[0] == "no_member"


def test_who_comes_back_to_the_round_is_in_their_group_again():
    made = Round("Lund Ystad Eslöv", "Malmö").open()
    key = made.group("Lund", "Ystad", "Eslöv", mentor="Malmö")
    publish_groups(cohort=made.cohort, seen=made.seen, actor=made.lead)
    leave(made, "Ystad")
    made.open()
    assert made.by_name == {"Grupp 1": ["Lund", "Eslöv"]}
    made.members["Ystad"].refresh_from_db()
    reinstate_participation(
        participation=made.members["Ystad"], reason="De ångrade sig", actor=made.lead
    )
    made.open()
    step = made.board.steps.get(number=made.seen)
    assert what_was_done(step) == "Ystad kom tillbaka till omgången och sin grupp"
    assert made.by_name == {"Grupp 1": ["Lund", "Eslöv", "Ystad"]}
    assert not plan_publication(made.cohort).has_changes
    # Whoever is then taken away by hand stays away.
    made.do("unlock", card=key)
    made.do("place", member=made.members["Ystad"].pk, card="")
    made.open()
    assert made.by_name == {"Grupp 1": ["Lund", "Eslöv"]}


def test_who_is_admitted_later_has_no_group(four):
    four.group("Lund", "Ystad", "Eslöv")
    four.members["Sjöbo"] = four.join("Sjöbo")
    names = [each.name for each in read_board(four.cohort).without_group]
    assert names == ["Höör", "Sjöbo"]


def test_a_mentor_who_says_no_falls_off(four):
    four.group("Lund", mentor="Malmö")
    promise = four.mentors["Malmö"]
    promise.status, promise.reason = PromiseStatus.DECLINED, "Omorganisation"
    promise.save()
    open_board(cohort=four.cohort, actor=four.lead)
    assert four.arrangement.cards[0].mentors == ()
    step = four.board.steps.get(number=four.seen)
    assert what_was_done(step) == "Malmö lämnade omgången och tavlan"


# --- reading ----------------------------------------------------------------------------


def test_the_board_knows_what_the_engine_needs(four):
    lund, ystad = four.members["Lund"], four.members["Ystad"]
    lund.focus_areas, lund.wished_theme = ["school"], "  Föräldrastöd  i hemmet"
    lund.save()
    lund.wished_partners.set([ystad.organisation, factories.make_organisation("Boden")])
    earlier = factories.make_cohort(
        kinds=(), is_historical=True, source="SKR", name_sv="Modellkommuner 2019"
    )
    pasts = [
        factories.make_participation(earlier, each.organisation, status="completed", source="SKR")
        for each in (lund, ystad)
    ]
    group = factories.make_group(earlier, members=tuple(pasts))
    factories.make_mentorship(group, four.mentors["Malmö"])
    now = factories.make_cohort(name_sv="Modellkommuner 2025")
    factories.make_participation(now, lund.organisation)

    state = read_board(four.cohort)
    assert state.names[lund.pk] == "Lund"
    assert state.participants[lund.pk].candidate.themes == {"school", "föräldrastöd i hemmet"}
    assert state.participants[lund.pk].wishes == ("Boden", "Ystad")
    assert state.participants[lund.pk].other_rounds == ("Modellkommuner 2025",)
    assert state.participants[ystad.pk].other_rounds == ()
    pair = tuple(sorted((lund.organisation_id, ystad.organisation_id)))
    assert state.earlier == {pair}
    mentors = {each.name: each for each in state.mentors.values()}
    assert list(mentors) == ["Kalmar", "Malmö"]
    assert (mentors["Malmö"].people, mentors["Malmö"].has_said_yes) == (1, True)
    assert mentors["Kalmar"].candidate.rounds_since_duty is None
    assert mentors["Malmö"].candidate.rounds_since_duty is not None


def test_only_those_who_have_said_yes_are_proposed(four):
    asked = four.promise("Boden", status=PromiseStatus.ASKED)
    problem = problem_of(state := read_board(four.cohort), weights_of(state.arrangement))
    assert [each.name for each in problem.mentors] == ["Kalmar", "Malmö"]
    key = four.group("Lund", "Ystad")
    four.do("seat_mentor", mentor=asked.organisation_id, card=key)
    four.do("lock", card=key)
    problem = problem_of(state := read_board(four.cohort), weights_of(state.arrangement))
    assert [each.name for each in problem.mentors] == ["Boden", "Kalmar", "Malmö"]
    assert [(len(group.members), group.mentors) for group in problem.fixed] == [
        (2, (asked.organisation_id,))
    ]


def test_capacity_is_counted_over_all_groups(four):
    malmo = four.mentors["Malmö"].organisation_id
    four.group("Lund", mentor="Malmö")
    four.group("Ystad", mentor="Malmö")
    assert read_board(four.cohort).seats_left[malmo] == -1


def test_reading_asks_the_same_number_of_questions_however_many_take_part(
    four, django_assert_num_queries
):
    with django_assert_num_queries(11):
        read_board(four.cohort)
    for n in range(12):
        four.members[f"Kommun{n}"] = four.join(f"Kommun{n}")
        four.promise(f"Mentor{n}")
        four.group(f"Kommun{n}")
    with django_assert_num_queries(11):
        read_board(four.cohort)
