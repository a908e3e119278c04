"""What falls due in the improvement work: what is found and what is not, for whom, in which words.

The clock stands at Monday 4 January 2027, kick-off is on Wednesday 17 February.
"""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from cohorts.enums import ParticipationStatus
from cohorts.models import TeamMember
from cohorts.services.reminder_settings import rounds_to_remind
from improvements.enums import CycleStatus, ImprovementStatus
from improvements.models import (
    AssessmentOccasion,
    CycleTask,
    FactQuestion,
    Indicator,
    Measurement,
    StartingPoint,
)
from improvements.ramp import open_too_long
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.notifications.enums import Role
from modellkonceptet.notifications.reminder_plan import told_by
from modellkonceptet.notifications.reminder_rules import find_due
from tests import factories
from tests.factories import stockholm
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.assessment_recipes import make_assessment, make_edition
from tests.improvements.mirror_recipes import make_mirror, make_reply
from tests.improvements.recipes import make_cycle, make_improvement, make_indicator
from tests.improvements.reminder_recipes import (
    BY_NAME,
    dues,
    found_on,
    make_meeting,
    said_on,
    sent_on,
)

pytestmark = pytest.mark.django_db
TODAY = date(2027, 1, 4)
KICK_OFF = date(2027, 2, 17)


@pytest.fixture
def world():
    with time_machine.travel(stockholm(2027, 1, 4, 9), tick=False), translation.override("sv"):
        yield make_group_world(kick_off=KICK_OFF, starts_on=KICK_OFF)


@pytest.fixture
def lead():
    return factories.make_user("lead@skr.example", staff_role=StaffRole.PROJECT_LEAD)


def seat(world: GroupWorld, function: str = "politician") -> TeamMember:
    return world.seat(world.lund, function)


def task(cycle: Any, text: str = "Boka rum", due_on: date | None = date(2027, 2, 10), **fields):
    return CycleTask.objects.create(cycle=cycle, text=text, due_on=due_on, **fields)


def measure(indicator: Indicator, *periods: date) -> None:
    for period in periods:
        Measurement.objects.create(indicator=indicator, series="women", period=period, value=1)


def coordinators(*places: str) -> list[str]:
    return sorted(
        f"{who}@{place}.example" for place in places for who in ("key_person", "strategist")
    )


# --- self-assessment ----------------------------------------------------------


@pytest.fixture
def assessing(world):
    """The kick-off and a first meeting, for which presentations are due on 10 March."""
    make_meeting(world.cohort, "kick_off", stockholm(2027, 2, 17, 10))
    make_meeting(
        world.cohort,
        "learning_meeting",
        stockholm(2027, 3, 17, 9),
        world.group,
        number=1,
        presentation_days=7,
    )
    make_edition()
    return world


def occasion(world: GroupWorld, kind: str = "start", number: int = 0) -> AssessmentOccasion:
    return AssessmentOccasion.objects.get_or_create(cohort=world.cohort, kind=kind, number=number)[
        0
    ]


START = "Gör klart självskattningen vid omgångens start"
FIRST = "Gör klart självskattningen inför lärandeträff 1"


def test_an_assessment_is_awaited_by_the_day_that_its_page_says(assessing):
    all_three = ("Höör", "Lund", "Ystad")

    assert dues(date(2027, 1, 17), "self_assessment") == []
    assert dues(date(2027, 1, 18), "self_assessment") == [
        (name, KICK_OFF, START) for name in all_three
    ]
    assert dues(date(2027, 2, 20), "self_assessment") == [
        row
        for name in all_three
        for row in ((name, KICK_OFF, START), (name, date(2027, 3, 10), FIRST))
    ]


