"""The list of applications as a file."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from applications.enums import ApplicationStatus, VerdictOutcome
from applications.models import Verdict
from cohorts.models import Cohort
from modellkonceptet.tables import XLSX
from tests import factories


@pytest.fixture
def cohort(db: None) -> Cohort:
    made = factories.make_cohort(slug="mk")
    for number, name in enumerate(["Lund", "=HYPERLINK()", "Kiruna"]):
        application = factories.make_application(
            cohort=made,
            organisation=factories.make_organisation(
                name, official_name=name, county_code=f"{number:02d}"
            ),
            status=ApplicationStatus.SUBMITTED,
        )
        Verdict.objects.create(
            application=application,
            criterion=application.terms.criteria.get(key="team"),
            outcome=VerdictOutcome.NOT_MET,
            reason="-ingen politiker",
        )
    return made


def export(client: Client, kind: str, query: str = "") -> Any:
    return client.get(reverse("applications:review_export", args=["mk", kind]) + query)


def rows_of(response: Any) -> list[list[str]]:
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_every_row_of_the_filter_is_exported_as_csv(
    client: Client, cohort: Cohort, project_lead: Any
) -> None:
    client.force_login(project_lead)
    response = export(client, "csv")
    heading, *rows = rows_of(response)
    assert response["Content-Disposition"] == 'attachment; filename="mk.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert [row[1] for row in rows] == ["'=HYPERLINK()", "Kiruna", "Lund"]
    why = [len(row) for row in rows]
    assert why == [len(heading)] * 3
    assert [cell for cell in rows[0] if "politiker" in cell] == ["'-ingen politiker"]
    assert [row[1] for row in rows_of(export(client, "csv", "?county=02"))[1:]] == ["Kiruna"]


def test_the_same_rows_are_exported_as_excel(
    client: Client, cohort: Cohort, project_lead: Any
) -> None:
    client.force_login(project_lead)
    response = export(client, "xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert response["Content-Type"] == XLSX
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        "'=HYPERLINK()",
        "Kiruna",
        "Lund",
    ]


def test_export_asks_as_many_queries_for_many_rows(
    client: Client, cohort: Cohort, project_lead: Any, django_assert_num_queries: Any
) -> None:
    client.force_login(project_lead)
    with django_assert_num_queries(8):
        export(client, "csv")
    for _n in range(5):
        factories.make_application(cohort=cohort, status=ApplicationStatus.SUBMITTED)
    with django_assert_num_queries(8):
        export(client, "csv")


@pytest.mark.parametrize("role", ["finance", "evaluator", "applicant"])
def test_others_than_reviewers_export_nothing(
    client: Client, cohort: Cohort, role: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    assert export(client, "csv").status_code == 403


def test_only_known_formats_exist(client: Client, cohort: Cohort, project_lead: Any) -> None:
    client.force_login(project_lead)
    assert export(client, "pdf").status_code == 404
