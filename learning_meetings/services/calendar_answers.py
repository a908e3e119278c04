"""Answers that come as mails from people's calendars: which of them count.

A mail says what its writer wants. It counts when the meeting and the person are known, when it
is the person's own mail or a colleague's who is invited from the same organisation, when it
answers what was sent last, and when nothing newer has been answered since. Reading the same mail
again changes nothing.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from learning_meetings.calendar_replies import Reply, ReplyError, read_reply
from learning_meetings.enums import Answer, AnsweredBy
from learning_meetings.models import Invitee
from learning_meetings.reply_mailboxes import Mail, Mailbox
from learning_meetings.services.answers import answer_invitation
from modellkonceptet.records.models import AuditEntry

logger = logging.getLogger(__name__)
_ANSWERS = {"accepted": Answer.YES, "tentative": Answer.MAYBE, "declined": Answer.NO}
# Nothing for a person to look at; every other result leaves the mail flagged in the mailbox.
UNREMARKABLE = {"answered", "unchanged", "seen_before", "older"}


def receive_replies(*, mailbox: Mailbox) -> Counter[str]:
    """Read what has come, and return how many mails had which result.

    A mail that the database could not take stays unread for the next time.
    """
    results: Counter[str] = Counter()
    for mail in mailbox.unread():
        try:
            result = _receive(mail)
        except Exception:
            logger.exception("A calendar answer could not be handled")
            results["failed"] += 1
            continue
        mailbox.mark_read(mail, flagged=result not in UNREMARKABLE)
        results[result] += 1
    return results


def _receive(mail: Mail) -> str:
    return "too_large" if mail.content is None else receive_reply(raw_mail=mail.content)


def receive_reply(*, raw_mail: bytes) -> str:
    """What became of one mail, in one word: "answered", or why it changed nothing."""
    try:
        reply = read_reply(raw_mail)
    except ReplyError as error:
        return error.reason
    if reply is None:
        return "not_an_answer"
    return _use(reply, hashlib.sha256(raw_mail).hexdigest()[:32])


@transaction.atomic
def _use(reply: Reply, digest: str) -> str:
    invited = _invited(reply)
    if isinstance(invited, str):
        return invited
    if _was_read(invited, digest):
        return "seen_before"
    sent = invited.sent_sequence
    if sent is None or reply.sequence != sent:
        return "older" if sent is not None and reply.sequence < sent else "unknown_sequence"
    if not _is_newer(reply.dtstamp, invited):
        return "older"
    answer = _ANSWERS[reply.partstat]
    if invited.answer == answer:
        return "unchanged"
    try:
        answer_invitation(
            invitee=invited,
            answer=answer,
            by=AnsweredBy.CALENDAR,
            at=_not_ahead(reply.dtstamp),
            mail=digest,
        )
    except ValidationError as error:
        return f"{error.code}"
    return "answered"


def _invited(reply: Reply) -> Invitee | str:
    try:
        uid = UUID(reply.uid)
    except ValueError:
        return "unknown_meeting"
    people = list(
        Invitee.objects.current()
        .select_for_update()
        .filter(meeting__uid=uid, email__iexact=reply.attendee)
    )
    if not people:
        return "not_invited"
    invited = people[0]
    if reply.sender != reply.attendee and not _is_colleague(reply.sender, invited):
        return "another_sender"
    return invited


def _is_colleague(sender: str, invited: Invitee) -> bool:
    """Somebody invited to the same meeting from the same organisation may answer for another."""
    if not sender or invited.participation_id is None:
        return False
    team: Iterable[str] = (
        Invitee.objects.current()
        .filter(meeting=invited.meeting_id, participation=invited.participation_id)
        .values_list("email", flat=True)
    )
    return sender in {email.lower() for email in team}


def _was_read(invited: Invitee, digest: str) -> bool:
    return AuditEntry.objects.filter(
        subject_type=invited._meta.label_lower, subject_id=invited.pk, details__mail=digest
    ).exists()


def _is_newer(said_at: datetime | None, invited: Invitee) -> bool:
    """An answer without a time is only taken where there is none."""
    if invited.answered_at is None:
        return True
    return said_at is not None and said_at > invited.answered_at


def _not_ahead(said_at: datetime | None) -> datetime:
    """The sender's clock may be wrong; an answer from the future would stand for good."""
    now = timezone.now()
    return min(said_at, now) if said_at else now
