"""The pages of improvement works: what they find, who opens them, how many queries they take."""

from datetime import date

import pytest
from django.test import Client

from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import make_improvement


@pytest.fixture
def world(db: None) -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10))


def test_own(client: Client, world: GroupWorld) -> None:
    client.force_login(world.person("lund", "politician"))
    assert client.get("/forbattringar/").status_code == 302
    work = make_improvement(world.lund, status="testing")
    for path in (
        f"/forbattringar/hos/{world.lund.pk}/",
        f"/forbattringar/hos/{world.lund.pk}/ny/",
        work.get_absolute_url(),
        f"{work.get_absolute_url()}andra/",
        f"{work.get_absolute_url()}lage/abandon/",
        f"{work.get_absolute_url()}framsteg/",
        f"{work.get_absolute_url()}drivkrafter/",
    ):
        assert (path, client.get(path).status_code) == (path, 200)
