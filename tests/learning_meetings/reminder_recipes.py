"""A round whose meetings are reminded of: Lund and Ystad, a mentor from Malmö, and SKR."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from cohorts.models import Cohort, Group, MentorPerson, Participation, TeamMember
from learning_meetings.enums import Answer, Audience, MeetingStatus, OutcomeKind
from learning_meetings.models import (
    ChecklistItem,
    DatePoll,
    Host,
    Invitee,
    Meeting,
    MeetingNote,
    Outcome,
    PollDate,
    PollVoter,
    Presentation,
)
from learning_meetings.services.invitation_letters import answer_secret
from learning_meetings.services.polls import vote_secret
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.reminder_letters import line_in_words
from modellkonceptet.notifications.reminder_plan import Said, letters_on, lines_on, people_for
from modellkonceptet.notifications.reminder_rules import (
    Due,
    Found,
    Round,
    find_due,
    registered,
)
from modellkonceptet.records.services import store_file
from modellkonceptet.secret_links import hash_of
from modellkonceptet.working_days import is_working_day
from tests import factories
from tests.factories import stockholm
from tests.learning_meetings import invitation_recipes
from tests.learning_meetings.invitation_recipes import LONG, make_team

TEAM = ("politician", "senior_manager", "strategist")


@dataclass
class World:
    cohort: Cohort
    lund: Participation
    ystad: Participation
    group: Group
    mentor: User
    desk: User

    @property
    def round(self) -> Round:
        return Round(self.cohort.pk, {"sv": self.cohort.name_sv, "en": self.cohort.name_en})

    def seat(self, place: Participation, function: str) -> TeamMember:
        return place.team.get(function=function)


def make_world() -> World:
    """Teams of three without accounts; the mentor and SKR's project lead have one."""
    cohort = factories.make_cohort(name_sv="Modellkommuner 2027")
    lund = make_team(cohort, "Lund", domain="lund.example", functions=TEAM)
    ystad = make_team(cohort, "Ystad", domain="ystad.example", functions=TEAM)
    group = factories.make_group(cohort, "Grupp 1", members=(lund, ystad))
    mentor = factories.make_user("mentor@malmo.example", name="Mentor, Malmö")
    promise = factories.make_promise(
        factories.make_organisation("Malmö"), status="serving", cohort=cohort, people=(mentor,)
    )
    factories.make_mentorship(group, promise)
    desk = factories.make_user("desk@skr.example", staff_role=StaffRole.PROJECT_LEAD)
    return World(cohort, lund, ystad, group, mentor, desk)


def make_meeting(world: World, day: date, *hosts: Participation, **fields: Any) -> Meeting:
    """Lärandeträff 1 of the group at half past nine that day, unless the fields say otherwise."""
    fields.setdefault("number", 1)
    fields.setdefault("starts_at", stockholm(day.year, day.month, day.day, 9, 30))
    fields.setdefault("name_sv", f"Lärandeträff {fields['number']}")
    group = None if fields.get("audience", Audience.GROUP) != Audience.GROUP else world.group
    if fields.get("status") == MeetingStatus.INVITED:
        fields.setdefault("invited_at", timezone.now())
    meeting = invitation_recipes.make_meeting(group, cohort=world.cohort, **fields)
    for host in hosts:
        Host.objects.create(meeting=meeting, participation=host)
    return meeting


def make_period(
    world: World, first: date, last: date, *hosts: Participation, **fields: Any
) -> Meeting:
    """A meeting that has a period only."""
    meeting = make_meeting(world, first, *hosts, starts_at=None, **fields)
    meeting.first_day, meeting.last_day, meeting.precision = first, last, "month"
    meeting.save()
    return meeting


def invite_seat(
    meeting: Meeting, seat: TeamMember, answer: str = Answer.NONE, **fields: Any
) -> Invitee:
    return _invite(
        meeting, answer, team_member=seat, participation=seat.participation,
        name=seat.name, email=seat.email, organisation_name=str(seat.participation),
        **fields,
    )  # fmt: skip


def invite_mentor(
    meeting: Meeting, mentor: User, answer: str = Answer.NONE, **fields: Any
) -> Invitee:
    person = MentorPerson.objects.get(user=mentor)
    return _invite(
        meeting, answer, mentor_person=person, name=person.name, email=person.email,
        organisation_name="Malmö", **fields,
    )  # fmt: skip


def sign_up(meeting: Meeting, email: str, language: str = "sv") -> Invitee:
    return _invite(meeting, Answer.YES, name="Besökare", email=email, language=language)


