"""Questions about the audit trail, stored files and drawn charts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models


class AuditEntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AuditEntryQuerySet":
        """Who may read the trail as a whole; everybody else reads it `about` something they see."""
        is_staff = getattr(user, "is_staff", False)
        return self if is_staff and user.has_perm("records.view_auditentry") else self.none()

    def about(self, instance: models.Model) -> "AuditEntryQuerySet":
        """The history of one thing, whose own visibility the caller has already settled."""
        return self.filter(subject_type=instance._meta.label_lower, subject_id=instance.pk)


class StoredFileQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "StoredFileQuerySet":
        """A file is reached through what owns it; by itself only its uploader sees it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(uploaded_by=user)


class DrawnChartQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DrawnChartQuerySet":
        """Nobody asks for a drawing by itself: it is read with a page one may see."""
        return self.none()

    def by_key(self, keys: Iterable[str]) -> dict[str, str]:
        """The drawings there are of these, in one query."""
        return dict(self.filter(key__in=set(keys)).values_list("key", "svg"))

    def drawn_before(self, moment: datetime) -> "DrawnChartQuerySet":
        return self.filter(drawn_at__lt=moment)
