"""Gates: where one worker at a time passes, and all wait while it is closed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from modellkonceptet.notifications.mail_failures import wait_after
from modellkonceptet.notifications.models import Gate

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)


def pass_gate(name: str) -> Gate:
    """Wait for the gate of that name; it is ours until the transaction ends."""
    Gate.objects.get_or_create(name=name)
    return Gate.objects.select_for_update().get(name=name)


def is_closed(name: str, now: datetime) -> bool:
    return Gate.objects.filter(name=name, closed_until__gt=now).exists()


@transaction.atomic
def close_gate(name: str, *, because: str) -> None:
    """Let nobody pass for a while, longer for each time in a row.

    Those who fail together close it once.
    """
    gate, now = pass_gate(name), timezone.now()
    if gate.closed_until is not None and gate.closed_until > now:
        return
    gate.failures += 1
    pause = wait_after(gate.failures, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
    gate.closed_until, gate.reason = now + pause, because
    gate.save(update_fields=["failures", "closed_until", "reason"])


def open_gate(name: str) -> None:
    """What lies behind it works again."""
    Gate.objects.filter(name=name, failures__gt=0).update(failures=0, closed_until=None, reason="")
