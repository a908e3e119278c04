"""The list of rounds: a row for each, gathered by where the round stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cohorts.enums import ParticipationStatus, Phase
from cohorts.facts import counted
from cohorts.models import Cohort
from modellkonceptet import civil_dates


@dataclass(frozen=True)
class RoundRow:
    cohort: Cohort
    phase: Phase
    when: str
    participants: str

    @classmethod
    def of(cls, cohort: Cohort, today: date) -> "RoundRow":
        """From a cohort with its participations and their organisations at hand."""
        phase = cohort.phase(today)
        kinds = {
            p.organisation_id: p.organisation.kind
            for p in cohort.participations.all()
            if p.status != ParticipationStatus.WITHDRAWN
        }
        return cls(cohort, phase, when_in_words(cohort, phase, today), counted(kinds.values()))


@dataclass(frozen=True)
class RoundPart:
    key: str
    title: str
    rows: list[RoundRow]


def by_phase(rows: Iterable[RoundRow]) -> list[RoundPart]:
    """Open first, then coming, running and completed; the latest first within each."""
    newest = sorted(rows, key=lambda row: (first_year(row.cohort), row.cohort.pk), reverse=True)
    parts = [
        RoundPart("open", _("Open rounds"), [r for r in newest if r.phase == Phase.OPEN]),
        RoundPart(
            "coming",
            _("Coming rounds"),
            [r for r in newest if r.phase in (Phase.DRAFT, Phase.ANNOUNCED)],
        ),
        RoundPart(
            "running",
            _("Rounds that are going on"),
            [r for r in newest if r.phase in (Phase.DECIDING, Phase.RUNNING)],
        ),
        RoundPart(
            "completed", _("Completed rounds"), [r for r in newest if r.phase == Phase.COMPLETED]
        ),
    ]
    return [part for part in parts if part.rows]


def years(cohort: Cohort) -> list[int]:
    """The years that the round is known to have touched, from its dates or its period as known."""
    known = {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", cohort.period_text)}
    known |= {day.year for day in (cohort.starts_on, cohort.completed_on) if day}
    return sorted(known)


def first_year(cohort: Cohort) -> int:
    known = years(cohort)
    if known:
        return known[0]
    return cohort.opens_on.year if cohort.opens_on else 9999


def when_in_words(cohort: Cohort, phase: Phase, today: date) -> str:
    """The one date that matters most in the round's phase."""
    if phase == Phase.OPEN and cohort.closes_on:
        return _("Open until %(day)s, %(distance)s") % {
            "day": civil_dates.in_words(cohort.closes_on),
            "distance": civil_dates.distance(cohort.closes_on, today),
        }
    if phase == Phase.ANNOUNCED and cohort.opens_on:
        return _("Opens %(day)s") % {"day": civil_dates.in_words(cohort.opens_on)}
    if phase == Phase.DECIDING:
        return str(Phase.DECIDING.label)
    if cohort.period_text:
        return cohort.period_text
    if cohort.starts_on and cohort.completed_on:
        return f"{cohort.starts_on.year}–{cohort.completed_on.year}"
    if cohort.starts_on:
        return _("Started %(day)s") % {"day": civil_dates.in_words(cohort.starts_on)}
    return str(phase.label)
