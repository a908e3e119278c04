"""Whoever has been away for long is asked before the session ends (WCAG 2.2.1)."""

from typing import Any

from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, assert_accessible
from tests.browser.test_meeting import sign_in
from tests.factories import make_user


def opened(page: Page, live_server: Any, settings: Any) -> None:
    person = make_user("strateg@kommun.example")
    sign_in(page.context, live_server.url, person, settings)
    page.set_viewport_size(PHONE)
    page.clock.install()
    page.goto(f"{live_server.url}/konto/")


def test_asked_after_fifty_minutes_and_one_key_is_enough(
    page: Page, live_server: Any, settings: Any, transactional_db: None
) -> None:
    opened(page, live_server, settings)
    page.get_by_label("Namn").fill("Anna Andersson")
    page.clock.run_for("49:00")
    asked = page.get_by_role("dialog", name="Är du kvar?")
    expect(asked).to_be_hidden()
    page.clock.run_for("01:15")
    expect(asked).to_be_visible()
    assert_accessible(page)

    with page.expect_response("**/konto/kvar/") as said:
        page.keyboard.press("Enter")
    assert said.value.status == 204
    expect(asked).to_be_hidden()
    page.clock.run_for("49:00")
    expect(asked).to_be_hidden()


def test_whoever_does_not_answer_is_told_and_keeps_what_was_typed(
    page: Page, live_server: Any, settings: Any, transactional_db: None
) -> None:
    opened(page, live_server, settings)
    page.get_by_label("Namn").fill("Anna Andersson")
    page.clock.run_for("01:00:30")
    over = page.get_by_role("dialog", name="Du är utloggad")
    expect(over).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Visa sidan").click()
    expect(page.get_by_label("Namn")).to_have_value("Anna Andersson")


def test_typing_is_being_there_and_an_ended_session_is_said_at_once(
    page: Page, live_server: Any, settings: Any, transactional_db: None
) -> None:
    opened(page, live_server, settings)
    name = page.get_by_label("Namn")
    page.clock.run_for("05:00")
    with page.expect_response("**/konto/kvar/") as said:
        name.press_sequentially("A")
    assert said.value.status == 204

    Session.objects.all().delete()
    page.clock.run_for("05:00")
    name.press_sequentially("n")
    expect(page.get_by_role("dialog", name="Du är utloggad")).to_be_visible()
