"""What every service about a meeting begins with: the locked row, and who may run it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from learning_meetings.enums import MEETING_TRANSITIONS, MeetingStatus
from learning_meetings.models import Meeting
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.workflow import Workflow

meeting_workflow = Workflow(MEETING_TRANSITIONS, audit=AuditEntry)


def lock_meeting(meeting: Meeting, *, actor: Any) -> Meeting:
    """The row as it is now, locked, for whoever may run the meeting; None is the system itself."""
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if actor is not None and not actor.has_perm("learning_meetings.run_meeting", locked):
        raise PermissionDenied
    return locked


def is_open_to_answers(meeting: Meeting, now: datetime | None = None) -> bool:
    """Whether people are invited to it and it has not begun."""
    return (
        meeting.status == MeetingStatus.INVITED
        and meeting.starts_at is not None
        and meeting.starts_at > (now or timezone.now())
    )
