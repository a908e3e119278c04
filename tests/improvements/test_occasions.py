"""The occasions of a round follow its meetings."""

from datetime import date, datetime
from typing import Any

import pytest

from improvements.assessment_occasions import occasion_name, order_of
from improvements.models import AssessmentOccasion
from improvements.services.occasions import ensure_occasions, plan_of
from learning_meetings.models import Meeting, MeetingTemplate
from modellkonceptet.records.models import AuditEntry
from tests import factories
from tests.factories import stockholm
from tests.group_world import GroupWorld, make_group_world


@pytest.fixture
def world(db: None) -> GroupWorld:
    return make_group_world(kick_off=date(2027, 1, 20))


def make_meeting(world: GroupWorld, kind: str, at: datetime | None, **fields: Any) -> Meeting:
    """A meeting on that day; without one it has a period only."""
    day = at.date() if at else date(2027, 3, 1)
    own = fields.get("group", world.group if kind == "learning_meeting" else None)
    values = {
        "cohort": world.cohort,
        "kind": kind,
        "audience": "group" if own else "round",
        "name_sv": kind,
        "first_day": day,
        "last_day": day,
        "starts_at": at,
        "ends_at": at.replace(hour=at.hour + 3) if at else None,
    }
    return Meeting.objects.create(**(values | fields | {"group": own}))


def kept() -> list[tuple[str, int, date | None]]:
    rows = AssessmentOccasion.objects.values_list("kind", "number", "due_on")
    return sorted(rows, key=lambda row: order_of(row[0], row[1]))


def test_before_each_learning_meeting_by_the_day_of_the_presentations(world: GroupWorld) -> None:
    make_meeting(world, "kick_off", stockholm(2027, 1, 20, 12))
    # A week before Wednesday 10 March, and three days before Monday 6 September: a Friday.
    make_meeting(
        world, "learning_meeting", stockholm(2027, 3, 10, 9), number=1, presentation_days=7
    )
    make_meeting(world, "learning_meeting", stockholm(2027, 9, 6, 9), number=2, presentation_days=2)
    make_meeting(world, "strategist_meeting", stockholm(2027, 3, 1, 9), number=1)
    make_meeting(world, "learning_meeting", None, number=3, presentation_days=7)
    ensure_occasions(cohort=world.cohort)
    assert kept() == [
        ("start", 0, date(2027, 1, 20)),
        ("before_meeting", 1, date(2027, 3, 3)),
        ("before_meeting", 2, date(2027, 9, 3)),
        ("before_meeting", 3, None),
        ("end", 0, None),
    ]


def test_where_groups_meet_on_different_days_the_first_says_the_day(world: GroupWorld) -> None:
    other = factories.make_group(world.cohort)
    for group, day in ((world.group, 17), (other, 10)):
        make_meeting(
            world,
            "learning_meeting",
            stockholm(2027, 3, day, 9),
            number=1,
            presentation_days=7,
            group=group,
        )
    ensure_occasions(cohort=world.cohort)
    assert kept()[1] == ("before_meeting", 1, date(2027, 3, 3))
    # The group itself is told its own day.
    assert plan_of(world.cohort, world.group)[1].due_on == date(2027, 3, 10)


def test_before_the_meetings_are_made_the_programme_says_how_many(world: GroupWorld) -> None:
    programme = world.cohort.terms.get().programme
    for number in (1, 2):
        MeetingTemplate.objects.create(
            programme=programme,
            kind="learning_meeting",
            number=number,
            name_sv="Träff",
            audience="group",
        )
    ensure_occasions(cohort=world.cohort)
    assert [(kind, number) for kind, number, _due in kept()] == [
        ("start", 0),
        ("before_meeting", 1),
        ("before_meeting", 2),
        ("end", 0),
    ]


def test_again_and_again_it_is_the_same_and_days_follow_the_meetings(world: GroupWorld) -> None:
    meeting = make_meeting(
        world, "learning_meeting", stockholm(2027, 3, 10, 9), number=1, presentation_days=7
    )
    first = ensure_occasions(cohort=world.cohort)
    assert [one.pk for one in ensure_occasions(cohort=world.cohort)] == [one.pk for one in first]
    assert AuditEntry.objects.filter(action="make_occasions").count() == 1
    meeting.starts_at, meeting.ends_at = stockholm(2027, 3, 17, 9), stockholm(2027, 3, 17, 12)
    meeting.save()
    ensure_occasions(cohort=world.cohort)
    assert kept()[1] == ("before_meeting", 1, date(2027, 3, 10))
    # Cancelled: the occasion stays, since it may be answered, without another day.
    meeting.status, meeting.cancelled_because = "cancelled", "Snö"
    meeting.save()
    ensure_occasions(cohort=world.cohort)
    assert [row[:2] for row in kept()] == [("start", 0), ("before_meeting", 1), ("end", 0)]


def test_occasions_have_names_of_their_own() -> None:
    names = {occasion_name("start", 0), occasion_name("end", 0)}
    names |= {occasion_name("before_meeting", number) for number in (1, 2)}
    assert len(names) == 4
