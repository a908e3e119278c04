"""Meetings as calendar files (RFC 5545, 5546, 7986): invitations, cancellations and a feed.

Written here line by line and not by a library; docs/adr/0019-calendar-invitations.md says why.
Nothing that was typed reaches a file unescaped: text goes through `_text`, a name through
`_quoted`, an address through `_mailto`, a link through `_link`.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote

from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import STOCKHOLM
from modellkonceptet.plain_text import clean_text

# The rule in force since 1996 instead of a list of dates that ends: every reader follows it.
TIME_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Stockholm",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)
PRODUCT = "-//SKR//Modellkonceptet//SV"
# How often a calendar is asked to fetch the feed again.
REFRESH = "PT12H"
LONGEST_LINE = 75  # octets, without the line break

_ROLES = {"required": "REQ-PARTICIPANT", "optional": "OPT-PARTICIPANT"}
_UID = re.compile(r"[A-Za-z0-9@._-]{1,255}")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[\w.-]+")
_URI_SAFE = "!$&'*+/=_~"
_LINK = re.compile(r"https?://[^\s\"<>\\^`{|}]+")
# Not in a quoted parameter: the quote ends it, and readers differ on what follows ^ and \.
_UNQUOTABLE = str.maketrans({'"': "'", "^": "", "\\": ""})


@dataclass(frozen=True)
class CalendarEvent:
    """A meeting as a calendar sees it.

    `uid` stays for the meeting's life and says nothing about persons. `sequence` grows with
    each change of time, place or cancelling; `last_modified` with every change, and is what
    DTSTAMP says too, so that the same meeting gives the same bytes. The moments are aware; on
    the night the clocks change they are what counts, not the wall clock (see `_times`).
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    last_modified: datetime
    description: str = ""
    place: str = ""
    travel_note: str = ""
    remote_link: str = ""
    page: str = ""  # the meeting's own address here, behind the sign-in
    cancelled: bool = False

    def __post_init__(self) -> None:
        for moment in (self.starts_at, self.ends_at, self.last_modified):
            if moment.utcoffset() is None:
                raise ValueError("A moment without time zone cannot stand in a calendar.")
        # In UTC: two moments of one zone are compared by their wall clocks.
        if self.ends_at.astimezone(UTC) <= self.starts_at.astimezone(UTC):
            raise ValueError("A meeting ends after it starts.")
        if not _UID.fullmatch(self.uid):
            raise ValueError(f"Not a name for a meeting: {self.uid!r}")
        if self.sequence < 0:
            raise ValueError("A sequence starts at 0.")
        for link in (self.remote_link, self.page):
            if link and not can_link(link):
                raise ValueError(f"Not a link: {link!r}")


@dataclass(frozen=True)
class Organiser:
    """The mailbox that invites and reads the answers."""

    name: str
    email: str


@dataclass(frozen=True)
class Attendee:
    """The one person whom a file is for."""

    name: str
    email: str
    role: Literal["required", "optional"] = "required"


def can_link(link: str) -> bool:
    """Whether an address of the web can stand in a file."""
    return bool(_LINK.fullmatch(_link(link)))


def can_name(address: str) -> bool:
    """Whether an address can stand in a file: a few that mail servers take cannot."""
    try:
        _mailto(address)
    except ValueError:
        return False
    return True


