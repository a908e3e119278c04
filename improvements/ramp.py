"""The cycles of an improvement work as a ramp: a step for each, and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from improvements.enums import CycleDecision, CycleStatus

MOST_DAYS_OPEN = 90
MOST_STEPS = 6  # in the staircase; earlier ones are a list above it


@dataclass(frozen=True)
class Step:
    cycle: Any
    when: str
    shape: str  # of static/img/glyphs.svg
    word: str
    flag: str = ""
    is_current: bool = False
    is_dropped: bool = False

    @property
    def url(self) -> str:
        address: str = self.cycle.get_absolute_url()
        return address


@dataclass(frozen=True)
class NextStep:
    """What to do now: with `cycle`, or in a new one, which may build on `after`."""

    text: str
    label: str
    cycle: Any = None
    after: Any = None


@dataclass(frozen=True)
class Ramp:
    steps: list[Step]  # the latest, as a staircase
    earlier: list[Step]
    finding: str
    next_step: NextStep


def ramp(cycles: Iterable[Any], today: date) -> Ramp:
    """The cycles in order of their numbers, as steps in words."""
    rows = sorted(cycles, key=lambda cycle: cycle.number)
    steps = [step(cycle, today) for cycle in rows]
    return Ramp(steps[-MOST_STEPS:], steps[:-MOST_STEPS], finding(rows), next_step(rows))


def step(cycle: Any, today: date) -> Step:
    shape, word = state_of(cycle)
    return Step(
        cycle=cycle,
        when=when_in_words(cycle),
        shape=shape,
        word=word,
        flag=open_too_long(cycle, today),
        is_current=cycle.status in (CycleStatus.DO, CycleStatus.STUDY),
        is_dropped=cycle.decision == CycleDecision.ABANDON and cycle.status == CycleStatus.ACTED,
    )


def state_of(cycle: Any) -> tuple[str, str]:
    """The shape and the word for where a cycle stands, or how it ended."""
    match cycle.status:
        case CycleStatus.PLAN:
            return "open", pgettext("state of a cycle", "Being planned")
        case CycleStatus.DO:
            return "half", pgettext("state of a cycle", "Going on")
        case CycleStatus.STUDY:
            return "half", pgettext("state of a cycle", "Being studied")
    match cycle.decision:
        case CycleDecision.ADOPT:
            return "done", pgettext("outcome of a cycle", "Adopted")
        case CycleDecision.ADAPT:
            return "half", pgettext("outcome of a cycle", "Adapted")
    return "unmet", pgettext("outcome of a cycle", "Abandoned")


def last_day_in_time(cycle: Any) -> date | None:
    """The last day on which it has not been open too long; None if it is closed or undated."""
    if cycle.status == CycleStatus.ACTED:
        return None
    begun = cycle.started_on and cycle.started_on + timedelta(days=MOST_DAYS_OPEN)
    return min((day for day in (begun, cycle.planned_to) if day), default=None)


def open_too_long(cycle: Any, today: date) -> str:
    """In words that a cycle has been open too long; "" when it has not.

    More than 90 days since it began, or past the day when it was planned to end.
    """
    if cycle.status == CycleStatus.ACTED:
        return ""
    if cycle.started_on and (days := (today - cycle.started_on).days) > MOST_DAYS_OPEN:
        return ngettext("Open for %(n)d day", "Open for %(n)d days", days) % {"n": days}
    if cycle.planned_to and cycle.planned_to < today:
        days = (today - cycle.planned_to).days
        return ngettext(
            "%(n)d day past the planned end", "%(n)d days past the planned end", days
        ) % {"n": days}
    return ""


def when_in_words(cycle: Any) -> str:
    """ "sep–okt 2026" when it is closed, "sedan oktober" while it goes on, else what is planned."""
    if cycle.status == CycleStatus.ACTED:
        return _months(cycle.started_on, cycle.ended_on)
    if cycle.started_on and cycle.status != CycleStatus.PLAN:
        return _("since %(month)s") % {"month": date_format(cycle.started_on, "F Y")}
    days = [day for day in (cycle.planned_from, cycle.planned_to) if day]
    if days:
        return _("planned %(months)s") % {"months": _months(days[0], days[-1])}
    return _("no dates yet")


def _months(first: date, last: date) -> str:
    """Months alone: short, so that a step of the staircase holds them."""
    end = date_format(last, "b Y")
    if (first.year, first.month) == (last.year, last.month):
        return end
    start = date_format(first, "b" if first.year == last.year else "b Y")
    return f"{start}–{end}"


def finding(cycles: list[Any]) -> str:
    """How many of those that are closed are used today."""
    closed = [cycle for cycle in cycles if cycle.status == CycleStatus.ACTED]
    if not cycles:
        return _("No test yet")
    if not closed:
        return _("No test is closed yet")
    used = sum(cycle.decision == CycleDecision.ADOPT for cycle in closed)
    if not used:
        none = ngettext(
            "The closed test is not used today",
            "None of %(all)s closed tests is used today",
            len(closed),
        )
        return none % {"all": apnumber(len(closed))}
    some = ngettext(
        "The closed test is used today",
        "%(used)s of %(all)s closed tests are used today",
        len(closed),
    )
    return capfirst(some % {"used": apnumber(used), "all": apnumber(len(closed))})


def next_step(cycles: list[Any]) -> NextStep:
    """One thing to do: with a cycle that is open, or from the one that was closed last."""
    if not cycles:
        return NextStep(
            _("Test something small first: one unit, a few cases, a few weeks."),
            _("Plan the first cycle"),
        )
    for cycle in reversed(cycles):
        if cycle.status != CycleStatus.ACTED:
            return _go_on_with(cycle)
    last = cycles[-1]
    match last.decision:
        case CycleDecision.ADAPT:
            return NextStep(
                _("You decided to change the idea and test again."),
                _("Plan the next cycle"),
                after=last,
            )
        case CycleDecision.ADOPT:
            return NextStep(
                _("The idea works. Make it everyday work, and let more units test it."),
                _("Plan how it is implemented and spread"),
                after=last,
            )
    return NextStep(
        _("You put the idea aside. What else could lead to the aim?"), _("Plan a new cycle")
    )


def _go_on_with(cycle: Any) -> NextStep:
    number = {"n": cycle.number}
    match cycle.status:
        case CycleStatus.PLAN:
            return NextStep(
                _("Write what you expect, and begin the test."),
                _("Plan cycle %(n)d") % number,
                cycle=cycle,
            )
        case CycleStatus.DO:
            return NextStep(
                _("Note what you see while the test goes on."),
                _("Open cycle %(n)d") % number,
                cycle=cycle,
            )
    text = (
        _("Decide: adopt, adapt or abandon?")
        if cycle.learned.strip()
        else _("Compare the result with what you expected.")
    )
    return NextStep(text, _("Study cycle %(n)d") % number, cycle=cycle)


def days_after(cycle: Any, today: date) -> tuple[date | None, date | None]:
    """When a cycle after this one could be: from the day after, as long as this one was planned."""
    first = max(today, (cycle.ended_on or today) + timedelta(days=1))
    if cycle.planned_from and cycle.planned_to:
        return first, first + (cycle.planned_to - cycle.planned_from)
    return first, None
