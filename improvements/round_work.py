"""SKR's overview of a round's improvement work: who has logged what, and where it has got to.

Only what is shared is counted: private work stays at home, from SKR too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count, Max, Q
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort, Participation
from improvements.enums import CycleStatus, ImprovementStatus
from improvements.models import (
    Assessment,
    Comment,
    Cycle,
    Improvement,
    Indicator,
    Measurement,
    Observation,
    ProgressStep,
)
from improvements.ramp import open_too_long
from improvements.services.starting_points import shared_by
from learning_meetings.enums import MeetingStatus
from learning_meetings.models import Meeting
from modellkonceptet.civil_dates import civil_date

MOST_MONTHS = 12
# What counts as having logged something: rows, the moment of each, whose it is, what is counted.
# A table of figures that is pasted in is one entry an indicator, not one a figure.
LOGGED = (
    (Observation, "seen_at", "cycle__improvement", "pk"),
    (Cycle, "created_at", "improvement", "pk"),
    (ProgressStep, "set_at", "improvement", "pk"),
    (Comment, "written_at", "improvement", "pk"),
    (Measurement, "changed_at", "indicator", "indicator"),
)


@dataclass(frozen=True)
class Month:
    first: date

    @property
    def label(self) -> str:
        return str(date_format(self.first, "M Y" if self.first.month == 1 else "M"))


@dataclass(frozen=True)
class Cell:
    """How much was logged in a month; `heat` 0–4 is the shade beside the number."""

    month: Month
    count: int

    @property
    def heat(self) -> int:
        return sum(self.count >= least for least in (1, 3, 6, 12))


@dataclass(frozen=True)
class Row:
    """One participant's line."""

    participation: Participation
    since: date
    logged_since: int
    cells: tuple[Cell, ...]
    states: tuple[tuple[str, int], ...]
    under_way: int
    late: tuple[Any, ...]
    assessed: int
    split_by_sex: str
    shared_at: datetime | None  # its starting point

    @property
    def is_silent(self) -> bool:
        return self.logged_since == 0


@dataclass(frozen=True)
class RoundWork:
    rows: tuple[Row, ...]
    months: tuple[Month, ...]
    states: tuple[tuple[str, int], ...]

    @property
    def headline(self) -> str:
        if not self.rows:
            return _("Nobody takes part yet")
        silent = sum(row.is_silent for row in self.rows)
        if not silent:
            return _("All have logged something since their last meeting")
        return capfirst(
            ngettext(
                "%(n)s of %(all)s has logged nothing since the last meeting",
                "%(n)s of %(all)s have logged nothing since the last meeting",
                silent,
            )
            % {"n": apnumber(silent), "all": apnumber(len(self.rows))}
        )

    @property
    def late(self) -> list[Any]:
        """Cycles open too long, with why."""
        return [(row.participation, cycle, why) for row in self.rows for cycle, why in row.late]


def read_round_work(cohort: Cohort, today: date) -> RoundWork:
    """Everything the page shows, in a fixed number of queries whatever the round's size."""
    members = list(
        cohort.participations.exclude(status=ParticipationStatus.WITHDRAWN)
        .select_related("organisation", "unit", "group")
        .order_by("organisation__name", "pk")
    )
    since = _last_meetings(cohort, members)
    months = months_until(cohort.starts_on, today)
    logged, fresh = _logged(cohort, since, months)
    states = _counted(Improvement.objects.filter(is_private=False), cohort, "status")
    cycles = _open_cycles(cohort)
    assessed = _counted(Assessment.objects.agreed(), cohort, "status")
    split = _split_by_sex(cohort)
    shared = shared_by(cohort)
    rows = tuple(
        Row(
            participation=each,
            since=since[each.pk],
            logged_since=fresh[each.pk],
            cells=tuple(Cell(month, logged[each.pk, month.first]) for month in months),
            states=_in_order(states[each.pk]),
            under_way=len(cycles[each.pk]),
            late=tuple((one, why) for one in cycles[each.pk] if (why := open_too_long(one, today))),
            assessed=sum(assessed[each.pk].values()),
            split_by_sex=split.get(each.pk, ""),
            shared_at=shared.get(each.pk),
        )
        for each in members
    )
    total: Counter[str] = sum((states[each.pk] for each in members), Counter())
    return RoundWork(rows, tuple(months), _in_order(total))


