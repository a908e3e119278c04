"""Two at the same work at the same moment, with real threads and real connections."""

from dataclasses import replace
from datetime import date

import pytest

from improvements.models import Improvement
from improvements.services.improving import (
    MOST_WORKS,
    Said,
    change_improvement,
    move_improvement,
    said_of,
    start_improvement,
)
from tests.applications.test_concurrency import at_once, refusals
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import make_improvement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10))


def test_a_button_pressed_twice_begins_one_work(world: GroupWorld) -> None:
    actor = world.person("lund", "politician")

    def press() -> Improvement:
        return start_improvement(participation=world.lund, said=Said("Lika snabbt"), actor=actor)

    first, second = at_once(press, press)
    assert first == second
    assert Improvement.objects.count() == 1


def test_the_last_place_is_taken_once(world: GroupWorld) -> None:
    actor = world.person("lund", "politician")
    for number in range(MOST_WORKS - 1):
        make_improvement(world.lund, f"Arbete {number}")
    results = at_once(
        *(
            lambda title=title: start_improvement(
                participation=world.lund, said=Said(title), actor=actor
            )
            for title in ("Ett", "Två", "Tre")
        )
    )
    assert refusals(results) == ["too_many"] * 2
    assert Improvement.objects.count() == MOST_WORKS


def test_of_two_who_save_one_is_told(world: GroupWorld) -> None:
    work = make_improvement(world.lund)
    people = [world.person("lund", each) for each in ("politician", "strategist")]
    results = at_once(
        *(
            lambda actor=actor: change_improvement(
                improvement=work, seen=0, said=replace(said_of(work), team=actor.name), actor=actor
            )
            for actor in people
        )
    )
    assert refusals(results) == ["changed_meanwhile"]
    work.refresh_from_db()
    assert (work.version, work.team in {person.name for person in people}) == (1, True)


def test_a_state_is_moved_once(world: GroupWorld) -> None:
    work = make_improvement(world.lund, status="planned")
    actor = world.person("lund", "politician")

    def press() -> Improvement:
        return move_improvement(improvement=work, action="test", actor=actor)

    assert refusals(at_once(press, press)) == ["wrong_state"]
