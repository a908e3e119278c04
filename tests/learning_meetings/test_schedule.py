"""The real rounds' schedules, reasons in words, and what cannot be; without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation

from learning_meetings.calendar_days import ClosedDates, ClosedWeeks, july
from learning_meetings.schedule import (
    DAY,
    MONTH,
    YEAR,
    Deadline,
    FixedDate,
    GroupFacts,
    Offset,
    Period,
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
from tests.learning_meetings.templates import INVITATION, MODELLKOMMUNER

SPRING = RoundFacts(start=date(2027, 1, 12), today=date(2026, 9, 1))
SPORTLOV = ClosedWeeks("sportlov", 7, 10)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def one_step(when, **values):
    return (Step("learning_meeting", when, name="Meeting", **values),)


def first_of(steps, facts):
    return propose(steps, facts).meetings[0]


def test_a_round_that_begins_in_spring_waits_for_ascension_and_july_to_pass():
    facts = RoundFacts(start=date(2025, 3, 20), today=date(2025, 1, 7), closed=(july(),))
    ascension = one_step(Offset(70))  # Thursday 29 May
    summer = one_step(Offset(104))  # Wednesday 2 July
    assert [
        (m.first, m.reasons) for m in (first_of(ascension, facts), first_of(summer, facts))
    ] == [
        (
            date(2025, 6, 2),
            (
                "70 days after the round's start",
                "moved from Thursday 29 May: Ascension Day",
            ),
        ),
        (
            date(2025, 8, 1),
            ("104 days after the round's start", "moved from Wednesday 2 July: July"),
        ),
    ]


def test_two_days_in_a_row_are_both_fit():
    steps = one_step(Offset(0), length_days=2)
    friday = first_of(steps, replace(SPRING, start=date(2027, 1, 15)))
    assert (friday.first, friday.last) == (date(2027, 1, 18), date(2027, 1, 19))
    assert friday.reasons[1] == "moved from Friday 15 January 2027: Saturday"


def test_over_the_night_when_clocks_change_days_are_counted_as_days():
    meeting = first_of(
        one_step(Offset(0), deadlines=(Deadline("invitation", 14), Deadline("presentations", 7))),
        replace(SPRING, start=date(2027, 4, 7)),
    )
    assert [(due.key, due.day) for due in meeting.deadlines] == [
        ("invitation", date(2027, 3, 24)),
        ("presentations", date(2027, 3, 31)),
    ]
    moved_to_the_night = moved(
        propose(one_step(Offset(0)), SPRING), Slot("learning_meeting"), date(2027, 3, 28)
    )
    assert [one.text for one in moved_to_the_night.broken] == [
        "Meeting is on Sunday 28 March 2027: Easter Sunday."
    ]


def test_leap_day_and_week_53():
    leap = first_of(one_step(Offset(0)), replace(SPRING, start=date(2028, 2, 29)))
    closed = (ClosedWeeks("jullov", 52, 1),)
    january = first_of(
        one_step(Offset(0)), replace(SPRING, start=date(2026, 12, 28), closed=closed)
    )
    year = first_of(one_step(Period(date(2028, 1, 1), date(2028, 1, 1), YEAR)), SPRING)
    month = first_of(one_step(Period(date(2028, 2, 1), date(2028, 2, 1), MONTH)), SPRING)
    assert leap.first == date(2028, 2, 29)
    assert january.first == date(2027, 1, 11)
    assert (year.first, year.last) == (date(2028, 1, 1), date(2028, 12, 31))
    assert (month.first, month.last) == (date(2028, 2, 1), date(2028, 2, 29))


def test_a_common_mentor_moves_the_second_group_and_spread_the_third():
    groups = (
        GroupFacts(1, "Grupp 1", frozenset({"mentor"})),
        GroupFacts(2, "Grupp 2", frozenset({"mentor"})),
        GroupFacts(3, "Grupp 3", frozenset({"another"})),
    )
    (step,) = one_step(Offset(0, 5), per_group=True)
    steps = (replace(step, name="Träff"),)
    schedule = propose(steps, replace(SPRING, groups=groups))
    assert [(m.first.day, m.reasons[1:]) for m in schedule.meetings] == [
        (12, ()),
        (
            13,
            ("moved from Tuesday 12 January 2027: the same people are at Träff, Grupp 1 that day",),
        ),
        (14, ("moved from Tuesday 12 January 2027: the groups meet on different days",)),
    ]


def test_groups_with_nobody_in_common_may_meet_on_the_same_day():
    groups = (GroupFacts(1), GroupFacts(2))
    steps = one_step(Offset(0), per_group=True)
    schedule = propose(steps, replace(SPRING, groups=groups))
    assert [m.first for m in schedule.meetings] == [SPRING.start, SPRING.start]


def test_a_decided_date_stays_and_says_what_speaks_against_it():
    slot = Slot("learning_meeting")
    facts = replace(SPRING, fixed=(FixedDate(slot, date(2027, 1, 16)),))
    meeting = first_of(one_step(Offset(0)), facts)
    assert (meeting.first, meeting.is_fixed) == (date(2027, 1, 16), True)
    assert meeting.reasons == (
        "the date is decided",
        "Meeting is on Saturday 16 January 2027: Saturday.",
    )


def test_a_gap_moves_what_comes_after_and_says_why():
    steps = (
        Step("strategist_meeting", Offset(0), name="Strategists"),
        Step("learning_meeting", Offset(7), gap_days=14, name="Meeting"),
    )
    meeting = propose(steps, SPRING).meetings[1]
    assert (meeting.first, meeting.reasons[1]) == (
        date(2027, 1, 26),
        "moved from Tuesday 19 January 2027: at least 14 days after Strategists",
    )


def test_a_period_that_order_has_passed_moves_too():
    steps = (
        Step("kick_off", Offset(0), name="Kick-off"),
        Step("learning_meeting", Offset(10, precision=MONTH)),
    )
    facts = replace(SPRING, fixed=(FixedDate(Slot("kick_off"), date(2027, 3, 31)),))
    meeting = propose(steps, facts).meetings[1]
    assert (meeting.first, meeting.last, meeting.precision) == (
        date(2027, 4, 1),
        date(2027, 4, 30),
        MONTH,
    )


def test_groups_on_two_days_although_the_first_guesses_leave_none_for_the_last():
    """Two chains of four groups, each with people in common with the next; two days."""
    people = ["a", "bc", "ac", "b", "x", "z", "xy", "yz"]
    groups = tuple(GroupFacts(key, people=frozenset(who)) for key, who in enumerate(people))
    steps = one_step(Period(date(2027, 2, 2), date(2027, 2, 3), DAY), per_group=True)
    schedule = propose(steps, replace(SPRING, groups=groups))
    assert broken_rules(schedule) == ()
    assert {m.first for m in schedule.meetings} == {date(2027, 2, 2), date(2027, 2, 3)}


def test_the_end_of_the_round_draws_in_only_what_it_must():
    """Wished for every 90 days; the end leaves the 60 that lie between at least."""
    steps = tuple(
        Step("learning_meeting", Offset(90 * number), number, f"Meeting {number}", gap_days=60)
        for number in range(6)
    )
    schedule = propose(steps, replace(SPRING, end=SPRING.start + timedelta(days=320)))
    assert [(m.first - SPRING.start).days for m in schedule.meetings] == [
        0,
        71,  # 76 is Easter Monday
        136,
        198,
        258,
        318,
    ]
    assert schedule.meetings[1].reasons[1] == (
        "moved from Monday 12 April 2027: comes before Meeting 2"
    )


def test_nothing_is_proposed_whose_invitation_should_have_gone_already():
    steps = one_step(Offset(0), deadlines=(INVITATION,))
    meeting = first_of(steps, replace(SPRING, today=date(2027, 1, 4)))
    assert (meeting.first, meeting.reasons[1]) == (
        date(2027, 1, 18),
        "moved from Tuesday 12 January: there is no time left for what is due before it",
    )


TWO_STEPS = (
    Step("strategist_meeting", Offset(0), name="Strategists"),
    Step("learning_meeting", Offset(28), gap_days=14, name="Meeting"),
)
BEFORE, AFTER = Slot("strategist_meeting"), Slot("learning_meeting")
SHARED = (GroupFacts(1, "1", frozenset("m")), GroupFacts(2, "2", frozenset("m")))
ONE_DAY = Period(date(2027, 2, 2), date(2027, 2, 2), DAY)


@pytest.mark.parametrize(
    "steps, facts, rule, slots, words",
    [
        (
            TWO_STEPS,
            {"end": date(2027, 1, 20)},
            "gap",
            (BEFORE, AFTER),
            "Meeting must come at least 14 days after Strategists.",
        ),
        (
            one_step(ONE_DAY),
            {"end": date(2027, 1, 31)},
            "after_end",
            (AFTER,),
            "Meeting comes after the end of the round.",
        ),
        (
            one_step(ONE_DAY, deadlines=(INVITATION,)),
            {"today": date(2027, 1, 20)},
            "too_soon",
            (AFTER,),
            "There is no time left for what comes before Meeting: its deadlines have passed.",
        ),
        (
            one_step(Period(date(2027, 2, 1), date(2027, 2, 28))),
            {"closed": (ClosedDates("flytt", date(2027, 2, 1), date(2027, 2, 26)),)},
            "no_fit_day",
            (AFTER,),
            "There is no fit day for Meeting: ease the closed weeks or move it.",
        ),
        (
            one_step(ONE_DAY, per_group=True),
            {"groups": SHARED},
            "same_day",
            (Slot("learning_meeting", 0, 1), Slot("learning_meeting", 0, 2)),
            "Meeting, 1 and Meeting, 2 cannot be on the same day: they have people in common.",
        ),
    ],
)
def test_what_cannot_be_names_the_rule_and_the_meetings(steps, facts, rule, slots, words):
    with pytest.raises(ScheduleError) as raised:
        propose(steps, replace(SPRING, **facts))
    error = raised.value
    assert (error.rule, error.slots, str(error)) == (rule, slots, words)


THREE_STEPS = (
    *TWO_STEPS,
    Step("results_conference", Offset(90), name="Conference", gap_days=7),
)
LAST = Slot("results_conference")


def fixed(**days):
    names = {"before": BEFORE, "after": AFTER, "last": LAST}
    return tuple(FixedDate(names[name], day) for name, day in days.items())


@pytest.mark.parametrize(
    "dates, broken",
    [
        (
            fixed(before=date(2027, 3, 2), after=date(2027, 3, 2)),
            ("Meeting must come after Strategists.",),
        ),
        (
            fixed(before=date(2027, 3, 2), after=date(2027, 3, 1)),
            ("Meeting must come after Strategists.",),
        ),
        (
            fixed(before=date(2027, 3, 2), after=date(2027, 3, 15)),
            ("Meeting must come at least 14 days after Strategists.",),
        ),
        # Both ends decided on one day: what comes between is put after the first of them.
        (
            fixed(before=date(2027, 3, 2), last=date(2027, 3, 2)),
            (
                "Conference must come after Meeting.",
                "Strategists and Conference cannot be on the same day: they have people in common.",
            ),
        ),
    ],
)
def test_decided_dates_against_each_other_stand_and_the_rest_is_put_around_them(dates, broken):
    schedule = propose(THREE_STEPS, replace(SPRING, fixed=dates))

    assert tuple(one.text for one in broken_rules(schedule)) == broken
    stand = {one.slot: one for one in schedule.meetings if one.is_fixed}
    assert {slot: one.first for slot, one in stand.items()} == {
        one.slot: one.first for one in dates
    }
    for text in broken:
        assert any(text in one.reasons for one in stand.values())
    meeting = schedule.meeting_by_slot[AFTER]
    if not meeting.is_fixed:
        assert meeting.first >= stand[BEFORE].last + timedelta(days=14)


def test_two_groups_decided_on_one_day_leave_the_third_another():
    groups = (*SHARED, GroupFacts(3, "3", frozenset("m")))
    day = date(2027, 2, 2)
    dates = tuple(FixedDate(Slot("learning_meeting", 0, group), day) for group in (1, 2))

    schedule = propose(
        one_step(Offset(0), per_group=True), replace(SPRING, groups=groups, fixed=dates)
    )

    assert [one.text for one in broken_rules(schedule)] == [
        "Meeting, 1 and Meeting, 2 cannot be on the same day: they have people in common."
    ]
    one, two, three = schedule.meetings
    assert (one.first, two.first, three.first == day) == (day, day, False)
    assert one.reasons == (
        "the date is decided",
        "Meeting, 1 and Meeting, 2 cannot be on the same day: they have people in common.",
    )


def test_moving_takes_the_deadlines_along_and_names_what_it_disturbs():
    steps = (
        Step("strategist_meeting", Offset(0), name="Strategists"),
        Step("learning_meeting", Offset(28), name="Meeting", gap_days=14, deadlines=(INVITATION,)),
        Step("results_conference", Offset(56), name="Results"),
    )
    schedule = propose(steps, SPRING)
    move = moved(schedule, AFTER, date(2027, 1, 25))
    assert [(one.key, one.before, one.after.day) for one in move.deadlines] == [
        ("invitation", date(2027, 1, 26), date(2027, 1, 11))
    ]
    assert [one.text for one in move.broken] == [
        "Meeting must come at least 14 days after Strategists."
    ]
    back = moved(move.schedule, AFTER, schedule.meetings[1].first)
    assert (back.broken, broken_rules(back.schedule)) == ((), ())
    past_the_next = moved(schedule, AFTER, date(2027, 3, 9))
    assert [one.text for one in past_the_next.broken] == ["Results must come after Meeting."]


def test_dates_made_by_hand_are_judged_without_those_that_are_missing():
    schedule = propose(MODELLKOMMUNER, replace(SPRING, start=date(2027, 9, 14)))
    some = [m for m in schedule.meetings if m.slot.kind in ("kick_off", "results_conference")]
    early = replace(some[1], first=date(2027, 6, 2), last=date(2027, 6, 2), precision=DAY)
    stranger = replace(early, slot=Slot("evaluation"), first=date(2028, 1, 12))
    made = Schedule(schedule.steps, schedule.facts, (some[0], early, stranger))
    assert [(one.rule, one.slots) for one in broken_rules(made)] == [
        ("unknown", (Slot("evaluation"),)),
        ("order", (Slot("kick_off"), Slot("results_conference"))),
    ]


@pytest.mark.parametrize(
    "make",
    [
        lambda: propose(one_step(Offset(0)) * 2, SPRING),
        lambda: propose(
            one_step(Offset(0)),
            replace(SPRING, fixed=(FixedDate(Slot("kick_off"), SPRING.start),)),
        ),
        lambda: replace(SPRING, groups=(GroupFacts(1), GroupFacts(1))),
        lambda: Step("kick_off", Offset(0), length_days=0),
        lambda: Step("kick_off", Offset(0, 0)),
        lambda: Period(date(2027, 2, 2), date(2027, 2, 1)),
    ],
)
def test_a_template_that_contradicts_itself(make):
    with pytest.raises(ValueError, match=r".+"):
        make()


def test_a_hundred_groups_with_busy_mentors():
    """A mentor in two groups, a person in three: found at once, and every rule obeyed."""
    groups = tuple(
        GroupFacts(number, people=frozenset({number // 2, f"person {number // 3}"}))
        for number in range(100)
    )
    facts = replace(SPRING, groups=groups, dates_for=all_steps(MODELLKOMMUNER))
    schedule = propose(MODELLKOMMUNER, facts)
    assert (len(schedule.meetings), broken_rules(schedule)) == (306, ())
    days = {m.first for m in schedule.meetings if m.slot[:2] == ("learning_meeting", 1)}
    assert len(days) > 20
    assert max(days) - min(days) < timedelta(days=35)
