"""Elections: second Sunday of September every fourth year, and rounds that run across one."""

from datetime import date

import pytest

from cohorts.elections import election_between, election_day
from cohorts.models import TimelineEvent
from cohorts.rail import election_note
from tests import factories


@pytest.mark.parametrize(
    "year, day",
    [
        (2018, date(2018, 9, 9)),
        (2022, date(2022, 9, 11)),
        (2026, date(2026, 9, 13)),
        (2027, None),
        (2030, date(2030, 9, 8)),
        (2034, date(2034, 9, 10)),
    ],
)
def test_the_day_of_the_election(year: int, day: date | None) -> None:
    assert election_day(year) == day


@pytest.mark.parametrize(
    "first, last, day",
    [
        (date(2030, 9, 7), date(2030, 9, 8), date(2030, 9, 8)),
        # Who begins on the day of the election is named knowing it.
        (date(2030, 9, 8), date(2031, 1, 1), None),
        (date(2030, 1, 1), date(2030, 9, 7), None),
        (date(2027, 1, 1), date(2029, 12, 31), None),
        (date(2025, 1, 1), date(2031, 1, 1), date(2026, 9, 13)),
    ],
)
def test_an_election_between_two_days(first: date, last: date, day: date | None) -> None:
    assert election_between(first, last) == day


@pytest.mark.django_db
def test_a_round_across_an_election_says_so_until_it_is_over() -> None:
    cohort = factories.make_cohort(today=date(2029, 1, 1), starts_on=date(2029, 9, 1))
    note = "Omgången går över valet 8 september 2030: politiker kan behöva bytas."

    assert election_note(cohort, [], today=date(2029, 10, 1)) == ""  # nobody knows when it ends
    conference = TimelineEvent(kind="results_conference", last_day=date(2031, 3, 1))
    assert election_note(cohort, [conference], today=date(2029, 10, 1)) == note
    assert election_note(cohort, [conference], today=date(2031, 3, 1)) == note
    assert election_note(cohort, [conference], today=date(2031, 3, 2)) == ""
    cohort.completed_on = date(2030, 9, 1)
    assert election_note(cohort, [conference], today=date(2029, 10, 1)) == ""
