"""What is known of an address: what its owner wants, and whether mails reach it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from modellkonceptet.notifications.enums import Weekday
from modellkonceptet.notifications.querysets import MailAddressQuerySet


class MailAddress(models.Model):
    """An address with wishes or trouble; most addresses have no row.

    `refused` are topics (see `enums.REFUSABLE`). `weekday` is the day of a weekly summary; None
    is every working day. While `failing_since` is set, mails to it are held.
    """

    email = models.EmailField(_("e-mail address"))
    refused = models.JSONField(_("does not want"), default=list, blank=True)
    weekday = models.PositiveSmallIntegerField(
        _("day of the summary"), choices=Weekday.choices, null=True, blank=True
    )
    failing_since = models.DateTimeField(_("fails since"), null=True, blank=True)
    failing_because = models.TextField(_("what the mail server says"), blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("marked by"),
    )

    objects = MailAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="notifications_address_stands_once"),
            models.CheckConstraint(
                condition=Q(failing_since__isnull=False) | Q(failing_because=""),
                name="notifications_failing_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.email
