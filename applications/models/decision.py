"""Decisions: prepared in silence, published in batches, replaced and never edited."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enums import ConditionKind, DecisionStatus, Outcome
from applications.models.application import Application
from applications.querysets import DecisionQuerySet, OfDecisionQuerySet, StaffQuerySet
from cohorts.models import Cohort, Participation
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import StoredFile

_IN_FORCE_ONCE = [DecisionStatus.PUBLISHED, DecisionStatus.SUPERSEDED]


class ReasonCode(models.Model):
    """A reason that recurs; it proposes a paragraph and is counted in the statistics."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    outcome = models.CharField(_("for"), max_length=15, choices=Outcome.choices)
    label = models.CharField(_("reason"), max_length=120)
    paragraph = models.TextField(_("proposed paragraph"))
    is_active = models.BooleanField(_("in use"), default=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason code")
        verbose_name_plural = _("reason codes")
        ordering = ["outcome", "code"]

    def __str__(self) -> str:
        return self.label


class PublicationBatch(models.Model):
    """Decisions that are published together; progress is counted from its decisions."""

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="publications", verbose_name=_("cohort")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("asked"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"{self.cohort} {self.requested_at:%Y-%m-%d %H:%M}"


class AdmissionDecision(models.Model):
    """SKR's decision on one application. Outside SKR only a published one exists."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="decisions", verbose_name=_("application")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome.choices)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=DecisionStatus.choices,
        default=DecisionStatus.PREPARED,
    )
    text = models.TextField(_("reasons in the letter"), blank=True)
    reasons = models.ManyToManyField(
        ReasonCode, blank=True, related_name="decisions", verbose_name=_("reason codes")
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    prepared_at = models.DateTimeField(_("prepared"), auto_now_add=True)
    batch = models.ForeignKey(
        PublicationBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("publication"),
    )
    publication_error = models.TextField(_("why it could not be published"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    participation = models.ForeignKey(
        Participation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="admissions",
        verbose_name=_("participation"),
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"], name="applications_decision_is_numbered"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(status=DecisionStatus.PREPARED),
                name="applications_one_prepared_decision",
                violation_error_message=_("There is already a prepared decision."),
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(status=DecisionStatus.PUBLISHED),
                name="applications_one_decision_in_force",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=_IN_FORCE_ONCE,
                    published_at__isnull=False,
                    published_by__isnull=False,
                )
                | (~Q(status__in=_IN_FORCE_ONCE) & Q(published_at__isnull=True)),
                name="applications_published_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.get_outcome_display()}"

    @property
    def reference(self) -> str:
        """The decision's own number, which a participation points to."""
        return f"{self.application.reference}/{self.number}"


class DecisionCondition(models.Model):
    """What must be in place by a day for a conditional admission to stand."""

    decision = models.ForeignKey(
        AdmissionDecision, models.CASCADE, related_name="conditions", verbose_name=_("decision")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ConditionKind.choices)
    text = models.TextField(_("condition"))
    due_on = models.DateField(_("by"), help_text=_("The whole of that day."))
    met_on = models.DateField(_("met"), null=True, blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("noted by"),
    )

    objects = OfDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text


class DecisionLetter(models.Model):
    """The letter as worded at publication; its PDF is made from this text and then stored.

    `content` holds everything the PDF shows, so that it never changes with later edits:
    recipient, paragraphs, conditions, who gets it for execution and for information.
    """

    decision = models.OneToOneField(
        AdmissionDecision, models.PROTECT, related_name="letter", verbose_name=_("decision")
    )
    content = models.JSONField(_("content"))
    pdf = models.OneToOneField(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("letter as PDF"),
    )
    messages = models.ManyToManyField(Message, related_name="+", verbose_name=_("messages"))
    written_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = OfDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision letter")
        verbose_name_plural = _("decision letters")

    def __str__(self) -> str:
        return str(self.decision)