def test_an_assessment_is_asked_of_coordinators_and_told_to_the_manager_a_week_late(assessing):
    for place in (assessing.ystad, assessing.hoor):
        make_assessment(place, occasion(assessing), make_edition(place.pk), [3, 3, 3])
    asked = coordinators("lund")

    assert {
        n: sent_on(KICK_OFF + timedelta(days=n), "self_assessment")
        for n in (-8, -7, -2, 0, 2, 7, 8)
    } == {
        -8: [],
        -7: [(who, -7) for who in asked],
        -2: [(who, -2) for who in asked],
        0: [],
        2: [(who, 2) for who in asked],
        7: [("senior_manager@lund.example", 7)],
        8: [],
    }
    assert said_on(KICK_OFF + timedelta(days=7), "self_assessment") == [
        ("key_person@lund.example", START, False),
        ("senior_manager@lund.example", START, True),
        ("strategist@lund.example", START, False),
    ]
    assert said_on(KICK_OFF + timedelta(days=46), "self_assessment") == []


def test_what_is_agreed_is_asked_for_no_more_nor_what_came_before_it(assessing):
    edition = make_edition("lang")
    make_assessment(assessing.lund, occasion(assessing), edition, [3, 3, 3])
    first = occasion(assessing, "before_meeting", 1)
    make_assessment(assessing.ystad, first, edition, [3, 3, 3])
    begun = make_assessment(assessing.hoor, occasion(assessing), edition, agreed=False)

    found = found_on(date(2027, 2, 10), "self_assessment")

    assert sorted((one.due.whose, one.due.what(), one.due.path) for one in found) == [
        ("Höör", FIRST, reverse("improvements:assessments", args=[assessing.hoor.pk])),
        ("Höör", START, begun.get_absolute_url()),
        ("Lund", FIRST, reverse("improvements:assessments", args=[assessing.lund.pk])),
    ]


def test_each_group_is_asked_before_its_own_meeting(assessing):
    other = factories.make_participation(
        assessing.cohort,
        factories.make_organisation("Kivik"),
        team={"strategist": factories.make_user("strategist@kivik.example")},
    )
    group = factories.make_group(assessing.cohort, members=(other,))
    make_meeting(assessing.cohort, "learning_meeting", stockholm(2027, 3, 22, 9), group, number=1)

    found = dues(date(2027, 3, 1), "self_assessment")

    assert [row for row in found if row[2] == FIRST] == [
        ("Höör", date(2027, 3, 10), FIRST),
        ("Kivik", date(2027, 3, 22), FIRST),
        ("Lund", date(2027, 3, 10), FIRST),
        ("Ystad", date(2027, 3, 10), FIRST),
    ]


def test_nobody_assesses_without_a_checklist(world):
    make_meeting(world.cohort, "kick_off", stockholm(2027, 2, 17, 10))

    assert dues(date(2027, 2, 10), "self_assessment") == []


def test_skr_is_told_only_where_the_round_says_so():
    rule = BY_NAME["self_assessment"]

    assert Role.DESK in rule.offered
    assert [role for role, _days in rule.policy.ladder] == [Role.SENIOR_MANAGER]


# --- one's own answers ----------------------------------------------------------

ALONE = "Svara själv i självskattningen vid omgångens start"


def test_those_who_have_not_answered_alone_are_asked_when_a_colleague_has(assessing):
    """Due on Friday 12 February: three days before kick-off would be a Sunday."""
    edition = make_edition("lang")
    begun = make_assessment(
        assessing.lund,
        occasion(assessing),
        edition,
        agreed=False,
        own={"strategist": [1, 2, 3], "key_person": [1]},
    )
    make_assessment(assessing.ystad, occasion(assessing), edition, agreed=False)
    TeamMember.objects.filter(pk=seat(assessing, "senior_manager").pk).update(user=None)

    found = found_on(date(2027, 2, 12), "own_answers")

    assert said_on(date(2027, 2, 12), "own_answers") == [
        ("key_person@lund.example", ALONE, False),
        ("politician@lund.example", ALONE, False),
    ]
    assert sent_on(date(2027, 2, 12), "own_answers") == [
        ("key_person@lund.example", 0),
        ("politician@lund.example", 0),
    ]
    assert {one.due.path for one in found} == {
        reverse("improvements:answer_alone", args=[begun.pk])
    }


