"""What would be sent day by day if nothing got done: the engine run ahead of time. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from modellkonceptet.notifications.reminder_plan import (
    WINDOW,
    Letter,
    Line,
    Said,
    Wishes,
    letters_on,
    lines_on,
    send_day,
)
from modellkonceptet.notifications.reminder_rules import Found
from modellkonceptet.working_days import is_working_day

LAST_HOUR = 23  # by then every letter of a day has left

Simulated = list[tuple[date, list[Letter]]]


def simulate(
    found: Iterable[Found],
    *,
    first: date,
    days: int,
    said: Said,
    wishes: Mapping[str, Wishes],
) -> Simulated:
    """The letters of each working day among so many days from `first`; `said` is what the ledger
    holds when that day begins."""
    things = list(found)
    coming = _coming(things)
    steps, summarised = dict(said.steps), said.summarised
    waiting = {n for day, some in coming.items() if first - WINDOW <= day < first for n in some}
    simulated = []
    for day in working_days(first, days):
        # Only what has a step on that day, or was not said on the last, can be said.
        lines = list(lines_on((things[n] for n in sorted(waiting | coming[day])), day))
        letters = letters_on(
            lines, day=day, hour=LAST_HOUR, said=Said(steps, summarised), wishes=wishes
        )
        steps |= _said_by(letters)
        summarised = frozenset()
        waiting = _unsaid(lines, steps, things, waiting | coming[day])
        simulated.append((day, letters))
    return simulated


def said_after(said: Said, run: Simulated) -> Said:
    """What the ledger holds on the day after those of the run."""
    letters = [letter for _day, some in run for letter in some]
    return Said({**said.steps, **_said_by(letters)})


def working_days(first: date, days: int) -> Iterator[date]:
    """The days among so many from `first` on which reminders leave."""
    for number in range(days):
        day = first + timedelta(days=number)
        if is_working_day(day):
            yield day


def _coming(things: list[Found]) -> dict[date, set[int]]:
    """On which days which things have a step, by their places in the list."""
    coming: dict[date, set[int]] = defaultdict(set)
    for place, one in enumerate(things):
        for step, *_rest in one.policy.steps():
            coming[send_day(one.due.due_on, step)].add(place)
    return coming


def _said_by(letters: Iterable[Letter]) -> dict[tuple[str, str, str, date], int]:
    return {line.key: line.step for letter in letters for line in letter.lines}


def _unsaid(
    lines: Iterable[Line],
    steps: Mapping[tuple[str, str, str, date], int],
    things: list[Found],
    looked_at: Iterable[int],
) -> set[int]:
    """The places of things of which something was left out: refused, or waiting for its day."""
    left = {id(line.found) for line in lines if steps.get(line.key, _NEVER) < line.step}
    return {place for place in looked_at if id(things[place]) in left}


_NEVER = -100_000
