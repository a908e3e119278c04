"""Figures over all rounds: where participants come from, who comes back, how long decisions take.

Of organisations, which is public; what lies behind a median is told only where enough
organisations do. Everything is counted in a fixed number of queries.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy

from applications.enums import ApplicationStatus, DecisionStatus
from applications.filters import SKR_GROUPS
from applications.models import AdmissionDecision, Application
from cohorts.enums import OrganisationKind, ParticipationStatus, Phase
from cohorts.models import Cohort, Group, Mentorship, Organisation, Participation
from cohorts.querysets import swedish
from cohorts.titles import first_day
from modellkonceptet.civil_dates import civil_date
from reporting.cohort_picture import FEWEST_ORGANISATIONS

_ADMITTED = [ApplicationStatus.ADMITTED, ApplicationStatus.ADMITTED_CONDITIONALLY]
KINDS = {
    OrganisationKind.MUNICIPALITY: gettext_lazy("Municipalities"),
    OrganisationKind.REGION: gettext_lazy("Regions"),
    OrganisationKind.ASSOCIATION: gettext_lazy("Associations of municipalities"),
}


@dataclass(frozen=True)
class Days:
    """Days from application to decision; of too few nothing is told."""

    of: int
    middle: float
    least: int
    most: int

    @classmethod
    def of_all(cls, days: Sequence[int]) -> "Days | None":
        if len(days) < FEWEST_ORGANISATIONS:
            return None
        return cls(len(days), median(days), min(days), max(days))

    @property
    def middle_words(self) -> str:
        return number_format(self.middle, decimal_pos=0 if self.middle == int(self.middle) else 1)


@dataclass(frozen=True)
class RoundRow:
    """A round in numbers. What an earlier round has no record of is None."""

    cohort: Cohort
    sent_in: int | None
    admitted: int | None
    members: int
    left: int
    groups: int
    mentors: int
    days: Days | None
    decided: int
    came_back: int | None
    mentored_later: int | None

    @property
    def gone_on(self) -> bool:
        """Whether a later round has begun, so that somebody can have come back."""
        return self.came_back is not None


@dataclass(frozen=True)
class Part:
    """A county, a type or a kind: how many there are, and those who have taken part."""

    key: str
    label: str
    of: int
    members: tuple[Organisation, ...]
    times: int

    @property
    def count(self) -> int:
        return len(self.members)

    @property
    def percent(self) -> int:
        return round(100 * self.count / self.of) if self.of else 0


@dataclass(frozen=True)
class Return:
    """Of those who took part in a round with a later one after it, how many were seen again."""

    of: int
    as_participant: int
    as_mentor: int
    who: tuple[Organisation, ...]

    @property
    def either(self) -> int:
        return len(self.who)


class RoundStatistics:
    """All rounds that have begun or taken applications, the latest first."""

    def __init__(self, user: Any, day: date) -> None:
        self.user, self.day = user, day

    # --- what is read, once

    @cached_property
    def cohorts(self) -> list[Cohort]:
        found = Cohort.objects.visible_to(self.user)
        return [one for one in found if one.phase(self.day) not in (Phase.DRAFT, Phase.ANNOUNCED)]

    @cached_property
    def organisations(self) -> dict[int, Organisation]:
        rows = Organisation.objects.visible_to(self.user).order_by(swedish("name"), "kind")
        return {one.pk: one for one in rows}

    @cached_property
    def _participations(self) -> list[tuple[int, int, str]]:
        rows = Participation.objects.visible_to(self.user).filter(cohort__in=self.cohorts)
        return list(rows.order_by().values_list("cohort", "organisation", "status"))

    @cached_property
    def _begun(self) -> set[int]:
        """Rounds whose participants have taken part, rather than been admitted to do so."""
        return {
            one.pk
            for one in self.cohorts
            if one.is_historical or (one.starts_on is not None and one.starts_on <= self.day)
        }

    @cached_property
    def _members(self) -> dict[int, set[int]]:
        """Organisations by round, without those that left it."""
        found: dict[int, set[int]] = defaultdict(set)
        for cohort, organisation, status in self._participations:
            if status != ParticipationStatus.WITHDRAWN:
                found[cohort].add(organisation)
        return found

    @cached_property
    def _mentors(self) -> dict[int, set[int]]:
        rows = Mentorship.objects.current().visible_to(self.user)
        found: dict[int, set[int]] = defaultdict(set)
        for cohort, organisation in rows.order_by().values_list("cohort", "organisation"):
            found[cohort].add(organisation)
        return found

    @cached_property
    def _later(self) -> dict[int, list[int]]:
        """By round those that began after it, of those of which is known when they began."""
        days = {one.pk: first_day(one) for one in self.cohorts if one.pk in self._begun}
        began = {pk: day for pk, day in days.items() if day != date.max}
        return {
            pk: [other for other, when in began.items() if when > day] for pk, day in began.items()
        }

    @cached_property
    def _groups(self) -> Mapping[int, int]:
        standing = Group.objects.standing().visible_to(self.user)
        return dict(standing.order_by().values_list("cohort").annotate(n=Count("pk")))

    @cached_property
    def _applications(self) -> dict[int, tuple[int, int]]:
        """Sent in and admitted by round; counts alone, so the evaluator reads them too."""
        rows = Application.objects.submitted().filter(cohort__in=self.cohorts).order_by()
        counted = rows.values_list("cohort").annotate(
            sent=Count("pk"), admitted=Count("pk", filter=Q(status__in=_ADMITTED))
        )
        return {cohort: (sent, admitted) for cohort, sent, admitted in counted}

    @cached_property
    def _days(self) -> dict[int, list[int]]:
        """From the first sending in to the first published decision, by round."""
        in_force = [DecisionStatus.PUBLISHED, DecisionStatus.SUPERSEDED]
        rows = (
            AdmissionDecision.objects.filter(
                status__in=in_force,
                application__cohort__in=self.cohorts,
                application__first_submitted_at__isnull=False,
            )
            .order_by()
            .values_list("application", "application__cohort", "application__first_submitted_at")
            .annotate(first=Min("published_at"))
        )
        found: dict[int, list[int]] = defaultdict(list)
        for _pk, cohort, sent, published in rows:
            found[cohort].append((civil_date(published) - civil_date(sent)).days)
        return found

    # --- what is told

    @cached_property
    def rounds(self) -> list[RoundRow]:
        left = Counter(
            cohort
            for cohort, _organisation, status in self._participations
            if status == ParticipationStatus.WITHDRAWN
        )
        return [self._round(one, left[one.pk]) for one in self.cohorts]

    def _round(self, cohort: Cohort, left: int) -> RoundRow:
        pk, members = cohort.pk, self._members[cohort.pk]
        sent = None if cohort.is_historical else self._applications.get(pk, (0, 0))
        later = self._later.get(pk, [])
        days = self._days.get(pk, [])
        return RoundRow(
            cohort,
            sent_in=sent[0] if sent else None,
            admitted=sent[1] if sent else None,
            members=len(members),
            left=left,
            groups=self._groups.get(pk, 0),
            mentors=len(self._mentors[pk]),
            days=Days.of_all(days),
            decided=len(days),
            came_back=self._seen(members, self._members, later) if later else None,
            mentored_later=self._seen(members, self._mentors, later) if later else None,
        )

    @staticmethod
    def _seen(members: set[int], where: Mapping[int, set[int]], rounds: Iterable[int]) -> int:
        again = {one for pk in rounds for one in where.get(pk, set())}
        return len(members & again)

    @cached_property
    def times(self) -> Counter[int]:
        """In how many rounds that have begun each organisation has taken part."""
        return Counter(one for pk in self._begun for one in self._members[pk])

    @cached_property
    def all_days(self) -> Days | None:
        return Days.of_all([n for days in self._days.values() for n in days])

    @cached_property
    def again(self) -> Return:
        """An organisation that went through several rounds counts once."""
        could: set[int] = set()
        participants: set[int] = set()
        mentors: set[int] = set()
        for pk, later in self._later.items():
            if not later:
                continue
            members = self._members[pk]
            could |= members
            for other in later:
                participants |= members & self._members[other]
                mentors |= members & self._mentors[other]
        seen = participants | mentors
        who = tuple(one for pk, one in self.organisations.items() if pk in seen)
        return Return(len(could), len(participants), len(mentors), who)

    @cached_property
    def by_county(self) -> list[Part]:
        """Municipalities and the region together, by county in the order of their names."""
        return self._parts(
            lambda one: (one.county_code, one.county_name) if one.county_code else None,
            by_label=True,
        )

    @cached_property
    def by_type(self) -> list[Part]:
        return self._parts(
            lambda one: (
                (one.skr_group, str(SKR_GROUPS.get(one.skr_group, one.skr_group)))
                if one.skr_group
                else None
            )
        )

    @cached_property
    def by_kind(self) -> list[Part]:
        return self._parts(lambda one: (one.kind, str(KINDS[OrganisationKind(one.kind)])))

    def _parts(self, place: Any, *, by_label: bool = False) -> list[Part]:
        labels: dict[str, str] = {}
        of: Counter[str] = Counter()
        members: dict[str, list[Organisation]] = defaultdict(list)
        for one in self.organisations.values():
            found = place(one)
            if found is None:
                continue
            key, labels[found[0]] = found
            of[key] += 1
            if self.times[one.pk]:
                members[key].append(one)
        parts = [
            Part(
                key,
                label,
                of[key],
                tuple(members[key]),
                sum(self.times[m.pk] for m in members[key]),
            )
            for key, label in labels.items()
        ]
        return sorted(parts, key=lambda part: _swedish(part.label) if by_label else part.key)


def _swedish(name: str) -> str:
    """Å, Ä and Ö come last, in that order."""
    for place, letter in enumerate("ÅÄÖ", start=1):
        name = name.replace(letter, f"zzz{place}")
    return name
