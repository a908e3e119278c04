"""Rules and reasons in words, in the active language."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning_meetings.calendar_days import (
    Closed,
    days_from,
    is_fit,
    why_unfit,
)
from learning_meetings.schedule.chain import Chain
from learning_meetings.schedule.result import Broken, DueDate
from learning_meetings.schedule.template import Offset, Period, Slot, Step
from modellkonceptet.civil_dates import in_words, period
from modellkonceptet.working_days import working_day_before


def day_in_words(day: date, today: date) -> str:
    """The year is said when it is not this one; `today` is the schedule's, not the clock's."""
    return in_words(day, year=day.year != today.year)


def due_dates(step: Step, first: date, today: date) -> tuple[DueDate, ...]:
    """The step's deadlines for a meeting that begins that day, on working days, in order."""
    found = []
    for deadline in step.deadlines:
        wanted = first - timedelta(days=deadline.days_before)
        day = working_day_before(wanted)
        reason = "" if day == wanted else moved_from(wanted, why_unfit(wanted), today)
        found.append(DueDate(deadline.key, deadline.name or deadline.key, day, reason))
    return tuple(sorted(found, key=lambda due: (due.day, due.key)))


def moved_from(day: date, why: str, today: date) -> str:
    """Without a why where the day's own name says it: a Saturday."""
    if why == date_format(day, "l"):
        return _("moved from %(day)s") % {"day": day_in_words(day, today)}
    return _("moved from %(day)s: %(why)s") % {"day": day_in_words(day, today), "why": why}


def as_in_template(when: Offset | Period) -> str:
    """Where the template has put the meeting."""
    if isinstance(when, Period):
        return _("in the period %(period)s") % {
            "period": period(when.first, when.last, when.precision, note=False)
        }
    if when.days == 0:
        return _("at the round's start")
    if when.days < 0:
        return ngettext(
            "%(days)d day before the round's start",
            "%(days)d days before the round's start",
            -when.days,
        ) % {"days": -when.days}
    return ngettext(
        "%(days)d day after the round's start",
        "%(days)d days after the round's start",
        when.days,
    ) % {"days": when.days}


def moved_period(when: Period, wanted: str) -> str:
    return _(
        "moved to %(period)s, because of what comes before or after it (the template: %(wanted)s)"
    ) % {
        "period": period(when.first, when.last, when.precision, note=False),
        "wanted": wanted,
    }


def decided() -> str:
    return _("the date is decided")


def no_time_before() -> str:
    return _("there is no time left for what is due before it")


def round_ends() -> str:
    return _("the round ends before that")


def spread_out() -> str:
    return _("the groups meet on different days")


def after_step(chain: Chain, before: Slot, gap: int) -> str:
    if gap <= 1:
        return _("comes after %(meeting)s") % {"meeting": chain.name(before)}
    return ngettext(
        "at least %(days)d day after %(meeting)s",
        "at least %(days)d days after %(meeting)s",
        gap,
    ) % {"days": gap, "meeting": chain.name(before)}


def before_step(chain: Chain, after: Slot) -> str:
    return _("comes before %(meeting)s") % {"meeting": chain.name(after)}


def shares_people(chain: Chain, other: Slot) -> str:
    return _("the same people are at %(meeting)s that day") % {"meeting": chain.name(other)}


def unfit_days(first: date, length_days: int, closed: tuple[Closed, ...]) -> list[date]:
    return [day for day in days_from(first, length_days) if not is_fit(day, closed)]


def unfit(chain: Chain, slot: Slot, day: date) -> Broken:
    facts = chain.facts
    text = _("%(meeting)s is on %(day)s: %(why)s.") % {
        "meeting": chain.name(slot),
        "day": day_in_words(day, facts.today),
        "why": why_unfit(day, facts.closed),
    }
    return Broken("unfit", (slot,), text)


def no_fit_day(chain: Chain, slot: Slot) -> Broken:
    text = _("There is no fit day for %(meeting)s: ease the closed weeks or move it.")
    return Broken("no_fit_day", (slot,), text % {"meeting": chain.name(slot)})


def wrong_order(chain: Chain, before: Slot, slot: Slot) -> Broken:
    text = _("%(after)s must come after %(before)s.")
    names = {"after": chain.name(slot), "before": chain.name(before)}
    return Broken("order", (before, slot), text % names)


def too_close(chain: Chain, before: Slot, slot: Slot, gap: int) -> Broken:
    text = ngettext(
        "%(after)s must come at least %(days)d day after %(before)s.",
        "%(after)s must come at least %(days)d days after %(before)s.",
        gap,
    )
    names = {"after": chain.name(slot), "before": chain.name(before), "days": gap}
    return Broken("gap", (before, slot), text % names)


def same_day(chain: Chain, one: Slot, other: Slot) -> Broken:
    text = _("%(one)s and %(other)s cannot be on the same day: they have people in common.")
    names = {"one": chain.name(one), "other": chain.name(other)}
    return Broken("same_day", (one, other), text % names)


def outside_period(chain: Chain, slot: Slot, when: Period) -> Broken:
    text = _("%(meeting)s lies outside its period, %(period)s.") % {
        "meeting": chain.name(slot),
        "period": period(when.first, when.last, when.precision, note=False),
    }
    return Broken("outside_period", (slot,), text)


def after_end(chain: Chain, slot: Slot) -> Broken:
    text = _("%(meeting)s comes after the end of the round.") % {"meeting": chain.name(slot)}
    return Broken("after_end", (slot,), text)


def too_soon(chain: Chain, slot: Slot) -> Broken:
    text = _("There is no time left for what comes before %(meeting)s: its deadlines have passed.")
    return Broken("too_soon", (slot,), text % {"meeting": chain.name(slot)})


def not_in_template(chain: Chain, slot: Slot) -> Broken:
    text = _("%(meeting)s is not in the template.") % {"meeting": chain.name(slot)}
    return Broken("unknown", (slot,), text)
