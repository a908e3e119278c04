"""Celery application, and the one way to put work in its queue."""

import logging
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.conf import settings
from django.db import transaction
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkonceptet.settings")
# The checks read the addresses of every page, which is half of what a worker would weigh; the web
# process and `./dev check` make them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
logger = logging.getLogger(__name__)
_A_MINUTE = timedelta(minutes=1)

# What `filesystem://` in a broker's address means here: a queue in files that may be shared.
TRANSPORT_ALIASES["filesystem"] = "modellkonceptet.file_queue:Transport"

app = Celery("modellkonceptet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def enqueue_on_commit(task_name: str, *args: Any) -> None:
    """Hand the task of that name to the queue when the transaction commits.

    The row that says what must happen is already written, so a broker that is down costs
    nothing but time: the sweeps find the row later, and the page that saved it still answers.
    """
    transaction.on_commit(lambda: _publish(task_name, args), robust=True)


def _publish(task_name: str, args: tuple[Any, ...]) -> None:
    make_queue_folders()
    try:
        app.send_task(task_name, args=args, queue=settings.CELERY_TASK_DEFAULT_QUEUE, retry=False)
    except Exception as error:  # any transport has its own family of errors
        logger.warning("Queue out of reach, %s%r waits for the sweep: %s", task_name, args, error)


@worker_init.connect
def make_queue_folders(**kwargs: Any) -> None:
    """The file system's queue needs its folders before anybody looks into them."""
    for key in ("data_folder_in", "control_folder"):
        if folder := settings.CELERY_BROKER_TRANSPORT_OPTIONS.get(key):
            Path(str(folder)).mkdir(parents=True, exist_ok=True)


@app.on_after_configure.connect
def plan_the_clock(sender: Celery, **kwargs: Any) -> None:
    """What runs by the clock, and how often. All of it may run twice without harm.

    A turn that nobody has taken in good time is over, so that turns do not pile up; not too soon,
    as a queue in files is looked into once a second.
    """
    sweep, day = timedelta(seconds=settings.SWEEP_SECONDS), timedelta(days=1)
    every = {
        "modellkonceptet.notifications.tasks.sweep_outbox": sweep,
        "modellkonceptet.notifications.tasks.remind": timedelta(seconds=settings.REMIND_SECONDS),
        "modellkonceptet.notifications.tasks.forget_mails": day,
        "modellkonceptet.accounts.tasks.remove_unused_accounts": day,
        "modellkonceptet.records.tasks.forget_charts": day,
        "cohorts.tasks.announce_openings": max(sweep, timedelta(minutes=5)),
        "cohorts.tasks.sweep_proposals": sweep,
        "cohorts.tasks.finish_mentoring": day,
        "applications.tasks.sweep_publication": sweep,
        "applications.tasks.sweep_receipts": sweep,
        "learning_meetings.tasks.align_invitations": max(sweep, timedelta(minutes=15)),
        "learning_meetings.tasks.read_calendar_replies": max(sweep, timedelta(minutes=5)),
        "learning_meetings.tasks.forget_people": day,
        "reporting.tasks.sweep_files": sweep,
        "reporting.invoicing.tasks.sweep_files": sweep,
        "reporting.invoicing.tasks.sweep_runs": sweep,
        "reporting.tasks.forget_files": day,
        "improvements.tasks.sweep_official_figures": sweep,
        "improvements.tasks.refresh_official_figures": day,
    }
    sender.conf.beat_schedule = {
        task: {
            "task": task,
            "schedule": often,
            "options": {"expires": max(2 * often, _A_MINUTE).total_seconds()},
        }
        for task, often in every.items()
    }
