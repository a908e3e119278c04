"""The driver diagram as services write it."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from improvements.models import ChangeIdea, Driver, Improvement
from improvements.services import drivers
from modellkonceptet.accounts.models import User
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import (
    make_change_idea,
    make_cycle,
    make_driver,
    make_improvement,
)


@pytest.fixture
def world(db: None) -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10))


@pytest.fixture
def actor(world: GroupWorld) -> User:
    return world.person("lund", "key_person")


@pytest.fixture
def work(world: GroupWorld) -> Improvement:
    return make_improvement(world.lund)


def code_of(call: Any) -> str:
    with pytest.raises(ValidationError) as error:
        call()
    return str(getattr(error.value, "code", "") or ",".join(error.value.message_dict))


def order(work: Improvement, parent: Driver | None = None) -> list[str]:
    rows = work.drivers.filter(parent=parent).order_by("position", "pk")
    return list(rows.values_list("text", flat=True))


def test_drivers_stand_in_order_two_levels_deep(work: Improvement, actor: User) -> None:
    first = drivers.add_driver(improvement=work, text="Ett", actor=actor)
    drivers.add_driver(improvement=work, text="Två", actor=actor)
    below = drivers.add_driver(improvement=work, text="Under", parent=first, actor=actor)
    assert drivers.add_driver(improvement=work, text=" Två ", actor=actor).text == "Två"
    assert (order(work), order(work, first)) == (["Ett", "Två"], ["Under"])

    def too_deep() -> None:
        drivers.add_driver(improvement=work, text="Djupt", parent=below, actor=actor)

    assert code_of(too_deep) == "parent"


def test_moving_is_one_place_and_stops_at_the_ends(work: Improvement, actor: User) -> None:
    rows = [make_driver(work, text) for text in ("Ett", "Två", "Tre")]
    drivers.move_driver(driver=rows[2], earlier=True, actor=actor)
    assert order(work) == ["Ett", "Tre", "Två"]
    drivers.move_driver(driver=rows[0], earlier=True, actor=actor)
    drivers.move_driver(driver=rows[1], earlier=False, actor=actor)
    assert order(work) == ["Ett", "Tre", "Två"]
    drivers.move_driver(driver=rows[0], earlier=False, actor=actor)
    assert order(work) == ["Tre", "Ett", "Två"]


def test_whoever_renames_second_is_told(work: Improvement, actor: User) -> None:
    driver = make_driver(work, "Mall")
    drivers.rename_driver(driver=driver, seen="Mall", text="Mall/frågor", actor=actor)
    assert (
        code_of(
            lambda: drivers.rename_driver(driver=driver, seen="Mall", text="Annat", actor=actor)
        )
        == "changed_meanwhile"
    )
    drivers.rename_driver(driver=driver, seen="Mall/frågor", text="Annat", actor=actor)
    assert Driver.objects.get().text == "Annat"


def test_a_driver_goes_alone_and_its_changes_stay(work: Improvement, actor: User) -> None:
    parent = make_driver(work, "Ett")
    child = make_driver(work, "Under", parent)
    idea = make_change_idea(work, "Mall", child)
    assert code_of(lambda: drivers.remove_driver(driver=parent, actor=actor)) == "has_children"
    drivers.remove_driver(driver=child, actor=actor)
    assert ChangeIdea.objects.get(pk=idea.pk).driver is None
    assert code_of(lambda: drivers.remove_driver(driver=child, actor=actor)) == "removed_meanwhile"
    drivers.remove_driver(driver=parent, actor=actor)
    assert order(work) == []


def test_a_change_has_a_driver_and_a_state(work: Improvement, actor: User) -> None:
    driver = make_driver(work)
    idea = drivers.add_change_idea(improvement=work, text="Mall", driver=driver, actor=actor)
    again = drivers.add_change_idea(improvement=work, text="Mall", driver=driver, actor=actor)
    assert again == idea
    seen = drivers.idea_stamp(idea)

    def save(**said: Any) -> ChangeIdea:
        values = {"seen": seen, "text": "Mallen", "driver": None, "status": "testing"} | said
        return drivers.change_idea(idea=idea, actor=actor, **values)

    save()
    assert code_of(lambda: save(text="Sms")) == "changed_meanwhile"
    assert code_of(lambda: save(status="planned")) == "status"
    save()  # the same again
    assert list(ChangeIdea.objects.values_list("text", "driver", "status")) == [
        ("Mallen", None, "testing")
    ]


def test_a_change_that_a_cycle_tests_stays(work: Improvement, actor: User) -> None:
    tested, loose = make_change_idea(work, "Mall"), make_change_idea(work, "Sms")
    make_cycle(work, idea=tested)
    assert code_of(lambda: drivers.remove_change_idea(idea=tested, actor=actor)) == "is_tested"
    drivers.remove_change_idea(idea=loose, actor=actor)
    assert list(work.change_ideas.all()) == [tested]


@pytest.mark.parametrize("text", ["", "   ", "X" * 201])
def test_a_text_says_something_and_fits(work: Improvement, actor: User, text: str) -> None:
    driver, idea = make_driver(work), make_change_idea(work)
    stamp = drivers.idea_stamp(idea)
    for call in (
        lambda: drivers.add_driver(improvement=work, text=text, actor=actor),
        lambda: drivers.rename_driver(driver=driver, seen=driver.text, text=text, actor=actor),
        lambda: drivers.add_change_idea(improvement=work, text=text, actor=actor),
        lambda: drivers.change_idea(
            idea=idea, seen=stamp, text=text, driver=None, status="idea", actor=actor
        ),
    ):
        assert code_of(call) == "text"


def test_drivers_of_another_work_are_no_choice(
    world: GroupWorld, work: Improvement, actor: User
) -> None:
    strange = make_driver(make_improvement(world.lund, "Annat"))
    for call in (
        lambda: drivers.add_driver(improvement=work, text="X", parent=strange, actor=actor),
        lambda: drivers.add_change_idea(improvement=work, text="X", driver=strange, actor=actor),
    ):
        assert code_of(call) == "removed_meanwhile"


def test_there_is_an_end_to_rows(work: Improvement, actor: User) -> None:
    for number in range(drivers.MOST_DRIVERS):
        make_driver(work, f"Drivkraft {number}")
    for number in range(drivers.MOST_IDEAS):
        make_change_idea(work, f"Idé {number}")
    for call in (
        lambda: drivers.add_driver(improvement=work, text="X", actor=actor),
        lambda: drivers.add_change_idea(improvement=work, text="X", actor=actor),
    ):
        assert code_of(call) == "too_many"


def test_partners_and_mentors_only_read_it(world: GroupWorld, work: Improvement) -> None:
    driver = make_driver(work)
    for person in (world.person("ystad", "key_person"), world.mentor):
        with pytest.raises(PermissionDenied):
            drivers.add_driver(improvement=work, text="X", actor=person)
        with pytest.raises(PermissionDenied):
            drivers.remove_driver(driver=driver, actor=person)
    assert work.drivers.count() == 1
