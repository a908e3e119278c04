"""After publication, by keyboard on a phone: a post with a file, and a hand-over to a newcomer."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from cohorts.models import GroupFile
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.models import Message
from tests import factories
from tests.browser.conftest import DESK, assert_accessible
from tests.browser.keyboard import enter, fill, press, tick, upload
from tests.group_world import GroupWorld, make_group_world


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=timezone.localdate() + timedelta(days=30))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "Upplands Väsby kommun, enheten för hållbar utveckling.png"
    Image.new("RGB", (20, 20), "white").save(path)
    return path


def sign_in(page: Page, live_server: Any, user: User) -> None:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )


def test_a_post_with_a_file_by_keyboard_on_a_phone(
    page: Page, live_server: Any, world: GroupWorld, picture: Path
) -> None:
    sign_in(page, live_server, world.person("lund", "key_person"))
    page.goto(f"{live_server.url}/min-omgang/{world.lund.pk}/")
    press(page, "link", "Ni lär tillsammans med Höör och Ystad")
    assert_accessible(page)

    # Nothing written: the page says so, and what is typed next is kept.
    press(page, "button", "Skicka till gruppen")
    expect(page.get_by_role("alert")).to_contain_text("Skriv något eller välj en fil.")
    assert_accessible(page)
    fill(page, "#id_text", "Hej! Här är en bild av var vi står.")
    upload(page, "#id_attached", picture)
    press(page, "button", "Skicka till gruppen")
    expect(page.locator(".talk li").first).to_contain_text("Hej! Här är en bild av var vi står.")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=picture.name).press("Enter")
    assert download.value.suggested_filename == picture.name

    # The partners read it; what is removed leaves a line behind.
    sign_in(page, live_server, world.person("ystad", "politician"))
    page.goto(f"{live_server.url}{world.group.get_absolute_url()}")
    expect(page.locator(".talk li")).to_have_count(1)
    expect(page.get_by_role("link", name="Ta bort inlägget")).to_have_count(0)
    sign_in(page, live_server, world.person("lund", "key_person"))
    page.reload()
    enter(page, page.get_by_role("link", name="Ta bort inlägget"))
    assert_accessible(page)
    press(page, "button", "Ta bort inlägget")
    expect(page.locator(".talk li").first).to_contain_text("Borttaget inlägg av key_person Lund")
    assert GroupFile.objects.count() == 0


def test_a_new_politician_reads_the_hand_over(
    page: Page, live_server: Any, world: GroupWorld
) -> None:
    sign_in(page, live_server, world.person("lund", "key_person"))
    page.goto(f"{live_server.url}/min-omgang/{world.lund.pk}/")
    enter(page, page.get_by_role("link", name="Ändra politician Lund"))
    tick(page, "#id_change_0")
    fill(page, "#id_name", "Nya Namnet")
    fill(page, "#id_email", "ny@lund.example")
    fill(page, "#id_because", "Ny politiker efter valet")
    assert_accessible(page)
    press(page, "button", "Spara ändringen")
    expect(page.get_by_text("Teamet är ändrat.")).to_be_visible()
    assert_accessible(page)

    mail = Message.objects.get(to_email="ny@lund.example")
    path = next(line for line in mail.body_text.splitlines() if "/overlamning/" in line)
    newcomer = factories.make_user("ny@lund.example", name="Nya Namnet")
    world.lund.team.filter(email=newcomer.email).update(user=newcomer)
    sign_in(page, live_server, newcomer)
    page.goto(live_server.url + path.removeprefix(settings.SITE_URL))
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Du tar över som politiker efter politician Lund")
    expect(page.locator("#before")).to_contain_text("Ny politiker efter valet")
    assert_accessible(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert_accessible(page)
    # On paper the contacts are there, and no buttons.
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Läs om omgången")).to_be_hidden()
    expect(page.locator("#group").get_by_text("politician@ystad.example")).to_be_visible()
