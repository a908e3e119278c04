"""The board in a browser: by mouse, by keyboard alone, on a phone, and by two people at once."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from cohorts.models import Group, GroupingProposal
from cohorts.services.proposals import compute_proposal
from tests import factories
from tests.browser.conftest import DESK, PHONE, assert_accessible
from tests.browser.keyboard import tab_to
from tests.cohorts.boards import Round
from tests.worker import Worker

NAMES = "Lund Ystad Eslöv Höör Sjöbo Osby"


@pytest.fixture
def made(transactional_db: None) -> Round:
    """Two groups begun, four without a group, two mentors."""
    made = Round(NAMES, "Malmö Kalmar").open()
    made.group("Lund")
    made.group("Ystad")
    return made


def let_in(context: BrowserContext, user: Any, address: str) -> None:
    """Signed in without the mail with the code, which the journey's test follows."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def address(live_server: Any, made: Round, name: str = "board") -> str:
    return live_server.url + reverse(f"grouping:{name}", args=[made.cohort.slug])


@pytest.fixture
def board(page: Page, context: BrowserContext, live_server: Any, made: Round) -> Page:
    let_in(context, made.lead, live_server.url)
    page.set_viewport_size(DESK)
    page.goto(address(live_server, made))
    expect(page.locator("#board.has-drag")).to_be_visible()
    return page


def group(page: Page, key: str) -> Locator:
    return page.locator(f"[data-card={key}]")


def people(place: Locator) -> Locator:
    return place.locator("[data-member] b")


def said(page: Page, words: str) -> None:
    """What is read out: what was done, and the figures that follow from it."""
    expect(page.locator("#said")).to_contain_text(words)


def test_groups_are_made_by_dragging(board: Page, made: Round) -> None:
    assert_accessible(board)
    eslov = board.locator(".pool [data-member]", has_text="Eslöv")
    eslov.locator("b").drag_to(group(board, "g1").locator("[data-people]"))
    said(board, "Eslöv flyttades till Grupp 1. I snitt per deltagare och möte:")
    expect(people(group(board, "g1"))).to_have_text(["Lund", "Eslöv"])
    expect(board.locator("h1")).to_have_text("6 deltagare: 2 grupper inte klara, 3 utan grupp")
    malmo = board.locator(".pool [data-mentor]", has_text="Malmö")
    malmo.locator("b").drag_to(group(board, "g1").locator("[data-mentors]"))
    said(board, "Malmö blev mentor för Grupp 1")
    expect(board.locator("h1")).to_contain_text("1 grupp klar")
    lund = group(board, "g1").locator("[data-member]", has_text="Lund")
    lund.locator("b").drag_to(board.locator(".pool [data-people]"))
    said(board, "Lund flyttades till dem utan grupp")
    board.get_by_role("button", name="Ångra").click()
    said(board, "Ångrat")
    assert made.by_name == {"Grupp 1": ["Lund", "Eslöv"], "Grupp 2": ["Ystad"]}
    assert_accessible(board)


def test_a_full_group_takes_nobody_more(board: Page, made: Round) -> None:
    for name in ("Eslöv", "Höör"):
        made.do("place", member=made.members[name].pk, card="g1")
    board.reload()
    osby = board.locator(".pool [data-member]", has_text="Osby")
    osby.locator("b").drag_to(group(board, "g1").locator("[data-people]"))
    expect(people(board.locator(".pool"))).to_have_text(["Osby", "Sjöbo"])
    assert made.by_name["Grupp 1"] == ["Lund", "Eslöv", "Höör"]


