"""Whom an invoice goes to, and what is not as the round says."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cohorts.models import Participation
from reporting.invoicing.querysets import BooksQuerySet, OfParticipantQuerySet


class BillingAddress(models.Model):
    """Where a participant's invoices go: begun from its application, then its own to correct.

    What is empty is filled in before anything is issued; the list of what is to be invoiced says
    what is missing. `emails` are separated by commas.
    """

    participation = models.OneToOneField(
        Participation, models.CASCADE, related_name="billing", verbose_name=_("participant")
    )
    reference = models.CharField(_("buyer's reference"), max_length=60, blank=True)
    address = models.TextField(_("invoice address"), blank=True)
    postcode = models.CharField(_("postcode"), max_length=6, blank=True)
    town = models.CharField(_("town"), max_length=60, blank=True)
    emails = models.CharField(_("e-mail for invoices"), max_length=400, blank=True)
    peppol_scheme = models.CharField(_("Peppol scheme"), max_length=4, blank=True)
    peppol_id = models.CharField(_("Peppol id"), max_length=50, blank=True)
    asked_at = models.DateTimeField(_("asked to complete it"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = OfParticipantQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("invoice address")
        verbose_name_plural = _("invoice addresses")
        ordering = ["participation"]

    def __str__(self) -> str:
        return f"{self.participation}: {self.reference}"


class FeeException(models.Model):
    """Another fee than the round's, and why. Nothing to pay gives no invoice."""

    participation = models.OneToOneField(
        Participation, models.PROTECT, related_name="fee_exception", verbose_name=_("participant")
    )
    fee = models.DecimalField(_("fee, SEK"), max_digits=10, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=500)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), auto_now_add=True)

    objects = BooksQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("exception from the fee")
        verbose_name_plural = _("exceptions from the fee")
        constraints = [
            models.CheckConstraint(
                condition=Q(fee__gte=0),
                name="invoicing_exception_is_not_negative",
                violation_error_message=_("A fee is not negative."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="invoicing_exception_has_a_reason",
                violation_error_message=_("Say why the fee is another."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation}: {self.fee}"
