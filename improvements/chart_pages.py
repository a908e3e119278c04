"""Indicators with their charts, ready for a page: of a work, of a participant, or one alone."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from improvements.chart_words import ChartWords, describe_again, words_of
from improvements.enums import SeriesKind
from improvements.indicator_charts import Standing, Stock
from improvements.indicator_table import Table
from improvements.models import Improvement, Indicator
from improvements.services.charting import charted, stocks_of
from modellkonceptet.charts import Figure, Picture
from modellkonceptet.records.services import stored_pictures

# A page with more charts is not read: the list tells of the others in words.
MOST_CHARTS = 6
SHAPES: dict[Standing, str] = {
    Standing.BETTER: "done",
    Standing.WORSE: "warn",
    Standing.BOTH: "half",
    Standing.CHANGED: "half",
    Standing.NO_SIGNAL: "open",
    Standing.TOO_FEW: "check",
}


def standing_words(standing: Standing) -> str:
    return {
        Standing.BETTER: pgettext("state of an indicator", "Better"),
        Standing.WORSE: pgettext("state of an indicator", "Worse"),
        Standing.BOTH: pgettext("state of an indicator", "Better and worse"),
        Standing.CHANGED: pgettext("state of an indicator", "Changed"),
        Standing.NO_SIGNAL: pgettext("state of an indicator", "No signal"),
        Standing.TOO_FEW: pgettext("state of an indicator", "Too few points"),
    }[standing]


@dataclass(frozen=True)
class Drawn:
    """A chart with its pictures and words."""

    figure: Figure
    paragraphs: Sequence[str]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class IndicatorCharts:
    """An indicator and its charts, the most telling first; with pictures of those on the page."""

    stock: Stock
    charts: Sequence[ChartWords]
    table: Table
    pictures: Sequence[tuple[Picture, ...]] = ()

    @property
    def indicator(self) -> Indicator:
        found: Indicator = self.stock.indicator
        return found

    @property
    def main(self) -> ChartWords:
        return self.charts[0]

    @property
    def finding(self) -> str:
        """In one sentence what the figures say, or that there are none."""
        if self.main.finding:
            return self.main.finding
        if any(cell.is_withheld for cell in self.stock.cells):
            return _("The figures are of too few people to be shown to others.")
        if self.stock.cells:
            return _("There is nothing to compare yet.")
        return _("There are no figures yet.")

    @property
    def standing(self) -> Standing:
        return self.main.standing

    @property
    def shape(self) -> str:
        return SHAPES[self.standing]

    @property
    def word(self) -> str:
        return standing_words(self.standing)

    @property
    def asks_for_split(self) -> str:
        """What an indicator without sexes is told; "" for the others."""
        if self.indicator.is_by_sex:
            return ""
        return _("Divide it by women and men, or girls and boys: what is not seen is not changed.")

    @cached_property
    def drawn(self) -> list[Drawn]:
        """The table stands beside the first, since it holds all series."""
        return [self._drawn(number) for number in range(len(self.pictures))]

    @property
    def first(self) -> Drawn:
        return self.drawn[0]

    def _drawn(self, number: int) -> Drawn:
        chart, pk = self.charts[number], self.indicator.pk
        is_first = number == 0
        table = self.table
        return Drawn(
            Figure(
                finding=self.finding if is_first else chart.finding,
                meta=chart.meta,
                pictures=self.pictures[number],
                columns=table.columns if is_first else (),
                rows=table.rows if is_first else (),
                source=chart.source,
                svg_url=reverse("improvements:indicator_svg", args=[pk]) + f"?chart={number}",
                files=("improvements:indicator_file", pk) if is_first else None,
            ),
            chart.paragraphs,
            table.notes if is_first else (),
        )


def figures_of(improvement: Improvement, user: Any, language: str) -> list[IndicatorCharts]:
    """The charts on a work's page: the main one of each indicator that is followed for it."""
    followed = Indicator.objects.visible_to(user).filter(improvement=improvement, is_closed=False)
    indicators = list(charted(followed).order_by("pk")[:MOST_CHARTS])
    at_home = bool(user.has_perm("improvements.work_at_home", improvement))
    return with_pictures(without_pictures(indicators, at_home=at_home), language=language)


def without_pictures(indicators: Sequence[Indicator], *, at_home: bool) -> list[IndicatorCharts]:
    stocks = stocks_of(indicators, at_home=at_home)
    said = [words_of(stock) for stock in stocks]
    return [
        IndicatorCharts(stock, words.charts, words.table)
        for stock, words in zip(stocks, said, strict=True)
    ]


