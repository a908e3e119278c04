"""The periods of an indicator: which there are, and what they are called."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from improvements.enums import Frequency
from improvements.figures import period_start

_DAYS = {
    Frequency.WEEK: 7,
    Frequency.MONTH: 31,
    Frequency.QUARTER: 92,
    Frequency.HALF_YEAR: 184,
    Frequency.YEAR: 366,
}
EARLIEST_YEAR = 1900


def next_period(first: date, frequency: Frequency | str) -> date:
    frequency = Frequency(frequency)
    return period_start(first + timedelta(days=_DAYS[frequency]), frequency)


def last_day(first: date, frequency: Frequency | str) -> date:
    return next_period(first, frequency) - timedelta(days=1)


def periods_until(last: date, frequency: Frequency | str, count: int) -> list[date]:
    """So many periods, the one that the day belongs to last; none before the year 1900."""
    frequency = Frequency(frequency)
    found = [period_start(last, frequency)]
    while len(found) < count and found[0] > date(EARLIEST_YEAR, 1, 7):
        found.insert(0, period_start(found[0] - timedelta(days=1), frequency))
    return found


def period_name(first: date, frequency: Frequency | str) -> str:
    """ "januari 2026", "vecka 3 2026", "kvartal 1 2026", "första halvåret 2026", "2026"."""
    year = {"year": first.year}
    match Frequency(frequency):
        case Frequency.WEEK:
            of_week, week, _day = first.isocalendar()
            return _("week %(week)d %(year)d") % {"week": week, "year": of_week}
        case Frequency.MONTH:
            return date_format(first, "F Y")
        case Frequency.QUARTER:
            return _("quarter %(n)d %(year)d") % {"n": (first.month + 2) // 3, **year}
        case Frequency.HALF_YEAR if first.month == 1:
            return _("first half of %(year)d") % year
        case Frequency.HALF_YEAR:
            return _("second half of %(year)d") % year
    return str(first.year)


def period_code(first: date, frequency: Frequency | str) -> str:
    """As it is written in a table, and read back from one: "2026-01", "2026-W03", "2026 kv 1"."""
    match Frequency(frequency):
        case Frequency.WEEK:
            year, week, _day = first.isocalendar()
            return f"{year}-W{week:02d}"
        case Frequency.MONTH:
            return f"{first:%Y-%m}"
        case Frequency.QUARTER:
            return f"{first.year}-Q{(first.month + 2) // 3}"
        case Frequency.HALF_YEAR:
            return f"{first.year}-H{1 if first.month == 1 else 2}"
    return str(first.year)
