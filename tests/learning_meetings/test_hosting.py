"""The wheel of hosts, without a database."""

from collections import Counter
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from learning_meetings.hosting import (
    Hosting,
    HostingError,
    HostPlan,
    LastTurn,
    Turn,
    broken_rules,
    plan_hosts,
    swap,
    without,
)

LAST_TURNS = st.sampled_from(LastTurn)


@st.composite
def wheels(draw, smallest=1):
    """A wheel some of whose first meetings have been held."""
    kilometres = st.none() | st.floats(0, 3000)
    participants = [
        Hosting(number, draw(kilometres)) for number in range(draw(st.integers(smallest, 4)))
    ]
    plan = plan_hosts(participants, draw(st.integers(0, 9)), last_turn=draw(LAST_TURNS))
    return held_until(plan, draw(st.integers(0, len(plan.turns))))


def held_until(plan, number):
    turns = tuple(replace(turn, is_held=turn.number <= number) for turn in plan.turns)
    return replace(plan, turns=turns)


def hosting(*numbers):
    return [Hosting(number, 100.0) for number in numbers]


@pytest.mark.parametrize(
    "participants, meetings, last_turn, hosts",
    [
        (3, 3, LastTurn.JOINT, ((1,), (2,), (3,))),
        (2, 3, LastTurn.JOINT, ((1,), (2,), (1, 2))),
        (2, 3, LastTurn.ALTERNATE, ((1,), (2,), (1,))),
        (2, 2, LastTurn.JOINT, ((1,), (2,))),
        (2, 1, LastTurn.JOINT, ((1,),)),
        (2, 5, LastTurn.JOINT, ((1,), (2,), (1,), (2,), (1, 2))),
        (3, 4, LastTurn.JOINT, ((1,), (2,), (3,), (1,))),
        (3, 0, LastTurn.JOINT, ()),
    ],
)
def test_the_wheel(participants, meetings, last_turn, hosts):
    plan = plan_hosts(hosting(*range(1, participants + 1)), meetings, last_turn=last_turn)
    assert plan.hosts() == hosts


def test_who_travels_least_hosts_first_and_who_has_no_distance_last():
    plan = plan_hosts([Hosting(1, None), Hosting(2, 300.0), Hosting(3, 120.5)], 3)
    assert plan.participants == (3, 2, 1)


@given(wheels())
def test_nobody_hosts_twice_before_all_have_hosted(plan):
    counts = Counter(dict.fromkeys(plan.participants, 0))
    for turn in plan.turns:
        assert {counts[one] for one in turn.hosts} == {min(counts.values())}
        counts.update(turn.hosts)
    assert max(counts.values()) - min(counts.values()) <= 1
    assert broken_rules(plan) == ()


@given(st.permutations(range(1, 5)), LAST_TURNS)
def test_the_order_in_which_participants_are_given_does_not_matter(order, last_turn):
    first, second = (
        plan_hosts(hosting(*one), 7, last_turn=last_turn) for one in ((1, 2, 3, 4), order)
    )
    assert first == second


@given(wheels(), st.data())
def test_a_swap_moves_two_turns_and_says_what_breaks(plan, data):
    numbers = [turn.number for turn in plan.turns]
    if len(numbers) < 2:
        return
    a, b = data.draw(st.sampled_from(numbers)), data.draw(st.sampled_from(numbers))
    one, other = plan.turns[a - 1], plan.turns[b - 1]
    if one.is_held or other.is_held or one.hosts == other.hosts:
        with pytest.raises(HostingError, match="held" if one.is_held or other.is_held else "same"):
            swap(plan, a, b)
        return
    swapped = swap(plan, a, b)
    assert swapped.plan.turns[a - 1].hosts == plan.turns[b - 1].hosts
    assert swapped.plan.turns[b - 1].hosts == plan.turns[a - 1].hosts
    assert [t for t in swapped.plan.turns if t.number not in (a, b)] == [
        t for t in plan.turns if t.number not in (a, b)
    ]
    assert swapped.broken == broken_rules(swapped.plan)
    if not swapped.broken:
        assert swap(swapped.plan, a, b).plan == plan


def test_a_swap_within_the_first_lap_is_fair():
    swapped = swap(plan_hosts(hosting(1, 2, 3), 3), 1, 3)
    assert (swapped.plan.hosts(), swapped.broken) == (((3,), (2,), (1,)), ())


