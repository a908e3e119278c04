"""The ledger of reminders, and the gate that one at a time passes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from modellkonceptet.notifications.models.message import Message
from modellkonceptet.notifications.querysets import OutboxQuerySet


class Reminder(models.Model):
    """That a person has been reminded of a thing, at a step before or after its day.

    `rule` is a rule's key, `round_id` the round's number, `subject` the thing ("condition-12"),
    `step` days from `due_on`. A moved date is another `due_on`, thus reminders of their own.
    """

    rule = models.CharField(_("rule"), max_length=80)
    round_id = models.BigIntegerField(_("round"), db_index=True)
    subject = models.CharField(_("thing"), max_length=80)
    address = models.EmailField(_("e-mail address"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recipient"),
    )
    due_on = models.DateField(_("due"))
    step = models.SmallIntegerField(_("days from that day"))
    day = models.DateField(_("reminded"))
    is_alone = models.BooleanField(_("in a mail of its own"), default=False)
    message = models.ForeignKey(
        Message, models.CASCADE, related_name="reminders", verbose_name=_("mail")
    )

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["due_on"]), models.Index(fields=["day", "address"])]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject", "address", "due_on", "step"],
                name="notifications_reminded_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject} {self.step:+d} → {self.address}"


class Gate(models.Model):
    """A row that is locked where one worker at a time may pass.

    `closed_until` is a pause that all keep, as when the mail server does not answer; `failures`
    is how often in a row it did not.
    """

    REMINDERS, DELIVERY = "reminders", "delivery"

    name = models.CharField(_("name"), max_length=30, unique=True)
    closed_until = models.DateTimeField(_("closed until"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    reason = models.TextField(_("why"), blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")

    def __str__(self) -> str:
        return self.name
