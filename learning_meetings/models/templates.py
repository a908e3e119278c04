"""What a programme says of its steps and meetings: data that rounds take their meetings from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.enums import EventKind
from cohorts.models import Cohort, Programme
from learning_meetings.enums import Audience, Responsible
from learning_meetings.querysets import OfCohortQuerySet, PublicQuerySet
from modellkonceptet.translated import Translated


class MethodStep(models.Model):
    """One of the steps of the method, as the programme words them."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="method_steps")
    number = models.PositiveSmallIntegerField(_("number"))
    name_sv = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    purpose_sv = models.TextField(_("what it leads to"), blank=True)
    purpose_en = models.TextField(_("what it leads to (English)"), blank=True)
    before_sv = models.TextField(_("to do before"), blank=True)
    before_en = models.TextField(_("to do before (English)"), blank=True)

    objects = PublicQuerySet.as_manager()
    name = Translated()
    purpose = Translated()
    before = Translated()

    class Meta:
        verbose_name = _("step of the method")
        verbose_name_plural = _("steps of the method")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="learning_meetings_step_has_its_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class MeetingTemplate(models.Model):
    """A kind of meeting of the programme: how long, for whom, how far ahead things are due.

    `number` tells the first, second and third of a kind apart (0: there is only one). Days are
    counted back from the meeting.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="meeting_templates")
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    number = models.PositiveSmallIntegerField(_("number"), default=0)
    step = models.ForeignKey(
        MethodStep,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="meeting_templates",
        verbose_name=_("step of the method"),
    )
    name_sv = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    audience = models.CharField(_("for"), max_length=12, choices=Audience.choices)
    has_host = models.BooleanField(_("hosted in turn"), default=False)
    starts_at = models.TimeField(_("usual start"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=180)
    invitation_days = models.PositiveSmallIntegerField(_("invitation, days before"), default=14)
    presentation_days = models.PositiveSmallIntegerField(
        _("presentations, days before"), null=True, blank=True
    )
    gap_days = models.PositiveSmallIntegerField(
        _("days after the meeting before it, at least"), default=0
    )

    objects = PublicQuerySet.as_manager()
    name = Translated()

    class Meta:
        verbose_name = _("template of a meeting")
        verbose_name_plural = _("templates of meetings")
        ordering = ["programme", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "number"],
                name="learning_meetings_template_stands_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AgendaTemplate(models.Model):
    """A part of the agenda that the method proposes."""

    template = models.ForeignKey(MeetingTemplate, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("place"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    title_sv = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    leads = models.CharField(_("leads"), max_length=12, choices=Responsible.choices)

    objects = PublicQuerySet.as_manager()
    title = Translated()

    class Meta:
        verbose_name = _("proposed part of an agenda")
        verbose_name_plural = _("proposed agenda")
        ordering = ["template", "position"]

    def __str__(self) -> str:
        return self.title


class ChecklistTemplate(models.Model):
    """A thing to see to. `days` from the meeting: -14 two weeks before, 3 three days after."""

    template = models.ForeignKey(MeetingTemplate, models.CASCADE, related_name="checklist")
    position = models.PositiveSmallIntegerField(_("place"))
    days = models.SmallIntegerField(_("days from the meeting"))
    text_sv = models.CharField(_("what"), max_length=250)
    text_en = models.CharField(_("what (English)"), max_length=250, blank=True)
    responsible = models.CharField(_("who"), max_length=12, choices=Responsible.choices)

    objects = PublicQuerySet.as_manager()
    text = Translated()

    class Meta:
        verbose_name = _("proposed thing to see to")
        verbose_name_plural = _("proposed checklist")
        ordering = ["template", "days", "position"]

    def __str__(self) -> str:
        return self.text


class NoGoPeriod(models.Model):
    """Days on which no meeting is proposed: school holidays, July. Without a round: for all."""

    cohort = models.ForeignKey(
        Cohort,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="no_go_periods",
        verbose_name=_("cohort"),
    )
    name_sv = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    objects = OfCohortQuerySet.as_manager()
    name = Translated()

    class Meta:
        verbose_name = _("period without meetings")
        verbose_name_plural = _("periods without meetings")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="learning_meetings_no_go_ends_after_it_begins",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name
