"""The first view is light: HTML, styles, scripts and pictures, compressed, without fonts."""

import gzip
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from applications.enums import ApplicationStatus
from tests import factories

pytestmark = pytest.mark.django_db
LIMIT = 100_000  # bytes of one first view
STATIC_FILE = re.compile(r'(?:href|src)="/static/([^"#?]+)')


def packed(content: bytes) -> int:
    """Size as a server's ordinary compression sends it."""
    return len(gzip.compress(content, compresslevel=6, mtime=0))


def parts(html: bytes) -> Iterator[bytes]:
    """The page itself and each static file it asks for, once."""
    yield html
    for name in set(STATIC_FILE.findall(html.decode())):
        path = finders.find(name)
        assert path, f"{name} is not among the static files"
        with open(path, "rb") as file:
            yield file.read()


def weight(client: Client, address: str) -> int:
    response = client.get(address)
    assert response.status_code == 200
    return sum(packed(part) for part in parts(response.content))


def test_the_start_page_is_light(client: Client) -> None:
    factories.make_cohort(slug="modellkommuner-2027")
    assert weight(client, reverse("start")) < LIMIT


def test_the_list_of_fifty_applications_is_light(client: Client, project_lead: Any) -> None:
    cohort = factories.make_cohort(slug="modellkommuner-2027")
    for _number in range(50):
        factories.make_application(cohort=cohort, status=ApplicationStatus.SUBMITTED)
    client.force_login(project_lead)
    assert weight(client, reverse("applications:review_list", args=[cohort.slug])) < LIMIT


def test_the_archive_of_all_rounds_so_far_is_light(client: Client) -> None:
    for command in ("load_organisations", "load_history"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    assert weight(client, reverse("archive:archive")) < LIMIT


def test_the_bare_frame_takes_less_than_half(client: Client) -> None:
    assert weight(client, reverse("account_login")) < LIMIT / 2
