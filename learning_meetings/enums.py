"""Choices and transition tables of the meetings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from modellkonceptet.workflow import Transition, table


class Audience(models.TextChoices):
    """For whom a meeting is."""

    PUBLIC = "public", _("Everybody who signs up")
    ROUND = "round", _("Everybody in the round")
    STRATEGISTS = "strategists", _("Key persons and strategists")
    GROUP = "group", _("One group")


class Responsible(models.TextChoices):
    """Who leads a part or sees to a thing. Names follow from the meeting's host and group."""

    HOST = "host", _("The host")
    MENTOR = "mentor", _("The mentor")
    ORGANISER = "organiser", _("SKR")
    EACH = "each", _("Each participant")
    NOTE_TAKER = "note_taker", _("Whoever takes notes")


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", _("Being planned")
    INVITED = "invited", _("Invitations are sent")
    HELD = "held", _("Has been held")
    CANCELLED = "cancelled", _("Cancelled")


class Answer(models.TextChoices):
    """To an invitation."""

    NONE = "none", _("No answer yet")
    YES = "yes", _("Comes")
    MAYBE = "maybe", _("Perhaps")
    NO = "no", _("Does not come")


class AnsweredBy(models.TextChoices):
    LINK = "link", _("By the link in the mail")
    CALENDAR = "calendar", _("From the calendar")
    PAGE = "page", _("On the meeting's page")
    ORGANISER = "organiser", _("Noted by SKR or the host")


class PollAnswer(models.TextChoices):
    YES = "yes", _("Yes")
    IF_NEEDED = "if_needed", _("If need be")
    NO = "no", _("No")


class NoteStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ADJUSTED = "adjusted", _("Adjusted")
    FINAL = "final", _("Final")


class OutcomeKind(models.TextChoices):
    DECISION = "decision", _("Decision")
    IDEA = "idea", _("Idea taken home")
    ACTION = "action", _("To do")


class MaterialKind(models.TextChoices):
    PAGE = "page", _("Page")
    FILE = "file", _("File")
    LINK = "link", _("Link")
    FILM = "film", _("Film (link)")


_MEETINGS = "learning_meetings.run_meeting"
MEETING_TRANSITIONS = table(
    Transition("invite", frozenset({MeetingStatus.PLANNED}), MeetingStatus.INVITED, _MEETINGS),
    Transition(
        "hold",
        frozenset({MeetingStatus.PLANNED, MeetingStatus.INVITED}),
        MeetingStatus.HELD,
        _MEETINGS,
    ),
    # A date that is taken back leads to planning anew; who was invited gets a cancellation.
    Transition("plan_anew", frozenset({MeetingStatus.INVITED}), MeetingStatus.PLANNED, _MEETINGS),
    Transition(
        "cancel",
        frozenset({MeetingStatus.PLANNED, MeetingStatus.INVITED}),
        MeetingStatus.CANCELLED,
        _MEETINGS,
    ),
)
_NOTES = "learning_meetings.write_notes"
NOTE_TRANSITIONS = table(
    Transition("adjust", frozenset({NoteStatus.DRAFT}), NoteStatus.ADJUSTED, _NOTES),
    Transition("finalise", frozenset({NoteStatus.ADJUSTED}), NoteStatus.FINAL, _NOTES),
    Transition(
        "reopen",
        frozenset({NoteStatus.ADJUSTED, NoteStatus.FINAL}),
        NoteStatus.DRAFT,
        _NOTES,
    ),
)
