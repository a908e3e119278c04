"""An improvement work on a phone: begun, its aim made whole, planned; its drivers by keyboard."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from improvements.models import Improvement
from tests.browser.conftest import DESK, assert_accessible
from tests.browser.keyboard import choose, enter, fill, press, tick
from tests.browser.test_group import sign_in
from tests.group_world import GroupWorld, make_group_world
from tests.improvements.recipes import make_improvement


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=timezone.localdate() + timedelta(days=30))


def test_a_work_is_begun_on_a_phone_and_planned_when_its_aim_is_whole(
    page: Page, live_server: Any, world: GroupWorld
) -> None:
    year = str(timezone.localdate().year + 1)
    sign_in(page, live_server, world.person("lund", "key_person"))
    page.goto(f"{live_server.url}/min-omgang/{world.lund.pk}/")
    page.get_by_role("link", name="Börja ert förbättringsarbete").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Börja med det som skiljer")
    assert_accessible(page)
    page.get_by_role("link", name="Beskriv ert första arbete").click()
    assert_accessible(page)

    # No name, and an article that does not exist: said, and what was typed is kept.
    page.locator("#id_aim_what").fill("andelen som får en insats inom 30 dagar öka")
    page.locator("#id_cemr_articles").fill("99")
    page.get_by_role("button", name="Börja arbetet").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Ge arbetet ett namn.")
    expect(alert).to_contain_text("Deklarationens artiklar har nummer 1 till 39.")
    assert_accessible(page)
    page.locator("#id_title").fill("Lika snabbt till insats")
    page.locator("#id_cemr_articles").fill("6, 31")
    page.get_by_label("Beslutsunderlag").check()
    page.get_by_role("button", name="Börja arbetet").click()

    # The page says what the aim lacks, and there is no button to plan it yet.
    expect(page.get_by_role("heading", level=1)).to_have_text("Lika snabbt till insats")
    expect(page.get_by_text("I målet saknas: senast när, hur mycket, för vilka.")).to_be_visible()
    expect(page.get_by_role("button", name="Arbetet är planerat")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("link", name="Skriv målet").click()
    for part, text in (("day", "31"), ("month", "12"), ("year", year)):
        page.locator(f"#id_aim_by_{part}").fill(text)
    page.locator("#id_aim_amount").fill("till minst 65 procent")
    page.locator("#id_aim_group").fill("både kvinnor och män")
    page.get_by_role("button", name="Spara arbetet").click()
    expect(page.locator(".aim")).to_have_text(
        f"Senast 31 december {year} ska andelen som får en insats inom 30 dagar öka"
        " till minst 65 procent för både kvinnor och män."
    )
    page.get_by_role("button", name="Arbetet är planerat").click()
    expect(page.get_by_role("status")).to_contain_text("Läget är nu: planerad.")
    assert_accessible(page)

    page.get_by_role("link", name="Lund kommun").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("En förbättring är planerad")
    expect(page.locator(".chain > li:not(.empty)")).to_have_count(1)
    assert_accessible(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert_accessible(page)

    # A partner reads it; made private, it is gone at once.
    work = Improvement.objects.get()
    sign_in(page, live_server, world.person("ystad", "politician"))
    page.goto(f"{live_server.url}{work.get_absolute_url()}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lika snabbt till insats")
    expect(page.get_by_role("link", name="Ändra arbetet")).to_have_count(0)
    sign_in(page, live_server, world.person("lund", "key_person"))
    page.goto(f"{live_server.url}{work.get_absolute_url()}andra/")
    tick(page, "#id_is_private")
    press(page, "button", "Spara arbetet")
    expect(page.get_by_text("Visas bara i er egen organisation.")).to_be_visible()
    sign_in(page, live_server, world.person("ystad", "politician"))
    page.goto(f"{live_server.url}/forbattringar/hos/{world.lund.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inget förbättringsarbete än")


def test_drivers_are_written_and_moved_by_keyboard(
    page: Page, live_server: Any, world: GroupWorld
) -> None:
    work = make_improvement(world.lund, status="testing")
    sign_in(page, live_server, world.person("lund", "strategist"))
    page.goto(f"{live_server.url}{work.get_absolute_url()}")
    press(page, "link", "Skriv drivkrafterna")
    assert_accessible(page)
    for text in ("Samma frågor till alla", "Restid hindrar inte"):
        fill(page, "#id_driver-text", text)
        press(page, "button", "Lägg till drivkraften")
    press(page, "button", "Flytta upp Restid hindrar inte")
    expect(page.locator(".outline > li b")).to_have_text(
        ["Restid hindrar inte", "Samma frågor till alla"]
    )
    press(page, "link", "Lägg till under Samma frågor till alla")
    fill(page, "#id_driver-text", "En gemensam mall")
    press(page, "button", "Lägg till drivkraften")
    press(page, "link", "Lägg till under En gemensam mall")
    fill(page, "#id_idea-text", "Checklista vid första samtalet")
    press(page, "button", "Lägg till förändringen")
    press(page, "link", "Ändra Checklista vid första samtalet")
    choose(page, "#id_status", "Prövas")
    assert_accessible(page)
    press(page, "button", "Spara")
    press(page, "button", "Ta bort Restid hindrar inte")
    expect(page.locator(".outline > li b")).to_have_text(["Samma frågor till alla"])
    assert_accessible(page)

    # On a phone the list stands for the picture; on a desk the picture for the list.
    enter(page, page.get_by_role("link", name="Tillbaka till arbetet"))
    expect(page.locator("svg.drivers")).to_be_hidden()
    expect(page.locator(".picture-text").get_by_text("En gemensam mall")).to_be_visible()
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    expect(page.locator("svg.drivers")).to_be_visible()
    expect(page.locator("svg.drivers").get_by_text("Prövas")).to_be_visible()
    assert_accessible(page)
