"""The demo: real rounds, a round open today, people that are roles; run twice, the same."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from cohorts.enums import Phase
from cohorts.models import Cohort, Participation, QuestionAnswer, TeamMember, TimelineEvent
from learning_meetings.library import Library
from learning_meetings.models import MaterialVersion, TrainingRecord
from learning_meetings.training_page import Tally, round_rows
from modellkonceptet.accounts.models import User
from modellkonceptet.civil_dates import period
from reporting.demo.open_round import kick_off_day, open_round_dates, working_day
from tests.factories import stockholm

pytestmark = pytest.mark.django_db


def counts():
    models = (
        Cohort,
        Participation,
        TeamMember,
        TimelineEvent,
        QuestionAnswer,
        User,
        MaterialVersion,
        TrainingRecord,
    )
    return [model.objects.count() for model in models]


def test_it_refuses_to_run_outside_a_demo():
    with pytest.raises(CommandError):
        call_command("prepare_demo")
    assert User.objects.count() == 0


def test_running_it_again_changes_nothing(demo):
    before = counts()
    call_command("prepare_demo", verbosity=0)
    assert counts() == before


def test_a_round_is_open_today_with_dates_from_today(demo):
    (cohort,) = Cohort.objects.open_on(date(2026, 11, 22))
    assert (cohort.name_sv, cohort.slug) == (
        "Modellkommuner och Modellregioner 2027–2028",
        "modellkonceptet-2027",
    )
    assert (cohort.opens_on, cohort.closes_on, cohort.decision_on, cohort.starts_on) == (
        date(2026, 11, 1),
        date(2026, 12, 16),
        date(2027, 1, 20),
        date(2027, 3, 9),
    )
    assert (cohort.capacity, cohort.questions.count(), cohort.terms.count()) == (30, 6, 2)
    conference = cohort.timeline.get(kind="results_conference")
    assert period(conference.first_day, conference.last_day, conference.precision) == (
        "november 2028, datum ej fastställt"
    )


def test_when_it_has_closed_the_next_one_opens(demo):
    demo.move_to(stockholm(2027, 1, 4))
    call_command("prepare_demo", verbosity=0)
    (cohort,) = Cohort.objects.open_on(date(2027, 1, 4))
    assert cohort.slug == "modellkonceptet-2027-2"


def test_the_real_rounds_stand_once_with_their_dates(demo):
    assert Cohort.objects.filter(is_historical=True).count() == 6
    rounds = Cohort.objects.in_bulk(
        ["modellkonceptet-2021", "modellkommuner-2020", "modellregioner-2019"], field_name="slug"
    )
    assert {
        slug: (cohort.closes_on, cohort.decision_mode, cohort.decision_on, cohort.starts_on)
        for slug, cohort in rounds.items()
    } == {
        "modellkonceptet-2021": (
            date(2021, 6, 1),
            "fixed",
            date(2021, 6, 30),
            date(2021, 9, 13),
        ),
        "modellkommuner-2020": (date(2020, 10, 1), "rolling", None, date(2020, 11, 3)),
        "modellregioner-2019": (
            date(2018, 10, 30),
            "fixed",
            date(2018, 11, 20),
            date(2019, 2, 5),
        ),
    }
    assert {cohort.phase(date(2026, 11, 22)) for cohort in rounds.values()} == {Phase.COMPLETED}
    regions = rounds["modellregioner-2019"]
    assert [
        period(event.first_day, event.last_day, event.precision, note=False)
        for event in regions.timeline.filter(kind="learning_meeting")
    ] == ["mars 2019", "maj–juni 2019", "september–november 2019"]
    terms = regions.terms.get()
    assert (terms.fee, terms.learning_meeting_sv, terms.asks_operation) == (
        None,
        "benchmarkingträff",
        True,
    )


def test_demo_people_are_roles_with_example_addresses(demo):
    people = User.objects.all()
    assert {person.is_demo for person in people} == {True}
    assert {person.email.rpartition(".")[2] for person in people} == {"example"}
    assert list(
        TeamMember.objects.filter(participation__cohort__slug="modellkonceptet-2021")
        .order_by("function")
        .values_list("function", "name", "user__email")
    ) == [
        ("key_person", "Strateg, Lunds kommun", "strateg.lund@lund.example"),
        ("politician", "Politiker, Lunds kommun", "politiker.lund@lund.example"),
        ("senior_manager", "Hög chef, Lunds kommun", "chef.lund@lund.example"),
    ]


def test_lunds_politician_finds_something_new_and_lunds_list_is_half_done(demo):
    cohort = Cohort.objects.get(slug="pagaende-omgang")
    library = Library(User.objects.get(email="politiker.lund@lund.example"), cohort)
    tallies = {
        row.participation.organisation.code: row.tally
        for row in round_rows(cohort, User.objects.get(email="projektledare@skr.example"))
    }
    assert [(one.material.title_sv, one.opened) for one in library.news[:1]] == [
        ("Styrkedjan: följ ett mål hela vägen", 1)
    ]
    assert (len(library.items), library.opened_count, len(library.required)) == (7, 2, 3)
    assert (tallies["1281"], tallies["1286"]) == (Tally(24, 12), Tally(21, 21))


def test_every_day_of_two_years_gives_possible_dates():
    for ordinal in range(date(2026, 1, 1).toordinal(), date(2027, 12, 31).toordinal()):
        today = date.fromordinal(ordinal)
        dates = open_round_dates(today)
        assert dates.opens_on < today < dates.closes_on < dates.decision_on < dates.starts_on
        assert working_day(dates.decision_on) == dates.decision_on
        assert kick_off_day(today).weekday() == 1
