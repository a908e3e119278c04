"""The product's Celery application in a process whose clock begins at TEST_CLOCK and goes on."""

import os
from datetime import datetime

import time_machine

time_machine.travel(datetime.fromisoformat(os.environ["TEST_CLOCK"]), tick=True).start()

from modellkonceptet.celery import app  # noqa: E402 - after the clock is set

__all__ = ["app"]
