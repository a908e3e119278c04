"""Whom a mail to a group reaches: by role, organisation and state, and what leaks to nobody."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.utils import timezone, translation

from applications.enums import ApplicationStatus, DecisionStatus, Outcome
from cohorts.models import Cohort, TeamMember
from cohorts.services.participations import withdraw_participation
from modellkonceptet.notifications.models import MailAddress
from reporting.group_mail import Audience, Choice, choice_in_words
from reporting.group_mail_page import Offer
from tests import factories
from tests.group_world import GroupWorld, make_group_world

# The same with few and with many participants.
QUERIES_OF_AUDIENCE = 3


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Any:
    with (
        time_machine.travel(factories.stockholm(2027, 3, 1), tick=False),
        translation.override("en"),
    ):
        yield


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10), name_en="Model municipalities 2027–2028")


@pytest.fixture
def lead(project_lead: Any) -> Any:
    return project_lead


def told(lead: Any, cohort: Cohort, *people: str, **parts: Any) -> list[tuple[str, str, str]]:
    parts.setdefault("participant_states", ("active",))
    audience = Audience(Choice(cohort, people, **parts), lead)
    return [(one.name, joined(one.places), one.roles) for one in audience.receivers]


def joined(places: list[str]) -> str:
    return ", ".join(places)


def test_functions_mentors_and_organisations_are_chosen(lead: Any, world: GroupWorld) -> None:
    assert told(lead, world.cohort, "politician", "mentor") == [
        ("politician Höör", "Höör", "politician"),
        ("politician Lund", "Lund", "politician"),
        ("politician Ystad", "Ystad", "politician"),
        ("Mentor Malmö", "Malmö", "mentor"),
    ]
    only = {"organisations": (world.lund.organisation_id,)}
    assert told(lead, world.cohort, "key_person", "mentor", **only) == [
        ("key_person Lund", "Lund", "key person")
    ]
    factories.make_participation(
        world.cohort, team={"politician": factories.make_user(name="Ensam")}
    )
    of_group = told(lead, world.cohort, "politician", "mentor", group=world.group)
    assert [name for name, _place, _role in of_group] == [
        "politician Höör",
        "politician Lund",
        "politician Ystad",
        "Mentor Malmö",
    ]


def test_a_person_in_several_seats_gets_one_mail_that_says_all(
    lead: Any, world: GroupWorld
) -> None:
    both = world.person("lund", "politician")
    TeamMember.objects.create(
        participation=world.ystad, function="key_person", name="P. Lund", email=both.email.upper()
    )
    factories.make_application(
        cohort=world.cohort, organisation=world.lund.organisation, owner=both
    )
    choice = Choice(
        world.cohort,
        ("politician", "key_person", "writer"),
        applicant_states=("draft",),
        participant_states=("active",),
    )
    (person,) = [one for one in Audience(choice, lead).people if one.to.key == both.email]
    assert (person.places, person.roles) == (
        ["Lund", "Ystad"],
        "politician, key person and writes an application",
    )
    receiver = person.receiver()
    assert receiver.reason() == (
        "You get this mail because you are in Model municipalities 2027–2028 as politician and key "
        "person and you have a part in an application to Model municipalities 2027–2028."
    )
    assert receiver.values()["organisation"] == "Lund and Ystad"


def test_participants_are_chosen_by_their_state(lead: Any, world: GroupWorld) -> None:
    withdraw_participation(participation=world.lund, reason="Ny majoritet", actor=lead)
    assert told(lead, world.cohort, "politician", participant_states=("withdrawn",)) == [
        ("politician Lund", "Lund", "politician")
    ]
    choice = Choice(world.cohort, ("politician",), participant_states=("withdrawn",))
    (person,) = Audience(choice, lead).people
    assert person.receiver().reason() == (
        "You get this mail because you have been in Model municipalities 2027–2028 as politician."
    )


def test_who_is_not_reached_is_said(lead: Any, world: GroupWorld) -> None:
    world.lund.team.filter(function="politician").update(user=None, email="")
    MailAddress.objects.create(email="politician@ystad.example", refused=["news"])
    MailAddress.objects.create(email="Politician@hoor.example", failing_since=timezone.now())
    choice = Choice(world.cohort, ("politician",), participant_states=("active",), topic="news")
    audience = Audience(choice, lead)
    assert [seat.name for seat in audience.unreachable] == ["politician Lund"]
    assert [one.name for one in audience.refusing] == ["politician Ystad"]
    assert [one.name for one in audience.failing] == ["politician Höör"]
    assert ([one.name for one in audience.receivers], audience.reached) == (["politician Höör"], 0)


def test_applicants_are_chosen_by_what_is_published_alone(lead: Any) -> None:
    cohort = factories.make_cohort()
    S = ApplicationStatus

    def applies(name: str, state: str, **decision: Any) -> None:
        made = factories.make_application(
            cohort=cohort,
            organisation=factories.make_organisation(name),
            owner=factories.make_user(name=name),
            status=state,
        )
        if decision:
            factories.make_decision(made, by=lead, **decision)

    out = {"published_at": timezone.now(), "published_by": lead, "status": DecisionStatus.PUBLISHED}
    applies("Draft", S.DRAFT)
    applies("Sent", S.SUBMITTED)
    applies("Asked", S.COMPLETION_REQUESTED)
    applies("Secret no", S.REVIEWED, outcome=Outcome.DECLINED)
    applies("Secret yes", S.REVIEWED, outcome=Outcome.ADMITTED)
    applies("Admitted", S.ADMITTED, outcome=Outcome.ADMITTED, **out)
    applies("Condition", S.ADMITTED_CONDITIONALLY, outcome=Outcome.CONDITIONAL, **out)
    applies("Waits", S.WAITING_LIST, outcome=Outcome.WAITING_LIST, **out)
    applies("Declined", S.DECLINED, outcome=Outcome.DECLINED, **out)
    applies("Unpublished", S.DECLINED, outcome=Outcome.DECLINED)
    applies("Withdrawn", S.WITHDRAWN)

    def of(*states: str) -> list[str]:
        return [name for name, *_ in told(lead, cohort, "writer", applicant_states=states)]

    assert {
        state: of(state)
        for state in ("draft", "sent_in", "completion", "admitted", "waiting_list", "declined")
    } == {
        "draft": ["Draft"],
        "sent_in": ["Secret no", "Secret yes", "Sent"],
        "completion": ["Asked"],
        "admitted": ["Admitted", "Condition"],
        "waiting_list": ["Waits"],
        "declined": ["Declined"],
    }


def test_those_who_have_said_yes_are_mentors_before_there_are_groups(lead: Any) -> None:
    cohort = factories.make_cohort()
    for status in ("accepted", "asked", "declined"):
        factories.make_promise(
            status=status, cohort=cohort, people=(factories.make_user(name=status),)
        )
    assert [name for name, *_ in told(lead, cohort, "mentor")] == ["accepted"]


def test_a_round_that_is_another_does_not_show(lead: Any, world: GroupWorld) -> None:
    other = factories.make_cohort()
    assert told(lead, other, "politician", "mentor") == []


def test_the_choice_is_told_in_words(lead: Any, world: GroupWorld) -> None:
    names = Offer(lead, world.cohort.slug).organisations
    choice = Choice(
        world.cohort,
        ("politician", "writer"),
        applicant_states=("draft", "sent_in"),
        participant_states=("active",),
        organisations=(world.lund.organisation_id, world.ystad.organisation_id),
    )
    assert choice_in_words(choice, names) == (
        "Politician and those who write an application in Model municipalities 2027–2028, "
        "Lund and Ystad (active, draft, sent in)"
    )


@pytest.mark.parametrize("count", [1, 30])
def test_the_audience_takes_the_same_queries(
    lead: Any, count: int, django_assert_num_queries: Any
) -> None:
    cohort = factories.make_cohort()
    for _each in range(count):
        factories.make_participation(cohort, team={"politician": factories.make_user()})
        factories.make_application(cohort=cohort)
        factories.make_promise(status="accepted", cohort=cohort, people=(factories.make_user(),))
    choice = Choice(
        cohort,
        ("politician", "mentor", "writer"),
        applicant_states=("draft",),
        participant_states=("active",),
    )
    with django_assert_num_queries(QUERIES_OF_AUDIENCE):
        audience = Audience(choice, lead)
        assert (len(audience.receivers), len(audience.unreachable)) == (3 * count, 0)
        assert len([each.reason() for each in audience.letters()]) == 3 * count
