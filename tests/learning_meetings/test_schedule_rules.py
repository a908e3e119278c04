"""The schedule's rules for any template and any round, without a database."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from learning_meetings.calendar_days import (
    ClosedWeeks,
    fit_run,
    is_fit,
    july,
)
from learning_meetings.schedule import (
    DAY,
    MONTH,
    Deadline,
    FixedDate,
    GroupFacts,
    Offset,
    Period,
    PlannedMeeting,
    RoundFacts,
    Schedule,
    ScheduleError,
    Slot,
    Step,
    all_steps,
    broken_rules,
    moved,
    propose,
)
from modellkonceptet.working_days import is_working_day, working_day_before

STARTS = st.dates(date(2019, 1, 1), date(2032, 12, 31))
DEADLINES = st.sets(st.sampled_from([1, 7, 14, 21]), max_size=2).map(
    lambda days: tuple(Deadline(f"due-{n}", n) for n in sorted(days))
)
CLOSED = st.sets(
    st.sampled_from([july(), ClosedWeeks("sportlov", 7, 10), ClosedWeeks("jul", 52, 1)])
).map(lambda periods: tuple(sorted(periods, key=repr)))


@st.composite
def templates(draw):
    """Kick-off, rounds of strategists' and learning meetings, results; offsets as they come."""
    steps, day = [], draw(st.integers(-30, 0))
    kinds = ["kick_off", *["strategist_meeting", "learning_meeting"] * draw(st.integers(0, 3))]
    for place, kind in enumerate([*kinds, "results_conference"]):
        steps.append(
            Step(
                kind,
                Offset(
                    0 if kind == "kick_off" else day,
                    draw(st.sampled_from([1, 5, 35])),
                    draw(st.sampled_from([DAY, DAY, MONTH])),
                ),
                number=place,
                per_group=kind == "learning_meeting",
                length_days=draw(st.sampled_from([1, 1, 2, 3])),
                gap_days=draw(st.sampled_from([0, 1, 7, 28])),
                deadlines=draw(DEADLINES),
            )
        )
        day = max(day, 0) + draw(st.integers(1, 90))
    return tuple(steps)


@st.composite
def groups(draw):
    """Up to five groups, some of which have a mentor or a person in common."""
    people = st.frozensets(st.sampled_from("abcdef"), max_size=2)
    return tuple(
        GroupFacts(key, f"Grupp {key}", draw(people)) for key in range(draw(st.integers(0, 5)))
    )


@st.composite
def rounds(draw):
    steps = draw(templates())
    start = draw(STARTS)
    facts = RoundFacts(
        start=start,
        today=start - timedelta(days=draw(st.integers(-20, 120))),
        end=start + timedelta(days=draw(st.integers(30, 700))) if draw(st.booleans()) else None,
        groups=draw(groups()),
        closed=draw(CLOSED),
        dates_for=all_steps(steps) if draw(st.booleans()) else frozenset(),
    )
    return steps, facts


def proposed(steps, facts):
    try:
        return propose(steps, facts)
    except ScheduleError:
        assume(False)


def obeys_order(schedule):
    """Said anew and plainly: each step's meetings after those of the step before, and its gap."""
    for before, after in zip(schedule.steps, schedule.steps[1:], strict=False):
        for one, other in product(schedule.meetings, schedule.meetings):
            if one.slot[:2] != before.key or other.slot[:2] != after.key:
                continue
            if None not in (one.slot.group, other.slot.group) and (
                one.slot.group != other.slot.group
            ):
                continue
            least = timedelta(days=max(1, after.gap_days))
            begins = other.first if other.is_dated else other.last
            ends = one.last if one.is_dated else one.first
            if begins < ends + least:
                return False
    return True


def nobody_is_in_two_places(schedule):
    people = {group.key: group.people for group in schedule.facts.groups}
    for one, other in combinations([m for m in schedule.meetings if m.is_dated], 2):
        both = {one.slot.group, other.slot.group}
        shared = (
            None in both or len(both) == 1 or frozenset.intersection(*(people[g] for g in both))
        )
        if shared and one.first <= other.last and other.first <= one.last:
            return False
    return True


@settings(max_examples=150, deadline=None)
@given(rounds())
def test_a_proposal_obeys_every_rule(case):
    steps, facts = case
    schedule = proposed(steps, facts)
    assert broken_rules(schedule) == ()
    assert obeys_order(schedule)
    assert nobody_is_in_two_places(schedule)
    expected = [
        Slot(*step.key, group)
        for step in steps
        for group in ([g.key for g in facts.groups] if step.per_group else []) or [None]
    ]
    assert [meeting.slot for meeting in schedule.meetings] == expected
    by_key = {step.key: step for step in steps}
    for meeting in schedule.meetings:
        step = by_key[meeting.slot[:2]]
        assert meeting.is_dated == (step.when.precision == DAY or step.key in facts.dates_for)
        assert meeting.reasons
        if not meeting.is_dated:
            assert meeting.deadlines == ()
            continue
        days = [meeting.first + timedelta(days=n) for n in range(step.length_days)]
        assert days[-1] == meeting.last
        assert [day for day in days if not is_fit(day, facts.closed)] == []
        assert meeting.first >= facts.today
        if facts.end:
            assert meeting.last <= facts.end
        due = {one.key: one.day for one in meeting.deadlines}
        assert due == {
            one.key: working_day_before(meeting.first - timedelta(days=one.days_before))
            for one in step.deadlines
        }
        assert [day for day in due.values() if day < facts.today or not is_working_day(day)] == []


