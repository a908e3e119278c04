"""Nobody is surprised: a year of the round 2021–2023 with 30 organisations, every mail of every
person compared with what was reckoned apart from the product."""

import ast
from collections import Counter
from datetime import date, datetime, time
from pathlib import Path

import pytest
from django.db import transaction

from modellkonceptet.working_days import is_working_day
from tests.simulated_year import the_year as year
from tests.simulated_year.matter import days, is_worked
from tests.simulated_year.people import GROUP_OF, ORGANISATIONS, address
from tests.simulated_year.playing import MORNING, NIGHT, NOON, TOO_EARLY, Played, play
from tests.simulated_year.reckoning import Mail, mails_of_the_year
from tests.simulated_year.the_rules import RULES

pytestmark = [pytest.mark.walk, pytest.mark.django_db]  # so that there is a database at all
FRIDAY = 4
OF_ANOTHER = ("har inte gjort det här", "has not done this")
BY_HAND = ("the_year", "the_rules", "people", "matter", "meeting_matters", "matters", "reckoning")


@pytest.fixture(scope="module")
def expected() -> dict[str, list[Mail]]:
    return mails_of_the_year()


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker, expected) -> Played:
    """Played once, and taken back."""
    busy = {mail.day for mails in expected.values() for mail in mails}
    with django_db_blocker.unblock(), transaction.atomic():
        came = play(busy)
        transaction.set_rollback(True)
    return came


def in_words(mails: list[Mail]) -> list[str]:
    """One line a sentence; those of a mail in the order of their days."""
    return [
        f"{mail.day} kl. {mail.hour}{', ensam' if mail.is_alone else ''}: {line.words}"
        f" [{line.step:+d} från {line.due}]"
        for mail in mails
        for line in sorted(mail.lines)
    ]


# --- the reckoning stands by itself -------------------------------------------------------------
@pytest.mark.parametrize("name", BY_HAND)
def test_what_is_reckoned_knows_nothing_of_the_product(name):
    tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    from_ = {(n.module, a.name) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)
             for a in n.names}  # fmt: skip
    own = {f"tests.simulated_year.{each}" for each in BY_HAND}
    own_modules = {("tests.simulated_year", each) for each in BY_HAND}
    plain = {"collections", "collections.abc", "dataclasses", "datetime"}

    assert imports == []
    assert {each for each in from_ if each[0] not in own | plain} - own_modules == set()


def test_the_days_off_are_those_of_the_product():
    count = (year.LAST_DAY - year.FIRST_DAY).days
    all_days = [year.FIRST_DAY + days(number) for number in range(count + 1)]

    assert [day for day in all_days if is_worked(day) != is_working_day(day)] == []


def test_thirty_organisations_in_ten_groups_and_every_rule_is_heard_of(expected):
    assert (len(ORGANISATIONS), len(set(GROUP_OF.values()))) == (30, 10)
    begins = {rule.key: rule.words.partition("{")[0] for rule in RULES if rule.words[0] != "{"}
    said = {line.words for mails in expected.values() for mail in mails for line in mail.lines}
    unheard = {key for key, start in begins.items() if not any(w.startswith(start) for w in said)}

    assert unheard == set()


# --- every person's whole year --------------------------------------------------------------------
def test_everybody_gets_just_the_mails_that_were_reckoned(played, expected):
    surprises = []
    for email in sorted(expected.keys() | played.mails.keys()):
        want, got = in_words(expected.get(email, [])), in_words(played.mails.get(email, []))
        if want != got:
            surprises += [email]
            surprises += [f"  should have come: {line}" for line in want if line not in got]
            surprises += [f"  should not have come: {line}" for line in got if line not in want]

    assert surprises == []
    assert (len(played.mails), sum(map(len, played.mails.values()))) == (130, 1721)


