"""Many applications that are not sent in, each with its own person to remind; for whole tables."""

from datetime import UTC, date, datetime

from applications.models import Application, Collaborator
from cohorts.enums import OrganisationKind
from cohorts.models import Organisation
from modellkonceptet.accounts.models import User
from tests import factories

CLOSES = date(2027, 3, 10)
REMINDED = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)  # a Wednesday, nine in Stockholm
_STARTED = datetime(2027, 2, 8, 12, 0, tzinfo=UTC)


def make_drafts(count: int) -> list[str]:
    """So many drafts of a round that closes on CLOSES; return the addresses of who writes them."""
    cohort = factories.make_cohort(
        today=date(2027, 2, 28),
        closes_on=CLOSES,
        opens_on=date(2027, 2, 1),
        announced_on=date(2027, 1, 15),
    )
    terms = cohort.terms.get()
    numbers = range(count)
    people = User.objects.bulk_create(
        User(email=f"person{n}@kommun{n}.example", name=f"Person {n}") for n in numbers
    )
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=f"Kommun {n}",
            official_name=f"Kommun {n}",
            kind=OrganisationKind.MUNICIPALITY,
            code=f"{n:04d}",
            county_name="Skåne län",
            county_code="12",
            population=10_000,
            population_year=2023,
            skr_group="B3",
        )
        for n in numbers
    )
    applications = Application.objects.bulk_create(
        Application(
            cohort=cohort,
            terms=terms,
            organisation=organisations[n],
            created_by=people[n],
            holds_place=True,
        )
        for n in numbers
    )
    Application.objects.update(created_at=_STARTED)
    Collaborator.objects.bulk_create(
        Collaborator(application=applications[n], user=people[n], is_owner=True) for n in numbers
    )
    return [person.email for person in people]
