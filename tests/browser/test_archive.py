"""The public archive by keyboard: narrowed on a phone, read as a list, searched."""

from datetime import date
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from cohorts.enums import MentorRole, ParticipationStatus
from cohorts.models import Cohort, Mentorship
from reporting.services.report_judging import approve_report
from reporting.services.report_publishing import publish_report
from reporting.services.report_sending import send_report
from tests import factories
from tests.browser.conftest import DESK, PHONE, assert_accessible
from tests.browser.keyboard import choose, fill, press, tab_to
from tests.reporting.report_world import make_report_world

LONG = "Upplands Väsby"


@pytest.fixture(autouse=True)
def sweden(transactional_db: None) -> None:
    """Two rounds: Växjö and a region in the first; Växjö mentors others in the next."""
    first, second = (
        Cohort.objects.create(
            slug=f"modellkommuner-{year}", name_sv=f"Modellkommuner {year}", is_historical=True,
            period_text=f"{year}–{year + 1}", source="SKR:s sida",
        )
        for year in (2015, 2017)
    )  # fmt: skip
    vaxjo = factories.make_organisation("Växjö", code="0780", latitude=56.88, longitude=14.8)
    skane = factories.make_organisation("Region Skåne", kind="region", code="12")
    others = [
        factories.make_organisation(
            LONG, code="0114", county_code="01", county_name="Stockholms län",
            latitude=59.52, longitude=17.91,
        ),
        *(factories.make_organisation(f"Kommun nr {n:02d}") for n in range(30)),
    ]  # fmt: skip
    for cohort, organisations in ((first, [vaxjo, skane]), (second, others)):
        for organisation in organisations:
            factories.make_participation(
                cohort, organisation, source="SKR:s sida", status=ParticipationStatus.COMPLETED
            )
    Mentorship.objects.create(
        cohort=second, organisation=vaxjo, role=MentorRole.LEAD, source="SKR:s sida"
    )


def names(page: Page) -> list[str]:
    return page.locator(".archive-list > li > a").all_inner_texts()


def test_a_phone_narrows_the_list_by_keyboard_and_reaches_an_organisation(
    page: Page, live_server: Any
) -> None:
    page.goto(f"{live_server.url}/arkiv/")
    expect(page.locator(".archive-list > li")).to_have_count(33)
    assert_accessible(page)
    choose(page, "#id_round", "Modellkommuner 2017")
    choose(page, "#id_county", "Stockholms län")
    press(page, "button", "Filtrera")
    assert names(page) == [LONG]
    expect(page.locator("#id_round")).to_have_value("modellkommuner-2017")
    # The drawing is no stop: from the filters the next one is the list.
    press(page, "link", LONG)
    expect(page.locator("h1")).to_have_text(f"{LONG} kommun")
    page.go_back()
    choose(page, "#id_kind", "Region")
    press(page, "button", "Filtrera")
    expect(page.locator(".archive")).to_have_count(0)
    assert_accessible(page)


def test_the_shapes_are_drawn_and_lead_where_the_list_leads(page: Page, live_server: Any) -> None:
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}/arkiv/?round=modellkommuner-2015")
    assert names(page) == ["Region Skåne", "Växjö"]
    shape = page.locator(".archive-map use.place.title")
    box = shape.bounding_box()
    assert box is not None
    assert (box["width"] > 8, box["height"] > 8) == (True, True)
    page.locator(".archive-map use.region").scroll_into_view_if_needed()
    shape.click(force=True)
    expect(page.locator("h1")).to_have_text("Växjö kommun")


def test_timeline_search_and_open_data_by_keyboard(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/arkiv/tidslinje/")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert_accessible(page)
    page.goto(f"{live_server.url}/arkiv/sok/")
    fill(page, "#id_q", "kommun nr")
    page.keyboard.press("Enter")
    expect(page.locator(".tasks > li")).to_have_count(20)
    assert_accessible(page)
    tab_to(page, page.locator("nav.pages a[rel=next]"))
    page.keyboard.press("Enter")
    expect(page.locator(".tasks > li")).to_have_count(10)
    page.goto(f"{live_server.url}/oppna-data/")
    tab_to(page, page.locator("#deltagare summary"))
    page.keyboard.press("Enter")
    expect(page.locator("#deltagare dt")).to_have_count(14)
    assert_accessible(page)


@pytest.mark.parametrize(
    "path", ["/arkiv/", "/arkiv/tidslinje/", "/arkiv/sok/?q=l", "/oppna-data/"]
)
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_every_page_is_accessible_in_the_dark_and_in_english(
    browser: Browser, live_server: Any, path: str, size: Any
) -> None:
    context = browser.new_context(viewport=size, color_scheme="dark", locale="en-GB")
    page = context.new_page()
    page.goto(f"{live_server.url}{path}")
    assert page.locator("html").get_attribute("lang") == "en"
    assert_accessible(page)
    context.close()


def test_without_script_the_filters_work(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    page.goto(f"{live_server.url}/arkiv/")
    page.locator("#id_title").select_option("title")
    page.locator("form.filters button[type=submit]").click()
    assert names(page) == ["Växjö"]
    context.close()


def test_a_published_result_is_found_and_read_by_keyboard(page: Page, live_server: Any) -> None:
    with time_machine.travel(factories.stockholm(2028, 5, 8), tick=False):
        world = make_report_world(due_on=date(2028, 6, 1))
        report = send_report(report=world.written(), actor=world.strategist)
        lead = factories.make_user("lead@skr.example", staff_role="project_lead")
        approve_report(report=report, actor=lead)
        publish_report(report=report, keys=["plan", "indicators"], actor=world.strategist)
    # The round is announced in a future of the test's own.
    Cohort.objects.filter(pk=world.lund.cohort_id).update(announced_on=date(2026, 1, 1))
    page.goto(f"{live_server.url}/arkiv/resultat/")
    assert_accessible(page)
    tab_to(page, page.locator(".tasks a").first)
    page.keyboard.press("Enter")
    expect(page.locator("main h2.sub")).to_have_text(["Indikatorer", "Planen framåt"])
    expect(page.locator("main")).to_contain_text("Om plan")
    assert_accessible(page)
    page.set_viewport_size(DESK)
    assert_accessible(page)
