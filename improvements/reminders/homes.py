"""Those who are in the midst of their rounds, read once a look; and what stays in the team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.text import Truncator

from cohorts.enums import OrganisationKind, ParticipantKind
from cohorts.models import Participation
from cohorts.round_people import RoundPeople, Who
from improvements.models import Improvement
from improvements.services.occasions import DatedOccasions
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.notifications.enums import Role
from modellkonceptet.notifications.reminder_rules import Looking, Recipient

TEAM = frozenset(
    {
        Role.STRATEGIST,
        Role.KEY_PERSON,
        Role.SENIOR_MANAGER,
        Role.POLITICIAN,
        Role.FINANCE_MANAGER,
    }
)
LONGEST = 90  # of what somebody has written, in a sentence


@dataclass(frozen=True, slots=True)
class Member:
    """A participation that is in the midst of its round, and the day on which it was taken in."""

    pk: int
    round_id: int
    group_id: int | None
    name: str
    kind: str
    came: date


class Homes:
    """Neither those who have left a round nor those who have gone through it."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking
        self.people = RoundPeople.of(looking)

    @classmethod
    def of(cls, looking: Looking) -> "Homes":
        """The same for every rule of one look."""
        known: Homes = looking.memo.setdefault(cls, cls(looking))
        return known

    @cached_property
    def members(self) -> dict[int, Member]:
        rows = Participation.objects.active().filter(cohort__in=self._looking.all_rounds)
        fields = ("pk", "organisation__kind", "created_at")
        found = {}
        for pk, kind, at in rows.order_by("pk").values_list(*fields):
            if home := self.people.homes.get(pk):
                is_region = kind == OrganisationKind.REGION
                found[pk] = Member(
                    pk,
                    home.round_id,
                    home.group_id,
                    home.name,
                    ParticipantKind.REGION if is_region else ParticipantKind.MUNICIPALITY,
                    civil_date(at),
                )
        return found

    def of_rounds(self, rounds: Iterable[int]) -> list[Member]:
        wanted = set(rounds)
        return [member for member in self.members.values() if member.round_id in wanted]

    def of_group(self, group: int | None) -> list[Member]:
        homes = self.people.homes_of_group.get(group, ()) if group is not None else ()
        return [self.members[home.pk] for home in homes if home.pk in self.members]

    @cached_property
    def occasions(self) -> DatedOccasions:
        return DatedOccasions(self._looking.all_rounds)

    def rows_of(self, rows: Any, path: str) -> Any:
        """Of the works that the reader sees, which are read once; the clock sees all."""
        if self._looking.reader is None:
            return rows
        return rows.filter(**{f"{path}__in": self._works})

    @cached_property
    def _works(self) -> list[int]:
        rows = self._looking.seen(Improvement.objects.all())
        of_rounds = rows.filter(participation__cohort__in=self._looking.all_rounds)
        return list(of_rounds.order_by().values_list("pk", flat=True))

    def who(self, member: Member, *, is_private: bool = False) -> Who:
        who = self.people.of_participation(member.pk)
        return home_only(who) if is_private else who


def home_only(who: Who) -> Who:
    """The team's roles alone: of what is private neither SKR nor a mentor is told."""

    def at_home(role: str) -> tuple[Recipient, ...]:
        return who(role) if role in TEAM else ()

    return at_home


def in_short(text: str) -> str:
    """What somebody has written, on one line and not too long."""
    short: str = Truncator(" ".join(text.split())).chars(LONGEST)
    return short
