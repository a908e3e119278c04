"""What a participant is to be invoiced: the round's fee or the exception that was decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation, Terms
from reporting.invoicing.models import FeeException

PATHS = ("organisation", "unit", "cohort", "fee_exception")


@dataclass(frozen=True)
class Fee:
    """`amount` is None where no fee is known; `reason` says why it is not the round's."""

    amount: Decimal | None
    reason: str
    # What it would cost if the state did not pay the rest; None where that is not known.
    list_price: Decimal | None
    # Whoever left the round pays what somebody has decided, and until then nothing is issued.
    is_undecided: bool = False

    @property
    def is_invoiced(self) -> bool:
        return bool(self.amount) and not self.is_undecided


def fee_of(participation: Participation, terms: Terms | None) -> Fee:
    """Of a participation read with PATHS, by the terms of its round."""
    found = exception_of(participation)
    list_price = terms.list_price if terms else None
    if found is not None:
        return Fee(found.fee, found.reason, list_price)
    left = participation.status == ParticipationStatus.WITHDRAWN
    return Fee(terms.fee if terms else None, "", list_price, is_undecided=left)


def terms_by_kind(every: Iterable[Terms]) -> dict[str, Terms]:
    """A round's terms by the kind of participant that they are for; read with `programme`."""
    return {str(one.programme.participant_kind): one for one in every}


def terms_for(participation: Participation, found: Mapping[str, Terms]) -> Terms | None:
    return found.get(str(participation.organisation.participant_kind))


def exception_of(participation: Participation) -> FeeException | None:
    return getattr(participation, "fee_exception", None)