def test_groups_are_made_by_keyboard_alone(board: Page, made: Round) -> None:
    eslov = made.members["Eslöv"].pk
    tab_to(board, board.locator(f"#move-p{eslov}"))
    board.keyboard.press("Enter")
    expect(board.locator("#move-title")).to_have_text("Flytta Eslöv")
    board.keyboard.press("Escape")
    expect(board.locator(f"#move-p{eslov}")).to_be_focused()
    board.keyboard.press("Enter")
    expect(board.locator("#move-to")).to_be_focused()
    board.keyboard.press("ArrowDown")
    assert_accessible(board)
    board.keyboard.press("Tab")
    board.keyboard.press("Enter")
    said(board, "Eslöv flyttades till Grupp 2")
    expect(board.locator(f"[data-card=g2] #move-p{eslov}")).to_be_focused()
    malmo = made.mentors["Malmö"].organisation_id
    tab_to(board, board.locator("#lock-g2"))
    board.keyboard.press("Enter")
    said(board, "Grupp 2 låstes")
    expect(board.locator("#lock-g2")).to_be_focused()
    expect(board.locator("#lock-g2")).to_contain_text("Lås upp")
    board.keyboard.press("Enter")
    said(board, "Grupp 2 låstes upp")
    board.reload()
    tab_to(board, board.locator(f"#move-m{malmo}-"))
    board.keyboard.press("Enter")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Tab")
    board.keyboard.press("Space")
    board.keyboard.press("Tab")
    board.keyboard.press("Enter")
    said(board, "Malmö blev stödjande mentor för Grupp 2")
    expect(board.locator(f"#move-m{malmo}-g2")).to_be_focused()
    board.keyboard.press("Shift+Tab")
    tab_to(board, board.locator("#undo"))
    board.keyboard.press("Enter")
    said(board, "Ångrat: Malmö")
    expect(board.locator("#undo")).to_be_focused()


@pytest.fixture
def colleague(
    browser: Browser, browser_context_args: dict[str, Any], live_server: Any, made: Round
) -> Iterator[Callable[[], Page]]:
    """Bo's own browser, opened on the board when asked for."""
    context = browser.new_context(**{**browser_context_args, "viewport": DESK})
    bo = factories.make_user("bo@skr.example", name="Bo", staff_role="project_lead")
    let_in(context, bo, live_server.url)

    def open_page() -> Page:
        page = context.new_page()
        page.goto(address(live_server, made))
        expect(page.locator("#board.has-drag")).to_be_visible()
        return page

    yield open_page
    context.close()


def move(page: Page, pk: int, to: str) -> None:
    page.locator(f"#move-p{pk}").click()
    page.locator("#move-to").select_option(to)
    page.locator("#move").get_by_role("button", name="Flytta").click()


def test_two_people_at_the_board_do_not_overwrite_each_other(
    board: Page, colleague: Callable[[], Page], made: Round
) -> None:
    eslov, hoor = made.members["Eslöv"].pk, made.members["Höör"].pk
    other = colleague()
    move(other, eslov, "g1")
    said(other, "Eslöv flyttades till Grupp 1")
    move(board, eslov, "g2")
    summary = board.locator(".errsum")
    expect(summary).to_contain_text("Bo: Eslöv flyttades till Grupp 1")
    expect(summary).to_be_focused()
    expect(people(group(board, "g1"))).to_have_text(["Lund", "Eslöv"])
    assert_accessible(board)
    move(other, hoor, "g1")
    said(other, "Höör flyttades till Grupp 1")
    move(board, made.members["Osby"].pk, "g2")
    said(board, "Osby flyttades till Grupp 2")
    expect(people(group(board, "g1"))).to_have_text(["Lund", "Eslöv", "Höör"])
    assert made.by_name == {"Grupp 1": ["Lund", "Eslöv", "Höör"], "Grupp 2": ["Ystad", "Osby"]}


def test_an_open_page_is_told_that_somebody_changed_the_board(
    board: Page, colleague: Callable[[], Page], made: Round
) -> None:
    other = colleague()
    move(other, made.members["Eslöv"].pk, "g1")
    said(other, "Eslöv")
    expect(board.locator("#stale")).to_contain_text(
        "Bo: Eslöv flyttades till Grupp 1", timeout=20_000
    )
    board.get_by_role("link", name="Visa tavlan som den är nu").click()
    expect(people(group(board, "g1"))).to_have_text(["Lund", "Eslöv"])


def test_the_board_on_a_phone(board: Page, made: Round) -> None:
    board.set_viewport_size(PHONE)
    board.reload()
    assert_accessible(board)
    move(board, made.members["Eslöv"].pk, "new")
    said(board, "Eslöv flyttades till Grupp 3")
    expect(group(board, "g3")).to_be_visible()
    small = board.evaluate(
        """() => [...document.querySelectorAll("#board a.act, #board button, #board summary")]
        .filter((each) => each.offsetHeight && each.offsetHeight < 44)
        .map((each) => each.textContent.trim())"""
    )
    assert small == []
    assert_accessible(board)


