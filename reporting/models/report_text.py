"""What is being written of a report: texts, every earlier text, and comments. Stays at home."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.models.report import ResultReport
from reporting.models.report_form import MOST_TEXT, ReportSection
from reporting.querysets import ReportDraftQuerySet


class ReportText(models.Model):
    """A section as it stands; `prefilled` is the picture of the facts once it is frozen."""

    report = models.ForeignKey(ResultReport, models.CASCADE, related_name="texts")
    section = models.ForeignKey(ReportSection, models.PROTECT, related_name="+")
    text = models.TextField(_("text"), max_length=MOST_TEXT, blank=True)
    version = models.PositiveIntegerField(default=0)
    is_public = models.BooleanField(_("may be published"), default=False)
    prefilled = models.JSONField(null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(_("last changed"), null=True, blank=True)

    objects = ReportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a report")
        verbose_name_plural = _("texts of reports")
        ordering = ["report", "section__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "section"], name="reporting_text_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, prefilled__isnull=True)
                | Q(frozen_at__isnull=False, prefilled__isnull=False),
                name="reporting_frozen_with_its_picture",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.section_id} v{self.version}"


class ReportTextRevision(models.Model):
    """What a section said in one version, or what somebody typed that met a newer one.

    `is_saved` False keeps a text that lost against somebody else's.
    """

    report = models.ForeignKey(ResultReport, models.CASCADE, related_name="revisions")
    section = models.ForeignKey(ReportSection, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    text = models.TextField()
    is_saved = models.BooleanField(default=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    edited_at = models.DateTimeField(auto_now_add=True)

    objects = ReportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("earlier text of a report")
        verbose_name_plural = _("earlier texts of reports")
        ordering = ["-edited_at", "-pk"]
        indexes = [models.Index(fields=["report", "section", "version"])]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.section_id} v{self.version}"


class ReportComment(models.Model):
    """What a colleague says of a section, until it is settled."""

    report = models.ForeignKey(ResultReport, models.CASCADE, related_name="comments")
    section = models.ForeignKey(ReportSection, models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(_("comment"), max_length=4000)
    made_at = models.DateTimeField(_("written"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("settled"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ReportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment on a report")
        verbose_name_plural = _("comments on reports")
        ordering = ["report", "made_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