@settings(max_examples=60, deadline=None)
@given(rounds())
def test_the_same_question_has_the_same_answer(case):
    steps, facts = case
    schedule = proposed(steps, facts)
    assert propose(steps, facts) == schedule


@settings(max_examples=60, deadline=None)
@given(rounds(), st.data())
def test_what_is_fixed_stays(case, data):
    """Some of a proposal's dates become fixed; the rest is proposed anew around them."""
    steps, facts = case
    schedule = proposed(steps, facts)
    dated = [meeting for meeting in schedule.meetings if meeting.is_dated]
    chosen = data.draw(st.sets(st.sampled_from(dated))) if dated else set()
    fixed = tuple(FixedDate(one.slot, one.first, one.last) for one in chosen)
    again = propose(steps, replace(facts, fixed=fixed))
    assert {m.slot: (m.first, m.last) for m in again.meetings if m.is_fixed} == {
        one.slot: (one.first, one.last) for one in chosen
    }
    assert broken_rules(again) == ()


@settings(max_examples=80, deadline=None)
@given(rounds(), st.data(), st.integers(-40, 40))
def test_moving_a_meeting_takes_its_deadlines_along_and_names_conflicts(case, data, days):
    steps, facts = case
    schedule = proposed(steps, facts)
    meeting = data.draw(st.sampled_from(schedule.meetings))
    new_first = meeting.first + timedelta(days=days)
    move = moved(schedule, meeting.slot, new_first)
    others = [one for one in schedule.meetings if one.slot != meeting.slot]
    assert [one for one in move.schedule.meetings if one.slot != meeting.slot] == others
    assert (move.after.first, move.after.is_dated) == (new_first, True)
    step = next(step for step in steps if step.key == meeting.slot[:2])
    assert {one.key: one.after.day for one in move.deadlines} == {
        due.key: working_day_before(new_first - timedelta(days=due.days_before))
        for due in step.deadlines
    }
    named = {one.rule for one in move.broken}
    assert ("too_soon" in named) == (
        new_first < facts.today or any(one.after.day < facts.today for one in move.deadlines)
    )
    assert ("unfit" in named) == (not fit_run(new_first, step.length_days, facts.closed))
    assert ({"order", "gap"} & named == set()) == obeys_order(move.schedule)
    assert ({"order", "same_day"} & named == set()) == (
        nobody_is_in_two_places(move.schedule) and "order" not in named
    )


@settings(max_examples=80, deadline=None)
@given(
    st.dates(date(2027, 1, 1), date(2027, 12, 1)),
    st.integers(1, 6),
    st.lists(st.frozensets(st.sampled_from("abcd"), max_size=2), min_size=1, max_size=4),
    st.integers(0, 2),
)
def test_a_schedule_is_found_exactly_when_there_is_one(first, width, people, gap):
    """Few days and people in common, against trying everything."""
    last = first + timedelta(days=width)
    period = Period(first, last, DAY)
    steps = (
        Step("strategist_meeting", period),
        Step("learning_meeting", period, per_group=True, gap_days=gap),
    )
    facts = RoundFacts(
        start=first,
        today=first - timedelta(days=100),
        groups=tuple(GroupFacts(key, people=who) for key, who in enumerate(people)),
    )
    fit = [
        day
        for day in (first + timedelta(days=n) for n in range(width + 1))
        if is_fit(day, facts.closed)
    ]
    possible = any(
        all(day >= common + timedelta(days=max(1, gap)) for day in days)
        and all(
            days[a] != days[b]
            for a, b in combinations(range(len(people)), 2)
            if people[a] & people[b]
        )
        for common in fit
        for days in product(fit, repeat=len(people))
    )
    try:
        propose(steps, facts)
        found = True
    except ScheduleError:
        found = False
    assert found == possible


@settings(max_examples=80, deadline=None)
@given(rounds(), st.data())
def test_dates_made_by_hand_are_judged_alike(case, data):
    """Any dates at all: the rules see what a plain reading sees."""
    steps, facts = case
    chosen = data.draw(st.lists(st.integers(0, 60), min_size=60, max_size=60))
    slots = [
        Slot(*step.key, group)
        for step in steps
        for group in ([g.key for g in facts.groups] if step.per_group else []) or [None]
    ]
    meetings = tuple(
        PlannedMeeting(slot, "", day, day)
        for slot, number in zip(slots, chosen, strict=False)
        for day in [facts.start + timedelta(days=number)]
    )
    schedule = Schedule(steps, replace(facts, end=None), meetings)
    broken = broken_rules(schedule)
    assert [one for one in broken if one.rule == "unfit"] == [
        one
        for one in broken
        if one.rule == "unfit"
        and not is_fit(schedule.meeting_by_slot[one.slots[0]].first, facts.closed)
    ]
    assert {one.slots[0] for one in broken if one.rule == "unfit"} == {
        meeting.slot for meeting in meetings if not is_fit(meeting.first, facts.closed)
    }
    assert any(one.rule in ("order", "gap") for one in broken) != obeys_order(schedule)
    if not nobody_is_in_two_places(schedule):
        assert any(one.rule in ("order", "same_day") for one in broken)
