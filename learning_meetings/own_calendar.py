"""What a person's own calendar holds today."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from learning_meetings.calendar_files import etag_of, feed
from learning_meetings.enums import Audience, MeetingStatus
from learning_meetings.meeting_words import event_of, organiser
from learning_meetings.models import Meeting

# A cancelled meeting stays this long after its day, so that a calendar that asks seldom hears it.
CANCELLED_STAYS = timedelta(weeks=4)
# What was held longer ago is on the pages, not in the calendar.
HELD_STAYS = timedelta(days=400)


def meetings_in_calendar(user: Any, now: datetime | None = None) -> Any:
    """Meetings with a time, to which people have been invited, that the person may see today.

    Public ones are SKR's own: somebody who signs up gets the meeting by mail.
    """
    now = now or timezone.now()
    standing = Q(status__in=[MeetingStatus.INVITED, MeetingStatus.HELD])
    cancelled = Q(status=MeetingStatus.CANCELLED, invited_at__isnull=False)
    meetings = (
        Meeting.objects.visible_to(user)
        .filter(starts_at__isnull=False)
        .filter(
            standing & Q(ends_at__gt=now - HELD_STAYS)
            | cancelled & Q(ends_at__gt=now - CANCELLED_STAYS)
        )
        .select_related("cohort", "group")
    )
    if not user.is_staff:
        meetings = meetings.exclude(audience=Audience.PUBLIC)
    return meetings


def calendar_of(user: Any) -> tuple[bytes, str]:
    """The person's calendar as a file in the language they chose, and its ETag."""
    with translation.override(user.language):
        content = feed(
            (
                event_of(meeting, cancelled=meeting.status == MeetingStatus.CANCELLED)
                for meeting in meetings_in_calendar(user).iterator(chunk_size=500)
            ),
            name=_("Modellkonceptet, meetings"),
            organiser=organiser(),
        )
    return content, etag_of(content)


def feed_addresses(secret: str) -> dict[str, str]:
    """The address to copy, and as a link that opens the calendar of a phone or computer."""
    address = f"{settings.SITE_URL}{reverse('learning_meetings:feed', args=[secret])}"
    return {"https": address, "webcal": f"webcal://{address.partition('://')[2]}"}
