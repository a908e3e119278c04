"""On a phone: twelve months for women and men, and the twin chart with its sentence."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from cohorts.models import Participation
from improvements.models import Baseline, Measurement
from modellkonceptet.accounts.models import User
from tests import factories
from tests.browser.conftest import DESK, assert_accessible
from tests.browser.keyboard import fill, press
from tests.improvements.recipes import make_indicator

STRATEGIST = "strateg@lund.example"
WOMEN = ["40,5", "43", "41", "44", "52", "51", "53", "54", "55", "56", "58", "57"]
MEN = ["58", "57", "60", "61", "59", "62", "61", "60", "62", "61", "60", "62"]


@pytest.fixture
def participation(transactional_db: None) -> Participation:
    strategist = factories.make_user(STRATEGIST, name="Strateg, Lund")
    return factories.make_participation(team={"strategist": strategist})


def test_twelve_months_for_women_and_men(
    page: Page, live_server: Any, participation: Participation
) -> None:
    indicator = make_indicator(participation, source="Verksamhetssystemet")
    address = _open(page, live_server, indicator.get_absolute_url())
    expect(page.locator("h1")).to_have_text("Det finns inga värden än.")
    assert_accessible(page)
    press(page, "link", "Skriv in värden")
    assert_accessible(page)
    women = page.locator("input[name^='v-women']")
    men = page.locator("input[name^='v-men']")
    expect(women).to_have_count(12)
    for place in range(12):
        fill(page, _by_id(women.nth(place)), WOMEN[place])
        fill(page, _by_id(men.nth(place)), MEN[place] if place else "femtio")
    press(page, "button", "Spara värdena")
    # A text where a figure should be: nothing is saved, and what was typed is kept.
    expect(page.locator(".errsum li")).to_have_count(1)
    expect(men.nth(0)).to_have_value("femtio")
    expect(women.nth(11)).to_have_value(WOMEN[11])
    assert_accessible(page)
    fill(page, _by_id(men.nth(0)), MEN[0])
    press(page, "button", "Spara värdena")
    expect(page.locator("h1")).to_have_text("Skillnaden är nu 5 procentenheter.")
    expect(page.locator(".drawn svg:visible")).to_have_count(1)
    assert_accessible(page)
    assert Measurement.objects.count() == 24
    # With something to compare with the sentence says what happened, and by whose figure.
    Baseline.objects.create(indicator=indicator, frozen_first=2, reason="Före")
    page.goto(address)
    expect(page.locator(".drawn > .text").first).to_contain_text(
        "Skillnaden mellan kvinnor och män har minskat"
    )
    page.set_viewport_size(DESK)
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".drawn svg:visible")).to_have_count(1)
    assert_accessible(page)


def test_a_pasted_table_is_looked_at_first(
    page: Page, live_server: Any, participation: Participation
) -> None:
    indicator = make_indicator(participation)
    address = _open(page, live_server, indicator.get_absolute_url())
    press(page, "link", "Importera en tabell")
    assert_accessible(page)
    page.locator("#id_table").fill("Period\tKvinnor\tMän\n2025-01\t61,5\t58\n2025-02\t62\tfel")
    press(page, "button", "Titta på den")
    expect(page.get_by_role("alert").locator("tbody th")).to_have_text("3")
    assert_accessible(page)
    page.locator("#id_table").fill("Period\tKvinnor\tMän\n2025-01\t61,5\t58\n2025-02\t62\t59")
    press(page, "button", "Titta på den")
    expect(page.locator("h1")).to_have_text("4 läggs till, 0 ändras")
    assert_accessible(page)
    assert Measurement.objects.count() == 0
    press(page, "button", "Importera 4 värden")
    expect(page.locator("h1")).to_have_text("Skillnaden är nu 3 procentenheter.")
    assert Measurement.objects.count() == 4
    page.set_viewport_size(DESK)
    for path in ("kurvan/", "andra/", "siffror/"):
        page.goto(address + path)
        assert_accessible(page)


def _by_id(locator: Any) -> str:
    return f"[id='{locator.get_attribute('id')}']"


def _open(page: Page, live_server: Any, path: str) -> str:
    """The page as Lund's strategist, and its address."""
    client = Client()
    client.force_login(User.objects.get(email=STRATEGIST))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}{path}")
    return f"{live_server.url}{path}"
