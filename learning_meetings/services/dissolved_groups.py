"""Meetings ahead of groups that have been dissolved: cancelled, and everybody invited told so.

Groups are dissolved in an app below, which knows nothing of meetings: the clock comes and looks.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning_meetings.enums import MeetingStatus
from learning_meetings.models import Meeting
from learning_meetings.services.cancelling import cancel_meeting
from modellkonceptet.civil_dates import civil_date

logger = logging.getLogger(__name__)
# Each reads it in their own language; what is kept with the meeting is in SKR's.
REASON = _("The group has been dissolved.")


def meetings_without_group(now: datetime | None = None) -> Any:
    """Meetings ahead that nobody will hold: those of groups that have been dissolved."""
    now = now or timezone.now()
    ahead = Q(starts_at__gt=now) | Q(starts_at=None, last_day__gte=civil_date(now))
    return Meeting.objects.filter(
        ahead,
        status__in=[MeetingStatus.PLANNED, MeetingStatus.INVITED],
        group__dissolved_on__isnull=False,
    )


def cancel_meetings_of_dissolved_groups() -> int:
    """Cancel them, each in a transaction of its own; return how many.

    What an interrupted run has left is done by the next one, and a meeting that is cancelled is
    told once. One that fails does not stop the others.
    """
    count = 0
    for number in list(meetings_without_group().order_by("pk").values_list("pk", flat=True)):
        try:
            count += _cancel(number)
        except Exception:
            logger.exception("Meeting %s of a dissolved group was not cancelled", number)
    return count


@transaction.atomic
def _cancel(number: int) -> bool:
    """Whether it was still to be cancelled, once the row is locked."""
    Meeting.objects.select_for_update().get(pk=number)
    meeting = meetings_without_group().filter(pk=number).first()
    if meeting is None:
        return False
    cancel_meeting(meeting=meeting, reason=REASON, actor=None)
    return True
