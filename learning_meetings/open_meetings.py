"""Public meetings ahead for which a visitor can sign up."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from learning_meetings.enums import Audience, MeetingStatus
from learning_meetings.meeting_words import when_of, where_in_words
from learning_meetings.models import Meeting


@dataclass(frozen=True)
class OpenMeeting:
    meeting: Meeting
    when: str
    where: str


def open_meetings(user: Any, *, cohort: Any = None) -> list[OpenMeeting]:
    """Those that the person may see, of one round or of all, earliest first; one query."""
    meetings = Meeting.objects.visible_to(user).filter(
        audience=Audience.PUBLIC, status=MeetingStatus.INVITED, starts_at__gt=timezone.now()
    )
    if cohort is not None:
        meetings = meetings.filter(cohort=cohort)
    return [
        OpenMeeting(meeting, when_of(meeting), where_in_words(meeting))
        for meeting in meetings.select_related("cohort").order_by("starts_at", "pk")
    ]
