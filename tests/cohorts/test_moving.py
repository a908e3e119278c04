"""Moving a real round's timeline: preview, deed, trail, and one mail each."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cohorts.services.timeline import move_timeline, plan_move
from cohorts.timeline import Recipient, Scope
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry
from tests.cohorts import rounds
from tests.factories import stockholm

pytestmark = pytest.mark.usefixtures("_during_the_application_period")


@pytest.fixture
def _during_the_application_period():
    with time_machine.travel(stockholm(2021, 5, 3), tick=False):
        yield


@pytest.fixture
def cohort(db):
    rounds.load_templates()
    return rounds.modellkommuner_2021()


PEOPLE = [
    Recipient("strateg@lund.example", "Strateg, Lunds kommun"),
    Recipient("Strateg@Lund.example", "samma person igen"),
    Recipient("strategist@kalmar.example", "Strategist", "en"),
]


def test_the_preview_writes_nothing(cohort):
    before = (cohort.closes_on, list(cohort.timeline.values_list("first_day", flat=True)))
    preview = plan_move(cohort=cohort, days=49)
    cohort.refresh_from_db()
    assert (cohort.closes_on, list(cohort.timeline.values_list("first_day", flat=True))) == before
    assert [move.what.name for move in preview.staying] == [
        "Visas för alla",
        "Öppnar för intresseanmälan",
    ]


def test_everything_ahead_moves_and_everybody_is_told_once(cohort, project_lead):
    preview = plan_move(cohort=cohort, days=49)
    move_timeline(
        cohort=cohort,
        days=49,
        recipients=PEOPLE,
        actor=project_lead,
        expected=preview.fingerprint,
    )
    assert (cohort.opens_on, cohort.closes_on, cohort.decision_on, cohort.starts_on) == (
        date(2021, 4, 12),
        date(2021, 7, 20),
        date(2021, 8, 18),
        date(2021, 11, 1),
    )
    assert list(
        cohort.timeline.filter(kind__in=["kick_off", "results_conference"]).values_list(
            "first_day", "last_day"
        )
    ) == [(date(2021, 11, 1), date(2021, 11, 2)), (date(2023, 5, 13), date(2023, 5, 13))]
    mails = Message.objects.order_by("pk")
    assert [(mail.to_email, mail.language, mail.subject) for mail in mails] == [
        ("strateg@lund.example", "sv", "Nya datum för Modellkommuner 2021–2023"),
        ("strategist@kalmar.example", "en", "New dates for Modellkommuner 2021–2023"),
    ]
    moved = "- Sista dag att anmäla intresse: 20 juli 2021 (förut: 1 juni 2021)"
    assert mails[0].body_text.count(moved) == 1
    assert "- Kick-off conference: 1–2 November 2021 (before: 13–14 September 2021)" in (
        mails[1].body_text
    )


def test_the_trail_says_who_moved_what(cohort, project_lead):
    move_timeline(cohort=cohort, days=49, recipients=[], actor=project_lead)
    entry = AuditEntry.objects.about(cohort).get(action="move_timeline")
    assert (entry.actor, entry.details["days"]) == (project_lead, 49)
    assert entry.details["moves"][0] == {
        "name": "Sista dag att anmäla intresse",
        "from": ["2021-06-01", "2021-06-01"],
        "to": ["2021-07-20", "2021-07-20"],
    }
    assert cohort.history.count() == 2


def test_only_the_start_and_later(cohort, project_lead):
    move_timeline(cohort=cohort, days=49, recipients=[], actor=project_lead, scope=Scope.FROM_START)
    assert (cohort.closes_on, cohort.starts_on) == (date(2021, 6, 1), date(2021, 11, 1))


def test_a_round_changed_in_between_is_refused(cohort, project_lead):
    shown = plan_move(cohort=cohort, days=49).fingerprint
    cohort.timeline.filter(kind="kick_off").update(last_day=date(2021, 9, 15))
    with pytest.raises(ValidationError) as refusal:
        move_timeline(cohort=cohort, days=49, recipients=PEOPLE, actor=project_lead, expected=shown)
    assert refusal.value.code == "changed"
    cohort.refresh_from_db()
    assert (cohort.starts_on, Message.objects.count()) == (date(2021, 9, 13), 0)


@pytest.mark.parametrize(
    "days, scope, code",
    [
        (0, Scope.AHEAD, "no_move"),
        (-35, Scope.AHEAD, "into_the_past"),
        (-105, Scope.FROM_START, "starts_too_early"),
    ],
)
def test_impossible_moves_are_refused(cohort, days, scope, code):
    with pytest.raises(ValidationError) as refusal:
        plan_move(cohort=cohort, days=days, scope=scope)
    assert refusal.value.code == code


def test_nobody_else_moves_a_round(cohort, strategist, reviewer):
    for person in (strategist, reviewer):
        with pytest.raises(PermissionDenied):
            move_timeline(cohort=cohort, days=49, recipients=[], actor=person)
