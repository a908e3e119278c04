"""Where a participant stands before kick-off: facts about it, and an inventory of competence."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cohorts.models import Participation, Programme
from improvements.querysets import (
    OfStartingPointQuerySet,
    SignedInQuerySet,
    StartingPointQuerySet,
)
from modellkonceptet.translated import Translated


class FactQuestion(models.Model):
    """A question of the programme's template; `prefill` names the fact it begins with."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="fact_questions")
    key = models.SlugField(_("key"), max_length=40)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    section_sv = models.CharField(_("section"), max_length=120)
    section_en = models.CharField(_("section (English)"), max_length=120, blank=True)
    text_sv = models.CharField(_("question"), max_length=300)
    text_en = models.CharField(_("question (English)"), max_length=300, blank=True)
    hint_sv = models.CharField(_("hint"), max_length=300, blank=True)
    hint_en = models.CharField(_("hint (English)"), max_length=300, blank=True)
    prefill = models.CharField(_("begins with"), max_length=40, blank=True)

    objects = SignedInQuerySet.as_manager()
    section = Translated()
    text = Translated()
    hint = Translated()

    class Meta:
        verbose_name = _("question about the starting point")
        verbose_name_plural = _("questions about the starting point")
        ordering = ["programme", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "key"], name="improvements_fact_is_asked_once"
            )
        ]

    def __str__(self) -> str:
        return self.text


class StartingPoint(models.Model):
    """A participant's facts; shared with the group before kick-off."""

    participation = models.OneToOneField(
        Participation, models.CASCADE, related_name="starting_point"
    )
    shared_at = models.DateTimeField(_("shared with the group"), null=True, blank=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = StartingPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("starting point")
        verbose_name_plural = _("starting points")

    def __str__(self) -> str:
        return str(self.participation)


class FactAnswer(models.Model):
    """The answer to one question, with every earlier text in its history."""

    starting_point = models.ForeignKey(StartingPoint, models.CASCADE, related_name="answers")
    question = models.ForeignKey(FactQuestion, models.PROTECT, related_name="+")
    text = models.TextField(_("answer"), max_length=8000, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = OfStartingPointQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("answer about the starting point")
        verbose_name_plural = _("answers about the starting point")
        ordering = ["starting_point", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["starting_point", "question"], name="improvements_fact_answered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}"
