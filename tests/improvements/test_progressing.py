"""Progress: a step with evidence, kept as history."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from improvements.models import Improvement, ProgressStep
from improvements.services.progressing import note_progress
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import make_improvement


@pytest.fixture
def world(db: None) -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10))


@pytest.fixture
def work(world: GroupWorld) -> Improvement:
    return make_improvement(world.lund)


def note(work: Improvement, tenths: int, evidence: str, actor: Any) -> ProgressStep:
    return note_progress(improvement=work, tenths=tenths, evidence=evidence, actor=actor)


def test_the_latest_stands_and_the_earlier_ones_are_kept(
    world: GroupWorld, work: Improvement
) -> None:
    actor = world.person("lund", "politician")
    note(work, 15, "Planen är klar.", actor)
    latest = note(work, 30, " Väntetiden sjunker. ", actor)
    assert note(work, 30, "Väntetiden sjunker.", actor) == latest
    rows = list(work.progress.values_list("tenths", "evidence", "set_by"))
    assert rows == [(30, "Väntetiden sjunker.", actor.pk), (15, "Planen är klar.", actor.pk)]
    note(work, 15, "Den gick upp igen.", actor)
    assert work.progress.count() == 3


@pytest.mark.parametrize(
    "tenths, evidence, field",
    [(12, "X", "tenths"), (0, "X", "tenths"), (15, " ", "evidence"), (15, "X" * 501, "evidence")],
)
def test_a_step_of_the_scale_with_evidence(
    world: GroupWorld, work: Improvement, tenths: int, evidence: str, field: str
) -> None:
    with pytest.raises(ValidationError) as error:
        note(work, tenths, evidence, world.person("lund", "politician"))
    assert list(error.value.message_dict) == [field]
    assert work.progress.count() == 0


def test_partners_and_mentors_only_read_it(world: GroupWorld, work: Improvement) -> None:
    for person in (world.person("ystad", "politician"), world.mentor):
        with pytest.raises(PermissionDenied):
            note(work, 15, "X", person)
