"""Choosing which mails one gets: from a mail on a phone, and on the account."""

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from modellkonceptet.notifications.models import MailAddress, Message
from modellkonceptet.notifications.wishes import wishes_path
from tests import factories
from tests.browser.conftest import DESK, PHONE, assert_accessible
from tests.browser.keyboard import press

MARIA = "maria.berg-lindgren@jamstalldhetsenheten.lund.example"


def assert_accessible_everywhere(page: Page) -> None:
    for window in (PHONE, DESK):
        page.set_viewport_size(window)
        assert_accessible(page)


def test_fewer_mails_from_the_link_of_a_mail(page: Page, live_server):
    page.goto(f"{live_server.url}{wishes_path(MARIA)}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vilka mejl du får")
    assert_accessible_everywhere(page)
    page.get_by_label("Träffar").uncheck()
    page.get_by_label("Tisdag").check()
    press(page, "button", "Spara")
    expect(page.get_by_label("Träffar")).not_to_be_checked()
    expect(page.get_by_label("Tisdag")).to_be_checked()

    page.goto(f"{live_server.url}{wishes_path(MARIA)}avsta/")
    assert_accessible_everywhere(page)
    press(page, "button", "Stoppa de här mejlen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mejlen är stoppade")
    assert_accessible_everywhere(page)
    assert len(MailAddress.objects.get(email=MARIA).refused) == 5


@pytest.fixture
def maria(context: BrowserContext, live_server, client):
    user = factories.make_user(MARIA, name="Maria Berg-Lindgren")
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    return user


def test_the_account_and_what_was_sent(page: Page, live_server, maria):
    for n in range(31):
        Message.objects.create(
            kind="reminder",
            recipient=maria,
            to_email=MARIA,
            language="sv",
            subject=f"Påminnelse: {n} saker att göra, först svara på inbjudan till Uppstart",
            body_text="",
            body_html="",
            status="sent" if n % 2 else "failed",
            sent_at=timezone.now() if n % 2 else None,
        )
    page.goto(f"{live_server.url}/konto/")
    press(page, "link", "Vilka mejl du får")
    assert_accessible_everywhere(page)
    press(page, "link", "Mejl till dig")
    expect(page.get_by_role("row")).to_have_count(31)
    assert_accessible_everywhere(page)
