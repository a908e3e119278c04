"""Mails in the outbox, and what is read on its pages."""

import re
from typing import Any

from django.utils import timezone

from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.letters import LinkedItem, MailText
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.services import queue_mail
from tests import factories

NOW = factories.stockholm(2027, 3, 3, 9, 30)
MARIA = "maria@lund.example"
OUTBOX = "/skr/utkorg/"


def queue(**fields: Any) -> Message:
    """A mail to Maria; its fields, and columns that delivery would have written."""
    subject = fields.pop("subject", "Påminnelse: svara")
    paragraphs = fields.pop("paragraphs", ["En sak väntar på er."])
    columns = {
        name: fields.pop(name)
        for name in ("status", "sent_at", "attempts", "next_attempt_at", "error", "note")
        if name in fields
    }
    fields = {"kind": "reminder", "to_email": MARIA, "to_name": "Maria Berg"} | fields
    message = queue_mail(
        write=lambda: MailText(
            subject=subject,
            paragraphs=paragraphs,
            items=(LinkedItem("Svara på inbjudan", "/traffar/1/", "senast fredag"),),
            reason="Ni är med i omgången.",
            wishes_path="/mejl/hemligheten/",
        ),
        **fields,
    )
    Message.objects.filter(pk=message.pk).update(**columns)
    message.refresh_from_db()
    return message


def sent(**fields: Any) -> Message:
    return queue(status=MessageStatus.SENT, sent_at=timezone.now(), **fields)


def page_of(message: Message, rest: str = "") -> str:
    return f"{OUTBOX}{message.pk}/{rest}"


def texts(response: Any) -> str:
    """What is read on the page, on one line."""
    content = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def heading(response: Any) -> str:
    return re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)[1].strip()
