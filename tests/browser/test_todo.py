"""What is to be done, by keyboard on a phone; who is late with what, by keyboard at SKR's desk."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from cohorts.models import Participation
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.enums import Role
from tests import factories
from tests.browser.conftest import DESK, assert_accessible
from tests.browser.keyboard import choose, fill, press, tab_to
from tests.notifications.registry import only
from tests.reporting.due_recipes import asking, on

LONG = "Upplands Väsby kommun, kommunledningskontoret, enheten för hållbar utveckling"


@pytest.fixture
def lund(transactional_db: None) -> Participation:
    cohort = factories.make_cohort(name_sv="Modellkommuner 2027–2028")
    for name in ("Ystad", LONG):
        strategist = factories.make_user(name=f"Strateg i {name}")
        organisation = factories.make_organisation(name)
        factories.make_participation(cohort, organisation, team={"strategist": strategist})
    strategist = factories.make_user("strateg@lund.example", name="Strateg, Lund")
    return factories.make_participation(
        cohort, factories.make_organisation("Lund"), team={"strategist": strategist}
    )


@pytest.fixture(autouse=True)
def _rules(lund: Participation) -> Iterator[None]:
    """Six things, two of them late and one of those raised to SKR."""
    path = f"/min-omgang/{lund.pk}/"
    days = {-9: "Svara på inbjudan till Uppstart", -2: "Gör klart självskattningen inför träff 1"}
    things = [on(number, what=what, path=path) for number, what in days.items()]
    things += [on(number, what=f"Fyll i period {number}", path=path) for number in (20, 30, 40, 50)]
    with only(asking(*things, ladder=((Role.DESK, 7),))):
        yield


def sign_in(page: Page, live_server: Any, user: User) -> None:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )


def test_from_min_omgang_to_all_there_is_to_do(
    page: Page, live_server: Any, lund: Participation
) -> None:
    sign_in(page, live_server, User.objects.get(email="strateg@lund.example"))
    page.goto(f"{live_server.url}/min-omgang/{lund.pk}/")
    expect(page.locator("#todo")).to_have_text("Två saker är försenade")
    expect(page.locator("#todo + ul > li")).to_have_count(5)
    assert_accessible(page)
    press(page, "link", "Visa alla (6) att göra")
    expect(page.locator("h1")).to_have_text("Två saker är försenade")
    expect(page.locator("#late + ul > li")).to_have_count(2)
    expect(page.locator("#later + ul > li")).to_have_count(4)
    assert_accessible(page)
    press(page, "link", "Svara på inbjudan till Uppstart")
    assert page.url == f"{live_server.url}/min-omgang/{lund.pk}/"


def test_from_the_desk_to_who_is_late(page: Page, live_server: Any, tmp_path: Path) -> None:
    lead = factories.make_user("projektledare@skr.example", staff_role="project_lead")
    sign_in(page, live_server, lead)
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}/skr/")
    expect(page.locator("#own li")).to_have_count(3)
    assert_accessible(page)
    press(page, "link", "Se vem som är sen")
    expect(page.locator("h1")).to_have_text("6 saker är försenade")
    assert_accessible(page)
    fill(page, "#id_q", "väsby")
    choose(page, "#id_topic", "Resultatrapporter")
    press(page, "button", "Filtrera")
    expect(page.locator("h1")).to_have_text("2 försenade saker i urvalet")
    export = page.get_by_role("link", name="CSV")
    tab_to(page, export)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "late.csv")
    table = (tmp_path / "late.csv").read_text(encoding="utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(table), delimiter=";")][1:] == [LONG, LONG]
    page.set_viewport_size({"width": 360, "height": 740})
    assert_accessible(page)
    fill(page, "#id_q", "finns inte")
    press(page, "button", "Filtrera")
    expect(page.get_by_text("Inget försenat finns i det här urvalet.")).to_be_visible()
    assert_accessible(page)
