"""Dates as people say them: civil dates in Sweden, written in the active language.

Day before month in English too, so that a date reads alike in both languages.
"""

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

STOCKHOLM = ZoneInfo("Europe/Stockholm")

Precision = Literal["day", "month", "year"]
ShowYear = bool | Literal["auto"]


def today() -> date:
    """The date in Sweden now, whatever time zone the process runs in."""
    return timezone.now().astimezone(STOCKHOLM).date()


def civil_date(value: date | datetime) -> date:
    """The date in Sweden of a moment; a date is returned as it is."""
    if not isinstance(value, datetime):
        return value
    if timezone.is_naive(value):
        raise ValueError("A moment without time zone has no civil date.")
    return value.astimezone(STOCKHOLM).date()


def clock(moment: datetime) -> str:
    """ "9.00": the clock in Sweden."""
    local = moment.astimezone(STOCKHOLM)
    return f"{local.hour}.{local.minute:02}"


def in_words(value: date | datetime, *, weekday: bool = True, year: ShowYear = "auto") -> str:
    """ "tisdag 14 september"; with year="auto" the year is said when it is not the current one."""
    day = civil_date(value)
    pattern = "l j F" if weekday else "j F"
    if _says_year(day, year):
        pattern += " Y"
    return date_format(day, pattern)


def distance(value: date | datetime, today: date | None = None) -> str:
    """ "i dag", "i morgon", "om 9 dagar", "för 3 dagar sedan", counted in civil days."""
    days = (civil_date(value) - (today or _today())).days
    match days:
        case 0:
            return gettext("today")
        case 1:
            return gettext("tomorrow")
        case -1:
            return gettext("yesterday")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


def span(first: date | datetime, last: date | datetime | None, *, year: ShowYear = True) -> str:
    """ "13–14 september 2021", "30 september–1 oktober 2026"; one day where both are the same."""
    start, end = _ordered(first, last)
    if start == end:
        return in_words(start, weekday=False, year=year)
    if start.year != end.year:
        # A span over New Year always needs both years.
        return f"{date_format(start, 'j F Y')}–{date_format(end, 'j F Y')}"
    start_pattern = "j" if start.month == end.month else "j F"
    return f"{date_format(start, start_pattern)}–{in_words(end, weekday=False, year=year)}"


def period(
    first: date | datetime,
    last: date | datetime | None,
    precision: Precision | str,
    *,
    note: bool = True,
) -> str:
    """A date as exactly as it is known: a span of days, of months or of years.

    A single month says that its date is not set ("mars 2023, datum inte bestämt"), unless
    ``note`` is false, as for what is long past.
    """
    start, end = _ordered(first, last)
    if precision == "day":
        return span(start, end)
    if precision == "year":
        return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
    if precision != "month":
        raise ValueError(f"Unknown precision: {precision!r}")
    end_words = date_format(end, "F Y")
    if (start.year, start.month) == (end.year, end.month):
        if note:
            return gettext("%(month)s, date not set yet") % {"month": end_words}
        return end_words
    start_words = date_format(start, "F" if start.year == end.year else "F Y")
    return f"{start_words}–{end_words}"


def _says_year(day: date, year: ShowYear) -> bool:
    return day.year != _today().year if year == "auto" else bool(year)


def _ordered(first: date | datetime, last: date | datetime | None) -> tuple[date, date]:
    start = civil_date(first)
    end = start if last is None else civil_date(last)
    if end < start:
        raise ValueError("The last day is before the first.")
    return start, end


# `distance` has a parameter of the same name.
_today = today