def test_whoever_alone_has_begun_is_not_hurried_and_agreed_is_done(assessing):
    edition = make_edition("lang")
    make_assessment(
        assessing.lund, occasion(assessing), edition, agreed=False, own={"strategist": [1]}
    )
    make_assessment(
        assessing.ystad, occasion(assessing), edition, [3, 3, 3], own={"strategist": [1, 2, 3]}
    )

    assert said_on(date(2027, 2, 12), "own_answers") == [
        (f"{who}@lund.example", ALONE, False)
        for who in ("key_person", "politician", "senior_manager")
    ]


def test_nobody_else_is_told_who_has_not_answered(assessing, lead):
    make_assessment(
        assessing.lund,
        occasion(assessing),
        make_edition("lang"),
        agreed=False,
        own={"strategist": [1, 2, 3]},
    )

    found = found_on(date(2027, 2, 12), "own_answers")

    assert [one.due.people(role) for one in found for role in Role if role != Role.RESPONSIBLE] == [
        ()
    ] * (3 * (len(Role) - 1))
    assert dues(date(2027, 2, 12), "own_answers", reader=lead) == []
    assert dues(date(2027, 2, 12), "own_answers", reader=assessing.mentor) == []
    partner = assessing.person("ystad", "strategist")
    assert dues(date(2027, 2, 12), "own_answers", reader=partner) == []


# --- cycles ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"status": CycleStatus.DO, "started_on": TODAY},
        {"status": CycleStatus.STUDY, "started_on": TODAY, "planned_to": date(2027, 2, 1)},
        {"status": CycleStatus.DO, "started_on": TODAY, "planned_to": date(2027, 9, 1)},
        {"status": CycleStatus.PLAN, "planned_to": date(2027, 2, 1)},
        {"status": CycleStatus.PLAN},
        {"status": CycleStatus.ACTED, "started_on": TODAY, "planned_to": date(2027, 2, 1)},
    ],
)
def test_a_cycle_is_late_on_the_days_on_which_the_ramp_says_so(world, fields):
    cycle = make_cycle(make_improvement(world.lund), **fields)

    for n in range(150):
        day = TODAY + timedelta(days=n)
        late = [one.is_late(day) for one in found_on(day, "cycle_open")]
        said = bool(open_too_long(cycle, day))
        until = min(
            (one.due.until for one in found_on(day, "cycle_open") if one.due.until), default=day
        )
        assert any(late) == (said and day <= until), (day, fields)


def test_the_owner_is_asked_to_finish_and_later_the_strategist_is_told(world):
    """Planned to end on Monday 1 February."""
    cycle = make_cycle(
        make_improvement(world.lund),
        status=CycleStatus.DO,
        started_on=TODAY,
        planned_to=date(2027, 2, 1),
        owner=seat(world, "key_person"),
    )
    text = "Avsluta cykel 1 Checklista vid första samtalet"

    assert dues(date(2027, 1, 5), "cycle_open") == [("Lund", date(2027, 2, 1), text)]
    assert {
        n: sent_on(date(2027, 2, 1) + timedelta(days=n), "cycle_open") for n in (0, 1, 15, 43)
    } == {
        0: [],
        1: [("key_person@lund.example", 1)],
        15: [("key_person@lund.example", 15), ("strategist@lund.example", 15)],
        43: [("key_person@lund.example", 43)],
    }
    assert said_on(date(2027, 2, 16), "cycle_open") == [
        ("key_person@lund.example", text, False),
        ("strategist@lund.example", text, True),
    ]
    assert [one.due.path for one in found_on(TODAY, "cycle_open")] == [cycle.get_absolute_url()]


def test_a_cycle_without_an_owner_is_the_strategists(world):
    make_cycle(make_improvement(world.lund), planned_to=date(2027, 2, 1))

    assert said_on(date(2027, 2, 2), "cycle_open") == [
        (
            "strategist@lund.example",
            "Börja cykel 1 Checklista vid första samtalet, eller planera om den",
            False,
        )
    ]


