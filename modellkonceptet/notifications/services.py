"""Writing, claiming and delivering mails."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.utils import timezone, translation

from modellkonceptet.celery import enqueue_on_commit
from modellkonceptet.notifications.calendar_mail import add_calendar
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import StoredFile

MOST_ATTEMPTS = 10
LONGEST_WAIT = timedelta(hours=6)


def queue_mail(
    *,
    kind: str,
    to_email: str,
    write: Callable[[], MailText],
    about: models.Model,
    to_name: str = "",
    language: str = "sv",
    recipient: Any = None,
    key: str | None = None,
    calendar: bytes = b"",
    attachments: Iterable[StoredFile] = (),
    waits_for_document: bool = False,
) -> Message:
    """Write a mail to the outbox in the caller's transaction; it leaves after the commit.

    `write` is called under the receiver's language. With `key`, a mail that was already
    written is returned instead of a second one. `calendar` is an invitation or cancellation
    that the receiver's calendar reads. A mail that waits for its document leaves
    when `release_with_document` is called.
    """
    values = _worded(
        kind=kind,
        to_email=to_email,
        write=write,
        about=about,
        to_name=to_name,
        language=language,
        recipient=recipient,
        calendar=calendar,
    )
    values["status"] = MessageStatus.WAITING if waits_for_document else MessageStatus.QUEUED
    if key is None:
        message, created = Message.objects.create(**values), True
    else:
        message, created = Message.objects.get_or_create(key=key, defaults=values)
    if created:
        message.attachments.set(attachments)
        if not waits_for_document:
            _enqueue_delivery(message)
    return message


def queue_mails(letters: Iterable[Mapping[str, Any]]) -> int:
    """Many mails at once, in a fixed number of queries; return how many are new.

    Each is what `queue_mail` takes, with a key and without attachments. A mail that was already
    written is not written again. Two that write the same key at once do not both succeed: the
    later transaction fails as a whole.
    """
    wanted = {letter["key"]: letter for letter in letters}
    known = set(Message.objects.filter(key__in=wanted).values_list("key", flat=True))
    rows = []
    for key, letter in wanted.items():
        if key not in known:
            values = _worded(**{name: each for name, each in letter.items() if name != "key"})
            rows.append(Message(key=key, **values))
    for message in Message.objects.bulk_create(rows):
        _enqueue_delivery(message)
    return len(rows)


def queue_mail_to(user: Any, **parts: Any) -> Message:
    """`queue_mail` to somebody with an account, in the language they chose."""
    return queue_mail(
        to_email=user.email, to_name=user.name, language=user.language, recipient=user, **parts
    )


@transaction.atomic
def release_with_document(*, message: Message, document: StoredFile) -> None:
    """Attach the finished document and let the mail go; doing it again changes nothing."""
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if locked.status != MessageStatus.WAITING:
        return
    locked.attachments.add(document)
    locked.status = MessageStatus.QUEUED
    locked.next_attempt_at = timezone.now()
    locked.save(update_fields=["status", "next_attempt_at"])
    _enqueue_delivery(locked)


def deliver_message(*, message_id: int) -> None:
    """Send one mail unless somebody else has it or it is gone already.

    The claim is committed before sending. A worker that dies afterwards leaves a claim which
    `reclaim_abandoned` gives back; the mail then goes out again under the same Message-ID.
    """
    claimed = Message.objects.filter(
        pk=message_id, status=MessageStatus.QUEUED, next_attempt_at__lte=timezone.now()
    ).update(status=MessageStatus.SENDING, claimed_at=timezone.now())
    if not claimed:
        return
    message = Message.objects.get(pk=message_id)
    try:
        _as_email(message).send()
    except Exception as error:  # whatever a mail server or its address can come up with
        _put_back(message, error)
    else:
        Message.objects.filter(pk=message_id, status=MessageStatus.SENDING).update(
            status=MessageStatus.SENT, sent_at=timezone.now(), error=""
        )


def reclaim_abandoned() -> int:
    """Give back mails whose worker died while sending; return how many."""
    before = timezone.now() - timedelta(seconds=settings.CLAIM_SECONDS)
    return Message.objects.abandoned(before).update(status=MessageStatus.QUEUED)


def due_message_ids(*, limit: int = 500) -> list[int]:
    """Mails that should be on their way, oldest first."""
    due = Message.objects.due(timezone.now()).order_by("pk")
    return list(due.values_list("pk", flat=True)[:limit])


def _worded(
    *,
    kind: str,
    to_email: str,
    write: Callable[[], MailText],
    about: models.Model,
    to_name: str = "",
    language: str = "sv",
    recipient: Any = None,
    calendar: bytes = b"",
) -> dict[str, Any]:
    """The columns of a mail, written in its receiver's language."""
    with translation.override(language):
        text = write()
        plain, html = text.render(name=to_name, language=language)
    return {
        "kind": kind,
        "about_type": about._meta.label_lower,
        "about_id": about.pk,
        "recipient": recipient,
        "to_email": to_email,
        "to_name": to_name,
        "language": language,
        "subject": " ".join(text.subject.split())[:250],
        "body_text": plain,
        "body_html": html,
        "calendar": calendar.decode(),
    }


def _enqueue_delivery(message: Message) -> None:
    enqueue_on_commit("modellkonceptet.notifications.tasks.deliver", message.pk)


def _put_back(message: Message, error: Exception) -> None:
    attempts = message.attempts + 1
    wait = min(timedelta(minutes=2**message.attempts), LONGEST_WAIT)
    Message.objects.filter(pk=message.pk, status=MessageStatus.SENDING).update(
        status=MessageStatus.FAILED if attempts >= MOST_ATTEMPTS else MessageStatus.QUEUED,
        attempts=attempts,
        next_attempt_at=timezone.now() + wait,
        error=f"{type(error).__name__}: {error}"[:2000],
    )


def _as_email(message: Message) -> EmailMultiAlternatives:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body_text,
        to=[message.to_email],
        headers={"Message-ID": f"<{message.uid}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(message.body_html, "text/html")
    if message.calendar:
        add_calendar(mail, message.calendar.encode())
    for stored in message.attachments.all():
        with stored.content.open("rb") as content:
            mail.attach(stored.name, content.read(), stored.content_type)
    return mail
