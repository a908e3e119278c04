"""A learning example: written by SKR with its look beside it, found by a stranger on a phone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cohorts.models import Organisation
from modellkonceptet.accounts.models import User
from tests import factories
from tests.browser.conftest import DESK, PHONE, assert_accessible, looked_at
from tests.browser.keyboard import choose, fill, press, tick
from tests.browser.test_meeting import sign_in
from tests.reporting.written_recipes import make_example

TITLE = "Lika många flickor i simskolan"


@pytest.fixture
def lead(transactional_db: None) -> User:
    lead = factories.make_user("lead@skr.example", name="Lead", staff_role="project_lead")
    make_example(lead, "Hemtjänst efter behov", operation="elderly", steering_links=("routines",))
    factories.make_organisation("Ystad")
    return lead


def test_an_example_is_written_published_and_found(
    page: Page, live_server: Any, settings: Any, lead: User
) -> None:
    page.set_viewport_size(DESK)
    sign_in(page.context, live_server.url, lead, settings)
    page.goto(f"{live_server.url}/skr/")
    press(page, "link", "Lärande exempel")
    looked_at(page)
    press(page, "link", "Skriv ett nytt exempel")
    page.set_viewport_size(DESK)
    fill(page, "#id_title_sv", TITLE)
    fill(page, "#id_summary_sv", "Tider och plaggregler ändrades.")
    fill(page, "#id_body", "## Så gjorde de\n\nDe räknade **flickor** och <b>pojkar</b>.")
    # Beside the fields it grows while it is written, and what is not Markdown is only letters.
    expect(page.locator("#reads strong")).to_have_text("flickor")
    expect(page.locator("#reads")).to_contain_text("<b>pojkar</b>")
    choose(page, "#id_organisation", str(Organisation.objects.get(name="Ystad")))
    choose(page, "#id_operation", "Kultur och fritid")
    tick(page, "input[name=steering_links][value=budget]")
    press(page, "button", "Spara som utkast")
    expect(page.locator(".errsum")).to_contain_text("året")
    looked_at(page)
    fill(page, "#id_year", "2026")
    press(page, "button", "Spara som utkast")
    expect(page.locator("h1")).to_have_text(TITLE)
    looked_at(page)
    press(page, "button", "Publicera")

    page.context.clear_cookies()
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/arkiv/exempel/")
    expect(page.locator(".archive-list > li")).to_have_count(2)
    assert_accessible(page)
    choose(page, "#id_operation", "Kultur och fritid (1)")
    choose(page, "#id_link", "Budget (1)")
    press(page, "button", "Filtrera")
    expect(page.locator(".archive-list > li")).to_have_count(1)
    press(page, "link", TITLE)
    expect(page.locator(".prose h2")).to_have_text("Så gjorde de")
    looked_at(page)

    sign_in(page.context, live_server.url, lead, settings)
    page.goto(f"{live_server.url}/skr/exempel/")
    press(page, "link", TITLE)
    press(page, "button", "Ta tillbaka")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/arkiv/exempel/")
    expect(page.locator(".archive-list a")).to_have_text(["Hemtjänst efter behov"])
    assert_accessible(page)
