"""What a participant pays, where it is not the round's fee."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from modellkonceptet.plain_text import clean_text
from modellkonceptet.records.services import record_event
from reporting.invoicing.document import to_ore
from reporting.invoicing.models import FeeException
from reporting.invoicing.services.issuing import standing_invoice

HIGHEST = Decimal(1_000_000)  # what is more has been typed wrongly


@transaction.atomic
def decide_fee(
    *, participation: Participation, fee: Decimal, reason: str, actor: Any
) -> FeeException:
    """Let it pay that and no more, for a reason.

    Nothing to pay gives no invoice. Raises ValidationError by field, and where an invoice stands:
    what is issued changes by a credit note alone. Of whoever has left the round it is decided
    afterwards too; the invoice's page then proposes to credit the difference.
    """
    if not actor.has_perm("invoicing.decide_fee"):
        raise PermissionDenied
    reason = clean_text(reason, multiline=False)
    errors: dict[str, Any] = {}
    if fee < 0:
        errors["fee"] = _("A fee is not negative.")
    elif fee > HIGHEST:
        errors["fee"] = _("A fee is at most a million kronor. Check the amount.")
    elif fee != to_ore(fee):
        errors["fee"] = _("Write the fee with at most two decimals.")
    if not reason:
        errors["reason"] = _("Say why the fee is another.")
    if errors:
        raise ValidationError(errors)
    home = Participation.objects.select_for_update().get(pk=participation.pk)
    has_left = home.status == ParticipationStatus.WITHDRAWN
    if not has_left and (standing := standing_invoice(participation)):
        raise ValidationError(
            _("Invoice %(number)s has been issued already. Credit it first.")
            % {"number": standing.number},
            code="issued_already",
        )
    row = FeeException.objects.filter(participation=participation).first()
    row = row or FeeException(participation=participation)
    row.fee, row.reason, row.decided_by = fee, reason, actor
    row.full_clean(exclude=["participation", "decided_by"])
    row.save()
    record_event(
        about=participation, action="decide_fee", actor=actor, note=reason, fee=str(to_ore(fee))
    )
    return row
