"""Files ordered on a page and fetched when they are ready, by keyboard, from a real worker."""

import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from reporting.services.report_sending import send_report
from tests.browser.conftest import looked_at
from tests.browser.keyboard import enter, fetch, press
from tests.browser.test_meeting import sign_in
from tests.reporting.report_world import make_report_world
from tests.reporting.round_recipes import make_reported_round
from tests.reporting.test_report_services import with_figures, with_work
from tests.worker import Worker

MOST_WAITING = 120_000  # milliseconds; a few seconds where nothing else is done


def ready(page: Page) -> Locator:
    """The files, when the page has seen by itself that they are there."""
    expect(page.locator("#order progress")).to_have_count(0, timeout=MOST_WAITING)
    return page.locator("#order .tasks a")


def test_skr_orders_the_report_on_a_round_and_sees_it_grow(
    page: Page, live_server: Any, settings: Any, worker: Worker, transactional_db: None
) -> None:
    made = make_reported_round(3, works=1, months=12, approved=2)
    sign_in(page.context, live_server.url, made.lead, settings)
    page.goto(f"{live_server.url}/skr/rapporter/{made.cohort.slug}/")
    press(page, "link", "Rapport om omgången")
    looked_at(page)
    press(page, "button", "Ta fram rapporten")
    expect(page.locator("#order progress")).to_be_visible()
    looked_at(page)
    links = ready(page)
    looked_at(page)
    expect(links).to_have_count(3)
    files = {path.suffix: path for path in (fetch(page, one) for one in links.all())}
    with pikepdf.open(files[".pdf"]) as paper:
        assert len(paper.pages) > 5
    book = load_workbook(files[".xlsx"])
    assert "Kommun 00 kommun" in [row[0].value for row in book.worksheets[0].iter_rows()]
    with zipfile.ZipFile(files[".zip"]) as pictures:
        assert pictures.testzip() is None
    page.goto(f"{live_server.url}/skr/omgangar/{made.cohort.slug}/rapport/")
    expect(page.locator("table[aria-labelledby=made] tbody tr")).to_have_count(1)
    looked_at(page)


def test_the_strategist_fetches_the_case_and_a_paper_for_the_committee(
    page: Page, live_server: Any, settings: Any, worker: Worker, transactional_db: None
) -> None:
    today = timezone.localdate()
    world = make_report_world(due_on=today + timedelta(days=20), kick_off=today)
    with_figures(world)
    with_work(world)
    report = send_report(report=world.written(), actor=world.strategist)
    sign_in(page.context, live_server.url, world.strategist, settings)
    page.goto(f"{live_server.url}/min-omgang/{world.lund.pk}/")
    press(page, "link", "Ärendet som fil")
    looked_at(page)
    press(page, "button", "Ta fram filen")
    (link,) = ready(page).all()
    looked_at(page)
    with zipfile.ZipFile(fetch(page, link)) as case:
        assert case.testzip() is None
        assert "data/innehall.json" in case.namelist()
    page.goto(f"{live_server.url}/min-omgang/{world.lund.pk}/arende/")
    expect(page.locator("#orders li")).to_contain_text(["Klar"])

    page.goto(f"{live_server.url}{report.get_absolute_url()}")
    press(page, "link", "Gör en tjänsteskrivelse")
    looked_at(page)
    enter(page, page.locator(".to-fill-in a").first)
    paper = fetch(page, page.get_by_role("link", name="Hämta i Word"))
    assert _headings(paper)[0] in page.locator("#p-head").inner_text()


def _headings(path: Path) -> list[str]:
    return [one.text for one in Document(str(path)).paragraphs if one.text.strip()]
