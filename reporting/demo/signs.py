"""Indicators of the running round beside Lund's, so that SKR's table has every kind of sign.

All figures are invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from cohorts.models import Participation
from cohorts.timeline import add_months
from improvements.enums import Direction, SeriesKind
from improvements.models import Indicator, Measurement
from modellkonceptet.civil_dates import STOCKHOLM

STILL = (31, 29, 33, 34, 30, 28, 32, 33, 29, 30, 34, 32, 28, 31)
LOW_TO_HIGH = (18, 21, 19, 20, 22, 19, 21, 18, 27, 29, 26, 28, 30, 27, 29, 28)
HIGH_TO_LOW = (81, 79, 80, 82, 78, 80, 81, 79, 70, 72, 69, 71, 70, 68, 71, 70)
RISING = (70, 72, 71, 69, 70, 72, 71, 69, 79, 81, 80, 82, 79, 81, 80, 82)


@dataclass(frozen=True)
class Followed:
    """Who follows what; the figures were last written so many days ago."""

    whose: str
    name: str
    unit: str
    direction: str
    source: str
    figures: Mapping[str, tuple[int, ...]]
    written: int


FOLLOWED = (
    Followed(
        "Ystad kommun",
        "Väntetid till första samtalet",
        "dagar",
        Direction.DOWN,
        "Socialförvaltningens verksamhetssystem",
        {SeriesKind.WOMEN: LOW_TO_HIGH, SeriesKind.MEN: STILL},
        written=34,
    ),
    Followed(
        "Karlshamns kommun",
        "Elever som känner sig trygga på rasten",
        "%",
        Direction.UP,
        "Skolans egen fråga varje månad",
        {SeriesKind.GIRLS: HIGH_TO_LOW, SeriesKind.BOYS: RISING},
        written=12,
    ),
    Followed(
        "Hudiksvalls kommun",
        "Bokade tider i gymmet för unga",
        "st",
        Direction.UP,
        "Bokningssystemet",
        {SeriesKind.WOMEN: STILL, SeriesKind.MEN: STILL[::-1]},
        written=40,
    ),
    Followed(
        "Mora kommun",
        "Beviljade timmar i hemtjänsten",
        "timmar i veckan",
        Direction.NEITHER,
        "Biståndsenheten",
        {SeriesKind.WOMEN: STILL[:5], SeriesKind.MEN: STILL[4:9]},
        written=41,
    ),
)


def write_indicators(by_name: Mapping[str, Participation], today: date) -> None:
    """One each for those that take part."""
    last = add_months(today.replace(day=1), -1)
    for one in FOLLOWED:
        if (participation := by_name.get(one.whose)) is None:
            continue
        indicator = Indicator.objects.create(
            participation=participation,
            name=one.name,
            unit=one.unit,
            direction=one.direction,
            source=one.source,
            series=list(one.figures),
        )
        Measurement.objects.bulk_create(
            Measurement(
                indicator=indicator,
                series=kind,
                period=add_months(last, place - len(values) + 1),
                value=Decimal(value),
            )
            for kind, values in one.figures.items()
            for place, value in enumerate(values)
        )
        written = datetime.combine(today - timedelta(days=one.written), time(10), tzinfo=STOCKHOLM)
        Measurement.objects.filter(indicator=indicator).update(changed_at=written)
