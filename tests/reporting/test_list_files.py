"""Lists that can be had as files since there is one way to make them: who gets which rows."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests import factories
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import make_improvement, make_indicator
from tests.reporting.report_world import make_report_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> GroupWorld:
    made = make_group_world(kick_off=date(2027, 1, 20))
    make_improvement(made.lund, "=HYPERLINK()")
    make_improvement(made.lund, "Hemligt", is_private=True)
    make_indicator(made.lund, "Insats inom 30 dagar")
    return made


def rows(client: Client, address: str) -> list[list[str]]:
    """Those of the CSV, which are also those of the workbook."""
    answer = client.get(f"{address}csv")
    assert answer.status_code == 200
    found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    book = load_workbook(io.BytesIO(client.get(f"{address}xlsx").content))
    assert len(book.worksheets) == 2
    assert [row[0] for row in book.worksheets[0].values] == [row[0] for row in found]
    assert client.get(f"{address}pdf").status_code == 404
    return found[1:]


def test_the_works_of_a_participant_are_those_that_the_reader_sees(
    client: Client, world: GroupWorld
) -> None:
    address = f"{reverse('improvements:home', args=[world.lund.pk])}lista."
    client.force_login(world.person("lund", "strategist"))
    assert {row[0] for row in rows(client, address)} == {"'=HYPERLINK()", "Hemligt"}
    client.force_login(world.person("ystad", "strategist"))
    assert [row[0] for row in rows(client, address)] == ["'=HYPERLINK()"]
    client.force_login(factories.make_user())
    assert client.get(f"{address}csv").status_code == 403


def test_indicators_and_own_meetings_and_the_ledger(
    client: Client, world: GroupWorld, project_lead: Any
) -> None:
    client.force_login(world.person("lund", "strategist"))
    listed = rows(client, f"{reverse('improvements:indicators', args=[world.lund.pk])}lista.")
    assert [row[0] for row in listed] == ["Insats inom 30 dagar"]
    assert rows(client, f"{reverse('learning_meetings:meetings')}lista.") == []
    assert client.get(f"{reverse('cohorts:mentors')}lista.csv").status_code == 403
    client.force_login(project_lead)
    (mentor,) = rows(client, f"{reverse('cohorts:mentors')}lista.")
    assert (mentor[0], mentor[-2], mentor[-1]) == ("Malmö", "Mentor Malmö", "mentor@malmo.example")
    narrowed = client.get(f"{reverse('cohorts:mentors')}lista.csv", {"q": "Ingen"})
    assert len(narrowed.content.splitlines()) == 1


def test_the_reports_of_one_round_and_of_all(client: Client, project_lead: Any) -> None:
    reporting = make_report_world(due_on=date(2027, 9, 1))
    client.force_login(project_lead)
    one = rows(client, f"/skr/rapporter/{reporting.group.cohort.slug}/lista.")
    assert [row[1:3] for row in one] == [
        ["Höör kommun", "Slutrapport"],
        ["Lund kommun", "Slutrapport"],
        ["Ystad kommun", "Slutrapport"],
    ]
    assert rows(client, "/skr/rapporter/lista.") == one
    client.force_login(reporting.strategist)
    assert client.get("/skr/rapporter/lista.csv").status_code == 403


def test_the_archive_gives_everybody_what_the_filters_let_through(client: Client) -> None:
    round_ = factories.make_cohort(starts_on=date(2020, 1, 1))
    for name, county in (("Lund", "12"), ("Kiruna", "25")):
        factories.make_participation(
            round_,
            factories.make_organisation(name, county_code=county, county_name=f"Län {county}"),
        )
    assert {row[0] for row in rows(client, "/arkiv/lista.")} == {"Lund", "Kiruna"}
    answer = client.get("/arkiv/lista.csv?county=25").content.decode("utf-8-sig")
    assert [line.split(";")[0] for line in answer.splitlines()[1:]] == ["Kiruna"]
    assert "lista.csv?county=25" in client.get("/arkiv/?county=25").content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_a_list_takes_the_same_queries_for_few_and_many(
    client: Client, world: GroupWorld, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_improvement(world.lund, f"Arbete {number}")
    client.force_login(world.person("lund", "strategist"))
    with django_assert_num_queries(6):
        client.get(reverse("improvements:works_file", args=[world.lund.pk, "csv"]))
