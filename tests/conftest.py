"""Roles as fixtures, a private place on disk for every run, and no way out to the network."""

import os
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.accounts.models import User
from tests import factories
from tests.emptying import empty_tables
from tests.worker import Worker

# Playwright's own event loop makes Django believe that tests are asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# The same cases every time: what CI finds can be found again, and nothing fails by the clock.
hypothesis_settings.register_profile("same_every_time", derandomize=True, deadline=None)
hypothesis_settings.load_profile("same_every_time")
TransactionTestCase._fixture_teardown = empty_tables  # type: ignore[attr-defined]
REQUIRE_SERVICES = os.environ.get("REQUIRE_SERVICES") == "1"


@pytest.fixture(autouse=True)
def _own_places(settings: Any, tmp_path: Path) -> None:
    """Files, mails and queue of a test go to its own folder; allauth counts no tries."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files"), "base_url": None},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MAIL_DIR = tmp_path / "mail"
    settings.ACCOUNT_RATE_LIMITS = False
    settings.DEMO = False


@pytest.fixture(autouse=True)
def _in_swedish() -> Iterator[None]:
    """A request in English leaves its language behind in the thread."""
    with translation.override("sv"):
        yield


@pytest.fixture(autouse=True)
def _own_queue(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is put in the queue stays there, unless a test starts a real worker."""
    settings.CELERY_TASK_DEFAULT_QUEUE = f"test-{uuid.uuid4()}"
    if django_settings.CELERY_BROKER_URL.startswith("filesystem:"):
        from modellkonceptet.celery import app

        folder = tmp_path / "queue"
        options = {
            "data_folder_in": str(folder / "messages"),
            "data_folder_out": str(folder / "messages"),
            "control_folder": str(folder / "control"),
        }
        monkeypatch.setattr(django_settings, "CELERY_BROKER_TRANSPORT_OPTIONS", options)
        app.conf.broker_transport_options = options
        app.pool.force_close_all()


@pytest.fixture(autouse=True)
def _no_outside_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections to anything but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if host and host not in {"127.0.0.1", "::1", "localhost"}:
            raise OSError(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs PostgreSQL where the database is another; browser tests last."""
    if not django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        elsewhere = [item for item in items if item.get_closest_marker("postgres")]
        if elsewhere:
            config.hook.pytest_deselected(items=elsewhere)
            items[:] = [item for item in items if item not in elsewhere]
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    """Where the real services are promised, a skipped test is a failure."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if REQUIRE_SERVICES and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although the services are there: {report.longrepr}"


@pytest.fixture
def worker(tmp_path: Path, transactional_db: None) -> Iterator[Worker]:
    """A real worker; gone before the tables are emptied: a sweep amid that would be a deadlock."""
    worker = Worker(tmp_path)
    worker.start()
    yield worker
    worker.kill()


@pytest.fixture
def project_lead(db: None) -> User:
    return factories.make_user(
        "projektledare@skr.example", name="Projektledare", staff_role=StaffRole.PROJECT_LEAD
    )


@pytest.fixture
def reviewer(db: None) -> User:
    return factories.make_user(
        "granskare@skr.example", name="Granskare", staff_role=StaffRole.REVIEWER
    )


@pytest.fixture
def finance(db: None) -> User:
    return factories.make_user("ekonomi@skr.example", name="Ekonomi", staff_role=StaffRole.FINANCE)


@pytest.fixture
def evaluator(db: None) -> User:
    return factories.make_user(
        "utvarderare@skr.example", name="Utvärderare", staff_role=StaffRole.EVALUATOR
    )


@pytest.fixture
def applicant(db: None) -> User:
    """Writes an application for Lund, from Lund's known mail domain."""
    return factories.make_user("sokande@lund.example", name="Sökande, Lund")


@pytest.fixture
def strategist(db: None) -> User:
    return factories.make_user("strateg@lund.example", name="Strateg, Lund")


@pytest.fixture
def politician(db: None) -> User:
    return factories.make_user("politiker@lund.example", name="Politiker, Lund")


@pytest.fixture
def manager(db: None) -> User:
    return factories.make_user("chef@lund.example", name="Hög chef, Lund")


@pytest.fixture
def mentor(db: None) -> User:
    return factories.make_user("mentor@malmo.example", name="Mentor, Malmö")


@pytest.fixture
def other_strategist(db: None) -> User:
    return factories.make_user("strateg@ystad.example", name="Strateg, Ystad")


@pytest.fixture
def stranger(db: None) -> User:
    return factories.make_user("frammande@nagonannanstans.example", name="Främling")
