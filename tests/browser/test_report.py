"""A result report in a browser: written and sent in on a phone, judged, published."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from reporting.models import ResultReport
from tests import factories
from tests.browser.conftest import DESK, PHONE, assert_accessible
from tests.reporting.report_world import ReportWorld, make_report_world
from tests.reporting.test_report_services import with_figures, with_work


@pytest.fixture
def world(live_server) -> ReportWorld:
    today = timezone.localdate()
    world = make_report_world(due_on=today + timedelta(days=20), kick_off=today)
    with_figures(world)
    with_work(world)
    return world


def sign_in(context: BrowserContext, live_server, client, person) -> None:
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    context.clear_cookies()
    context.add_cookies([{"name": name, "value": value, "url": live_server.url}])


def looked_at(page: Page) -> None:
    for window in (DESK, PHONE):
        page.set_viewport_size(window)
        assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_from_the_first_word_to_the_publication(
    page: Page, context: BrowserContext, live_server, client, world: ReportWorld
) -> None:
    sign_in(context, live_server, client, world.strategist)
    page.goto(f"{live_server.url}/rapporter/{world.lund.pk}/")
    looked_at(page)
    page.locator("form button.btn-primary").click()
    report = ResultReport.objects.get()
    base = f"{live_server.url}{report.get_absolute_url()}"
    looked_at(page)

    page.goto(f"{base}del/steering/")
    page.locator("#id_text").fill("Nämnden ser skillnaden.\n\n" + "Långt ord " * 80)
    page.locator("#id_text").blur()
    expect(page.locator("#id_seen")).to_have_value("1")
    looked_at(page)
    page.locator("button[name=next]").click()
    expect(page).to_have_url(f"{base}del/indicators/")
    looked_at(page)
    page.locator("#id_text").fill("Skillnaden minskar.")
    page.locator("button[name=next]").click()
    page.goto(f"{base}skicka/")
    looked_at(page)
    page.goto(f"{base}del/plan/")
    page.locator("#id_text").fill("Vi fortsätter.")
    page.locator("#section-form button.btn-primary").click()
    page.goto(f"{base}skicka/")
    page.locator("form button.btn-primary").click()
    expect(page).to_have_url(base)

    lead = factories.make_user("lead@skr.example", staff_role="project_lead")
    sign_in(context, live_server, client, lead)
    page.goto(f"{live_server.url}/skr/rapporter/")
    looked_at(page)
    page.locator("table a").click()
    looked_at(page)
    page.locator("details:has(textarea) summary").last.click()
    page.locator("textarea").last.fill("Vem ansvarar?")
    page.locator("form.report button[type=submit]").click()
    expect(page.locator(".aside")).to_contain_text("Vem ansvarar?")

    sign_in(context, live_server, client, world.key_person)
    page.goto(f"{base}del/plan/")
    looked_at(page)
    page.locator("#points button").click()
    page.locator("#id_text").fill("Stadsdirektören ansvarar.")
    page.locator("#section-form button.btn-primary").click()
    page.goto(f"{base}skicka/")
    page.locator("form button.btn-primary").click()

    sign_in(context, live_server, client, lead)
    page.goto(f"{base}hela/")
    expect(page.locator("#s-plan ~ div")).to_contain_text("Stadsdirektören ansvarar.")
    page.locator("form button.btn-primary").click()

    sign_in(context, live_server, client, world.strategist)
    page.goto(f"{base}publicera/")
    looked_at(page)
    page.locator("input[value=plan]").check()
    page.locator("form button.btn-primary").click()
    expect(page).to_have_url(base)
    looked_at(page)
    report.refresh_from_db()
    assert (report.status, len(report.public["parts"])) == ("published", 1)
