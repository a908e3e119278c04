"""What participants have logged, month by month and by kind: the rows of the activity map.

Only what is shared is counted: private work stays at home, from SKR too.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort
from improvements.models import Comment, Cycle, Measurement, Observation, ProgressStep
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.enumerating import joined

MOST_MONTHS = 12
# From how many entries a cell has each of the four shades.
SHADES = (1, 3, 6, 12)


@dataclass(frozen=True)
class Logged:
    """A kind of step: whose rows, the moment of each, whose it is, and what one entry is."""

    model: Any
    moment: str
    owner: str
    words: Callable[[int], str]
    entry: str = "pk"
    only: Q | None = None

    @property
    def whose(self) -> str:
        return f"{self.owner}__participation"

    def rows(self, cohort: Cohort) -> Any:
        shared = {f"{self.whose}__cohort": cohort, f"{self.owner}__is_private": False}
        return self.model.objects.filter(self.only or Q(), **shared).order_by()

    def later_than(self, days: Mapping[int, date]) -> Q:
        """Rows of each participation after its own day."""
        is_day = self.moment.endswith("_on")
        lookup = f"{self.moment}__gt" if is_day else f"{self.moment}__date__gt"
        later = Q(pk__in=[])
        for pk, day in days.items():
            later |= Q(**{self.whose: pk, lookup: day})
        return later


# A partner's, the mentor's or SKR's comment is no sign that the team itself is at work.
_BY_THE_TEAM = Q(author=None) | Q(
    author__team_memberships__participation=F("improvement__participation")
)
# A table of figures that is pasted in is one entry an indicator, not one a figure.
LOGGED: dict[str, Logged] = {
    "begun": Logged(
        Cycle,
        "created_at",
        "improvement",
        lambda n: ngettext("%(n)d cycle begun", "%(n)d cycles begun", n),
    ),
    "closed": Logged(
        Cycle,
        "ended_on",
        "improvement",
        lambda n: ngettext("%(n)d cycle closed", "%(n)d cycles closed", n),
    ),
    "seen": Logged(
        Observation,
        "seen_at",
        "cycle__improvement",
        lambda n: ngettext("%(n)d observation", "%(n)d observations", n),
    ),
    "measured": Logged(
        Measurement,
        "changed_at",
        "indicator",
        lambda n: ngettext("figures of %(n)d indicator", "figures of %(n)d indicators", n),
        entry="indicator",
    ),
    "progress": Logged(
        ProgressStep,
        "set_at",
        "improvement",
        lambda n: ngettext("%(n)d note of progress", "%(n)d notes of progress", n),
    ),
    "said": Logged(
        Comment,
        "written_at",
        "improvement",
        lambda n: ngettext("%(n)d comment", "%(n)d comments", n),
        only=_BY_THE_TEAM,
    ),
}


def entries_in_words(kinds: Mapping[str, int]) -> str:
    """ "2 cycles begun, 1 observation and 1 comment"; says that there is nothing."""
    said = [one.words(kinds[key]) % {"n": kinds[key]} for key, one in LOGGED.items() if kinds[key]]
    return joined(said) or _("nothing logged")


@dataclass(frozen=True)
class Month:
    first: date

    @property
    def label(self) -> str:
        return str(date_format(self.first, "M Y" if self.first.month == 1 else "M"))


@dataclass(frozen=True)
class Cell:
    """What was logged in a month; `heat` 0–4 is the shade beside the number."""

    month: Month
    kinds: Counter[str]

    @property
    def count(self) -> int:
        return self.kinds.total()

    @property
    def heat(self) -> int:
        return sum(self.count >= least for least in SHADES)

    @property
    def words(self) -> str:
        return entries_in_words(self.kinds)


def months_until(first: date | None, today: date) -> list[Month]:
    """The months from the round's start to today's, at most twelve, oldest first."""
    month = today.replace(day=1)
    begun = min(first or today, today).replace(day=1)
    found: list[Month] = []
    while month >= begun and len(found) < MOST_MONTHS:
        found.append(Month(month))
        month = (month - timedelta(days=1)).replace(day=1)
    return found[::-1]


class Activity:
    """Entries by participation and month, and since a day of each participation's own."""

    def __init__(self, cohort: Cohort, since: Mapping[int, date], months: Sequence[Month]) -> None:
        self.months = months
        self.fresh: Counter[int] = Counter()
        self._kinds: dict[tuple[int, date], Counter[str]] = defaultdict(Counter)
        for key, one in LOGGED.items():
            rows, entries = one.rows(cohort), Count(one.entry, distinct=True)
            dated = rows.exclude(**{one.moment: None})
            for pk, month, n in dated.values_list(one.whose, TruncMonth(one.moment)).annotate(
                n=entries
            ):
                self._kinds[pk, civil_date(month)][key] += n
            later = rows.filter(one.later_than(since))
            for pk, n in later.values_list(one.whose).annotate(n=entries):
                self.fresh[pk] += n

    def cells(self, participation: int) -> tuple[Cell, ...]:
        return tuple(
            Cell(month, self._kinds.get((participation, month.first), Counter()))
            for month in self.months
        )
