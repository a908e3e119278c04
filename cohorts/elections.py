"""General elections in Sweden: the day on which the politicians of a team may change."""

from datetime import date, timedelta

SUNDAY = 6
# Elections are held every fourth year on the second Sunday of September: the Elections Act
# (2005:837), chapter 1, section 3. 2022 was such a year.
INTERVAL, A_YEAR_OF_ELECTION = 4, 2022


def election_day(year: int) -> date | None:
    """The day of the general election in that year, None where there is none."""
    if (year - A_YEAR_OF_ELECTION) % INTERVAL:
        return None
    first = date(year, 9, 1)
    return first + timedelta(days=(SUNDAY - first.weekday()) % 7 + 7)


def election_between(first: date, last: date) -> date | None:
    """The first election after `first` and no later than `last`; both are civil dates."""
    days = (election_day(year) for year in range(first.year, last.year + 1))
    return next((day for day in days if day and first < day <= last), None)
