"""Somebody new in a team: the page with everything, and the pages on which teams change."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import DecisionStatus
from applications.models import CommitmentGiven
from cohorts.models import GroupPost, TeamMember, TimelineEvent
from cohorts.services.teams import TeamSeat, change_team_member
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.group_world import GroupWorld, make_group_world

QUERIES_OF_THE_PAGE = 15
NEW = {"name": "Nya Namnet", "title": "", "email": "ny@lund.example", "phone": ""}


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Any:
    with time_machine.travel(factories.stockholm(2027, 3, 1), tick=False):
        yield


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10))


@pytest.fixture
def newcomer(world: GroupWorld) -> TeamMember:
    """Two politicians have been before; the decision came from an application with a promise."""
    application = factories.make_application(
        cohort=world.cohort, organisation=world.lund.organisation, status="admitted"
    )
    CommitmentGiven.objects.create(
        submission=application.current_submission, key="attend", wording="Vi lovar att delta."
    )
    decision = factories.make_decision(
        application,
        by=world.mentor,
        status=DecisionStatus.PUBLISHED,
        published_at=timezone.now(),
        published_by=world.mentor,
    )
    decision.participation = world.lund
    decision.save()
    actor = world.person("lund", "key_person")
    world.lund.team.filter(function="politician").update(joined_on=date(2026, 5, 1))
    second = TeamSeat("politician", "Mellan", email="mellan@lund.example")
    between = change_team_member(
        member=world.seat(world.lund, "politician"),
        successor=second,
        because="Ny politiker efter valet",
        actor=actor,
    )
    factories.make_user("ny@lund.example", name="Nya Namnet")
    seat = TeamSeat("politician", "Nya Namnet", email="ny@lund.example")
    came = change_team_member(member=between, successor=seat, actor=actor)
    assert came is not None
    return came


def page_of(client: Client, person: Any, member: TeamMember) -> Any:
    client.force_login(person)
    return client.get(reverse("reporting:handover", args=[member.pk]))


def test_the_page_has_what_a_newcomer_needs(
    client: Client, world: GroupWorld, newcomer: TeamMember
) -> None:
    GroupPost.objects.create(group=world.group, author_name="Anna, Ystad kommun", text="Välkomna")
    GroupPost.objects.create(group=world.group, author_name="N", text="", removed_at=timezone.now())
    answer = page_of(client, newcomer.user, newcomer)
    page, html = answer.context["page"], answer.content.decode()
    assert [(one.name, one.period, one.because) for one in page.holders] == [
        ("Mellan", "1 mars 2027", ""),
        ("politician Lund", "1 maj 2026–1 mars 2027", "Ny politiker efter valet"),
    ]
    assert [one.wording for one in page.commitments] == ["Vi lovar att delta."]
    assert page.decision.get_outcome_display() == "Antagen"
    assert page.team[0].name == "Nya Namnet"
    assert [one.short for one in page.group.partners] == ["Lund", "Höör", "Ystad"]
    assert [post.text for post in page.posts] == ["Välkomna"]
    assert page.next.what == "Uppstartskonferens"
    assert html.count("<h1>Du tar över som politiker efter Mellan</h1>") == 1
    # Those who had the function before are named, and no more.
    assert html.count("mellan@lund.example") == 0


def test_who_meets_the_page(
    client: Client,
    world: GroupWorld,
    newcomer: TeamMember,
    project_lead: Any,
    reviewer: Any,
    stranger: Any,
) -> None:
    inside = [newcomer.user, project_lead, reviewer]
    assert [page_of(client, one, newcomer).status_code for one in inside] == [200] * 3
    # Of the own team and the group it is visible that somebody sits there; the page is theirs.
    beside = [world.person("lund", "strategist"), world.person("ystad", "politician")]
    assert [page_of(client, one, newcomer).status_code for one in beside] == [403, 403]
    gone = [stranger, world.person("lund", "politician")]
    assert [page_of(client, one, newcomer).status_code for one in gone] == [404, 404]
    # Whoever has left meets nothing at all.
    TeamMember.objects.filter(pk=newcomer.pk).update(left_on=date(2027, 3, 1))
    assert page_of(client, newcomer.user, newcomer).status_code == 404


def test_a_seat_from_the_start_and_one_without_a_group_have_a_page_too(
    client: Client, world: GroupWorld
) -> None:
    person = world.person("lund", "strategist")
    world.lund.group = None
    world.lund.save()
    answer = page_of(client, person, world.seat(world.lund, "strategist"))
    assert answer.content.decode().count("<h1>Du är jämställdhetsstrateg i teamet</h1>") == 1
    assert (answer.context["page"].group, answer.context["page"].posts) == (None, [])


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_asks_as_much_for_many_as_for_few(
    client: Client,
    world: GroupWorld,
    newcomer: TeamMember,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(count):
        day = date(2027, 4, 1) + timedelta(days=number)
        TimelineEvent.objects.create(
            cohort=world.cohort, kind="other", name_sv="Träff", first_day=day, last_day=day
        )
        TeamMember.objects.create(participation=world.lund, function="key_person", name=f"{number}")
        TeamMember.objects.create(
            participation=world.lund, function="politician", name=f"F {number}", left_on=day
        )
        GroupPost.objects.create(group=world.group, author_name="N", text="Hej")
    client.force_login(newcomer.user)
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        client.get(reverse("reporting:handover", args=[newcomer.pk]))


def test_a_key_person_changes_the_team_on_own_pages(client: Client, world: GroupWorld) -> None:
    client.force_login(world.person("lund", "key_person"))
    mine = reverse("reporting:my_participation", args=[world.lund.pk])
    old = world.seat(world.lund, "politician")
    url = reverse("reporting:team_member", args=[world.lund.pk, old.pk])
    assert client.get(mine).content.decode().count(f'href="{url}"') == 1
    asked = client.post(url, {**NEW, "because": "x" * 201, "change": "successor"})
    assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["because"])
    saved = client.post(url, {**NEW, "because": "Ny efter valet", "change": "successor"})
    old.refresh_from_db()
    assert (saved["Location"], old.left_because, old.successor.name) == (
        mine,
        "Ny efter valet",
        "Nya Namnet",
    )
    # From an old page a second time: nothing is there to change.
    assert client.post(url, {**NEW, "change": "successor"}).status_code == 404
    assert Message.objects.filter(kind="team_newcomer").count() == 1


def test_an_empty_function_is_shown_and_named(client: Client, world: GroupWorld) -> None:
    client.force_login(world.person("lund", "strategist"))
    mine = reverse("reporting:my_participation", args=[world.lund.pk])
    old = world.seat(world.lund, "senior_manager")
    url = reverse("reporting:team_member", args=[world.lund.pk, old.pk])
    client.post(url, {**NEW, "change": "leaves"})
    page = client.get(mine)
    assert [function.value for function in page.context["empty"]] == ["senior_manager"]
    add = reverse("reporting:team_add", args=[world.lund.pk])
    assert page.content.decode().count(f'{add}?function=senior_manager"') == 1
    assert client.get(f"{add}?function=senior_manager").context["form"]["function"].value() == (
        "senior_manager"
    )
    client.post(add, {**NEW, "function": "senior_manager"})
    assert client.get(mine).context["empty"] == []
    assert world.seat(world.lund, "senior_manager").succeeds == old


def test_handing_over_the_own_seat_leads_away_from_the_page(
    client: Client, world: GroupWorld
) -> None:
    client.force_login(world.person("lund", "key_person"))
    own = world.seat(world.lund, "key_person")
    url = reverse("reporting:team_member", args=[world.lund.pk, own.pk])
    assert client.post(url, {**NEW, "change": "successor"})["Location"] == reverse(
        "reporting:my_round"
    )


def test_others_do_not_change_a_team(client: Client, world: GroupWorld, project_lead: Any) -> None:
    seat = world.seat(world.lund, "politician")
    paths = [
        reverse("reporting:team_add", args=[world.lund.pk]),
        reverse("reporting:team_member", args=[world.lund.pk, seat.pk]),
    ]
    answers = {}
    for person in (
        world.person("lund", "politician"),
        world.person("ystad", "key_person"),
        world.mentor,
        project_lead,
    ):
        client.force_login(person)
        answers[person.email] = [client.post(path, NEW).status_code for path in paths]
    assert answers == {
        "politician@lund.example": [403, 403],
        "key_person@ystad.example": [404, 404],
        "mentor@malmo.example": [404, 404],
        # SKR has its own pages for it.
        "projektledare@skr.example": [404, 404],
    }
    # A person of another team is not in this one.
    client.force_login(world.person("lund", "key_person"))
    other = world.seat(world.ystad, "politician")
    wrong = reverse("reporting:team_member", args=[world.lund.pk, other.pk])
    assert client.post(wrong, {**NEW, "change": "leaves"}).status_code == 404
