"""Statistics over rounds: where participants come from, who comes back, how long decisions take."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from applications.models import Application
from cohorts.models import Cohort, Mentorship, Organisation
from modellkonceptet.accounts.models import User
from reporting.statistics_page import StatisticsPage, export_rows
from tests import factories

NOW = factories.stockholm(2027, 5, 20)
TODAY = date(2027, 5, 20)
QUERIES_OF_THE_PAGE = 9
PAGE, FILE = "reporting:statistics", "reporting:statistics_file"


@pytest.fixture(autouse=True)
def _in_may(db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        yield


def earlier(year: int, *members: Organisation, **fields: Any) -> Cohort:
    cohort = factories.make_cohort(
        kinds=(), is_historical=True, source="SKR", name_sv=f"Omgång {year}", **fields
    )
    cohort.starts_on = fields.get("starts_on", date(year, 2, 1))
    cohort.save()
    for one in members:
        factories.make_participation(cohort, one, status="completed", source="SKR")
    return cohort


def decided(cohort: Cohort, lead: User, days: int) -> Application:
    application = factories.make_application(cohort=cohort, status="admitted")
    sent = NOW - timedelta(days=60)
    Application.objects.filter(pk=application.pk).update(first_submitted_at=sent)
    factories.make_decision(
        application,
        by=lead,
        status="published",
        published_at=sent + timedelta(days=days),
        published_by=lead,
    )
    return application


def page(user: User) -> StatisticsPage:
    return StatisticsPage(user, TODAY)


def test_it_is_for_those_who_follow_rounds(
    project_lead: User, evaluator: User, finance: User, stranger: User
) -> None:
    client = Client()
    found = {}
    for user in (project_lead, evaluator, finance, stranger):
        client.force_login(user)
        urls = (reverse(PAGE), reverse(FILE, args=["csv"]))
        found[user.email] = [client.get(url).status_code for url in urls]
    assert list(found.values()) == [[200, 200], [200, 200], [403, 403], [403, 403]]


def test_participation_is_counted_by_county_type_and_kind(project_lead: User) -> None:
    lund = factories.make_organisation("Lund", skr_group="A1")
    factories.make_organisation("Ystad", skr_group="B3")
    region = factories.make_organisation("Region Skåne", kind="region", skr_group="")
    orebro = {"county_code": "18", "county_name": "Örebro län", "skr_group": "A1"}
    factories.make_organisation("Örebro", **orebro)
    earlier(2019, lund, region)
    earlier(2021, lund)
    found = page(project_lead)
    counties = [(p.label, p.count, p.of, p.times) for p in found.by_county]
    assert counties == [("Skåne län", 2, 3, 3), ("Örebro län", 0, 1, 0)]
    assert [(p.key, p.count, p.of) for p in found.by_type] == [("A1", 1, 2), ("B3", 0, 1)]
    assert {p.key: (p.count, p.of) for p in found.by_kind} == {
        "municipality": (1, 3),
        "region": (1, 1),
    }
    assert [one.name for one in found.by_county[0].members] == ["Lund", "Region Skåne"]


def test_who_left_or_is_only_admitted_has_not_taken_part(project_lead: User) -> None:
    lund, ystad = factories.make_organisation("Lund"), factories.make_organisation("Ystad")
    coming = factories.make_cohort(starts_on=date(2027, 9, 1))
    factories.make_participation(coming, lund)
    going_on = factories.make_cohort(starts_on=date(2027, 2, 1))
    factories.make_participation(going_on, ystad, status="withdrawn")
    found = page(project_lead)
    assert sum(part.count for part in found.by_kind) == 0
    rows = {row.cohort: (row.members, row.left) for row in found.rounds}
    assert rows == {coming: (1, 0), going_on: (0, 1)}


def test_coming_back_means_a_later_round(project_lead: User) -> None:
    again, mentor, once, late = (factories.make_organisation(name) for name in "ABCD")
    first = earlier(2019, again, mentor, once)
    second = earlier(2021, again, late)
    Mentorship.objects.create(cohort=second, organisation=mentor, role="lead", source="SKR")
    # A mentor of the same or an earlier round has not come back.
    Mentorship.objects.create(cohort=first, organisation=late, role="lead", source="SKR")
    found = page(project_lead)
    rows = {row.cohort: (row.came_back, row.mentored_later) for row in found.rounds}
    assert rows == {first: (1, 1), second: (None, None)}
    numbers = (found.again.of, found.again.as_participant, found.again.as_mentor)
    assert (*numbers, found.again.either) == (3, 1, 1, 2)


def test_an_organisation_that_has_stopped_mentoring_is_not_counted_as_mentor(
    project_lead: User,
) -> None:
    one = factories.make_organisation("Lund")
    earlier(2019, one)
    second = earlier(2021, factories.make_organisation("Ystad"))
    Mentorship.objects.create(
        cohort=second, organisation=one, role="lead", source="SKR", ended_on=date(2021, 5, 1)
    )
    assert page(project_lead).again.as_mentor == 0


def test_days_to_decision_are_told_of_enough_decisions(project_lead: User) -> None:
    cohort = factories.make_cohort()
    for days in (10, 20, 30, 40):
        decided(cohort, project_lead, days)
    [row] = page(project_lead).rounds
    assert (row.decided, row.days) == (4, None)
    decided(cohort, project_lead, 50)
    [row] = page(project_lead).rounds
    assert row.days is not None
    found = (row.days.of, row.days.middle_words, row.days.least, row.days.most)
    assert found == (5, "30", 10, 50)
    assert (row.sent_in, row.admitted) == (5, 5)


def test_the_first_decision_counts_and_not_the_one_that_replaced_it(project_lead: User) -> None:
    cohort = factories.make_cohort()
    applications = [decided(cohort, project_lead, 10) for _n in range(5)]
    applications[0].decisions.update(status="superseded")
    factories.make_decision(
        applications[0],
        by=project_lead,
        status="published",
        published_at=NOW,
        published_by=project_lead,
    )
    [row] = page(project_lead).rounds
    assert row.days is not None
    assert (row.days.of, row.days.most) == (5, 10)


def test_every_figure_says_what_it_is_of_when_and_from_where(
    client: Client, project_lead: User
) -> None:
    lund = factories.make_organisation("Lund")
    cohort = earlier(2019, lund)
    client.force_login(project_lead)
    html = client.get(reverse(PAGE), headers={"accept-language": "en"}).content.decode()
    assert html.count("What this is counted from") == html.count("<dt>As of</dt>") == 6
    assert f'href="{lund.get_absolute_url()}"' in html
    assert f'href="{cohort.get_absolute_url()}"' in html
    assert "<h1>1 organisation has taken part, from 1 of 1 counties</h1>" in html


def test_the_evaluator_gets_no_link_to_what_is_closed(client: Client, evaluator: User) -> None:
    cohort = factories.make_cohort(slug="nu")
    factories.make_application(cohort=cohort, status="submitted")
    client.force_login(evaluator)
    html = client.get(reverse(PAGE)).content.decode()
    for name in ("applications:review_list", "applications:participations"):
        assert reverse(name, args=["nu"]) not in html
    assert reverse("reporting:round", args=["nu"]) in html


def test_the_file_has_a_row_for_each_figure(client: Client, project_lead: User) -> None:
    earlier(2019, factories.make_organisation("Lund", skr_group="A1"))
    rows = list(export_rows(page(project_lead)))
    assert len({len(row) for row in rows}) == 1
    assert ["County", "Skåne län", "Have taken part", 1, 1, TODAY] in rows
    client.force_login(project_lead)
    text = client.get(reverse(FILE, args=["csv"])).content.decode("utf-8-sig")
    assert text.count("\r\n") == len(rows)
    assert client.get(reverse(FILE, args=["xlsx"])).status_code == 200


def test_with_no_round_it_says_what_will_be_there(client: Client, project_lead: User) -> None:
    client.force_login(project_lead)
    html = client.get(reverse(PAGE), headers={"accept-language": "en"}).content.decode()
    assert "<h1>No round has begun yet</h1>" in html
    assert "with every round there is more to compare" in html


@pytest.mark.parametrize("count", [1, 8])
def test_the_page_asks_the_same_number_of_questions(
    client: Client, project_lead: User, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        earlier(2010 + number, *(factories.make_organisation() for _n in range(count)))
        decided(factories.make_cohort(), project_lead, 10)
    client.force_login(project_lead)
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        assert client.get(reverse(PAGE)).status_code == 200
