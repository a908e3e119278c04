"""One indicator as its page shows it: its charts, what it is, what has been said and changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from improvements.chart_pages import Drawn, IndicatorCharts, with_pictures, without_pictures
from improvements.enums import Frequency, SeriesKind
from improvements.indicator_table import amount
from improvements.models import Baseline, ChartEvent, Indicator, Measurement
from improvements.period_words import period_name
from improvements.small_numbers import ever_small
from modellkonceptet.civil_dates import in_words

SHOWN = 30
_REVISED = ("~", "-")


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True)
class Revision:
    """A figure that was corrected or taken away: what it was, and what it became ("" for none)."""

    at: datetime
    who: str
    what: str
    before: str
    after: str


class IndicatorPage:
    """What the reader may know of the indicator; each part is read once."""

    def __init__(self, indicator: Indicator, user: Any, language: str) -> None:
        self.indicator = indicator
        self.user = user
        self.language = language

    @cached_property
    def at_home(self) -> bool:
        return bool(self.user.has_perm("improvements.work_at_home", self.indicator))

    @cached_property
    def charts(self) -> IndicatorCharts:
        """All charts with their pictures."""
        found = without_pictures([self.indicator], at_home=self.at_home)
        return with_pictures(found, language=self.language, most=len(SeriesKind))[0]

    @property
    def finding(self) -> str:
        return self.charts.finding

    @cached_property
    def drawn(self) -> list[Drawn]:
        """The first chart's finding is the page's heading, and is not said twice."""
        first, *others = self.charts.drawn
        return [replace(first, figure=replace(first.figure, finding="")), *others]

    @property
    def is_yearly(self) -> bool:
        return self.indicator.frequency == Frequency.YEAR

    @property
    def facts(self) -> list[Fact]:
        """What is known, in the order in which people ask; what is empty is left out."""
        one = self.indicator
        whom = [str(kind.label).lower() for kind in SeriesKind if kind in one.series]
        found = [
            (_("What it follows"), one.get_role_display()),
            (_("For whom"), ", ".join(whom)),
            (_("How often"), one.get_frequency_display()),
            (_("Better"), one.get_direction_display()),
            (_("Target"), "" if one.target is None else f"{amount(one.target)} {one.unit}".strip()),
            (_("Definition"), one.definition),
            (_("Numerator"), one.numerator),
            (_("Denominator"), one.denominator),
            (_("Source"), one.source),
            (_("Responsible"), one.responsible_name),
        ]
        return [Fact(name, str(value)) for name, value in found if value]

    @cached_property
    def baselines(self) -> list[tuple[Baseline, str]]:
        """What people have said of the median, in words."""
        rows = self.indicator.baselines.select_related("set_by").order_by("split_on", "pk")
        return [(row, _baseline_words(row, self.indicator)) for row in rows]

    @cached_property
    def events(self) -> list[ChartEvent]:
        return list(self.indicator.events.order_by("on", "pk"))

    @cached_property
    def different(self) -> list[tuple[Measurement, str]]:
        """Points marked as plainly different; at home alone, where they can be unmarked."""
        rows = self.indicator.measurements.filter(is_astronomical=True).order_by("period")
        return [(row, _cell_words(row.series, row.period, self.indicator)) for row in rows]

    @cached_property
    def revisions(self) -> list[Revision]:
        return revisions_of(self.indicator, at_home=self.at_home)


def revisions_of(indicator: Indicator, *, at_home: bool) -> list[Revision]:
    """The latest corrections, newest first.

    Others than those at home read them back to the day the indicator was last shared, and never
    of a period that ever held a figure of few people: what is withheld now could be read there.
    """
    history = Measurement.history.model.objects.filter(indicator_id=indicator.pk)  # type: ignore[attr-defined]
    latest = history.filter(history_type__in=_REVISED).order_by("-history_date", "-history_id")
    since = None if at_home else _shared_since(indicator)
    if since is not None:
        latest = latest.filter(history_date__gte=since)
    found = list(latest.select_related("history_user")[:SHOWN])
    versions: dict[date, list[Any]] = defaultdict(list)
    periods = {row.period for row in found}
    rows = history.filter(period__in=periods).order_by("history_date", "history_id")
    for row in rows:
        versions[row.period].append(row)
    silent: set[date] = set()
    if not at_home:
        silent = {period for period, each in versions.items() if ever_small(_snapshots(each))}
    revisions = []
    for row in found:
        if row.period in silent:
            continue
        before = _version_before(row, versions[row.period])
        revision = _revision(row, before, indicator)
        if revision.before != revision.after:
            revisions.append(revision)
    return revisions


def _shared_since(indicator: Indicator) -> datetime | None:
    """When others could read it again after it was private; None if it never was."""
    later = None
    for row in indicator.history.order_by("-history_date", "-history_id"):
        if row.is_private:
            return None if later is None else later.history_date
        later = row
    return None


def _snapshots(rows: Iterable[Any]) -> Iterable[dict[str, int | None]]:
    """What stood for a period after each step, as counts by series."""
    standing: dict[str, int | None] = {}
    for row in rows:
        if row.history_type == "-":
            standing.pop(row.series, None)
        else:
            standing[row.series] = row.count
        yield dict(standing)


def _version_before(row: Any, rows: Sequence[Any]) -> Any:
    of_series = [each for each in rows if each.series == row.series]
    place = next(i for i, each in enumerate(of_series) if each.history_id == row.history_id)
    return of_series[place - 1] if place else None


def _revision(row: Any, before: Any, indicator: Indicator) -> Revision:
    return Revision(
        at=row.history_date,
        who=str(row.history_user or _("Somebody")),
        what=_cell_words(row.series, row.period, indicator),
        before="" if before is None or before.history_type == "-" else _version_words(before),
        after="" if row.history_type == "-" else _version_words(row),
    )


def _version_words(row: Any) -> str:
    words = amount(row.value)
    if row.count is not None:
        words = _("%(value)s of %(n)d people") % {"value": words, "n": row.count}
    return f"{words} ({_('plainly different')})" if row.is_astronomical else words


def _cell_words(series: str, period: date, indicator: Indicator) -> str:
    return f"{SeriesKind(series).label}, {period_name(period, indicator.frequency)}"


def _baseline_words(row: Baseline, indicator: Indicator) -> str:
    if row.frozen_first:
        return _("The median is that of the first %(n)d periods.") % {"n": row.frozen_first}
    assert row.split_on is not None  # noqa: S101 - the constraint says one of the two
    if indicator.frequency == Frequency.WEEK:
        when = in_words(row.split_on, weekday=False, year=True)
    else:
        when = period_name(row.split_on, indicator.frequency)
    return _("A new median begins with %(when)s.") % {"when": when}
