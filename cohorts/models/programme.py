"""Programmes as configuration: what a round asks and gives, per kind of participant."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.enums import CriterionRule, EventKind, Function, ParticipantKind, Precision
from cohorts.querysets import PartOfCohortQuerySet, PartOfTermsQuerySet, PublicQuerySet
from modellkonceptet.translated import Translated


class Programme(models.Model):
    """Modellkommuner, Modellregioner: a concept with its own terms and schedule."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    participant_kind = models.CharField(_("for"), max_length=12, choices=ParticipantKind.choices)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Terms(models.Model):
    """What one kind of participant is asked for and gets.

    Without a cohort it is the programme's template. A cohort has a copy of its own, which can
    be changed until the round opens and is frozen from then on (`services.terms`).
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="terms", verbose_name=_("programme")
    )
    cohort = models.ForeignKey(
        "cohorts.Cohort",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="terms",
        verbose_name=_("cohort"),
    )
    purpose_sv = models.TextField(_("purpose"), blank=True)
    purpose_en = models.TextField(_("purpose (English)"), blank=True)
    learning_meeting_sv = models.CharField(
        _("word for learning meeting"), max_length=40, default="lärandeträff"
    )
    learning_meeting_en = models.CharField(
        _("word for learning meeting (English)"), max_length=40, default="learning meeting"
    )
    fee = models.DecimalField(_("fee, SEK"), max_digits=10, decimal_places=2, null=True, blank=True)
    list_price = models.DecimalField(
        _("ordinary price, SEK"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    asks_unit = models.BooleanField(_("a unit may take part by itself"), default=True)
    asks_operation = models.BooleanField(_("an operation is designated"), default=False)
    asks_signatory = models.BooleanField(
        _("a named person confirms the application by a signed link"), default=False
    )
    participant_days_sv = models.CharField(_("time needed"), max_length=200, blank=True)
    participant_days_en = models.CharField(_("time needed (English)"), max_length=200, blank=True)

    objects = PartOfCohortQuerySet.as_manager()
    purpose = Translated()
    learning_meeting = Translated()
    participant_days = Translated()

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(cohort__isnull=True),
                name="cohorts_programme_has_one_template",
            ),
            models.UniqueConstraint(
                fields=["programme", "cohort"], name="cohorts_terms_stand_once_in_a_cohort"
            ),
            models.CheckConstraint(
                condition=Q(fee__isnull=True) | Q(fee__gte=0), name="cohorts_fee_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} · {self.cohort}" if self.cohort_id else str(self.programme)


class Clause(models.Model):
    """One sentence of the terms in both languages, in its place."""

    key = models.SlugField(_("key"), max_length=40)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    wording_sv = models.TextField(_("wording"))
    wording_en = models.TextField(_("wording (English)"), blank=True)

    objects = PartOfTermsQuerySet.as_manager()
    wording = Translated()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.wording_sv


class EligibilityCriterion(Clause):
    """A condition for taking part, with the rule that settles it."""

    terms = models.ForeignKey(Terms, models.CASCADE, related_name="criteria")
    name_sv = models.CharField(_("short name"), max_length=60)
    name_en = models.CharField(_("short name (English)"), max_length=60, blank=True)
    rule = models.CharField(_("settled by"), max_length=20, choices=CriterionRule.choices)

    name = Translated()

    class Meta(Clause.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["terms", "key"], name="cohorts_criterion_key_is_unique")
        ]


class Commitment(Clause):
    """Something that a participant promises; ticked one by one and kept as worded."""

    terms = models.ForeignKey(Terms, models.CASCADE, related_name="commitments")

    class Meta(Clause.Meta):
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.UniqueConstraint(
                fields=["terms", "key"], name="cohorts_commitment_key_is_unique"
            )
        ]


class ExpectedResult(Clause):
    """What the programme expects a participant to reach; the result report follows these."""

    terms = models.ForeignKey(Terms, models.CASCADE, related_name="expected_results")

    class Meta(Clause.Meta):
        verbose_name = _("expected result")
        verbose_name_plural = _("expected results")
        constraints = [
            models.UniqueConstraint(
                fields=["terms", "key"], name="cohorts_expected_result_key_is_unique"
            )
        ]


class RequiredFunction(models.Model):
    """A function in the team: required, or recommended beside the required ones."""

    terms = models.ForeignKey(Terms, models.CASCADE, related_name="functions")
    function = models.CharField(_("function"), max_length=20, choices=Function.choices)
    is_required = models.BooleanField(_("required"), default=True)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    hint_sv = models.CharField(_("hint"), max_length=200, blank=True)
    hint_en = models.CharField(_("hint (English)"), max_length=200, blank=True)

    objects = PartOfTermsQuerySet.as_manager()
    hint = Translated()

    class Meta:
        verbose_name = _("function in the team")
        verbose_name_plural = _("functions in the team")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["terms", "function"], name="cohorts_function_stands_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_function_display()


class ScheduleStep(models.Model):
    """An event of the programme's schedule template, placed relative to the round's start."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="schedule")
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    name_sv = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    offset_days = models.IntegerField(
        _("days after the start"), help_text=_("Days from the first day of the kick-off.")
    )
    length_days = models.PositiveSmallIntegerField(_("length in days"), default=1)
    precision = models.CharField(
        _("precision"), max_length=5, choices=Precision.choices, default=Precision.MONTH
    )

    objects = PublicQuerySet.as_manager()
    name = Translated()

    class Meta:
        verbose_name = _("step of the schedule")
        verbose_name_plural = _("steps of the schedule")
        ordering = ["offset_days", "pk"]

    def __str__(self) -> str:
        return self.name_sv
