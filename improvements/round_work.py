"""SKR's overview of a round's improvement work: who has logged what, and where it has got to.

Only what is shared is counted: private work stays at home, from SKR too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count, Max
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort, Participation
from improvements.activity import SHADES, Activity, Cell, Month, entries_in_words, months_until
from improvements.enums import CycleStatus, ImprovementStatus
from improvements.models import Assessment, Cycle, Improvement, Indicator
from improvements.ramp import open_too_long
from improvements.services.starting_points import shared_by
from learning_meetings.enums import MeetingStatus
from learning_meetings.models import Meeting
from modellkonceptet.civil_dates import civil_date


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

    @property
    def entries(self) -> str:
        """All that the months of the map hold, in words."""
        return entries_in_words(sum((cell.kinds for cell in self.cells), Counter()))


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
    def shades(self) -> tuple[int, ...]:
        """From how many entries a cell of the map is a step darker."""
        return SHADES

    @property
    def by_group(self) -> list[tuple[str, list[Row]]]:
        """Rows under the names of their groups; those without one come last."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            group = row.participation.group
            found[group.name if group else ""].append(row)
        return sorted(found.items(), key=lambda pair: (not pair[0], pair[0]))

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
    activity = Activity(cohort, since, months)
    states = _counted(Improvement.objects.filter(is_private=False), cohort, "status")
    cycles = _open_cycles(cohort)
    assessed = _counted(Assessment.objects.agreed(), cohort, "status")
    split = _split_by_sex(cohort)
    shared = shared_by(cohort)
    rows = tuple(
        Row(
            participation=each,
            since=since[each.pk],
            logged_since=activity.fresh[each.pk],
            cells=activity.cells(each.pk),
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
