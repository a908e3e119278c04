"""The demo's people: roles, never real persons, with addresses under .example."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from cohorts.enums import Function
from cohorts.models import MailDomain, Organisation, Participation, TeamMember
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.accounts.models import User


@dataclass(frozen=True)
class DemoPerson:
    email: str
    name: str
    staff_role: str = ""
    lund_function: str = ""


PEOPLE = (
    DemoPerson("projektledare@skr.example", "Projektledare, SKR", StaffRole.PROJECT_LEAD),
    DemoPerson("ekonomi@skr.example", "Ekonom, SKR", StaffRole.FINANCE),
    DemoPerson(
        "strateg.lund@lund.example", "Strateg, Lunds kommun", lund_function=Function.KEY_PERSON
    ),
    DemoPerson(
        "politiker.lund@lund.example", "Politiker, Lunds kommun", lund_function=Function.POLITICIAN
    ),
    DemoPerson(
        "chef.lund@lund.example", "Hög chef, Lunds kommun", lund_function=Function.SENIOR_MANAGER
    ),
    DemoPerson("mentor.varmland@varmland.example", "Mentor, Region Värmland"),
    DemoPerson("utvarderare@skr.example", "Utvärderare", StaffRole.EVALUATOR),
    DemoPerson("sokande@ystad.example", "Sökande, Ystads kommun"),
    DemoPerson("fraemling@nagonannanstans.example", "Utomstående person"),
    DemoPerson("granskare@skr.example", "Granskare 1, SKR", StaffRole.REVIEWER),
    DemoPerson("granskare2@skr.example", "Granskare 2, SKR", StaffRole.REVIEWER),
)
# Which organisation (kind, code) the demo's mail domains belong to.
DOMAINS = {
    "lund.example": ("municipality", "1281"),
    "ystad.example": ("municipality", "1286"),
    "varmland.example": ("region", "17"),
}
LUND_2021 = {"cohort__slug": "modellkonceptet-2021", "organisation__code": "1281"}


def make_people() -> dict[str, User]:
    """The demo's people by address, each able to sign in by code as well."""
    people = {person.email: make_person(person) for person in PEOPLE}
    for domain, (kind, code) in DOMAINS.items():
        organisation = Organisation.objects.get(kind=kind, code=code)
        MailDomain.objects.get_or_create(organisation=organisation, domain=domain)
    return people


def seat_lund(people: dict[str, User]) -> None:
    """Lund's demo people are the team of the round in which Lund took part."""
    lund = Participation.objects.get(**LUND_2021)
    for person in PEOPLE:
        if person.lund_function:
            TeamMember.objects.get_or_create(
                participation=lund,
                function=person.lund_function,
                user=people[person.email],
                defaults={"name": person.name, "email": person.email},
            )


def make_person(person: DemoPerson) -> User:
    """The person's account, with an address that is already confirmed."""
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(
            person.email, name=person.name, staff_role=person.staff_role, is_demo=True
        )
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": True}
    )
    return user
