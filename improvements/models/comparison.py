"""What partners lay side by side, checks of decision papers, and the support that SKR gives."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participation
from improvements.enums import SupportKind
from improvements.querysets import (
    HomeQuerySet,
    MirrorQuerySet,
    MirrorReplyQuerySet,
    OfMirrorQuerySet,
    OfMirrorReplyQuerySet,
    StaffLogQuerySet,
)
from learning_meetings.models import Meeting


class Mirror(models.Model):
    """The questions that every participant of a group answers before a learning meeting."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="mirror")
    theme = models.CharField(_("what is compared"), max_length=150)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)

    objects = MirrorQuerySet.as_manager()

    class Meta:
        verbose_name = _("mirror of the group")
        verbose_name_plural = _("mirrors of groups")

    def __str__(self) -> str:
        return self.theme


class MirrorQuestion(models.Model):
    """A question about a process; with a scale it can be compared in figures too."""

    mirror = models.ForeignKey(Mirror, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    text = models.CharField(_("question"), max_length=300)
    has_scale = models.BooleanField(_("with a step from 1 to 5"), default=True)

    objects = OfMirrorQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of a mirror")
        verbose_name_plural = _("questions of mirrors")
        ordering = ["mirror", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class MirrorReply(models.Model):
    """That a participant answers, and when it had finished."""

    mirror = models.ForeignKey(Mirror, models.CASCADE, related_name="replies")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="mirror_replies")
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = MirrorReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply to a mirror")
        verbose_name_plural = _("replies to mirrors")
        ordering = ["mirror", "participation"]
        constraints = [
            models.UniqueConstraint(
                fields=["mirror", "participation"], name="improvements_mirrored_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participation}, {self.mirror}"


class MirrorAnswer(models.Model):
    """One participant's answer to one question."""

    reply = models.ForeignKey(MirrorReply, models.CASCADE, related_name="answers")
    question = models.ForeignKey(MirrorQuestion, models.CASCADE, related_name="answers")
    step = models.PositiveSmallIntegerField(_("step"), null=True, blank=True)
    text = models.TextField(_("answer"), max_length=4000, blank=True)

    objects = OfMirrorReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer in a mirror")
        verbose_name_plural = _("answers in mirrors")
        ordering = ["question", "reply"]
        constraints = [
            models.UniqueConstraint(
                fields=["reply", "question"], name="improvements_mirror_answered_once"
            ),
            models.CheckConstraint(
                condition=Q(step__isnull=True) | Q(step__gte=1, step__lte=5),
                name="improvements_mirror_step_is_on_the_scale",
                violation_error_message=_("Choose a step from 1 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}"


class PaperCheck(models.Model):
    """A decision paper gone through in five steps; `answers` maps the step to yes or no."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="paper_checks", verbose_name=_("participant")
    )
    title = models.CharField(_("decision paper"), max_length=200)
    reference = models.CharField(_("reference number"), max_length=60, blank=True)
    committee = models.CharField(_("committee"), max_length=150, blank=True)
    decided_on = models.DateField(_("up for decision"), null=True, blank=True)
    answers = models.JSONField(_("answers"), default=dict)
    note = models.TextField(_("what has to be completed"), max_length=2000, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    checked_at = models.DateTimeField(_("checked"), auto_now_add=True)

    objects = HomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a decision paper")
        verbose_name_plural = _("checks of decision papers")
        ordering = ["-checked_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class SupportEntry(models.Model):
    """Support that SKR gave a participant: a line in a log."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="support", verbose_name=_("participant")
    )
    on = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=5, choices=SupportKind.choices)
    text = models.CharField(_("about"), max_length=500)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = StaffLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("support given")
        verbose_name_plural = _("support given")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.participation}, {self.on}"
