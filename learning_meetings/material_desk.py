"""SKR's side of the material: drafts among the rest, and who has opened what, by function."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from cohorts.enums import Function, ParticipationStatus
from cohorts.models import Cohort, Programme, TeamMember
from learning_meetings.library import IN_ORDER, current_versions, kind_in_words
from learning_meetings.models import Material, MaterialVersion, MaterialVisit


@dataclass(frozen=True)
class Reach:
    """Of the people in one function, how many have opened it."""

    function: str
    opened: int
    people: int

    @property
    def label(self) -> str:
        return str(Function(self.function).label)


@dataclass(frozen=True)
class DeskRow:
    material: Material
    version: MaterialVersion
    reach: tuple[Reach, ...]
    is_first: bool
    is_last: bool

    @property
    def what(self) -> str:
        return kind_in_words(self.material, self.version)

    @property
    def opened(self) -> int:
        return sum(one.opened for one in self.reach)

    @property
    def people(self) -> int:
        return sum(one.people for one in self.reach)

    @property
    def functions(self) -> list[str]:
        return [str(Function(one).label) for one in self.material.functions]


@dataclass(frozen=True)
class DeskSection:
    number: int | None
    name: str
    rows: tuple[DeskRow, ...]


def material_at(place: Cohort | Programme, user: Any) -> QuerySet:
    """All of a round's own, or of a programme's, drafts too."""
    owner = {"cohort": place} if isinstance(place, Cohort) else {"programme": place}
    return (
        Material.objects.visible_to(user)
        .filter(**owner)
        .select_related("step__programme", "meeting", "cohort", "programme")
        .order_by(*IN_ORDER)
    )


def desk_sections(place: Cohort | Programme, material: Iterable[Material]) -> list[DeskSection]:
    """By step, each with its rows in order."""
    found = list(material)
    versions, reach = current_versions(found), reach_of(place, found)
    steps: dict[Any, list[Material]] = {}
    for one in found:
        steps.setdefault(one.step, []).append(one)
    return [
        DeskSection(
            number=step.number if step else None,
            name=step.name if step else "",
            rows=tuple(
                DeskRow(one, versions[one.pk], reach[one.pk], n == 0, n == len(rows) - 1)
                for n, one in enumerate(rows)
            ),
        )
        for step, rows in steps.items()
    ]


def reach_of(
    place: Cohort | Programme, material: Iterable[Material]
) -> dict[int, tuple[Reach, ...]]:
    """For each material the functions it is meant for, with people and how many have opened it.

    Counted are seats of today in teams that take part: a person without an account counts as one
    who has not opened it, and a person with two functions once in each.
    """
    found = list(material)
    seats = _seats(place)
    people = dict(seats.values_list("function").annotate(Count("pk")).order_by())
    opened: dict[tuple[int, str], int] = {}
    counted = (
        MaterialVisit.objects.filter(
            material__in=[one.pk for one in found], user__team_memberships__in=seats
        )
        .values_list("material", "user__team_memberships__function")
        .annotate(n=Count("user__team_memberships", distinct=True))
        .order_by()
    )
    for pk, function, n in counted:
        opened[pk, function] = n
    return {
        one.pk: tuple(
            Reach(function, opened.get((one.pk, function), 0), people[function])
            for function in Function.values
            if people.get(function) and (not one.functions or function in one.functions)
        )
        for one in found
    }


def _seats(place: Cohort | Programme) -> QuerySet:
    """Today's seats in the round, or in all running rounds of the programme."""
    seats = TeamMember.objects.current().filter(participation__status=ParticipationStatus.ACTIVE)
    if isinstance(place, Cohort):
        return seats.filter(participation__cohort=place)
    # An association of municipalities takes part as municipalities do.
    regions = Q(participation__organisation__kind="region")
    return seats.filter(
        regions if place.participant_kind == "region" else ~regions,
        participation__cohort__in=place.terms.exclude(cohort=None).values("cohort"),
    )
