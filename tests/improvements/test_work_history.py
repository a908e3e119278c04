"""What has been changed in a work, in words, and what of it others read."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from improvements.models import Improvement
from improvements.work_history import Change, history_of
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import make_improvement


@pytest.fixture
def world(db: None) -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10))


def save(work: Improvement, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(work, name, value)
    work.save()


def test_each_change_says_what_it_was_and_what_it_is(world: GroupWorld) -> None:
    work = make_improvement(world.lund, "Mall")
    member = world.seat(world.lund, "politician")
    save(work, steering_links=["goals", "budget"], national_goals=[2], responsible=member)
    save(work, problem="Kvinnor väntar längre", aim_by=date(2027, 12, 31), version=1)
    save(work, changed_at=None)  # nothing that a reader has use of
    entries = history_of(work, at_home=True)
    assert [entry.is_beginning for entry in entries] == [False, False, True]
    assert entries[0].changes == (
        Change("Problem", "", "Kvinnor väntar längre", True),
        Change("Senast när", "", "31 december 2027", False),
    )
    assert [(change.name, change.after) for change in entries[1].changes] == [
        ("Länkar i styrkedjan", "Mål, Budget"),
        ("Nationella jämställdhetsmål", "Ekonomisk jämställdhet"),
        ("Ansvarig i teamet", "politician Lund"),
    ]


def test_what_was_written_while_private_stays_at_home(world: GroupWorld) -> None:
    work = make_improvement(world.lund, problem="Först")
    save(work, is_private=True)
    save(work, problem="Hemligt")
    save(work, problem="Öppet", is_private=False)
    save(work, problem="Öppnare")
    assert len(history_of(work, at_home=True)) == 5
    assert [
        [(change.before, change.after) for change in entry.changes]
        for entry in history_of(work, at_home=False)
    ] == [[("Öppet", "Öppnare")]]


def test_who_changed_it_is_said(client: Client, world: GroupWorld) -> None:
    client.force_login(world.person("lund", "politician"))
    work = make_improvement(world.lund, status="planned")
    client.post(f"{work.get_absolute_url()}lage/test/")
    entry = history_of(work, at_home=True)[0]
    assert (entry.who, entry.changes) == (
        "politician Lund",
        (Change("Läge", "Planerad", "Prövas", False),),
    )
