"""Which days in Sweden are working days. Pure.

Days off are weekends, public holidays and the days that count as such by law (Midsummer Eve,
Christmas Eve, New Year's Eve): those of the library `holidays`, which follows the act 1989:253
and the Annual Leave Act 1977:480 § 7. Eves of other holidays and bridge days are worked.
"""

from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1953, 2100  # those whose holidays the library knows
SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Neither weekend, public holiday nor what counts as one by law."""
    return day.weekday() < SATURDAY and day not in _days_off(day.year)


def working_day_before(day: date) -> date:
    """That day if it is a working day, otherwise the nearest one before it."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def working_day_after(day: date) -> date:
    """That day if it is a working day, otherwise the nearest one after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def holidays_of(category: str, year: int, language: str = "sv") -> dict[date, str]:
    """The library's days of a category, each with its name. ValueError outside 1953–2100."""
    import holidays  # heavy

    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"The holidays of {year} are not known.")
    days = holidays.country_holidays("SE", years=[year], categories=(category,), language=language)
    # Where two holidays meet, both are named; that a half-day begins at two is of no account.
    return {day: " · ".join(name.partition(" (")[0] for name in days.get_list(day)) for day in days}


@lru_cache(maxsize=256)
def _days_off(year: int) -> frozenset[date]:
    return frozenset(holidays_of("public", year)) | frozenset(holidays_of("de_facto", year))
