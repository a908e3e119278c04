"""Three months in Lund, day by day: who is told what, beside a table that was made by hand."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import translation

from improvements.enums import AssessmentStatus, CycleDecision, CycleStatus
from improvements.models import (
    Assessment,
    AssessmentOccasion,
    CycleTask,
    FactQuestion,
    Measurement,
    StartingPoint,
)
from modellkonceptet.notifications.reminder_plan import lines_on
from modellkonceptet.working_days import is_working_day
from tests.factories import stockholm
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.assessment_recipes import make_assessment, make_edition
from tests.improvements.mirror_recipes import make_mirror, make_reply
from tests.improvements.recipes import make_cycle, make_improvement, make_indicator
from tests.improvements.reminder_recipes import found_on, make_meeting

pytestmark = pytest.mark.django_db

# A star stands before what somebody else has not done.
TABLE = """
Fri 2027-01-22 politician      Gör uppgiften ”Boka rum”
Tue 2027-01-26 politician      Gör uppgiften ”Boka rum”
Wed 2027-01-27 key_person      Skriv ert utgångsläge och dela det med gruppen
Wed 2027-01-27 strategist      Skriv ert utgångsläge och dela det med gruppen
Fri 2027-02-05 key_person      Skriv ert utgångsläge och dela det med gruppen
Fri 2027-02-05 strategist      Skriv ert utgångsläge och dela det med gruppen
Mon 2027-02-08 key_person      Avsluta cykel 1 Checklista
Wed 2027-02-10 key_person      Gör klart självskattningen vid omgångens start
Wed 2027-02-10 strategist      Gör klart självskattningen vid omgångens start
Fri 2027-02-12 key_person      Svara själv i självskattningen vid omgångens start
Fri 2027-02-12 politician      Svara själv i självskattningen vid omgångens start
Fri 2027-02-12 senior_manager  Svara själv i självskattningen vid omgångens start
Fri 2027-02-12 strategist      Fyll i mätvärden för januari 2027 i ”Andel”
Mon 2027-02-15 key_person      Gör klart självskattningen vid omgångens start
Mon 2027-02-15 strategist      Gör klart självskattningen vid omgångens start
Fri 2027-02-19 key_person      Avsluta cykel 1 Checklista
Fri 2027-02-19 key_person      Gör klart självskattningen vid omgångens start
Fri 2027-02-19 strategist      * Avsluta cykel 1 Checklista
Fri 2027-02-19 strategist      Gör klart självskattningen vid omgångens start
Fri 2027-02-26 strategist      Fyll i mätvärden för januari 2027 i ”Andel”
Wed 2027-03-03 key_person      Gör klart självskattningen inför lärandeträff 1
Wed 2027-03-03 strategist      Gör klart självskattningen inför lärandeträff 1
Mon 2027-03-08 key_person      Gör klart självskattningen inför lärandeträff 1
Mon 2027-03-08 strategist      Gör klart självskattningen inför lärandeträff 1
Tue 2027-03-09 key_person      Svara på gruppens spegel inför Första träffen
Tue 2027-03-09 strategist      Svara på gruppens spegel inför Första träffen
Fri 2027-03-12 key_person      Gör klart självskattningen inför lärandeträff 1
Fri 2027-03-12 key_person      Svara på gruppens spegel inför Första träffen
Fri 2027-03-12 strategist      Fyll i mätvärden för februari 2027 i ”Andel”
Fri 2027-03-12 strategist      Gör klart självskattningen inför lärandeträff 1
Fri 2027-03-12 strategist      Svara på gruppens spegel inför Första träffen
Wed 2027-03-17 senior_manager  * Gör klart självskattningen inför lärandeträff 1
Thu 2027-03-25 strategist      Fyll i mätvärden för februari 2027 i ”Andel”
"""


def begin(world: GroupWorld) -> dict[date, Callable[[], Any]]:
    """What there is on 4 January, and what the team does later, by day."""
    cohort, lund = world.cohort, world.lund
    make_meeting(cohort, "kick_off", stockholm(2027, 2, 17, 10))
    meeting = make_meeting(
        cohort,
        "learning_meeting",
        stockholm(2027, 3, 17, 9),
        world.group,
        number=1,
        presentation_days=7,
        name_sv="Första träffen",
    )
    edition, mirror = make_edition(), make_mirror(meeting)
    programme = cohort.terms.get().programme
    FactQuestion.objects.create(programme=programme, key="a", section_sv="Vi", text_sv="Vilka?")
    start = AssessmentOccasion.objects.create(cohort=cohort, kind="start")
    cycle = make_cycle(
        make_improvement(lund),
        "Checklista",
        status=CycleStatus.DO,
        started_on=date(2027, 1, 4),
        planned_to=date(2027, 2, 5),
        owner=world.seat(lund, "key_person"),
    )
    task = CycleTask.objects.create(
        cycle=cycle,
        text="Boka rum",
        due_on=date(2027, 1, 25),
        responsible=world.seat(lund, "politician"),
    )
    indicator = make_indicator(lund, "Andel")

    def close() -> None:
        cycle.status, cycle.decision = CycleStatus.ACTED, CycleDecision.ADOPT
        cycle.ended_on, cycle.learned = date(2027, 2, 25), "Fler får frågan."
        cycle.save()

    return {
        date(2027, 1, 27): lambda: CycleTask.objects.filter(pk=task.pk).update(
            done_on=date(2027, 1, 27)
        ),
        date(2027, 2, 8): lambda: (
            StartingPoint.objects.create(participation=lund, shared_at=stockholm(2027, 2, 8)),
            make_assessment(lund, start, edition, own={"strategist": [1, 2, 3]}, agreed=False),
        ),
        date(2027, 2, 22): lambda: Assessment.objects.update(
            status=AssessmentStatus.AGREED, agreed_at=stockholm(2027, 2, 22)
        ),
        date(2027, 2, 25): close,
        date(2027, 3, 1): lambda: Measurement.objects.create(
            indicator=indicator, series="women", period=date(2027, 1, 1), value=40
        ),
        date(2027, 3, 15): lambda: make_reply(mirror, lund),
    }


def told(first: date, last: date, does: dict[date, Callable[[], Any]]) -> list[str]:
    """What Lund's people are told each working day; each step once."""
    said: dict[Any, int] = {}
    rows = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        with time_machine.travel(stockholm(day.year, day.month, day.day, 8), tick=False):
            does.get(day, lambda: None)()
            lines = list(lines_on(found_on(day), day)) if is_working_day(day) else []
            for line in lines:
                who, place = line.recipient.email.split("@")
                if place != "lund.example" or said.get(line.key, -99) >= line.step:
                    continue
                said[line.key] = line.step
                what = ("* " if line.is_above else "") + line.found.due.what()
                rows.append(f"{day:%a} {day} {who:15} {what}")
    return sorted(rows, key=lambda row: row[4:])


def test_three_months_in_lund() -> None:
    with time_machine.travel(stockholm(2027, 1, 4, 7), tick=False), translation.override("sv"):
        world = make_group_world(kick_off=date(2027, 2, 17), starts_on=date(2027, 2, 17))
        does = begin(world)

        assert told(date(2027, 1, 4), date(2027, 4, 4), does) == TABLE.strip().splitlines()
