"""Official figures year by year: the pairs of a dumbbell, the gap, and how a figure is written.

Nothing is worked out here but the difference women − men: the rest is as Kolada publishes it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from improvements.chart_specs import Kind, Pair, Unit, dumbbell_spec, percent
from improvements.enums import Sex
from modellkonceptet.charts import Describe

# Below this a second decimal says something.
_SMALL = 10


@dataclass(frozen=True)
class YearFigures:
    """One organisation's figures of one year."""

    year: int
    women: Decimal | None = None
    men: Decimal | None = None
    total: Decimal | None = None

    @property
    def gap(self) -> Decimal | None:
        """Women − men, as the two are shown: below nought when women have the lower figure."""
        if self.women is None or self.men is None:
            return None
        return round(self.women, self.decimals) - round(self.men, self.decimals)

    @property
    def decimals(self) -> int:
        """The same for all of a year, so that the difference fits what stands beside it."""
        return decimals_for(*((self.women, self.men) if self.is_by_sex else (self.total,)))

    @property
    def is_empty(self) -> bool:
        return self.women is None and self.men is None and self.total is None

    @property
    def is_by_sex(self) -> bool:
        return self.women is not None or self.men is not None


@dataclass(frozen=True)
class Yearly:
    """The years that have a figure, oldest first."""

    years: tuple[YearFigures, ...] = ()

    @classmethod
    def of(cls, values: Iterable[Any]) -> "Yearly":
        """From standing rows of one indicator and one organisation."""
        found: dict[int, dict[str, Decimal | None]] = {}
        names = {Sex.WOMEN: "women", Sex.MEN: "men", Sex.TOTAL: "total"}
        for row in values:
            found.setdefault(row.year, {})[names[Sex(row.sex)]] = row.value
        years = (YearFigures(year, **found[year]) for year in sorted(found))
        return cls(tuple(each for each in years if not each.is_empty))

    @property
    def latest(self) -> YearFigures | None:
        return self.years[-1] if self.years else None

    @property
    def by_sex(self) -> tuple[YearFigures, ...]:
        return tuple(each for each in self.years if each.is_by_sex)

    @property
    def with_gap(self) -> tuple[YearFigures, ...]:
        return tuple(each for each in self.years if each.gap is not None)


def unit_of(title: str) -> Unit:
    """The unit stands in Kolada's titles; shares are what needs a word of its own."""
    return percent() if "(%)" in title else Unit("", "")


def decimals_for(*values: Decimal | None) -> int:
    """One; two where all that is compared is small."""
    return 1 if any(value is not None and abs(value) >= _SMALL for value in values) else 2


def figure_in_words(value: Decimal | None, decimals: int | None = None) -> str:
    """As people write it, without noughts at the end."""
    if value is None:
        return "–"
    decimals = decimals_for(value) if decimals is None else decimals
    rounded = round(value, decimals)
    if rounded == rounded.to_integral_value():
        decimals = 0
    elif decimals == 2 and rounded == round(rounded, 1):
        decimals = 1
    return number_format(rounded + 0, decimals, use_l10n=True, force_grouping=True).replace(
        "-", "−"
    )


def gap_in_words(figures: YearFigures, title: str, *, signed: bool = True) -> str:
    """ "−4,8 percentage points", signed as women − men; with the decimals of the two."""
    gap = figures.gap or Decimal(0)
    words = figure_in_words(gap if signed else abs(gap), figures.decimals)
    return f"{words} {unit_of(title).gap}".strip()


def describe(yearly: Yearly, title: str, organisation: str) -> Describe:
    """What the chart of these figures looks like; None where women and men have none."""
    pairs = [
        Pair(
            str(each.year),
            _as_shown(each.women, each.decimals),
            _as_shown(each.men, each.decimals),
        )
        for each in yearly.by_sex
    ]
    known = [value for pair in pairs for value in (pair.women, pair.men) if value is not None]
    unit = unit_of(title)
    if known and max(map(abs, known)) < _SMALL:
        unit = replace(unit, decimals=2)
    said = "; ".join(
        _("%(year)d: women %(women)s, men %(men)s")
        % {
            "year": each.year,
            "women": figure_in_words(each.women, each.decimals),
            "men": figure_in_words(each.men, each.decimals),
        }
        for each in yearly.by_sex
    )
    description = _("%(organisation)s. %(title)s. %(figures)s.") % {
        "organisation": organisation,
        "title": title,
        "figures": said,
    }

    return partial(
        dumbbell_spec,
        pairs,
        unit=unit,
        description=description,
        women=(Kind.WOMEN, _("Women")),
        men=(Kind.MEN, _("Men")),
    )


def _as_shown(value: Decimal | None, decimals: int) -> float | None:
    return None if value is None else float(round(value, decimals))
