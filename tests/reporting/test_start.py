"""The start page: open rounds, what comes next, and who has taken part."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from applications.enums import ApplicationStatus
from cohorts.enums import EventKind, MentorRole, ParticipantKind, ParticipationStatus, Precision
from cohorts.models import Cohort, Mentorship, TimelineEvent
from tests.factories import (
    make_application,
    make_cohort,
    make_organisation,
    make_participation,
    stockholm,
)

pytestmark = pytest.mark.django_db
TODAY = stockholm(2026, 11, 23)
# Rounds, timeline, terms and their three parts, counts, next round, map's two, public meetings.
QUERIES = 12  # one of them for a text of SKR’s


@pytest.fixture
def round_2027():
    cohort = make_cohort(
        slug="modellkommuner-2027",
        name_sv="Modellkommuner 2027–2028",
        name_en="Modellkommuner 2027–2028",
        announced_on=date(2026, 11, 1),
        opens_on=date(2026, 11, 2),
        closes_on=date(2026, 12, 16),
        decision_on=date(2027, 1, 20),
        starts_on=date(2027, 3, 9),
    )
    for kind, name, first, last, precision in [
        (EventKind.KICK_OFF, "Uppstartskonferens", date(2027, 3, 9), date(2027, 3, 10), "day"),
        (EventKind.LEARNING_MEETING, "Lärandeträff", date(2027, 9, 1), date(2027, 9, 30), "month"),
        (
            EventKind.RESULTS_CONFERENCE,
            "Resultatkonferens",
            date(2028, 11, 1),
            date(2028, 11, 30),
            Precision.MONTH,
        ),
    ]:
        TimelineEvent.objects.create(
            cohort=cohort, kind=kind, name_sv=name, first_day=first, last_day=last,
            precision=precision,
        )  # fmt: skip
    return cohort


def _history(name, *, mentor=False, **organisation):
    number = Cohort.objects.count()
    cohort = Cohort.objects.create(
        slug=f"historisk-{number}",
        name_sv=f"Historisk {number}",
        is_historical=True,
        source="En källa",
        period_text="2017–2018",
    )
    found = make_organisation(name, **organisation)
    make_participation(
        cohort, found, source="En källa", status=ParticipationStatus.COMPLETED, completion="yes"
    )
    if mentor:
        Mentorship.objects.create(
            cohort=cohort, organisation=found, role=MentorRole.LEAD, source="En källa"
        )
    return found


def _page(client, language="en"):
    return client.get(reverse("start"), headers={"accept-language": language})


def test_one_open_round_is_drawn_with_its_stops(client, round_2027):
    make_application(cohort=round_2027, status=ApplicationStatus.SUBMITTED)
    make_application(cohort=round_2027, status=ApplicationStatus.REVIEWED)
    make_application(cohort=round_2027)
    make_application(cohort=round_2027, status=ApplicationStatus.WITHDRAWN, holds_place=False)

    with time_machine.travel(TODAY, tick=False):
        shown = _page(client).context["open_rounds"]

    assert [(stop.label, stop.text, stop.state) for stop in shown[0].stops] == [
        ("Today", "2 municipalities have applied", "now"),
        ("16 December", "Wednesday, last day to apply", ""),
        ("20 January", "Wednesday, answer to everybody who has applied", ""),
        ("9–10 March", "Tuesday–Wednesday, uppstartskonferens", ""),
        ("November 2028", "Resultatkonferens, date not set yet", ""),
    ]
    assert shown[0].finding == "The round starts in March and goes on for just under two years"
    assert [fact.label for fact in shown[0].sections[0].facts] == [
        "Fee",
        "Team",
        "You need",
    ]


def test_the_round_is_open_the_whole_of_its_last_day_and_not_after(client, round_2027):
    with time_machine.travel(stockholm(2026, 12, 16, 23, 59), tick=False):
        assert len(_page(client).context["open_rounds"]) == 1
    with time_machine.travel(stockholm(2026, 12, 17, 0, 0), tick=False):
        assert _page(client).context["open_rounds"] == []


def test_without_an_open_round_the_next_one_is_said(client, round_2027):
    with time_machine.travel(stockholm(2026, 11, 1), tick=False):
        page = _page(client)

    assert page.context["coming"] == round_2027
    assert reverse("cohorts:subscribe") in page.content.decode()


def test_an_empty_site_says_so_and_shows_no_map(client):
    page = _page(client)

    assert page.status_code == 200
    assert page.context["map"].counted == ""
    assert "<figure>" not in page.content.decode()


def test_a_round_that_is_being_prepared_is_not_shown(client, project_lead):
    make_cohort(announced_on=None)

    assert _page(client).context["open_rounds"] == []
    client.force_login(project_lead)
    assert _page(client).context["open_rounds"] == []


def test_several_open_rounds_each_have_their_own_way_in(client):
    slugs = [make_cohort().slug, make_cohort().slug]

    page = _page(client).content.decode()

    assert [reverse("applications:start", args=[slug]) in page for slug in slugs] == [True, True]


def test_an_invitation_that_is_open_to_both_kinds_counts_organisations(client):
    cohort = make_cohort(kinds=(ParticipantKind.MUNICIPALITY, ParticipantKind.REGION))
    make_application(cohort=cohort, status=ApplicationStatus.SUBMITTED)

    shown = _page(client).context["open_rounds"][0]

    assert next(s.text for s in shown.stops if s.state == "now") == "1 organisation has applied"
    assert [section.title for section in shown.sections] == ["Municipalities", "Regions"]


def test_the_map_counts_organisations_once_and_knows_mentors_and_regions(client):
    _history("Boden", mentor=True, latitude=65.825, longitude=21.689)
    malmo = _history("Malmö", latitude=55.605, longitude=13.003)
    make_participation(make_cohort(starts_on=date(2020, 1, 1)), malmo)
    _history("Region Värmland", kind="region", county_code="17", code="17")
    _history("Norrbottens Kommuner", kind="association", code=None)
    left = make_organisation("Gävle")
    make_participation(make_cohort(), left, status=ParticipationStatus.WITHDRAWN)
    make_participation(make_cohort(), make_organisation("Kommande"))

    shown = _page(client).context["map"]

    assert shown.counted == "2 municipalities, 1 region and 1 association of municipalities"
    assert [(mark.name, mark.is_mentor) for mark in shown.marks] == [
        ("Malmö", False),
        ("Boden", True),
    ]
    assert [label.text for label in shown.labels] == ["Boden", "Malmö"]
    assert shown.counties == ["17"]
    assert shown.period == "2017–2020"
    assert shown.description == (
        "Have taken part: 2 municipalities, 1 region and 1 association of municipalities."
        " The municipalities reach from Boden in the north to Malmö in the south."
        " Also mentors in a later round: 1 municipality."
        " All names are in the list below the map."
    )


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, round_2027, rows):
    for number in range(rows):
        _history(f"Kommun {number} historisk", latitude=60.0, longitude=15.0, mentor=True)
        make_application(cohort=round_2027, status=ApplicationStatus.SUBMITTED)

    with time_machine.travel(TODAY, tick=False), django_assert_num_queries(QUERIES):
        _page(client)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_both_languages_and_the_switch_keep_the_page(client, round_2027, language):
    with time_machine.travel(TODAY, tick=False):
        page = _page(client, language)

    assert f'<html lang="{language}">' in page.content.decode()
    other = {"sv": "en", "en": "sv"}[language]
    client.post(reverse("set_language"), {"language": other, "next": "/omgangar/"})
    assert other == client.get("/omgangar/").wsgi_request.LANGUAGE_CODE


def test_the_page_has_one_heading_and_no_inline_style_or_script(client, round_2027):
    with time_machine.travel(TODAY, tick=False):
        html = _page(client).content.decode()

    assert len(re.findall("<h1", html)) == 1
    assert re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)", html) == []
    assert "None" not in strip_tags(html)


def test_a_round_that_is_not_announced_puts_nobody_on_the_map(client):
    hidden = make_cohort(announced_on=None, starts_on=date(2026, 1, 1))
    make_participation(hidden, make_organisation("Hemligbo"))
    lund = _history("Lund")
    Mentorship.objects.create(cohort=hidden, organisation=lund, role=MentorRole.LEAD)

    with time_machine.travel(TODAY, tick=False):
        found = _page(client).context["map"]

    assert ([o.name for o in found.others], found.mentors) == (["Lund"], [])
