"""What a person at SKR does with a mail: hold, release, drop, send again, edit."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from modellkonceptet.celery import enqueue_on_commit
from modellkonceptet.notifications.editable_text import as_text, from_text
from modellkonceptet.notifications.enums import MESSAGE_TRANSITIONS, MessageStatus
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.querysets import MessageQuerySet
from modellkonceptet.notifications.services.writing import (
    LONGEST_SUBJECT,
    enqueue_delivery,
    failing_among,
)
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event
from modellkonceptet.secret_paths import without_secrets
from modellkonceptet.workflow import Workflow

HANDLE = "notifications.handle_message"
EDITABLE = frozenset({MessageStatus.QUEUED, MessageStatus.HELD, MessageStatus.FAILED})
PRESSED_TWICE = timedelta(minutes=10)
AT_A_TIME = 500
# A copy is the same mail to the same person; it has its own number, state and times.
_COPIED = (
    "kind",
    "about_type",
    "about_id",
    "recipient_id",
    "to_email",
    "to_name",
    "language",
    "subject",
    "body_text",
    "body_html",
    "content",
    "topics",
    "calendar",
)

message_flow = Workflow(MESSAGE_TRANSITIONS, audit=AuditEntry)


def hold_message(*, message: Message, actor: Any, why: str = "") -> None:
    """Keep a waiting mail until somebody releases it."""
    _move(message, "hold", actor=actor, why=why)


@transaction.atomic
def release_message(*, message: Message, actor: Any) -> None:
    """Let a held mail go, unless its address fails."""
    _refuse_failing(message)
    _move(message, "release", actor=actor, attempts=0, next_attempt_at=timezone.now())
    enqueue_delivery(message)


def drop_message(*, message: Message, actor: Any, why: str) -> None:
    """A mail that shall not go. It keeps its key: what it tells of is not told anew."""
    _move(message, "drop", actor=actor, why=why)


@transaction.atomic
def send_again(*, message: Message, actor: Any) -> Message:
    """A failed mail once more, or a copy of one that has left or was dropped; return what goes.

    A second press within ten minutes returns the copy that the first one made.
    """
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if locked.status == MessageStatus.FAILED:
        _refuse_failing(locked)
        _move(message, "send_again", actor=actor, attempts=0, next_attempt_at=timezone.now())
        enqueue_delivery(message)
        return message
    _refuse_strangers(actor)
    if locked.status not in {MessageStatus.SENT, MessageStatus.DROPPED}:
        raise ValidationError(_("This mail has not left yet."), code="wrong_state")
    recent = locked.copies.filter(created_at__gte=timezone.now() - PRESSED_TWICE)
    if copy := recent.order_by("-pk").first():
        return copy
    _refuse_failing(locked)
    return _copy(locked, actor)


@transaction.atomic
def edit_message(*, message: Message, subject: str, text: str, actor: Any) -> None:
    """Word a mail anew that has not left; greeting, reason and links stay as they are."""
    _refuse_strangers(actor)
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if text_for_editing(locked) is None:
        raise ValidationError(_("This mail can not be edited any more."), code="wrong_state")
    worded = reworded(locked, subject=subject, text=text)
    _refuse_half(worded)
    if (worded.subject, worded.as_data()) == (locked.subject, locked.content):
        return
    with translation.override(locked.language):
        plain, html = worded.render(name=locked.to_name, language=locked.language)
    message.subject, message.content = worded.subject, worded.as_data()
    message.body_text, message.body_html = plain, html
    message.save(update_fields=["subject", "content", "body_text", "body_html"])
    record_event(about=message, action="edit", actor=actor)


def text_for_editing(message: Message) -> str | None:
    """The mail's paragraphs as text, or None when they can not be edited.

    That is a mail that is leaving or has left, one from before contents were kept, and one whose
    text holds a link that answers for its receiver: nobody else may read that.
    """
    if message.status not in EDITABLE or not message.content:
        return None
    text = as_text(message.content["paragraphs"])
    return text if without_secrets(text) == text else None


def reworded(message: Message, *, subject: str, text: str) -> MailText:
    """The mail with another subject and text; what is not changed is as it was."""
    paragraphs = from_text(text)
    kept = message.content["paragraphs"]
    if paragraphs == from_text(as_text(kept)):
        paragraphs = kept
    data = {**message.content, "paragraphs": paragraphs}
    return MailText.from_data(" ".join(subject.split()), data)


def hold_all(*, messages: MessageQuerySet, actor: Any, note: str = "") -> int:
    """Hold those of the mails that wait; return how many."""
    return _move_all("hold", messages, actor=actor, note=note)


def release_all(*, messages: MessageQuerySet, actor: Any) -> int:
    """Let those go that are held and whose address works; return how many."""
    released = _move_all(
        "release", messages, actor=actor, note="", attempts=0, next_attempt_at=timezone.now()
    )
    if released:
        enqueue_on_commit("modellkonceptet.notifications.tasks.sweep_outbox")
    return released


@transaction.atomic
def _move(message: Message, action: str, *, actor: Any, why: str = "", **changes: Any) -> None:
    message_flow.move(message, action, actor=actor, note=why, **changes)
    message.note = why[: Message._meta.get_field("note").max_length]
    message.save(update_fields=["note"])


def _move_all(action: str, messages: MessageQuerySet, *, actor: Any, **changes: Any) -> int:
    """As `message_flow` moves one, in a fixed number of queries for some at a time."""
    if actor is not None and not actor.has_perm(MESSAGE_TRANSITIONS[action].permission):
        raise PermissionDenied
    numbers = sorted(messages.order_by().values_list("pk", flat=True))
    return sum(
        _move_some(action, numbers[start : start + AT_A_TIME], actor=actor, **changes)
        for start in range(0, len(numbers), AT_A_TIME)
    )


@transaction.atomic
def _move_some(action: str, numbers: list[int], *, actor: Any, **changes: Any) -> int:
    row = MESSAGE_TRANSITIONS[action]
    rows = Message.objects.filter(pk__in=numbers, status__in=row.sources).order_by("pk")
    found = list(rows.select_for_update().values_list("pk", "status", "to_email"))
    failing = (
        failing_among(email for _pk, _status, email in found) if action == "release" else set()
    )
    moved = [(pk, status) for pk, status, email in found if email.lower() not in failing]
    Message.objects.filter(pk__in=[pk for pk, _status in moved]).update(
        status=row.target, **changes
    )
    AuditEntry.objects.bulk_create(
        AuditEntry(
            subject_type=Message._meta.label_lower,
            subject_id=pk,
            action=action,
            source=status,
            target=row.target,
            actor=actor,
        )
        for pk, status in moved
    )
    return len(moved)


def _copy(original: Message, actor: Any) -> Message:
    values = {name: getattr(original, name) for name in _COPIED}
    copy = Message.objects.create(copy_of=original, **values)
    copy.attachments.set(original.attachments.all())
    record_event(about=original, action="send_again", actor=actor, copy=copy.pk)
    enqueue_delivery(copy)
    return copy


def _refuse_failing(message: Message) -> None:
    if failing_among([message.to_email]):
        raise ValidationError(
            _("Mails do not reach %(email)s. Say first that the address works again.")
            % {"email": message.to_email},
            code="address_fails",
        )


def _refuse_half(worded: MailText) -> None:
    if not worded.subject or len(worded.subject) > LONGEST_SUBJECT:
        raise ValidationError(
            _("Write a subject of at most %(most)d characters.") % {"most": LONGEST_SUBJECT},
            code="subject",
        )
    if not worded.paragraphs:
        raise ValidationError(_("Write what the mail is to say."), code="text")


def _refuse_strangers(actor: Any) -> None:
    if not actor.has_perm(HANDLE):
        raise PermissionDenied
