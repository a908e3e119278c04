"""One mail: a row before it is a mail."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models.mailing import Mailing
from modellkonceptet.notifications.querysets import MessageQuerySet
from modellkonceptet.records.models import StoredFile


class Message(models.Model):
    """One mail to one person, frozen as worded when it was written.

    `key` makes a message unique where the same event must never give two ("decision-12").
    `uid` becomes the Message-ID, so that a mail sent twice by a worker that died in between is
    one and the same to the receiving server.

    `content` is what the text was rendered from (see `letters.MailText.as_data`), so that it can
    be edited. `topics` are those by which the receiver may refuse mails like this; none for a
    mail that nobody may refuse. `note` says why it is held or dropped.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=150, unique=True, null=True, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    about_type = models.CharField(max_length=100, blank=True, editable=False)
    about_id = models.BigIntegerField(null=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("recipient"),
    )
    to_email = models.EmailField(_("to address"))
    to_name = models.CharField(_("to name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250)
    body_text = models.TextField(_("text"))
    body_html = models.TextField(_("HTML"))
    content = models.JSONField(default=dict, editable=False)
    topics = models.JSONField(_("topics"), default=list, editable=False)
    calendar = models.TextField(
        _("calendar file"), blank=True, help_text=_("An invitation, or its cancellation.")
    )
    attachments = models.ManyToManyField(
        StoredFile, blank=True, related_name="+", verbose_name=_("attachments")
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=MessageStatus.choices,
        default=MessageStatus.QUEUED,
    )
    note = models.CharField(_("why"), max_length=300, blank=True)
    is_bulk = models.BooleanField(
        _("one of many"), default=False, help_text=_("Leaves after mails that somebody waits for.")
    )
    mailing = models.ForeignKey(
        Mailing,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("mail to a group"),
    )
    copy_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name=_("sent again from"),
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("last error"), blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "next_attempt_at"]),
            models.Index(fields=["about_type", "about_id"]),
            models.Index(Lower("to_email"), name="notifications_message_address"),
            models.Index(fields=["claimed_at"]),
            models.Index(fields=["status", "is_bulk", "created_at", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=MessageStatus.SENT, sent_at__isnull=False)
                | (~Q(status=MessageStatus.SENT) & Q(sent_at__isnull=True)),
                name="notifications_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=MessageStatus.SENDING) | Q(claimed_at__isnull=False),
                name="notifications_sending_is_claimed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_email}"
