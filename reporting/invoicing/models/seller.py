"""Who invoices, how it is taxed and booked: one row that finance keeps."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from reporting.invoicing.enums import LONGEST_OCR, OcrLevel, VatMode
from reporting.invoicing.querysets import SettingsQuerySet

THE_ONE = 1


class InvoicingSettings(models.Model):
    """Facts of the seller. Nothing is issued until somebody of finance has confirmed the VAT.

    A change touches new invoices only: issued ones hold a copy of their own.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    name = models.CharField(_("name"), max_length=150, blank=True)
    organisation_number = models.CharField(_("organisation number"), max_length=10, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=14, blank=True)
    seat = models.CharField(_("seat"), max_length=60, blank=True)
    street = models.CharField(_("street or box"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=6, blank=True)
    town = models.CharField(_("town"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail for questions about invoices"), blank=True)
    peppol_scheme = models.CharField(_("Peppol scheme"), max_length=4, default="0007")
    peppol_id = models.CharField(_("Peppol id"), max_length=50, blank=True)
    bankgiro = models.CharField(_("bankgiro"), max_length=8, blank=True)
    has_f_tax = models.BooleanField(_("approved for F-tax"), default=False)
    series = models.CharField(
        _("prefix of invoice numbers"),
        max_length=5,
        blank=True,
        help_text=_("Before the year and the number. May be empty."),
    )
    days_to_pay = models.PositiveSmallIntegerField(
        _("days to pay"), default=30, validators=[MinValueValidator(10), MaxValueValidator(90)]
    )
    ocr_level = models.CharField(
        _("level of OCR check"),
        max_length=12,
        choices=OcrLevel.choices,
        default=OcrLevel.LENGTH_DIGIT,
    )
    ocr_length = models.PositiveSmallIntegerField(
        _("length of OCR numbers, where it is fixed"),
        default=0,
        validators=[MaxValueValidator(LONGEST_OCR)],
    )
    vat_mode = models.CharField(
        _("VAT on the fee"), max_length=1, choices=VatMode.choices, default=VatMode.STANDARD
    )
    vat_rate = models.DecimalField(
        _("VAT rate, per cent"), max_digits=4, decimal_places=2, default=25
    )
    includes_vat = models.BooleanField(_("the fee is said with VAT in it"), default=False)
    vat_ground = models.CharField(_("ground for no VAT"), max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_name = models.CharField(_("confirmed by, of finance"), max_length=150, blank=True)
    confirmed_at = models.DateTimeField(_("VAT confirmed"), null=True, blank=True)
    claims_account = models.PositiveSmallIntegerField(_("account of claims"), default=1510)
    revenue_account = models.PositiveSmallIntegerField(_("account of fees"), default=3041)
    vat_account = models.PositiveSmallIntegerField(_("account of outgoing VAT"), default=2611)
    bank_account = models.PositiveSmallIntegerField(_("account of the bankgiro"), default=1920)
    rounding_account = models.PositiveSmallIntegerField(_("account of rounding"), default=3740)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = SettingsQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("settings of invoices")
        verbose_name_plural = _("settings of invoices")
        constraints = [
            models.CheckConstraint(condition=Q(id=THE_ONE), name="invoicing_settings_stand_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_name="")
                | Q(confirmed_at__isnull=False) & ~Q(confirmed_name=""),
                name="invoicing_vat_is_confirmed_by_name",
            ),
            models.CheckConstraint(
                condition=~Q(vat_mode=VatMode.STANDARD) & Q(vat_rate=0) & ~Q(vat_ground="")
                | Q(vat_mode=VatMode.STANDARD, vat_rate__in=[25, 12, 6]),
                name="invoicing_vat_has_a_rate_or_a_ground",
                violation_error_message=_(
                    "VAT is 25, 12 or 6 per cent; without VAT, say on what ground."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Settings of invoices"))
