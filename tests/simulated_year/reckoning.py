"""Which mails people should get, reckoned from the facts, the rules and the decision's words.

Nothing of the product is imported.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tests.simulated_year import the_year as year
from tests.simulated_year.matter import Matter, days, is_worked, worked_by
from tests.simulated_year.matters import all_matters
from tests.simulated_year.people import team
from tests.simulated_year.the_rules import (
    ABOVE,
    ABOVE_IN_ENGLISH,
    BY_KEY,
    MEETINGS_CAN_BE_REFUSED,
    NEXT_OF_KIN,
    NOT_OLDER_THAN,
)

FRIDAY = 4
RUNS = (time(7, 5), time(13, 5))  # that at half past six says nothing


@dataclass(frozen=True, order=True)
class Line:
    is_above: bool = field(compare=False)
    due: date
    words: str
    step: int


@dataclass(frozen=True)
class Mail:
    """What one person gets at one time: `hour` is that of the run that wrote it."""

    day: date
    hour: int
    is_alone: bool
    lines: tuple[Line, ...]


def mails_of_the_year() -> dict[str, list[Mail]]:
    """By address, in order of time."""
    found: dict[str, list[Mail]] = defaultdict(list)
    matters = [(matter, said_on(matter)) for matter in all_matters()]
    last_step: dict[tuple[str, Matter], int] = {}
    for now in _runs():
        for email, lines in _lines_by_person(matters, last_step, now).items():
            had_summary = any(one.day == now.date() and not one.is_alone for one in found[email])
            for is_alone, some in _mails(email, lines, now, had_summary=had_summary):
                last_step |= {(email, matter): line.step for matter, line in some}
                said = tuple(sorted(line for _matter, line in some))
                found[email].append(Mail(now.date(), now.hour, is_alone, said))
    return {email: mails for email, mails in found.items() if mails}


def said_on(matter: Matter) -> list[tuple[date, int, tuple[str, ...], bool]]:
    """(day, step, functions, whether they are above), in order of steps."""
    rule = BY_KEY[matter.rule]
    steps = [(step, rule.who, False) for step in rule.steps]
    steps += [(step, (who,), True) for who, step in rule.ladder]
    found = [(day_of(matter.due, step), step, who, above) for step, who, above in steps]
    return sorted((each for each in found if each[0] > matter.arose), key=lambda each: each[1])


def day_of(due: date, step: int) -> date:
    """The working day before where it falls on a day off; after the due day never before that
    day has passed."""
    wanted = due + days(step)
    day = worked_by(wanted)
    if step > 0 and day <= due:
        day = wanted
        while not is_worked(day):
            day += days(1)
    return day


def _runs() -> Iterator[datetime]:
    day = year.FIRST_DAY
    while day <= year.LAST_DAY:
        down_from, down_to = year.OUTAGE
        if is_worked(day) and not down_from <= day <= down_to:
            yield from (datetime.combine(day, at) for at in RUNS)
        day += days(1)


Told = tuple[Matter, Line]


def _lines_by_person(matters, last_step, now: datetime) -> dict[str, list[Told]]:
    """The latest step that has come, not too old, and not said to that person yet."""
    found: dict[str, list[Told]] = defaultdict(list)
    oldest, today = now.date() - days(NOT_OLDER_THAN), now.date()
    for matter, steps in matters:
        if not matter.opened < now <= matter.closed:
            continue
        come = [each for each in steps if oldest <= each[0] <= today]
        asked = _people(matter, BY_KEY[matter.rule].who, now) if come else []
        latest: dict[str, tuple[int, bool]] = {}
        for _day, step, functions, above in come:
            for email in _people(matter, functions, now) if above else asked:
                if not (above and email in asked):
                    latest[email] = step, above
        for email, (step, above) in latest.items():
            if last_step.get((email, matter), -1000) < step:
                words = _words(matter, email, above)
                found[email].append((matter, Line(above, matter.due, words, step)))
    return found


def _people(matter: Matter, functions: tuple[str, ...], now: datetime) -> list[str]:
    """Those who hold the functions; where nobody does, the next who is there."""
    found = [email for each in functions for email in _holders(matter, each, now)]
    if not found:
        at = max(NEXT_OF_KIN.index(each) for each in functions)
        for each in NEXT_OF_KIN[at + 1 :]:
            found = found or _holders(matter, each, now)
    return list(dict.fromkeys(found))


def _holders(matter: Matter, function: str, now: datetime) -> list[str]:
    if function == "skr":
        return [year.DESK]
    if function == "själv":
        return [email for email in matter.own if not _has_left(email, now)]
    holder = team(matter.organisation, now).get(function)
    return [holder] if holder else []


def _has_left(email: str, now: datetime) -> bool:
    place, function, _left_on, _successor = year.LEAVES
    before = team(place, datetime.combine(year.BEGINS, time(12)))
    return email == before[function] and team(place, now).get(function) not in (None, email)


def _words(matter: Matter, email: str, above: bool) -> str:
    rule, english = BY_KEY[matter.rule], email == year.IN_ENGLISH
    pattern = rule.english if english else rule.words
    words = pattern.format(what=matter.what[english], whose=matter.whose, round=year.ROUND)
    if not (above and matter.whose):
        return words
    frame = ABOVE_IN_ENGLISH if english else ABOVE
    return frame.format(whose=matter.whose, words=words[0].lower() + words[1:])


def _mails(
    email: str, lines: list[Told], now: datetime, *, had_summary: bool
) -> Iterator[tuple[bool, list[Told]]]:
    """What stands alone goes by itself; the rest together, once a day, when all its hours have
    come."""
    if (email, now.date()) == year.NOT_DELIVERED and now.hour < 10:
        return  # written, not gone, and not true any more when the next run looks at it
    summary = []
    for matter, line in lines:
        rule = BY_KEY[matter.rule]
        if email == year.REFUSES_MEETINGS and rule.key.startswith(MEETINGS_CAN_BE_REFUSED):
            continue
        if rule.alone_from is not None and line.step >= rule.alone_from and not line.is_above:
            yield True, [(matter, line)]
        elif not had_summary and not _waits_for_friday(email, line, now.date()):
            summary.append((matter, line))
    if summary and all(BY_KEY[matter.rule].hour <= now.hour for matter, _line in summary):
        yield False, summary


def _waits_for_friday(email: str, line: Line, today: date) -> bool:
    """Except what falls due before the summary comes."""
    if email != year.ON_FRIDAYS:
        return False
    monday = today - timedelta(days=today.weekday())
    friday = worked_by(monday + days(FRIDAY))
    if friday < today:
        friday = worked_by(monday + days(7 + FRIDAY))
    return today != friday and not today <= line.due < friday
