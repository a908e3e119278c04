"""One organisation: its title, and its rounds with its role and where that is known from."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort, Mentorship, Organisation, Participation
from cohorts.round_lists import first_year
from cohorts.titles import Title, title_of
from modellkonceptet.civil_dates import today


@dataclass(frozen=True)
class RoundOfOrganisation:
    cohort: Cohort
    role: str
    note: str
    sources: list[str]


def rounds_of(organisation: Organisation) -> list[RoundOfOrganisation]:
    """The latest first, from participations and mentorships at hand."""
    rounds = [_as_participant(p) for p in organisation.participations.all()]
    rounds += [_as_mentor(m) for m in organisation.mentorships.all()]
    return sorted(rounds, key=lambda row: (first_year(row.cohort), row.role), reverse=True)


def title_on_page(organisation: Organisation) -> Title | None:
    """From participations and mentorships at hand, as `rounds_of`."""
    return title_of(
        organisation.kind,
        organisation.participations.all(),
        organisation.mentorships.all(),
        today=today(),
    )


def split_sources(source: str) -> list[str]:
    """A source text holds one source or several, with a semicolon between."""
    return [part.strip() for part in source.split(";") if part.strip()]


def _as_participant(participation: Participation) -> RoundOfOrganisation:
    role = _("Took part, but left during the round")
    if participation.status == ParticipationStatus.COMPLETED:
        role = _("Participant")
    elif participation.status == ParticipationStatus.ACTIVE:
        role = _("Takes part")
    return RoundOfOrganisation(
        participation.cohort,
        role,
        ", ".join(part for part in _parts(participation) if part),
        split_sources(participation.source),
    )


def _as_mentor(mentorship: Mentorship) -> RoundOfOrganisation:
    group = mentorship.group.name if mentorship.group else ""
    role = str(mentorship.get_role_display())
    if mentorship.ended_on:
        role = _("%(role)s, but not to the end") % {"role": role}
    return RoundOfOrganisation(
        mentorship.cohort,
        role,
        _group_words(mentorship.cohort, group),
        split_sources(mentorship.source),
    )


def _parts(participation: Participation) -> list[str]:
    """What of the organisation took part, and in a running round its group."""
    part = participation.unit.name if participation.unit else participation.operation
    group, cohort = participation.group, participation.cohort
    left = participation.status == ParticipationStatus.WITHDRAWN
    if group is None or cohort.is_historical or left or group.dissolved_on:
        return [part]
    return [part, _group_words(cohort, group.name)]


def _group_words(cohort: Cohort, name: str) -> str:
    """Groups of the past were called by their mentor; those of today are "Group 1" already."""
    if not name or not cohort.is_historical:
        return name
    return _("Group %(name)s") % {"name": name}
