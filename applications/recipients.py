"""Whom a change of the round concerns: those who apply and those who take part."""

from applications.models import Collaborator
from cohorts.models import Cohort, TeamMember
from cohorts.timeline import Recipient


def people_concerned(cohort: Cohort) -> list[Recipient]:
    """Everybody who writes a live application or sits in an active team, each once.

    An account's own address and language come first; a team member without account is
    written to in Swedish.
    """
    writers = Collaborator.objects.filter(
        application__in=cohort.applications.live(), user__is_active=True
    ).select_related("user")
    members = (
        TeamMember.objects.filter(participation__in=cohort.participations.active(), left_on=None)
        .select_related("user")
        .order_by("pk")
    )
    found = [
        *(_account(writer.user) for writer in writers),
        *(
            _account(member.user) if member.user else Recipient(member.email, member.name)
            for member in members
        ),
    ]
    by_address: dict[str, Recipient] = {}
    for person in found:
        if person.email:
            by_address.setdefault(person.email.lower(), person)
    return list(by_address.values())


def _account(user: object) -> Recipient:
    return Recipient(user.email, user.name, user.language, user)  # type: ignore[attr-defined]
