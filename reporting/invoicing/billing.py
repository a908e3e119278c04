"""Where a participant's invoices go: as corrected, else as applied for; and what is missing."""

from collections.abc import Iterable

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import BillingDetails
from cohorts.models import Participation
from cohorts.reference_pattern import fits
from reporting.invoicing.document import Address, Buyer, Endpoint
from reporting.invoicing.models import BillingAddress
from reporting.invoicing.own_rules import broken_by_buyer

BREAKS_PATTERN = _("The reference is not written as the organisation writes its references.")


def billing_addresses(participations: Iterable[Participation]) -> dict[int, BillingAddress]:
    """By participation, in two queries. Unsaved where nobody has corrected anything yet."""
    wanted = {one.pk: one for one in participations}
    found = {
        one.participation_id: one for one in BillingAddress.objects.filter(participation__in=wanted)
    }
    of_application = {
        details.home: details
        for details in BillingDetails.objects.filter(
            submission=F("submission__application__current_submission"),
            submission__application__decisions__participation__in=wanted.keys() - found.keys(),
        ).annotate(home=F("submission__application__decisions__participation"))
    }
    for pk, home in wanted.items():
        if pk not in found:
            found[pk] = _begun(home, of_application.get(pk))
    return found


def billing_address(participation: Participation) -> BillingAddress:
    return billing_addresses([participation])[participation.pk]


def buyer_of(participation: Participation, billing: BillingAddress) -> Buyer:
    """Whose invoice it is; what is missing stays empty, and is told by the rules."""
    organisation = participation.organisation
    return Buyer(
        name=organisation.official_name,
        organisation_number=organisation.organisation_number.replace("-", ""),
        address=Address(
            tuple(filter(None, map(str.strip, billing.address.splitlines()))),
            billing.postcode,
            billing.town,
        ),
        reference=billing.reference,
        endpoint=Endpoint(billing.peppol_scheme, billing.peppol_id) if billing.peppol_id else None,
    )


def gaps_of(participation: Participation, billing: BillingAddress) -> list[Promise]:
    """What keeps the participant from being invoiced, in sentences; [] when nothing does."""
    found = [one.sentence for one in broken_by_buyer(buyer_of(participation, billing))]
    reference = billing.reference.strip()
    if reference and not fits(participation.organisation.reference_pattern, reference):
        found.append(BREAKS_PATTERN)
    return found


def _begun(home: Participation, details: BillingDetails | None) -> BillingAddress:
    if details is None:
        return BillingAddress(participation=home)
    return BillingAddress(
        participation=home,
        reference=details.reference,
        address=details.address,
        postcode=details.postcode,
        town=details.town,
        emails=details.email,
        peppol_scheme=details.peppol_scheme,
        peppol_id=details.peppol_id,
    )
