"""Figures of a group beside each other: the latest of its own indicators, and Kolada's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _

from cohorts.models import Participation
from improvements.chart_specs import percent
from improvements.enums import NationalGoal, SeriesKind, Sex
from improvements.indicator_charts import PAIRS
from improvements.indicator_table import amount
from improvements.models import (
    ChosenIndicator,
    Indicator,
    Measurement,
    OfficialIndicator,
    OfficialValue,
)
from improvements.official_page import source_line
from improvements.official_pictures import YearFigures, Yearly, figure_in_words, gap_in_words
from improvements.period_words import period_name
from improvements.run_chart.gap_sentences import SHARES
from improvements.small_numbers import Cell, for_others

FIRST = 5  # official figures that are not folded


@dataclass(frozen=True)
class Latest:
    """An indicator with the figures of its latest period, as this reader may know them."""

    indicator: Indicator
    cells: Mapping[str, Cell]

    @property
    def is_empty(self) -> bool:
        return not self.cells

    @property
    def is_withheld(self) -> bool:
        return any(cell.is_withheld for cell in self.cells.values())

    @property
    def period(self) -> str:
        first: date | None = next((cell.period for cell in self.cells.values()), None)
        return period_name(first, self.indicator.frequency) if first else ""

    @property
    def figures(self) -> str:
        """ "Kvinnor 61,2, män 58,4 %"; "" where all is withheld."""
        kinds = [kind for kind in SeriesKind if kind in self.cells]
        if all(self.cells[kind].value is None for kind in kinds):
            return ""
        said = ", ".join(f"{kind.label} {self._shown(self.cells[kind])}" for kind in kinds)
        return f"{said[:1]}{said[1:].lower()} {self.indicator.unit}".strip()

    @property
    def gaps(self) -> list[str]:
        """Women − men, girls − boys, with their unit."""
        unit = self.indicator.unit.strip()
        unit = percent().gap if unit.casefold() in SHARES else unit
        found = []
        for _whom, ours, theirs in PAIRS:
            one, other = self._value(ours), self._value(theirs)
            if one is not None and other is not None:
                found.append(f"{amount(one - other)} {unit}".strip())
        return found

    def _value(self, kind: str) -> Decimal | None:
        cell = self.cells.get(kind)
        return cell.value if cell else None

    @staticmethod
    def _shown(cell: Cell) -> str:
        return _("hidden") if cell.value is None else amount(cell.value)


def latest_figures(
    participants: Sequence[Participation], own: Iterable[int], user: Any
) -> dict[int, list[Latest]]:
    """Of every participant the indicators that are followed; in two queries for any number."""
    seen = Indicator.objects.visible_to(user).filter(
        participation__in=[one.pk for one in participants], is_closed=False
    )
    indicators = list(seen.order_by("pk"))
    last = Measurement.objects.filter(indicator=OuterRef("indicator")).order_by("-period")
    rows = Measurement.objects.visible_to(user).filter(
        indicator__in=[one.pk for one in indicators],
        period=Subquery(last.values("period")[:1]),
    )
    cells: dict[int, list[Cell]] = defaultdict(list)
    for pk, series, period, value, count in rows.values_list(
        "indicator", "series", "period", "value", "count"
    ):
        cells[pk].append(Cell(series, period, value, count))
    at_home = set(own)
    found: dict[int, list[Latest]] = {one.pk: [] for one in participants}
    for one in indicators:
        known = cells[one.pk]
        if one.participation_id not in at_home:
            known = for_others(known)
        found[one.participation_id].append(Latest(one, {cell.series: cell for cell in known}))
    return found


@dataclass(frozen=True)
class OfficialLine:
    """An official indicator with everybody's latest year, in the order of the participants."""

    indicator: OfficialIndicator
    figures: tuple[tuple[Participation, YearFigures | None], ...]

    @property
    def goal(self) -> str:
        goal = self.indicator.goal
        return str(NationalGoal(goal).label) if goal else ""

    @property
    def cells(self) -> list[tuple[Participation, str, str]]:
        """Per participant the figures and the difference in words, "" where there are none."""
        return [
            (one, self._figures(year), self._gap(year) if year else "")
            for one, year in self.figures
        ]

    def _figures(self, year: YearFigures | None) -> str:
        if year is None:
            return ""
        return _("Women %(women)s, men %(men)s (%(year)d)") % {
            "women": figure_in_words(year.women, year.decimals),
            "men": figure_in_words(year.men, year.decimals),
            "year": year.year,
        }

    def _gap(self, year: YearFigures) -> str:
        return "" if year.gap is None else gap_in_words(year, self.indicator.title)


@dataclass(frozen=True)
class OfficialTable:
    """What at least two of the group follow, by national goal; without those that have no sexes."""

    lines: tuple[OfficialLine, ...]
    as_of: datetime | None

    @property
    def first(self) -> tuple[OfficialLine, ...]:
        return self.lines[:FIRST]

    @property
    def rest(self) -> tuple[OfficialLine, ...]:
        return self.lines[FIRST:]

    @property
    def source(self) -> str:
        return source_line(self.as_of)


def official_table(participants: Sequence[Participation], user: Any) -> OfficialTable:
    """In two queries for any number of figures and years."""
    numbers = [one.pk for one in participants]
    chosen = ChosenIndicator.objects.visible_to(user).filter(participation__in=numbers)
    shared = chosen.values("indicator").annotate(n=Count("participation")).filter(n__gte=2)
    indicators = {
        one.pk: one
        for one in OfficialIndicator.objects.visible_to(user).filter(
            pk__in=shared.values("indicator"), is_by_sex=True
        )
    }
    standing = OfficialValue.objects.filter(
        replaced_at=None, is_withdrawn=False, value__isnull=False, sex__in=[Sex.WOMEN, Sex.MEN]
    )
    last = standing.filter(
        indicator=OuterRef("indicator"), organisation=OuterRef("organisation")
    ).order_by("-year")
    rows = standing.visible_to(user).filter(
        indicator__in=list(indicators),
        organisation__in=[one.organisation_id for one in participants],
        year=Subquery(last.values("year")[:1]),
    )
    values: dict[tuple[int, int], list[OfficialValue]] = defaultdict(list)
    fetched = []
    for row in rows:
        values[row.indicator_id, row.organisation_id].append(row)
        fetched.append(row.fetched_at)
    lines = [
        OfficialLine(
            one,
            tuple(
                (place, Yearly.of(values.get((one.pk, place.organisation_id), ())).latest)
                for place in participants
            ),
        )
        for one in sorted(
            indicators.values(), key=lambda one: (one.goal or len(NationalGoal) + 1, one.kolada_id)
        )
    ]
    known = tuple(line for line in lines if any(year for _place, year in line.figures))
    return OfficialTable(known, min(fetched, default=None))
