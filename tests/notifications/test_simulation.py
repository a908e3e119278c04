"""The engine run ahead of time says what the engine would say, day by day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.reminder_plan import Said, Wishes, letters_on, lines_on
from modellkonceptet.notifications.simulation import simulate, working_days
from modellkonceptet.working_days import is_working_day
from tests.notifications.rule_recipes import due, found, people, person, policy, rule

MONDAY = date(2027, 2, 1)
NOBODY_WISHES: dict[str, Wishes] = {}
PEOPLE = [person(n) for n in range(4)]


def in_short(simulated):
    """(day, receiver, [(thing, step)], alone) of every letter."""
    return [
        (
            day,
            letter.recipient.key,
            [(line.found.due.subject, line.step) for line in letter.lines],
            letter.is_alone,
        )
        for day, letters in simulated
        for letter in letters
    ]


def test_a_thing_is_said_at_each_of_its_steps():
    thing = found(rule("test.report", -7, -2, 1), due(due_on=date(2027, 2, 10)))
    run = simulate([thing], first=MONDAY, days=14, said=Said(), wishes=NOBODY_WISHES)

    assert [day for day, _letters in run] == list(working_days(MONDAY, 14))
    assert in_short(run) == [
        (date(2027, 2, 3), "maria@lund.example", [("report-1", -7)], False),
        (date(2027, 2, 8), "maria@lund.example", [("report-1", -2)], False),
        (date(2027, 2, 11), "maria@lund.example", [("report-1", 1)], False),
    ]


def test_what_has_been_said_is_not_said_again_and_the_next_day_has_a_summary_of_its_own():
    thing = found(rule("test.report", -7, -6), due(due_on=date(2027, 2, 8)))
    other = found(rule("test.other", -7), due("other-1", date(2027, 2, 8)))
    said = Said(
        {("test.report", "report-1", "maria@lund.example", date(2027, 2, 8)): -7},
        frozenset({"maria@lund.example"}),
    )
    run = simulate([thing, other], first=MONDAY, days=2, said=said, wishes=NOBODY_WISHES)

    assert in_short(run) == [
        (
            date(2027, 2, 2),
            "maria@lund.example",
            [("other-1", -7), ("report-1", -6)],
            False,
        )
    ]


def test_wishes_hold_and_the_ladder_reaches_those_above():
    weekly = rule("test.report", -1, policy=policy(-3, ladder=((Role.SENIOR_MANAGER, 5),)))
    thing = found(weekly, due(due_on=date(2027, 2, 12)))
    wishes = {
        "maria@lund.example": Wishes(weekday=3),
        "ola@lund.example": Wishes(refused=frozenset({Topic.MEETINGS})),
    }
    run = simulate([thing], first=MONDAY, days=30, said=Said(), wishes=wishes)

    assert in_short(run) == [
        (date(2027, 2, 11), "maria@lund.example", [("report-1", -3)], False),
        (date(2027, 2, 17), "ola@lund.example", [("report-1", 5)], False),
    ]


def test_a_thing_without_steps_is_never_said():
    silent = found(rule("test.report", policy=policy()), due(due_on=date(2027, 2, 12)))
    run = simulate([silent], first=MONDAY, days=30, said=Said(), wishes=NOBODY_WISHES)
    assert in_short(run) == []


# --- whatever is due -----------------------------------------------------------
DAYS = st.dates(date(2026, 11, 1), date(2027, 6, 30))


@st.composite
def things(draw):
    number = draw(st.integers(0, 10_000))
    steps = draw(st.lists(st.integers(-40, 40), max_size=4, unique=True))
    ladder = draw(st.lists(st.sampled_from(["senior_manager", "desk"]), max_size=2, unique=True))
    one = rule(
        f"test.rule-{draw(st.integers(0, 3))}",
        topic=draw(st.sampled_from([Topic.REPORTS, Topic.MEETINGS])),
        policy=policy(
            *sorted(steps),
            ladder=tuple((role, draw(st.integers(1, 30))) for role in ladder),
            hour=draw(st.integers(7, 17)),
        ),
        alone_from=draw(st.none() | st.integers(-10, 10)),
    )
    who = {
        role: tuple(draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True)))
        for role in ("strategist", "senior_manager", "desk")
    }
    due_on = draw(DAYS)
    return found(
        one,
        due(
            f"thing-{number}",
            due_on,
            since=draw(DAYS),
            who=people(**who),
            until=draw(st.none() | DAYS),
        ),
    )


WISHES = st.dictionaries(
    st.sampled_from([one.key for one in PEOPLE]),
    st.builds(
        Wishes,
        refused=st.frozensets(st.sampled_from([Topic.REPORTS, Topic.MEETINGS])),
        weekday=st.none() | st.integers(0, 4),
    ),
)
THINGS = st.lists(things(), max_size=8, unique_by=lambda one: one.due.subject)


@given(THINGS, DAYS, st.integers(1, 60), WISHES)
def test_nothing_is_said_twice_and_nothing_on_days_off(listed, first, days, wishes):
    run = simulate(listed, first=first, days=days, said=Said(), wishes=wishes)

    said = [(line.key, line.step) for _day, some in run for one in some for line in one.lines]
    assert len(said) == len(set(said))
    assert [day for day, _letters in run if not is_working_day(day)] == []
    summaries = [(day, one.recipient.key) for day, some in run for one in some if not one.is_alone]
    assert len(summaries) == len(set(summaries))


@given(THINGS, DAYS, st.integers(1, 40), WISHES)
def test_it_is_the_engine_day_by_day(listed, first, days, wishes):
    steps, expected = {}, []
    for number in range(days):
        day = first + timedelta(days=number)
        if not is_working_day(day):
            continue
        summarised, lines = set(), list(lines_on(listed, day))
        # Every hour, as the clock does; what is said at one is known at the next.
        for hour in range(7, 24):
            said = Said(dict(steps), frozenset(summarised))
            for letter in letters_on(lines, day=day, hour=hour, said=said, wishes=wishes):
                steps |= {line.key: line.step for line in letter.lines}
                if not letter.is_alone:
                    summarised.add(letter.recipient.key)
                expected.append((day, letter))
    run = simulate(listed, first=first, days=days, said=Said(), wishes=wishes)

    assert sorted(in_short(run)) == sorted(in_short((day, [letter]) for day, letter in expected))
