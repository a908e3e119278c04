"""What lies on the board, and what one hand can do to it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.arrangement import (
    Arrangement,
    ArrangementError,
    Card,
    MentorSeat,
    NewGroup,
    differences,
)

MEMBERS = range(1, 13)
MENTORS = range(101, 106)
NAMES = [f"Grupp {n}" for n in range(1, 100)]


def board(*groups: tuple[int, ...], locked: tuple[int, ...] = (), **fields) -> Arrangement:
    """Cards g1, g2 … with these members; `locked` counts them from one."""
    cards = tuple(
        Card(key=f"g{n}", name=f"Grupp {n}", members=members, is_locked=n in locked)
        for n, members in enumerate(groups, start=1)
    )
    return Arrangement(cards=cards, next_key=len(groups) + 1, **fields)


def members_of(arrangement: Arrangement) -> list[tuple[int, ...]]:
    return [card.members for card in arrangement.cards]


def refusal_of(change) -> tuple[str, str]:
    with pytest.raises(ArrangementError) as error:
        change()
    return error.value.key, error.value.card.name if error.value.card else ""


# --- placing ------------------------------------------------------------------


def test_somebody_moves_from_one_group_to_another_and_out_of_it():
    before = board((1, 2), (3,))
    moved = before.place(2, "g2")
    assert members_of(moved) == [(1,), (3, 2)]
    assert members_of(moved.place(2, None)) == [(1,), (3,)]
    assert members_of(before) == [(1, 2), (3,)]


def test_placing_somebody_where_they_are_changes_nothing():
    before = board((1, 2), locked=(1,))
    assert before.place(1, "g1") == before
    assert before.place(7, None) == before


def test_a_fourth_is_refused():
    full = board((1, 2, 3), (4,))
    assert refusal_of(lambda: full.place(4, "g1")) == ("full", "Grupp 1")
    assert refusal_of(lambda: full.place(9, "g1")) == ("full", "Grupp 1")


def test_a_locked_group_takes_nobody_and_lets_nobody_go():
    before = board((1, 2), (3, 4), locked=(1,))
    assert refusal_of(lambda: before.place(1, None)) == ("locked", "Grupp 1")
    assert refusal_of(lambda: before.place(3, "g1")) == ("locked", "Grupp 1")
    assert refusal_of(lambda: before.remove_card("g1")) == ("locked", "Grupp 1")
    assert refusal_of(lambda: before.seat_mentor(101, "g1")) == ("locked", "Grupp 1")
    assert refusal_of(lambda: before.no_mentor("g1", "Ingen fanns")) == ("locked", "Grupp 1")
    assert before.rename("g1", "Norra").card("g1").name == "Norra"
    assert members_of(before.lock("g1", False).place(1, "g2")) == [(2,), (3, 4, 1)]


def test_a_group_that_is_not_there_is_said():
    assert refusal_of(lambda: board((1,)).place(1, "g9")) == ("no_card", "")


def test_only_a_whole_group_is_locked():
    assert refusal_of(lambda: board((1,)).lock("g1", True)) == ("too_few_to_lock", "Grupp 1")
    assert board((1, 2)).lock("g1", True).card("g1").is_locked


# --- cards ----------------------------------------------------------------------


def test_a_new_group_may_begin_with_somebody():
    before = board((1, 2))
    added = before.add_card("Grupp 2", [2])
    assert members_of(added) == [(1,), (2,)]
    assert (added.cards[1].key, added.next_key) == ("g2", 3)


def test_a_key_never_comes_back():
    gone = board((1,)).add_card("Grupp 2").remove_card("g2").add_card("Grupp 2")
    assert [card.key for card in gone.cards] == ["g1", "g3"]


def test_names_stand_once_whatever_their_letters():
    before = board((1,), (2,))
    assert refusal_of(lambda: before.add_card("GRUPP 1")) == ("name_taken", "Grupp 1")
    assert refusal_of(lambda: before.rename("g2", "grupp 1")) == ("name_taken", "Grupp 1")
    assert refusal_of(lambda: before.rename("g2", "")) == ("no_name", "")
    assert before.rename("g2", "GRUPP 2").card("g2").name == "GRUPP 2"


def test_who_was_on_a_removed_card_has_no_group():
    after = board((1, 2), (3,)).remove_card("g1")
    assert after.without_group([1, 2, 3, 4]) == (1, 2, 4)


# --- mentors ----------------------------------------------------------------------


def test_a_mentor_is_seated_given_another_role_moved_and_taken_away():
    seated = board((1, 2), (3, 4)).seat_mentor(101, "g1")
    assert seated.card("g1").mentors == (MentorSeat(101, "lead"),)
    assert seated.seat_mentor(101, "g1", "supporting").card("g1").mentors == (
        MentorSeat(101, "supporting"),
    )
    moved = seated.seat_mentor(101, "g2", source="g1")
    assert [card.key for card in moved.cards_mentored_by(101)] == ["g2"]
    assert moved.unseat_mentor(101, "g2").cards_mentored_by(101) == ()
    assert refusal_of(lambda: seated.unseat_mentor(102, "g1")) == ("not_mentor", "Grupp 1")
    assert refusal_of(lambda: seated.seat_mentor(101, "g1", "boss")) == ("no_role", "")


def test_the_lead_comes_first_whoever_was_seated_first():
    both = board((1, 2)).seat_mentor(101, "g1", "supporting").seat_mentor(102, "g1")
    assert both.card("g1").organisations == (102, 101)


def test_a_group_knowingly_without_mentor_has_none():
    without = board((1, 2)).no_mentor("g1", "Ingen fanns nära")
    assert without.card("g1").without_mentor == "Ingen fanns nära"
    seated = without.seat_mentor(101, "g1")
    assert seated.card("g1").without_mentor == ""
    assert refusal_of(lambda: seated.no_mentor("g1", "Ändå")) == ("has_mentor", "Grupp 1")
    assert without.no_mentor("g1", "").card("g1").without_mentor == ""


# --- pairs ------------------------------------------------------------------------


def test_a_pair_stands_once_whichever_comes_first():
    paired = board((1,)).pair("together", 5, 2)
    assert paired.together == ((2, 5),)
    assert paired.pair("together", 2, 5) == paired
    assert paired.unpair("together", 5, 2).together == ()


@pytest.mark.parametrize("kind,other", [("together", "apart"), ("apart", "together")])
def test_contradictory_pairs_are_refused_at_once(kind, other):
    paired = board().pair(kind, 1, 2)
    assert refusal_of(lambda: paired.pair(other, 2, 1)) == ("contradiction", "")


def test_a_pair_needs_two_and_a_kind():
    assert refusal_of(lambda: board().pair("together", 1, 1)) == ("same_twice", "")
    assert refusal_of(lambda: board().pair("near", 1, 2)) == ("no_kind", "")
    assert refusal_of(lambda: board().unpair("apart", 1, 2)) == ("no_pair", "")


# --- the whole ----------------------------------------------------------------------


def test_a_proposal_replaces_what_is_not_locked():
    before = board((1, 2), (3, 4), (5,), locked=(2,))
    after = before.replace_unlocked([NewGroup((1, 5)), NewGroup((2, 6, 7))], NAMES)
    assert members_of(after) == [(1, 5), (3, 4), (2, 6, 7)]
    assert [card.key for card in after.cards] == ["g1", "g2", "g4"]
    assert [card.name for card in after.cards] == ["Grupp 1", "Grupp 2", "Grupp 3"]
    assert after.card("g2") == before.card("g2")


def test_who_is_locked_stays_even_if_the_proposal_has_them_elsewhere():
    before = board((1, 2), locked=(1,))
    after = before.replace_unlocked([NewGroup((2, 3, 4))], NAMES)
    assert members_of(after) == [(1, 2), (3, 4)]


def test_a_published_card_goes_on_only_with_most_of_its_people():
    cards = board((1, 2), (3, 4)).cards
    published = Arrangement(
        cards=(replace(cards[0], group=7), replace(cards[1], group=8)), next_key=3
    )
    after = published.replace_unlocked([NewGroup((1, 2, 5)), NewGroup((3, 6))], NAMES)
    assert [(card.members, card.group) for card in after.cards] == [((1, 2, 5), 7), ((3, 6), None)]


def test_a_group_without_mentor_in_the_proposal_keeps_its_reason():
    before = board((1, 2)).no_mentor("g1", "Ingen fanns nära")
    kept = before.replace_unlocked([NewGroup((1, 2))], NAMES)
    assert kept.card("g1").without_mentor == "Ingen fanns nära"
    seated = before.replace_unlocked([NewGroup((1, 2), (MentorSeat(101),))], NAMES)
    assert seated.card("g1").without_mentor == ""


def test_who_has_left_falls_off_and_one_alone_is_not_locked():
    before = board((1, 2), (3, 4, 5), locked=(1, 2), together=((1, 3), (3, 4)))
    after = before.keep_only([1, 3, 4], [])
    assert [(card.members, card.is_locked) for card in after.cards] == [
        ((1,), False),
        ((3, 4), True),
    ]
    assert after.together == ((1, 3), (3, 4))
    assert before.keep_only([3, 4, 5], []).together == ((3, 4),)


def test_who_comes_back_is_in_the_published_group_again_if_there_is_room():
    published = board((1, 2), (3, 4, 5)).publish({"g1": 7, "g2": 8})
    assert members_of(published.bring_back(6, 7)) == [(1, 2, 6), (3, 4, 5)]
    assert published.bring_back(6, 8) == published
    assert published.bring_back(6, 99) == published


def test_published_cards_know_their_group_and_are_locked():
    after = board((1, 2), ()).publish({"g1": 7})
    assert [(card.group, card.is_locked) for card in after.cards] == [(7, True), (None, False)]


def test_two_proposals_beside_each_other():
    found = differences([(1, 2), (3, 4, 5)], [(2, 1), (3, 4), (5, 6)])
    assert found.same == (frozenset({1, 2}),)
    assert found.only_first == (frozenset({3, 4, 5}),)
    assert found.only_second == (frozenset({3, 4}), frozenset({5, 6}))
    assert found.moved == {3, 4, 5, 6}


# --- whatever one does ----------------------------------------------------------------

keys = st.sampled_from([f"g{n}" for n in range(1, 7)])
members = st.sampled_from(MEMBERS)
mentors = st.sampled_from(MENTORS)
operations = st.one_of(
    st.tuples(st.just("place"), members, st.one_of(st.none(), keys)),
    st.tuples(st.just("add_card"), st.sampled_from(NAMES[:8])),
    st.tuples(st.just("remove_card"), keys),
    st.tuples(st.just("lock"), keys, st.booleans()),
    st.tuples(st.just("seat_mentor"), mentors, keys, st.sampled_from(["lead", "supporting"])),
    st.tuples(st.just("unseat_mentor"), mentors, keys),
    st.tuples(st.just("no_mentor"), keys, st.sampled_from(["", "Ingen fanns"])),
    st.tuples(st.just("pair"), st.sampled_from(["together", "apart"]), members, members),
)


@given(st.lists(operations, max_size=40))
def test_whatever_is_done_the_board_holds_together(done):
    arrangement = Arrangement()
    for name, *arguments in done:
        before = arrangement
        try:
            arrangement = getattr(arrangement, name)(*arguments)
        except ArrangementError:
            arrangement = before
        for card in before.cards:
            if card.is_locked and name != "lock":
                assert arrangement.card(card.key) == card
    everybody = [member for card in arrangement.cards for member in card.members]
    assert len(everybody) == len(set(everybody))
    assert all(len(card.members) <= 3 for card in arrangement.cards)
    assert all(not (card.mentors and card.without_mentor) for card in arrangement.cards)
    assert not set(arrangement.together) & set(arrangement.apart)
    assert len({card.key for card in arrangement.cards}) == len(arrangement.cards)
    assert len({card.name for card in arrangement.cards}) == len(arrangement.cards)
    assert Arrangement.from_json(json.loads(json.dumps(arrangement.as_json()))) == arrangement


@given(st.permutations(MEMBERS), st.permutations(MEMBERS), st.sets(st.integers(1, 4)))
def test_locked_groups_survive_every_proposal(before, after, locked):
    def threes(order):
        return [tuple(order[start : start + 3]) for start in range(0, 12, 3)]

    arrangement = board(*threes(before), locked=tuple(locked))
    changed = arrangement.replace_unlocked([NewGroup(group) for group in threes(after)], NAMES)
    for card in arrangement.cards:
        if card.is_locked:
            assert changed.card(card.key) == card
    assert sorted(m for card in changed.cards for m in card.members) == list(MEMBERS)
    assert len({card.name for card in changed.cards}) == len(changed.cards)
