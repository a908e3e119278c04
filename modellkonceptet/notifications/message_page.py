"""One mail of the outbox as SKR reads it: its text, its facts and what people did with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkonceptet.enumerating import joined
from modellkonceptet.notifications.editable_text import from_text
from modellkonceptet.notifications.enums import (
    MESSAGE_TRANSITIONS,
    REFUSABLE,
    MessageStatus,
    Topic,
)
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.outbox_page import MailRow, moment_in_words
from modellkonceptet.notifications.services.handling import EDITABLE, text_for_editing
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.secret_paths import without_secrets

ACTIONS: dict[str, Any] = {
    "hold": gettext_lazy("Was held"),
    "release": gettext_lazy("Was released"),
    "drop": gettext_lazy("Was dropped"),
    "send_again": gettext_lazy("Was sent again"),
    "edit": gettext_lazy("Was edited"),
    "mark_failing": gettext_lazy("The address was marked as not working"),
    "mark_working": gettext_lazy("The address was marked as working"),
}


@dataclass(frozen=True)
class TrailRow:
    at: datetime
    what: str
    who: str
    note: str


@dataclass(frozen=True)
class MessagePage:
    """Everything on the page that is read."""

    message: Message
    row: MailRow
    trail: list[TrailRow]
    copies: list[Message]

    @property
    def text(self) -> str:
        return as_read(self.message.body_text)

    @property
    def headline(self) -> str:
        """The finding: where the mail is, and when it got there."""
        words = {
            MessageStatus.WAITING: _("The mail waits for its document"),
            MessageStatus.QUEUED: _("The mail waits to be sent"),
            MessageStatus.SENDING: _("The mail is being sent"),
            MessageStatus.SENT: _("The mail was sent %(when)s"),
            MessageStatus.HELD: _("The mail is held"),
            MessageStatus.FAILED: _("The mail could not be sent"),
            MessageStatus.DROPPED: _("The mail was dropped and is not sent"),
        }[MessageStatus(self.message.status)]
        return words % {"when": self.row.when}

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Label and words; what there is nothing to say of is left out."""
        message = self.message
        tried = message.attempts and message.status != MessageStatus.SENT
        rows = [
            (_("Kind"), self.row.kind),
            (_("May it be refused"), refusal_in_words(message.topics)),
            (_("Language"), message.get_language_display()),
            (_("Written"), moment_in_words(message.created_at)),
            (_("Sent"), moment_in_words(message.sent_at) if message.sent_at else ""),
            (_("Attempts"), str(message.attempts) if message.attempts else ""),
            (_("Next attempt"), self._next_attempt()),
            (_("Last error"), as_read(message.error) if tried else ""),
            (_("Calendar"), self._calendar()),
            (_("Attachments"), joined(each.name for each in message.attachments.all())),
        ]
        return [(label, words) for label, words in rows if words]

    def _next_attempt(self) -> str:
        waits = self.message.status == MessageStatus.QUEUED
        return self.row.next_attempt if waits and self.message.attempts else ""

    def _calendar(self) -> str:
        if not self.message.calendar:
            return ""
        if "METHOD:CANCEL" in self.message.calendar:
            return _("A cancellation that the receiver’s calendar reads")
        return _("An invitation that the receiver’s calendar reads")


def page_of(message: Message) -> MessagePage:
    return MessagePage(
        message=message,
        row=MailRow(message, timezone.now()),
        trail=trail_of(message),
        copies=list(message.copies.only("pk", "created_at", "status").order_by("pk")),
    )


def actions_on(message: Message, user: Any) -> set[str]:
    """What the person may do with the mail as it stands."""
    if not user.has_perm("notifications.handle_message", message):
        return set()
    rows = MESSAGE_TRANSITIONS.values()
    actions = {row.action for row in rows if message.status in row.sources}
    if message.status in {MessageStatus.SENT, MessageStatus.DROPPED}:
        actions.add("send_again")  # as a copy
    if message.status in EDITABLE and text_for_editing(message) is not None:
        actions.add("edit")
    return actions


def as_read(text: str) -> str:
    """The text without the secrets of its links: those answer for the receiver."""
    return without_secrets(text)


@dataclass(frozen=True)
class Preview:
    subject: str
    text: str


def preview_of(message: Message, subject: str = "", text: str = "") -> Preview:
    """The plain text as it would be with these words; what is not written yet is as it was."""
    if not message.content:  # written before texts were kept: only its rendered parts are known
        return Preview(message.subject, as_read(message.body_text))
    data = message.content | {"paragraphs": from_text(text)} if text else message.content
    words = MailText.from_data(subject or message.subject, data)
    with translation.override(message.language):
        plain, _html = words.render(name=message.to_name, language=message.language)
    return Preview(words.subject, as_read(plain))


def refusal_in_words(topics: list[str]) -> str:
    """Which of the topics the receiver may refuse; most mails nobody may."""
    refusable = [str(Topic(each).label) for each in topics if each in REFUSABLE]
    if not refusable:
        return _("No, it is always sent")
    words = {"topics": joined(refusable)}
    if len(refusable) < len(topics):
        return _("In part: what is about %(topics)s") % words
    return _("Yes, by refusing: %(topics)s") % words


def trail_of(about: Any) -> list[TrailRow]:
    """Newest first; what has no word of its own is shown by its plain name."""
    entries = AuditEntry.objects.about(about).select_related("actor")
    return [
        TrailRow(
            at=entry.at,
            what=str(ACTIONS.get(entry.action, entry.action.replace("_", " ").capitalize())),
            who=str(entry.actor or ""),
            note=entry.note,
        )
        for entry in entries
    ]