def with_pictures(
    found: Sequence[IndicatorCharts], *, language: str, most: int = 1
) -> list[IndicatorCharts]:
    """The same with pictures of the first `most` charts of each, all read in one query."""
    shown = [(each, number) for each in found for number in range(len(each.charts[:most]))]
    drawn = stored_pictures(
        [partial(describe_again, each.stock, number) for each, number in shown],
        language=language,
        keys=[each.charts[number].keys for each, number in shown],
    )
    pictures: dict[int, list[tuple[Picture, ...]]] = defaultdict(list)
    for (each, _number_of), one in zip(shown, drawn, strict=True):
        pictures[each.indicator.pk].append(one)
    return [replace(each, pictures=pictures[each.indicator.pk]) for each in found]


class IndicatorsPage:
    """A participant's indicators: how each stands in words, and the first ones as charts."""

    def __init__(self, participation: Any, user: Any, language: str) -> None:
        self.participation = participation
        self.user = user
        self.language = language

    @cached_property
    def at_home(self) -> bool:
        return bool(self.user.has_perm("improvements.work_at_home", self.participation))

    @cached_property
    def _all(self) -> list[Indicator]:
        seen = Indicator.objects.visible_to(self.user).filter(participation=self.participation)
        return list(charted(seen).order_by("is_closed", "pk"))

    @cached_property
    def followed(self) -> list[IndicatorCharts]:
        rows = [each for each in self._all if not each.is_closed]
        return without_pictures(rows, at_home=self.at_home)

    @property
    def closed(self) -> list[Indicator]:
        return [each for each in self._all if each.is_closed]

    @cached_property
    def shown(self) -> list[IndicatorCharts]:
        """Those whose charts stand on the page, with pictures; what has changed comes first."""
        order = [
            Standing.WORSE,
            Standing.BOTH,
            Standing.BETTER,
            Standing.CHANGED,
            Standing.NO_SIGNAL,
        ]
        chosen = [each for each in self.followed if each.standing in order]
        chosen = sorted(chosen, key=lambda each: order.index(each.standing))[:MOST_CHARTS]
        return with_pictures(chosen, language=self.language)

    @property
    def by_sex(self) -> tuple[int, int]:
        """How many of those that are followed are divided by sex, and of how many."""
        return sum(each.indicator.is_by_sex for each in self.followed), len(self.followed)

    @property
    def finding(self) -> str:
        """A heading: how many have become better or worse, beyond chance."""
        total = len(self.followed)
        if not total:
            return _("Nothing is measured yet")
        better, worse = (
            sum(each.standing == standing for each in self.followed)
            for standing in (Standing.BETTER, Standing.WORSE)
        )
        if total == 1 and better:
            return _("The indicator has become better")
        if total == 1 and worse:
            return _("The indicator has become worse")
        said = {"better": _number(better), "worse": _number(worse), "all": _number(total)}
        if better and worse:
            words = _("%(better)s of %(all)s indicators better, %(worse)s worse")
        elif better:
            words = ngettext(
                "%(better)s of %(all)s indicators has become better",
                "%(better)s of %(all)s indicators have become better",
                better,
            )
        elif worse:
            words = ngettext(
                "%(worse)s of %(all)s indicators has become worse",
                "%(worse)s of %(all)s indicators have become worse",
                worse,
            )
        else:
            words = ngettext(
                "%(all)s indicator is followed, without a signal so far",
                "%(all)s indicators are followed, without a signal so far",
                total,
            )
        return str(capfirst(words % said))


def export_rows(page: IndicatorsPage) -> Iterator[list[Any]]:
    """Those that are followed, as the list on the page tells of them."""
    yield [
        _("Indicator"),
        _("What it follows"),
        _("For whom"),
        _("How often"),
        _("Better"),
        _("Unit of measure"),
        _("Target"),
        _("How it stands"),
        _("What the figures say"),
        _("Source"),
    ]
    for each in page.followed:
        one = each.indicator
        yield [
            one.name,
            one.get_role_display(),
            ", ".join(str(kind.label).lower() for kind in SeriesKind if kind in one.series),
            one.get_frequency_display(),
            one.get_direction_display(),
            one.unit,
            one.target,
            each.word,
            each.finding,
            one.source,
        ]


def _number(count: int) -> str:
    """In words up to nine; Swedish has two words for one."""
    return pgettext("number of indicators", "one") if count == 1 else str(apnumber(count))
