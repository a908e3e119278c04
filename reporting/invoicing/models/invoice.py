"""Issued invoices and credit notes: written once, numbered without gaps, never changed."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Participation
from modellkonceptet.records.models import StoredFile
from reporting.invoicing.enums import DocumentKind, FileForm, RunRowState
from reporting.invoicing.querysets import (
    BooksQuerySet,
    FrozenOfInvoiceQuerySet,
    InvoiceQuerySet,
)


class Frozen(models.Model):
    """A row that is written once and stays. On PostgreSQL triggers say the same to raw SQL."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise PermissionDenied("An issued invoice never changes.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise PermissionDenied("An issued invoice is never deleted.")


class InvoiceSeries(models.Model):
    """The last number given in a year; locked while the next one is given.

    `mark` tells the OCR numbers of a year's series apart: unless it is 0, it stands first.
    """

    prefix = models.CharField(max_length=5, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    mark = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField(_("last number"), default=0)

    objects = BooksQuerySet.as_manager()

    class Meta:
        verbose_name = _("series of invoices")
        verbose_name_plural = _("series of invoices")
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="invoicing_series_stands_once"),
            models.UniqueConstraint(fields=["mark", "year"], name="invoicing_series_has_its_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.year}"


class Invoice(Frozen):
    """An invoice or a credit note as it was issued; `document` is all of it.

    The columns beside it are what is searched and added up. What is sent, paid and credited
    stands in tables of its own.
    """

    series = models.ForeignKey(InvoiceSeries, models.PROTECT, related_name="invoices")
    serial = models.PositiveIntegerField(_("number in the series"))
    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=11, choices=DocumentKind.choices)
    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="invoices", verbose_name=_("participant")
    )
    credits = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_notes",
        verbose_name=_("credits"),
    )
    reason = models.CharField(_("why it is credited"), max_length=500, blank=True)
    issued_on = models.DateField(_("date"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    ocr = models.CharField(_("OCR"), max_length=25, blank=True)
    net = models.DecimalField(_("without VAT"), max_digits=12, decimal_places=2)
    tax = models.DecimalField(_("VAT"), max_digits=12, decimal_places=2)
    payable = models.DecimalField(_("to pay"), max_digits=12, decimal_places=2)
    document = models.JSONField(_("document"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued"), auto_now_add=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_on", "-pk"]
        base_manager_name = "objects"  # related rows are written by it: it must refuse too
        constraints = [
            models.UniqueConstraint(
                fields=["series", "serial"], name="invoicing_number_stands_once_in_a_series"
            ),
            models.UniqueConstraint(
                fields=["ocr"], condition=~Q(ocr=""), name="invoicing_ocr_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=DocumentKind.INVOICE, credits__isnull=True, due_on__isnull=False)
                & ~Q(ocr="")
                | Q(kind=DocumentKind.CREDIT_NOTE, credits__isnull=False, ocr="")
                & Q(due_on__isnull=True)
                & ~Q(reason=""),
                name="invoicing_invoice_is_paid_and_credit_note_credits",
            ),
            models.CheckConstraint(
                condition=Q(payable__gt=0, net__gt=0, tax__gte=0),
                name="invoicing_amounts_are_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("invoicing:invoice", args=[self.pk])

    @property
    def is_credit(self) -> bool:
        return self.kind == DocumentKind.CREDIT_NOTE


class InvoiceFile(Frozen):
    """The PDF or the XML of an invoice: the same bytes at every download."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="files")
    form = models.CharField(_("form"), max_length=3, choices=FileForm.choices)
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = FrozenOfInvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an invoice")
        verbose_name_plural = _("files of invoices")
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["invoice", "form"], name="invoicing_file_is_made_once")
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.form}"


class InvoiceRun(models.Model):
    """A round's invoices issued together in the background; its rows say how far it has come."""

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="invoice_runs", verbose_name=_("cohort")
    )
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ordered_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = BooksQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of invoices")
        verbose_name_plural = _("runs of invoices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(finished_at__isnull=True),
                name="invoicing_one_run_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort} {self.ordered_at:%Y-%m-%d}"


class InvoiceRunRow(models.Model):
    """One participant of a run: issued, or why not."""

    run = models.ForeignKey(InvoiceRun, models.CASCADE, related_name="rows")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=RunRowState.choices, default=RunRowState.WAITING)
    invoice = models.OneToOneField(
        Invoice, models.PROTECT, null=True, blank=True, related_name="run_row"
    )
    problem = models.TextField(_("why it was not issued"), blank=True)

    objects = BooksQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a run")
        verbose_name_plural = _("rows of a run")
        ordering = ["run", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "participation"], name="invoicing_participant_is_once_in_a_run"
            ),
            models.CheckConstraint(
                condition=Q(state=RunRowState.ISSUED, invoice__isnull=False)
                | ~Q(state=RunRowState.ISSUED) & Q(invoice__isnull=True),
                name="invoicing_issued_row_has_its_invoice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.participation}"
