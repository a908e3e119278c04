"""Who of a round is to be invoiced, what for, and what keeps it from being done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from cohorts.models import Cohort, Participation
from cohorts.querysets import swedish
from reporting.invoicing.billing import billing_addresses, gaps_of
from reporting.invoicing.fees import PATHS, Fee, fee_of, terms_by_kind, terms_for
from reporting.invoicing.models import BillingAddress, Invoice


@dataclass(frozen=True)
class Candidate:
    """A participant as finance sees it. `invoice` is the one that stands, not credited in whole."""

    participation: Participation
    fee: Fee
    billing: BillingAddress
    gaps: Sequence[Promise]
    invoice: Invoice | None

    @property
    def is_to_be_invoiced(self) -> bool:
        return self.invoice is None and self.fee.is_invoiced

    @property
    def is_ready(self) -> bool:
        return self.is_to_be_invoiced and not self.gaps

    @property
    def lacks_something(self) -> bool:
        return self.is_to_be_invoiced and bool(self.gaps)

    @property
    def waits_for_decision(self) -> bool:
        """Left the round without anybody having said what it pays, or credited by then."""
        return self.invoice is None and self.fee.is_undecided


def candidates_of(cohort: Cohort) -> list[Candidate]:
    """Every participant of the round by name, in a fixed number of queries."""
    return _candidates(cohort, cohort.participations.all())


def candidate(participation: Participation) -> Candidate:
    """One participant as it stands now."""
    cohort = participation.cohort
    return _candidates(cohort, cohort.participations.filter(pk=participation.pk))[0]


def _candidates(cohort: Cohort, rows: Any) -> list[Candidate]:
    homes = list(rows.select_related(*PATHS).order_by(swedish("organisation__name"), "pk"))
    terms = terms_by_kind(cohort.terms.select_related("programme"))
    billing = billing_addresses(homes)
    invoices = _standing(homes)
    return [
        Candidate(
            participation=one,
            fee=fee_of(one, terms_for(one, terms)),
            billing=billing[one.pk],
            gaps=gaps_of(one, billing[one.pk]),
            invoice=invoices.get(one.pk),
        )
        for one in homes
    ]


def _standing(homes: Sequence[Participation]) -> dict[int, Invoice]:
    found: Any = (
        Invoice.objects.invoices().filter(participation__in=homes).defer("document").with_sums()
    )
    return {one.participation_id: one for one in found if one.credited < one.payable}