def invitation(event: CalendarEvent, attendee: Attendee, organiser: Organiser) -> bytes:
    """METHOD:REQUEST to one person; sent again with a higher sequence it is an update."""
    if event.cancelled:
        raise ValueError("Nobody is invited to a cancelled meeting.")
    return _file(
        "METHOD:REQUEST",
        *TIME_ZONE,
        "BEGIN:VEVENT",
        *_what_and_when(event),
        *_where(event),
        f"SUMMARY:{_text(event.title)}",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        f"ORGANIZER;CN={_quoted(organiser.name)}:{_mailto(organiser.email)}",
        _attendee(attendee, ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE"),
        "END:VEVENT",
    )


def cancellation(event: CalendarEvent, attendee: Attendee, organiser: Organiser) -> bytes:
    """METHOD:CANCEL to one person, whether the meeting is cancelled or the person taken off.

    The sequence is written as it is: whoever cancels raises it first.
    """
    return _file(
        "METHOD:CANCEL",
        *TIME_ZONE,
        "BEGIN:VEVENT",
        *_what_and_when(event),
        f"SUMMARY:{_text(event.title)}",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        f"ORGANIZER;CN={_quoted(organiser.name)}:{_mailto(organiser.email)}",
        _attendee(attendee, ""),
        "END:VEVENT",
    )


def feed(events: Iterable[CalendarEvent], *, name: str, organiser: Organiser) -> bytes:
    """METHOD:PUBLISH: a person's meetings, to subscribe to by a secret address.

    Such an address gets around: no attendees, and no remote link, not even one that was typed
    into a description. A cancelled meeting stays and says so. The same meetings give the same
    bytes in whatever order they come; a meeting that comes twice stands once.
    """
    once: dict[str, CalendarEvent] = {}
    for event in events:
        known = once.get(event.uid)
        if known is None or known.sequence < event.sequence:
            once[event.uid] = event
    lines = [
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "X-WR-TIMEZONE:Europe/Stockholm",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
        *TIME_ZONE,
    ]
    host = f"ORGANIZER;CN={_quoted(organiser.name)}:{_mailto(organiser.email)}"
    for event in sorted(once.values(), key=lambda each: (each.starts_at, each.uid)):
        title = _without_link(event.title, event.remote_link)
        if event.cancelled:
            # Some calendars show a cancelled meeting of a feed like any other.
            title = _("Cancelled: %(title)s") % {"title": title}
        lines += [
            "BEGIN:VEVENT",
            *_what_and_when(event),
            *_where(event, is_secret=False),
            f"SUMMARY:{_text(title)}",
            "STATUS:CANCELLED" if event.cancelled else "STATUS:CONFIRMED",
            "TRANSP:TRANSPARENT" if event.cancelled else "TRANSP:OPAQUE",
            host,
            "END:VEVENT",
        ]
    return _file(*lines)


def etag_of(content: bytes) -> str:
    """A strong ETag: the same for the same bytes, in the quotes the header wants."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _what_and_when(event: CalendarEvent) -> Iterator[str]:
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{_in_utc(event.last_modified)}"
    yield f"LAST-MODIFIED:{_in_utc(event.last_modified)}"
    yield from _times(event)


def _times(event: CalendarEvent) -> Iterator[str]:
    """DTSTART and DTEND by the clock in Sweden, or both in UTC in the hour that comes twice.

    By way of UTC, so that a wall clock which does not exist (02:30 when the clocks go forward)
    is written as the moment that it means (03:30). With a zone's name the repeated hour can
    only mean its first pass, and readers differ even there.
    """
    moments = {"DTSTART": event.starts_at, "DTEND": event.ends_at}
    local = {name: moment.astimezone(UTC).astimezone(STOCKHOLM) for name, moment in moments.items()}
    if any(_comes_twice(moment) for moment in local.values()):
        yield from (f"{name}:{_in_utc(moment)}" for name, moment in local.items())
    else:
        yield from (
            f"{name};TZID=Europe/Stockholm:{moment:%Y%m%dT%H%M%S}" for name, moment in local.items()
        )


def _comes_twice(moment: datetime) -> bool:
    return moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset()


def _in_utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _where(event: CalendarEvent, *, is_secret: bool = True) -> Iterator[str]:
    """Place, links and what there is to read; without the remote link unless it is secret."""
    link, texts = _link(event.remote_link), [event.description]
    if event.travel_note:
        texts.append(_("Getting there: %(note)s") % {"note": event.travel_note})
    place = event.place
    if not is_secret:
        place, *texts = (_without_link(text, link) for text in (place, *texts))
    elif link:
        texts.append(_("Join remotely: %(link)s") % {"link": link})
        place = place or link
        yield f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:{link}"
    if event.page:
        texts.append(_("The meeting's page: %(link)s") % {"link": _link(event.page)})
        yield f"URL:{_link(event.page)}"
    if place:
        yield f"LOCATION:{_text(place)}"
    if whole := "\n\n".join(filter(None, texts)):
        yield f"DESCRIPTION:{_text(whole, multiline=True)}"


def _without_link(text: str, link: str) -> str:
    """The text with the link, and whatever it goes on with, taken out."""
    if not link:
        return text
    bare = re.escape(_link(link).partition("://")[2].rstrip("/"))
    # Cleaned first: what cannot be seen in a link would hide it.
    cleaned = clean_text(text, multiline=True)
    return re.sub(rf"(https?://)?{bare}\S*", _("(link in the invitation)"), cleaned, flags=re.I)


def _attendee(attendee: Attendee, answer: str) -> str:
    return (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE={_ROLES[attendee.role]}{answer};"
        f"CN={_quoted(attendee.name or attendee.email)}:{_mailto(attendee.email)}"
    )


def _text(value: str, *, multiline: bool = False) -> str:
    cleaned = clean_text(value, multiline=multiline)
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        cleaned = cleaned.replace(plain, escaped)
    return cleaned


def _quoted(name: str) -> str:
    return f'"{clean_text(name, multiline=False).translate(_UNQUOTABLE)}"'


def _mailto(address: str) -> str:
    """The address as a URI: its domain in ASCII, in its first part only what a URI may hold."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"Not an e-mail address: {address!r}")
    box, _at, domain = address.rpartition("@")
    return f"mailto:{quote(box, safe=_URI_SAFE)}@{domain.encode('idna').decode()}"


def _link(link: str) -> str:
    return clean_text(link, multiline=False)


def _file(*lines: str) -> bytes:
    whole = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", *lines)
    return b"".join(_folded(line) + b"\r\n" for line in (*whole, "END:VCALENDAR"))


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, never cut inside a character or an escape."""
    rest, pieces = line.encode(), []
    width = LONGEST_LINE
    while len(rest) > width:
        cut = width
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        if rest[cut - 1] == ord("\\"):
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
        width = LONGEST_LINE - 1  # the space that says that the line goes on
    return b"\r\n ".join((*pieces, rest))
