"""The round 2021–2023 in the product's database, as it is before anything has happened."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from applications.enums import ApplicationStatus, DecisionStatus, Outcome
from applications.models import DecisionCondition
from cohorts.enums import EventKind, Function, PromiseStatus
from cohorts.models import MentorPerson, Mentorship, Participation, TeamMember
from improvements.models import AssessmentOccasion, FactQuestion
from learning_meetings.enums import Audience, Responsible
from learning_meetings.models import ChecklistItem, Host, Meeting
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.civil_dates import STOCKHOLM
from modellkonceptet.notifications.enums import Topic
from modellkonceptet.notifications.models import MailAddress
from tests import factories
from tests.improvements.assessment_recipes import make_edition
from tests.simulated_year import the_year as year
from tests.simulated_year.people import ORGANISATIONS, address, mentor_of

FUNCTION = {
    "politiker": Function.POLITICIAN,
    "chef": Function.SENIOR_MANAGER,
    "nyckel": Function.KEY_PERSON,
    "strateg": Function.STRATEGIST,
}
SEES_TO_IT = {
    "skr": Responsible.ORGANISER,
    "mentor": Responsible.MENTOR,
    "värd": Responsible.HOST,
    "var och en": Responsible.EACH,
}
_LONG = timedelta(hours=3)


def make_world() -> Any:
    """The round, SKR's project lead, organisations and accounts."""
    world = SimpleNamespace(
        organisations={}, users={}, applications={}, homes={}, groups={}, promises={}, meetings={},
        completions={}, conditions={}, colleagues={}, tasks={}, actions={}, cycles={},
        indicators={}, checklist={},
    )  # fmt: skip
    world.cohort = factories.make_cohort(
        slug="kommuner-2021",
        name_sv=year.ROUND,
        announced_on=year.OPENS,
        opens_on=year.OPENS,
        closes_on=year.LAST_DAY_TO_APPLY,
        decision_on=year.DECISION,
        starts_on=year.BEGINS,
    )
    world.lead = factories.make_user(year.DESK, staff_role=StaffRole.PROJECT_LEAD)
    mentors = [mentor for _number, _names, mentor in year.GROUPS]
    for name in (*ORGANISATIONS, "Ydre", *mentors):
        world.organisations[name] = factories.make_organisation(name)
    for name in year.APPLICATIONS:
        _add_account(world, address("nyckel", name))
    for function in year.FUNCTIONS:
        _add_account(world, address(function, year.ALONE_AT))
    _add_account(world, year.IN_ENGLISH, language="en")
    for name in mentors:
        world.promises[name] = factories.make_promise(world.organisations[name])
    MailAddress.objects.create(email=year.ON_FRIDAYS, weekday=4)
    MailAddress.objects.create(email=year.REFUSES_MEETINGS, refused=[Topic.MEETINGS])
    _prepare_method(world)
    return world


def _add_account(world: Any, email: str, **fields: Any) -> None:
    if email not in world.users:
        world.users[email] = factories.make_user(email, **fields)


def _prepare_method(world: Any) -> None:
    """A question of the starting point, a checklist, and when people assess themselves."""
    FactQuestion.objects.create(
        programme=world.cohort.terms.get().programme, key="a", section_sv="Vi", text_sv="Vilka?"
    )
    world.edition = make_edition()
    world.occasions = {
        "Uppstart": AssessmentOccasion.objects.create(cohort=world.cohort, kind="start"),
    } | {
        f"Lärandeträff {number}": AssessmentOccasion.objects.create(
            cohort=world.cohort, kind="before_meeting", number=number
        )
        for number in (1, 2)
    }


# --- the day of the decision -----------------------------------------------------------------
def begin_round(world: Any) -> None:
    """Those who are admitted with their teams, the groups, and their mentors."""
    for number, names, mentor in year.GROUPS:
        members = tuple(_admit(world, name) for name in names)
        world.groups[number] = factories.make_group(
            world.cohort, f"Grupp {number}", members=members
        )
        _take_on_mentor(world, number, mentor)


