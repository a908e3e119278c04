"""Choices of the outbox and of reminders, and the table of a message's states."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from modellkonceptet.workflow import Transition, table


class MessageStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting for its document")
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    HELD = "held", _("Held")
    FAILED = "failed", _("Failed")
    DROPPED = "dropped", _("Dropped")


_S = MessageStatus
_HANDLE = "notifications.handle_message"
# What a person at SKR may do with a mail. What delivery does by itself (queued → sending → sent
# or failed) is not here: it claims rows by number, many at a time.
MESSAGE_TRANSITIONS = table(
    Transition("hold", frozenset({_S.QUEUED}), _S.HELD, _HANDLE),
    Transition("release", frozenset({_S.HELD}), _S.QUEUED, _HANDLE),
    Transition("drop", frozenset({_S.QUEUED, _S.HELD, _S.FAILED}), _S.DROPPED, _HANDLE),
    Transition("send_again", frozenset({_S.FAILED}), _S.QUEUED, _HANDLE),
)


class Topic(models.TextChoices):
    """What a mail is about; a person chooses by topic which of them to get."""

    WRITING = "writing", _("Applications that are being written")
    DECISIONS = "decisions", _("Completions, decisions and conditions")
    MEETINGS = "meetings", _("Meetings")
    IMPROVEMENT = "improvement", _("Self-assessment and improvement work")
    REPORTS = "reports", _("Result reports")
    MENTORING = "mentoring", _("Being a mentor")
    MONEY = "money", _("Invoices")
    NEWS = "news", _("News from SKR")


# Decisions, reports that are promised and money are always told.
REFUSABLE = (Topic.WRITING, Topic.MEETINGS, Topic.IMPROVEMENT, Topic.MENTORING, Topic.NEWS)


class Role(models.TextChoices):
    """Who is reminded. What a round calls its functions, and those outside of the teams."""

    RESPONSIBLE = "responsible", _("Whoever it rests on")
    STRATEGIST = "strategist", _("Gender-equality strategist")
    KEY_PERSON = "key_person", _("Key person")
    SENIOR_MANAGER = "senior_manager", _("Senior manager")
    POLITICIAN = "politician", _("Politician")
    FINANCE_MANAGER = "finance_manager", _("Finance manager")
    MENTOR = "mentor", _("Mentor")
    DESK = "desk", _("SKR's project leads")
    FINANCE = "finance", _("SKR's finance")


class Weekday(models.IntegerChoices):
    """The day of a person's weekly summary, as `date.weekday()` counts.

    With a context: without one these would replace Django's own names, which stand in sentences.
    """

    MONDAY = 0, pgettext_lazy("a choice of day", "Monday")
    TUESDAY = 1, pgettext_lazy("a choice of day", "Tuesday")
    WEDNESDAY = 2, pgettext_lazy("a choice of day", "Wednesday")
    THURSDAY = 3, pgettext_lazy("a choice of day", "Thursday")
    FRIDAY = 4, pgettext_lazy("a choice of day", "Friday")
