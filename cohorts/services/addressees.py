"""Who is told when something happens in a group: each address once, with why it is told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import Any

from django.db import models

from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort, Group, MentorPerson, Participation, TeamMember
from cohorts.team_mails import Capacity, as_mentor, at_skr, in_same_group, in_team
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.services import queue_mail


class Tie(Enum):
    """In which capacity somebody is told."""

    TEAM = "team"
    PARTNER = "partner"
    MENTOR = "mentor"
    SKR = "skr"


@dataclass(frozen=True)
class Addressee:
    email: str
    name: str
    tie: Tie
    language: str = "sv"
    user: User | None = None

    @property
    def key(self) -> str:
        return self.email.lower()


def addressee_of(person: Any, tie: Tie) -> Addressee:
    """By the account where there is one that may sign in, else as the person was named."""
    if person.user and person.user.is_active:
        return _of_user(person.user, tie, person.name)
    return Addressee(person.email, person.name, tie)


def team_of(participation: Participation) -> list[Addressee]:
    return _members(TeamMember.objects.filter(participation=participation), Tie.TEAM)


def partners_of(
    participation: Participation, functions: Iterable[str] | None = None
) -> list[Addressee]:
    """The teams of the others in the group, or those of them who have one of the functions."""
    if participation.group_id is None:
        return []
    others = (
        TeamMember.objects.filter(participation__group=participation.group_id)
        .exclude(participation=participation)
        .exclude(participation__status=ParticipationStatus.WITHDRAWN)
    )
    if functions is not None:
        others = others.filter(function__in=list(functions))
    return _members(others, Tie.PARTNER)


def mentors_of(group: int | None) -> list[Addressee]:
    """The people who mentor the group with that number today."""
    people = MentorPerson.objects.current().filter(
        promise__mentorships__group=group, promise__mentorships__ended_on=None
    )
    if group is None:
        return []
    return [
        addressee_of(person, Tie.MENTOR)
        for person in people.select_related("user").order_by("pk").distinct()
    ]


def everybody_in(group: Group) -> list[Addressee]:
    """Those who learn in the group and those who mentor it."""
    members = TeamMember.objects.filter(participation__group=group).exclude(
        participation__status=ParticipationStatus.WITHDRAWN
    )
    return [*_members(members, Tie.PARTNER), *mentors_of(group.pk)]


def skr_of(cohort: Cohort) -> list[Addressee]:
    """The round's contact at SKR, or all project leads where none is named."""
    leads = User.objects.filter(is_active=True, staff_role=StaffRole.PROJECT_LEAD)
    if not cohort.contact_email:
        return [_of_user(lead, Tie.SKR) for lead in leads.order_by("pk")]
    account = User.objects.filter(email__iexact=cohort.contact_email, is_active=True).first()
    if account:
        return [_of_user(account, Tie.SKR)]
    return [Addressee(cohort.contact_email, cohort.contact_name, Tie.SKR)]


def capacity(
    one: Addressee, *, participation: Participation | None = None, group: Group | None = None
) -> Capacity:
    """Why this mail comes to somebody, and where its link leads them."""
    if group is not None and one.tie in (Tie.PARTNER, Tie.MENTOR):
        of_group = as_mentor if one.tie == Tie.MENTOR else in_same_group
        return of_group(group.pk, group.name)
    assert participation is not None  # noqa: S101 - only people of groups are told without one
    if one.tie == Tie.TEAM:
        return in_team(participation.pk, str(participation))
    return at_skr(participation.pk, participation.cohort.name)


def tell(
    addressees: Iterable[Addressee],
    *,
    kind: str,
    about: models.Model,
    write: Callable[[Addressee], MailText],
    but: Iterable[str] = (),
    key: str = "",
) -> int:
    """A mail to each address once, in the capacity that stands first; return how many.

    `but` are addresses that need no mail: of whoever did it, and of those told otherwise. With
    `key`, an address that was told under it already is not told again.
    """
    left_out = {address.lower() for address in but if address}
    chosen: dict[str, Addressee] = {}
    for one in addressees:
        if one.email and one.key not in left_out:
            chosen.setdefault(one.key, one)
    for one in chosen.values():
        queue_mail(
            kind=kind,
            to_email=one.email,
            to_name=one.name,
            language=one.language,
            recipient=one.user,
            about=about,
            key=f"{key}-{_short(one.key)}" if key else None,
            write=lambda one=one: write(one),  # type: ignore[misc]
        )
    return len(chosen)


def _members(members: models.QuerySet, tie: Tie) -> list[Addressee]:
    found = members.filter(left_on=None).select_related("user").order_by("participation", "pk")
    return [addressee_of(member, tie) for member in found]


def _of_user(user: User, tie: Tie, name: str = "") -> Addressee:
    return Addressee(user.email, user.name or name, tie, user.language, user)


def _short(address: str) -> str:
    """An address may be longer than a key; what stands for it is not."""
    return sha256(address.encode()).hexdigest()[:20]
