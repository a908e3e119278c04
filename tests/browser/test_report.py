"""A result report by keyboard: written and sent in, returned, approved, published, found, gone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reporting.models import ResultReport
from tests import factories
from tests.browser.conftest import looked_at
from tests.browser.keyboard import enter, fill, press, tab_to, tick
from tests.browser.test_meeting import sign_in
from tests.reporting.report_world import ReportWorld, make_report_world
from tests.reporting.test_report_services import with_figures, with_work


@pytest.fixture
def world(transactional_db: None) -> ReportWorld:
    today = timezone.localdate()
    world = make_report_world(due_on=today + timedelta(days=20), kick_off=today)
    with_figures(world)
    with_work(world)
    return world


def test_from_min_omgang_to_the_archive_and_back(
    page: Page, live_server: Any, settings: Any, world: ReportWorld
) -> None:
    site = live_server.url
    lead = factories.make_user("lead@skr.example", staff_role="project_lead")

    sign_in(page.context, site, world.strategist, settings)
    _begin(page, f"{site}/min-omgang/{world.lund.pk}/")
    report = ResultReport.objects.get()
    base = f"{site}{report.get_absolute_url()}"
    _write(page)
    _send(page)
    expect(page).to_have_url(base)

    sign_in(page.context, site, lead, settings)
    _return(page, site, world)
    sign_in(page.context, site, world.key_person, settings)
    _mend(page, f"{site}/min-omgang/{world.lund.pk}/")
    sign_in(page.context, site, lead, settings)
    page.goto(f"{base}hela/")
    expect(page.locator("#s-plan ~ div")).to_contain_text("Stadsdirektören ansvarar.")
    press(page, "button", "Godkänn rapporten")
    expect(page.locator(".aside .big")).to_have_text("Godkänd")

    sign_in(page.context, site, world.strategist, settings)
    page.goto(base)
    _publish(page)
    expect(page).to_have_url(base)
    looked_at(page)

    page.context.clear_cookies()
    address = _find(page, site)
    sign_in(page.context, site, world.strategist, settings)
    page.goto(base)
    press(page, "button", "Ta tillbaka publiceringen")
    looked_at(page)

    page.context.clear_cookies()
    _search(page, site)
    expect(page.locator(".tasks > li")).to_have_count(0)
    assert page.request.get(address).status == 404


def _begin(page: Page, my_round: str) -> None:
    page.goto(my_round)
    press(page, "link", "Slutrapport")
    looked_at(page)
    press(page, "button", "Börja skriva rapporten Slutrapport")
    looked_at(page)


def _write(page: Page) -> None:
    """What was logged stands there already; two parts are written, the third is asked for."""
    press(page, "link", "Styrning")
    expect(page.locator("#facts")).to_contain_text("Fler får frågan.")
    press(page, "button", "Frys som det är i dag")
    expect(page.locator("#facts > .meta")).to_contain_text("Står som det var")
    fill(page, "#id_text", "Nämnden ser skillnaden.\n\n" + "Långt ord " * 80)
    page.keyboard.press("Tab")
    expect(page.locator("#id_seen")).to_have_value("1")
    looked_at(page)
    press(page, "button", "Spara och fortsätt")
    expect(page.locator("h1")).to_have_text("Indikatorer")
    expect(page.locator("#facts svg:visible")).to_have_count(1)
    press(page, "button", "Det får publiceras")
    fill(page, "#id_text", "Skillnaden minskar.")
    looked_at(page)
    # What is typed is being saved by itself while the button saves it.
    press(page, "button", "Spara och fortsätt")
    expect(page.locator("h1")).to_have_text("Vilka ni är")
    press(page, "link", "Slutrapport")
    press(page, "link", "Skicka in")
    looked_at(page)
    press(page, "link", "Planen framåt")
    fill(page, "#id_text", "Vi fortsätter.")
    press(page, "button", "Spara")


def _send(page: Page) -> None:
    press(page, "link", "Skicka in")
    looked_at(page)
    press(page, "button", "Skicka rapporten till SKR")


def _return(page: Page, site: str, world: ReportWorld) -> None:
    page.goto(f"{site}/skr/")
    press(page, "link", "Resultatrapporter")
    looked_at(page)
    enter(page, page.locator("table a").first)
    looked_at(page)
    tab_to(page, page.locator("details:has(textarea) summary").last)
    page.keyboard.press("Enter")
    fill(page, f"#id_point_{world.section('plan').pk}", "Vem ansvarar?")
    press(page, "button", "Lämna tillbaka med de här punkterna")
    expect(page.locator(".aside")).to_contain_text("Vem ansvarar?")


def _mend(page: Page, my_round: str) -> None:
    page.goto(my_round)
    press(page, "link", "Slutrapport")
    expect(page.locator(".tasks")).to_contain_text("Vem ansvarar?")
    press(page, "link", "Planen framåt")
    looked_at(page)
    press(page, "button", "Det är klart")
    fill(page, "#id_text", "Stadsdirektören ansvarar.")
    press(page, "button", "Spara")
    _send(page)


def _publish(page: Page) -> None:
    press(page, "link", "Välj vad som publiceras")
    looked_at(page)
    expect(page.locator("input[value=indicators]")).to_be_checked()
    tick(page, "input[value=plan]")
    press(page, "button", "Publicera de här delarna")


def _search(page: Page, site: str) -> None:
    page.goto(f"{site}/arkiv/sok/")
    fill(page, "#id_q", "stadsdirektören")
    press(page, "button", "Sök")
    looked_at(page)


def _find(page: Page, site: str) -> str:
    """A stranger finds the chosen parts and nothing else; where they stand."""
    _search(page, site)
    enter(page, page.locator(".tasks a").first)
    expect(page.locator("main h2.sub")).to_have_text(["Indikatorer", "Planen framåt"])
    expect(page.locator("main svg:visible")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("Stadsdirektören ansvarar.")
    expect(page.locator("main")).not_to_contain_text("Nämnden ser skillnaden.")
    looked_at(page)
    return page.url
