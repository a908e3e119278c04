"""A participant's result report, what was sent of it, and what SKR wants mended."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participation
from improvements.models import Improvement
from reporting.enums import APPROVED, ReportStatus
from reporting.models.report_form import ReportOccasion, ReportSection
from reporting.querysets import OfReportQuerySet, ResultReportQuerySet

_S = ReportStatus


class ResultReport(models.Model):
    """One participation's report on one occasion.

    `version` counts how often it was sent; 0 is never. `public` is the document as published:
    those of the sections that the organisation chose, of the version that was approved.
    """

    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="reports", verbose_name=_("participant")
    )
    occasion = models.ForeignKey(
        ReportOccasion, models.PROTECT, related_name="reports", verbose_name=_("occasion")
    )
    status = models.CharField(
        _("state"), max_length=9, choices=ReportStatus.choices, default=ReportStatus.DRAFT
    )
    version = models.PositiveSmallIntegerField(_("times sent in"), default=0)
    # Private works that the organisation itself lets into this report.
    shown_works = models.ManyToManyField(Improvement, blank=True, related_name="+")
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent in"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    public = models.JSONField(_("as published"), null=True, blank=True, editable=False)

    objects = ResultReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("result report")
        verbose_name_plural = _("result reports")
        ordering = ["occasion", "participation"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "occasion"], name="reporting_reported_once"
            ),
            models.CheckConstraint(
                condition=Q(status=_S.DRAFT, sent_at__isnull=True, version=0)
                | ~Q(status=_S.DRAFT) & Q(sent_at__isnull=False, version__gte=1),
                name="reporting_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=APPROVED, approved_at__isnull=False)
                | ~Q(status__in=APPROVED) & Q(approved_at__isnull=True),
                name="reporting_approved_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status=_S.PUBLISHED, published_at__isnull=False, public__isnull=False)
                | ~Q(status=_S.PUBLISHED) & Q(published_at__isnull=True, public__isnull=True),
                name="reporting_published_with_its_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion.form.name}, {self.participation}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:report", args=[self.pk])


class ReportVersion(models.Model):
    """The report as it was sent in: the whole document, never changed afterwards."""

    report = models.ForeignKey(ResultReport, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    document = models.JSONField(_("document"))
    sent_at = models.DateTimeField(_("sent in"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report as sent in")
        verbose_name_plural = _("reports as sent in")
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], name="reporting_version_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.number}"


class ReportChart(models.Model):
    """A chart of a frozen part as it was drawn; documents name it by its key."""

    report = models.ForeignKey(ResultReport, models.CASCADE, related_name="charts")
    key = models.CharField(max_length=64, editable=False)
    svg = models.TextField(editable=False)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("chart of a report")
        verbose_name_plural = _("charts of reports")
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="reporting_chart_is_kept_once")
        ]

    def __str__(self) -> str:
        return self.key[:12]


class ReturnPoint(models.Model):
    """What SKR asks to have mended in a section; `number` is the version that it is about."""

    report = models.ForeignKey(ResultReport, models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField(_("about version"))
    section = models.ForeignKey(ReportSection, models.PROTECT, related_name="+")
    text = models.TextField(_("what to mend"), max_length=2000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("written"), auto_now_add=True)
    mended_at = models.DateTimeField(_("mended"), null=True, blank=True)
    mended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("point to mend")
        verbose_name_plural = _("points to mend")
        ordering = ["report", "number", "section__position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="reporting_point_says_what",
                violation_error_message=_("Write what is to be mended."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
