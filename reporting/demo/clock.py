"""Another day for the product's own services, where what they write can never be moved back.

Most of the demo is written today and then given its day; an issued invoice never changes, so the
day has to be there when it is issued.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from unittest.mock import patch

from django.conf import settings
from django.utils import timezone

from modellkonceptet.civil_dates import STOCKHOLM, today

TEN = time(10)


@contextmanager
def as_if_on(day: date) -> Iterator[None]:
    """It is ten in the morning of an earlier day, for everything that asks Django what time it is.

    For the command that fills a demo, which runs alone in its process. Anywhere else it refuses:
    nobody can date an invoice back on an installation that is not a demo.
    """
    if not settings.DEMO:
        raise RuntimeError("Only a demo has a clock of its own.")
    if day >= today():
        raise ValueError("The demo's clock goes back, not forward.")
    moment = datetime.combine(day, TEN, tzinfo=STOCKHOLM).astimezone(UTC)
    with patch.object(timezone, "now", return_value=moment):
        yield
