"""What happened, the files that belong to it, and the charts that have been drawn."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from modellkonceptet.records.querysets import (
    AuditEntryQuerySet,
    DrawnChartQuerySet,
    StoredFileQuerySet,
)


class AuditEntry(models.Model):
    """One transition of one thing: who, when, from which state to which. Never changed."""

    subject_type = models.CharField(_("subject type"), max_length=100)
    subject_id = models.BigIntegerField(_("subject number"))
    action = models.CharField(_("action"), max_length=50)
    source = models.CharField(_("from state"), max_length=40, blank=True)
    target = models.CharField(_("to state"), max_length=40, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    note = models.TextField(_("note"), blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"])]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.action}"


def storage_name(instance: "StoredFile", filename: str) -> str:
    """A generated name: nothing a person typed reaches the file system."""
    return f"{instance.pk.hex[:2]}/{instance.pk.hex}"


class StoredFile(models.Model):
    """A file kept outside the web root, with the name and hash it came or was made with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.FileField(upload_to=storage_name, editable=False)
    name = models.CharField(_("file name"), max_length=150)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.name


class DrawnChart(models.Model):
    """A chart as it was drawn; the key says from what, in which language, size and colours."""

    key = models.CharField(max_length=64, unique=True, editable=False)
    svg = models.TextField(editable=False)
    drawn_at = models.DateTimeField(_("drawn"), auto_now_add=True, db_index=True)

    objects = DrawnChartQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawn chart")
        verbose_name_plural = _("drawn charts")

    def __str__(self) -> str:
        return self.key[:12]
