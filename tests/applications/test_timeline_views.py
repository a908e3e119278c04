"""Moving a round on SKR's page: seen first, then done, and everybody told once."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from applications.recipients import people_concerned
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.factories import stockholm

pytestmark = pytest.mark.django_db
NEW_DAY = {"starts_on_day": "27", "starts_on_month": "4", "starts_on_year": "2027"}


@pytest.fixture
def now():
    with time_machine.travel(stockholm(2027, 1, 10), tick=False):
        yield


@pytest.fixture
def cohort(now):
    return factories.make_cohort(
        slug="vt",
        announced_on=date(2027, 1, 1),
        opens_on=date(2027, 1, 4),
        closes_on=date(2027, 2, 1),
        decision_on=date(2027, 2, 15),
        starts_on=date(2027, 3, 9),
    )


@pytest.fixture
def people(cohort):
    """Two who write, one of them in the team too; one member without account; one gone."""
    writer = factories.make_user("skriver@lund.example")
    factories.make_application(cohort=cohort, owner=writer)
    factories.make_application(cohort=cohort, owner=factories.make_user("utdragen@x.example"))
    withdrawn = factories.make_application(
        cohort=cohort, owner=factories.make_user("gick@y.example"), status="withdrawn"
    )
    participation = factories.make_participation(cohort, team={"key_person": writer})
    participation.team.create(function="politician", name="Politiker", email="p@lund.example")
    participation.team.create(
        function="politician", name="Förra", email="f@x.example", left_on=date(2027, 1, 2)
    )
    return withdrawn


URL = "/skr/omgangar/vt/flytta/"


def test_the_people_concerned(cohort, people):
    assert [person.email for person in people_concerned(cohort)] == [
        "skriver@lund.example",
        "utdragen@x.example",
        "p@lund.example",
    ]


def test_the_first_page_asks_for_the_day(client, cohort, project_lead):
    client.force_login(project_lead)
    response = client.get(reverse("applications:move_timeline", args=["vt"]))
    assert (response.status_code, response.context["plan"]) == (200, None)
    assert 'value="9"' in response.content.decode()


def test_preview_then_confirm(client, cohort, people, project_lead):
    client.force_login(project_lead)
    preview = client.get(URL, {**NEW_DAY, "scope": "ahead"})
    assert preview.status_code == 200
    assert preview.context["recipient_count"] == 3
    assert [row["after"] for row in preview.context["moving"]] == [
        "22 mars 2027",
        "5 april 2027",
        "27 april 2027",
    ]
    cohort.refresh_from_db()
    assert (cohort.starts_on, Message.objects.count()) == (date(2027, 3, 9), 0)
    confirmed = client.post(
        URL,
        {**NEW_DAY, "scope": "ahead", "fingerprint": preview.context["plan"].fingerprint},
    )
    assert (confirmed.status_code, confirmed.url) == (302, "/omgangar/vt/")
    cohort.refresh_from_db()
    assert (cohort.closes_on, cohort.starts_on) == (date(2027, 3, 22), date(2027, 4, 27))
    assert Message.objects.filter(kind="timeline_moved").count() == 3
    again = client.post(
        URL,
        {**NEW_DAY, "scope": "ahead", "fingerprint": preview.context["plan"].fingerprint},
    )
    assert (again.status_code, Message.objects.count()) == (422, 3)


@pytest.mark.parametrize(
    "parts",
    [
        {"starts_on_day": "31", "starts_on_month": "2", "starts_on_year": "2027"},
        {"starts_on_day": "", "starts_on_month": "", "starts_on_year": ""},
        {"starts_on_day": "9", "starts_on_month": "3", "starts_on_year": "2027"},
        {"starts_on_day": "20", "starts_on_month": "1", "starts_on_year": "2027"},
        {"starts_on_day": "9", "starts_on_month": "3", "starts_on_year": "9999"},
    ],
)
def test_a_day_that_cannot_be_is_explained(client, cohort, project_lead, parts):
    client.force_login(project_lead)
    response = client.get(URL, {**parts, "scope": "ahead"})
    assert (response.status_code, response.context["plan"]) == (422, None)


def test_without_what_was_shown_nothing_moves(client, cohort, project_lead):
    client.force_login(project_lead)
    response = client.post(URL, {**NEW_DAY, "scope": "ahead"})
    cohort.refresh_from_db()
    assert (response.status_code, cohort.starts_on) == (422, date(2027, 3, 9))


def test_only_the_project_lead_comes_here(client, cohort, reviewer, strategist):
    for person, status in ((reviewer, 403), (strategist, 403)):
        client.force_login(person)
        assert client.get(URL).status_code == status
    client.logout()
    assert client.get(URL).status_code == 302