def test_a_swap_over_the_lap_is_not():
    swapped = swap(plan_hosts(hosting(1, 2, 3), 4), 3, 4)
    assert swapped.plan.hosts() == ((1,), (2,), (1,), (3,))
    (broken,) = swapped.broken
    assert (broken.rule, broken.number, broken.participants) == ("twice", 3, (1,))
    with translation.override("en"):
        assert broken.text({1: "Lund"}) == (
            "Lund hosts meeting 3 before everybody has hosted as many times."
        )


@pytest.mark.parametrize("a, b, rule", [(1, 2, "held"), (2, 2, "same"), (2, 9, "unknown")])
def test_what_cannot_be_swapped(a, b, rule):
    plan = held_until(plan_hosts(hosting(1, 2, 3), 3), 1)
    with pytest.raises(HostingError) as raised:
        swap(plan, a, b)
    assert raised.value.rule == rule


@given(wheels(smallest=2), st.data())
def test_a_host_who_withdraws_leaves_the_meetings_to_come(plan, data):
    leaving = data.draw(st.sampled_from(plan.participants))
    after = without(plan, leaving)
    held = [turn for turn in plan.turns if turn.is_held]
    assert after.participants == tuple(one for one in plan.participants if one != leaving)
    assert [turn for turn in after.turns if turn.is_held] == held
    assert [turn.number for turn in after.turns] == [turn.number for turn in plan.turns]
    assert {one for turn in after.turns if not turn.is_held for one in turn.hosts} <= set(
        after.participants
    )
    assert broken_rules(after) == ()


def test_whoever_withdraws_first_leaves_the_others_turns_where_they_can_stay():
    plan = plan_hosts(hosting(1, 2, 3), 3, last_turn=LastTurn.ALTERNATE)
    assert without(plan, 1).hosts() == ((3,), (2,), (3,))
    assert without(held_until(plan, 1), 1).hosts() == ((1,), (2,), (3,))
    assert without(held_until(plan, 1), 2).hosts() == ((1,), (3,), (3,))


def test_whoever_has_a_turn_coming_waits_for_it():
    plan = held_until(plan_hosts(hosting(1, 2, 3), 5, last_turn=LastTurn.ALTERNATE), 3)
    assert plan.hosts() == ((1,), (2,), (3,), (1,), (2,))
    assert without(plan, 1).hosts() == ((1,), (2,), (3,), (3,), (2,))


@given(
    st.lists(st.lists(st.integers(1, 3), max_size=2, unique=True), max_size=6),
    st.integers(0, 6),
    LAST_TURNS,
)
def test_dealing_anew_makes_the_coming_turns_fair_whatever_stood_there(hosts, held, last_turn):
    turns = tuple(Turn(n, tuple(one), n <= held) for n, one in enumerate(hosts, start=1))
    after = without(HostPlan((1, 2, 3), turns, last_turn), 3)
    assert broken_rules(after) == ()
    assert after.turns[:held] == turns[:held]


def test_a_group_of_three_that_goes_on_as_two_shares_the_third():
    plan = plan_hosts(hosting(1, 2, 3), 3)
    assert without(plan, 3).hosts() == ((1,), (2,), (1, 2))


def test_the_last_one_hosts_everything_and_nobody_hosts_nothing():
    alone = without(plan_hosts(hosting(1, 2), 3), 2)
    assert alone.hosts() == ((1,), (1,), (1,))
    for participant, rule in ((1, "nobody_left"), (7, "unknown")):
        with pytest.raises(HostingError) as raised:
            without(alone, participant)
        assert raised.value.rule == rule


def test_what_people_write_by_hand_is_judged():
    plan = HostPlan((1, 2), (Turn(1, (1,), True), Turn(2, ()), Turn(3, (1, 9))))
    assert [(one.rule, one.number, one.participants) for one in broken_rules(plan)] == [
        ("no_host", 2, ()),
        ("stranger", 3, (9,)),
        ("twice", 3, (1,)),
    ]


def test_held_meetings_stand_however_unfair_and_the_rest_makes_up_for_it():
    turns = (Turn(1, (1,), True), Turn(2, (1,), True), *(Turn(n) for n in (3, 4, 5)))
    plan = HostPlan((1, 2, 7), turns)
    assert without(plan, 7).hosts() == ((1,), (1,), (2,), (2,), (1, 2))


@pytest.mark.parametrize(
    "make",
    [
        lambda: plan_hosts([], 3),
        lambda: plan_hosts(hosting(1, 1), 3),
        lambda: HostPlan((1, 2), (Turn(2, (1,)),)),
    ],
)
def test_a_wheel_that_is_none(make):
    with pytest.raises(ValueError, match=r".+"):
        make()
