"""The politician's page on a phone and at a desk, in both schemes, with nothing and with all."""

from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from cohorts.models import TimelineEvent
from tests.browser.conftest import DESK, PHONE, assert_accessible, looked_at
from tests.browser.keyboard import enter, fetch, press, tab_to
from tests.browser.test_meeting import sign_in
from tests.improvements.recipes import make_indicator
from tests.learning_meetings.meeting_recipes import make_meeting_world
from tests.reporting.test_politician_page import fill, measure


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it_with_nothing_and_with_long_names(
    page: Page, live_server: Any, settings: Any, transactional_db: None, scheme: Any
) -> None:
    at = make_meeting_world()
    page.emulate_media(color_scheme=scheme)
    sign_in(page.context, live_server.url, at.world.person("lund", "politician"), settings)
    page.goto(f"{live_server.url}/politiker/")
    expect(page).to_have_url(f"{live_server.url}/politiker/{at.world.lund.pk}/")
    expect(page.locator(".three li")).to_have_count(3)
    expect(page.locator(".drawn svg")).to_have_count(0)
    assert_accessible(page)
    fill(at)
    page.reload()
    expect(page.locator(".drawn svg:visible")).to_have_count(1)
    expect(page.locator(".stands").first.locator("tbody tr")).to_have_count(3)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for summary in page.locator("summary").all():
            summary.click()
        assert_accessible(page)


def test_from_the_first_sentence_to_the_answer_by_keyboard(
    page: Page, live_server: Any, settings: Any, transactional_db: None
) -> None:
    at = make_meeting_world()
    TimelineEvent.objects.all().delete()
    measure(make_indicator(at.world.lund), [(41, 58), (50, 60), (60, 66)])
    sign_in(page.context, live_server.url, at.world.person("lund", "politician"), settings)
    page.goto(f"{live_server.url}/min-omgang/{at.world.lund.pk}/")
    enter(page, page.get_by_role("link", name="Politikerns sida"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("6 procentenheter")
    # What waits comes by itself, after the page.
    expect(page.locator(".waits")).to_be_visible()
    figures = page.get_by_text("Visa siffrorna som tabell")
    tab_to(page, figures)
    page.keyboard.press("Enter")
    expect(page.locator(".drawn table")).to_be_visible()
    enter(page, page.get_by_role("link", name="Svara på inbjudan").first)
    expect(page).to_have_url(f"{live_server.url}{at.meeting.get_absolute_url()}")


def test_on_a_phone_from_the_sign_in_to_the_whole_round_and_the_paper(
    page: Page, live_server: Any, settings: Any, transactional_db: None
) -> None:
    at = make_meeting_world()
    fill(at)
    sign_in(page.context, live_server.url, at.world.person("lund", "politician"), settings)
    page.goto(f"{live_server.url}/hem/")
    expect(page).to_have_url(f"{live_server.url}/politiker/{at.world.lund.pk}/")
    expect(page.locator(".waits")).to_be_visible()
    expect(page.locator(".council")).to_be_visible()
    tab_to(page, page.get_by_text("Vad siffran betyder"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Allt om siffran")).to_be_visible()
    press(page, "link", "Se hela omgången")
    expect(page).to_have_url(f"{live_server.url}/politiker/{at.world.lund.pk}/omgangen/")
    looked_at(page)
    press(page, "link", "Tillbaka till politikerns sida")
    paper = fetch(page, page.get_by_role("link", name="Hämta sidan som PDF"))
    with pikepdf.open(paper) as pdf:
        assert len(pdf.pages) == 1


def test_without_script_a_link_leads_to_what_waits(
    new_context: Any, live_server: Any, settings: Any, transactional_db: None
) -> None:
    at = make_meeting_world()
    context = new_context(java_script_enabled=False)
    sign_in(context, live_server.url, at.world.person("lund", "politician"), settings)
    page = context.new_page()
    page.goto(f"{live_server.url}/politiker/{at.world.lund.pk}/")
    page.get_by_role("link", name="Allt du har att göra").click()
    expect(page).to_have_url(f"{live_server.url}/att-gora/")
