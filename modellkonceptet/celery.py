"""Celery application, and the one way to put work in its queue."""

import logging
import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.conf import settings
from django.db import transaction
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkonceptet.settings")
logger = logging.getLogger(__name__)

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
            Path(folder).mkdir(parents=True, exist_ok=True)
