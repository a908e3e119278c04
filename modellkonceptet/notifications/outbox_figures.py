"""How it stands with the outbox, in figures: for SKR's pages and for the health check."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Gate, Message

HOUR = timedelta(hours=1)
_COUNTED = (
    MessageStatus.QUEUED,
    MessageStatus.SENDING,
    MessageStatus.HELD,
    MessageStatus.FAILED,
)


@dataclass(frozen=True)
class QueueFigures:
    """What waits and what has failed; while delivery is paused, until when and why."""

    queued: int
    sending: int
    held: int
    failed: int
    oldest_queued_at: datetime | None
    paused_until: datetime | None
    paused_because: str
    at: datetime

    @property
    def is_paused(self) -> bool:
        return self.paused_until is not None

    @property
    def oldest_minutes(self) -> int | None:
        """How long the oldest of those that are queued has waited."""
        if self.oldest_queued_at is None:
            return None
        return max(self.at - self.oldest_queued_at, timedelta()) // timedelta(minutes=1)


@dataclass(frozen=True)
class OutboxFigures(QueueFigures):
    sent_last_hour: int


def queue_figures() -> QueueFigures:
    """In two queries that read no mail that has left."""
    return QueueFigures(**_queue(timezone.now()))


def outbox_figures() -> OutboxFigures:
    now = timezone.now()
    sent = Message.objects.filter(status=MessageStatus.SENT, sent_at__gt=now - HOUR)
    return OutboxFigures(**_queue(now), sent_last_hour=sent.count())


def _queue(now: datetime) -> dict[str, Any]:
    counted = Message.objects.filter(status__in=_COUNTED).aggregate(
        **{state.value: Count("pk", filter=Q(status=state)) for state in _COUNTED},
        oldest_queued_at=Min("created_at", filter=Q(status=MessageStatus.QUEUED)),
    )
    gate = Gate.objects.filter(name=Gate.DELIVERY, closed_until__gt=now).first()
    return counted | {
        "paused_until": gate.closed_until if gate else None,
        "paused_because": gate.reason if gate else "",
        "at": now,
    }
