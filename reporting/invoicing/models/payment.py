"""Money that came in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from modellkonceptet.records.models import StoredFile
from reporting.invoicing.enums import Difference, PaymentSource
from reporting.invoicing.models.invoice import Invoice
from reporting.invoicing.querysets import BooksQuerySet, PaymentQuerySet


class BankFile(models.Model):
    """A file from the bank as it was read; the same file is read once."""

    name = models.CharField(_("file name"), max_length=150)
    sha256 = models.CharField(max_length=64, unique=True)
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    read_at = models.DateTimeField(_("read"), auto_now_add=True)

    objects = BooksQuerySet.as_manager()

    class Meta:
        verbose_name = _("file from the bank")
        verbose_name_plural = _("files from the bank")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Payment(models.Model):
    """What was paid. Without an invoice it waits on the list of differences until settled.

    `key` is the payment's own, the same in every file that holds it: read again it is not
    counted again. A payment back is negative.
    """

    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="payments"
    )
    amount = models.DecimalField(_("amount, SEK"), max_digits=12, decimal_places=2)
    paid_on = models.DateField(_("paid"))
    source = models.CharField(_("how it came"), max_length=6, choices=PaymentSource.choices)
    key = models.CharField(max_length=64, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    payer = models.CharField(_("payer"), max_length=150, blank=True)
    bank_file = models.ForeignKey(
        BankFile, models.PROTECT, null=True, blank=True, related_name="payments"
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    # As it was when the file was read, or when somebody took the payment back.
    why = models.CharField(
        _("why it is a difference"), max_length=10, choices=Difference.choices, blank=True
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    # Of a difference: what was done about it, when it belongs to no invoice of ours.
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="invoicing_payment_is_something")
        ]

    def __str__(self) -> str:
        return f"{self.paid_on} {self.amount}"
