"""Official figures by keyboard, with a worker and a Kolada of our own; then a starting point."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from improvements.enums import FetchStatus
from improvements.models import FactAnswer, OfficialFetch, OfficialIndicator
from modellkonceptet.civil_dates import today
from tests import kolada_server
from tests.browser.conftest import DESK, assert_accessible
from tests.browser.keyboard import fill, press
from tests.group_world import GroupWorld, make_group_world
from tests.kolada_server import kpi, values_of
from tests.worker import Worker, wait_until


@pytest.fixture
def kolada(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Known by its address to the server's thread and to the worker's process."""
    with kolada_server.running() as server:
        settings.KOLADA_URL = server.url
        monkeypatch.setenv("KOLADA_URL", server.url)
        yield server


@pytest.fixture
def world(transactional_db: None) -> GroupWorld:
    world = make_group_world(kick_off=today() + timedelta(days=30))
    programme = world.cohort.terms.get().programme
    programme.slug = "modellkommuner"
    programme.save()
    call_command("load_starting_point", verbosity=0)
    # Its own start pack is another test's matter.
    OfficialIndicator.objects.all().delete()
    return world


def sign_in(context: BrowserContext, site: str, user: Any, settings: Any) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


def test_an_indicator_is_searched_for_followed_and_fetched(
    page: Page,
    live_server: Any,
    settings: Any,
    kolada: Any,
    world: GroupWorld,
    worker: Worker,
    tmp_path: Path,
) -> None:
    lund, ystad = (str(one.organisation.code) for one in (world.lund, world.ystad))
    title = "Sjukfrånvaro bland anställda, andel (%)"
    kolada.kpis = [kpi("N00090", title), kpi("N00206", "Heltid, andel (%)")]
    year = today().year - 1
    kolada.data = [values_of("N00090", lund, year - n, K=7.5 - n / 10, M=4.25) for n in range(8)]
    kolada.data.append(values_of("N00090", ystad, year, K=6, M=5))
    sign_in(page.context, live_server.url, world.person("lund", "strategist"), settings)
    page.goto(f"{live_server.url}/forbattringar/hos/{world.lund.pk}/nyckeltal/")
    expect(page.locator("h1")).to_have_text("Inga officiella nyckeltal följs än")
    assert_accessible(page)
    press(page, "link", "Sök i Kolada")
    fill(page, "#id_q", "sjukfrånvaro")
    press(page, "button", "Sök")
    expect(page.locator("h1")).to_have_text("1 nyckeltal hittat")
    assert_accessible(page)
    press(page, "button", f"Följ {title}")
    expect(page.get_by_text("Nyckeltalet följs nu, och uppgifterna hämtas.")).to_be_visible()
    assert_accessible(page)
    wait_until(lambda: OfficialFetch.objects.filter(status=FetchStatus.DONE).exists(), seconds=120)
    page.reload()
    expect(page.locator("h1")).to_have_text("1 av 1 nyckeltal visar kvinnor och män var för sig")
    expect(page.locator("p.source")).to_contain_text("Källa: Kolada (RKA), hämtat")
    assert_accessible(page)
    press(page, "link", title)
    expect(page.locator("h1")).to_have_text(
        f"Kvinnors värde var 3,25 procentenheter högre än mäns {year}"
    )
    expect(page.locator(".drawn-narrow.drawn-light svg")).to_be_visible()
    expect(page.locator("p.source")).to_contain_text("Källa: Kolada (RKA), hämtat")
    expect(page.get_by_role("row", name="Ystad kommun")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    expect(page.locator(".drawn-wide.drawn-light svg")).to_be_visible()
    assert_accessible(page)


def test_a_starting_point_is_filled_in_and_shared_on_a_phone(
    page: Page, new_context: Any, live_server: Any, settings: Any, world: GroupWorld
) -> None:
    sign_in(page.context, live_server.url, world.person("lund", "strategist"), settings)
    page.goto(f"{live_server.url}/forbattringar/hos/{world.lund.pk}/utgangslage/")
    expect(page.locator("h1")).to_have_text("Berätta för gruppen var ni börjar")
    assert_accessible(page)
    press(page, "link", "Skriv Var ni finns och för vilka")
    first = page.locator("textarea").first
    expect(first).to_have_value("Lund kommun, kommun, Skåne län")
    assert_accessible(page)
    fill(page, "textarea >> nth=2", "Fler äldre, färre barn.")
    press(page, "button", "Spara")
    expect(page.locator("h1")).to_have_text("3 av 18 frågor är besvarade")
    press(page, "button", "Dela med gruppen")
    expect(page.locator("h1")).to_have_text("Här börjar Lund kommun")
    expect(page.get_by_text("Delat med gruppen")).to_be_visible()
    assert_accessible(page)
    assert FactAnswer.objects.filter(text="Fler äldre, färre barn.").count() == 1

    theirs = new_context()
    sign_in(theirs, live_server.url, world.person("ystad", "politician"), settings)
    reader = theirs.new_page()
    reader.goto(f"{live_server.url}/forbattringar/hos/{world.ystad.pk}/utgangslage/")
    press(reader, "link", "Lund kommun")
    expect(reader.get_by_text("Fler äldre, färre barn.")).to_be_visible()
    assert_accessible(reader)

    press(page, "button", "Sluta dela")
    expect(page.get_by_text("Bara ert eget team", exact=True)).to_be_visible()
    reader.reload()
    expect(reader.locator("h1")).to_have_text("Lund kommun har inte delat sitt utgångsläge än")