# --- tasks ----------------------------------------------------------------------


def test_a_task_is_its_persons_and_of_somebody_else_the_cycles_owners(world):
    """By Wednesday 10 February."""
    cycle = make_cycle(make_improvement(world.lund), owner=seat(world, "key_person"))
    task(cycle, "Boka rum", responsible=seat(world))
    task(cycle, "Fråga\nenheten", responsible_name="Kim Ek")
    task(cycle, "Räkna " + "länge " * 40)
    task(cycle, "Klart", done_on=TODAY)
    task(cycle, "Utan dag", due_on=None)
    long = "Gör uppgiften ”Räkna " + "länge " * 13 + "länge…”"

    assert said_on(date(2027, 2, 8), "task") == [
        ("key_person@lund.example", long, False),
        ("key_person@lund.example", "Se till att Kim Ek gör uppgiften ”Fråga enheten”", False),
        ("politician@lund.example", "Gör uppgiften ”Boka rum”", False),
    ]
    assert {
        n: len(sent_on(date(2027, 2, 10) + timedelta(days=n), "task")) for n in (-3, -2, 0, 1, 8)
    } == {-3: 0, -2: 3, 0: 0, 1: 3, 8: 3}


def test_the_task_of_somebody_who_has_left_goes_to_owner_and_strategist(world):
    cycle = make_cycle(make_improvement(world.lund), owner=seat(world, "key_person"))
    task(cycle, responsible=seat(world))
    leaves = TeamMember.objects.filter(participation=world.lund)
    text = "Gör uppgiften ”Boka rum”"

    leaves.filter(function="politician").update(left_on=TODAY)
    assert said_on(date(2027, 2, 8), "task") == [("key_person@lund.example", text, False)]
    leaves.filter(function="key_person").update(left_on=TODAY)
    assert said_on(date(2027, 2, 8), "task") == [("strategist@lund.example", text, False)]


def test_a_closed_cycle_has_no_tasks_left(world):
    task(make_cycle(make_improvement(world.lund), status=CycleStatus.ACTED))

    assert dues(date(2027, 2, 8), "task") == []


# --- figures ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frequency", "measured", "day", "expected"),
    [
        # Nothing is asked for before a period has ended, nor from before there was an indicator.
        ("month", [], date(2027, 1, 31), None),
        ("month", [], date(2027, 2, 1), (date(2027, 2, 14), "januari 2027")),
        ("month", [date(2026, 3, 1)], date(2027, 3, 8), (date(2027, 2, 14), "januari 2027")),
        # The first that is missing, until it is there.
        ("month", [date(2027, 1, 1)], date(2027, 2, 28), None),
        ("month", [date(2027, 1, 1)], date(2027, 4, 8), (date(2027, 3, 14), "februari 2027")),
        ("week", [], date(2027, 1, 11), (date(2027, 1, 24), "vecka 1 2027")),
        ("week", [date(2027, 1, 11)], date(2027, 1, 25), (date(2027, 2, 7), "vecka 3 2027")),
        ("quarter", [], date(2027, 4, 1), (date(2027, 4, 14), "kvartal 1 2027")),
        ("half_year", [], date(2027, 7, 1), (date(2027, 7, 14), "första halvåret 2027")),
        ("year", [], date(2028, 1, 1), (date(2028, 1, 14), "2027")),
    ],
)
def test_figures_are_asked_for_two_weeks_after_the_first_period_without(
    world, frequency, measured, day, expected
):
    measure(make_indicator(world.lund, frequency=frequency), *measured)

    asked = [("Lund", expected[0], _fill(expected[1]))] if expected else []
    assert dues(day, "measurement") == asked


def _fill(period: str, name: str = "Insats inom 30 dagar") -> str:
    return f"Fyll i mätvärden för {period} i ”{name}”"


