"""Using a page as somebody without a mouse does."""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Locator, Page

MOST_STEPS = 150


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has focus; fail when it cannot be reached, or not be seen."""
    target.wait_for()
    for _step in range(MOST_STEPS):
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate("element => element.matches(':focus-visible')")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by keyboard: {target}")


def fill(page: Page, selector: str, text: str) -> None:
    """Go to a field and write in it."""
    tab_to(page, page.locator(selector))
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def tick(page: Page, selector: str) -> None:
    """Go to a checkbox, or to a radio button's group, and choose it."""
    box = page.locator(selector)
    if box.get_attribute("type") == "radio":
        _choose_radio(page, box)
    else:
        tab_to(page, box)
        page.keyboard.press("Space")
    assert box.is_checked()


def _choose_radio(page: Page, radio: Locator) -> None:
    """Tab stops at a group's first button or its chosen one; arrows move within the group."""
    group = page.locator(f"input[type=radio][name='{radio.get_attribute('name')}']")
    chosen = group.and_(page.locator(":checked"))
    tab_to(page, chosen if chosen.count() else group.first)
    page.keyboard.press("Space")
    for _step in range(group.count()):
        if radio.is_checked():
            return
        page.keyboard.press("ArrowDown")


def choose(page: Page, selector: str, label: str) -> None:
    """Go to a select and type its option's name, without å, ä and ö: they miss a select here."""
    tab_to(page, page.locator(selector))
    page.keyboard.type(label)
    chosen = page.locator(f"{selector} option:checked")
    assert (chosen.text_content() or "").strip() == label


def press(page: Page, role: Literal["link", "button"], name: str) -> None:
    """Go to a link or button with that name, press Enter and wait for the next page."""
    enter(page, page.get_by_role(role, name=name, exact=True).first)


def enter(page: Page, target: Locator) -> None:
    """Go there, press Enter and wait for the next page."""
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def upload(page: Page, selector: str, path: Path) -> None:
    """Go to a file field and open its chooser with the keyboard."""
    tab_to(page, page.locator(selector))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(path)


def fetch(page: Page, target: Locator) -> Path:
    """Go to a link, press Enter and keep what comes as a file, under its own name."""
    tab_to(page, target)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    file = download.value
    path: Path = file.path().rename(file.path().with_name(file.suggested_filename))
    return path