def test_a_strategists_year_as_it_should_be(played):
    """The strategist in Trelleborg, who does things in time and hosts a meeting in March."""
    told = [
        (f"{mail.day:%y-%m-%d} {mail.hour}", line.words)
        for mail in played.mails["strateg@trelleborg.example"]
        for line in mail.lines
    ]

    assert told == [
        # The kick-off is on 13 September; its invitation was answered twelve days before.
        ("21-08-23 7", "Skriv ert utgångsläge och dela det med gruppen"),
        ("21-09-03 7", "Skriv ert utgångsläge och dela det med gruppen"),
        ("21-09-06 13", "Gör klart självskattningen vid omgångens start"),
        ("21-09-06 13", "Kom till Uppstart kl. 9.30, Rådhuset"),
        ("21-09-10 13", "Kom till Uppstart kl. 9.30, Rådhuset"),  # Friday; the 12th is a Sunday
        ("21-09-17 7", "Säg vad du tyckte om Uppstart"),
        # The strategists meet on 12 October.
        ("21-10-05 13", "Kom till Strategträff 1 kl. 9.30, Rådhuset"),
        ("21-10-11 13", "Kom till Strategträff 1 kl. 9.30, Rådhuset"),
        ("21-10-15 7", "Säg vad du tyckte om Strategträff 1"),
        # The group meets on 26 November. From 8 to 14 November nothing could be sent; the
        # self-assessment was agreed on the 14th, before anybody was reminded of it.
        ("21-11-15 7", "Publicera er presentation till Lärandeträff 1, Grupp 10"),
        ("21-11-18 7", "Publicera er presentation till Lärandeträff 1, Grupp 10"),
        ("21-11-19 13", "Kom till Lärandeträff 1, Grupp 10 kl. 9.30, Rådhuset"),
        ("21-11-25 13", "Kom till Lärandeträff 1, Grupp 10 kl. 9.30, Rådhuset"),
        ("21-11-29 7", "Säg vad du tyckte om Lärandeträff 1, Grupp 10"),
        # The second meeting is to be in March, and gets its day, the 30th, on 14 February.
        ("22-01-14 7", "Bestäm datum för Lärandeträff 2, Grupp 10"),
        ("22-01-28 7", "Bestäm datum för Lärandeträff 2, Grupp 10"),
        ("22-03-09 7", "Skicka inbjudan till Lärandeträff 2, Grupp 10"),
        ("22-03-16 7", "Skicka inbjudan till Lärandeträff 2, Grupp 10"),
        ("22-03-16 7", "Gör klart självskattningen inför lärandeträff 2"),
        ("22-03-18 7", "Svara på inbjudan till Lärandeträff 2, Grupp 10"),
        ("22-03-18 7", "Publicera er presentation till Lärandeträff 2, Grupp 10"),
        ("22-03-22 7", "Publicera er presentation till Lärandeträff 2, Grupp 10"),
        ("22-03-23 13", "Kom till Lärandeträff 2, Grupp 10 kl. 9.30, Rådhuset"),
        ("22-03-29 13", "Kom till Lärandeträff 2, Grupp 10 kl. 9.30, Rådhuset"),
        ("22-04-01 7", "Säg vad du tyckte om Lärandeträff 2, Grupp 10"),
        ("22-04-04 7", "Skriv anteckningarna från Lärandeträff 2, Grupp 10"),
        ("22-04-07 7", "Skriv anteckningarna från Lärandeträff 2, Grupp 10"),
    ]


# --- what never happens ---------------------------------------------------------------------------
def test_nobody_is_told_the_same_twice(played):
    said = Counter(
        (email, line.words, line.step, line.due)
        for email, mails in played.mails.items()
        for mail in mails
        for line in mail.lines
    )

    assert [each for each, times in said.items() if times > 1] == []


def test_nothing_leaves_on_days_off_or_before_seven(played):
    moments = {moment for own in played.moments.values() for moment in own}

    assert [each for each in moments if not is_worked(each.date()) or each.hour < 7] == []


def test_nobody_has_two_summaries_a_day(played):
    summaries = Counter(
        (email, mail.day)
        for email, mails in played.mails.items()
        for mail in mails
        if not mail.is_alone
    )

    assert set(summaries.values()) == {1}


def test_in_a_mail_ones_own_comes_before_others_and_the_earliest_first(played):
    orders = [
        [(any(each in line.words for each in OF_ANOTHER), line.due) for line in mail.lines]
        for mails in played.mails.values()
        for mail in mails
    ]

    assert [order for order in orders if order != sorted(order)] == []
    assert max(map(len, orders)) > 2


# --- what goes wrong ------------------------------------------------------------------------------
def test_a_week_without_a_worker_is_healed_by_one_mail_each(played):
    told = Counter(
        (mail.day, email)
        for email, mails in played.mails.items()
        for mail in mails
        if date(2021, 11, 8) <= mail.day <= date(2021, 11, 15)
    )

    assert {day for day, _email in told} == {date(2021, 11, 15)}
    assert set(told.values()) == {1}
    assert len(told) > 30


@pytest.mark.parametrize("day", year.KILLED_ON)
def test_a_run_that_is_killed_is_finished_by_the_next(played, day):
    """Killed in the midst of the next five: those were not written, the first five were."""
    [restarted, beat] = played.wrote[datetime.combine(day, MORNING)]

    assert played.killed[day] == (2, 5)
    assert (restarted > 0, beat) == (True, 0)


