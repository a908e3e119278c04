"""The titles Modellkommun and Modellregion, read from the record: nobody types them in.

A title belongs to a municipality or region that has gone through a round and then, as one of
its lead mentors, through a later round to its end. It stands from the day that round was
completed. Supporting mentors, those who stopped early, and those of whom it is known that they
did not complete it, get no title from it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cohorts.enums import Completion, MentorRole, OrganisationKind, ParticipationStatus, Precision
from cohorts.models import Cohort
from modellkonceptet.civil_dates import period


@dataclass(frozen=True)
class Title:
    """`since` is None where nobody has noted when the mentored round ended."""

    kind: str
    since: date | None
    precision: str
    own_round: Cohort
    mentored_round: Cohort
    unit: str = ""

    @property
    def name(self) -> str:
        """ "Modellkommun", the same word in both languages."""
        return "Modellregion" if self.kind == OrganisationKind.REGION else "Modellkommun"

    @property
    def when(self) -> str:
        """ "maj 2018", as exactly as the day is known; empty where it is not."""
        return period(self.since, None, self.precision, note=False) if self.since else ""

    @property
    def words(self) -> str:
        """ "Modellkommun sedan maj 2018"."""
        if not self.since:
            return _("%(title)s (date not known)") % {"title": self.name}
        return _("%(title)s since %(when)s") % {"title": self.name, "when": self.when}

    @property
    def why(self) -> str:
        rounds = {"own": self.own_round.name, "mentored": self.mentored_round.name}
        if self.unit:
            return _(
                "Has gone through %(own)s by %(unit)s, and then been mentor in %(mentored)s."
            ) % {**rounds, "unit": self.unit}
        return _("Has gone through %(own)s and then been mentor in %(mentored)s.") % rounds


def title_of(
    kind: str, participations: Iterable[Any], mentorships: Iterable[Any], *, today: date
) -> Title | None:
    """The organisation's title from its own rows, with their cohorts (and units) at hand.

    The earliest mentored round gives it. An association of municipalities is neither a
    municipality nor a region and has none.
    """
    if kind == OrganisationKind.ASSOCIATION:
        return None
    gone_through = sorted(
        (one for one in participations if _is_completed(one)),
        key=lambda one: (one.unit_id is not None, first_day(one.cohort)),
    )
    for mentorship in sorted(mentorships, key=lambda one: first_day(one.cohort)):
        mentored = mentorship.cohort
        if not _counts(mentorship) or not _is_over(mentored, today):
            continue
        own = next((one for one in gone_through if _came_before(one, mentored)), None)
        if own is not None:
            return Title(
                kind,
                mentored.completed_on,
                mentored.completed_precision,
                own.cohort,
                mentored,
                own.unit.name if own.unit else "",
            )
    return None


def first_day(cohort: Cohort) -> date:
    """When the round began, as far as is known: of a period its first year, else never."""
    if cohort.starts_on:
        return cohort.starts_on
    year = re.search(r"\b(?:19|20)\d\d\b", cohort.period_text)
    return date(int(year[0]), 1, 1) if year else date.max


def _is_completed(participation: Any) -> bool:
    """As `Participation.objects.completed()`: what is not known of an old one counts."""
    return (
        participation.status == ParticipationStatus.COMPLETED
        and participation.completion != Completion.NO
    )


def _counts(mentorship: Any) -> bool:
    return (
        mentorship.role == MentorRole.LEAD
        and mentorship.ended_on is None
        and mentorship.completion != Completion.NO
    )


def _is_over(cohort: Cohort, today: date) -> bool:
    if cohort.completed_on is None:
        return cohort.is_historical
    return cohort.completed_on <= today


def _came_before(participation: Any, mentored: Cohort) -> bool:
    """Whether its own round began earlier, and had ended when the mentored one began.

    Where the end is known as a month or a year, the first day that it can have been counts.
    """
    own = participation.cohort
    began = first_day(mentored)
    if own.pk == mentored.pk or not first_day(own) < began:
        return False
    ended = participation.completed_on or own.completed_on
    if ended is None:
        return True
    if participation.completed_on is None and own.completed_precision != Precision.DAY:
        ended = ended.replace(day=1)
        if own.completed_precision == Precision.YEAR:
            ended = ended.replace(month=1)
    return bool(ended <= began)
