"""A round's timeline as stops on a line, with today among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cohorts.elections import election_between
from cohorts.enums import DecisionMode, EventKind, Phase, Precision
from cohorts.models import Cohort, TimelineEvent
from modellkonceptet import civil_dates

# What the start page shows of a round; the round's own page shows everything.
MAIN_EVENTS = frozenset({EventKind.KICK_OFF, EventKind.RESULTS_CONFERENCE})


@dataclass(frozen=True)
class Stop:
    """`state` is "past", "now" or empty for what is to come."""

    label: str
    text: str
    state: str = ""


def round_stops(
    cohort: Cohort,
    events: Iterable[TimelineEvent],
    *,
    today: date,
    now: str = "",
) -> list[Stop]:
    """All stops in order. With `now`, today is one of them and says that."""
    dated: list[tuple[date, int, Stop]] = [
        (event.first_day, 3, _event_stop(event, today)) for event in events
    ]
    if cohort.opens_on:
        dated.append((cohort.opens_on, 0, _day_stop(cohort.opens_on, _("the round opens"), today)))
    if cohort.closes_on:
        text = _("last day to apply")
        dated.append((cohort.closes_on, 1, _day_stop(cohort.closes_on, text, today)))
    if cohort.decision_mode == DecisionMode.ROLLING and cohort.closes_on:
        if cohort.phase(today) in (Phase.ANNOUNCED, Phase.OPEN):
            stop = Stop(_("As you apply"), _("Answers come as applications are decided"))
            dated.append((cohort.closes_on, 0, stop))
    elif cohort.decision_on:
        text = _("answer to everybody who has applied")
        dated.append((cohort.decision_on, 2, _day_stop(cohort.decision_on, text, today)))
    if now:
        dated.append((today, -1, Stop(_("Today"), now, "now")))
    return [stop for _day, _order, stop in sorted(dated, key=lambda item: item[:2])]


def stops_ahead(
    cohort: Cohort, events: Iterable[TimelineEvent], *, today: date, now: str
) -> list[Stop]:
    """From today on, with the main events only: the start page's line."""
    main = [event for event in events if event.kind in MAIN_EVENTS]
    return [
        stop for stop in round_stops(cohort, main, today=today, now=now) if stop.state != "past"
    ]


def ends_on(cohort: Cohort, events: Iterable[TimelineEvent]) -> date | None:
    """The round's last known day: as set, or that of the results conference."""
    if cohort.completed_on:
        return cohort.completed_on
    conferences = [e.last_day for e in events if e.kind == EventKind.RESULTS_CONFERENCE]
    return max(conferences, default=None)


def election_note(cohort: Cohort, events: Iterable[TimelineEvent], *, today: date) -> str:
    """That the round runs across an election; empty where it does not, or its days are unknown."""
    last = ends_on(cohort, events)
    if not (cohort.starts_on and last) or cohort.is_historical or last < today:
        return ""
    day = election_between(cohort.starts_on, last)
    if day is None:
        return ""
    return _("The round runs across the election on %(day)s: politicians may be replaced.") % {
        "day": civil_dates.in_words(day, weekday=False, year=True)
    }


def _day_stop(day: date, text: str, today: date) -> Stop:
    return Stop(
        civil_dates.in_words(day, weekday=False, year=_says_year(day, today)),
        f"{_weekday(day)}, {text}",
        "past" if day < today else "",
    )


def _event_stop(event: TimelineEvent, today: date) -> Stop:
    state = "past" if event.last_day < today else ""
    if event.precision != Precision.DAY:
        label = civil_dates.period(event.first_day, event.last_day, event.precision, note=False)
        name = capfirst(event.name)
        if state or event.precision == Precision.YEAR or event.kind == EventKind.LEARNING_MEETING:
            text = name
        else:
            text = _("%(event)s, date not set yet") % {"event": name}
        return Stop(capfirst(label), text, state)
    days = _weekday(event.first_day)
    if event.last_day != event.first_day:
        days += f"–{date_format(event.last_day, 'l')}"
    text = f"{days}, {event.name[:1].lower()}{event.name[1:]}"
    if event.place:
        text += f", {event.place}"
    label = civil_dates.span(
        event.first_day, event.last_day, year=_says_year(event.first_day, today)
    )
    return Stop(label, text, state)


def _says_year(day: date, today: date) -> bool:
    """Within the coming year a date is plain without its year."""
    return not today <= day < today + timedelta(days=330)


def _weekday(day: date) -> str:
    return capfirst(date_format(day, "l"))