def test_the_second_of_two_beats_writes_nothing(played):
    beats = [runs for at, runs in played.wrote.items() if at.time() == MORNING and len(runs) > 1]

    assert {runs[1] for runs in beats} == {0}
    assert len(beats) > 100


def test_a_clock_set_back_by_two_days_writes_nothing(played):
    then = year.SET_BACK_ON - days(2)
    morning, noon = (played.wrote[datetime.combine(then, at)] for at in (MORNING, NOON))

    assert (morning[-1], noon[-1]) == (0, 0)


@pytest.mark.parametrize("night", year.CLOCKS_CHANGE)
def test_when_the_clocks_change_seven_is_seven(played, night):
    before = [played.wrote[datetime.combine(night, at)] for at in (*NIGHT, TOO_EARLY)]
    after = night + days(1)
    morning = [played.wrote[datetime.combine(after, time(*at))] for at in ((6, 59), (7, 0))]
    written = {
        moment.time()
        for own in played.moments.values()
        for moment in own
        if moment.date() == after and moment.hour < 13
    }

    assert {wrote for runs in before for wrote in runs} == {0}
    assert (morning[0], morning[1][0] > 0, written) == ([0], True, {time(7)})


def test_a_moved_meeting_voids_what_waits_and_reminds_of_the_new_day(played):
    """At ten on 10 March the meeting of group 4 is moved from the 16th to the 23rd."""
    own = [mail for mail in played.mails["nyckel@nybro.example"] if mail.day.month == 3]
    moved = [mail for mail in own if date(2022, 3, 9) <= mail.day <= date(2022, 3, 11)]

    assert played.dropped == [("nyckel@nybro.example", year.MOVED_ON, "dropped")]
    assert in_words(moved) == [
        "2022-03-09 kl. 7: Svara på inbjudan till Lärandeträff 2, Grupp 4 [+3 från 2022-03-06]",
        "2022-03-10 kl. 13: Gör klart självskattningen inför lärandeträff 2 [-7 från 2022-03-16]",
        "2022-03-11 kl. 7: Svara på inbjudan till Lärandeträff 2, Grupp 4 [+0 från 2022-03-13]",
        (
            "2022-03-11 kl. 7: Publicera er presentation till Lärandeträff 2, Grupp 4"
            " [-5 från 2022-03-16]"
        ),
    ]


def test_who_has_left_gets_none_and_the_successor_what_is_not_done(played):
    place, function, left_on, successor = year.LEAVES
    withdrawn, withdrew_on = year.WITHDRAWS
    before = [mail.day for mail in played.mails[address(function, place)]]
    after = played.mails[successor]
    team = [address(each, withdrawn) for each in year.FUNCTIONS]

    assert max(before) <= left_on
    assert in_words(after[:1]) == [
        "2021-11-17 kl. 7: Gör klart självskattningen inför lärandeträff 1 [-2 från 2021-11-17]",
        (
            "2021-11-17 kl. 7: Publicera er presentation till Lärandeträff 1, Grupp 9"
            " [-1 från 2021-11-17]"
        ),
        "2021-11-17 kl. 7: Gör uppgiften ”Boka hembesök” [-2 från 2021-11-18]",
    ]
    assert [mail for email in team for mail in played.mails[email] if mail.day > withdrew_on] == []


# --- what people want ---------------------------------------------------------------------------
def test_who_wants_a_summary_on_fridays_gets_others_only_of_what_falls_due_before(played):
    told = [(mail.day, line) for mail in played.mails[year.ON_FRIDAYS] for line in mail.lines]
    others = [(day, line.due) for day, line in told if day.weekday() != FRIDAY]
    thursdays = [day for day, _due in others if day.weekday() == FRIDAY - 1]
    too_early = [(day, due) for day, due in others if due >= day + days(FRIDAY - day.weekday())]

    # The Fridays after these are days off.
    assert thursdays == [date(2021, 12, 23), date(2021, 12, 30)]
    assert [day for day, _due in too_early if day not in thursdays] == []


def test_who_refuses_meetings_hears_of_the_rest(played):
    words = {line.words for mail in played.mails[year.REFUSES_MEETINGS] for line in mail.lines}

    assert words == {
        "Skriv ert utgångsläge och dela det med gruppen",
        "Gör klart självskattningen vid omgångens start",
        "Gör klart självskattningen inför lärandeträff 1",
        "Gör klart självskattningen inför lärandeträff 2",
    }
