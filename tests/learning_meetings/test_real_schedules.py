"""The schedules of two real rounds from their templates, without a database."""

from datetime import date

import pytest
from django.utils import translation

from learning_meetings.calendar_days import ClosedWeeks, july
from learning_meetings.hosting import Hosting, plan_hosts
from learning_meetings.schedule import (
    MONTH,
    FixedDate,
    GroupFacts,
    RoundFacts,
    Slot,
    all_steps,
    broken_rules,
    propose,
)
from modellkonceptet.civil_dates import period
from tests.learning_meetings.templates import MODELLKOMMUNER, MODELLREGIONER_2019

SPORTLOV = ClosedWeeks("sportlov", 7, 10)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def in_words(schedule):
    """The timeline as people read it; a step's groups on one line."""
    with translation.override("sv"):
        lines = [
            (m.name, period(m.first, m.last, m.precision, note=False)) for m in schedule.meetings
        ]
    return list(dict.fromkeys(lines))


def test_modellregioner_2019_2020():
    facts = RoundFacts(
        start=date(2019, 2, 5),
        today=date(2018, 9, 24),
        groups=(GroupFacts(1, "regional utveckling"), GroupFacts(2, "folkhälsa")),
    )
    schedule = propose(MODELLREGIONER_2019, facts)
    assert in_words(schedule) == [
        ("Webbinarium", "10 oktober 2018"),
        ("Informationsmöten", "oktober–november 2018"),
        ("Gemensam projektuppstart", "5 februari 2019"),
        ("Strategträff 1", "februari 2019"),
        ("Lärandeträff 1", "mars 2019"),
        ("Strategträff 2", "april 2019"),
        ("Lärandeträff 2", "maj–juni 2019"),
        ("Strategträff 3", "september 2019"),
        ("Lärandeträff 3", "september–november 2019"),
        ("Analys- och lärseminarier", "januari–april 2020"),
        ("Projektavslut", "mars–maj 2020"),
    ]
    assert broken_rules(schedule) == ()


def test_modellregioner_gets_its_dates_one_round_of_meetings_at_a_time():
    groups = (
        GroupFacts(1, "1", frozenset({"SKR"}), hosts=((71,), (72,), (73,))),
        GroupFacts(2, "2", frozenset({"SKR"}), hosts=((81,), (82,), (81, 82))),
    )
    facts = RoundFacts(
        start=date(2019, 2, 5),
        today=date(2018, 12, 3),
        groups=groups,
        fixed=(FixedDate(Slot("information"), date(2018, 10, 10)),),  # held by now
        dates_for=frozenset({("strategist_meeting", 1), ("learning_meeting", 1)}),
    )
    schedule = propose(MODELLREGIONER_2019, facts)
    dated = [m for m in schedule.meetings if m.is_dated and m.slot.kind != "information"]
    assert [(m.slot, m.first, m.hosts) for m in dated] == [
        (Slot("kick_off"), date(2019, 2, 5), ()),
        (Slot("strategist_meeting", 1), date(2019, 2, 6), ()),
        (Slot("learning_meeting", 1, 1), date(2019, 3, 1), (71,)),
        (Slot("learning_meeting", 1, 2), date(2019, 3, 4), (81,)),
    ]
    last = schedule.meeting_by_slot[Slot("learning_meeting", 3, 2)]
    assert (last.precision, last.hosts) == (MONTH, (81, 82))


def test_modellkommuner_2021_2023():
    """Kick-off lunch to lunch, results "mars 2023 (datum ännu ej fastställt)"."""
    facts = RoundFacts(start=date(2021, 9, 13), today=date(2021, 4, 1), groups=(GroupFacts(1),))
    schedule = propose(MODELLKOMMUNER, facts)
    assert in_words(schedule) == [
        ("Strategträff inför uppstarten", "augusti 2021"),
        ("Uppstartskonferens", "13–14 september 2021"),
        ("Strategträff 1", "oktober 2021"),
        ("Lärandeträff 1", "november–december 2021"),
        ("Strategträff 2", "mars 2022"),
        ("Lärandeträff 2", "april–maj 2022"),
        ("Strategträff 3", "september 2022"),
        ("Lärandeträff 3", "oktober–november 2022"),
        ("Resultatkonferens", "mars 2023"),
    ]
    assert broken_rules(schedule) == ()


def test_modellkommuner_2021_with_every_date_set():
    """Lund and two regions: three hosts in turn, and no meeting in the school holidays."""
    wheel = plan_hosts([Hosting(1, 380.0), Hosting(2, 350.0), Hosting(3, 500.0)], 3)
    facts = RoundFacts(
        start=date(2021, 9, 13),
        today=date(2021, 4, 1),
        groups=(GroupFacts(1, "Lund, Östergötland, Kronoberg", hosts=wheel.hosts()),),
        closed=(july(), SPORTLOV, ClosedWeeks("höstlov", 44, 44), ClosedWeeks("påsklov", 15, 16)),
        dates_for=all_steps(MODELLKOMMUNER),
    )
    schedule = propose(MODELLKOMMUNER, facts)
    assert broken_rules(schedule) == ()
    assert [(m.name, str(m.first), m.hosts) for m in schedule.meetings] == [
        ("Strategträff inför uppstarten", "2021-08-23", ()),
        ("Uppstartskonferens", "2021-09-13", ()),
        ("Strategträff 1", "2021-10-25", ()),
        ("Lärandeträff 1", "2021-11-22", (2,)),
        ("Strategträff 2", "2022-03-28", ()),
        ("Lärandeträff 2", "2022-04-25", (1,)),
        ("Strategträff 3", "2022-09-19", ()),
        ("Lärandeträff 3", "2022-10-17", (3,)),
        ("Resultatkonferens", "2023-03-13", ()),
    ]
    second = schedule.meeting_by_slot[Slot("learning_meeting", 2, 1)]
    assert [(due.key, str(due.day), due.reason) for due in second.deadlines] == [
        ("invitation", "2022-04-11", ""),
        ("presentations", "2022-04-14", "moved from Monday 18 April 2022: Easter Monday"),
    ]
