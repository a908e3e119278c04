"""Improvement works with their aims, their drivers and what came of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cohorts.models import Participation, TeamMember
from improvements.enums import PROGRESS, ChangeIdeaStatus, ImprovementStatus
from improvements.querysets import ImprovementQuerySet, OfImprovementQuerySet
from learning_meetings.models import Outcome


class Improvement(models.Model):
    """What a participant sets out to change at home.

    The aim stands in four parts, so that each can be asked for: what, how much, for whom, by
    when. Lists of numbers and keys are JSON: links of the chain of steering, national goals,
    goals of Agenda 2030, articles of the CEMR declaration.
    """

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="improvements", verbose_name=_("participant")
    )
    title = models.CharField(_("name"), max_length=150)
    problem = models.TextField(
        _("problem"),
        blank=True,
        help_text=_(
            "Which difference between women and men, girls and boys do you see? Give the figures."
        ),
    )
    aim_what = models.CharField(_("what will improve"), max_length=300, blank=True)
    aim_amount = models.CharField(_("by how much, or to what"), max_length=150, blank=True)
    aim_group = models.CharField(_("for whom"), max_length=150, blank=True)
    aim_by = models.DateField(_("by when"), null=True, blank=True)
    operation = models.CharField(_("core operation"), max_length=150, blank=True)
    steering_links = models.JSONField(_("links of the chain of steering"), default=list, blank=True)
    national_goals = models.JSONField(_("national goals"), default=list, blank=True)
    agenda_goals = models.JSONField(_("goals of Agenda 2030"), default=list, blank=True)
    cemr_articles = models.JSONField(
        _("articles of the CEMR declaration"), default=list, blank=True
    )
    responsible = models.ForeignKey(
        TeamMember,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="improvements",
        verbose_name=_("responsible, of the team"),
    )
    responsible_name = models.CharField(
        _("responsible, if somebody else"), max_length=150, blank=True
    )
    team = models.TextField(_("who works with it"), blank=True)
    own_method = models.CharField(
        _("own method"),
        max_length=150,
        blank=True,
        help_text=_("If you use another quality method than PDSA: its name."),
    )
    status = models.CharField(
        _("state"),
        max_length=12,
        choices=ImprovementStatus.choices,
        default=ImprovementStatus.IDEA,
    )
    outcome = models.TextField(_("what came of it"), blank=True)
    implemented_in = models.CharField(_("where it is everyday work"), max_length=300, blank=True)
    spread_to = models.CharField(_("spread to"), max_length=500, blank=True)
    idea = models.ForeignKey(
        Outcome,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="improvements",
        verbose_name=_("from which idea at a meeting"),
    )
    is_private = models.BooleanField(_("only for our own organisation"), default=False)
    version = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = ImprovementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("improvement work")
        verbose_name_plural = _("improvement works")
        ordering = ["participation", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[ImprovementStatus.IDEA, ImprovementStatus.ABANDONED])
                | ~Q(aim_what="") & ~Q(aim_amount="") & ~Q(aim_group="") & Q(aim_by__isnull=False),
                name="improvements_plan_has_a_whole_aim",
                violation_error_message=_(
                    "Say what will improve, by how much, for whom and by when."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[ImprovementStatus.IMPLEMENTED, ImprovementStatus.SPREAD])
                | ~Q(implemented_in=""),
                name="improvements_implemented_somewhere",
                violation_error_message=_("Say where it is everyday work."),
            ),
            models.CheckConstraint(
                condition=~Q(status=ImprovementStatus.SPREAD) | ~Q(spread_to=""),
                name="improvements_spread_somewhere",
                violation_error_message=_("Say to which units it has spread."),
            ),
            models.CheckConstraint(
                condition=Q(responsible__isnull=True) | Q(responsible_name=""),
                name="improvements_one_is_responsible",
                violation_error_message=_("Choose somebody of the team or write a name, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("improvements:improvement", args=[self.pk])

    @property
    def has_whole_aim(self) -> bool:
        return bool(self.aim_what and self.aim_amount and self.aim_group and self.aim_by)


class ProgressStep(models.Model):
    """Where the team says that it stands, and what shows it. The latest one counts."""

    improvement = models.ForeignKey(Improvement, models.CASCADE, related_name="progress")
    tenths = models.PositiveSmallIntegerField(_("step"), choices=list(PROGRESS.items()))
    evidence = models.CharField(_("what shows it"), max_length=500)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    set_at = models.DateTimeField(_("set"), auto_now_add=True)

    objects = OfImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        ordering = ["improvement", "-set_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tenths__in=list(PROGRESS)), name="improvements_progress_is_on_the_scale"
            ),
            models.CheckConstraint(
                condition=~Q(evidence=""),
                name="improvements_progress_has_evidence",
                violation_error_message=_("Write what shows it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.improvement}: {self.tenths / 10}"


class Driver(models.Model):
    """What has to be in place for the aim; a driver without a parent is a primary one."""

    improvement = models.ForeignKey(Improvement, models.CASCADE, related_name="drivers")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    text = models.CharField(_("driver"), max_length=200)

    objects = OfImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")
        ordering = ["improvement", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class ChangeIdea(models.Model):
    """What could be changed to move a driver; cycles test it."""

    improvement = models.ForeignKey(Improvement, models.CASCADE, related_name="change_ideas")
    driver = models.ForeignKey(
        Driver, models.SET_NULL, null=True, blank=True, related_name="change_ideas"
    )
    text = models.CharField(_("change"), max_length=200)
    status = models.CharField(
        _("state"),
        max_length=10,
        choices=ChangeIdeaStatus.choices,
        default=ChangeIdeaStatus.IDEA,
    )

    objects = OfImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("idea of a change")
        verbose_name_plural = _("ideas of changes")
        ordering = ["improvement", "pk"]

    def __str__(self) -> str:
        return self.text
