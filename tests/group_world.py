"""A group as it is after publication: Lund, Ystad and Höör learn, and Malmö mentors."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cohorts.models import Cohort, Group, Participation, TeamMember, TimelineEvent
from modellkonceptet.accounts.models import User
from tests import factories

FUNCTIONS = ("politician", "senior_manager", "key_person", "strategist")


@dataclass
class GroupWorld:
    cohort: Cohort
    group: Group
    lund: Participation
    ystad: Participation
    hoor: Participation
    mentor: User
    people: dict[str, User] = field(default_factory=dict)

    def person(self, place: str, function: str) -> User:
        return self.people[f"{function}@{place}.example"]

    def seat(self, place: Participation, function: str) -> TeamMember:
        return place.team.current().get(function=function)


def make_group_world(*, kick_off: date, **cohort: Any) -> GroupWorld:
    """Three teams of four, each with an account; the contact at SKR has an address of its own."""
    cohort.setdefault("name_sv", "Modellkommuner 2027–2028")
    cohort.setdefault("contact_email", "kontakt@skr.example")
    cohort.setdefault("contact_name", "Kontakt")
    round_ = factories.make_cohort(**cohort)
    TimelineEvent.objects.create(
        cohort=round_,
        kind="kick_off",
        name_sv="Uppstartskonferens",
        first_day=kick_off,
        last_day=kick_off,
        place="Stockholm",
    )
    people: dict[str, User] = {}
    members = []
    for name, place in (("Lund", "lund"), ("Ystad", "ystad"), ("Höör", "hoor")):
        team = {}
        for function in FUNCTIONS:
            address = f"{function}@{place}.example"
            people[address] = team[function] = factories.make_user(
                address, name=f"{function} {name}"
            )
        organisation = factories.make_organisation(name)
        members.append(factories.make_participation(round_, organisation, team=team))
    group = factories.make_group(round_, "Grupp 1", members=tuple(members))
    mentor = factories.make_user("mentor@malmo.example", name="Mentor Malmö")
    promise = factories.make_promise(
        factories.make_organisation("Malmö"), status="serving", cohort=round_, people=(mentor,)
    )
    factories.make_mentorship(group, promise)
    return GroupWorld(round_, group, *members, mentor, people)
