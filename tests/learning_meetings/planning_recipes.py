"""A round with groups and the real templates of its meetings."""

from datetime import date
from typing import Any

from cohorts.enums import EventKind, Function, Precision, PromiseStatus
from cohorts.models import Cohort, Group, TimelineEvent
from cohorts.services.files import read_toml
from learning_meetings.management.commands.load_meeting_templates import DATA
from learning_meetings.models import Meeting
from learning_meetings.services.planning import Proposal, Saved, propose_meetings, save_plan
from learning_meetings.services.templates import load_meeting_templates
from tests import factories
from tests.cohorts import rounds


def load_templates() -> None:
    rounds.load_templates()
    load_meeting_templates(table=read_toml("meetings.toml", DATA))


def round_2021() -> Cohort:
    """Modellkommuner 2021–2023: kick-off 13–14 September 2021, results in March 2023."""
    load_templates()
    return rounds.modellkommuner_2021()


def regions_2019() -> Cohort:
    """Modellregioner 2019–2020 as SKR planned it: three rounds of meetings, most in periods."""
    load_templates()
    cohort = rounds.modellregioner_2019()
    cohort.starts_on = date(2019, 2, 5)
    cohort.save()
    for kind, name, first, last, precision in (
        ("kick_off", "Gemensam projektuppstart", (2019, 2, 5), (2019, 2, 5), "day"),
        ("strategist_meeting", "Strategträff 1", (2019, 2, 1), (2019, 2, 28), "month"),
        ("strategist_meeting", "Strategträff 2", (2019, 4, 1), (2019, 4, 30), "month"),
        ("strategist_meeting", "Strategträff 3", (2019, 9, 1), (2019, 9, 30), "month"),
        ("learning_seminar", "Analys- och lärseminarier", (2020, 1, 1), (2020, 4, 30), "month"),
        ("results_conference", "Projektavslut", (2020, 3, 1), (2020, 5, 31), "month"),
    ):
        TimelineEvent.objects.create(
            cohort=cohort,
            kind=kind,
            name_sv=name,
            first_day=date(*first),
            last_day=date(*last),
            precision=precision,
        )
    return cohort


def add_group(cohort: Cohort, *names: str, mentor: str = "", **places: Any) -> Group:
    """A published group of those municipalities, each with a politician and a key person."""
    members = []
    for name in names:
        place = places.get(name, {})
        team = {
            Function.POLITICIAN: factories.make_user(name=f"Politiker {name}"),
            Function.KEY_PERSON: factories.make_user(name=f"Strateg {name}"),
        }
        members.append(
            factories.make_participation(
                cohort, factories.make_organisation(name, **place), team=team
            )
        )
    group = factories.make_group(cohort, members=tuple(members))
    if mentor:
        promise = factories.make_promise(
            factories.make_organisation(mentor),
            status=PromiseStatus.SERVING,
            cohort=cohort,
            people=(factories.make_user(name=f"Mentor {mentor}"),),
        )
        factories.make_mentorship(group, promise)
    return group


def plan_all(cohort: Cohort, actor: Any, *, today: date, dates_for: Any = ()) -> Saved:
    """The proposal, saved as it is."""
    proposal: Proposal = propose_meetings(cohort=cohort, dates_for=dates_for, today=today)
    return save_plan(
        cohort=cohort,
        dates_for=dates_for,
        expected=proposal.fingerprint,
        actor=actor,
        today=today,
    )


def learning_meeting(group: Group, number: int) -> Meeting:
    return Meeting.objects.get(group=group, kind=EventKind.LEARNING_MEETING, number=number)


def in_period(meeting: Meeting) -> bool:
    return meeting.starts_at is None and meeting.precision != Precision.DAY
