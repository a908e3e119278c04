"""The evaluator: data in which nobody is named, and a report that SKR publishes or takes back."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from improvements.models import AssessmentOccasion, Measurement
from modellkonceptet.records.models import StoredFile
from reporting.enums import FileOrderKind
from reporting.evaluation_codes import Codes, Place, coarsened
from reporting.evaluation_tables import TABLES
from reporting.makers import MAKERS
from reporting.models import EvaluationReport, FileOrder
from reporting.services.evaluating import (
    attach_evaluation,
    publish_evaluation,
    remove_evaluation,
    withdraw_evaluation,
)
from reporting.services.file_orders import make_files, order_files
from tests import factories
from tests.improvements.assessment_recipes import make_assessment, make_edition
from tests.improvements.recipes import make_cycle, make_improvement, make_indicator
from tests.test_uploads import pdf

NOW = datetime(2027, 6, 1, 10, 0, tzinfo=UTC)
NAMES = ("Lund", "Ystad", "Höör", "Kiruna", "Motala", "Umeå")
QUERIES = 15
SECRETS = ("Anna Hemlig", "Åsa Politiker", "ett namn: Karin", "privat arbete", "=HYPERLINK")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cohort() -> Any:
    """Six that take part, with everything that somebody could be recognised by."""
    made = factories.make_cohort(
        slug="hemlig-omgang", name_sv="Modellkommuner 2027", starts_on=date(2027, 1, 20)
    )
    for number, name in enumerate(NAMES):
        organisation = factories.make_organisation(
            name, code=f"99{number:02d}", county_code="12", county_name="Skåne län"
        )
        person = factories.make_user(f"person@{name.lower()}.example", name=f"Åsa Politiker {name}")
        home = factories.make_participation(made, organisation, team={"politician": person})
        work = make_improvement(
            home, title=f"{SECRETS[4]} i {name}", problem=SECRETS[2], outcome=SECRETS[0]
        )
        make_cycle(work, title=f"Test hos {name}", learned=SECRETS[0])
        make_improvement(home, title=f"{SECRETS[3]} {name}", is_private=True)
        indicator = make_indicator(home, f"Andel i {name}", unit=f"kr i {name}")
        for n in range(6):
            count = 3 if n == 2 else 40
            Measurement.objects.create(
                indicator=indicator,
                series="women",
                period=date(2027, 1 + n, 1),
                value=Decimal("33.77") if n == 2 else 40 + n,
                count=count,
                comment=SECRETS[0],
            )
    return made


def made(cohort: Any, actor: Any) -> dict[str, bytes]:
    """Every file of a new order, and all that lies inside of them, by name."""
    order = order_files(kind=FileOrderKind.EVALUATION_DATA, about=cohort, actor=actor)
    make_files(order_id=order.pk, makers=MAKERS)
    order.refresh_from_db()
    assert order.is_ready, order.failure
    found = {}
    for file in order.files.all():
        content = file.stored.content.read()
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = {name: packed.read(name) for name in packed.namelist()}
        found |= {f"{file.stored.name}/{name}": data for name, data in inside.items()}
        found[f"{file.title} {file.stored.name}"] = b""
    return found


def rows_of(files: dict[str, bytes], table: str) -> list[list[str]]:
    (content,) = (data for name, data in files.items() if name.endswith(f"/{table}.csv"))
    return [line.split(";") for line in content.decode("utf-8-sig").splitlines()]


# --- the data ------------------------------------------------------------------------------------


def test_nobody_is_named_anywhere_in_the_files(cohort: Any, evaluator: Any) -> None:
    files = made(cohort, evaluator)
    everything = " ".join(
        f"{name} {data.decode('utf-8', 'replace')}" for name, data in files.items()
    ).casefold()
    forbidden = {"hemlig-omgang", "politiker l", "@", ".example", "33,77", "33.77", *SECRETS}
    for home in cohort.participations.select_related("organisation"):
        organisation = home.organisation
        forbidden |= {organisation.name, organisation.official_name, f";{organisation.code};"}
        forbidden |= {organisation.organisation_number} - {""}
        for seat in home.team.all():
            forbidden |= {seat.name, seat.email}
    assert {word for word in forbidden if word.casefold() in everything} == set()


def test_every_table_is_there_with_a_description_of_each_of_its_columns(
    cohort: Any, evaluator: Any
) -> None:
    files = made(cohort, evaluator)
    described = {(table, name) for table, name, *_words in rows_of(files, "falt")[1:]}
    for table in TABLES:
        headings, *rows = rows_of(files, table.name)
        assert headings == table.headings
        assert {(table.name, name) for name in headings} <= described
        assert all(len(row) == len(headings) for row in rows)
    assert len(rows_of(files, "forbattringsarbeten")) == 1 + len(NAMES)
    assert {row[-1] for row in rows_of(files, "matvarden")[1:]} == {"Ja", "Nej"}
    assert any(name.endswith("/las_mig.txt") for name in files)


def test_a_code_is_the_same_in_every_order_and_another_in_every_round(
    cohort: Any, evaluator: Any
) -> None:
    first, second = (rows_of(made(cohort, evaluator), "organisationer") for _n in range(2))
    assert first == second
    assert [row[0] for row in first[1:]] == sorted(row[0] for row in first[1:])
    codes = [Codes(round_).of("organisation", 7) for round_ in (1, 2)]
    assert codes[0] != codes[1]


def test_the_codes_need_the_key_of_the_installation(settings: Any) -> None:
    code = Codes(1).of("organisation", 7)
    settings.SECRET_KEY = "another" * 8
    assert Codes(1).of("organisation", 7) != code


def test_of_a_round_of_four_nothing_is_given_out(cohort: Any, evaluator: Any) -> None:
    for home in cohort.participations.all()[:2]:
        home.delete()
    files = made(cohort, evaluator)
    assert {len(rows_of(files, table.name)) for table in TABLES} == {1}
    assert len(FileOrder.objects.get().omissions) == 1


@pytest.mark.parametrize(("teams", "rows"), [(4, 0), (5, 5)])
def test_a_self_assessment_of_few_stays_out(
    cohort: Any, evaluator: Any, teams: int, rows: int
) -> None:
    edition = make_edition(moments=1)
    occasion = AssessmentOccasion.objects.create(cohort=cohort, kind="start", number=0)
    for home in cohort.participations.all()[:teams]:
        make_assessment(home, occasion, edition, [1])
    assert len(rows_of(made(cohort, evaluator), "sjalvskattning")) == 1 + rows


@pytest.mark.parametrize(
    ("counties", "kept"),
    [
        ({"A": 5, "B": 5}, {"A", "B"}),
        ({"A": 6, "B": 4}, set()),  # B's four would be known by having no county
        ({"A": 7, "B": 6, "C": 1}, {"A"}),
        ({"A": 5, "B": 3, "C": 2}, {"A"}),
        ({"A": 4}, set()),
    ],
)
def test_a_county_stands_only_in_good_company(counties: dict[str, int], kept: set[str]) -> None:
    places = {
        len(counties) * n + place: Place("municipality", county)
        for place, (county, many) in enumerate(counties.items())
        for n in range(many)
    }
    found = coarsened(places).values()
    assert {place.county for place in found} - {""} == kept
    for county in {place.county for place in found}:
        alike = sum(place.county == county for place in found)
        assert alike >= 5 or len(places) < 5


def test_a_lone_region_takes_the_kind_of_some_with_it() -> None:
    places = {n: Place("municipality", "A") for n in range(9)} | {9: Place("region", "A")}
    assert set(coarsened(places).values()) == {Place()}


@pytest.mark.parametrize("role", ["reviewer", "finance", "applicant"])
def test_others_order_nothing(
    client: Client, cohort: Any, role: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    assert client.get(reverse("reporting:evaluation", args=[cohort.slug])).status_code in (403, 404)
    address = reverse("reporting:order_evaluation_data", args=[cohort.slug])
    assert client.post(address).status_code in (403, 404)
    assert not FileOrder.objects.exists()


def test_the_data_are_made_in_as_many_queries_for_many(
    cohort: Any, evaluator: Any, django_assert_num_queries: Any
) -> None:
    def read() -> None:
        order = FileOrder.objects.create(
            kind=FileOrderKind.EVALUATION_DATA, cohort=cohort, ordered_by=evaluator
        )
        progress = type("Progress", (), {"step": lambda *a, **k: None, "leave_out": print})()
        list(MAKERS[FileOrderKind.EVALUATION_DATA](order, progress))
        order.delete()

    read()
    with django_assert_num_queries(QUERIES):
        read()
    for name in ("Ale", "Boden", "Eda", "Falun"):
        home = factories.make_participation(cohort, factories.make_organisation(name))
        make_cycle(make_improvement(home))
        make_indicator(home)
    with django_assert_num_queries(QUERIES):
        read()


# --- the report ----------------------------------------------------------------------------------


def titled(document: Any, title: str) -> None:
    """Files with different contents: authors and titles are taken out of them."""
    for _n in range(len(title) % 7 + int(title.split()[-1]) if title[-1].isdigit() else 0):
        document.add_blank_page()


def attached(cohort: Any, actor: Any, title: str = "Lärande utvärdering") -> EvaluationReport:
    file = SimpleUploadedFile(
        "rapport.pdf", pdf(lambda document: titled(document, title)), content_type="application/pdf"
    )
    return attach_evaluation(
        cohort=cohort, title=title, authors="Institutet", file=file, actor=actor
    )


def public_answers(client: Client, report: EvaluationReport) -> list[int]:
    names = ("evaluation_report", "evaluation_file")
    return [client.get(reverse(f"reporting:{n}", args=[report.pk])).status_code for n in names]


def test_a_report_is_public_from_publication_to_withdrawal(
    client: Client, cohort: Any, evaluator: Any, project_lead: Any
) -> None:
    report = attached(cohort, evaluator)
    listing, timeline = reverse("archive:results"), reverse("archive:timeline")
    assert public_answers(client, report) == [404, 404]
    publish_evaluation(report=report, actor=project_lead)
    assert public_answers(client, report) == [200, 200]
    assert report.title in client.get(listing).content.decode()
    assert report.title in client.get(timeline).content.decode()
    with pytest.raises(ValidationError):
        remove_evaluation(report=report, actor=project_lead)
    withdraw_evaluation(report=report, actor=project_lead)
    assert public_answers(client, report) == [404, 404]
    assert report.title not in client.get(listing).content.decode()
    assert report.title not in client.get(timeline).content.decode()
    remove_evaluation(report=report, actor=project_lead)
    assert not StoredFile.objects.filter(name="rapport.pdf").exists()
    remove_evaluation(report=report, actor=project_lead)  # twice is once


def test_a_published_report_of_a_round_that_is_not_announced_is_not_public(
    client: Client, cohort: Any, project_lead: Any
) -> None:
    report = publish_evaluation(report=attached(cohort, project_lead), actor=project_lead)
    type(cohort).objects.update(announced_on=None, is_historical=False)
    assert public_answers(client, report) == [404, 404]
    client.force_login(project_lead)
    assert public_answers(client, report) == [200, 200]


def test_the_evaluator_attaches_and_does_not_publish(
    client: Client, cohort: Any, evaluator: Any
) -> None:
    client.force_login(evaluator)
    page = reverse("reporting:evaluation", args=[cohort.slug])
    file = SimpleUploadedFile("rapport.pdf", pdf(), content_type="application/pdf")
    answer = client.post(page, {"title": "<b>Titel", "authors": "Institutet", "file": file})
    assert answer.status_code == 302
    shown = client.get(page).content.decode()
    assert "&lt;b&gt;Titel" in shown
    report = EvaluationReport.objects.get()
    assert reverse("reporting:publish_evaluation", args=[report.pk]) not in shown
    for name in ("publish_evaluation", "withdraw_evaluation", "remove_evaluation"):
        assert client.post(reverse(f"reporting:{name}", args=[report.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        publish_evaluation(report=report, actor=evaluator)


def test_the_lead_publishes_and_takes_back_on_the_page(
    client: Client, cohort: Any, project_lead: Any
) -> None:
    report = attached(cohort, project_lead)
    client.force_login(project_lead)
    page = reverse("reporting:evaluation", args=[cohort.slug])
    for name in ("publish_evaluation", "withdraw_evaluation", "remove_evaluation"):
        assert reverse(f"reporting:{name}", args=[report.pk]) in (client.get(page).content.decode())
        assert client.post(reverse(f"reporting:{name}", args=[report.pk]))["Location"] == page
    assert not EvaluationReport.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("rapport.pdf", b"MZ no pdf"), ("rapport.exe", b"MZ"), ("rapport.pdf", b"")],
)
def test_what_is_no_pdf_is_refused_at_its_field(
    client: Client, cohort: Any, evaluator: Any, name: str, content: bytes
) -> None:
    client.force_login(evaluator)
    file = SimpleUploadedFile(name, content)
    answer = client.post(
        reverse("reporting:evaluation", args=[cohort.slug]),
        {"title": "T", "authors": "A", "file": file},
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"file"}
    assert not EvaluationReport.objects.exists()


def test_the_same_file_again_is_the_report_that_is_there(cohort: Any, evaluator: Any) -> None:
    assert attached(cohort, evaluator) == attached(cohort, evaluator)


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_asks_the_same_number_of_questions(
    client: Client, cohort: Any, evaluator: Any, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        attached(cohort, evaluator, f"Rapport {number}")
        made(cohort, evaluator)
    client.force_login(evaluator)
    page = reverse("reporting:evaluation", args=[cohort.slug])
    client.get(page)
    with django_assert_num_queries(7):
        assert client.get(page).status_code == 200
