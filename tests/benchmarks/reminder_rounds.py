"""Twenty running rounds of three hundred organisations with all that can be reminded of."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

PER_TEAM = ("politician", "senior_manager", "key_person", "strategist", "finance_manager")
IN_A_GROUP = 3


def fill_rounds(*, rounds: int, organisations: int, people: int, day: date) -> None:
    """Every participant has a team, a group with a meeting ahead and one behind, a work with a
    cycle, a task and an indicator; every tenth organisation writes for a round that is open."""
    from cohorts.enums import OrganisationKind
    from cohorts.models import Organisation
    from modellkonceptet.accounts.models import User

    accounts = _made(
        User(email=f"person{n}@kommun{n % organisations}.example", name=f"Person {n}")
        for n in range(people)
    )
    homes = _made(
        Organisation(
            name=f"Kommun {n}",
            official_name=f"Kommun {n}",
            kind=OrganisationKind.MUNICIPALITY,
            code=f"{n:04d}",
            county_name="Skåne län",
            county_code="12",
            population=10_000,
            population_year=2023,
            skr_group="B3",
        )
        for n in range(organisations)
    )
    for number in range(rounds):
        _fill_round(number, homes, accounts, day)
    _fill_open_round(homes[::10], accounts, day)


def _fill_round(number: int, homes: list[Any], accounts: list[Any], day: date) -> None:
    from cohorts.models import Cohort, Group, Participation, TeamMember
    from improvements.models import AssessmentOccasion

    cohort = Cohort.objects.create(
        slug=f"full-{number}",
        name_sv=f"Omgång {number}",
        announced_on=day - timedelta(days=300),
        opens_on=day - timedelta(days=280),
        closes_on=day - timedelta(days=250),
        starts_on=day - timedelta(days=150),
    )
    groups = _made(
        Group(cohort=cohort, name=f"Grupp {n}", published_at=_at(day, -160))
        for n in range(len(homes) // IN_A_GROUP)
    )
    learners = _made(
        Participation(
            cohort=cohort,
            organisation=home,
            group=groups[n // IN_A_GROUP],
            admission_number=f"MK-{number:02d}{n:03d}/1",
        )
        for n, home in enumerate(homes)
    )
    seats = _made(
        TeamMember(
            participation=learner,
            function=function,
            user=person,
            name=person.name,
            email=person.email,
        )
        for n, learner in enumerate(learners)
        for f, function in enumerate(PER_TEAM)
        for person in [accounts[(number * 1499 + n * len(PER_TEAM) + f) % len(accounts)]]
    )
    AssessmentOccasion.objects.create(
        cohort=cohort, kind="before_meeting", number=1, due_on=day + timedelta(days=number % 10)
    )
    _fill_meetings(cohort, groups, learners, seats, day)
    _fill_works(learners, seats, day)


def _fill_meetings(
    cohort: Any, groups: list[Any], learners: list[Any], seats: list[Any], day: date
) -> None:
    from learning_meetings.models import Host, Invitee, Meeting

    def meeting(group: Any, number: int, days: int, status: str) -> Any:
        return Meeting(
            cohort=cohort,
            group=group,
            kind="learning_meeting",
            number=number,
            audience="group",
            name_sv=f"Lärandeträff {number}",
            status=status,
            first_day=day + timedelta(days=days),
            last_day=day + timedelta(days=days),
            precision="day",
            starts_at=_at(day, days, 9),
            ends_at=_at(day, days, 15),
            presentation_days=7,
            invited_at=_at(day, days - 25),
        )

    ahead = _made(meeting(group, 2, 5 + n % 20, "invited") for n, group in enumerate(groups))
    behind = _made(meeting(group, 1, -8 - n % 20, "held") for n, group in enumerate(groups))
    _made(
        Host(meeting=each, participation=learners[n * IN_A_GROUP + n % IN_A_GROUP])
        for meetings in (ahead, behind)
        for n, each in enumerate(meetings)
    )
    by_learner = {learner.pk: n for n, learner in enumerate(learners)}
    _made(
        Invitee(
            meeting=ahead[by_learner[seat.participation_id] // IN_A_GROUP],
            team_member=seat,
            participation_id=seat.participation_id,
            name=seat.name,
            email=f"{seat.function}-{seat.email}",
            function=seat.function,
            answer="yes" if n % 2 else "none",
            answered_at=_at(day, -3) if n % 2 else None,
        )
        for n, seat in enumerate(seats)
    )


def _fill_works(learners: list[Any], seats: list[Any], day: date) -> None:
    from improvements.models import Cycle, CycleTask, Improvement, Indicator, Measurement

    owners = [seat for seat in seats if seat.function == "strategist"]
    works = _made(
        Improvement(
            participation=learner,
            title="Lika snabbt till insats",
            status="testing",
            aim_what="andelen öka",
            aim_amount="till 65 procent",
            aim_group="alla",
            aim_by=day + timedelta(days=300),
        )
        for learner in learners
    )
    cycles = _made(
        Cycle(
            improvement=work,
            number=1,
            title="Checklista",
            status="do",
            owner=owners[n],
            started_on=day - timedelta(days=60 + n % 60),
        )
        for n, work in enumerate(works)
    )
    _made(
        CycleTask(
            cycle=cycle,
            text="Sammanställ svaren",
            responsible=owners[n],
            due_on=day + timedelta(days=n % 20 - 10),
        )
        for n, cycle in enumerate(cycles)
    )
    indicators = _made(
        Indicator(
            participation=work.participation,
            improvement=work,
            name="Insats inom 30 dagar",
            series=["women", "men"],
        )
        for work in works
    )
    _made(
        Measurement(
            indicator=indicator,
            series=series,
            period=date(2026, 10 + month, 1) if month < 3 else date(2027, 1, 1),
            value=50 + month,
        )
        for n, indicator in enumerate(indicators)
        for month in range(3 + n % 2)
        for series in ("women", "men")
    )


def _fill_open_round(homes: list[Any], accounts: list[Any], day: date) -> None:
    from applications.models import Application, Collaborator
    from tests import factories

    cohort = factories.make_cohort(today=day - timedelta(days=3))
    terms = cohort.terms.get()
    drafts = _made(
        Application(
            cohort=cohort,
            terms=terms,
            organisation=home,
            created_by=accounts[n],
            holds_place=True,
        )
        for n, home in enumerate(homes)
    )
    Application.objects.update(created_at=_at(day, -9))
    _made(
        Collaborator(application=draft, user=accounts[n], is_owner=True)
        for n, draft in enumerate(drafts)
    )


def _at(day: date, days: int, hour: int = 12) -> datetime:
    return datetime.combine(day + timedelta(days=days), time(hour), tzinfo=UTC)


def _made(rows: Iterable[Any]) -> list[Any]:
    all_rows = list(rows)
    model = type(all_rows[0])
    return list(model._default_manager.bulk_create(all_rows, batch_size=2_000))