def _invite(meeting: Meeting, answer: str, **fields: Any) -> Invitee:
    """With a link that works, as when the invitation was sent."""
    answered_at = None if answer == Answer.NONE else timezone.now()
    invitee = Invitee(meeting=meeting, answer=answer, answered_at=answered_at, **fields)
    invitee.save()
    invitee.token_hash = hash_of(answer_secret(invitee, meeting))
    invitee.save(update_fields=["token_hash"])
    return invitee


def ask_days(
    meeting: Meeting, *seats: TeamMember, answer_by: date, times: list[datetime]
) -> DatePoll:
    """An open poll in which nobody has answered."""
    poll = DatePoll.objects.create(meeting=meeting, answer_by=answer_by)
    for starts_at in times:
        PollDate.objects.create(poll=poll, starts_at=starts_at, ends_at=starts_at + LONG)
    for seat in seats:
        voter = PollVoter(
            poll=poll, team_member=seat, name=seat.name, email=seat.email,
            organisation_name=str(seat.participation), token_hash=f"new-{seat.pk}",
        )  # fmt: skip
        voter.save()
        voter.token_hash = hash_of(vote_secret(poll, voter))
        voter.save(update_fields=["token_hash"])
    return poll


def publish(meeting: Meeting, participation: Participation) -> None:
    file = store_file(name="Bilder.pdf", content=b"x", content_type="application/pdf", actor=None)
    Presentation.objects.create(meeting=meeting, participation=participation, file=file)


def add_task(meeting: Meeting, text: str, days: int, responsible: str) -> ChecklistItem:
    return ChecklistItem.objects.create(
        meeting=meeting, position=1, text_sv=text, days=days, responsible=responsible
    )


def take_on(
    meeting: Meeting, seat: TeamMember, due_on: date, text: str = "Ta fram statistik\nom skolan."
) -> Outcome:
    return Outcome.objects.create(
        meeting=meeting, kind=OutcomeKind.ACTION, text=text, responsible=seat, due_on=due_on
    )


def write_notes(meeting: Meeting, status: str) -> None:
    MeetingNote.objects.update_or_create(meeting=meeting, defaults={"status": status})


def find(rule: str, world: World, day: date, *, reader: Any = None) -> list[Found]:
    """What one rule finds in the round that day."""
    rules = [one for one in registered() if one.key == rule]
    return find_due([world.round], day, reader=reader, rules=rules)


def dues(rule: str, world: World, day: date) -> list[tuple[date, list[str], str]]:
    """By which day, who, and what."""
    return [(one.due.due_on, asked(one), one.due.what()) for one in find(rule, world, day)]


def only_due(rule: str, world: World, day: date) -> Due:
    (found,) = find(rule, world, day)
    return found.due


def asked(found: Found) -> list[str]:
    return [person.email for person in people_for(found.due, found.policy.audience)]


def days_told(rule: str, world: World, first: date, last: date) -> list[tuple[str, str]]:
    """On which days who is reminded by that rule if nothing happens: (day, address)."""
    return [(day, who) for day, who, _words in _told(world, first, last, {}, rule)]


def told(
    world: World, first: date, last: date, events: Mapping[date, Callable[[], Any]]
) -> list[tuple[str, str, str]]:
    """Everything that is said from day to day at eight: (day, address, sentence).

    An event happens at noon of its day.
    """
    return list(_told(world, first, last, events))


def _told(
    world: World,
    first: date,
    last: date,
    events: Mapping[date, Callable[[], Any]],
    rule: str = "",
) -> Iterator[tuple[str, str, str]]:
    steps: dict[Any, int] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if is_working_day(day):
            with time_machine.travel(stockholm(day.year, day.month, day.day, 8), tick=False):
                yield from sorted(_said_on(world, day, steps, rule))
        if day in events:
            with time_machine.travel(stockholm(day.year, day.month, day.day, 12), tick=False):
                events[day]()


def _said_on(
    world: World, day: date, steps: dict[Any, int], rule: str
) -> Iterator[tuple[str, str, str]]:
    rules = [one for one in registered() if one.key.startswith(rule or "meetings.")]
    lines = list(lines_on(find_due([world.round], day, rules=rules), day))
    for letter in letters_on(lines, day=day, hour=8, said=Said(steps), wishes={}):
        for line in letter.lines:
            words = line_in_words(line, day, {world.cohort.pk: world.round})
            yield f"{day:%m-%d}", letter.recipient.email, words
    steps |= {line.key: line.step for line in lines}
