"""Debian's Chromium, a live server, a real worker, and a page that may not misbehave."""

import os
import re
import shutil
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.worker import Worker, wait_until

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return {
        "executable_path": chromium,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    # Without motion a colour is what it is at once: axe would meet it half changed.
    return {
        "viewport": PHONE,
        "locale": "sv-SE",
        "timezone_id": "Europe/Stockholm",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(context: BrowserContext, live_server: Any) -> Iterator[Page]:
    """A page whose console stays silent and which asks no other host for anything."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"exception: {error}"))
    page.on(
        "console",
        lambda message: (
            faults.append(message.text)
            if message.type == "error" and "422" not in message.text
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            faults.append(f"request to {request.url}")
            if not request.url.startswith((live_server.url, "data:", "about:", "blob:"))
            else None
        ),
    )
    # Choosers are caught from the start: asking for it only at the key press can come too late.
    page.on("filechooser", lambda chooser: None)
    yield page
    assert faults == []


@pytest.fixture
def worker(settings: Any, tmp_path: Path, live_server: Any) -> Iterator[Worker]:
    """A real worker process on the test database, which reads and writes the same files."""
    worker = Worker(tmp_path, processes=1)
    settings.MAIL_DIR = tmp_path / "mail"
    settings.EMAIL_BACKEND = "modellkonceptet.notifications.file_mail.FileMailBackend"
    worker.start()
    yield worker
    worker.kill()
    print((tmp_path / "worker.log").read_text())  # shown when the test has failed


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path) -> "Mailbox":
    settings.EMAIL_BACKEND = "modellkonceptet.notifications.file_mail.FileMailBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    return Mailbox(tmp_path / "mail")


class Mailbox:
    """The mails that have been written to files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def to(self, address: str) -> list[Any]:
        """Mails to an address, oldest first."""
        paths = sorted(self.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
        return [mail for mail in mails if mail["To"].lower() == address.lower()]

    def code(self, address: str) -> str:
        """The latest sign-in code."""
        text = self.to(address)[-1].get_body(("plain",)).get_content()
        found = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", text, re.MULTILINE)
        assert found, text
        return found[1]

    def wait_for(self, address: str, *, count: int, seconds: float = 60) -> list[Any]:
        wait_until(lambda: len(self.to(address)) >= count, seconds=seconds)
        return self.to(address)


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 AA that axe can find, and nothing wider than the window."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    assert [
        (violation["id"], [node["html"] for node in violation["nodes"]])
        for violation in results.response["violations"]
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") is True


def looked_at(page: Page) -> None:
    """The same at a desk and on a phone, where nothing may push the page wider."""
    for window in (DESK, PHONE):
        page.set_viewport_size(window)
        assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
