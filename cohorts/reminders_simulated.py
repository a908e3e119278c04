"""Who would get which reminder on which day if nothing got done, in words, page by page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any

from django.core.paginator import Page, Paginator

from cohorts.models import Cohort, RoundReminder
from cohorts.services.reminder_settings import PHASES, as_round
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.reminder_letters import line_in_words, when_of
from modellkonceptet.notifications.reminder_plan import EARLIEST_HOUR, WINDOW, Letter, Said
from modellkonceptet.notifications.reminder_rules import (
    ONE_DAY,
    Found,
    Recipient,
    Round,
    find_due,
)
from modellkonceptet.notifications.services.reminding import (
    MATTERS,
    said_until,
    wishes_by_address,
)
from modellkonceptet.notifications.simulation import said_after, simulate, working_days
from modellkonceptet.working_days import is_working_day

LETTERS_A_PAGE = 50
Dated = tuple[date, Letter]


@dataclass(frozen=True)
class Asked:
    """What a simulation is asked: so many days from the first, narrowed by text and rule."""

    first: date
    days: int
    text: str = ""
    rule: str = ""

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.rule)

    def narrowed(self, letter: Letter) -> Letter:
        """The letter with the lines asked for."""
        wanted = self.text.casefold()
        person = letter.recipient
        is_theirs = wanted in person.name.casefold() or wanted in person.email.casefold()
        lines = tuple(
            line
            for line in letter.lines
            if (not self.rule or line.found.rule.key == self.rule)
            and (is_theirs or wanted in line.found.due.whose.casefold())
        )
        return replace(letter, lines=lines)


@dataclass(frozen=True)
class LineRow:
    text: str
    when: str
    whose: str


@dataclass(frozen=True)
class LetterRow:
    """One mail to one person, with what it says."""

    recipient: Recipient
    hour: int
    is_alone: bool
    lines: Sequence[LineRow]

    @property
    def is_later(self) -> bool:
        """Whether it leaves later in the day than others."""
        return self.hour > EARLIEST_HOUR


@dataclass(frozen=True)
class DayTotal:
    """What leaves on a day, and on which page of the list the day begins."""

    day: date
    mails: int
    lines: int
    page: int


@dataclass(frozen=True)
class Simulation:
    """Every mail of the days asked for, day by day; worded page by page."""

    cohort: Cohort
    asked: Asked
    one: Round
    letters: Sequence[Dated]
    day: date

    @property
    def people(self) -> int:
        return len({letter.recipient.key for _day, letter in self.letters})

    @property
    def is_past(self) -> bool:
        return self.asked.first < self.day

    @property
    def first_is_off(self) -> bool:
        return not is_working_day(self.asked.first)

    @property
    def first_has_nothing(self) -> bool:
        return bool(self.letters) and not self.first_is_off and self._first_said != self.asked.first

    @property
    def _first_said(self) -> date:
        return self.letters[0][0]

    @cached_property
    def silent_days(self) -> int:
        """Working days asked for on which nothing leaves."""
        days = sum(1 for _day in working_days(self.asked.first, self.asked.days))
        return days - len(self.totals)

    @cached_property
    def is_asleep(self) -> bool:
        """Whether the round is not being reminded of on some of those days: not announced yet, or
        over."""
        days = (self.asked.first + n * ONE_DAY for n in range(self.asked.days))
        return any(self.cohort.phase(day) not in PHASES for day in days)

    @cached_property
    def totals(self) -> list[DayTotal]:
        rows, seen = [], 0
        for day, some in groupby(self.letters, lambda pair: pair[0]):
            letters = [letter for _day, letter in some]
            lines = sum(len(letter.lines) for letter in letters)
            rows.append(DayTotal(day, len(letters), lines, seen // LETTERS_A_PAGE + 1))
            seen += len(letters)
        return rows

    def page(self, number: Any) -> Page:
        return Paginator(self.letters, LETTERS_A_PAGE).get_page(number)

    def days(self, letters: Iterable[Dated]) -> list[tuple[DayTotal, list[LetterRow]]]:
        """The letters of a page, by day, in words."""
        totals = {total.day: total for total in self.totals}
        return [
            (totals[day], [self._row(letter, day) for _day, letter in some])
            for day, some in groupby(letters, lambda pair: pair[0])
        ]

    def _row(self, letter: Letter, day: date) -> LetterRow:
        rounds = {self.one.pk: self.one}
        return LetterRow(
            recipient=letter.recipient,
            hour=max(line.found.policy.hour for line in letter.lines),
            is_alone=letter.is_alone,
            lines=[
                LineRow(
                    line_in_words(line, day, rounds),
                    when_of(line.found, day),
                    "" if line.is_above else line.found.due.whose,
                )
                for line in letter.lines
            ],
        )


def simulated(cohort: Cohort, asked: Asked, user: Any) -> Simulation:
    """Who would get which mail if nothing got done.

    From today on what has been said counts. Of days that have passed nothing has been said: what
    would have left, with everything as it stands today.
    """
    day = today()
    one = as_round(cohort, list(RoundReminder.objects.visible_to(user).filter(cohort=cohort)))
    # Days ahead of the first: what comes then is said by the time that the first day begins.
    warm_up = asked.first - WINDOW
    start = warm_up if asked.first < day else max(day, warm_up)
    said = _said(day, start) if asked.first >= day else Said()
    wishes = wishes_by_address()
    letters: list[Dated] = []
    for found, days in _looks(one, asked, start, user):
        awake = [each for each in days if cohort.phase(each) in PHASES]
        if awake:
            run = simulate(found, first=awake[0], days=len(awake), said=said, wishes=wishes)
            said = said_after(said, run)
            letters += [(when, letter) for when, some in run for letter in some]
    narrowed = [(when, asked.narrowed(letter)) for when, letter in letters if when >= asked.first]
    return Simulation(cohort, asked, one, [pair for pair in narrowed if pair[1].lines], day)


def _looks(
    one: Round, asked: Asked, start: date, user: Any
) -> Iterator[tuple[list[Found], list[date]]]:
    """What is due, looked for every fortnight and on the last day, with the days it is for.

    Some things arise only once a day has come, as notes when a meeting has been held, and some go
    by themselves. What the next look finds is taken along: from when it counts, it says itself.
    """
    on = [asked.first + n * WINDOW for n in range((asked.days - 1) // WINDOW.days + 1)]
    if on[-1] != asked.last:
        on.append(asked.last)
    found = find_due([one], on[0], reader=user)
    begins = [start, *on[1:], asked.last + ONE_DAY]
    for number, (begin, end) in enumerate(pairwise(begins)):
        then = find_due([one], on[number + 1], reader=user) if number + 1 < len(on) else []
        known = {thing.key for thing in found}
        arising = [thing for thing in then if thing.key not in known]
        yield [*found, *arising], [begin + n * ONE_DAY for n in range((end - begin).days)]
        found = then


def _said(day: date, start: date) -> Said:
    """What has been said by today; a later day has had no summary yet."""
    said = said_until(day, since=day - MATTERS)
    return said if start == day else replace(said, summarised=frozenset())
