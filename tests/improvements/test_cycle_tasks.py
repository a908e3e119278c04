"""Things to do in a cycle."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from improvements.models import Cycle, CycleTask
from improvements.services.cycle_tasks import (
    MOST_TASKS,
    TaskSaid,
    add_task,
    remove_task,
    tick_task,
)
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import make_cycle, make_improvement

pytestmark = pytest.mark.django_db
SAID = TaskSaid("Trycka listan", due_on=date(2027, 3, 12), place="Mottagningen")


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 1, 20))


@pytest.fixture
def cycle(world: GroupWorld) -> Cycle:
    return make_cycle(make_improvement(world.lund))


def test_said_twice_it_stands_once(world: GroupWorld, cycle: Cycle) -> None:
    actor = world.person("lund", "strategist")
    first = add_task(cycle=cycle, said=SAID, actor=actor)
    assert add_task(cycle=cycle, said=SAID, actor=actor) == first
    assert list(cycle.tasks.values_list("text", "place", "due_on")) == [
        ("Trycka listan", "Mottagningen", date(2027, 3, 12))
    ]


def test_one_press_and_it_is_done_on_its_first_day(world: GroupWorld, cycle: Cycle) -> None:
    actor = world.person("lund", "strategist")
    task = add_task(cycle=cycle, said=SAID, actor=actor)
    with time_machine.travel(datetime(2027, 3, 11, 9, tzinfo=UTC), tick=False):
        assert tick_task(task=task, done=True, actor=actor).done_on == date(2027, 3, 11)
    with time_machine.travel(datetime(2027, 3, 12, 9, tzinfo=UTC), tick=False):
        assert tick_task(task=task, done=True, actor=actor).done_on == date(2027, 3, 11)
    assert tick_task(task=task, done=False, actor=actor).done_on is None


@pytest.mark.parametrize("refused", ["both", "foreign", "many", "closed", "long"])
def test_a_task_that_cannot_be_is_refused(world: GroupWorld, cycle: Cycle, refused: str) -> None:
    actor = world.person("lund", "strategist")
    own, foreign = world.seat(world.lund, "strategist"), world.seat(world.ystad, "strategist")
    said, words = {
        "both": (TaskSaid("X", own, "Någon"), ["responsible_name"]),
        "foreign": (TaskSaid("X", foreign), ["responsible"]),
        "many": (SAID, None),
        "closed": (SAID, None),
        "long": (TaskSaid("x" * 301), ["text"]),
    }[refused]
    if refused == "many":
        CycleTask.objects.bulk_create(CycleTask(cycle=cycle, text="X") for _n in range(MOST_TASKS))
    if refused == "closed":
        cycle = make_cycle(cycle.improvement, status="acted")
    before = CycleTask.objects.count()
    with pytest.raises(ValidationError) as caught:
        add_task(cycle=cycle, said=said, actor=actor)
    assert (list(caught.value.message_dict) if words else None) == words
    assert CycleTask.objects.count() == before


def test_a_task_that_is_gone_is_said_to_be(world: GroupWorld, cycle: Cycle) -> None:
    actor = world.person("lund", "strategist")
    task = add_task(cycle=cycle, said=SAID, actor=actor)
    remove_task(task=task, actor=actor)
    gone = CycleTask(pk=999, cycle=cycle)
    with pytest.raises(ValidationError) as caught:
        tick_task(task=gone, done=True, actor=actor)
    assert caught.value.messages == ["Någon har tagit bort det under tiden."]


def test_others_do_nothing_with_it(world: GroupWorld, cycle: Cycle) -> None:
    task = add_task(cycle=cycle, said=SAID, actor=world.person("lund", "strategist"))
    calls: list[Any] = [
        lambda actor: add_task(cycle=cycle, said=SAID, actor=actor),
        lambda actor: tick_task(task=task, done=True, actor=actor),
        lambda actor: remove_task(task=task, actor=actor),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied):
            call(world.person("ystad", "strategist"))
    assert CycleTask.objects.filter(done_on=None).count() == 1
