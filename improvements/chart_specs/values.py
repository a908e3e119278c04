"""What charts are drawn from: plain values, so that nothing else need be known of measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from modellkonceptet.charts import Colours

Point = tuple[date, float | None]


class Kind(StrEnum):
    """Whose values they are; decides colour, dash and shape together, never one of them alone."""

    WOMEN = "women"
    MEN = "men"
    GIRLS = "girls"
    BOYS = "boys"
    TOTAL = "total"
    SINGLE = "single"

    @property
    def is_female(self) -> bool:
        return self in {Kind.WOMEN, Kind.GIRLS}

    @property
    def is_male(self) -> bool:
        return self in {Kind.MEN, Kind.BOYS}

    def colour(self, colours: Colours) -> str:
        if self.is_female:
            return colours.women
        if self.is_male:
            return colours.men
        return colours.total if self is Kind.TOTAL else colours.ink

    @property
    def dash(self) -> list[float]:
        return [7, 3] if self.is_male else []

    @property
    def shape(self) -> str:
        return "square" if self.is_male else "circle"


@dataclass(frozen=True)
class Unit:
    """``symbol`` stands at the axis and after values, ``gap`` names the unit of a difference."""

    symbol: str
    gap: str
    low: float | None = None
    high: float | None = None
    decimals: int = 1

    def number(self, value: float) -> str:
        """As people write it: "61", "58,5"; as many decimals as needed, at most the unit's."""
        rounded = round(value, self.decimals)
        decimals = 0 if rounded == int(rounded) else self.decimals
        return number_format(rounded + 0, decimals, use_l10n=True, force_grouping=True).replace(
            "-", "−"
        )

    @property
    def is_short(self) -> bool:
        """Whether it has room beside a number at the axis."""
        return len(self.symbol) < 3

    def amount(self, value: float) -> str:
        return f"{self.number(value)}\u00a0{self.symbol}" if self.symbol else self.number(value)


def percent() -> Unit:
    """Shares of a hundred, whose differences are percentage points."""
    return Unit("%", _("percentage points"), 0, 100)


@dataclass(frozen=True)
class Median:
    """The median of one part of the series; a later part begins where a change was made lasting."""

    first: date
    last: date
    value: float


@dataclass(frozen=True)
class Series:
    """Points by date, oldest first; None, missing or withheld, breaks the line."""

    label: str
    kind: Kind
    points: Sequence[Point]
    medians: Sequence[Median] = ()
    signal_dates: Sequence[date] = ()
    signal_text: str = ""
    astronomical_dates: Sequence[date] = ()

    @property
    def measured(self) -> list[tuple[date, float]]:
        return [(day, value) for day, value in self.points if value is not None]


@dataclass(frozen=True)
class Band:
    """A PDSA cycle's time; without a last day it is still going on."""

    label: str
    first: date
    last: date | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened outside the cycles."""

    on: date
    text: str


@dataclass(frozen=True)
class Pair:
    """Two values of one year or quarter, official statistics as a rule."""

    label: str
    women: float | None
    men: float | None
    group: str = ""


@dataclass(frozen=True)
class Layout:
    """Where a panel lies, in units of the picture."""

    left: float
    right: float
    top: float
    bottom: float
