"""A meeting that does not take place, and a date that is taken back."""

import calendar
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.enums import Precision
from learning_meetings import invitation_mails
from learning_meetings.enums import MeetingStatus
from learning_meetings.models import DatePoll, Meeting
from learning_meetings.services.hosts import close_swaps
from learning_meetings.services.invitation_letters import send_cancellations
from learning_meetings.services.inviting import take_answers_back
from learning_meetings.services.meetings import lock_meeting, meeting_workflow
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.notifications.letters import MailText


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: Any, actor: Any) -> Meeting:
    """The meeting is off: everybody who was invited gets a cancellation for their calendar.

    A `reason` that is still to be translated reaches each in their own language. Polls and
    questions between hosts about the meeting fall with it.
    """
    locked = lock_meeting(meeting, actor=actor)
    because = _said(reason)
    tells = _can_be_told(locked)
    moved: Meeting = meeting_workflow.move(
        locked,
        "cancel",
        actor=actor,
        note=because,
        cancelled_because=because,
        sequence=locked.sequence + (1 if tells else 0),
        changed_at=timezone.now(),
    )
    DatePoll.objects.filter(meeting=moved, closed_at=None).update(closed_at=timezone.now())
    close_swaps(moved)
    if tells:
        words = because if isinstance(reason, str) else reason
        _send_to_all(moved, partial(invitation_mails.cancelled, reason=words))
    return moved


@transaction.atomic
def plan_anew(*, meeting: Meeting, reason: str, actor: Any) -> Meeting:
    """Take the date back: calendars are told that it is off, and nobody's answer stands.

    The meeting is then somewhere in the month that it was in, until a new date is set.
    """
    locked = lock_meeting(meeting, actor=actor)
    because = _said(reason)
    tells = _can_be_told(locked)
    if locked.status == MeetingStatus.INVITED:
        locked.sequence += 1
        locked.save(update_fields=["sequence", "changed_at"])
    if tells:
        _send_to_all(locked, partial(invitation_mails.planned_anew, reason=because))
    take_answers_back(locked.invitees.current(), because="planned_anew", actor=actor)
    changes: dict[str, Any] = {"starts_at": None, "ends_at": None, "changed_at": timezone.now()}
    if locked.starts_at:
        day = civil_date(locked.starts_at)
        last = calendar.monthrange(day.year, day.month)[1]
        changes |= {
            "first_day": day.replace(day=1),
            "last_day": day.replace(day=last),
            "precision": Precision.MONTH,
        }
    moved: Meeting = meeting_workflow.move(
        locked, "plan_anew", actor=actor, note=because, **changes
    )
    return moved


def _said(reason: Any) -> str:
    said = str(reason).strip()
    if not said:
        raise ValidationError({"reason": _("Say why. It stands in the mail to those invited.")})
    return said[:300]


def _can_be_told(meeting: Meeting) -> bool:
    """Whether calendars hold it, and it is not over."""
    return (
        meeting.status == MeetingStatus.INVITED
        and meeting.ends_at is not None
        and meeting.ends_at > timezone.now()
    )


def _send_to_all(meeting: Meeting, write: Callable[..., MailText]) -> None:
    send_cancellations(list(meeting.invitees.current()), meeting, write)
