"""A group's meeting with accounts, and the four who look at it: host, partner, mentor, SKR."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cohorts.models import MentorPerson
from learning_meetings.enums import Answer, Audience, MeetingStatus, Responsible
from learning_meetings.models import AgendaItem, ChecklistItem, Host, Invitee, Meeting
from modellkonceptet.accounts.models import User
from tests.group_world import GroupWorld, make_group_world

LONG = timedelta(hours=3)


@dataclass
class MeetingWorld:
    """Lund hosts its group's second meeting; everybody in the group is invited."""

    world: GroupWorld
    meeting: Meeting
    invitees: dict[str, Invitee] = field(default_factory=dict)

    @property
    def host(self) -> User:
        return self.world.person("lund", "strategist")

    @property
    def partner(self) -> User:
        return self.world.person("ystad", "strategist")

    @property
    def mentor(self) -> User:
        return self.world.mentor

    def invitee(self, place: str, function: str) -> Invitee:
        return self.invitees[f"{function}@{place}.example"]


def make_meeting_world(*, days: int = 9, **fields: Any) -> MeetingWorld:
    """The meeting begins at nine so many days from today; 0: now; negative: it has been."""
    world = make_group_world(kick_off=timezone.localdate())
    begins = timezone.localtime() + timedelta(days=days)
    if days:  # late in the evening it would end on another day
        begins = begins.replace(hour=9, minute=0)
    fields.setdefault("status", MeetingStatus.INVITED)
    fields.setdefault("presentation_days", 7)
    meeting = Meeting.objects.create(
        cohort=world.cohort,
        group=world.group,
        kind="learning_meeting",
        number=2,
        audience=Audience.GROUP,
        name_sv="Lärandeträff 2",
        first_day=begins.date(),
        last_day=begins.date(),
        starts_at=begins,
        ends_at=begins + LONG,
        place="Rådhuset",
        address="Stortorget 7, Lund",
        remote_link="https://video.example/j/123",
        invited_at=timezone.now(),
        **fields,
    )
    Host.objects.create(meeting=meeting, participation=world.lund)
    return MeetingWorld(world, meeting, _invited(world, meeting))


def _invited(world: GroupWorld, meeting: Meeting) -> dict[str, Invitee]:
    rows = [
        Invitee(
            meeting=meeting,
            team_member=seat,
            participation=place,
            name=seat.name,
            email=seat.email,
            organisation_name=str(place),
            function=seat.function,
        )
        for place in (world.lund, world.ystad, world.hoor)
        for seat in place.team.order_by("pk")
    ]
    mentor = MentorPerson.objects.get(user=world.mentor)
    rows.append(
        Invitee(
            meeting=meeting,
            mentor_person=mentor,
            name=mentor.name,
            email=mentor.email,
            organisation_name="Malmö",
        )
    )
    return {row.email: row for row in Invitee.objects.bulk_create(rows)}


def answer(invitee: Invitee, how: str = Answer.YES, **fields: Any) -> None:
    Invitee.objects.filter(pk=invitee.pk).update(
        answer=how, answered_at=timezone.now(), answered_by="page", **fields
    )


def add_agenda(meeting: Meeting, *parts: tuple[str, int]) -> list[AgendaItem]:
    return [
        AgendaItem.objects.create(
            meeting=meeting, position=place, title_sv=title, minutes=minutes, leads=Responsible.HOST
        )
        for place, (title, minutes) in enumerate(parts, start=1)
    ]


def add_checklist(meeting: Meeting, *tasks: tuple[str, int]) -> list[ChecklistItem]:
    return [
        ChecklistItem.objects.create(
            meeting=meeting, position=place, text_sv=text, days=days, responsible=Responsible.HOST
        )
        for place, (text, days) in enumerate(tasks, start=1)
    ]
