"""What the start page says of each open round."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cohorts.facts import applied, start_finding
from cohorts.models import Cohort
from cohorts.rail import Stop, ends_on, stops_ahead
from cohorts.terms_page import TermsSection, terms_sections


@dataclass(frozen=True)
class OpenRound:
    cohort: Cohort
    finding: str
    stops: list[Stop]
    sections: list[TermsSection]


def open_rounds(
    cohorts: Iterable[Cohort], applications: Mapping[int, int], *, today: date
) -> list[OpenRound]:
    """From cohorts with their public parts, and the number of applications by cohort."""
    return [_open_round(cohort, applications.get(cohort.pk, 0), today) for cohort in cohorts]


def _open_round(cohort: Cohort, count: int, today: date) -> OpenRound:
    events = list(cohort.timeline.all())
    sections = terms_sections(cohort.terms.all())
    now = applied(count, [section.kind for section in sections])
    return OpenRound(
        cohort=cohort,
        finding=start_finding(cohort, ends_on(cohort, events), today=today),
        stops=stops_ahead(cohort, events, today=today, now=now),
        sections=sections,
    )
