"""SKR's outbox on a phone: a mail is held, worded anew and released; an address stops working."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.letters import LinkedItem, MailText
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.services import queue_mail
from tests import factories
from tests.browser.conftest import assert_accessible
from tests.browser.keyboard import fill, press
from tests.browser.test_group import sign_in

MARIA = "maria@lund.example"


@pytest.fixture
def lead(transactional_db: None) -> User:
    return factories.make_user(
        "projektledare@skr.example", name="Projektledare", staff_role="project_lead"
    )


@pytest.fixture
def message(transactional_db: None) -> Message:
    return queue_mail(
        kind="reminder",
        to_email=MARIA,
        to_name="Maria Berg",
        topics=["meetings"],
        write=lambda: MailText(
            subject="Påminnelse: svara på inbjudan",
            paragraphs=["En sak väntar på er."],
            items=(LinkedItem("Svara på inbjudan till Uppstart", "/traffar/1/", "senast fredag"),),
            reason="Ni är med i omgången.",
        ),
    )


def test_a_mail_is_held_worded_anew_and_released(
    page: Page, live_server: Any, lead: User, message: Message
) -> None:
    sign_in(page, live_server, lead)
    page.goto(live_server.url + "/skr/utkorg/")
    assert_accessible(page)
    press(page, "link", message.subject)
    assert_accessible(page)
    press(page, "link", "Håll kvar")
    assert_accessible(page)
    press(page, "button", "Håll kvar mejlet")
    expect(page.locator("h1")).to_have_text("Mejlet hålls kvar")
    press(page, "link", "Ändra")
    fill(page, "#id_text", "En sak är kvar.")
    press(page, "button", "Förhandsvisa")
    expect(page.locator(".as-read")).to_contain_text("En sak är kvar.")
    expect(page.locator(".as-read")).to_contain_text("Svara på inbjudan till Uppstart")
    assert_accessible(page)
    press(page, "button", "Spara")
    press(page, "link", "Släpp")
    press(page, "button", "Släpp mejlet")
    expect(page.locator("h1")).to_have_text("Mejlet väntar på att skickas")
    message.refresh_from_db()
    assert message.status == MessageStatus.QUEUED
    assert message.body_text.count("En sak är kvar.") == 1


def test_an_address_that_stops_working_holds_its_mails(
    page: Page, live_server: Any, lead: User, message: Message
) -> None:
    sign_in(page, live_server, lead)
    page.goto(live_server.url + "/skr/utkorg/")
    fill(page, "#id_q", MARIA)
    press(page, "button", "Filtrera")
    expect(page.locator("h1")).to_have_text("Mejl till Maria Berg")
    assert_accessible(page)
    press(page, "link", "Markera att den inte fungerar")
    press(page, "button", "Spara")
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    fill(page, "#id_why", "Maria har slutat.")
    press(page, "button", "Spara")
    expect(page.locator("h1")).to_have_text("Mejl når inte fram till Maria Berg")
    assert_accessible(page)
    assert page.url.count(MARIA) == 0
    message.refresh_from_db()
    assert (message.status, message.note) == (MessageStatus.HELD, "address_fails")
