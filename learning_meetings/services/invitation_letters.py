"""One mail to one person, with what their calendar is told in it.

Sequences are a person's own (`Invitee.sent_sequence`): at least the meeting's, and always above
what they were told last, so that a calendar never takes something new for something old.
"""

from collections.abc import Callable
from typing import Any

from django.utils import timezone, translation

from learning_meetings.calendar_files import Attendee, can_name, cancellation, invitation
from learning_meetings.meeting_words import event_for, organiser
from learning_meetings.models import Invitee, Meeting
from learning_meetings.secret_links import hash_of, secret_for
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.services import queue_mail


def answer_secret(invitee: Invitee, meeting: Meeting) -> str:
    """What stands in the person's answer link, the same in every mail about the meeting."""
    return secret_for("answer", invitee.pk, meeting.uid)


def send_invitation(
    invitee: Invitee, meeting: Meeting, write: Callable[[Invitee, Meeting, str], MailText]
) -> None:
    """A mail with METHOD:REQUEST: an invitation, or what has changed in it."""
    sequence = _next_sequence(invitee, meeting)
    secret = answer_secret(invitee, meeting)
    invitee.token_hash, invitee.sent_sequence = hash_of(secret), sequence
    invitee.save(update_fields=["token_hash", "sent_sequence"])
    _queue(
        invitee,
        meeting,
        kind="meeting_invitation",
        key=f"invitation-{invitee.pk}-{sequence}",
        calendar=_calendar(invitation, invitee, meeting, sequence=sequence),
        write=lambda: write(invitee, meeting, secret),
    )


def send_cancellation(invitee: Invitee, meeting: Meeting, write: Callable[[], MailText]) -> None:
    """A mail with METHOD:CANCEL, whether the meeting is off or the person is taken off."""
    sequence = max(meeting.sequence, (invitee.sent_sequence or 0) + 1)
    invitee.sent_sequence = sequence
    invitee.save(update_fields=["sent_sequence"])
    _queue(
        invitee,
        meeting,
        kind="meeting_cancellation",
        key=f"cancellation-{invitee.pk}-{sequence}",
        calendar=_calendar(
            cancellation, invitee, meeting, sequence=sequence, moment=timezone.now()
        ),
        write=write,
    )


def _next_sequence(invitee: Invitee, meeting: Meeting) -> int:
    """Above what the address was told before, in this row or in one that was taken off."""
    told = [invitee.sent_sequence]
    if invitee.sent_sequence is None:
        earlier = meeting.invitees.filter(email__iexact=invitee.email).exclude(pk=invitee.pk)
        told = list(earlier.values_list("sent_sequence", flat=True))
    last = max((sequence for sequence in told if sequence is not None), default=-1)
    return max(meeting.sequence, last + 1)


def _queue(invitee: Invitee, meeting: Meeting, **parts: Any) -> None:
    queue_mail(
        to_email=invitee.email,
        to_name=invitee.name,
        language=invitee.language,
        about=meeting,
        **parts,
    )


def _calendar(
    write: Callable[..., bytes], invitee: Invitee, meeting: Meeting, **which: Any
) -> bytes:
    """The file; none to an address that cannot stand in one, whose owner answers by the link."""
    if not can_name(invitee.email):
        return b""
    with translation.override(invitee.language):
        attendee = Attendee(invitee.name, invitee.email)
        return write(event_for(meeting, **which), attendee, organiser())
