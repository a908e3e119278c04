"""The round's meetings on a line of months, drawn on the server. Numbers for the template alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learning_meetings.meeting_times import first_and_last
from learning_meetings.round_meetings import RoundMeetings, Row
from modellkonceptet.civil_dates import civil_date

WIDTH, LEFT, LANE, HEAD = 1000, 150, 34, 34


@dataclass(frozen=True)
class Mark:
    """A date (a diamond at `x`) or a period (a bar from `x`, `width` wide), of the view."""

    row: Row
    x: float
    y: float
    width: float
    is_dated: bool

    @property
    def top(self) -> float:
        return self.y - 5

    @property
    def diamond(self) -> str:
        x, y = self.x, self.y
        return f"{x:.1f},{y - 7:.1f} {x + 7:.1f},{y:.1f} {x:.1f},{y + 7:.1f} {x - 7:.1f},{y:.1f}"


@dataclass(frozen=True)
class Lane:
    label: str
    y: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Month:
    label: str
    x: float
    is_year: bool


@dataclass(frozen=True)
class RoundChart:
    lanes: tuple[Lane, ...]
    months: tuple[Month, ...]
    today_x: float | None
    height: int
    width: int = WIDTH
    left: int = LEFT


def round_chart(page: RoundMeetings) -> RoundChart | None:
    """None where there are no meetings."""
    if not page.rows:
        return None
    spans = [_span(row) for row in page.rows]
    first = min(span[0] for span in spans).replace(day=1)
    last = _next_month(max(span[1] for span in spans))
    scale = (WIDTH - LEFT - 10) / (last - first).days

    def x_of(day: date) -> float:
        return LEFT + (day - first).days * scale

    lanes = []
    rows_of = [(_("Whole round"), page.shared)]
    rows_of += [(row.group.name, tuple(c for c in row.cells if c)) for row in page.groups]
    for number, (label, rows) in enumerate(rows_of):
        y = HEAD + LANE * number + LANE / 2
        lanes.append(Lane(label, y, tuple(_mark(row, x_of, y) for row in rows)))
    return RoundChart(
        lanes=tuple(lanes),
        months=tuple(_months(first, last, x_of)),
        today_x=x_of(page.today) if first <= page.today <= last else None,
        height=HEAD + LANE * len(lanes) + 6,
    )


def _mark(row: Row, x_of: Callable[[date], float], y: float) -> Mark:
    first, last = _span(row)
    x = x_of(first)
    width = x_of(last + timedelta(days=1)) - x
    return Mark(row, x, y, max(width, 4.0), row.is_dated)


def _span(row: Row) -> tuple[date, date]:
    meeting = row.meeting
    if meeting.starts_at:
        return civil_date(meeting.starts_at), civil_date(meeting.starts_at)
    return first_and_last(meeting) or (meeting.first_day, meeting.last_day)


def _months(first: date, last: date, x_of: Callable[[date], float]) -> Iterable[Month]:
    count = (last.year - first.year) * 12 + last.month - first.month
    each = 1 if count <= 14 else 2 if count <= 30 else 3
    month, number = first, 0
    while month < last:
        if number % each == 0:
            pattern = "M Y" if number == 0 or month.month <= each else "M"
            x = x_of(month)
            yield Month(date_format(month, pattern), x, month.month == 1)
        month, number = _next_month(month), number + 1


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
