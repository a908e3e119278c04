"""A meeting in words, and as a calendar sees it."""

from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from learning_meetings.calendar_files import CalendarEvent, Organiser
from modellkonceptet.civil_dates import civil_date, clock, in_words


def when_in_words(starts_at: datetime, ends_at: datetime) -> str:
    """ "tisdag 14 september kl. 9.00–12.00"; over midnight both days are said."""
    first = in_words(starts_at)
    if civil_date(starts_at) == civil_date(ends_at):
        return _("%(day)s at %(from)s–%(to)s") % {
            "day": first,
            "from": clock(starts_at),
            "to": clock(ends_at),
        }
    return _("%(day)s at %(from)s to %(last)s at %(to)s") % {
        "day": first,
        "from": clock(starts_at),
        "last": in_words(ends_at),
        "to": clock(ends_at),
    }


def when_of(meeting: Any) -> str:
    """The meeting's time in words; "" where it has none yet."""
    return when_in_words(meeting.starts_at, meeting.ends_at) if meeting.starts_at else ""


def where_in_words(meeting: Any) -> str:
    """The place and its address on one line; "" where neither is said."""
    return ", ".join(filter(None, (meeting.place, meeting.address)))


def full_name(meeting: Any) -> str:
    """ "Lärandeträff 1, Grupp 2 (Modellkommuner 2027)": alone in a calendar it must say whose."""
    return f"{meeting} ({meeting.cohort.name})"


def event_of(meeting: Any, *, cancelled: bool = False) -> CalendarEvent:
    """The meeting as its calendar event; it must have a time. The UID is for its whole life."""
    return CalendarEvent(
        uid=str(meeting.uid),
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=full_name(meeting),
        last_modified=meeting.changed_at,
        place=where_in_words(meeting),
        travel_note=meeting.travel_note,
        remote_link=meeting.remote_link,
        page=f"{settings.SITE_URL}{meeting.get_absolute_url()}",
        cancelled=cancelled,
    )


def event_for(meeting: Any, *, sequence: int, moment: datetime | None = None) -> CalendarEvent:
    """The event as one person's calendar is told it, under a sequence of their own."""
    event = event_of(meeting)
    return replace(event, sequence=sequence, last_modified=moment or event.last_modified)


def organiser() -> Organiser:
    """Who invites: the mailbox that calendars send answers to."""
    return Organiser(
        name=settings.ORGANISER_NAME, email=parseaddr(settings.CALENDAR_ORGANISER_EMAIL)[1]
    )
