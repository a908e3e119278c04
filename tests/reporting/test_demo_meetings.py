"""The demo's running round has meetings: held, invited to, and ahead."""

from collections import Counter

import pytest
import time_machine
from django.core.management import call_command

from cohorts.models import Cohort
from learning_meetings.attendance import read_attendance
from learning_meetings.models import Invitee, Meeting
from learning_meetings.round_meetings import read_round_meetings
from modellkonceptet.civil_dates import today
from reporting.demo.group_rounds import RUNNING
from reporting.demo.meetings import ensure_meetings
from tests.factories import stockholm


@pytest.fixture
def cohort(settings, db):
    settings.DEMO = True
    with time_machine.travel(stockholm(2026, 11, 22), tick=False):
        call_command("prepare_demo", verbosity=0)
        yield Cohort.objects.get(slug=RUNNING)


def test_there_is_something_of_everything_to_try(cohort):
    meetings = Meeting.objects.filter(cohort=cohort)
    assert Counter(meetings.values_list("status", flat=True)) == {
        "held": 3,
        "invited": 2,
        "planned": 7,
    }
    page = read_round_meetings(cohort, today())
    assert page.headline.startswith("Härnäst: Lärandeträff 1")
    assert page.faults == {}
    assert read_attendance(cohort).headline == "1 organisation har saknat någon funktion"
    # The demo's own people have their answers to give.
    lund = Invitee.objects.filter(meeting__status="invited", email__endswith="@lund.example")
    assert list(lund.values_list("answer", flat=True)) == ["none"] * 3
    assert ensure_meetings(today=today(), people={}) == 0
