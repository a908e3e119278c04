"""Questions about messages."""

from datetime import datetime
from typing import Any

from django.db import models

from modellkonceptet.accounts.rules import is_project_lead
from modellkonceptet.notifications.enums import MessageStatus


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MessageQuerySet":
        """Project leads see the outbox; others the mails that were sent to themselves."""
        if is_project_lead(user) or getattr(user, "is_superuser", False):
            return self
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def due(self, now: datetime) -> "MessageQuerySet":
        return self.filter(status=MessageStatus.QUEUED, next_attempt_at__lte=now)

    def abandoned(self, claimed_before: datetime) -> "MessageQuerySet":
        """Claimed by a worker that has not come back."""
        return self.filter(status=MessageStatus.SENDING, claimed_at__lt=claimed_before)


class OutboxQuerySet(models.QuerySet):
    """What belongs to the outbox: SKR's project leads see it."""

    def visible_to(self, user: Any) -> "OutboxQuerySet":
        may = is_project_lead(user) or getattr(user, "is_superuser", False)
        return self if may else self.none()


class MailAddressQuerySet(OutboxQuerySet):
    def visible_to(self, user: Any) -> "MailAddressQuerySet":
        """Project leads see all; others what they have wished for their own address."""
        if is_project_lead(user) or getattr(user, "is_superuser", False):
            return self
        return self.filter(email__iexact=user.email) if user.is_authenticated else self.none()

    def failing(self) -> "MailAddressQuerySet":
        return self.exclude(failing_since=None)
