"""Reminders by real workers and beats that die, and a queue that goes away: once each, all of them.

The queue is a Redis of the test's own, which it may stop. The workers' clock is a Wednesday
morning, whatever day the test runs.
"""

import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Message, Reminder
from tests.notifications.many_drafts import REMINDED, make_drafts
from tests.worker import FAULT_SEEDS, Worker, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

DUE, DUE_A_RUN = 5_000, 120


class Queue:
    """A Redis of the test's own that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self) -> None:
        if self.process is None:
            command = ["redis-server", "--port", str(self.port), "--save", "", "--bind"]
            command += ["127.0.0.1", "--appendonly", "no", "--dir", str(self.folder)]
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    a_queue = Queue(tmp_path)
    a_queue.start()
    yield a_queue
    a_queue.stop()


@pytest.fixture
def start_pair(tmp_path: Path, queue: Queue) -> Iterator[Callable[..., list[Worker]]]:
    """Two workers, each with its own beat; `reminds` and `sweeps` are seconds between turns."""
    started: list[Worker] = []

    def start(*, reminds: int, sweeps: int) -> list[Worker]:
        environment = {
            "CELERY_BROKER_URL": f"redis://127.0.0.1:{queue.port}/0",
            "REDIS_URL": "",
            "REMIND_SECONDS": str(reminds),
            "SWEEP_SECONDS": str(sweeps),
            "MAILS_PER_MINUTE": "1000000",
        }
        clock = REMINDED.isoformat()
        for name in ("worker1", "worker2"):
            worker = Worker(tmp_path, processes=1, name=name, clock=clock, environment=environment)
            worker.start()
            started.append(worker)
        return started

    yield start
    for worker in started:
        worker.kill()


def all_sent(count: int) -> bool:
    return Message.objects.filter(status=MessageStatus.SENT).count() == count


def mails_in(folder: Path) -> int:
    return len(list((folder / "mail").glob("*.eml")))


def recipients() -> list[str]:
    return sorted(Message.objects.values_list("to_email", flat=True))


def test_two_workers_and_two_beats_remind_five_thousand_people_once(start_pair, tmp_path):
    people = make_drafts(DUE)

    start_pair(reminds=10, sweeps=5)
    wait_until(lambda: all_sent(DUE), seconds=400, pause=1)
    time.sleep(12)  # both beats have another turn: nothing more may come

    assert recipients() == sorted(people)
    assert Reminder.objects.count() == DUE
    assert mails_in(tmp_path) == DUE


def test_killed_workers_and_a_queue_that_goes_away_lose_and_double_nothing(
    start_pair, queue, tmp_path
):
    people = make_drafts(DUE_A_RUN)
    workers = start_pair(reminds=1, sweeps=1)
    for seed in range(FAULT_SEEDS):
        chance = random.Random(seed)
        Message.objects.all().delete()
        time.sleep(chance.uniform(0.3, 2.0))
        queue.stop()
        victim = chance.choice(workers)
        time.sleep(chance.uniform(0.0, 0.5))
        victim.kill()
        queue.start()
        victim.start()
        wait_until(lambda: all_sent(DUE_A_RUN), seconds=180, pause=0.2)

        assert recipients() == sorted(people), f"run {seed}"
        assert Reminder.objects.count() == DUE_A_RUN, f"run {seed}"
    assert mails_in(tmp_path) >= FAULT_SEEDS * DUE_A_RUN
