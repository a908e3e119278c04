"""The rounds in the order in which they came, with how many took part and mentored in each."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import OrganisationKind
from cohorts.facts import counted
from cohorts.models import Cohort, Organisation
from cohorts.round_lists import first_year, when_in_words
from reporting.archive_records import (
    public_cohorts,
    public_mentorships,
    public_participations,
    published_evaluations,
)
from reporting.models import EvaluationReport


@dataclass(frozen=True)
class TimelineRow:
    """A round that has begun. Organisations are counted once, whatever number of units came."""

    cohort: Cohort
    when: str
    organisations: tuple[Organisation, ...]
    mentors: tuple[Organisation, ...]
    evaluations: tuple[EvaluationReport, ...] = ()

    @property
    def municipalities(self) -> int:
        return self._of_kind(OrganisationKind.MUNICIPALITY)

    @property
    def regions(self) -> int:
        return self._of_kind(OrganisationKind.REGION)

    @property
    def associations(self) -> int:
        return self._of_kind(OrganisationKind.ASSOCIATION)

    def _of_kind(self, kind: str) -> int:
        return sum(1 for organisation in self.organisations if organisation.kind == kind)


@dataclass(frozen=True)
class Timeline:
    rows: list[TimelineRow]

    @property
    def headline(self) -> str:
        if not self.rows:
            return _("No round has begun so far")
        year = first_year(self.rows[0].cohort)
        n = len(self.rows)
        return ngettext("%(n)d round since %(year)d", "%(n)d rounds since %(year)d", n) % {
            "n": n,
            "year": year,
        }

    @property
    def counted(self) -> str:
        """All who have taken part, each counted once."""
        kinds = {o.pk: o.kind for row in self.rows for o in row.organisations}
        return counted(kinds.values())


def read_timeline(day: date) -> Timeline:
    """The oldest round first."""
    took_part: dict[int, dict[int, Organisation]] = defaultdict(dict)
    for participation in public_participations(day):
        took_part[participation.cohort_id][participation.organisation_id] = (
            participation.organisation
        )
    mentors: dict[int, dict[int, Organisation]] = defaultdict(dict)
    for mentorship in public_mentorships(day):
        mentors[mentorship.cohort_id][mentorship.organisation_id] = mentorship.organisation
    evaluations: dict[int, list[EvaluationReport]] = defaultdict(list)
    for report in published_evaluations():
        evaluations[report.cohort_id].append(report)
    begun = public_cohorts().begun_by(day)
    return Timeline(
        [
            TimelineRow(
                cohort,
                when_in_words(cohort, cohort.phase(day), day),
                _values(took_part[cohort.pk]),
                _values(mentors[cohort.pk]),
                tuple(evaluations[cohort.pk]),
            )
            for cohort in sorted(begun, key=lambda one: (first_year(one), one.pk))
        ]
    )


def _values(organisations: dict[int, Organisation]) -> tuple[Organisation, ...]:
    return tuple(organisations.values())
