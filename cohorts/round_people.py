"""Who holds which role in the rounds looked at: read once, asked as often as reminders need.

Two queries for participations and their teams, one each for mentors and SKR's people, however
many rounds there are.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.contrib.auth import get_user_model

from cohorts.enums import ParticipationStatus
from cohorts.models import MentorPerson, Participation, TeamMember
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.notifications.enums import Role
from modellkonceptet.notifications.reminder_rules import Looking, Recipient

Who = Callable[[str], tuple[Recipient, ...]]
_ACCOUNT = ("user_id", "user__email", "user__language", "user__is_active")
_STAFF = {Role.DESK: StaffRole.PROJECT_LEAD, Role.FINANCE: StaffRole.FINANCE}


@dataclass(frozen=True, slots=True)
class Home:
    """A participation that goes on: whose it is, in which round and group."""

    pk: int
    round_id: int
    group_id: int | None
    name: str


class RoundPeople:
    """The people of the rounds that are looked at. Those without an address are left out."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking

    @classmethod
    def of(cls, looking: Looking) -> "RoundPeople":
        """The same for every rule of one look."""
        known: RoundPeople = looking.memo.setdefault(cls, cls(looking))
        return known

    @cached_property
    def homes(self) -> dict[int, Home]:
        """Participations of the rounds, by number, without those that have left.

        For a reader outside SKR those alone whose people they see: the rest is not their matter.
        """
        rows = (
            Participation.objects.filter(cohort__in=self._looking.all_rounds)
            .exclude(status=ParticipationStatus.WITHDRAWN)
            .order_by("pk")
            .values_list("pk", "cohort", "group", "organisation__name", "unit__name")
        )
        if self._looking.reader is not None and not handles_applications(self._looking.reader):
            rows = rows.filter(pk__in={participation for participation, _function in self._teams})
        return {
            pk: Home(pk, cohort, group, f"{name}, {unit}" if unit else name)
            for pk, cohort, group, name, unit in rows
        }

    @cached_property
    def homes_of_group(self) -> dict[int, list[Home]]:
        found: dict[int, list[Home]] = defaultdict(list)
        for home in self.homes.values():
            if home.group_id is not None:
                found[home.group_id].append(home)
        return dict(found)

    def of_participation(self, pk: int) -> Who:
        """The team by function, its group's mentors, and SKR's people."""
        home = self.homes.get(pk)
        return partial(self._who, pk, home.group_id if home else None)

    def of_group(self, pk: int) -> Who:
        """The group's mentors, and SKR's people."""
        return partial(self._who, None, pk)

    def of_round(self) -> Who:
        """SKR's people alone."""
        return partial(self._who, None, None)

    def seat(self, pk: int | None) -> tuple[Recipient, ...]:
        """Who sits there; nobody if they have left or have no address."""
        person = self._seats.get(pk) if pk is not None else None
        return (person,) if person else ()

    def _who(self, participation: int | None, group: int | None, role: str) -> tuple[Any, ...]:
        if role in _STAFF:
            return self._staff.get(role, ())
        if role == Role.MENTOR:
            return self._mentors.get(group, ()) if group else ()
        return self._teams.get((participation, role), ()) if participation else ()

    @cached_property
    def _read(self) -> tuple[dict[int, Recipient], dict[tuple[int, str], tuple[Recipient, ...]]]:
        seats = self._looking.seen(TeamMember.objects.current())
        rows = (
            seats.filter(participation__cohort__in=self._looking.all_rounds)
            .exclude(participation__status=ParticipationStatus.WITHDRAWN)
            .order_by("pk")
            .values_list("pk", "participation", "function", "name", "email", *_ACCOUNT)
        )
        people: dict[int, Recipient] = {}
        teams: dict[tuple[int, str], tuple[Recipient, ...]] = {}
        for pk, participation, function, name, email, *account in rows:
            if person := recipient(name, email, *account):
                people[pk] = person
                key = (participation, function)
                teams[key] = (*teams.get(key, ()), person)
        return people, teams

    @property
    def _seats(self) -> dict[int, Recipient]:
        return self._read[0]

    @property
    def _teams(self) -> dict[tuple[int, str], tuple[Recipient, ...]]:
        return self._read[1]

    @cached_property
    def _mentors(self) -> dict[int, tuple[Recipient, ...]]:
        rows = (
            self._looking.seen(MentorPerson.objects.current())
            .filter(
                promise__mentorships__cohort__in=self._looking.all_rounds,
                promise__mentorships__ended_on=None,
            )
            .order_by("pk")
            .values_list("promise__mentorships__group", "name", "email", *_ACCOUNT)
        )
        found: dict[int, tuple[Recipient, ...]] = {}
        for group, name, email, *account in rows:
            if person := recipient(name, email, *account):
                found[group] = (*found.get(group, ()), person)
        return found

    @cached_property
    def _staff(self) -> dict[str, tuple[Recipient, ...]]:
        people = get_user_model().objects.filter(
            staff_role__in=list(_STAFF.values()), is_active=True
        )
        by_role: dict[str, list[Recipient]] = defaultdict(list)
        for user in people.order_by("pk"):
            by_role[user.staff_role].append(
                Recipient(user.email, user.name, user.language, user.pk)
            )
        return {role: tuple(by_role[staff]) for role, staff in _STAFF.items()}


def recipient(
    name: str,
    email: str,
    user_id: int | None,
    user_email: str | None,
    language: str | None,
    is_active: bool | None,
) -> Recipient | None:
    """By the account where there is one that may sign in, else as the person was named."""
    if user_id and is_active and user_email:
        return Recipient(user_email, name, language or "sv", user_id)
    return Recipient(email, name) if email else None
