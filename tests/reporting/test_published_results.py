"""What an organisation has published of its report: on its page, found, told; and gone again."""

from typing import Any

import pytest
from django.urls import reverse

from cohorts.models import Cohort
from reporting.archive_search import search
from reporting.models import ResultReport
from reporting.services.report_judging import approve_report
from reporting.services.report_publishing import publish_report, withdraw_publication
from reporting.services.report_sending import send_report
from tests.factories import make_user, stockholm
from tests.reporting.report_world import ReportWorld, make_report_world

NOW = stockholm(2028, 5, 8)
PLAN = "Vi följer upp skolorna varje år."
SECRET = "Det här stannar hemma."


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def world(db: None) -> ReportWorld:
    return make_report_world(due_on=NOW.date().replace(month=6))


@pytest.fixture
def lead(db: None) -> Any:
    return make_user("lead@skr.example", staff_role="project_lead")


@pytest.fixture
def approved(world: ReportWorld, lead: Any) -> ResultReport:
    report = world.begun()
    for key, text in (("steering", SECRET), ("indicators", SECRET), ("plan", PLAN)):
        world.write(report, key, text)
    report = send_report(report=report, actor=world.strategist)
    approve_report(report=report, actor=lead)
    return report


@pytest.fixture
def published(world: ReportWorld, approved: ResultReport) -> ResultReport:
    return publish_report(report=approved, keys=["plan"], actor=world.strategist)


def told(client: Any, report: ResultReport) -> dict[str, Any]:
    """Where the result shows: the status of its page, and whether each other place leads to it."""
    page = reverse("archive:result", args=[report.pk])
    places = {name: reverse(f"archive:{name}") for name in ("results", "feed", "sitemap")}
    places["organisation"] = report.participation.organisation.get_absolute_url()
    places["search"] = f"{reverse('archive:search')}?q=skolorna"
    return {
        "page": client.get(page).status_code,
        **{name: page in client.get(path).content.decode() for name, path in places.items()},
    }


def everywhere(status: int, *, is_told: bool) -> dict[str, Any]:
    places = ("results", "feed", "sitemap", "organisation", "search")
    return {"page": status, **dict.fromkeys(places, is_told)}


def test_what_is_approved_alone_is_nowhere_whoever_looks(
    client: Any, world: ReportWorld, approved: ResultReport, lead: Any
) -> None:
    nowhere = everywhere(404, is_told=False)
    seen = [told(client, approved)]
    for person in (world.strategist, lead):
        client.force_login(person)
        seen.append(told(client, approved))

    assert seen == [nowhere, nowhere, nowhere]


def test_what_is_published_is_found_and_read_in_the_chosen_parts_alone(
    client: Any, published: ResultReport
) -> None:
    page = client.get(reverse("archive:result", args=[published.pk])).content.decode()

    assert told(client, published) == everywhere(200, is_told=True)
    assert (PLAN in page, SECRET in page, "Styrning" in page) == (True, False, False)
    assert [hit.kind for hit in search("stannar hemma").hits] == []
    assert [hit.url for hit in search("SKOLORNA varje").hits] == [
        reverse("archive:result", args=[published.pk])
    ]


def test_a_publication_taken_back_is_gone_everywhere(
    client: Any, published: ResultReport, lead: Any
) -> None:
    withdraw_publication(report=published, actor=lead)

    assert told(client, published) == everywhere(404, is_told=False)


def test_a_result_of_a_round_that_is_no_longer_shown_is_not_shown_either(
    client: Any, published: ResultReport
) -> None:
    Cohort.objects.filter(pk=published.participation.cohort_id).update(announced_on=None)

    assert told(client, published) == everywhere(404, is_told=False)


def test_a_result_says_what_it_is_when_it_is_shared(client: Any, published: ResultReport) -> None:
    page = client.get(reverse("archive:result", args=[published.pk])).content.decode()

    assert page.count('<meta property="og:title"') == page.count('<link rel="canonical"') == 1


@pytest.mark.postgres
def test_postgresql_finds_other_forms_of_a_word_in_a_result(published: ResultReport) -> None:
    assert [hit.url for hit in search("skola uppföljning skolor").hits] == []
    assert [hit.url for hit in search("skolor").hits] == [
        reverse("archive:result", args=[published.pk])
    ]
    assert search("heading kind").hits == []


def test_the_pages_take_the_same_queries_whatever_is_published(
    client: Any, published: ResultReport, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):  # how many, and those; evaluations
        client.get(reverse("archive:results"))
    with django_assert_num_queries(1):
        client.get(reverse("archive:result", args=[published.pk]))
