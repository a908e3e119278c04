"""What has been written to one address, whether mails reach it, and what its owner wants."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkonceptet.civil_dates import in_words
from modellkonceptet.enumerating import joined
from modellkonceptet.notifications.enums import MessageStatus, Topic
from modellkonceptet.notifications.message_page import TrailRow, trail_of
from modellkonceptet.notifications.models import MailAddress, Message, Reminder
from modellkonceptet.notifications.outbox_page import listed, moment_in_words
from modellkonceptet.notifications.reminder_rules import registered
from modellkonceptet.notifications.services.writing import ADDRESS_FAILS

REMINDERS_SHOWN = 30


@dataclass(frozen=True)
class ReminderRow:
    """One line of the ledger, in words."""

    reminder: Reminder
    rule: str

    @property
    def said(self) -> str:
        return in_words(self.reminder.day, weekday=False)

    @property
    def due(self) -> str:
        return in_words(self.reminder.due_on, weekday=False)

    @property
    def step(self) -> str:
        return step_in_words(self.reminder.step)


@dataclass(frozen=True)
class DeliveryLog:
    """An address with what is known of it."""

    email: str
    name: str
    known: MailAddress | None
    reminders: list[ReminderRow]
    reminder_count: int
    held: int
    trail: list[TrailRow]

    @property
    def fails(self) -> bool:
        return self.known is not None and self.known.failing_since is not None

    @property
    def headline(self) -> str:
        who = self.name or self.email
        if self.fails:
            return _("Mails do not reach %(who)s") % {"who": who}
        return _("Mails to %(who)s") % {"who": who}

    @property
    def state(self) -> str:
        """Whether mails reach the address."""
        if self.known is None or self.known.failing_since is None:
            return _("The address works, as far as is known.")
        words = {
            "when": moment_in_words(self.known.failing_since),
            "who": self.known.marked_by,
        }
        if self.known.marked_by:
            return _("The address does not work since %(when)s. Marked by %(who)s.") % words
        return _("The address does not work since %(when)s.") % words

    @property
    def why(self) -> str:
        return self.known.failing_because if self.known else ""

    @property
    def held_in_words(self) -> str:
        if not self.held:
            return ""
        return ngettext(
            "%(n)d mail is held because of it.", "%(n)d mails are held because of it.", self.held
        ) % {"n": self.held}

    @property
    def wishes(self) -> list[str]:
        """What the owner has chosen, a sentence each."""
        refused = self.known.refused if self.known else []
        weekday = self.known.weekday if self.known else None
        topics = [str(Topic(each).label) for each in refused if each in Topic.values]
        return [
            _("Does not want mails about: %(topics)s.") % {"topics": joined(topics)}
            if topics
            else _("Wants mails about everything."),
            _("Reminders come once a week (%(day)s).") % {"day": WEEKDAYS[weekday]}
            if weekday is not None
            else _("Reminders come on working days, those of a day in one mail."),
        ]


def mails_to(messages: QuerySet, email: str) -> QuerySet:
    """Newest first."""
    return listed(messages.annotate(address=Lower("to_email")).filter(address=email.lower()))


def log_of(email: str, user: Any) -> DeliveryLog:
    """In a fixed number of queries."""
    known = (
        MailAddress.objects.visible_to(user)
        .filter(email__iexact=email)
        .select_related("marked_by")
        .first()
    )
    mails = mails_to(Message.objects.visible_to(user), email)
    reminders = Reminder.objects.visible_to(user).filter(address=email.lower())
    names = {rule.key: str(rule.name) for rule in registered()}
    because = Q(status=MessageStatus.HELD, note=ADDRESS_FAILS)
    return DeliveryLog(
        email=email,
        name=mails.exclude(to_name="").values_list("to_name", flat=True).first() or "",
        known=known,
        reminders=[
            ReminderRow(reminder, names.get(reminder.rule, reminder.rule))
            for reminder in reminders.order_by("-day", "-pk")[:REMINDERS_SHOWN]
        ],
        reminder_count=reminders.count(),
        held=mails.filter(because).count(),
        trail=trail_of(known) if known else [],
    )


def step_in_words(step: int) -> str:
    """Of days counted from the due day: "7 dagar före"."""
    if step == 0:
        return _("on the day")
    if step < 0:
        return ngettext("%(n)d day before", "%(n)d days before", -step) % {"n": -step}
    return ngettext("%(n)d day after", "%(n)d days after", step) % {"n": step}
