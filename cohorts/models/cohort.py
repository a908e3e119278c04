"""A cohort: one round with its dates, texts, questions and those who wait for it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cohorts.enums import DecisionMode, EventKind, Phase, Precision
from cohorts.querysets import CohortQuerySet, PartOfCohortQuerySet, StaffQuerySet
from modellkonceptet.translated import Translated


class Cohort(models.Model):
    """One round. Which kinds may apply follows from its terms; its phase from its dates.

    Dates are civil dates in Europe/Stockholm; `closes_on` counts to the end of that day.
    """

    slug = models.SlugField(_("short name"), unique=True)
    name_sv = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    invitation_sv = models.TextField(
        _("invitation"), blank=True, help_text=_("Markdown: headings, lists, bold, links.")
    )
    invitation_en = models.TextField(_("invitation (English)"), blank=True)
    announced_on = models.DateField(
        _("shown publicly from"),
        null=True,
        blank=True,
        help_text=_("Empty while the round is being prepared."),
    )
    opens_on = models.DateField(_("opens"), null=True, blank=True)
    closes_on = models.DateField(
        _("last day to apply"), null=True, blank=True, help_text=_("The whole of that day.")
    )
    decision_mode = models.CharField(
        _("decisions"), max_length=8, choices=DecisionMode.choices, default=DecisionMode.FIXED
    )
    decision_on = models.DateField(_("decision day"), null=True, blank=True)
    starts_on = models.DateField(_("round starts"), null=True, blank=True)
    completed_on = models.DateField(_("round completed"), null=True, blank=True)
    completed_precision = models.CharField(
        _("how exactly that day is known"),
        max_length=5,
        choices=Precision.choices,
        default=Precision.DAY,
    )
    invoicing_year = models.PositiveSmallIntegerField(_("invoicing year"), null=True, blank=True)
    mixes_kinds = models.BooleanField(
        _("mixed groups"),
        default=True,
        help_text=_("Municipalities and regions may be in the same group."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact's e-mail"), blank=True)
    sends_reminders = models.BooleanField(
        _("sends reminders"),
        default=True,
        help_text=_("Without it nobody is reminded; what is due still shows on people’s pages."),
    )
    is_historical = models.BooleanField(_("historical record"), default=False)
    period_text = models.CharField(_("period as known"), max_length=40, blank=True)
    source = models.TextField(_("source"), blank=True)

    objects = CohortQuerySet.as_manager()
    history = HistoricalRecords()
    name = Translated()
    invitation = Translated()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        # Databases disagree on where a missing date belongs; the oldest rounds have none.
        ordering = [F("starts_on").desc(nulls_last=True), "-period_text", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(closes_on__gte=F("opens_on")),
                name="cohorts_closes_after_it_opens",
                violation_error_message=_("The last day to apply is before the opening day."),
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(announced_on__isnull=True)
                | Q(announced_on__lte=F("opens_on")),
                name="cohorts_announced_before_it_opens",
                violation_error_message=_("The round opens before it is shown."),
            ),
            models.CheckConstraint(
                condition=Q(decision_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(decision_mode=DecisionMode.ROLLING)
                | Q(decision_on__gte=F("closes_on")),
                name="cohorts_decides_after_it_closes",
                violation_error_message=_("The decision day is before the last day to apply."),
            ),
            models.CheckConstraint(
                condition=Q(is_historical=False) | ~Q(source=""),
                name="cohorts_history_has_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cohorts:cohort", args=[self.slug])

    def phase(self, today: date) -> Phase:
        """Where the round stands on that day. It opens only once its last day is set too."""
        if (self.completed_on and self.completed_on <= today) or self.is_historical:
            return Phase.COMPLETED
        if not self.announced_on or self.announced_on > today:
            return Phase.DRAFT
        if not self.opens_on or self.opens_on > today or not self.closes_on:
            return Phase.ANNOUNCED
        if self.closes_on >= today:
            return Phase.OPEN
        if not self.starts_on or self.starts_on > today:
            return Phase.DECIDING
        return Phase.RUNNING

    def is_open(self, today: date) -> bool:
        return self.phase(today) == Phase.OPEN

    def has_frozen_terms(self, today: date) -> bool:
        """From the opening day on the terms stand as worded."""
        return self.is_historical or bool(self.opens_on and self.opens_on <= today)


class TimelineEvent(models.Model):
    """Something that happens in the round, on a day or in a period not yet fixed to one."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="timeline", verbose_name=_("cohort")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    name_sv = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    precision = models.CharField(
        _("precision"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    place = models.CharField(_("place"), max_length=120, blank=True)

    objects = PartOfCohortQuerySet.as_manager()
    name = Translated()

    class Meta:
        verbose_name = _("event of the timeline")
        verbose_name_plural = _("timeline")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="cohorts_event_ends_after_it_begins",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class QuestionAnswer(models.Model):
    """A question that applicants ask, with SKR's answer, on the round's page."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    question_sv = models.CharField(_("question"), max_length=200)
    question_en = models.CharField(_("question (English)"), max_length=200, blank=True)
    answer_sv = models.TextField(_("answer"))
    answer_en = models.TextField(_("answer (English)"), blank=True)

    objects = PartOfCohortQuerySet.as_manager()
    question = Translated()
    answer = Translated()

    class Meta:
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.question_sv


class RoundSubscriber(models.Model):
    """Somebody who wants to be told when the next round opens, once confirmed by mail."""

    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=2, default="sv")
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="cohorts_subscriber_stands_once")
        ]

    def __str__(self) -> str:
        return self.email
