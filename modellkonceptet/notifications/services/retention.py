"""Forgetting mails: nobody needs to know for ever who was told what."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Mailing, Message, Reminder

KEPT = timedelta(days=731)  # 24 months, with a leap day in them
AT_A_TIME = 500


def forget_mails() -> int:
    """Delete what left, or was written and never left, before that; return how many rows.

    Decision letters, and files that were attached, stay where they belong. Safe to run twice.
    """
    before = timezone.now() - KEPT
    messages = Message.objects.filter(
        Q(sent_at__lt=before) | Q(sent_at=None, created_at__lt=before)
    ).exclude(status=MessageStatus.SENDING)
    return sum(
        _delete_some_at_a_time(rows)
        for rows in (
            messages,
            Reminder.objects.filter(day__lt=before.date()),
            Mailing.objects.filter(created_at__lt=before),
        )
    )


def _delete_some_at_a_time(rows: models.QuerySet) -> int:
    deleted = 0
    while numbers := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        with transaction.atomic():
            deleted += rows.filter(pk__in=numbers).delete()[1].get(rows.model._meta.label, 0)
    return deleted
