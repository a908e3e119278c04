"""A dated schedule from the template and the facts of the round, with its reasons in words.

Why it proposes and never decides: docs/adr/0018-the-schedule-proposes.md.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from learning_meetings.schedule import sentences
from learning_meetings.schedule.chain import Chain
from learning_meetings.schedule.result import PlannedMeeting, Schedule
from learning_meetings.schedule.rules import broken_rules
from learning_meetings.schedule.search import Search, Taken
from learning_meetings.schedule.template import Offset, Period, RoundFacts, Slot, Step


def propose(steps: Sequence[Step], facts: RoundFacts) -> Schedule:
    """Dates for every meeting of the template that is to have one, with reasons and deadlines.

    What is fixed stays where it is, even where two fixed dates break a rule; the rest is put
    around them. What keeps its period leaves room for a day within it. Raises ScheduleError where
    the rules leave no way, ValueError for a template that contradicts itself.
    """
    search = Search(Chain(steps, facts))
    chosen = search.run()
    taken = Taken(search)
    for slot, first in chosen.items():
        taken.add(slot, first)
    meetings = tuple(_meeting(search, taken, chosen, slot) for slot in search.chain.slots)
    return _with_broken_rules(Schedule(tuple(steps), facts, meetings))


def _with_broken_rules(schedule: Schedule) -> Schedule:
    """Decided dates stand even against each other: each of those meetings says what is broken."""
    against: dict[Slot, list[str]] = defaultdict(list)
    for broken in broken_rules(schedule):
        if len(broken.slots) > 1:
            for slot in broken.slots:
                against[slot].append(broken.text)
    return replace(
        schedule,
        meetings=tuple(
            replace(one, reasons=(*one.reasons, *against[one.slot])) if one.is_fixed else one
            for one in schedule.meetings
        ),
    )


def _meeting(search: Search, taken: Taken, chosen: dict[Slot, date], slot: Slot) -> PlannedMeeting:
    chain, facts, first = search.chain, search.chain.facts, chosen[slot]
    step = chain.step(slot)
    meeting = PlannedMeeting(
        slot=slot,
        name=step.name,
        first=first,
        last=search.last(slot, first),
        is_fixed=slot in search.fixed,
        hosts=chain.hosts(slot),
    )
    if not search.is_dated(slot):
        return _in_its_period(search, meeting)
    return replace(
        meeting,
        deadlines=sentences.due_dates(step, first, facts.today),
        reasons=tuple(
            _why_fixed(search, meeting)
            if meeting.is_fixed
            else _why_there(search, taken, chosen, slot)
        ),
    )


def _in_its_period(search: Search, meeting: PlannedMeeting) -> PlannedMeeting:
    """No date yet: the period that the template wants, or the one that order leaves."""
    when = search.period[meeting.slot.kind, meeting.slot.number]
    if when.first <= meeting.first and meeting.last <= when.last:
        reasons = (sentences.as_in_template(when),)
    else:
        wanted = sentences.as_in_template(when)
        when = Period(meeting.first, meeting.last, when.precision).widened()
        reasons = (sentences.moved_period(when, wanted),)
    return replace(
        meeting, first=when.first, last=when.last, precision=when.precision, reasons=reasons
    )


def _why_fixed(search: Search, meeting: PlannedMeeting) -> list[str]:
    """That it is decided, and what speaks against the day all the same."""
    length = search.length[meeting.slot]
    against = sentences.unfit_days(meeting.first, length, search.facts.closed)
    return [
        sentences.decided(),
        *(sentences.unfit(search.chain, meeting.slot, day).text for day in against),
    ]


def _why_there(search: Search, taken: Taken, chosen: dict[Slot, date], slot: Slot) -> list[str]:
    step, first = search.chain.step(slot), chosen[slot]
    reasons = [sentences.as_in_template(step.when)]
    if isinstance(step.when, Offset):
        wanted = search.period[step.key].first
        if first != wanted:
            why = _why_not(search, taken, chosen, slot, wanted)
            reasons.append(sentences.moved_from(wanted, why, search.facts.today))
    return reasons


def _why_not(
    search: Search, taken: Taken, chosen: dict[Slot, date], slot: Slot, wanted: date
) -> str:
    """What speaks against the day that the template wants."""
    chain, facts = search.chain, search.facts
    bound = search.lower(slot, chosen)
    if bound and wanted < bound[0]:
        return sentences.after_step(chain, bound[1], bound[2])
    if not search.in_time(slot, wanted):
        return sentences.no_time_before()
    if unfit := sentences.unfit_days(wanted, search.length[slot], facts.closed):
        return sentences.why_unfit(unfit[0], facts.closed)
    if other := taken.in_the_way(slot, wanted):
        return sentences.shares_people(chain, other)
    if facts.end and search.last(slot, wanted) > facts.end:
        return sentences.round_ends()
    if chosen[slot] > wanted:
        return sentences.spread_out()
    after = min(search.after[slot], key=lambda link: chosen[link[0]], default=None)
    return sentences.before_step(chain, after[0]) if after else sentences.round_ends()
