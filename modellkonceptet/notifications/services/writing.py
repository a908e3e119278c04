"""Writing mails to the outbox."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone, translation

from modellkonceptet.celery import enqueue_on_commit
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.models import MailAddress, Message
from modellkonceptet.records.models import StoredFile

LONGEST_SUBJECT = 250


def queue_mail(
    *,
    kind: str,
    to_email: str,
    write: Callable[[], MailText],
    about: models.Model | None = None,
    to_name: str = "",
    language: str = "sv",
    recipient: Any = None,
    key: str | None = None,
    calendar: bytes = b"",
    attachments: Iterable[StoredFile] = (),
    waits_for_document: bool = False,
    topics: Sequence[str] = (),
) -> Message:
    """Write a mail to the outbox in the caller's transaction; it leaves after the commit.

    `write` is called under the receiver's language. With `key`, a mail that was already
    written is returned instead of a second one. `calendar` is an invitation or cancellation
    that the receiver's calendar reads. A mail that waits for its document leaves
    when `release_with_document` is called. `topics` are those by which it may be refused.
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
        topics=topics,
    )
    values |= _start(to_email, failing_among([to_email]))
    if waits_for_document:
        values["status"] = MessageStatus.WAITING
    if key is None:
        message, created = Message.objects.create(**values), True
    else:
        message, created = Message.objects.get_or_create(key=key, defaults=values)
    if created:
        message.attachments.set(attachments)
        if message.status == MessageStatus.QUEUED:
            enqueue_delivery(message)
    return message


def queue_mails(letters: Iterable[Mapping[str, Any]], *, is_bulk: bool = False) -> list[Message]:
    """Many mails at once, in a fixed number of queries; return those that are new.

    Each is what `queue_mail` takes, with a key and without attachments; it may name a `mailing`.
    A mail that was already written is not written again. Two that write the same key at once do
    not both succeed: the later transaction fails as a whole. `is_bulk` mails leave by the sweep,
    after those that somebody waits for.
    """
    wanted = {letter["key"]: letter for letter in letters}
    known = set(Message.objects.filter(key__in=wanted).values_list("key", flat=True))
    failing = failing_among(letter["to_email"] for letter in wanted.values())
    rows = []
    for key, letter in wanted.items():
        if key not in known:
            parts = {name: each for name, each in letter.items() if name not in ("key", "mailing")}
            values = _worded(**parts) | _start(letter["to_email"], failing)
            mailing = letter.get("mailing")
            rows.append(Message(key=key, is_bulk=is_bulk, mailing=mailing, **values))
    messages = Message.objects.bulk_create(rows)
    queued = [message for message in messages if message.status == MessageStatus.QUEUED]
    if is_bulk and queued:
        # One task for all: a queue that is down must not be asked for each of them.
        enqueue_on_commit("modellkonceptet.notifications.tasks.sweep_outbox")
    elif not is_bulk:
        for message in queued:
            enqueue_delivery(message)
    return messages


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
    start = _start(locked.to_email, failing_among([locked.to_email]))
    locked.status, locked.note = start["status"], start["note"]
    locked.next_attempt_at = timezone.now()
    locked.save(update_fields=["status", "note", "next_attempt_at"])
    if locked.status == MessageStatus.QUEUED:
        enqueue_delivery(locked)


def enqueue_delivery(message: Message) -> None:
    """Hand the mail's number to the queue on commit."""
    enqueue_on_commit("modellkonceptet.notifications.tasks.deliver", message.pk)


def failing_among(emails: Iterable[str]) -> set[str]:
    """Which of the addresses mails do not reach, in lower case."""
    wanted = {email.lower() for email in emails}
    rows = MailAddress.objects.failing().values_list("email", flat=True)
    return {email.lower() for email in rows} & wanted


def _start(email: str, failing: set[str]) -> dict[str, str]:
    """A mail to an address that fails is held until somebody has seen to the address."""
    if email.lower() in failing:
        return {"status": MessageStatus.HELD, "note": ADDRESS_FAILS}
    return {"status": MessageStatus.QUEUED, "note": ""}


# Kept as a mark in the row and shown in words by the outbox.
ADDRESS_FAILS = "address_fails"


def _worded(
    *,
    kind: str,
    to_email: str,
    write: Callable[[], MailText],
    about: models.Model | None = None,
    to_name: str = "",
    language: str = "sv",
    recipient: Any = None,
    calendar: bytes = b"",
    topics: Sequence[str] = (),
) -> dict[str, Any]:
    """The columns of a mail, written in its receiver's language."""
    with translation.override(language):
        text = write()
        plain, html = text.render(name=to_name, language=language)
    who = {"recipient_id": recipient} if isinstance(recipient, int) else {"recipient": recipient}
    return {
        "kind": kind,
        "about_type": about._meta.label_lower if about else "",
        "about_id": about.pk if about else None,
        "to_email": to_email,
        "to_name": to_name,
        "language": language,
        "subject": " ".join(text.subject.split())[:LONGEST_SUBJECT],
        "body_text": plain,
        "body_html": html,
        "content": text.as_data(),
        "calendar": calendar.decode(),
        "topics": list(topics),
        **who,
    }
