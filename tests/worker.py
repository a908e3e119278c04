"""A real Celery worker in a process of its own, against the test database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
# How many moments a worker is killed at; twenty were tried when it was built.
FAULT_SEEDS = int(os.environ.get("FAULT_SEEDS", "6"))


def database_url() -> str:
    """The test database's address, for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    password = f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else ""
    host = f"{values['HOST'] or '127.0.0.1'}:{values['PORT'] or 5432}"
    return f"postgres://{values['USER']}{password}@{host}/{values['NAME']}"


class Worker:
    """`start` and `kill` a prefork worker with an embedded beat that sweeps every second.

    With `clock` its time begins at that moment (and goes on from there). `name` tells the log and
    the beat's file of several workers apart; `environment` is what this one has otherwise.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        processes: int = 2,
        name: str = "worker",
        clock: str = "",
        environment: dict[str, str] | None = None,
    ) -> None:
        self.data_dir = data_dir
        self.processes = processes
        self.name = name
        self.clock = clock
        self.environment = environment or {}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start unless it runs already."""
        if self.process is not None:
            return
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "modellkonceptet.settings",
            "DEBUG": "1",
            "DATA_DIR": str(self.data_dir),
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": settings.CELERY_BROKER_URL,
            "CELERY_QUEUE": settings.CELERY_TASK_DEFAULT_QUEUE,
            "SWEEP_SECONDS": "1",
            "CLAIM_SECONDS": "3",
            "EMAIL_URL": "",
            "TEST_CLOCK": self.clock,
            **self.environment,
        }
        app = "tests.clocked_celery" if self.clock else "modellkonceptet"
        command = [sys.executable, "-m", "celery", "-A", app, "worker", "-B"]
        options = ["-P", "prefork", "-c", str(self.processes), "-l", "warning", "--without-mingle"]
        options += ["--without-gossip", "-s", str(self.data_dir / f"beat-{self.name}")]
        options += ["-n", f"{self.name}@%h"]
        log = (self.data_dir / f"{self.name}.log").open("ab")
        self.process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def kill(self) -> None:
        """SIGKILL to the worker and all its children: nobody can tidy up."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def wait_until(is_so: Callable[[], bool], *, seconds: float, pause: float = 0.1) -> None:
    """Wait for what another process does; fail after `seconds`."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError(f"not reached within {seconds} s")
        time.sleep(pause)