def test_figures_are_the_strategists_or_of_whoever_answers_for_the_work(world):
    """Due on Sunday 14 February: asked for on the Friday before, and once more."""
    work = make_improvement(world.lund, responsible=seat(world, "key_person"))
    make_indicator(world.lund, "Andel", improvement=work)
    alone = make_indicator(world.lund, "Antal")
    make_indicator(world.lund, "Stängd", is_closed=True)

    assert said_on(date(2027, 2, 12), "measurement") == [
        ("key_person@lund.example", _fill("januari 2027", "Andel"), False),
        ("strategist@lund.example", _fill("januari 2027", "Antal"), False),
    ]
    assert {
        n: len(sent_on(date(2027, 2, 14) + timedelta(days=n), "measurement"))
        for n in (-2, 0, 12, 14)
    } == {-2: 2, 0: 0, 12: 2, 14: 0}
    [own] = [
        one.due for one in found_on(date(2027, 2, 12), "measurement") if not one.due.responsible
    ]
    assert (own.path, own.desk_path) == (
        reverse("improvements:indicator_figures", args=[alone.pk]),
        reverse("improvements:indicator", args=[alone.pk]),
    )


# --- starting point -----------------------------------------------------------------

SHARE = "Skriv ert utgångsläge och dela det med gruppen"
SHARED_BY = date(2027, 2, 10)


@pytest.fixture
def asked(world):
    FactQuestion.objects.create(
        programme=world.cohort.terms.get().programme,
        key="vilka",
        section_sv="Vi",
        text_sv="Vilka är ni?",
    )
    return world


def test_a_starting_point_is_asked_for_until_it_is_shared(asked):
    StartingPoint.objects.create(participation=asked.lund, shared_at=stockholm(2027, 1, 4))
    StartingPoint.objects.create(participation=asked.ystad)

    assert dues(TODAY, "starting_point") == [
        ("Höör", SHARED_BY, SHARE),
        ("Ystad", SHARED_BY, SHARE),
    ]
    assert {
        n: sent_on(SHARED_BY + timedelta(days=n), "starting_point") for n in (-14, -5, -3, 0, 3)
    } == {
        -14: [(who, -14) for who in coordinators("hoor", "ystad")],
        -5: [(who, -3) for who in coordinators("hoor", "ystad")],  # a Friday; -3 is a Sunday
        -3: [],
        0: [],
        3: [],
    }
    assert sent_on(date(2027, 2, 12), "starting_point") == [
        (who, 3) for who in coordinators("hoor", "ystad")
    ]


def test_without_a_day_of_kick_off_it_is_the_rounds_first_day(asked):
    asked.cohort.timeline.update(
        precision="month", first_day=date(2027, 3, 1), last_day=date(2027, 3, 31)
    )

    assert {due_on for _who, due_on, _what in dues(TODAY, "starting_point")} == {SHARED_BY}
    asked.cohort.starts_on = None
    asked.cohort.save()
    assert dues(TODAY, "starting_point") == []


def test_where_nothing_is_asked_there_is_no_starting_point_to_write(world):
    assert dues(TODAY, "starting_point") == []


# --- mirror -------------------------------------------------------------------------


def test_a_mirror_is_asked_for_three_days_before_the_meeting(world):
    """The meeting is on Wednesday 10 March, and three days before it a Sunday."""
    meeting = make_meeting(
        world.cohort,
        "learning_meeting",
        stockholm(2027, 3, 10, 9),
        world.group,
        number=1,
        name_sv="Lärandeträff 1",
    )
    mirror = make_mirror(meeting)
    make_reply(mirror, world.lund)
    make_reply(mirror, world.ystad, finished=False)
    text = "Svara på gruppens spegel inför Lärandeträff 1"
    due_on = date(2027, 3, 5)

    assert dues(TODAY, "mirror") == [("Höör", due_on, text), ("Ystad", due_on, text)]
    for reader, whose in (("ystad", {"Höör", "Ystad"}), ("lund", {"Höör", "Ystad"})):
        found = dues(TODAY, "mirror", reader=world.person(reader, "strategist"))
        assert {who for who, _day, _what in found} >= whose
    assert sent_on(date(2027, 3, 2), "mirror") == [
        (who, -3) for who in coordinators("hoor", "ystad")
    ]
    assert sent_on(due_on, "mirror") == [(who, 0) for who in coordinators("hoor", "ystad")]
    assert said_on(date(2027, 3, 11), "mirror") == []
    type(meeting).objects.update(status="held")
    assert dues(TODAY, "mirror") == []


