"""Cycles as a ramp: when, how it ended, what has been open too long, and what comes next."""

from datetime import date, timedelta
from typing import Any

import pytest

from improvements.models import Cycle
from improvements.ramp import MOST_STEPS, days_after, open_too_long, ramp, state_of, when_in_words

DAY = date(2027, 3, 10)


def cycle(number: int = 1, **fields: Any) -> Cycle:
    return Cycle(number=number, title=f"Försök {number}", **fields)


def closed(number: int, decision: str = "adopt", **fields: Any) -> Cycle:
    days = {"started_on": date(2026, 9, 1), "ended_on": date(2026, 10, 30)} | fields
    return cycle(number, status="acted", decision=decision, **days)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "do", "started_on": DAY - timedelta(days=90)}, ""),
        ({"status": "do", "started_on": DAY - timedelta(days=91)}, "Öppen i 91 dagar"),
        ({"status": "study", "started_on": DAY - timedelta(days=400)}, "Öppen i 400 dagar"),
        ({"status": "do", "started_on": DAY, "planned_to": DAY}, ""),
        (
            {"status": "do", "started_on": DAY, "planned_to": DAY - timedelta(days=1)},
            "1 dag över planerat slut",
        ),
        ({"status": "plan", "planned_to": DAY - timedelta(days=9)}, "9 dagar över planerat slut"),
        ({"status": "plan"}, ""),
        ({"status": "acted", "started_on": DAY - timedelta(days=400), "ended_on": DAY}, ""),
    ],
)
def test_open_too_long_is_said_in_words(fields: dict[str, Any], words: str) -> None:
    assert open_too_long(cycle(**fields), DAY) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "acted", "started_on": DAY, "ended_on": DAY}, "mar 2027"),
        (
            {"status": "acted", "started_on": date(2026, 9, 1), "ended_on": date(2026, 10, 1)},
            "sep–okt 2026",
        ),
        (
            {"status": "acted", "started_on": date(2026, 12, 1), "ended_on": date(2027, 2, 1)},
            "dec 2026–feb 2027",
        ),
        ({"status": "do", "started_on": DAY}, "sedan mars 2027"),
        ({"planned_from": DAY}, "planeras mar 2027"),
        ({"planned_to": DAY}, "planeras mar 2027"),
        ({"planned_from": DAY, "planned_to": date(2027, 5, 1)}, "planeras mar–maj 2027"),
        ({}, "inga datum än"),
    ],
)
def test_when_a_cycle_is(fields: dict[str, Any], words: str) -> None:
    assert when_in_words(cycle(**fields)) == words


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, ("open", "Planeras")),
        ({"status": "do"}, ("half", "Pågår")),
        ({"status": "study"}, ("half", "Studeras")),
        ({"status": "acted", "decision": "adopt"}, ("done", "Behållen")),
        ({"status": "acted", "decision": "adapt"}, ("half", "Ändrad")),
        ({"status": "acted", "decision": "abandon"}, ("unmet", "Nedlagd")),
    ],
)
def test_a_state_is_a_shape_and_a_word(fields: dict[str, Any], shown: tuple[str, str]) -> None:
    assert state_of(cycle(**fields)) == shown


@pytest.mark.parametrize(
    ("decisions", "words"),
    [
        ([], "Inget försök än"),
        ([None], "Inget försök är avslutat än"),
        (["adopt"], "Det avslutade försöket används i dag"),
        (["abandon"], "Det avslutade försöket används inte i dag"),
        (["adapt", "abandon"], "Inget av två avslutade försök används i dag"),
        (
            ["adopt", "adapt", "adopt", "abandon", "adopt", None],
            "Tre av fem avslutade försök används i dag",
        ),
        (["adopt"] * 12, "12 av 12 avslutade försök används i dag"),
    ],
)
def test_the_finding_counts_what_is_used(decisions: list[str | None], words: str) -> None:
    cycles = [
        closed(number, decision) if decision else cycle(number)
        for number, decision in enumerate(decisions, start=1)
    ]
    assert ramp(cycles, DAY).finding == words


def test_the_latest_are_steps_and_the_others_are_a_list() -> None:
    shown = ramp([closed(number) for number in (3, 1, 2, 5, 4, 8, 7, 6)], DAY)
    assert [one.cycle.number for one in shown.earlier] == [1, 2]
    assert [one.cycle.number for one in shown.steps] == [3, 4, 5, 6, 7, 8]
    assert len(shown.steps) == MOST_STEPS


def test_a_step_says_where_one_is_and_what_was_dropped() -> None:
    steps = ramp([closed(1, "abandon"), cycle(2, status="do", started_on=DAY), cycle(3)], DAY).steps
    assert [(one.is_current, one.is_dropped) for one in steps] == [
        (False, True),
        (True, False),
        (False, False),
    ]


@pytest.mark.parametrize(
    ("last", "label", "number", "after"),
    [
        (None, "Planera den första cykeln", None, None),
        ({}, "Planera cykel 2", 2, None),
        ({"status": "do", "started_on": DAY}, "Öppna cykel 2", 2, None),
        ({"status": "study", "started_on": DAY}, "Studera cykel 2", 2, None),
        ({"status": "acted", "decision": "adapt"}, "Planera nästa cykel", None, 2),
        ({"status": "acted", "decision": "adopt"}, "Planera hur det införs och sprids", None, 2),
        ({"status": "acted", "decision": "abandon"}, "Planera en ny cykel", None, None),
    ],
)
def test_one_thing_comes_next(
    last: dict[str, Any] | None, label: str, number: int | None, after: int | None
) -> None:
    days = {"started_on": DAY, "ended_on": DAY} if last and last.get("decision") else {}
    cycles = [] if last is None else [closed(1), cycle(2, **(last | days))]
    step = ramp(cycles, DAY).next_step
    assert step.label == label
    assert (step.cycle.number if step.cycle else None) == number
    assert (step.after.number if step.after else None) == after


def test_an_open_cycle_comes_before_what_was_closed_later() -> None:
    step = ramp([cycle(1, status="do", started_on=DAY), closed(2)], DAY).next_step
    assert step.label == "Öppna cykel 1"


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({}, (date(2027, 3, 11), None)),
        ({"ended_on": date(2026, 10, 30)}, (DAY, None)),
        (
            {
                "ended_on": DAY,
                "planned_from": date(2026, 9, 1),
                "planned_to": date(2026, 9, 29),
            },
            (date(2027, 3, 11), date(2027, 4, 8)),
        ),
    ],
)
def test_a_next_cycle_comes_after_and_lasts_as_long(fields: dict[str, Any], days: Any) -> None:
    assert days_after(cycle(status="acted", **fields), DAY) == days
