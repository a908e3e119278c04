"""A project lead writes to a group by keyboard alone on a phone, and sees the mail as it grows."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.browser.conftest import DESK, assert_accessible
from tests.browser.keyboard import enter, fill, press, tick
from tests.group_world import GroupWorld, make_group_world


@pytest.fixture
def lead(transactional_db: None) -> Any:
    return factories.make_user(
        "projektledare@skr.example", name="Lead", staff_role=StaffRole.PROJECT_LEAD
    )


@pytest.fixture
def world(lead: Any) -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10))


def test_a_mail_is_written_looked_at_and_sent_by_keyboard(
    page: Page, context: BrowserContext, live_server: Any, lead: Any, world: GroupWorld
) -> None:
    _let_in(context, lead, live_server.url)
    page.goto(live_server.url + reverse("reporting:group_mail"))
    assert_accessible(page)
    tick(page, "input[name=people][value=politician]")
    tick(page, "input[name=people][value=mentor]")
    press(page, "button", "Show the receivers")
    expect(page.locator("#receivers h3")).to_have_text("4 people get the mail")
    assert_accessible(page)
    assert page.locator("#receivers h3").evaluate(
        "element => element.getBoundingClientRect().top < window.innerHeight"
    )

    fill(page, "#id_subject_sv", "Till {organisation}")
    fill(page, "#id_text_sv", "Ta med:\n- penna\n- papper")
    expect(page.locator("#preview h3")).to_have_text("Till Höör")
    expect(page.locator("#preview li")).to_have_text(["penna", "papper"])
    fill(page, "#id_text_sv", "Hos {plats}")
    expect(page.locator("#preview .err")).to_contain_text("{plats} can’t be filled in.")
    enter(page, page.get_by_role("button", name="Go on"))
    expect(page.locator(".errsum li")).to_contain_text("{plats} can’t be filled in.")
    assert_accessible(page)

    fill(page, "#id_text_sv", "Hos {organisation}")
    enter(page, page.get_by_role("button", name="Go on"))
    expect(page.locator("h1")).to_have_text("The mail goes to 4 people")
    assert_accessible(page)
    press(page, "button", "Change something")
    expect(page.locator("#id_text_sv")).to_have_value("Hos {organisation}")
    enter(page, page.get_by_role("button", name="Go on"))
    press(page, "button", "Send to 4 people")
    expect(page.get_by_role("status").first).to_contain_text("The mail goes to 4 people.")
    page.set_viewport_size(DESK)
    assert_accessible(page)
    assert list(Message.objects.order_by("pk").values_list("to_name", flat=True)) == [
        "politician Höör",
        "politician Lund",
        "politician Ystad",
        "Mentor Malmö",
    ]


def _let_in(context: BrowserContext, user: Any, address: str) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    session = {"name": name, "value": client.cookies[name].value, "url": address}
    language = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": address}
    context.add_cookies([session, language])  # type: ignore[list-item]
