"""Who is invited, what they answer and need, when a day suits them, and their calendars."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cohorts.enums import Function
from cohorts.models import MentorPerson, Participation, TeamMember
from learning_meetings.enums import Answer, AnsweredBy, PollAnswer
from learning_meetings.models.meeting import Meeting
from learning_meetings.querysets import (
    InviteeQuerySet,
    NeedQuerySet,
    OfMeetingQuerySet,
    OfPollQuerySet,
    OwnQuerySet,
    VoteQuerySet,
)


class Invitee(models.Model):
    """A person at a meeting: from a team, a mentor, or somebody who signed up.

    Name, address and function are copied, so that the record stays when people change.
    `sent_sequence` is what their calendar was last told; `removed_at` those taken off.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitees")
    team_member = models.ForeignKey(
        TeamMember, models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    mentor_person = models.ForeignKey(
        MentorPerson, models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    participation = models.ForeignKey(
        Participation, models.SET_NULL, null=True, blank=True, related_name="invitees"
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    organisation_name = models.CharField(_("organisation"), max_length=150, blank=True)
    function = models.CharField(_("function"), max_length=20, choices=Function.choices, blank=True)
    language = models.CharField(max_length=2, default="sv")
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    sent_sequence = models.PositiveIntegerField(null=True, editable=False)
    answer = models.CharField(
        _("answer"), max_length=6, choices=Answer.choices, default=Answer.NONE
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(
        _("answered how"), max_length=10, choices=AnsweredBy.choices, blank=True
    )
    joins_remotely = models.BooleanField(_("joins by link"), default=False)
    substitute_name = models.CharField(_("comes instead"), max_length=150, blank=True)
    attended = models.BooleanField(_("was there"), null=True, blank=True)
    removed_at = models.DateTimeField(_("taken off"), null=True, blank=True)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("invited person")
        verbose_name_plural = _("invited people")
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "meeting",
                condition=Q(removed_at__isnull=True),
                name="learning_meetings_invited_once",
                violation_error_message=_("This address is invited already."),
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.NONE, answered_at__isnull=True)
                | ~Q(answer=Answer.NONE) & Q(answered_at__isnull=False),
                name="learning_meetings_answer_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Need(models.Model):
    """Diet, hearing loop and the like: with consent, for the host's eyes, gone after 30 days."""

    invitee = models.OneToOneField(Invitee, models.CASCADE, related_name="need")
    text = models.CharField(_("special needs"), max_length=300)
    consented_at = models.DateTimeField(_("consent given"))

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("special need")
        verbose_name_plural = _("special needs")

    def __str__(self) -> str:
        return f"{self.invitee}"


class CalendarFeed(models.Model):
    """A person's subscribable calendar behind a secret, of which only the hash is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    fetched_at = models.DateTimeField(_("last fetched"), null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.user)


class DatePoll(models.Model):
    """Looking for a day that suits: open until one is chosen."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="poll")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    answer_by = models.DateField(_("answer by"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("date poll")
        verbose_name_plural = _("date polls")

    def __str__(self) -> str:
        return str(self.meeting)


class PollDate(models.Model):
    """One proposed time."""

    poll = models.ForeignKey(DatePoll, models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    objects = OfPollQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed time")
        verbose_name_plural = _("proposed times")
        ordering = ["poll", "starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "starts_at"],
                name="learning_meetings_time_is_proposed_once",
                violation_error_message=_("That time is proposed already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="learning_meetings_proposed_time_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class PollVoter(models.Model):
    """Somebody asked for the days that suit, by a link of their own."""

    poll = models.ForeignKey(DatePoll, models.CASCADE, related_name="voters")
    team_member = models.ForeignKey(
        TeamMember, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    mentor_person = models.ForeignKey(
        MentorPerson, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    organisation_name = models.CharField(_("organisation"), max_length=150, blank=True)
    function = models.CharField(_("function"), max_length=20, choices=Function.choices, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = OfPollQuerySet.as_manager()

    class Meta:
        verbose_name = _("person asked")
        verbose_name_plural = _("people asked")
        ordering = ["poll", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), "poll", name="learning_meetings_asked_once_in_a_poll"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PollVote(models.Model):
    voter = models.ForeignKey(PollVoter, models.CASCADE, related_name="votes")
    date = models.ForeignKey(PollDate, models.CASCADE, related_name="votes")
    answer = models.CharField(_("answer"), max_length=9, choices=PollAnswer.choices)

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer about a time")
        verbose_name_plural = _("answers about times")
        constraints = [
            models.UniqueConstraint(
                fields=["voter", "date"], name="learning_meetings_one_vote_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.voter}, {self.date}: {self.get_answer_display()}"
