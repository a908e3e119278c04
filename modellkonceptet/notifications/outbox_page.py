"""The outbox as SKR reads it: how it stands, and the mails of a selection, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from modellkonceptet.civil_dates import STOCKHOLM, civil_date, in_words
from modellkonceptet.form_fields import whole_number
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.mail_kinds import kind_in_words
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.outbox_figures import QueueFigures
from modellkonceptet.notifications.services.reminding import OUTDATED
from modellkonceptet.notifications.services.writing import ADDRESS_FAILS
from modellkonceptet.notifications.wishes import signed_address
from modellkonceptet.plain_text import clean_text

PAGE_SIZE = 50
A_MINUTE = timedelta(minutes=1)
_S = MessageStatus
SEGMENTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "": (gettext_lazy("All"), tuple(_S.values)),
    "waiting": (gettext_lazy("Waiting"), (_S.QUEUED, _S.SENDING, _S.WAITING)),
    "held": (gettext_lazy("Held"), (_S.HELD,)),
    "failed": (pgettext_lazy("mails", "Failed"), (_S.FAILED,)),
    "sent": (pgettext_lazy("mails", "Sent"), (_S.SENT,)),
    "dropped": (pgettext_lazy("mails", "Dropped"), (_S.DROPPED,)),
}
SHAPES = {
    _S.WAITING: "open",
    _S.QUEUED: "open",
    _S.SENDING: "half",
    _S.SENT: "done",
    _S.HELD: "check",
    _S.FAILED: "warn",
    _S.DROPPED: "tick",
}
# Marks that the product leaves in a mail's note; what SKR has written is shown as written.
NOTES: dict[str, Any] = {
    ADDRESS_FAILS: gettext_lazy("The address does not work"),
    OUTDATED: gettext_lazy("Not relevant any more"),
}
UNREAD = ("body_text", "body_html", "content", "calendar")  # what a list never shows


def note_in_words(note: str) -> str:
    return str(NOTES.get(note, note))


def moment_in_words(at: datetime) -> str:
    """ "3 mars 09.14" in Swedish time; the year when it is another."""
    return f"{in_words(at, weekday=False)} {at.astimezone(STOCKHOLM):%H.%M}"


@dataclass(frozen=True)
class MailRow:
    """One mail of a list, in words."""

    message: Message
    now: datetime

    @property
    def when(self) -> str:
        """When it was sent, otherwise when it was written."""
        return moment_in_words(self.message.sent_at or self.message.created_at)

    @property
    def kind(self) -> str:
        return kind_in_words(self.message.kind)

    @property
    def state(self) -> tuple[str, str]:
        """A shape and a word."""
        status = _S(self.message.status)
        if status == _S.QUEUED and self.message.attempts:
            return "half", _("Tries again")
        return SHAPES[status], str(status.label)

    @property
    def notes(self) -> list[str]:
        """What else belongs to the state: why, and the attempts where they matter."""
        message = self.message
        notes = [note_in_words(message.note)] if message.note else []
        if message.attempts and message.status != _S.DROPPED:
            tries = ngettext("%(n)d attempt", "%(n)d attempts", message.attempts)
            notes.append(tries % {"n": message.attempts})
        if message.status == _S.QUEUED and message.next_attempt_at > self.now:
            notes.append(_("Next attempt %(when)s") % {"when": self.next_attempt})
        return notes

    @property
    def next_attempt(self) -> str:
        at = self.message.next_attempt_at
        if civil_date(at) == civil_date(self.now):
            return _("at %(time)s") % {"time": f"{at.astimezone(STOCKHOLM):%H.%M}"}
        return moment_in_words(at)

    @property
    def receiver_path(self) -> str:
        return receiver_path(self.message.to_email)


def receiver_path(email: str) -> str:
    """Everything that has been written to an address; the address itself is in no log."""
    return reverse("notifications:receiver", args=[signed_address(email)])


def rows_of(messages: Iterable[Message]) -> list[MailRow]:
    now = timezone.now()
    return [MailRow(message, now) for message in messages]


@dataclass(frozen=True)
class Segment:
    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Selection:
    """What the outbox is narrowed to."""

    text: str = ""
    kind: str = ""
    state: str = ""
    mailing: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> "Selection":
        text, kind = (clean_text(query.get(name, ""), multiline=False) for name in ("q", "kind"))
        state = query.get("state", "")
        mailing = whole_number(query.get("mailing"))
        return cls(text, kind, state if state in SEGMENTS else "", mailing)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.kind or self.mailing)

    def narrowed(self, messages: QuerySet) -> QuerySet:
        """By mail to a group, kind and what is searched for, in whatever state."""
        if self.mailing:
            messages = messages.filter(mailing=self.mailing)
        if self.kind:
            messages = messages.filter(kind=self.kind)
        if self.text:
            messages = messages.filter(_like(self.text))
        return messages

    def chosen(self, messages: QuerySet) -> QuerySet:
        """Of the chosen state too."""
        return self.narrowed(messages).filter(status__in=SEGMENTS[self.state][1])

    def query(self, state: str | None = None) -> str:
        """As a query string, with its question mark; "" where nothing is narrowed."""
        chosen = self.state if state is None else state
        parts = {"q": self.text, "kind": self.kind, "mailing": self.mailing, "state": chosen}
        query = urlencode({name: value for name, value in parts.items() if value})
        return f"?{query}" if query else ""


def _like(text: str) -> Q:
    found = Q()
    # SQLite folds the case of ASCII letters only.
    for spelled in {text, text.lower(), text.capitalize(), text.title()}:
        for field in ("to_email", "to_name", "subject"):
            found |= Q(**{f"{field}__icontains": spelled})
    return found


@dataclass(frozen=True)
class Outbox:
    """How the outbox stands, and how many mails of the selection are in each state."""

    figures: QueueFigures
    counts: Mapping[str, int]
    selection: Selection

    @property
    def headline(self) -> str:
        if self.selection.is_narrowed:
            total = self.of_state(self.selection.state)
            words = ngettext("%(n)d mail in this selection", "%(n)d mails in this selection", total)
            return words % {"n": total}
        if not self._waiting:
            return _("No mail waits")
        return ngettext(
            "%(n)d mail waits to be sent", "%(n)d mails wait to be sent", self._waiting
        ) % {"n": self._waiting}

    @property
    def rest(self) -> list[str]:
        """What the headline leaves out, a sentence each; of a selection the segments say it."""
        if self.selection.is_narrowed:
            return self._pause()
        return [*self._waits(), *self._pause(), *self._stands_still()]

    @cached_property
    def segments(self) -> list[Segment]:
        return [
            Segment(
                label=str(label),
                count=self.of_state(state),
                query=self.selection.query(state),
                is_chosen=state == self.selection.state,
            )
            for state, (label, _statuses) in SEGMENTS.items()
        ]

    def of_state(self, state: str) -> int:
        return sum(self.counts.get(status, 0) for status in SEGMENTS[state][1])

    @property
    def held(self) -> int:
        return self.of_state("held")

    @property
    def queued(self) -> int:
        """Those that can still be held."""
        return self.counts.get(_S.QUEUED, 0)

    @property
    def _waiting(self) -> int:
        return self.figures.queued + self.figures.sending

    def _waits(self) -> list[str]:
        oldest = self.figures.oldest_queued_at
        if oldest is None:
            return []
        if self.figures.at - oldest < A_MINUTE:
            return [_("The oldest was written just now.")]
        words = timesince(oldest, self.figures.at, depth=1)
        return [_("The oldest has waited for %(age)s.") % {"age": words}]

    def _pause(self) -> list[str]:
        until = self.figures.paused_until
        if until is None:
            return []
        words = {"time": f"{until.astimezone(STOCKHOLM):%H.%M}"}
        return [
            _("The mail server does not answer. The next attempt is at %(time)s.") % words,
            _("Nothing is lost: the mails stay here until it answers."),
        ]

    def _stands_still(self) -> list[str]:
        """What leaves only when somebody at SKR has looked at it."""
        words = (
            (ngettext("%(n)d is held.", "%(n)d are held.", self.figures.held), self.figures.held),
            (
                ngettext(
                    "%(n)d could not be sent.", "%(n)d could not be sent.", self.figures.failed
                ),
                self.figures.failed,
            ),
        )
        return [text % {"n": n} for text, n in words if n]


def outbox_of(messages: QuerySet, selection: Selection, figures: QueueFigures) -> Outbox:
    """One query for the counts."""
    counted = selection.narrowed(messages).order_by().values_list("status")
    counts = dict(counted.annotate(n=Count("pk")))
    return Outbox(figures, counts, selection)


def listed(messages: QuerySet) -> QuerySet:
    """Newest first, without what a list does not show."""
    return messages.defer(*UNREAD).order_by("-created_at", "-pk")


def kinds_in(messages: QuerySet) -> list[tuple[str, str]]:
    """The kinds there are, in the order of their words."""
    kinds = messages.order_by().values_list("kind", flat=True).distinct()
    return sorted(((kind, kind_in_words(kind)) for kind in kinds), key=lambda pair: pair[1].lower())
