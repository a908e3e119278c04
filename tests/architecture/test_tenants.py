"""Nobody meets another organisation's matter, whatever the address and whatever the method."""

import pytest
from django.urls import reverse

from tests.architecture.addresses import ROWS, address, unlisted
from tests.architecture.urlconf import our_pages
from tests.architecture.world import make_world

pytestmark = pytest.mark.django_db
METHODS = ["get", "head", "post", "put", "patch", "delete", "options"]
OUTSIDERS = ["stranger", "other_applicant", "finance", "evaluator"]


def private_pages():
    """The pages that are about one application or something that belongs to it."""
    return [
        page for page in our_pages() if page.name.startswith("applications:") and page.name in ROWS
    ]


@pytest.fixture
def world():
    return make_world()


def test_every_address_with_a_number_in_it_is_listed():
    assert unlisted() == []


def test_every_listed_address_exists():
    assert ROWS.keys() - {page.name for page in our_pages()} == set()


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("method", METHODS)
def test_another_organisations_matter_does_not_exist(client, world, who, method):
    client.force_login(world.people[who])
    matters = [world.lund] if who == "other_applicant" else [world.lund, world.ystad]

    answers = {
        address(page, world, matter): getattr(client, method)(
            address(page, world, matter)
        ).status_code
        for page in private_pages()
        for matter in matters
    }

    assert {path: status for path, status in answers.items() if status != 404} == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_organisations_row_below_ones_own_application_does_not_exist(client, world, method):
    client.force_login(world.people["applicant"])

    answers = {
        page.name: getattr(client, method)(
            address(page, world, world.lund, inner=world.ystad)
        ).status_code
        for page in private_pages()
        if len(ROWS[page.name]) > 1 and method in page.answers and not page.route.startswith("skr/")
    }

    assert {name: status for name, status in answers.items() if status != 404} == {}


def test_a_row_of_another_application_does_not_exist_for_skr_either(client, world):
    client.force_login(world.people["project_lead"])

    answers = {
        page.name: client.post(address(page, world, world.lund, inner=world.ystad)).status_code
        for page in private_pages()
        if len(ROWS[page.name]) > 1 and page.route.startswith("skr/")
    }

    assert {name: status for name, status in answers.items() if status != 404} == {}


def test_the_addresses_are_right_those_who_belong_there_get_in(client, world):
    """Without this the tests above could pass on addresses that nobody reaches."""
    lost = {}
    for page in private_pages():
        client.force_login(
            world.people["project_lead" if page.route.startswith("skr/") else "applicant"]
        )
        status = client.options(address(page, world, world.lund)).status_code
        if status not in {200, 405}:  # a button's view knows no OPTIONS
            lost[page.name] = status

    assert lost == {}


def test_a_prepared_decision_does_not_exist_for_the_applicant(client, world):
    client.force_login(world.people["applicant"])
    path = reverse("applications:letter_pdf", args=[world.lund.rows["prepared_decision"].pk])

    assert client.get(path).status_code == 404