def test_a_mirror_before_a_meeting_without_a_date_waits(world):
    make_mirror(make_meeting(world.cohort, "learning_meeting", None, world.group, number=1))

    assert dues(TODAY, "mirror") == []


# --- what stays at home ---------------------------------------------------------------

SECRET = "Hemlig"


def secret_things(world: GroupWorld) -> None:
    """A private work with a cycle, tasks and an indicator, and an indicator private by itself."""
    work = make_improvement(world.lund, f"{SECRET} titel", is_private=True)
    cycle = make_cycle(
        work,
        f"{SECRET} cykel",
        status=CycleStatus.DO,
        started_on=TODAY,
        planned_to=date(2027, 2, 10),
    )
    make_cycle(work, f"{SECRET} plan", planned_to=date(2027, 2, 10))
    task(cycle, f"{SECRET} uppgift", responsible_name=f"{SECRET} person")
    make_indicator(world.lund, f"{SECRET} andel", improvement=work, is_private=True)
    make_indicator(world.lund, f"{SECRET} siffra", is_private=True)


def test_what_is_private_is_told_to_the_team_in_words_that_say_nothing_of_it(world, lead):
    secret_things(world)

    found = found_on(date(2027, 2, 12))

    assert sorted({one.due.what() for one in found}) == [
        "Avsluta en cykel i ett arbete som bara ni ser",
        "Börja en cykel i ett arbete som bara ni ser, eller planera om den",
        "Fyll i mätvärden för januari 2027 i en indikator som bara ni ser",
        "Gör en uppgift i ett arbete som bara ni ser",
    ]
    outside = (Role.DESK, Role.FINANCE, Role.MENTOR)
    assert [one.due.people(role) for one in found for role in outside] == [()] * 15
    assert {person.email for one in found for person in one.due.people(Role.STRATEGIST)} == {
        "strategist@lund.example"
    }
    # Where nobody of the team is left, nobody stands in from outside of it.
    TeamMember.objects.filter(participation=world.lund).update(left_on=TODAY)
    found = found_on(date(2027, 2, 12))
    assert (len(found), [told_by(one, date(2027, 4, 1)) for one in found]) == (5, [[]] * 5)


def test_nobody_outside_finds_what_is_private(world, lead):
    secret_things(world)
    day = date(2027, 2, 12)

    for reader in (lead, world.mentor, world.person("ystad", "strategist")):
        assert dues(day, reader=reader) == []
    assert len(dues(day, reader=world.person("lund", "politician"))) == 5


def test_what_is_shared_may_be_told_to_skr(world, lead):
    make_cycle(make_improvement(world.lund), planned_to=date(2027, 2, 10))

    [one] = found_on(date(2027, 2, 12), "cycle_open", reader=lead)

    [person] = one.due.people(Role.DESK)
    assert (person.email, one.due.path_for(person)) == ("lead@skr.example", one.due.path)


# --- those who are not in the midst of it -----------------------------------------------


def everything(world: GroupWorld) -> None:
    """Something of each kind that Lund has not done."""
    edition = make_edition("alla")
    make_meeting(world.cohort, "kick_off", stockholm(2027, 2, 17, 10))
    meeting = make_meeting(
        world.cohort, "learning_meeting", stockholm(2027, 2, 20, 9), world.group, number=1
    )
    FactQuestion.objects.create(
        programme=world.cohort.terms.get().programme, key="a", section_sv="Vi", text_sv="Vilka?"
    )
    make_mirror(meeting)
    fill(world.lund, occasion(world), edition)


