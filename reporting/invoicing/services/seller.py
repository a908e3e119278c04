"""The seller's facts: read, changed, and the VAT confirmed by somebody of finance."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from modellkonceptet.plain_text import clean_text
from modellkonceptet.records.services import record_event
from reporting.invoicing.models import InvoicingSettings
from reporting.invoicing.models.seller import THE_ONE

# A change of any of these asks for a new confirmation.
VAT_FIELDS = ("vat_mode", "vat_rate", "includes_vat", "vat_ground")


def read_settings() -> InvoicingSettings:
    """The one row; unsaved and empty until finance has written something."""
    return InvoicingSettings.objects.first() or InvoicingSettings()


@transaction.atomic
def change_settings(*, values: Mapping[str, Any], seen: int, actor: Any) -> InvoicingSettings:
    """Write what the page says. Raises ValidationError if somebody was faster, or by field."""
    row = _locked(actor)
    if row.version != seen:
        raise ValidationError(
            _("Somebody else has changed the settings meanwhile. Look at them again."),
            code="changed_meanwhile",
        )
    if any(getattr(row, name) != values[name] for name in VAT_FIELDS if name in values):
        row.confirmed_by = row.confirmed_at = None
        row.confirmed_name = ""
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.full_clean(exclude=["id", "confirmed_by"])
    row.save()
    return row


@transaction.atomic
def confirm_vat(*, name: str, seen: int, actor: Any) -> InvoicingSettings:
    """Somebody of finance stands with their name behind how the fee is taxed."""
    name = clean_text(name, multiline=False)
    if not name:
        raise ValidationError({"name": _("Write the name of the person who confirms.")})
    row = _locked(actor)
    if row.version != seen:
        raise ValidationError(
            _("Somebody else has changed the settings meanwhile. Look at them again."),
            code="changed_meanwhile",
        )
    row.confirmed_by, row.confirmed_name, row.confirmed_at = actor, name, timezone.now()
    row.version += 1
    row.save()
    record_event(about=row, action="confirm_vat", actor=actor, name=name, mode=row.vat_mode)
    return row


def _locked(actor: Any) -> InvoicingSettings:
    if not actor.has_perm("invoicing.change_settings"):
        raise PermissionDenied
    InvoicingSettings.objects.get_or_create(pk=THE_ONE)
    return InvoicingSettings.objects.select_for_update().get(pk=THE_ONE)
