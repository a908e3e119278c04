"""Something that is to be done, and how its days are counted.

Nothing of the product is imported here.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tests.simulated_year import the_year as year
from tests.simulated_year.people import afternoon

END = datetime(2099, 1, 1)
SATURDAY = 5


@dataclass(frozen=True)
class Matter:
    """`arose` is the day after which its steps count. It stands from `opened` until `closed`.

    `own` are those it rests on; `organisation` is the one whose functions may be told.
    """

    rule: str
    due: date
    arose: date
    opened: datetime
    closed: datetime
    what: tuple[str, str] = ("", "")
    own: tuple[str, ...] = ()
    organisation: str = ""
    whose: str = ""


def days(number: int) -> timedelta:
    return timedelta(days=number)


def is_worked(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in year.DAYS_OFF


def worked_by(day: date) -> date:
    """That day, or the last working day before it."""
    return day if is_worked(day) else worked_by(day - days(1))


def until(done: date | None, last: date | None = None) -> datetime:
    """Until the afternoon on which it is done, or the end of the day after which nobody asks."""
    ends = [afternoon(done)] if done else []
    return min([*ends, end_of(last)] if last else [*ends, END])


def end_of(day: date) -> datetime:
    return datetime.combine(day, time.max)


def after_meeting(last: date, number: int) -> date:
    """The working day so many days after a meeting, and not before it."""
    wanted = last + days(number)
    return worked_by(wanted) if worked_by(wanted) >= last else wanted
