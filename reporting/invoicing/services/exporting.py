"""That a period's vouchers were handed to SKR's bookkeeping, by whom and when."""

import hashlib
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied

from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event
from reporting.invoicing.models import InvoicingSettings
from reporting.invoicing.models.seller import THE_ONE

EXPORT = "export_sie"


def note_export(
    *, period: str, first: date, last: date, vouchers: int, content: bytes, actor: Any
) -> AuditEntry:
    """Whoever changes what the file held is warned by it; the checksum tells files apart."""
    if not actor.has_perm("invoicing.see_invoices"):
        raise PermissionDenied
    return record_event(
        about=InvoicingSettings(pk=THE_ONE),
        action=EXPORT,
        actor=actor,
        period=period,
        first=first.isoformat(),
        last=last.isoformat(),
        vouchers=vouchers,
        sha256=hashlib.sha256(content).hexdigest(),
    )
