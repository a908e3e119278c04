"""What a meeting leaves behind: notes, decisions, ideas, things to do, and what people thought."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participation, TeamMember
from learning_meetings.enums import NoteStatus, OutcomeKind
from learning_meetings.models.invitation import Invitee
from learning_meetings.models.meeting import Meeting
from learning_meetings.querysets import (
    OfMeetingQuerySet,
    OfNoteQuerySet,
    OwnReceiptQuerySet,
    StaffQuerySet,
)


class MeetingNote(models.Model):
    """The notes of a meeting; `version` is the revision that stands."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="note")
    status = models.CharField(
        _("status"), max_length=8, choices=NoteStatus.choices, default=NoteStatus.DRAFT
    )
    version = models.PositiveIntegerField(default=0)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("notes")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return str(self.meeting)


class NoteRevision(models.Model):
    """The notes as somebody saved them; nothing that was written is overwritten."""

    note = models.ForeignKey(MeetingNote, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField(_("notes"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    saved_at = models.DateTimeField(_("saved"), auto_now_add=True)

    objects = OfNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision of notes")
        verbose_name_plural = _("revisions of notes")
        ordering = ["note", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "version"], name="learning_meetings_revision_has_its_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.note} v{self.version}"


class Outcome(models.Model):
    """A decision, an idea taken home, or something to do by a person and a day.

    An idea keeps from whom it came (`origin`) and who took it home (`taken_by`).
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="outcomes")
    kind = models.CharField(_("kind"), max_length=8, choices=OutcomeKind.choices)
    text = models.CharField(_("what"), max_length=500)
    origin = models.ForeignKey(
        Participation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("comes from"),
    )
    taken_by = models.ForeignKey(
        Participation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="ideas_taken",
        verbose_name=_("taken home by"),
    )
    responsible = models.ForeignKey(
        TeamMember,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("who"),
    )
    due_on = models.DateField(_("by"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    noted_at = models.DateTimeField(auto_now_add=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome of a meeting")
        verbose_name_plural = _("outcomes of meetings")
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=OutcomeKind.ACTION)
                | Q(responsible__isnull=False, due_on__isnull=False),
                name="learning_meetings_action_has_person_and_day",
                violation_error_message=_("Say who does it, and by which day."),
            )
        ]

    def __str__(self) -> str:
        return self.text


class MeetingEvaluation(models.Model):
    """Plus, minus, interesting and a few scales, without a name: nobody can tell whose it is.

    The day alone is kept of when it came; who has answered stands apart, see below.
    """

    # A running number would tell the order in which people answered.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="evaluations")
    plus = models.TextField(_("plus"), blank=True)
    minus = models.TextField(_("minus"), blank=True)
    interesting = models.TextField(_("interesting"), blank=True)
    scales = models.JSONField(_("scales"), default=dict)
    answered_on = models.DateField(_("answered"), auto_now_add=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation of a meeting")
        verbose_name_plural = _("evaluations of meetings")
        ordering = ["meeting", "id"]

    def __str__(self) -> str:
        return str(self.meeting)


class EvaluationReceipt(models.Model):
    """That a person has answered, so that they answer once; not what."""

    invitee = models.OneToOneField(Invitee, models.CASCADE, related_name="evaluation_receipt")

    objects = OwnReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("answered evaluation")
        verbose_name_plural = _("answered evaluations")

    def __str__(self) -> str:
        return str(self.invitee)
