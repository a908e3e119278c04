"""Which rules a schedule breaks, whoever made it, and what follows from moving a meeting."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from learning_meetings.calendar_days import days_from
from learning_meetings.schedule import sentences
from learning_meetings.schedule.chain import Chain
from learning_meetings.schedule.result import Broken, DueDate, PlannedMeeting, Schedule
from learning_meetings.schedule.template import DAY, Period, Slot


def broken_rules(schedule: Schedule) -> tuple[Broken, ...]:
    """Every rule that does not hold, in the order of the meetings; empty for a good schedule.

    A meeting without a date breaks a rule only if no day of its period would do. What is not
    planned yet breaks none. Deadlines are not looked at: they pass while all is well.
    """
    chain = Chain(schedule.steps, replace(schedule.facts, fixed=()))
    known = [one for one in schedule.meetings if one.slot in chain.links]
    broken = [
        sentences.not_in_template(chain, one.slot)
        for one in schedule.meetings
        if one.slot not in chain.links
    ]
    present = {meeting.slot: meeting for meeting in known}
    for meeting in known:
        broken += _of_one(chain, meeting)
        broken += _of_order(chain, meeting, present)
    broken += _same_days(chain, known)
    return tuple(broken)


@dataclass(frozen=True)
class DueMove:
    """A deadline before and after; `before` is None where the meeting had no date."""

    key: str
    name: str
    before: date | None
    after: DueDate


@dataclass(frozen=True)
class Move:
    """What follows from moving one meeting: the whole schedule afterwards, and what is new in it.

    broken: the rules that held before and no longer do
    """

    schedule: Schedule
    before: PlannedMeeting
    after: PlannedMeeting
    deadlines: tuple[DueMove, ...]
    broken: tuple[Broken, ...]


def moved(schedule: Schedule, slot: Slot, new_first: date) -> Move:
    """Put one meeting on another day; its deadlines come along, the other meetings stay.

    It keeps its length; one that had only a period gets its date. KeyError for a slot that is
    not planned.
    """
    chain = Chain(schedule.steps, replace(schedule.facts, fixed=()))
    today = schedule.facts.today
    before = schedule.meeting_by_slot[slot]
    step = chain.step(slot)
    length = (before.last - before.first).days + 1 if before.is_dated else step.length_days
    after = replace(
        before,
        first=new_first,
        last=new_first + timedelta(days=length - 1),
        precision=DAY,
        is_fixed=True,
        deadlines=sentences.due_dates(step, new_first, today),
        reasons=(),
    )
    meetings = tuple(after if one.slot == slot else one for one in schedule.meetings)
    result = replace(schedule, meetings=meetings)
    held = set(broken_rules(schedule))
    broken = [one for one in broken_rules(result) if one not in held]
    if new_first < today or any(due.day < today for due in after.deadlines):
        broken.append(sentences.too_soon(chain, slot))
    earlier = {due.key: due.day for due in before.deadlines}
    deadlines = tuple(
        DueMove(due.key, due.name, earlier.get(due.key), due) for due in after.deadlines
    )
    return Move(result, before, after, deadlines, tuple(broken))


def _of_one(chain: Chain, meeting: PlannedMeeting) -> Iterator[Broken]:
    slot, facts = meeting.slot, chain.facts
    step = chain.step(slot)
    if meeting.is_dated:
        length = (meeting.last - meeting.first).days + 1
        for day in sentences.unfit_days(meeting.first, length, facts.closed):
            yield sentences.unfit(chain, slot, day)
        if isinstance(step.when, Period):
            whole = step.when.widened()
            if meeting.first < whole.first or meeting.last > whole.last:
                yield sentences.outside_period(chain, slot, whole)
    last = meeting.last if meeting.is_dated else meeting.first
    if facts.end and last > facts.end:
        yield sentences.after_end(chain, slot)


def _of_order(
    chain: Chain, meeting: PlannedMeeting, present: dict[Slot, PlannedMeeting]
) -> Iterator[Broken]:
    begins = _latest_first(chain, meeting)
    for slot, gap in sorted(chain.present_links(meeting.slot, present), key=repr):
        ends = _earliest_last(chain, present[slot])
        if begins <= ends:
            yield sentences.wrong_order(chain, slot, meeting.slot)
        elif begins < ends + timedelta(days=gap):
            yield sentences.too_close(chain, slot, meeting.slot, gap)


def _same_days(chain: Chain, meetings: list[PlannedMeeting]) -> Iterator[Broken]:
    there: dict[date, list[Slot]] = defaultdict(list)
    told: set[tuple[Slot, Slot]] = set()
    for meeting in meetings:
        if not meeting.is_dated:
            continue
        for day in days_from(meeting.first, (meeting.last - meeting.first).days + 1):
            for other in there[day]:
                pair = (other, meeting.slot)
                if pair not in told and chain.clash(*pair) and not chain.are_linked(*pair):
                    told.add(pair)
                    yield sentences.same_day(chain, *pair)
            there[day].append(meeting.slot)


def _latest_first(chain: Chain, meeting: PlannedMeeting) -> date:
    if meeting.is_dated:
        return meeting.first
    return meeting.last - timedelta(days=chain.step(meeting.slot).length_days - 1)


def _earliest_last(chain: Chain, meeting: PlannedMeeting) -> date:
    if meeting.is_dated:
        return meeting.last
    return meeting.first + timedelta(days=chain.step(meeting.slot).length_days - 1)
