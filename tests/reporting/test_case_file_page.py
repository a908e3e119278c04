"""Who orders a case file, and what the page says of those that were made."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import Function, ParticipationStatus
from cohorts.models import TeamMember
from reporting.enums import FileOrderKind
from reporting.models import FileOrder
from tests.architecture.world import World
from tests.factories import make_user
from tests.reporting.case_recipes import make_case_world, order, without_documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return make_case_world()


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    without_documents(monkeypatch)


@pytest.fixture
def others(world: World) -> dict[str, Any]:
    """Of the same team, of the partner's, and outside."""
    home, partner = (matter.rows["participation"] for matter in (world.lund, world.ystad))
    people = {}
    for name, participation, function in (
        ("politician", home, Function.POLITICIAN),
        ("key_person", home, Function.KEY_PERSON),
        ("partner", partner, Function.KEY_PERSON),
    ):
        people[name] = make_user(name=name)
        TeamMember.objects.create(
            participation=participation, function=function, user=people[name], name=name
        )
    return people | world.people


def page(world: World) -> str:
    return reverse("reporting:case_file", args=[world.lund.rows["participation"].pk])


@pytest.mark.parametrize(
    "who, status",
    [
        ("applicant", 200),
        ("key_person", 200),
        ("politician", 403),
        ("partner", 404),
        ("mentor", 404),
        ("other_applicant", 404),
        ("colleague", 404),
        ("project_lead", 404),
        ("superuser", 404),
        ("stranger", 404),
    ],
)
def test_who_opens_the_page(
    client: Client, world: World, others: dict[str, Any], who: str, status: int
) -> None:
    client.force_login(others[who])
    assert client.get(page(world)).status_code == status
    posted = client.post(page(world)).status_code
    assert posted == (302 if status == 200 else status)
    assert FileOrder.objects.count() == (1 if status == 200 else 0)


def test_who_fetches_the_file(
    client: Client, world: World, others: dict[str, Any], fast: None
) -> None:
    found = order(world)
    addresses = [found.get_absolute_url(), found.files.get().get_absolute_url()]
    for who, person in others.items():
        client.force_login(person)
        statuses = {client.get(address).status_code for address in addresses}
        assert statuses == ({200} if who in ("applicant", "key_person") else {404}), who


def test_after_leaving_nothing_is_left(client: Client, world: World, fast: None) -> None:
    found = order(world)
    client.force_login(world.lund.owner)
    world.lund.rows["participation"].team.update(left_on=timezone.localdate())
    addresses = [page(world), found.get_absolute_url(), found.files.get().get_absolute_url()]
    assert {client.get(address).status_code for address in addresses} == {404}


def test_a_participant_that_has_left_the_round(client: Client, world: World) -> None:
    home = world.lund.rows["participation"]
    home.status, home.withdrawn_on = ParticipationStatus.WITHDRAWN, timezone.localdate()
    home.withdrawal_reason = "Ny majoritet"
    home.save()
    client.force_login(world.lund.owner)
    assert client.get(page(world)).status_code == 403
    assert (
        page(world)
        not in client.get(reverse("reporting:my_participation", args=[home.pk])).content.decode()
    )


def test_pressing_twice_is_one_order(client: Client, world: World) -> None:
    client.force_login(world.lund.owner)
    answers = {client.post(page(world))["Location"] for _press in range(2)}
    assert answers == {FileOrder.objects.get().get_absolute_url()}


def test_the_page_tells_what_was_ordered(client: Client, world: World, fast: None) -> None:
    client.force_login(world.lund.owner)
    mine = reverse("reporting:my_participation", args=[world.lund.rows["participation"].pk])
    assert page(world) in client.get(mine).content.decode()
    made = order(world)
    html = client.get(page(world)).content.decode()
    assert made.get_absolute_url() in html
    assert "Klar" in html
    assert "30 dagar" in html


def test_only_those_who_may_are_led_there(
    client: Client, world: World, others: dict[str, Any]
) -> None:
    mine = reverse("reporting:my_participation", args=[world.lund.rows["participation"].pk])
    client.force_login(others["politician"])
    assert page(world) not in client.get(mine).content.decode()


@pytest.mark.parametrize("orders", [1, 12])
def test_few_and_many_orders_ask_alike(
    client: Client, world: World, orders: int, django_assert_num_queries: Any
) -> None:
    for _n in range(orders):
        FileOrder.objects.create(
            kind=FileOrderKind.CASE_FILE,
            cohort=world.cohort,
            participation=world.lund.rows["participation"],
            ordered_by=world.lund.owner,
            finished_at=timezone.now() + timedelta(minutes=1),
        )
    client.force_login(world.lund.owner)
    client.get(page(world))
    with django_assert_num_queries(5):
        assert client.get(page(world)).status_code == 200
