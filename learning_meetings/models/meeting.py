"""A meeting of a round or a group, its hosts, and what is prepared for it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cohorts.enums import EventKind, Precision
from cohorts.models import Cohort, Group, Participation, TimelineEvent
from learning_meetings.enums import Audience, MeetingStatus, Responsible
from learning_meetings.models.templates import MeetingTemplate
from learning_meetings.querysets import MeetingQuerySet, OfMeetingQuerySet
from modellkonceptet.records.models import StoredFile
from modellkonceptet.translated import Translated


class Meeting(models.Model):
    """Held on a day, or in a period until the day is set.

    `uid` and `sequence` are the calendar's: one for the meeting's whole life, the other up by one
    at each change of time or place that invitations tell (RFC 5546).
    """

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="meetings", verbose_name=_("cohort")
    )
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("group"),
    )
    template = models.ForeignKey(
        MeetingTemplate, models.SET_NULL, null=True, blank=True, related_name="meetings"
    )
    event = models.ForeignKey(
        TimelineEvent,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("event of the timeline"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    number = models.PositiveSmallIntegerField(_("number"), default=0)
    audience = models.CharField(_("for"), max_length=12, choices=Audience.choices)
    name_sv = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=MeetingStatus.choices,
        default=MeetingStatus.PLANNED,
    )
    first_day = models.DateField(_("first day of the period"))
    last_day = models.DateField(_("last day of the period"))
    precision = models.CharField(
        _("precision"), max_length=5, choices=Precision.choices, default=Precision.MONTH
    )
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    invitation_days = models.PositiveSmallIntegerField(_("invitation, days before"), default=14)
    presentation_days = models.PositiveSmallIntegerField(
        _("presentations, days before"), null=True, blank=True
    )
    place = models.CharField(_("place"), max_length=150, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    travel_note = models.TextField(_("how to get there"), blank=True)
    remote_link = models.URLField(_("link to join"), max_length=500, blank=True)
    leader = models.CharField(_("leads the meeting"), max_length=150, blank=True)
    note_taker = models.CharField(_("takes notes"), max_length=150, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    invited_at = models.DateTimeField(_("invitations sent"), null=True, blank=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    cancelled_because = models.CharField(_("why it is cancelled"), max_length=300, blank=True)

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords()
    name = Translated()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["first_day", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="learning_meetings_period_ends_after_it_begins",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                name="learning_meetings_ends_after_it_begins",
                violation_error_message=_("The meeting ends before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(status=MeetingStatus.INVITED) | Q(starts_at__isnull=False),
                name="learning_meetings_invites_to_a_time",
                violation_error_message=_("Set the date and time first."),
            ),
            models.CheckConstraint(
                condition=~Q(status=MeetingStatus.CANCELLED) | ~Q(cancelled_because=""),
                name="learning_meetings_cancelled_with_a_reason",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=Q(audience=Audience.GROUP, group__isnull=False)
                | ~Q(audience=Audience.GROUP) & Q(group__isnull=True),
                name="learning_meetings_group_meeting_has_a_group",
            ),
            models.UniqueConstraint(
                fields=["cohort", "kind", "number"],
                condition=Q(group__isnull=True) & ~Q(status=MeetingStatus.CANCELLED),
                name="learning_meetings_stands_once_in_a_round",
            ),
            models.UniqueConstraint(
                fields=["group", "kind", "number"],
                condition=Q(group__isnull=False) & ~Q(status=MeetingStatus.CANCELLED),
                name="learning_meetings_stands_once_in_a_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.group}" if self.group_id else self.name

    def get_absolute_url(self) -> str:
        return reverse("learning_meetings:meeting", args=[self.pk])


class Host(models.Model):
    """Who hosts; two may do it together. A meeting without a row is SKR's own."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="hosts")
    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="hostings", verbose_name=_("host")
    )

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "participation"], name="learning_meetings_host_stands_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.participation)


class HostSwap(models.Model):
    """One host asks another to change turns; it happens when the other says yes."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="swaps_offered")
    other = models.ForeignKey(Meeting, models.CASCADE, related_name="swaps_asked")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(_("agreed"), null=True, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of hosts")
        verbose_name_plural = _("changes of hosts")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(answered_at__isnull=True),
                name="learning_meetings_one_open_swap_each",
                violation_error_message=_("A change of hosts is waiting for an answer already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} ↔ {self.other}"


class AgendaItem(models.Model):
    """A part of the agenda, in order; its time follows from those before it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("place"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    title_sv = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    leads = models.CharField(_("leads"), max_length=12, choices=Responsible.choices)
    leads_name = models.CharField(_("leads, by name"), max_length=150, blank=True)

    objects = OfMeetingQuerySet.as_manager()
    title = Translated()

    class Meta:
        verbose_name = _("part of the agenda")
        verbose_name_plural = _("agenda")
        ordering = ["meeting", "position", "pk"]

    def __str__(self) -> str:
        return self.title


class ChecklistItem(models.Model):
    """A thing to see to. Its day hangs on the meeting and moves with it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="checklist")
    position = models.PositiveSmallIntegerField(_("place"))
    days = models.SmallIntegerField(_("days from the meeting"))
    text_sv = models.CharField(_("what"), max_length=250)
    text_en = models.CharField(_("what (English)"), max_length=250, blank=True)
    responsible = models.CharField(_("who"), max_length=12, choices=Responsible.choices)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = OfMeetingQuerySet.as_manager()
    text = Translated()

    class Meta:
        verbose_name = _("thing to see to")
        verbose_name_plural = _("checklist")
        ordering = ["meeting", "days", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class Presentation(models.Model):
    """What a participant shows at the meeting, published to the group beforehand."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presentations")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="presentations")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("presentation")
        verbose_name_plural = _("presentations")
        ordering = ["meeting", "pk"]

    def __str__(self) -> str:
        return f"{self.participation}, {self.meeting}"
