"""Who has taken part, as marks and areas on the map and as lists of names beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cohorts.enums import OrganisationKind
from cohorts.facts import counted
from cohorts.models import Cohort, Organisation
from cohorts.round_lists import years
from cohorts.sweden_map import Label, Mark, label_marks, mark_of


@dataclass(frozen=True)
class ParticipantsMap:
    """Regions are areas, by county code; an association has no place of its own."""

    counted: str
    marks: list[Mark]
    labels: list[Label]
    counties: list[str]
    mentors: list[Organisation]
    others: list[Organisation]
    description: str
    period: str


def participants_map(organisations: Iterable[Any], cohorts: Iterable[Cohort]) -> ParticipantsMap:
    """From organisations with `has_mentored`, and the rounds that they were in."""
    everybody = list(organisations)
    marks = [
        mark_of(o, is_mentor=o.has_mentored)
        for o in everybody
        if o.kind == OrganisationKind.MUNICIPALITY
    ]
    placed = sorted((mark for mark in marks if mark), key=lambda mark: mark.is_mentor)
    regions = [o for o in everybody if o.kind == OrganisationKind.REGION]
    known_years = {year for cohort in cohorts for year in years(cohort)}
    mentors = [o for o in everybody if o.has_mentored]
    return ParticipantsMap(
        counted=counted(o.kind for o in everybody),
        marks=placed,
        labels=label_marks(placed),
        counties=sorted(o.county_code for o in regions if o.county_code),
        mentors=mentors,
        others=[o for o in everybody if not o.has_mentored],
        description=_description(placed, counted(o.kind for o in mentors), everybody),
        period=f"{min(known_years)}–{max(known_years)}" if known_years else "",
    )


def _description(marks: list[Mark], mentors: str, everybody: list[Any]) -> str:
    """What the map shows, for those who do not see it."""
    sentences = [_("Have taken part: %(count)s.") % {"count": counted(o.kind for o in everybody)}]
    if len(marks) > 1:
        north_to_south = sorted(marks, key=lambda mark: mark.y)
        sentences.append(
            _("The municipalities reach from %(north)s in the north to %(south)s in the south.")
            % {"north": north_to_south[0].name, "south": north_to_south[-1].name}
        )
    if mentors:
        sentences.append(_("Also mentors in a later round: %(mentors)s.") % {"mentors": mentors})
    sentences.append(_("All names are in the list below the map."))
    return " ".join(sentences)