def fill(home: Any, start: AssessmentOccasion, edition: Any) -> Any:
    make_assessment(home, start, edition, agreed=False, own={"strategist": [1, 2, 3]})
    work = make_improvement(home, status=ImprovementStatus.TESTING)
    task(make_cycle(work, planned_to=date(2027, 2, 10)))
    make_indicator(home, improvement=work)
    return work


def of_lund(day: date) -> set[str]:
    return {
        one.rule.key.removeprefix("improvements.")
        for one in found_on(day)
        if one.due.whose == "Lund"
    }


DAY = date(2027, 2, 12)


def test_everything_is_asked_of_those_who_take_part(world):
    everything(world)

    assert of_lund(DAY) == set(BY_NAME)


@pytest.mark.parametrize("status", [ParticipationStatus.WITHDRAWN, ParticipationStatus.COMPLETED])
def test_whoever_has_left_or_gone_through_is_asked_for_nothing(world, status):
    everything(world)
    world.lund.status = status
    world.lund.withdrawn_on, world.lund.withdrawal_reason = None, ""
    if status == ParticipationStatus.WITHDRAWN:
        world.lund.withdrawn_on, world.lund.withdrawal_reason = TODAY, "Ny majoritet"
    world.lund.save()

    assert of_lund(DAY) == set()


def test_a_round_that_is_over_asks_for_nothing(world):
    everything(world)
    world.cohort.completed_on = DAY
    world.cohort.save()

    assert found_on(DAY) == []


@pytest.mark.parametrize(
    ("status", "left"),
    [
        (ImprovementStatus.ABANDONED, set()),
        # What has become everyday work is still measured.
        (ImprovementStatus.IMPLEMENTED, {"measurement"}),
        (ImprovementStatus.SPREAD, {"measurement"}),
        (ImprovementStatus.ADOPTED, {"cycle_open", "measurement", "task"}),
    ],
)
def test_a_work_that_has_ended_has_no_cycles_to_finish(world, status, left):
    work = make_improvement(world.lund, status=status)
    task(make_cycle(work, planned_to=date(2027, 2, 10)))
    make_indicator(world.lund, improvement=work)

    assert of_lund(DAY) == left


# --- how much is asked of the database ------------------------------------------------------


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("self_assessment", 6),
        ("own_answers", 8),
        ("cycle_open", 4),
        ("task", 4),
        ("measurement", 4),
        ("starting_point", 7),
        ("mirror", 5),
    ],
)
def test_a_rule_asks_the_same_number_of_questions(
    world, count, name, queries, django_assert_num_queries
):
    everything(world)
    edition = make_edition("fler")
    for n in range(count - 1):
        team = {
            "strategist": factories.make_user(f"strateg{n}@example.org"),
            "politician": factories.make_user(f"politiker{n}@example.org"),
        }
        home = factories.make_participation(world.cohort, team=team, group=world.group)
        fill(home, occasion(world), edition)
    rounds = rounds_to_remind(DAY)

    with django_assert_num_queries(queries):
        found = find_due(rounds, DAY, rules=[BY_NAME[name]])
        told = [told_by(one, DAY) for one in found]
        assert [one.due.what() for one in found]

    assert len(told) >= count


def test_skr_can_open_every_page_that_it_is_led_to(world, lead, client):
    everything(world)
    client.force_login(lead)

    paths = {one.rule.key: one.due.desk_path for one in found_on(DAY) if one.due.whose == "Lund"}
    answers = {key: client.get(path).status_code for key, path in paths.items() if path}

    assert answers == {rule.key: 200 for name, rule in BY_NAME.items() if name != "own_answers"}


def test_the_team_can_open_every_page_that_it_is_led_to(world, client):
    everything(world)
    client.force_login(world.person("lund", "key_person"))

    answers = {
        one.rule.key: client.get(one.due.path).status_code
        for one in found_on(DAY)
        if one.due.whose == "Lund"
    }

    assert answers == {rule.key: 200 for rule in BY_NAME.values()}
