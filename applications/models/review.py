"""SKR's work with an application before it decides."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enums import VerdictOutcome
from applications.models.application import Application
from applications.querysets import OfApplicationQuerySet, StaffQuerySet
from cohorts.models import Cohort, EligibilityCriterion
from modellkonceptet.translated import Translated

MOST_POINTS = 4


class Verdict(models.Model):
    """Whether one criterion is met, and why, in words.

    Computed at each submission (`decided_by` empty) until somebody at SKR decides; a new
    submission that touches the evidence asks for a new look.
    """

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="verdicts", verbose_name=_("application")
    )
    criterion = models.ForeignKey(
        EligibilityCriterion, models.PROTECT, related_name="verdicts", verbose_name=_("criterion")
    )
    outcome = models.CharField(_("verdict"), max_length=10, choices=VerdictOutcome.choices)
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by a person"),
    )
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion"], name="applications_one_verdict_a_criterion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_outcome_display()}"


class CompletionRequest(models.Model):
    """SKR asks for more, by a day; only the named sections can then be edited."""

    application = models.ForeignKey(
        Application,
        models.CASCADE,
        related_name="completion_requests",
        verbose_name=_("application"),
    )
    sections = models.JSONField(_("sections"))
    message = models.TextField(_("what is asked for"))
    due_on = models.DateField(_("by"), help_text=_("The whole of that day."))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("asked"), auto_now_add=True)
    closed_at = models.DateTimeField(_("answered or taken back"), null=True, blank=True)

    objects = OfApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion request")
        verbose_name_plural = _("completion requests")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(closed_at__isnull=True),
                name="applications_one_open_completion",
                violation_error_message=_("A completion has already been asked for."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.due_on}"


class InternalNote(models.Model):
    """A note that only SKR reads."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="notes", verbose_name=_("application")
    )
    text = models.TextField(_("note"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    written_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return self.text[:60]


class ScoringCriterion(models.Model):
    """What reviewers score in a round, with its weight. A round without any is not scored."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="scoring_criteria", verbose_name=_("cohort")
    )
    name_sv = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    position = models.PositiveSmallIntegerField(_("place"), default=0)

    objects = StaffQuerySet.as_manager()
    name = Translated()

    class Meta:
        verbose_name = _("scoring criterion")
        verbose_name_plural = _("scoring criteria")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name_sv


class Score(models.Model):
    """One reviewer's points, 0 to 4, on one criterion of one application."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="scores", verbose_name=_("application")
    )
    criterion = models.ForeignKey(
        ScoringCriterion, models.CASCADE, related_name="scores", verbose_name=_("criterion")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reviewer")
    )
    points = models.PositiveSmallIntegerField(
        _("points"), validators=[MaxValueValidator(MOST_POINTS)]
    )
    comment = models.TextField(_("comment"), blank=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion", "reviewer"],
                name="applications_one_score_a_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(points__lte=MOST_POINTS), name="applications_points_in_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


class ListPreference(models.Model):
    """How a person last filtered and sorted the applications of a cohort."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+")
    query = models.CharField(max_length=500, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "cohort"], name="applications_one_list_preference"
            )
        ]

    def __str__(self) -> str:
        return self.query
