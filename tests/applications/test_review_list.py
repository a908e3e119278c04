"""SKR's list of a round's applications."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import ApplicationStatus, VerdictOutcome
from applications.models import (
    AdmissionDecision,
    Application,
    ListPreference,
    Submission,
    Verdict,
)
from cohorts.models import Cohort, Organisation, Participation
from tests import factories
from tests.applications.review_recipes import list_url, make_one

S = ApplicationStatus


# The whole page, signing in included, whatever number of rows there is.
QUERIES_OF_THE_LIST = 11


@pytest.fixture
def cohort(db: None) -> Cohort:
    return factories.make_cohort(slug="mk", name_sv="Modellkommuner 2027–2028", capacity=12)


@pytest.fixture
def lead(client: Client, project_lead: Any) -> Client:
    client.force_login(project_lead)
    return client


def fill(cohort: Cohort, count: int) -> None:
    """`count` applications with verdicts, in bulk."""
    owner = factories.make_user()
    terms = cohort.terms.get()
    organisations = Organisation.objects.bulk_create(
        Organisation(
            kind="municipality",
            code=f"{n:04d}"[-4:],
            name=f"Fylld {n:04d}",
            official_name=f"Fylld {n:04d} kommun",
            county_code=f"{n % 21:02d}",
            county_name=f"Län {n % 21:02d}",
            population=n,
            skr_group="B3",
        )
        for n in range(5000, 5000 + count)
    )
    applications = Application.objects.bulk_create(
        Application(
            cohort=cohort, terms=terms, organisation=each, created_by=owner, holds_place=True
        )
        for each in organisations
    )
    submissions = Submission.objects.bulk_create(
        Submission(application=each, number=1, answers=[], submitted_by=owner)
        for each in applications
    )
    for application, submission in zip(applications, submissions, strict=True):
        application.current_submission = submission
        application.first_submitted_at = timezone.now()
        application.status = S.SUBMITTED
    Application.objects.bulk_update(
        applications, ["current_submission", "first_submitted_at", "status"], batch_size=500
    )
    Verdict.objects.bulk_create(
        Verdict(application=each, criterion=criterion, outcome="met", reason="Klart.")
        for criterion in terms.criteria.all()
        for each in applications
    )
    AdmissionDecision.objects.bulk_create(
        AdmissionDecision(application=each, number=1, outcome="admitted", prepared_by=owner)
        for each in applications[:2]
    )


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["rows"]]


@pytest.mark.parametrize(("stored", "shown"), [(3, 3), (50, 50), (3000, 50)])
def test_the_list_asks_the_same_number_of_queries_whatever_its_length(
    lead: Client, cohort: Cohort, stored: int, shown: int, django_assert_num_queries: Any
) -> None:
    fill(cohort, stored)
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        response = lead.get(list_url(cohort))
    assert (response.status_code, len(response.context["rows"])) == (200, shown)
    assert response.context["total"] == stored


def test_a_new_filter_costs_one_more_query_to_remember(
    lead: Client, cohort: Cohort, django_assert_num_queries: Any
) -> None:
    fill(cohort, 3)
    lead.get(list_url(cohort, "?sort=-name"))
    with django_assert_num_queries(12):
        lead.get(list_url(cohort, "?county=08&sort=population"))


def test_swedish_letters_come_last_in_their_order(lead: Client, cohort: Cohort) -> None:
    for name in ("Östersund", "Älmhult", "Åre", "Ystad", "Arboga"):
        make_one(cohort, name)
    assert names(lead.get(list_url(cohort))) == ["Arboga", "Ystad", "Åre", "Älmhult", "Östersund"]


def test_drafts_and_withdrawn_are_shown_only_when_asked_for(lead: Client, cohort: Cohort) -> None:
    make_one(cohort, "Lund")
    make_one(cohort, "Ystad", status=S.DRAFT)
    make_one(cohort, "Osby", status=S.WITHDRAWN)
    flagged = make_one(cohort, "Kiruna", status=S.DRAFT)
    Application.objects.filter(pk=flagged.pk).update(is_flagged=True)
    assert names(lead.get(list_url(cohort))) == ["Lund"]
    assert names(lead.get(list_url(cohort, "?status=draft"))) == ["Kiruna", "Ystad"]
    assert names(lead.get(list_url(cohort, "?status=withdrawn"))) == ["Osby"]
    assert names(lead.get(list_url(cohort, "?flagged=on"))) == ["Kiruna"]


def test_each_filter_narrows_the_list(lead: Client, cohort: Cohort, project_lead: Any) -> None:
    lund = make_one(cohort, "Lund", county_code="12", skr_group="B3")
    kiruna = make_one(cohort, "Kiruna", county_code="25", county_name="Norrbottens län")
    make_one(cohort, "Åre", skr_group="C9", status=S.REVIEWED)
    kiruna.verdicts.filter(criterion__key="team").update(outcome=VerdictOutcome.NOT_MET)
    factories.make_decision(lund, by=project_lead)
    Participation.objects.create(
        cohort=factories.make_cohort(), organisation=lund.organisation, source="Källa"
    )
    expected = {
        "?q=kir": ["Kiruna"],
        "?q=åre": ["Åre"],
        f"?q={lund.reference}": ["Lund"],
        "?county=25": ["Kiruna"],
        "?group=C9": ["Åre"],
        "?status=reviewed": ["Åre"],
        "?status=proposed": ["Lund"],
        "?verdict=team:not_met": ["Kiruna"],
        "?earlier=earlier": ["Lund"],
        "?earlier=first": ["Kiruna", "Åre"],
        "?county=nonsense": ["Kiruna", "Lund", "Åre"],
    }
    assert {query: names(lead.get(list_url(cohort, query))) for query in expected} == expected


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("population", ["Osby", "Lund"]),
        ("-population", ["Lund", "Osby"]),
        ("county", ["Osby", "Lund"]),
        ("status", ["Lund", "Osby"]),
        ("team", ["Osby", "Lund"]),
        ("-submitted", ["Osby", "Lund"]),
        ("nonsense", ["Lund", "Osby"]),
    ],
)
def test_the_list_is_sorted_by_any_column(
    lead: Client, cohort: Cohort, sort: str, order: list[str]
) -> None:
    make_one(cohort, "Lund", population=90_000)
    osby = make_one(
        cohort, "Osby", population=13_000, county_name="Blekinge län", status=S.REVIEWED
    )
    osby.verdicts.filter(criterion__key="team").update(outcome=VerdictOutcome.NOT_MET)
    assert names(lead.get(list_url(cohort, f"?sort={sort}"))) == order


def test_the_sorted_column_says_so(lead: Client, cohort: Cohort) -> None:
    make_one(cohort, "Lund")
    response = lead.get(list_url(cohort, "?sort=-population"))
    said = {h.label: h.direction for h in response.context["headings"] if h.direction}
    assert list(said.values()) == ["descending"]
    assert response.content.decode().count("aria-sort=") == 1


def test_filters_are_remembered_for_each_person_until_cleared(
    lead: Client, cohort: Cohort, reviewer: Any
) -> None:
    make_one(cohort, "Lund")
    make_one(cohort, "Kiruna", county_code="25")
    lead.get(list_url(cohort, "?county=25"))
    assert names(lead.get(list_url(cohort))) == ["Kiruna"]
    other = Client()
    other.force_login(reviewer)
    assert names(other.get(list_url(cohort))) == ["Kiruna", "Lund"]
    lead.get(list_url(cohort, "?clear=1"))
    assert names(lead.get(list_url(cohort))) == ["Kiruna", "Lund"]
    assert ListPreference.objects.count() == 0


def test_a_page_holds_fifty_or_a_hundred(lead: Client, cohort: Cohort) -> None:
    fill(cohort, 120)
    assert len(lead.get(list_url(cohort)).context["rows"]) == 50
    assert len(lead.get(list_url(cohort, "?size=100")).context["rows"]) == 100
    assert len(lead.get(list_url(cohort, "?size=100&page=2")).context["rows"]) == 20
    assert len(lead.get(list_url(cohort, "?size=7")).context["rows"]) == 50


def test_an_empty_list_says_what_will_be_here(lead: Client, cohort: Cohort) -> None:
    response = lead.get(list_url(cohort))
    assert (response.status_code, response.context["total"]) == (200, 0)


def test_marked_rows_are_taken_to_the_page_that_the_button_names(
    lead: Client, cohort: Cohort
) -> None:
    one, two = make_one(cohort, "Lund"), make_one(cohort, "Osby")
    url = reverse("applications:review_selection", args=["mk"])
    chosen = f"?application={one.pk}&application={two.pk}"
    for go, name in [("decide", "decision_prepare"), ("complete", "review_completions")]:
        response = lead.get(f"{url}{chosen}&go={go}")
        assert response["Location"] == reverse(f"applications:{name}", args=["mk"]) + chosen
    empty = lead.get(reverse("applications:decision_prepare", args=["mk"]))
    assert empty["Location"] == list_url(cohort)