def test_a_proposal_is_made_compared_used_and_published(
    board: Page, live_server: Any, made: Round
) -> None:
    board.get_by_role("button", name="Nära varandra").click()
    expect(board.get_by_role("button", name="Nära varandra")).to_have_attribute(
        "aria-pressed", "true"
    )
    board.get_by_role("group").get_by_text("Ställ in vikterna själv").click()
    slider = board.get_by_label("Korta resor")
    expect(slider).to_have_value("100")
    slider.press("ArrowLeft")
    expect(board.locator("output[for=w-travel]")).to_have_text("95")
    board.get_by_role("button", name="Föreslå grupper").click()
    expect(board.get_by_text("Förslag 1 räknas fram")).to_be_visible()
    assert_accessible(board)
    board.reload()
    expect(board.get_by_text("Förslag 1 räknas fram")).to_be_visible()
    compute_proposal(proposal_id=GroupingProposal.objects.get().pk)
    board.get_by_role("link", name="Jämför med tavlan").click()
    expect(board.locator("h1")).to_have_text(
        "6 deltagare får andra partner i Förslag 1 än på tavlan"
    )
    assert_accessible(board)
    board.get_by_role("button", name="Använd Förslag 1").click()
    expect(board.locator(".notices")).to_contain_text("Förslag 1 ligger på tavlan")
    board.get_by_role("link", name="Publicera grupper").click()
    expect(board.locator("h1")).to_contain_text("får ett mejl när du publicerar")
    assert_accessible(board)
    board.get_by_role("button", name="Publicera grupper").click()
    expect(board.locator(".notices")).to_contain_text("grupper är publicerade")
    assert Group.objects.count() == len(made.arrangement.cards)
    expect(board.get_by_role("link", name="Gruppsida").first).to_be_visible()
    assert_accessible(board)


def test_a_proposal_comes_from_the_worker_while_the_page_waits(
    worker: Worker, board: Page, made: Round
) -> None:
    board.get_by_role("button", name="Föreslå grupper").click()
    expect(board.locator(".proposals")).to_contain_text("Bevisat bästa", timeout=60_000)
    said(board, "Förslaget är klart.")
    expect(board.locator("#proposals progress")).to_have_count(0)
    assert_accessible(board)


def test_a_large_board_is_searched_by_typing(board: Page, live_server: Any, made: Round) -> None:
    for n in range(20):
        made.join(f"Ort{n}")
    board.reload()
    expect(board.locator(".pool [data-member]:visible")).to_have_count(24)
    board.get_by_label("Hitta deltagare, mentor eller grupp").fill("ystad")
    expect(board.locator(".pool [data-member]:visible")).to_have_count(0)
    expect(board.locator("[data-card]:visible h3")).to_have_text(["Grupp 2"])


def test_the_board_without_scripts(
    browser: Browser, browser_context_args: dict[str, Any], live_server: Any, made: Round
) -> None:
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    let_in(context, made.lead, live_server.url)
    page = context.new_page()
    page.goto(address(live_server, made))
    page.locator(f"#move-p{made.members['Eslöv'].pk}").click()
    page.get_by_role("button", name="Flytta Eslöv till Grupp 2").click()
    page.locator(f"#move-m{made.mentors['Malmö'].organisation_id}-").click()
    page.get_by_role("button", name="Malmö blir mentor för Grupp 2").click()
    page.get_by_role("button", name="Lås Grupp 2").click()
    page.get_by_role("button", name="Samma tema").click()
    expect(page.locator("#w-theme")).to_have_value("100")
    page.get_by_role("button", name="Föreslå grupper").click()
    expect(page.get_by_text("Förslag 1 räknas fram")).to_be_visible()
    context.close()
    card = made.arrangement.card("g2")
    assert made.by_name["Grupp 2"] == ["Ystad", "Eslöv"]
    assert (card.is_locked, len(card.mentors)) == (True, 1)
    assert GroupingProposal.objects.get().weights["theme"] == 100
