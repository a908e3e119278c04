"""The page of what a person has to do, and its first rows on Min omgång and the desk."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.models import Participation
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.enums import Role
from modellkonceptet.notifications.reminder_plan import lines_on, told_by
from modellkonceptet.notifications.reminder_rules import find_due, rounds_on
from modellkonceptet.notifications.todo import Task, tasks_of
from tests import factories
from tests.architecture.world import make_world
from tests.notifications.registry import only
from tests.reporting.due_recipes import asking, on

TODAY = date(2027, 3, 3)  # a Wednesday


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Iterator[None]:
    with time_machine.travel(factories.stockholm(2027, 3, 3), tick=False):
        yield


@pytest.fixture
def lund(strategist: Any, manager: Any) -> Participation:
    return factories.make_participation(
        factories.make_cohort(name_sv="Modellkommuner 2027–2028"),
        factories.make_organisation("Lund"),
        team={"strategist": strategist, "senior_manager": manager},
    )


def page_of(client: Client, person: Any, name: str = "reporting:todo", *args: Any) -> Any:
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client.get(reverse(name, args=args))


def headings(page: Any) -> list[tuple[str, list[str]]]:
    groups = page.context["page"].groups
    return [(heading, [task.sentence for task in tasks]) for _anchor, heading, tasks in groups]


def test_what_is_to_be_done_stands_in_groups_each_with_its_link(
    client: Client, lund: Participation, strategist: Any
) -> None:
    with only(asking(on(20), on(9), on(2), on(-3), on(90))):
        page = page_of(client, strategist)
    assert page.context["page"].headline == "One thing is late"
    assert page.context["page"].ahead == "Three more are ahead."
    html = page.content.decode()
    assert [html.count(f'<a href="/x/{days}/">Gör {days}</a>') for days in (20, 9, 2, -3, 90)] == [
        1,
        1,
        1,
        1,
        0,
    ]
    assert headings(page) == [
        ("Should have been done", ["Gör -3"]),
        ("This week", ["Gör 2"]),
        ("Within two weeks", ["Gör 9"]),
        ("Later", ["Gör 20"]),
    ]


@pytest.mark.parametrize(
    ("days", "headline", "ahead"),
    [
        ((2,), "One thing to do this week", ""),
        ((0, 2, 9), "Two things to do this week", "One more is ahead."),
        ((9, 20), "Nothing to do this week", "Two things are ahead."),
        ((90,), "Nothing to do just now", ""),
        ((), "Nothing to do just now", ""),
    ],
)
def test_the_heading_says_what_presses(
    client: Client,
    lund: Participation,
    strategist: Any,
    days: tuple[int, ...],
    headline: str,
    ahead: str,
) -> None:
    with only(asking(*map(on, days))):
        page = page_of(client, strategist).context["page"]
        assert (page.headline, page.ahead) == (headline, ahead)


def test_an_empty_page_says_what_comes_next(
    client: Client, lund: Participation, strategist: Any, manager: Any
) -> None:
    with only(asking(on(90))):
        pages = [page_of(client, who).context["page"].todo.next for who in (strategist, manager)]
    assert [one and one.sentence for one in pages] == ["Gör 90", None]


def test_min_omgang_shows_the_first_five_and_how_many_there_are(
    client: Client, lund: Participation, strategist: Any, manager: Any
) -> None:
    with only(asking(*(on(days) for days in range(1, 8)))):
        page = page_of(client, strategist, "reporting:my_participation", lund.pk)
        empty = page_of(client, manager, "reporting:my_participation", lund.pk)
        two_rounds = factories.make_participation(team={"strategist": strategist})
        listed = page_of(client, strategist, "reporting:my_round")
    assert two_rounds
    todo = page.context["todo"]
    assert ([task.sentence for task in todo.first], len(todo.tasks)) == (
        [f"Gör {days}" for days in range(1, 6)],
        7,
    )
    assert [answer.content.decode().count("Gör ") for answer in (page, empty, listed)] == [5, 0, 5]


def test_the_leads_own_things_stand_on_the_desk(
    client: Client, lund: Participation, project_lead: Any, finance: Any, reviewer: Any
) -> None:
    raised = asking(on(-8), ladder=((Role.DESK, 7),))
    with only(raised):
        desks = [
            page_of(client, who, "reporting:desk").context
            for who in (project_lead, finance, reviewer)
        ]
    assert [[(task.sentence, task.is_above) for task in desk["todo"].tasks] for desk in desks] == [
        [("Lund has not done this: gör -8", True)],
        [],
        [],
    ]
    # Lund has no group either.
    assert [desk["total_waiting"] for desk in desks] == [1 + 1, 0, 0]


def test_whoever_has_not_signed_in_is_asked_to(client: Client) -> None:
    assert client.get(reverse("reporting:todo")).status_code == 302


# --- the rules of the product ----------------------------------------------------
@pytest.mark.walk
def test_every_mail_of_the_products_rules_is_on_its_receivers_page() -> None:
    """Narrowed to what the person sees, the page still holds all that the clock would mail."""
    make_world()
    people = {user.email.lower(): user for user in User.objects.all()}
    mailed = 0
    for days in range(-20, 120, 7):
        day = TODAY + timedelta(days=days)
        found = find_due(rounds_on(day), day)
        told = {one.key: {who.key for who in told_by(one, day)} for one in found}
        pages = {
            key: {task.found.key for task in tasks_of(user, day)} for key, user in people.items()
        }
        for line in lines_on(found, day):
            if line.recipient.key in people:
                mailed += 1
                assert line.found.key in pages[line.recipient.key], (day, line)
        for key, page in pages.items():
            assert all(key in told[one] for one in page)
    assert mailed


def test_the_products_rules_ask_no_more_for_thirty_organisations(
    strategist: Any, project_lead: Any
) -> None:
    """How many queries each rule takes is its own app's to say; here that they do not grow."""
    make_world()
    cohort = factories.make_cohort()

    def asked_when_there_are(more: int) -> list[int]:
        for _each in range(more):
            team = {seat: factories.make_user() for seat in ("politician", "senior_manager")}
            factories.make_participation(cohort, team=team | {"strategist": strategist})
        counts = []
        for who in (strategist, project_lead):
            with CaptureQueriesContext(connection) as queries:
                tasks_of(who, TODAY)
            counts.append(len(queries))
        return counts

    assert asked_when_there_are(1) == asked_when_there_are(29)


def _keys(tasks: list[Task]) -> set[tuple[str, str, date]]:
    return {task.found.key for task in tasks}
