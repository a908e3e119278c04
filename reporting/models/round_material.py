"""What is put beside the participants' reports: quotes for use, and the evaluator's report."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from modellkonceptet.records.models import StoredFile
from reporting.models.report import ResultReport
from reporting.querysets import EvaluationReportQuerySet, OfReportQuerySet


class ReportQuote(models.Model):
    """Words of an approved report that SKR means to use, exactly as they stand there."""

    report = models.ForeignKey(ResultReport, models.CASCADE, related_name="quotes")
    section = models.CharField(_("section"), max_length=60)
    text = models.TextField(_("quote"), max_length=1000)
    speaker = models.CharField(
        _("who says it"),
        max_length=150,
        blank=True,
        help_text=_("A function, such as “chair of the board of education”, rather than a name."),
    )
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    marked_at = models.DateTimeField(_("marked"), auto_now_add=True)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote for use")
        verbose_name_plural = _("quotes for use")
        ordering = ["report", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="reporting_quote_says_something",
                violation_error_message=_("Write the words that are quoted."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class EvaluationReport(models.Model):
    """An evaluator's report on a round. SKR decides whether the archive shows it."""

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="evaluations", verbose_name=_("cohort")
    )
    title = models.CharField(_("title"), max_length=200)
    authors = models.CharField(_("authors"), max_length=200)
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    attached_at = models.DateTimeField(_("attached"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = EvaluationReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation report")
        verbose_name_plural = _("evaluation reports")
        ordering = ["cohort", "attached_at", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reporting:evaluation_report", args=[self.pk])