def _admit(world: Any, name: str) -> Participation:
    home = factories.make_participation(world.cohort, world.organisations[name])
    world.homes[name] = home
    for function in year.FUNCTIONS:
        if (name, function) not in year.WITHOUT:
            email = address(function, name)
            TeamMember.objects.create(
                participation=home,
                function=FUNCTION[function],
                name=f"{function.capitalize()} i {name}",
                email=email,
                user=world.users.get(email),
            )
    application = world.applications[name]
    application.status = ApplicationStatus.ADMITTED
    if name in year.CONDITIONS:
        application.status = ApplicationStatus.ADMITTED_CONDITIONALLY
        world.conditions[name] = _set_condition(world, application, home, name)
    application.save()
    return home


def _set_condition(world: Any, application: Any, home: Participation, name: str) -> Any:
    text, by, _met = year.CONDITIONS[name]
    decision = factories.make_decision(
        application,
        by=world.lead,
        outcome=Outcome.CONDITIONAL,
        status=DecisionStatus.PUBLISHED,
        published_at=timezone.now(),
        published_by=world.lead,
        participation=home,
    )
    return DecisionCondition.objects.create(decision=decision, kind="other", text=text, due_on=by)


def _take_on_mentor(world: Any, number: int, mentor: str) -> None:
    promise = world.promises[mentor]
    promise.status = PromiseStatus.SERVING
    promise.save()
    email = mentor_of(number)
    MentorPerson.objects.create(promise=promise, name=f"Mentor, {mentor}", email=email)
    Mentorship.objects.create(
        cohort=world.cohort,
        group=world.groups[number],
        organisation=promise.organisation,
        promise=promise,
        role="lead",
    )


# --- meetings -----------------------------------------------------------------------------------
def plan_meeting(world: Any, meeting: year.Meeting) -> None:
    """With its day; the one that has a period only gets its day later, by SKR's hand."""
    has_period_only = meeting == year.LEARNING_2[-1]
    begins, ends = times_of(meeting.day, meeting.last)
    first, last = meeting.day, meeting.last or meeting.day
    if has_period_only:
        begins = ends = None
        _group, first, last = year.PERIOD
    row = Meeting.objects.create(
        cohort=world.cohort,
        group=world.groups.get(meeting.group),
        kind=_kind(meeting),
        number=int(meeting.name[-1]) if meeting.name[-1].isdigit() else 0,
        audience=_audience(meeting),
        name_sv=meeting.name,
        name_en=meeting.english,
        first_day=first,
        last_day=last,
        precision="month" if has_period_only else "day",
        starts_at=begins,
        ends_at=ends,
        presentation_days=7 if meeting.presents else None,
        place="Rådhuset",
    )
    world.meetings[meeting.title] = row
    if meeting.host:
        Host.objects.create(meeting=row, participation=world.homes[meeting.host])
    for position, (title, offset, text, who, _done) in enumerate(year.CHECKLIST):
        if title == meeting.title:
            world.checklist[text] = ChecklistItem.objects.create(
                meeting=row, position=position, days=offset, text_sv=text,
                responsible=SEES_TO_IT[who],
            )  # fmt: skip


def times_of(day: date, last: date | None = None) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, time(9, 30), STOCKHOLM)
    return begins, datetime.combine(last or day, time(9, 30), STOCKHOLM) + _LONG


def _kind(meeting: year.Meeting) -> str:
    if meeting == year.KICK_OFF:
        return EventKind.KICK_OFF
    return EventKind.LEARNING_MEETING if meeting.group else EventKind.STRATEGIST_MEETING


def _audience(meeting: year.Meeting) -> str:
    if meeting.group:
        return Audience.GROUP
    return Audience.ROUND if meeting == year.KICK_OFF else Audience.STRATEGISTS
