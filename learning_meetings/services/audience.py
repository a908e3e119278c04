"""Whom a meeting concerns: read from the teams and mentors of today."""

from dataclasses import dataclass
from typing import Any

from cohorts.enums import Function, ParticipationStatus
from cohorts.models import MentorPerson, TeamMember
from cohorts.querysets import swedish
from learning_meetings.enums import Audience
from learning_meetings.models import Meeting

COORDINATING = (Function.KEY_PERSON, Function.STRATEGIST)


@dataclass(frozen=True)
class Guest:
    """A person to invite: with the account's address and language where there is one."""

    name: str
    email: str
    organisation_name: str
    function: str = ""
    language: str = "sv"
    team_member_id: int | None = None
    mentor_person_id: int | None = None
    participation_id: int | None = None

    @property
    def key(self) -> str:
        return self.email.lower()


def audience_of(meeting: Meeting) -> list[Guest]:
    """Everybody whom the meeting concerns and who can get mail, each address once.

    In a group's meeting the teams of those who take part and the people who mentor it; in a
    meeting of the round all of them; of strategists those who coordinate. Whoever is in a team
    and mentors too comes as the team's. Whom a public meeting concerns is nobody's to say.
    """
    once: dict[str, Guest] = {}
    for guest in (*map(_of_team, _seats(meeting)), *map(_of_mentor, _mentors(meeting))):
        if guest.email:
            once.setdefault(guest.key, guest)
    return list(once.values())


def is_same_person(row: Any, guest: Guest) -> bool:
    """Whether an invitation or a vote is that guest's: at least two of name, seat and address.

    A name may be set right and an address may change. One that goes with an office passes to a
    successor, who has neither answered nor voted.
    """
    seats = (guest.team_member_id, guest.mentor_person_id)
    has_seat = any(seats) and (row.team_member_id, row.mentor_person_id) == seats
    return (row.name == guest.name) + has_seat + (row.email.lower() == guest.key) >= 2


def unreachable_in(meeting: Meeting) -> list[str]:
    """Names of those whom the meeting concerns and who have no address."""
    return [
        f"{seat.name}, {seat.participation}" for seat in _seats(meeting) if not _of_team(seat).email
    ]


def _seats(meeting: Meeting) -> Any:
    seats = (
        TeamMember.objects.current()
        .exclude(participation__status=ParticipationStatus.WITHDRAWN)
        .select_related("participation__organisation", "participation__unit", "user")
        .order_by(swedish("participation__organisation__name"), "pk")
    )
    match meeting.audience:
        case Audience.GROUP:
            return seats.filter(participation__group=meeting.group_id)
        case Audience.ROUND:
            return seats.filter(participation__cohort=meeting.cohort_id)
        case Audience.STRATEGISTS:
            return seats.filter(participation__cohort=meeting.cohort_id, function__in=COORDINATING)
    return seats.none()


def _mentors(meeting: Meeting) -> Any:
    people = (
        MentorPerson.objects.current()
        .select_related("promise__organisation", "user")
        .order_by(swedish("promise__organisation__name"), "pk")
        .distinct()
    )
    serving = {"promise__mentorships__ended_on": None}
    match meeting.audience:
        case Audience.GROUP:
            return people.filter(promise__mentorships__group=meeting.group_id, **serving)
        case Audience.ROUND:
            return people.filter(
                promise__cohort=meeting.cohort_id,
                promise__mentorships__cohort=meeting.cohort_id,
                **serving,
            )
    return people.none()


def _of_team(seat: TeamMember) -> Guest:
    email, language = _address(seat)
    return Guest(
        name=seat.name,
        email=email,
        language=language,
        organisation_name=str(seat.participation)[:150],
        function=seat.function,
        team_member_id=seat.pk,
        participation_id=seat.participation_id,
    )


def _of_mentor(person: MentorPerson) -> Guest:
    email, language = _address(person)
    return Guest(
        name=person.name,
        email=email,
        language=language,
        organisation_name=person.promise.organisation.name,
        mentor_person_id=person.pk,
    )


def _address(person: Any) -> tuple[str, str]:
    """By the account where there is one that may sign in, else as the person was named."""
    if person.user and person.user.is_active:
        return person.user.email, person.user.language
    return person.email, "sv"
