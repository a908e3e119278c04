"""Self-assessment: checklists as versioned data, and what a participant answers on an occasion."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Participation, TeamMember
from improvements.enums import AssessmentStatus, ChartRules, ChecklistLevel, OccasionKind
from improvements.querysets import (
    AgreedAnswerQuerySet,
    AssessmentQuerySet,
    FunctionAnswerQuerySet,
    OfRoundQuerySet,
    SignedInQuerySet,
)
from modellkonceptet.translated import Translated


class ChecklistEdition(models.Model):
    """A published edition of the checklist. Answers keep the edition they were given with."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name_sv = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    highest = models.PositiveSmallIntegerField(_("highest step of the scale"))
    has_rule_of_thumb = models.BooleanField(_("SKR's rule of thumb applies"), default=False)
    is_confirmed = models.BooleanField(_("confirmed by SKR"), default=False)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = SignedInQuerySet.as_manager()
    name = Translated()

    class Meta:
        verbose_name = _("edition of the checklist")
        verbose_name_plural = _("editions of the checklist")
        ordering = ["-year", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(highest__gte=2, highest__lte=10),
                name="improvements_scale_has_steps",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ChecklistMoment(models.Model):
    """One of the ten moments of an edition, on one level."""

    edition = models.ForeignKey(ChecklistEdition, models.CASCADE, related_name="moments")
    level = models.CharField(
        _("level"), max_length=10, choices=ChecklistLevel.choices, default=ChecklistLevel.WHOLE
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title_sv = models.CharField(_("moment"), max_length=200)
    title_en = models.CharField(_("moment (English)"), max_length=200, blank=True)
    hint_sv = models.TextField(_("what it means"), blank=True)
    hint_en = models.TextField(_("what it means (English)"), blank=True)

    objects = SignedInQuerySet.as_manager()
    title = Translated()
    hint = Translated()

    class Meta:
        verbose_name = _("moment of the checklist")
        verbose_name_plural = _("moments of the checklist")
        ordering = ["edition", "level", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "level", "number"], name="improvements_moment_has_its_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class RoundMethod(models.Model):
    """What a round uses of the method: its checklist and the rules of its run charts."""

    cohort = models.OneToOneField(Cohort, models.CASCADE, related_name="method")
    edition = models.ForeignKey(
        ChecklistEdition, models.PROTECT, related_name="rounds", verbose_name=_("checklist")
    )
    chart_rules = models.CharField(
        _("signal rules of run charts"),
        max_length=8,
        choices=ChartRules.choices,
        default=ChartRules.ANHOJ,
    )

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("method of a round")
        verbose_name_plural = _("methods of rounds")

    def __str__(self) -> str:
        return str(self.cohort)


class AssessmentOccasion(models.Model):
    """When a round assesses itself. `number` is the learning meeting's, 0 at start and end."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="assessment_occasions")
    kind = models.CharField(_("occasion"), max_length=16, choices=OccasionKind.choices)
    number = models.PositiveSmallIntegerField(_("learning meeting"), default=0)
    due_on = models.DateField(_("by"), null=True, blank=True)

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("occasion of self-assessment")
        verbose_name_plural = _("occasions of self-assessment")
        ordering = ["cohort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "kind", "number"], name="improvements_occasion_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=OccasionKind.BEFORE_MEETING, number__gte=1)
                | ~Q(kind=OccasionKind.BEFORE_MEETING) & Q(number=0),
                name="improvements_occasion_before_a_numbered_meeting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number or ''}".strip()


class Assessment(models.Model):
    """A participant's answers on one occasion, with the edition they were given with."""

    occasion = models.ForeignKey(
        AssessmentOccasion, models.PROTECT, related_name="assessments", verbose_name=_("occasion")
    )
    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="assessments", verbose_name=_("participant")
    )
    edition = models.ForeignKey(ChecklistEdition, models.PROTECT, related_name="assessments")
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=AssessmentStatus.choices,
        default=AssessmentStatus.OPEN,
    )
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        ordering = ["occasion", "participation"]
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "participation"], name="improvements_assessed_once"
            ),
            models.CheckConstraint(
                condition=Q(status=AssessmentStatus.AGREED, agreed_at__isnull=False)
                | ~Q(status=AssessmentStatus.AGREED) & Q(agreed_at__isnull=True),
                name="improvements_agreed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation}, {self.occasion}"

    def get_absolute_url(self) -> str:
        return reverse("improvements:assessment", args=[self.pk])


class FunctionAnswer(models.Model):
    """What one person answers for their function, before the answer is agreed."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="function_answers")
    member = models.ForeignKey(
        TeamMember, models.CASCADE, related_name="+", verbose_name=_("answered by")
    )
    moment = models.ForeignKey(ChecklistMoment, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("step"))
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered"), auto_now=True)

    objects = FunctionAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer of a function")
        verbose_name_plural = _("answers of functions")
        ordering = ["assessment", "moment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "member", "moment"], name="improvements_member_answers_once"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=1), name="improvements_own_step_begins_at_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.value}"


class AgreedAnswer(models.Model):
    """What the participant agreed on for a moment, with its evidence."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    moment = models.ForeignKey(ChecklistMoment, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("step"))
    evidence = models.TextField(_("what shows it"), blank=True)
    comment = models.TextField(_("comment"), blank=True)

    objects = AgreedAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreed answer")
        verbose_name_plural = _("agreed answers")
        ordering = ["assessment", "moment"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "moment"], name="improvements_agreed_once"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=1), name="improvements_agreed_step_begins_at_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.moment}: {self.value}"
