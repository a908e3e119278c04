"""Who gets which reminder on a day, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellkonceptet.civil_dates import STOCKHOLM
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.reminder_plan import (
    Said,
    Wishes,
    is_time,
    letters_on,
    lines_on,
    next_summary_day,
    people_for,
    send_day,
    told_by,
)
from modellkonceptet.notifications.reminder_rules import Recipient
from modellkonceptet.working_days import is_working_day
from tests.notifications.rule_recipes import (
    LEAD,
    MARIA,
    OLA,
    due,
    found,
    people,
    person,
    policy,
    rule,
)

DUE = date(2027, 3, 10)  # a Wednesday
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
STEPS = st.integers(-60, 60)


def steps(one, day):
    return [(line.step, line.recipient) for line in lines_on([one], day)]


def letters(lines, day, *, hour=7, said=None, wishes=None):
    return letters_on(lines, day=day, hour=hour, said=said or Said(), wishes=wishes or {})


@pytest.mark.parametrize(
    ("due_on", "step", "sent"),
    [
        (date(2027, 3, 10), -7, date(2027, 3, 3)),
        (date(2027, 3, 15), -2, date(2027, 3, 12)),  # Saturday: the Friday before
        (date(2027, 3, 29), -1, date(2027, 3, 25)),  # Easter: Maundy Thursday
        (date(2027, 3, 12), 1, date(2027, 3, 15)),  # Friday's morrow: after it, on Monday
        (date(2027, 3, 12), 10, date(2027, 3, 22)),
        (date(2027, 3, 12), 9, date(2027, 3, 19)),  # Sunday: the Friday before is after the day
        (date(2026, 12, 24), -1, date(2026, 12, 23)),
        (date(2027, 1, 4), -3, date(2026, 12, 30)),  # New Year's Day, then its eve
    ],
)
def test_a_step_is_said_on_a_working_day(due_on, step, sent):
    assert send_day(due_on, step) == sent


@given(DAYS, STEPS)
def test_a_step_keeps_its_side_of_the_due_day(due_on, step):
    day = send_day(due_on, step)

    assert is_working_day(day)
    assert day > due_on if step > 0 else day <= due_on + timedelta(days=step)


@given(DAYS, STEPS, STEPS)
def test_a_later_step_is_never_said_earlier(due_on, one, other):
    first, last = sorted((one, other))

    assert send_day(due_on, first) <= send_day(due_on, last)


@pytest.mark.parametrize(
    ("moment", "sends"),
    [
        (datetime(2027, 3, 10, 6, 59, tzinfo=STOCKHOLM), False),
        (datetime(2027, 3, 10, 7, 0, tzinfo=STOCKHOLM), True),
        (datetime(2027, 3, 13, 12, 0, tzinfo=STOCKHOLM), False),  # Saturday
        (datetime(2026, 12, 24, 12, 0, tzinfo=STOCKHOLM), False),
        (datetime(2027, 3, 26, 5, 30, tzinfo=UTC), False),  # Good Friday
        (datetime(2027, 3, 24, 5, 30, tzinfo=UTC), False),  # half past six in winter time
        (datetime(2027, 3, 30, 5, 30, tzinfo=UTC), True),  # half past seven in summer time
    ],
)
def test_reminders_leave_on_working_days_from_seven(moment, sends):
    assert is_time(moment) is sends


def test_each_step_is_said_until_the_next_one_comes():
    one = found()

    said = {day: steps(one, DUE + timedelta(days=day)) for day in (-8, -7, -3, -2, 0, 1, 15, 16)}

    assert said == {
        -8: [],
        -7: [(-7, MARIA)],
        -3: [(-7, MARIA)],
        -2: [(-2, MARIA)],
        0: [(-2, MARIA)],
        1: [(1, MARIA)],
        15: [(1, MARIA)],
        16: [],
    }


def test_what_arose_after_a_step_is_not_made_up_for():
    one = found(a_due=due(since=DUE - timedelta(days=7)))

    assert steps(one, DUE - timedelta(days=5)) == []
    assert steps(one, DUE - timedelta(days=2)) == [(-2, MARIA)]


def test_nobody_is_reminded_after_the_last_day_it_makes_sense():
    one = found(a_due=due(until=DUE))

    assert steps(one, DUE) == [(-2, MARIA)]
    assert steps(one, DUE + timedelta(days=1)) == []


def test_the_ladder_tells_those_above_and_them_alone():
    own = policy(-2, 1, ladder=((Role.SENIOR_MANAGER, 7), (Role.DESK, 14)))
    one = found(rule(policy=own))
    lines = {day: list(lines_on([one], DUE + timedelta(days=day))) for day in (1, 7, 14)}

    assert {
        day: [(line.step, line.recipient, line.is_above) for line in said]
        for day, said in lines.items()
    } == {
        1: [(1, MARIA, False)],
        7: [(1, MARIA, False), (7, OLA, True)],
        14: [(1, MARIA, False), (7, OLA, True), (14, LEAD, True)],
    }
    assert [told_by(one, DUE + timedelta(days=day)) for day in (1, 7, 14)] == [
        [MARIA],
        [MARIA, OLA],
        [MARIA, OLA, LEAD],
    ]


def test_what_a_person_should_do_is_not_raised_to_them_as_somebody_elses():
    both = people(strategist=(MARIA,), senior_manager=(MARIA,))
    one = found(rule(policy=policy(1, ladder=((Role.SENIOR_MANAGER, 7),))), due(who=both))

    (line,) = lines_on([one], DUE + timedelta(days=7))

    assert (line.step, line.is_above) == (1, False)


@pytest.mark.parametrize(
    ("who", "roles", "told"),
    [
        (people(strategist=(MARIA,)), (Role.STRATEGIST,), [MARIA]),
        (people(strategist=(MARIA,), key_person=(OLA,)), (Role.STRATEGIST,), [MARIA]),
        (people(key_person=(OLA,)), (Role.STRATEGIST,), [OLA]),
        (people(senior_manager=(OLA,)), (Role.RESPONSIBLE,), [OLA]),
        (people(desk=(LEAD,)), (Role.STRATEGIST, Role.KEY_PERSON), [LEAD]),
        (people(), (Role.STRATEGIST,), []),
        (
            people(strategist=(MARIA,), key_person=(MARIA, OLA)),
            (Role.STRATEGIST, Role.KEY_PERSON),
            [MARIA, OLA],
        ),
    ],
)
def test_where_nobody_holds_the_role_somebody_stands_in(who, roles, told):
    assert people_for(due(who=who), roles) == told


def test_a_person_in_several_roles_gets_one_mail_whatever_the_case_of_the_address():
    shouting = Recipient("MARIA@LUND.example", "Maria Berg")
    lines = lines_on(
        [
            found(rule("test.a"), due("a-1")),
            found(rule("test.b"), due("b-1", who=people(strategist=(shouting,)))),
        ],
        DUE - timedelta(days=2),
    )

    (letter,) = letters(lines, DUE - timedelta(days=2))

    assert [line.found.rule.key for line in letter.lines] == ["test.a", "test.b"]


def test_a_summary_is_in_order_own_before_others_the_earliest_first():
    day = DUE
    above = rule("test.above", policy=policy(audience=(), ladder=((Role.STRATEGIST, 7),)))
    lines = lines_on(
        [
            found(above, due("x-1", DUE - timedelta(days=7))),
            found(rule("test.b"), due("b-1", DUE + timedelta(days=2))),
            found(rule("test.a"), due("a-1", DUE + timedelta(days=2))),
            found(rule("test.c"), due("c-1", DUE + timedelta(days=1))),
        ],
        day,
    )

    (letter,) = letters(lines, day)

    assert [line.found.due.subject for line in letter.lines] == ["c-1", "a-1", "b-1", "x-1"]


def test_what_is_urgent_goes_alone():
    day = DUE - timedelta(days=2)
    lines = lines_on(
        [found(rule("test.a", alone_from=-2), due("a-1")), found(rule("test.b"), due("b-1"))], day
    )

    assert [(letter.is_alone, len(letter.lines)) for letter in letters(lines, day)] == [
        (True, 1),
        (False, 1),
    ]


def test_a_summary_waits_for_the_latest_hour_in_it():
    day = DUE - timedelta(days=2)
    late = rule("test.b", policy=policy(-2, hour=10))
    lines = list(lines_on([found(rule("test.a"), due("a-1")), found(late, due("b-1"))], day))

    assert letters(lines, day, hour=9) == []
    assert [len(letter.lines) for letter in letters(lines, day, hour=10)] == [2]


def test_what_has_been_said_is_not_said_again_nor_an_earlier_step():
    day = DUE - timedelta(days=2)
    (line,) = lines_on([found()], day)

    assert letters([line], day, said=Said({line.key: -2})) == []
    assert letters([line], day, said=Said({line.key: 1})) == []
    assert len(letters([line], day, said=Said({line.key: -7}))) == 1


def test_a_moved_day_is_reminded_of_anew():
    day = DUE - timedelta(days=2)
    (said,) = lines_on([found()], day)
    (moved,) = lines_on([found(a_due=due(due_on=DUE + timedelta(days=1)))], day)

    assert len(letters([moved], day, said=Said({said.key: said.step}))) == 1


def test_a_second_summary_waits_for_the_next_day():
    day = DUE - timedelta(days=2)
    lines = list(lines_on([found()], day))

    assert letters(lines, day, said=Said(summarised=frozenset({MARIA.key}))) == []


def test_a_refused_topic_is_left_out_and_the_rest_goes():
    day = DUE - timedelta(days=2)
    lines = lines_on(
        [
            found(rule("test.a", topic=Topic.MEETINGS), due("a-1")),
            found(rule("test.b"), due("b-1")),
        ],
        day,
    )

    (letter,) = letters(lines, day, wishes={MARIA.key: Wishes(frozenset({Topic.MEETINGS}))})

    assert [line.found.rule.key for line in letter.lines] == ["test.b"]


@pytest.mark.parametrize(
    ("day", "weekday", "summary"),
    [
        (date(2027, 3, 8), 2, date(2027, 3, 10)),
        (date(2027, 3, 10), 2, date(2027, 3, 10)),
        (date(2027, 3, 11), 2, date(2027, 3, 17)),
        (date(2027, 3, 22), 4, date(2027, 3, 25)),  # Good Friday: Maundy Thursday
        (date(2027, 3, 26), 0, date(2027, 4, 5)),  # Easter Monday's stand-in is over
    ],
)
def test_a_weekly_summary_has_its_day(day, weekday, summary):
    assert next_summary_day(day, weekday) == summary


def test_a_weekly_summary_gathers_but_not_what_falls_due_before_it():
    friday = Wishes(weekday=4)
    far = found(rule("test.a", -14, -7), due("a-1", DUE + timedelta(days=7)))
    near = found(rule("test.b", -7, -2), due("b-1", DUE))
    monday, the_friday = date(2027, 3, 8), date(2027, 3, 12)

    on_monday = letters(lines_on([far, near], monday), monday, wishes={MARIA.key: friday})
    on_friday = letters(lines_on([far, near], the_friday), the_friday, wishes={MARIA.key: friday})

    assert [[line.found.rule.key for line in one.lines] for one in on_monday] == [["test.b"]]
    assert [[line.found.rule.key for line in one.lines] for one in on_friday] == [
        ["test.b", "test.a"]
    ]


@given(
    st.lists(st.tuples(DAYS, st.integers(0, 3)), max_size=6),
    st.lists(STEPS, min_size=1, max_size=4, unique=True),
    st.sets(st.integers(0, 59)),
    st.sampled_from([None, 0, 4]),
)
def test_whatever_days_are_missed_nothing_is_said_twice_nor_on_a_day_off(
    dues, days, missed, weekday
):
    start = min((day for day, _who in dues), default=date(2027, 1, 1)) - timedelta(days=20)
    own = rule(policy=policy(*sorted(days)))
    everything = [
        found(own, due(f"thing-{n}", day, who=people(strategist=(person(who),)), since=start))
        for n, (day, who) in enumerate(dues)
    ]
    wishes = {person(0).key: Wishes(weekday=weekday)}
    said: dict = {}
    for n in range(60):
        day = start + timedelta(days=n)
        if n in missed or not is_working_day(day):
            continue
        for letter in letters(lines_on(everything, day), day, said=Said(said), wishes=wishes):
            for line in letter.lines:
                assert said.get(line.key, -1000) < line.step
                assert send_day(line.found.due.due_on, line.step) <= day
                said[line.key] = line.step
