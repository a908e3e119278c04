"""PDSA cycles: plan, do, study, act; with tasks, observations and comments."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cohorts.models import TeamMember
from improvements.enums import Confirmed, CycleDecision, CycleKind, CycleScale, CycleStatus
from improvements.models.improvement import ChangeIdea, Improvement
from improvements.querysets import CycleQuerySet, OfCycleQuerySet, OfImprovementQuerySet
from modellkonceptet.records.models import StoredFile


class Cycle(models.Model):
    """A test in a ramp of tests. `version` tells two writers apart."""

    improvement = models.ForeignKey(Improvement, models.CASCADE, related_name="cycles")
    idea = models.ForeignKey(
        ChangeIdea,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cycles",
        verbose_name=_("change that is tested"),
    )
    previous = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="following"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("name"), max_length=150)
    kind = models.CharField(
        _("kind"), max_length=10, choices=CycleKind.choices, default=CycleKind.TEST
    )
    scale = models.CharField(
        _("scale"), max_length=14, choices=CycleScale.choices, default=CycleScale.ONE_UNIT
    )
    owner = models.ForeignKey(
        TeamMember,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cycles",
        verbose_name=_("owner"),
    )
    planned_from = models.DateField(_("planned from"), null=True, blank=True)
    planned_to = models.DateField(_("planned to"), null=True, blank=True)
    started_on = models.DateField(_("began"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    status = models.CharField(
        _("state"), max_length=5, choices=CycleStatus.choices, default=CycleStatus.PLAN
    )
    # Plan
    objective = models.TextField(_("what the test is for"), blank=True)
    arrangement = models.TextField(
        _("what is done, by whom, when and where"), max_length=4000, blank=True
    )
    data_plan = models.TextField(_("what is measured, by whom, when and how"), blank=True)
    # Do
    as_planned = models.BooleanField(_("carried out as planned"), null=True, blank=True)
    what_happened = models.TextField(_("what happened"), blank=True)
    problems = models.TextField(_("problems and the unexpected"), blank=True)
    # Study
    data_shows = models.TextField(_("what the figures show"), blank=True)
    compared = models.TextField(_("compared with earlier"), blank=True)
    by_sex = models.TextField(
        _("for women and men, girls and boys"),
        blank=True,
        help_text=_("What was good for whom? Did it reach everybody equally?"),
    )
    learned = models.TextField(_("what we have learned"), blank=True)
    # Act
    decision = models.CharField(
        _("decision"), max_length=7, choices=CycleDecision.choices, blank=True
    )
    changes_next = models.TextField(_("what is changed in the next cycle"), blank=True)
    keeping = models.TextField(_("how it is implemented, spread and kept"), blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = CycleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("PDSA cycle")
        verbose_name_plural = _("PDSA cycles")
        ordering = ["improvement", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["improvement", "number"], name="improvements_cycle_has_its_number"
            ),
            models.CheckConstraint(
                condition=Q(planned_from__isnull=True)
                | Q(planned_to__isnull=True)
                | Q(planned_to__gte=F("planned_from")),
                name="improvements_plan_ends_after_it_begins",
                violation_error_message=_("The plan ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="improvements_cycle_ends_after_it_began",
                violation_error_message=_("The cycle ended before it began."),
            ),
            models.CheckConstraint(
                condition=Q(status=CycleStatus.PLAN) | Q(started_on__isnull=False),
                name="improvements_begun_cycle_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status=CycleStatus.ACTED, ended_on__isnull=False)
                & ~Q(decision="")
                & ~Q(learned="")
                | ~Q(status=CycleStatus.ACTED) & Q(ended_on__isnull=True),
                name="improvements_closed_cycle_has_study_and_decision",
                violation_error_message=_("A closed cycle says what was learned and decided."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("improvements:cycle", args=[self.pk])


class CycleQuestion(models.Model):
    """A question that the test shall answer, what was expected, and what it showed."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    question = models.CharField(_("question"), max_length=300)
    prediction = models.TextField(_("what we expect"), blank=True)
    result = models.TextField(_("what it showed"), blank=True)
    confirmed = models.CharField(
        _("did it turn out as expected"), max_length=6, choices=Confirmed.choices, blank=True
    )

    objects = OfCycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of a cycle")
        verbose_name_plural = _("questions of cycles")
        ordering = ["cycle", "position", "pk"]

    def __str__(self) -> str:
        return self.question


class CycleTask(models.Model):
    """A thing to do in a cycle, by a person and a day."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="tasks")
    text = models.CharField(_("what"), max_length=300)
    responsible = models.ForeignKey(
        TeamMember, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    responsible_name = models.CharField(_("who, if somebody else"), max_length=150, blank=True)
    place = models.CharField(_("where"), max_length=150, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)

    objects = OfCycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of a cycle")
        verbose_name_plural = _("tasks of cycles")
        ordering = ["cycle", "due_on", "pk"]

    def __str__(self) -> str:
        return self.text


class Observation(models.Model):
    """Something seen while a cycle runs: a line of text, a photo or a file."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="observations")
    text = models.TextField(_("what you saw"), max_length=2000, blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    seen_at = models.DateTimeField(_("noted"), auto_now_add=True)
    request_key = models.UUIDField(unique=True, editable=False)

    objects = OfCycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["cycle", "-seen_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(file__isnull=False),
                name="improvements_observation_says_something",
                violation_error_message=_("Write what you saw, or add a picture."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60] or str(self.file)


class Comment(models.Model):
    """What the team, its partners, the mentor or SKR say about an improvement or one cycle."""

    improvement = models.ForeignKey(Improvement, models.CASCADE, related_name="comments")
    cycle = models.ForeignKey(Cycle, models.CASCADE, null=True, blank=True, related_name="comments")
    text = models.TextField(_("comment"), max_length=4000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    request_key = models.UUIDField(unique=True, editable=False)

    objects = OfImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
