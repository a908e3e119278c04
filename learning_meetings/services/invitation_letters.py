"""One mail to one person, with what their calendar is told in it.

Sequences are a person's own (`Invitee.sent_sequence`): at least the meeting's, and always above
what they were told last, so that a calendar never takes something new for something old.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.utils import timezone, translation

from learning_meetings.calendar_files import Attendee, can_name, cancellation, invitation
from learning_meetings.meeting_words import event_for, organiser
from learning_meetings.models import Invitee, Meeting
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.services import queue_mails
from modellkonceptet.secret_links import hash_of, secret_for


def answer_secret(invitee: Invitee, meeting: Meeting) -> str:
    """What stands in the person's answer link, the same in every mail about the meeting."""
    return secret_for("learning_meetings.answer", invitee.pk, meeting.uid)


def send_invitation(
    invitee: Invitee, meeting: Meeting, write: Callable[[Invitee, Meeting, str], MailText]
) -> None:
    """A mail with METHOD:REQUEST: an invitation, or what has changed in it."""
    send_invitations([invitee], meeting, write)


def send_invitations(
    invitees: Sequence[Invitee],
    meeting: Meeting,
    write: Callable[[Invitee, Meeting, str], MailText],
) -> None:
    """`send_invitation` to each, in a fixed number of queries."""
    earlier = _told_earlier(invitees, meeting)
    letters = []
    for invitee in invitees:
        last = invitee.sent_sequence
        if last is None:
            last = earlier.get(invitee.email.lower(), -1)
        sequence = max(meeting.sequence, last + 1)
        secret = answer_secret(invitee, meeting)
        invitee.token_hash, invitee.sent_sequence = hash_of(secret), sequence
        letters.append(
            _letter(
                invitee,
                meeting,
                kind="meeting_invitation",
                key=f"invitation-{invitee.pk}-{sequence}",
                calendar=_calendar(invitation, invitee, meeting, sequence=sequence),
                write=partial(write, invitee, meeting, secret),
            )
        )
    Invitee.objects.bulk_update(invitees, ["token_hash", "sent_sequence"])
    queue_mails(letters)


def send_cancellation(invitee: Invitee, meeting: Meeting, write: Callable[[], MailText]) -> None:
    """A mail with METHOD:CANCEL, whether the meeting is off or the person is taken off."""
    send_cancellations([invitee], meeting, lambda _invitee, _meeting: write())


def send_cancellations(
    invitees: Sequence[Invitee], meeting: Meeting, write: Callable[[Invitee, Meeting], MailText]
) -> None:
    """`send_cancellation` to each, in a fixed number of queries."""
    letters = []
    for invitee in invitees:
        sequence = max(meeting.sequence, (invitee.sent_sequence or 0) + 1)
        invitee.sent_sequence = sequence
        letters.append(
            _letter(
                invitee,
                meeting,
                kind="meeting_cancellation",
                key=f"cancellation-{invitee.pk}-{sequence}",
                calendar=_calendar(
                    cancellation, invitee, meeting, sequence=sequence, moment=timezone.now()
                ),
                write=partial(write, invitee, meeting),
            )
        )
    Invitee.objects.bulk_update(invitees, ["sent_sequence"])
    queue_mails(letters)


def _told_earlier(invitees: Sequence[Invitee], meeting: Meeting) -> dict[str, int]:
    """What addresses were told last in rows that were taken off: a new row begins above it."""
    found: dict[str, int] = {}
    if all(invitee.sent_sequence is not None for invitee in invitees):
        return found
    for row in meeting.invitees.exclude(sent_sequence=None):
        key, told = row.email.lower(), row.sent_sequence
        if told is not None and told > found.get(key, -1):
            found[key] = told
    return found


def _letter(invitee: Invitee, meeting: Meeting, **parts: Any) -> dict[str, Any]:
    return {
        "to_email": invitee.email,
        "to_name": invitee.name,
        "language": invitee.language,
        "about": meeting,
        **parts,
    }


def _calendar(
    write: Callable[..., bytes], invitee: Invitee, meeting: Meeting, **which: Any
) -> bytes:
    """The file; none to an address that cannot stand in one, whose owner answers by the link."""
    if not can_name(invitee.email):
        return b""
    with translation.override(invitee.language):
        attendee = Attendee(invitee.name, invitee.email)
        return write(event_for(meeting, **which), attendee, organiser())
