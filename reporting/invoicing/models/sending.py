"""That an invoice was sent, where, and by what number the provider knows it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modellkonceptet.notifications.models import Message
from reporting.invoicing.enums import SendingWay
from reporting.invoicing.models.invoice import Invoice
from reporting.invoicing.querysets import OfInvoiceQuerySet


class Sending(models.Model):
    """One time that an invoice was sent; it may be sent again."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="sendings")
    way = models.CharField(_("how"), max_length=8, choices=SendingWay.choices)
    receiver = models.CharField(_("to"), max_length=400, blank=True)
    provider_id = models.CharField(_("the provider's id"), max_length=100, blank=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # Of what was carried by hand, as somebody says.
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    objects = OfInvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sending of an invoice")
        verbose_name_plural = _("sendings of invoices")
        ordering = ["invoice", "sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.invoice} {self.way}"
