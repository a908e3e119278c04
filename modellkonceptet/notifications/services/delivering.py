"""Claiming and sending mails: one at a time, at a measured pace, for as long as it takes."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from modellkonceptet.notifications.calendar_mail import add_calendar
from modellkonceptet.notifications.enums import REFUSABLE, MessageStatus
from modellkonceptet.notifications.mail_failures import (
    Failure,
    OutOfReach,
    failure_in_words,
    failure_of,
    wait_after,
)
from modellkonceptet.notifications.mail_server import MailServer
from modellkonceptet.notifications.models import Gate, Message
from modellkonceptet.notifications.services.addresses import mark_failing
from modellkonceptet.notifications.services.gates import close_gate, is_closed, open_gate, pass_gate
from modellkonceptet.notifications.services.writing import ADDRESS_FAILS, failing_among
from modellkonceptet.notifications.wishes import wishes_path

MINUTE = timedelta(minutes=1)
GIVEN_UP_AFTER = timedelta(hours=72)
# A mail that was held for days is not given up at the first "come back later".
LEAST_ATTEMPTS = 10
FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)


def deliver_message(*, message_id: int) -> None:
    """Send one mail, unless it has gone, somebody else has it, or it has to wait.

    The claim is committed before sending. A worker that dies afterwards leaves a claim which
    `reclaim_abandoned` gives back; the mail then goes out again under the same Message-ID.
    """
    with MailServer() as server:
        _deliver_next(server, pk=message_id)


def deliver_waiting() -> int:
    """Send what is due over one connection, mails that somebody waits for first; return how many.

    Ends when nothing is due, the minute is full, the mail server can not be reached, or the next
    sweep begins: that one goes on. Two at once share the mails between them.
    """
    sent, until = 0, timezone.now() + timedelta(seconds=settings.SWEEP_SECONDS)
    with MailServer() as server:
        while timezone.now() < until and (left := _deliver_next(server)) is not None:
            sent += left
    return sent


def reclaim_abandoned() -> int:
    """Give back mails whose worker died while sending; return how many."""
    before = timezone.now() - timedelta(seconds=settings.CLAIM_SECONDS)
    return Message.objects.abandoned(before).update(status=MessageStatus.QUEUED)


def _deliver_next(server: MailServer, **which: Any) -> bool | None:
    """Whether the next mail left; None if none was tried."""
    if not server.is_reached and not _reach(server, which):
        return None
    message = _claim(which)
    return None if message is None else _send(message, server)


def _reach(server: MailServer, which: dict[str, Any]) -> bool:
    """Connect before anything is claimed: while the server is down no mail pays for it."""
    now = timezone.now()
    due = Message.objects.due(now).filter(**which)
    if is_closed(Gate.DELIVERY, now) or _is_full(now) or not due.exists():
        return False
    try:
        server.reach()
    except OutOfReach as error:
        close_gate(Gate.DELIVERY, because=failure_in_words(error))
        return False
    return True


def _claim(which: dict[str, Any]) -> Message | None:
    """The next mail, ours to send; those whose address has begun to fail are held instead."""
    while True:
        with transaction.atomic():
            gate, now = pass_gate(Gate.DELIVERY), timezone.now()
            if (gate.closed_until is not None and gate.closed_until > now) or _is_full(now):
                return None
            due = Message.objects.due(now).filter(**which).select_for_update()
            message = due.order_by("is_bulk", "created_at", "pk").first()
            if message is None:
                return None
            if not failing_among([message.to_email]):
                message.status, message.claimed_at = MessageStatus.SENDING, now
                message.save(update_fields=["status", "claimed_at"])
                return message
            message.status, message.note = MessageStatus.HELD, ADDRESS_FAILS
            message.save(update_fields=["status", "note"])


def _is_full(now: datetime) -> bool:
    """Whether as many have been claimed in the last minute as may leave in one."""
    claimed = Message.objects.filter(claimed_at__gt=now - MINUTE)
    return claimed.count() >= settings.MAILS_PER_MINUTE


def _send(message: Message, server: MailServer) -> bool:
    try:
        mail = _as_email(message)
    except Exception as error:  # a file out of reach, a calendar that is none: not the server's
        _put_back(message, Failure.FOR_NOW, failure_in_words(error))
        return False
    try:
        server.send(mail)
    except Exception as error:  # whatever a mail server or its address can come up with
        _put_back(message, failure_of(error), failure_in_words(error))
        return False
    # Also when the claim was given up meanwhile: it has left, and need not leave again.
    Message.objects.filter(
        pk=message.pk, status__in=[MessageStatus.SENDING, MessageStatus.QUEUED]
    ).update(status=MessageStatus.SENT, sent_at=timezone.now(), error="")
    open_gate(Gate.DELIVERY)
    return True


def _put_back(message: Message, failure: Failure, words: str) -> None:
    """To be tried again, or to be looked at by a person where trying again is of no use."""
    attempts = message.attempts + 1
    if failure is Failure.SERVER:
        close_gate(Gate.DELIVERY, because=words)
    with transaction.atomic():
        Message.objects.filter(pk=message.pk, status=MessageStatus.SENDING).update(
            status=_state_after(message, failure, attempts),
            attempts=attempts,
            next_attempt_at=timezone.now()
            + wait_after(attempts, first=FIRST_WAIT, longest=LONGEST_WAIT),
            error=words,
        )
        if failure is Failure.ADDRESS:
            mark_failing(email=message.to_email, why=words, actor=None)


def _state_after(message: Message, failure: Failure, attempts: int) -> MessageStatus:
    if failure in {Failure.ADDRESS, Failure.MAIL}:
        return MessageStatus.FAILED
    is_old = timezone.now() - message.created_at >= GIVEN_UP_AFTER
    return MessageStatus.FAILED if is_old and attempts >= LEAST_ATTEMPTS else MessageStatus.QUEUED


def _as_email(message: Message) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body_text,
        to=[message.to_email],
        headers=_headers(message),
    )
    mail.attach_alternative(message.body_html, "text/html")
    if message.calendar:
        add_calendar(mail, message.calendar.encode())
    for stored in message.attachments.all():
        with stored.content.open("rb") as content:
            mail.attach(stored.name, content.read(), stored.content_type)
    return mail


def _headers(message: Message) -> dict[str, str]:
    """What may be refused can be refused with one press in the reader's mail program (RFC 8058)."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {"Message-ID": f"<{message.uid}@{domain}>", "Auto-Submitted": "auto-generated"}
    if set(REFUSABLE) & set(message.topics):
        address = f"{settings.SITE_URL}{wishes_path(message.to_email)}avsta/"
        headers["List-Unsubscribe"] = f"<{address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
