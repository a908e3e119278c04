"""The mails that a person has got, and those that nobody may refuse, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkonceptet.civil_dates import STOCKHOLM, in_words
from modellkonceptet.notifications.enums import MessageStatus, Topic
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.services.writing import ADDRESS_FAILS

PAGE_SIZE = 30
_S = MessageStatus
# What always comes, and why.
ALWAYS: tuple[tuple[Any, Any], ...] = (
    (
        Topic.DECISIONS.label,
        gettext_lazy("They say what has been decided, and what must be in place by a certain day."),
    ),
    (
        Topic.REPORTS.label,
        gettext_lazy("The reports are part of what your organisation has promised."),
    ),
    (Topic.MONEY.label, gettext_lazy("They have a day by which they are to be paid.")),
    (
        gettext_lazy("Answers to what you do yourself"),
        gettext_lazy("Receipts, invitations to meetings and codes for signing in, for instance."),
    ),
)


@dataclass(frozen=True)
class OwnMail:
    """One mail, without its text."""

    message: Message

    @property
    def subject(self) -> str:
        return self.message.subject

    @property
    def when(self) -> str:
        """When it was sent, otherwise when it was written."""
        at = self.message.sent_at or self.message.created_at
        return f"{in_words(at, weekday=False)} {at.astimezone(STOCKHOLM):%H.%M}"

    @property
    def state(self) -> tuple[str, str]:
        """A shape and words."""
        match self.message.status:
            case _S.SENT:
                return "done", _("Was sent")
            case _S.FAILED:
                return "warn", _("Could not be sent")
            case _S.HELD:
                return "warn", _("Waits, since mails do not reach your address")
            case _:
                return "half", _("On its way")


def mails_of(user: Any) -> QuerySet:
    """Those to oneself, newest first; not what SKR holds or has dropped."""
    shown = Q(status__in=[_S.QUEUED, _S.SENDING, _S.SENT, _S.FAILED])
    return (
        Message.objects.visible_to(user)
        .filter(shown | Q(status=_S.HELD, note=ADDRESS_FAILS), recipient=user)
        .only("subject", "status", "sent_at", "created_at")
        .order_by("-created_at", "-pk")
    )


def rows_of(messages: Iterable[Message]) -> list[OwnMail]:
    return [OwnMail(message) for message in messages]
