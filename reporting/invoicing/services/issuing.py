"""Issuing: the number, the frozen document and its validity in one transaction.

The files are made afterwards from the frozen document, so that a PDF that fails costs no number
and leaves no gap.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from cohorts.models import Cohort, Participation
from cohorts.rail import ends_on
from modellkonceptet.celery import enqueue_on_commit
from modellkonceptet.civil_dates import today
from modellkonceptet.working_days import working_day_after
from reporting.invoicing.billing import billing_address, buyer_of, gaps_of
from reporting.invoicing.document import (
    Address,
    Endpoint,
    InvoiceDocument,
    Seller,
    SupplyPeriod,
    Vat,
    as_data,
    fee_lines,
)
from reporting.invoicing.en16931 import OfficialRules
from reporting.invoicing.enums import DocumentKind, OcrLevel, VatMode
from reporting.invoicing.fees import PATHS, fee_of, terms_by_kind, terms_for
from reporting.invoicing.models import Invoice, InvoiceSeries, InvoicingSettings
from reporting.invoicing.numbers import ocr_of
from reporting.invoicing.own_rules import broken_rules
from reporting.invoicing.services.seller import read_settings
from reporting.invoicing.ubl import as_xml

LANGUAGE = "sv"  # of the invoice itself
DIGITS = 4


def issue_invoice(*, participation: Participation, actor: Any, official: OfficialRules) -> Invoice:
    """Invoice a participant its fee.

    Raises ValidationError with every reason why it cannot be issued; then no number is used.
    Issued once: until the invoice has been credited in whole, it is refused.
    """
    if not actor.has_perm("invoicing.issue_invoice"):
        raise PermissionDenied
    with transaction.atomic():
        home = _locked(participation)
        if standing := standing_invoice(home):
            raise ValidationError(
                _("Invoice %(number)s has been issued already.") % {"number": standing.number},
                code="issued_already",
            )
        seller = confirmed_settings()
        fee = fee_of(home, terms_for(home, terms_by_kind(_terms_of(home))))
        if fee.is_undecided:
            raise ValidationError(
                _("The participant has left the round. Decide first what it pays."),
                code="undecided",
            )
        if not fee.amount:
            raise ValidationError(_("There is no fee to invoice."), code="no_fee")
        billing = billing_address(home)
        if gaps := gaps_of(home, billing):
            raise ValidationError([str(one) for one in gaps], code="gaps")
        day = today()
        vat = vat_of(seller)
        lines, rounding = fee_lines(
            [(_line_text(home), fee.amount)], vat, includes_vat=seller.includes_vat
        )
        draft = InvoiceDocument(
            kind=DocumentKind.INVOICE,
            number="",
            issued_on=day,
            seller=seller_of(seller),
            buyer=buyer_of(home, billing),
            lines=lines,
            vat=vat,
            due_on=due_date(day, seller.days_to_pay),
            terms=terms_text(seller.days_to_pay),
            supply=supply_of(home.cohort),
            rounding=rounding,
        )
        return write_document(draft, home, seller=seller, official=official, actor=actor)


def write_document(
    draft: InvoiceDocument,
    participation: Participation,
    *,
    seller: InvoicingSettings,
    official: OfficialRules,
    actor: Any,
    credits: Invoice | None = None,
    reason: str = "",
) -> Invoice:
    """Give the draft its number and keep it, in the caller's transaction.

    The series is locked until that transaction ends, so numbers have no gaps; a draft that breaks
    a rule is refused before its number is taken.
    """
    series = _locked_series(seller.series, draft.issued_on.year)
    serial = series.last + 1
    digits = f"{serial:0{DIGITS}d}"
    document = replace(draft, number=f"{series.prefix}{series.year}-{digits}")
    if not document.is_credit:
        ocr = ocr_of(
            f"{series.mark or ''}{series.year}{digits}",
            OcrLevel(seller.ocr_level),
            length=seller.ocr_length,
        )
        document = replace(document, ocr=ocr)
    refuse_unless_valid(document, seller=seller, official=official)
    series.last = serial
    series.save(update_fields=["last"])
    invoice = Invoice.objects.create(
        series=series,
        serial=serial,
        number=document.number,
        kind=document.kind,
        participation=participation,
        credits=credits,
        reason=reason,
        issued_on=document.issued_on,
        due_on=document.due_on,
        ocr=document.ocr,
        net=document.net,
        tax=document.tax,
        payable=document.payable,
        document=as_data(document),
        issued_by=actor,
    )
    enqueue_on_commit("reporting.invoicing.tasks.make_files", invoice.pk)
    return invoice


def refuse_unless_valid(
    document: InvoiceDocument, *, seller: InvoicingSettings, official: OfficialRules
) -> None:
    """Our own rules first, as they say in words what to mend; then the official ones."""
    own = broken_rules(document, level=OcrLevel(seller.ocr_level), ocr_length=seller.ocr_length)
    if own:
        raise ValidationError([str(one.sentence) for one in own], code="invalid")
    if broken := official.broken_by(as_xml(document)):
        raise ValidationError(
            [_("The e-invoice breaks a rule: %(rule)s") % {"rule": rule} for rule in broken],
            code="invalid",
        )


def standing_invoice(participation: Participation) -> Invoice | None:
    """The one that has not been credited in whole."""
    found: Any = Invoice.objects.invoices().filter(participation=participation).with_sums()
    return next((one for one in found if one.credited < one.payable), None)


def confirmed_settings() -> InvoicingSettings:
    """The seller; refused before somebody of finance has confirmed the VAT."""
    found = read_settings()
    if found.confirmed_at is None:
        raise ValidationError(
            _("How the fee is taxed has not been confirmed by SKR’s finance."),
            code="unconfirmed",
        )
    return found


def due_date(issued_on: date, days: int) -> date:
    """So many days later, and never on a day when the banks are closed."""
    return working_day_after(issued_on + timedelta(days=days))


def terms_text(days: int) -> str:
    with override(LANGUAGE):
        return _(
            "%(days)d days net. After the due date interest is charged according to the Interest"
            " Act (1975:635)."
        ) % {"days": days}


def vat_of(seller: InvoicingSettings) -> Vat:
    return Vat(VatMode(seller.vat_mode), Decimal(seller.vat_rate), seller.vat_ground)


def seller_of(row: InvoicingSettings) -> Seller:
    return Seller(
        name=row.name,
        organisation_number=row.organisation_number,
        vat_number=row.vat_number,
        seat=row.seat,
        address=Address((row.street,) if row.street else (), row.postcode, row.town),
        endpoint=Endpoint(row.peppol_scheme, row.peppol_id),
        bankgiro=row.bankgiro,
        email=row.email,
        has_f_tax=row.has_f_tax,
    )


def supply_of(cohort: Cohort) -> SupplyPeriod | None:
    """From the round's first day to its results conference, as the schedule stands today."""
    if cohort.starts_on is None:
        return None
    last = ends_on(cohort, cohort.timeline.all())
    return SupplyPeriod(cohort.starts_on, last if last and last >= cohort.starts_on else None)


def _line_text(participation: Participation) -> str:
    said = {"round": participation.cohort.name_sv}
    with override(LANGUAGE):
        if participation.unit:
            said["unit"] = participation.unit.name
            return _("Participation in %(round)s, %(unit)s") % said
        return _("Participation in %(round)s") % said


def _locked(participation: Participation) -> Participation:
    Participation.objects.select_for_update().get(pk=participation.pk)
    return Participation.objects.select_related(*PATHS).get(pk=participation.pk)


def _locked_series(prefix: str, year: int) -> InvoiceSeries:
    """Made with the first number of a year; the second series of a year is marked 1, and so on."""
    of_year = InvoiceSeries.objects.filter(year=year)
    if not of_year.filter(prefix=prefix).exists():
        InvoiceSeries.objects.get_or_create(
            prefix=prefix, year=year, defaults={"mark": of_year.count()}
        )
    return of_year.select_for_update().get(prefix=prefix)


def _terms_of(participation: Participation) -> Any:
    return participation.cohort.terms.select_related("programme")
