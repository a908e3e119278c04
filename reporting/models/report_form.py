"""What a programme asks for in its result reports, and when a round reports."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Programme
from modellkonceptet.translated import Translated
from reporting.enums import Prefill, ReportKind
from reporting.querysets import OfRoundQuerySet, SignedInQuerySet

MOST_TEXT = 20_000


class ReportForm(models.Model):
    """The interim or the final report of one programme; its sections are data."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="report_forms", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=7, choices=ReportKind.choices)
    name_sv = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)

    objects = SignedInQuerySet.as_manager()
    name = Translated()

    class Meta:
        verbose_name = _("form of a result report")
        verbose_name_plural = _("forms of result reports")
        ordering = ["programme", "-kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind"], name="reporting_programme_has_one_form_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.programme}"


class ReportSection(models.Model):
    """A part of a report. `result` is the number of the expected result that it answers to."""

    form = models.ForeignKey(ReportForm, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    key = models.SlugField(_("key"), max_length=40)
    title_sv = models.CharField(_("heading"), max_length=120)
    title_en = models.CharField(_("heading (English)"), max_length=120, blank=True)
    hint_sv = models.TextField(_("hint"), max_length=600, blank=True)
    hint_en = models.TextField(_("hint (English)"), max_length=600, blank=True)
    result = models.PositiveSmallIntegerField(_("expected result"), null=True, blank=True)
    prefill = models.CharField(_("begins with"), max_length=20, choices=Prefill.choices, blank=True)
    is_required = models.BooleanField(_("must be written"), default=True)
    most = models.PositiveIntegerField(_("most characters"), default=MOST_TEXT)

    objects = SignedInQuerySet.as_manager()
    title = Translated()
    hint = Translated()

    class Meta:
        verbose_name = _("section of a result report")
        verbose_name_plural = _("sections of result reports")
        ordering = ["form", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["form", "key"], name="reporting_section_stands_once"),
            models.CheckConstraint(
                condition=Q(most__gte=1, most__lte=MOST_TEXT),
                name="reporting_section_has_a_length",
                violation_error_message=_("Between 1 and 20 000 characters."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReportOccasion(models.Model):
    """When a round's participants send in a report; the day counts as a whole."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="report_occasions", verbose_name=_("cohort")
    )
    form = models.ForeignKey(
        ReportForm, models.PROTECT, related_name="occasions", verbose_name=_("form")
    )
    due_on = models.DateField(_("to be sent in by"))
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("occasion of reporting")
        verbose_name_plural = _("occasions of reporting")
        ordering = ["cohort", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "form"],
                name="reporting_occasion_stands_once",
                violation_error_message=_("The round has this report already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.form.name}, {self.cohort}"
