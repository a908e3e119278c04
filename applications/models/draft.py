"""Answers as they are being written: raw, incomplete, by several people."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.enums import DocumentPurpose
from applications.models.application import Application
from applications.querysets import OfApplicationQuerySet
from modellkonceptet.records.models import StoredFile


class SectionDraft(models.Model):
    """One section's answers exactly as typed, valid or not, with a version for conflicts.

    `data` maps a form field's name to the list of strings that the browser sent.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="drafts")
    section = models.CharField(_("section"), max_length=30)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    edited_at = models.DateTimeField(_("edited"), auto_now=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("section draft")
        verbose_name_plural = _("section drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "section"], name="applications_section_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.section} v{self.version}"


class SectionRevision(models.Model):
    """What a section said in one version, or what somebody typed that met a newer version.

    `is_saved` False keeps what stood on somebody's page where the saved text is another: what
    lost against somebody else's is never gone. `conflicts` names the answers in it that its
    writer has not chosen about yet.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="revisions")
    section = models.CharField(max_length=30)
    version = models.PositiveIntegerField()
    data = models.JSONField(default=dict)
    is_saved = models.BooleanField(default=True)
    conflicts = models.JSONField(
        default=list, help_text=_("Answers that still wait for a choice between two versions.")
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    edited_at = models.DateTimeField(auto_now_add=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("section revision")
        verbose_name_plural = _("section revisions")
        ordering = ["-edited_at", "-pk"]
        indexes = [models.Index(fields=["application", "section", "version"])]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.section} v{self.version}"


class ApplicationDocument(models.Model):
    """A checked file uploaded to an application."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="documents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=DocumentPurpose.choices)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="application_document")
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file.name
