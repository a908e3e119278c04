"""Every operation, asked by everybody: what it needs, whose rows it gives, in one shape."""

import pytest
from django.test import Client

from modellkonceptet.accounts.enums import Scope
from modellkonceptet.views import PUBLIC
from reporting.api.mounting import OPERATIONS
from tests.api.asking import ask, key_of
from tests.architecture.addresses import WORDS, address
from tests.architecture.urlconf import our_pages
from tests.architecture.world import make_world

pytestmark = pytest.mark.django_db
OWN = sorted(name for name, one in OPERATIONS.items() if one.key)
OPEN = sorted(OPERATIONS.keys() - set(OWN))
ROWS = [name for name in OWN if "{" in OPERATIONS[name].path]
LISTS = [name for name in OWN if "{" not in OPERATIONS[name].path]


@pytest.fixture
def world():
    return make_world()


def path_of(name, world, matter):
    page = next(page for page in our_pages() if page.name == f"api:{name}")
    return address(page, world, matter).removeprefix("/api/v1")


def test_every_operation_has_an_address_and_every_address_an_operation():
    pages = {page.name for page in our_pages() if page.name.startswith("api:")}

    assert pages == {f"api:{name}" for name in OPERATIONS} | {
        "api:guide", "api:description", "api:nothing",
    }  # fmt: skip


def test_an_operation_is_open_or_has_a_scope_and_a_permission():
    for page in our_pages():
        operation = OPERATIONS.get(page.name.removeprefix("api:"))
        if operation is None or not page.name.startswith("api:"):
            continue
        assert page.view_class.permission == operation.permission
        assert page.asks_for_key == (operation.key is not None)
        assert (operation.permission == PUBLIC) == (operation.key is None)
        assert operation.key is None or operation.key.scope in Scope.values


def test_what_is_open_says_the_same_to_everybody(client, world):
    paths = [path_of(name, world, world.lund) for name in OPEN]
    nobody = [ask(client, path) for path in paths]
    client.force_login(world.people["applicant"])
    key = key_of(world.people["other_applicant"])
    somebody = [ask(client, path, key) for path in paths]

    assert {answer.status_code for answer in nobody} == {200, 404}  # nothing is published here
    assert [a.content for a in somebody] == [a.content for a in nobody]


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer mk_", "Basic bWs6bWs=", f"Bearer mk_{'0' * 12}_{'a' * 43}", "Bearer å"],
)
def test_ones_own_needs_a_key_that_works(client, world, header):
    client.force_login(world.people["applicant"])  # a session opens nothing
    headers = {"Authorization": header} if header else {}

    answers = [ask(client, path_of(name, world, world.lund), **headers) for name in OWN]

    assert {(a.status_code, a["WWW-Authenticate"][:6], a["Content-Type"]) for a in answers} == {
        (401, "Bearer", "application/problem+json")
    }


def test_a_key_opens_only_its_scopes(client, world):
    owner = world.people["applicant"]
    keys = {scope: key_of(owner, scope) for scope in Scope.values}

    opened = {
        (name, scope): ask(client, path_of(name, world, world.lund), key).status_code
        for name in OWN
        for scope, key in keys.items()
    }

    assert opened == {
        (name, scope): 200 if scope == OPERATIONS[name].key.scope else 403
        for name in OWN
        for scope in keys
    }


@pytest.mark.parametrize("who", ["stranger", "other_applicant", "mentor", "colleague"])
def test_another_organisations_row_is_not_there(client, world, who):
    """The mentor sees the row on its page; a key opens no more than one's own organisation."""
    key = key_of(world.people[who])

    answers = {
        name: ask(client, path_of(name, world, world.lund), key).status_code for name in ROWS
    }

    assert answers == dict.fromkeys(ROWS, 404)


def test_a_partner_in_the_same_group_does_not_get_it_either(client, world):
    partner = world.ystad.rows["participation"]
    partner.group = world.lund.rows["group"]
    partner.save()
    key = key_of(world.ystad.owner)
    work = world.lund.rows["improvement"]

    answers = {
        name: ask(client, path_of(name, world, world.lund), key).status_code for name in ROWS
    }

    assert type(work).objects.visible_to(world.ystad.owner).contains(work)  # on its page they do
    assert answers == dict.fromkeys(ROWS, 404)


@pytest.mark.parametrize("name", LISTS)
def test_lists_hold_ones_own_rows_alone(client, world, name):
    both = {
        matter.organisation.name: ask(
            client, path_of(name, world, matter), key_of(matter.owner)
        ).json()["rader"]
        for matter in (world.lund, world.ystad)
    }
    stranger = ask(client, path_of(name, world, world.lund), key_of(world.people["stranger"]))

    lund, ystad = ({row["id"] for row in rows} for rows in both.values())
    assert (stranger.json()["rader"], lund & ystad) == ([], set())
    assert lund
    assert ystad


def test_whoever_left_the_team_reads_nothing_more(client, world):
    key, seat = key_of(world.lund.owner), world.lund.rows["team_member"]
    assert ask(client, "/mitt/arbeten/", key).json()["antal_totalt"] == 1

    seat.left_on = seat.participation.cohort.starts_on
    seat.save()

    assert ask(client, "/mitt/arbeten/", key).json()["antal_totalt"] == 0
    assert ask(client, path_of("own_work", world, world.lund), key).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_nothing_is_written(world, method):
    """Nor asked for the token of a form: there is nothing that a form could do."""
    client = Client(enforce_csrf_checks=True)

    answers = [
        getattr(client, method)(f"/api/v1{path_of(name, world, world.lund)}") for name in OPERATIONS
    ]

    assert {(a.status_code, a["Allow"], a["Content-Type"]) for a in answers} == {
        (405, "GET, HEAD, OPTIONS", "application/problem+json")
    }


def test_head_is_get_without_the_answer(client, world):
    key = key_of(world.lund.owner)
    headers = {"Authorization": f"Bearer {key}"}
    for name in OPERATIONS:
        path = path_of(name, world, world.lund)
        get, head = ask(client, path, key), client.head(f"/api/v1{path}", headers=headers)

        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.get("ETag") == get.get("ETag")


def test_a_misspelt_parameter_is_refused_by_name(client, world):
    key = key_of(world.lund.owner)
    for name in OPERATIONS:
        answer = ask(client, f"{path_of(name, world, world.lund)}?omgangen=4", key)

        assert (answer.status_code, answer.json()["fields"]) == (422, ["omgangen"])


def test_the_words_of_addresses_are_those_of_the_world(world):
    assert WORDS["omgang"] == world.cohort.slug
