"""When a meeting begins and ends, from what people write: days and clock times in Sweden. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import STOCKHOLM, civil_date, in_words

USUAL_START, USUAL_MINUTES = time(9), 180  # of a meeting without a template
END_OF_DAY = time(17)
LONGEST = timedelta(days=4)


def civil_moment(day: date, clock: time) -> datetime:
    """The moment that the clocks in Sweden show that.

    On the two nights when the clocks change, an hour does not exist or comes twice: such a time
    is refused in words (ValidationError), never guessed.
    """
    wanted = datetime.combine(day, clock)
    moment = wanted.replace(tzinfo=STOCKHOLM)
    names = {"time": f"{clock.hour}.{clock.minute:02}", "day": in_words(day)}
    if moment.astimezone(UTC).astimezone(STOCKHOLM).replace(tzinfo=None) != wanted:
        raise ValidationError(
            _(
                "There is no %(time)s on %(day)s: that night the clocks go from 2 to 3."
                " Choose another time."
            )
            % names,
            code="no_such_time",
        )
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        raise ValidationError(
            _(
                "%(time)s comes twice on %(day)s: that night the clocks go back from 3 to 2."
                " Choose another time."
            )
            % names,
            code="time_comes_twice",
        )
    return moment


def as_moment(value: datetime) -> datetime:
    """A moment with its time zone; one without is what the clocks in Sweden show."""
    if timezone.is_aware(value):
        return value
    return civil_moment(value.date(), value.time())


def usual_times(template: Any, first: date, last: date) -> tuple[datetime, datetime]:
    """When a meeting on those days usually begins and ends; `template` may be None.

    The template's length holds where it ends on the last day; otherwise the meeting goes on to
    the clock time at which it would end, and if that is too early, to the end of the day.
    """
    start = template.starts_at if template and template.starts_at else USUAL_START
    minutes = template.minutes if template else USUAL_MINUTES
    ends = datetime.combine(first, start) + timedelta(minutes=minutes)
    if ends.date() != last:
        ends = datetime.combine(last, ends.time())
    if ends <= datetime.combine(first, start):
        ends = datetime.combine(last, max(END_OF_DAY, (_an_hour_after(start))))
    return civil_moment(first, start), civil_moment(ends.date(), ends.time())


def days_of(template: Any) -> int:
    """How many days in a row a meeting of that template takes."""
    if template is None or template.starts_at is None:
        return 1
    day = date(2024, 1, 1)
    ends = datetime.combine(day, template.starts_at) + timedelta(minutes=template.minutes)
    return (ends - timedelta(minutes=1)).toordinal() - day.toordinal() + 1


def first_and_last(meeting: Any) -> tuple[date, date] | None:
    """The days of a meeting that has a date; None where it has a period only."""
    if meeting.starts_at and meeting.ends_at:
        return days_between(meeting.starts_at, meeting.ends_at)
    if meeting.precision == "day":
        return meeting.first_day, meeting.last_day
    return None


def days_between(begins: datetime, ends: datetime) -> tuple[date, date]:
    """The first and the last day; what ends at midnight is not held on the day that begins then."""
    first = civil_date(begins)
    return first, max(first, civil_date(ends - timedelta(minutes=1)))


def _an_hour_after(clock: time) -> time:
    return clock.replace(hour=min(clock.hour + 1, 23), minute=59 if clock.hour == 23 else 0)
