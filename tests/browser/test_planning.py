"""SKR plans a round's meetings in a browser, and a participant reads the list on a phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from cohorts.enums import Function
from cohorts.models import Cohort, Programme
from cohorts.services.rounds import RoundDates, create_cohort_from_programmes
from learning_meetings.models import Meeting
from modellkonceptet.accounts.enums import StaffRole
from tests import factories
from tests.browser.conftest import DESK, PHONE, assert_accessible
from tests.learning_meetings.planning_recipes import add_group, load_templates, plan_all


@pytest.fixture
def lead(transactional_db: None) -> Any:
    return factories.make_user(staff_role=StaffRole.PROJECT_LEAD)


@pytest.fixture
def cohort(lead: Any) -> Cohort:
    """A round that begins in three months, with two groups."""
    load_templates()
    starts_on = timezone.localdate() + timedelta(days=91)
    made = create_cohort_from_programmes(
        programmes=[Programme.objects.get(slug="modellkommuner")],
        slug="nasta-omgang",
        name_sv="Nästa omgång",
        dates=RoundDates(
            starts_on=starts_on,
            announced_on=starts_on - timedelta(days=200),
            opens_on=starts_on - timedelta(days=190),
            closes_on=starts_on - timedelta(days=120),
            decision_on=starts_on - timedelta(days=100),
        ),
        actor=lead,
    )
    add_group(made, "Lund", "Ystad", mentor="Malmö")
    add_group(made, "Boden", "Piteå")
    return made


def let_in(context: BrowserContext, user: Any, address: str) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def test_skr_plans_and_a_participant_reads(
    page: Page, context: BrowserContext, live_server: Any, lead: Any, cohort: Cohort
) -> None:
    let_in(context, lead, live_server.url)
    page.set_viewport_size(DESK)
    page.goto(live_server.url + reverse("learning_meetings:round_meetings", args=[cohort.slug]))
    expect(page.get_by_role("heading", level=1)).to_have_text("Inga träffar än")
    assert_accessible(page)

    page.get_by_role("link", name="Föreslå datum").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("12 träffar ändras")
    assert_accessible(page)
    page.get_by_role("button", name="Spara förslaget").click()
    expect(page.get_by_role("status").first).to_contain_text("12 nya träffar")
    assert Meeting.objects.count() == 12
    assert_accessible(page)

    # A Saturday is asked about, and saved when that is what is meant.
    page.get_by_role("link", name="Ange tid Resultatkonferens").click()
    conference = Meeting.objects.get(kind="results_conference")
    saturday = conference.first_day + timedelta(days=(5 - conference.first_day.weekday()) % 7)
    for part in ("day", "month", "year"):
        page.locator(f"[name=day_{part}]").fill(str(getattr(saturday, part)))
    page.get_by_label("Plats (frivilligt)").fill("SKR:s hus")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("lördag")
    assert_accessible(page)
    page.get_by_role("button", name="Spara ändå").click()
    expect(page.get_by_role("status").first).to_have_text("Sparat.")
    conference.refresh_from_db()
    assert (conference.first_day, conference.place) == (saturday, "SKR:s hus")

    page.set_viewport_size(PHONE)
    expect(page.locator("svg.chart-wide")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert_accessible(page)

    member = cohort.groups.first().participations.first().team.get(function=Function.POLITICIAN)
    context.clear_cookies()
    let_in(context, member.user, live_server.url)
    page.goto(live_server.url + reverse("learning_meetings:meetings"))
    coming = page.get_by_role("list", name="Kommande").get_by_role("listitem")
    expect(coming).to_have_count(5)
    expect(coming.first).to_contain_text("Uppstartskonferens")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert_accessible(page)


def test_attendance_and_hosts_are_accessible(
    page: Page, context: BrowserContext, live_server: Any, lead: Any, cohort: Cohort
) -> None:
    plan_all(cohort, lead, today=timezone.localdate())
    let_in(context, lead, live_server.url)
    meeting = Meeting.objects.filter(kind="learning_meeting").first()
    for path in (
        reverse("learning_meetings:attendance", args=[cohort.slug]),
        reverse("learning_meetings:add_meeting", args=[cohort.slug]),
        reverse("learning_meetings:meeting_hosts", args=[meeting.pk]),
        reverse("learning_meetings:meeting_period", args=[meeting.pk]),
    ):
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            page.goto(live_server.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") == size["width"], path
            assert_accessible(page)
