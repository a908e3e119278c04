"""A personal key of the read API: made, copied, used and revoked, by keyboard on a phone."""

from datetime import date
from typing import Any

from django.test import Client
from playwright.sync_api import Page, expect

from tests.browser.conftest import Mailbox, looked_at
from tests.browser.keyboard import enter, fill, press, tick
from tests.group_world import make_group_world


def answer(path: str, secret: str) -> int:
    return Client().get(path, headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_key_is_shown_once_and_opens_what_was_chosen_until_it_is_revoked(
    page: Page, live_server: Any, mailbox: Mailbox, transactional_db: None
) -> None:
    address = make_group_world(kick_off=date(2027, 3, 10)).person("lund", "strategist").email
    page.goto(f"{live_server.url}/konto/")
    fill(page, "#id_email", address)
    press(page, "button", "Skicka en kod")
    page.wait_for_url("**/login/code/confirm/**")
    fill(page, "#id_code", mailbox.code(address))
    page.keyboard.press("Enter")
    page.wait_for_url("**/konto/")
    press(page, "link", "Nycklar för egna program")
    expect(page.locator("h1")).to_have_text("Du har ingen nyckel som gäller")
    looked_at(page)
    press(page, "link", "Gör en nyckel")
    looked_at(page)
    enter(page, page.get_by_role("button", name="Gör nyckeln"))
    expect(page.locator(".errsum li")).to_have_count(2)
    looked_at(page)
    fill(page, "#id_name", "Statistik")
    tick(page, "input[name=scopes][value='round:read']")
    tick(page, "input[name=days][value='90']")
    press(page, "button", "Gör nyckeln")
    secret = page.locator("#new-key").input_value()
    looked_at(page)
    assert answer("/api/v1/mitt/deltaganden/", secret) == 200
    assert answer("/api/v1/mitt/rapporter/", secret) == 403

    press(page, "link", "Jag har kopierat den")
    expect(page.locator("table tbody tr")).to_have_count(1)
    assert secret not in page.content()
    looked_at(page)
    press(page, "button", "Återkalla – Statistik")
    expect(page.locator("h1")).to_have_text("Du har ingen nyckel som gäller")
    looked_at(page)
    assert answer("/api/v1/mitt/deltaganden/", secret) == 401
