"""Mails that SKR writes to many, and the texts that it begins with."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from modellkonceptet.notifications.enums import Topic
from modellkonceptet.notifications.querysets import OutboxQuerySet
from modellkonceptet.translated import Translated


class MailTemplate(models.Model):
    """A text to begin a mail to a group with. Placeholders stand in braces: {namn}."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    subject_sv = models.CharField(_("subject"), max_length=200)
    text_sv = models.TextField(_("text"))
    subject_en = models.CharField(_("subject (English)"), max_length=200, blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = OutboxQuerySet.as_manager()
    subject = Translated()
    text = Translated()

    class Meta:
        verbose_name = _("mail template")
        verbose_name_plural = _("mail templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Mailing(models.Model):
    """One mail to a group, as it was written; its mails are messages of their own.

    `audience` is the choice that was made, in words, with how many it came to. `ticket` is the
    page's own number: a form sent twice is one mailing.
    """

    ticket = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_sv = models.CharField(_("subject"), max_length=200)
    text_sv = models.TextField(_("text"))
    subject_en = models.CharField(_("subject (English)"), max_length=200, blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    topic = models.CharField(
        _("topic"),
        max_length=12,
        choices=Topic.choices,
        blank=True,
        help_text=_("Empty: nobody may refuse it."),
    )
    audience = models.CharField(_("to"), max_length=300)
    recipients = models.PositiveIntegerField(_("recipients"), default=0)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = OutboxQuerySet.as_manager()
    subject = Translated()
    text = Translated()

    class Meta:
        verbose_name = _("mail to a group")
        verbose_name_plural = _("mails to groups")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.subject_sv