def months_until(first: date | None, today: date) -> list[Month]:
    """The months from the round's start to today's, at most twelve, oldest first."""
    month = today.replace(day=1)
    begun = min(first or today, today).replace(day=1)
    found: list[Month] = []
    while month >= begun and len(found) < MOST_MONTHS:
        found.append(Month(month))
        month = (month - timedelta(days=1)).replace(day=1)
    return found[::-1]


def _last_meetings(cohort: Cohort, members: Sequence[Participation]) -> dict[int, date]:
    """By participation the day of the last meeting it was at: its group's or the round's own."""
    latest = dict(
        Meeting.objects.filter(cohort=cohort, status=MeetingStatus.HELD)
        .order_by()
        .values_list("group")
        .annotate(Max("starts_at"))
    )
    start = cohort.starts_on or date.min
    found = {}
    for each in members:
        held = [at for key in {each.group_id, None} if (at := latest.get(key))]
        found[each.pk] = max((civil_date(at) for at in held), default=start)
    return found


def _logged(
    cohort: Cohort, since: dict[int, date], months: Sequence[Month]
) -> tuple[Counter[tuple[int, date]], Counter[int]]:
    """Rows by participation and month, and by participation since its last meeting."""
    by_month: Counter[tuple[int, date]] = Counter()
    fresh: Counter[int] = Counter()
    for model, moment, owner, entry in LOGGED:
        whose, entries = f"{owner}__participation", Count(entry, distinct=True)
        rows = model.objects.filter(
            **{f"{whose}__cohort": cohort, f"{owner}__is_private": False}
        ).order_by()
        counted = rows.values_list(whose, TruncMonth(moment)).annotate(n=entries)
        for pk, month, n in counted:
            by_month[pk, civil_date(month)] += n
        later = Q(pk__in=[])
        for pk, day in since.items():
            later |= Q(**{whose: pk, f"{moment}__date__gt": day})
        for pk, n in rows.filter(later).values_list(whose).annotate(n=entries):
            fresh[pk] += n
    return by_month, fresh


def _counted(rows: Any, cohort: Cohort, field: str) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    counted = rows.filter(participation__cohort=cohort).order_by()
    for pk, value, n in counted.values_list("participation", field).annotate(n=Count("pk")):
        found[pk][value] += n
    return found


def _open_cycles(cohort: Cohort) -> dict[int, list[Cycle]]:
    found: dict[int, list[Cycle]] = defaultdict(list)
    cycles = Cycle.objects.filter(
        improvement__participation__cohort=cohort, improvement__is_private=False
    )
    for cycle in cycles.exclude(status=CycleStatus.ACTED).select_related("improvement"):
        found[cycle.improvement.participation_id].append(cycle)
    return found


def _split_by_sex(cohort: Cohort) -> dict[int, str]:
    """ "3 of 4": how many of a participant's indicators have figures for both sexes."""
    found: dict[int, list[bool]] = defaultdict(list)
    indicators = Indicator.objects.filter(
        participation__cohort=cohort, is_private=False, is_closed=False
    )
    for each in indicators:
        found[each.participation_id].append(each.is_by_sex)
    return {
        pk: _("%(n)d of %(all)d") % {"n": sum(flags), "all": len(flags)}
        for pk, flags in found.items()
    }


def _in_order(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    states: Iterable[ImprovementStatus] = ImprovementStatus
    return tuple((str(state.label), counted[state]) for state in states if counted[state])
