"""Every state with every action of every table: what is allowed moves, all else is refused."""

import importlib.util
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from applications.enums import (
    APPLICATION_TRANSITIONS,
    DECISION_TRANSITIONS,
    ApplicationStatus,
    DecisionStatus,
)
from applications.models import AdmissionDecision, Application
from cohorts.enums import (
    PARTICIPATION_TRANSITIONS,
    PROMISE_TRANSITIONS,
    EventKind,
    ParticipationStatus,
    PromiseStatus,
)
from cohorts.models import Participation
from improvements.enums import (
    ASSESSMENT_TRANSITIONS,
    CYCLE_TRANSITIONS,
    IMPROVEMENT_TRANSITIONS,
    AssessmentStatus,
    CycleDecision,
    CycleStatus,
    ImprovementStatus,
    OccasionKind,
)
from improvements.models import (
    Assessment,
    AssessmentOccasion,
    ChecklistEdition,
    Cycle,
    CycleQuestion,
    Improvement,
)
from learning_meetings.enums import (
    MEETING_TRANSITIONS,
    NOTE_TRANSITIONS,
    Audience,
    MeetingStatus,
    NoteStatus,
)
from learning_meetings.models import Meeting, MeetingNote
from modellkonceptet.accounts.models import User
from modellkonceptet.notifications.enums import MESSAGE_TRANSITIONS, MessageStatus
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.workflow import Workflow, table
from reporting.enums import (
    APPROVED,
    EXAMPLE_TRANSITIONS,
    REPORT_TRANSITIONS,
    ExampleStatus,
    ReportStatus,
)
from reporting.models import LearningExample, ReportForm, ReportOccasion, ResultReport
from tests import factories
from tests.architecture.urlconf import OUR_PACKAGES

pytestmark = pytest.mark.django_db


def an_application(status):
    application = factories.make_application(status=ApplicationStatus.SUBMITTED)
    withdrawn = timezone.now() if status == ApplicationStatus.WITHDRAWN else None
    Application.objects.filter(pk=application.pk).update(status=status, withdrawn_at=withdrawn)
    return Application.objects.get(pk=application.pk)


def a_decision(status):
    lead = factories.make_user()
    decision = factories.make_decision(factories.make_application(), by=lead)
    if status in {DecisionStatus.PUBLISHED, DecisionStatus.SUPERSEDED}:
        decision.published_at, decision.published_by = timezone.now(), lead
    decision.status = status
    decision.save()
    return decision


def a_participation(status):
    return factories.make_participation(status=status)


def a_promise(status):
    return factories.make_promise(status=status, cohort=factories.make_cohort(), reason="Valår")


def a_meeting(status):
    day = timezone.now() + timedelta(days=20)
    return Meeting.objects.create(
        cohort=factories.make_cohort(),
        kind=EventKind.KICK_OFF,
        audience=Audience.ROUND,
        name_sv="Uppstart",
        status=status,
        first_day=day.date(),
        last_day=day.date(),
        starts_at=day,
        ends_at=day + timedelta(hours=3),
        cancelled_because="Sjukdom",
    )


def a_note(status):
    return MeetingNote.objects.create(meeting=a_meeting(MeetingStatus.HELD), status=status)


def an_improvement(status):
    return Improvement.objects.create(
        participation=factories.make_participation(),
        title="Lika snabbt",
        aim_what="Fler får en insats",
        aim_amount="65 procent",
        aim_group="Kvinnor och män",
        aim_by=timezone.localdate(),
        implemented_in="Mottagningen",
        spread_to="Alla enheter",
        status=status,
    )


def a_cycle(status):
    """With what the guards ask for: a prediction, and what was learned."""
    closed = status == CycleStatus.ACTED
    cycle = Cycle.objects.create(
        improvement=an_improvement(ImprovementStatus.TESTING),
        number=1,
        title="Pröva",
        status=status,
        started_on=timezone.localdate(),
        ended_on=timezone.localdate() if closed else None,
        learned="Det går",
        decision=CycleDecision.ADOPT,
    )
    CycleQuestion.objects.create(cycle=cycle, question="Hinner vi?", prediction="Ja")
    return cycle


def an_assessment(status):
    participation = factories.make_participation()
    return Assessment.objects.create(
        participation=participation,
        occasion=AssessmentOccasion.objects.create(
            cohort=participation.cohort, kind=OccasionKind.START
        ),
        edition=ChecklistEdition.objects.get_or_create(
            key="x", defaults={"name_sv": "X", "year": 2024, "highest": 4}
        )[0],
        status=status,
        agreed_at=timezone.now() if status == AssessmentStatus.AGREED else None,
    )


def a_message(status):
    return Message.objects.create(
        kind="call",
        to_email="anna@lund.example",
        subject="Kallelse",
        status=status,
        claimed_at=timezone.now(),
        sent_at=timezone.now() if status == MessageStatus.SENT else None,
    )


def a_report(status):
    participation = factories.make_participation()
    programme = participation.cohort.terms.get().programme
    form = ReportForm.objects.create(programme=programme, kind="final", name_sv="Slutrapport")
    is_draft, now = status == ReportStatus.DRAFT, timezone.now()
    is_published = status == ReportStatus.PUBLISHED
    return ResultReport.objects.create(
        participation=participation,
        occasion=ReportOccasion.objects.create(
            cohort=participation.cohort, form=form, due_on=now.date()
        ),
        status=status,
        version=0 if is_draft else 1,
        sent_at=None if is_draft else now,
        approved_at=now if status in APPROVED else None,
        published_at=now if is_published else None,
        public={"parts": []} if is_published else None,
    )


def an_example(status):
    return LearningExample.objects.create(
        slug=f"simskolan-{LearningExample.objects.count()}",
        organisation=factories.make_organisation(),
        title_sv="Simskolan",
        summary_sv="Nya tider.",
        body="Så gick det till.",
        operation="culture",
        year=2026,
        status=status,
        published_at=timezone.now() if status == ExampleStatus.PUBLISHED else None,
        changed_at=timezone.now(),
    )


def companions(model, action, actor):
    """The fields that a constraint ties to the state which the action leads to."""
    if model is Application and action == "withdraw":
        return {"withdrawn_at": timezone.now()}
    if model is AdmissionDecision and action == "publish":
        return {"published_at": timezone.now(), "published_by": actor}
    if model is Participation and action == "withdraw":
        return {"withdrawn_on": timezone.localdate(), "withdrawal_reason": "Ny majoritet"}
    if model is Participation and action == "reinstate":
        return {"withdrawn_on": None, "withdrawal_reason": ""}
    if model is Cycle and action == "close":
        return {"ended_on": timezone.localdate()}
    if model is Cycle and action == "reopen":
        return {"ended_on": None}
    if model is ResultReport:
        return {
            "send": {"sent_at": timezone.now(), "version": 1},
            "return": {},
            "approve": {"approved_at": timezone.now()},
            "publish": {"published_at": timezone.now(), "public": {"parts": []}},
            "withdraw": {"published_at": None, "public": None},
        }[action]
    if model is LearningExample:
        return {"published_at": timezone.now() if action == "publish" else None}
    if model is Assessment:
        return {"agreed_at": timezone.now() if action == "agree" else None}
    return {}


TABLES = {
    "applications.enums.APPLICATION_TRANSITIONS": (
        APPLICATION_TRANSITIONS,
        ApplicationStatus,
        an_application,
    ),
    "applications.enums.DECISION_TRANSITIONS": (DECISION_TRANSITIONS, DecisionStatus, a_decision),
    "cohorts.enums.PARTICIPATION_TRANSITIONS": (
        PARTICIPATION_TRANSITIONS,
        ParticipationStatus,
        a_participation,
    ),
    "learning_meetings.enums.MEETING_TRANSITIONS": (
        MEETING_TRANSITIONS,
        MeetingStatus,
        a_meeting,
    ),
    "learning_meetings.enums.NOTE_TRANSITIONS": (NOTE_TRANSITIONS, NoteStatus, a_note),
    "improvements.enums.IMPROVEMENT_TRANSITIONS": (
        IMPROVEMENT_TRANSITIONS,
        ImprovementStatus,
        an_improvement,
    ),
    "improvements.enums.CYCLE_TRANSITIONS": (CYCLE_TRANSITIONS, CycleStatus, a_cycle),
    "improvements.enums.ASSESSMENT_TRANSITIONS": (
        ASSESSMENT_TRANSITIONS,
        AssessmentStatus,
        an_assessment,
    ),
    "modellkonceptet.notifications.enums.MESSAGE_TRANSITIONS": (
        MESSAGE_TRANSITIONS,
        MessageStatus,
        a_message,
    ),
    "reporting.enums.REPORT_TRANSITIONS": (REPORT_TRANSITIONS, ReportStatus, a_report),
    "reporting.enums.EXAMPLE_TRANSITIONS": (EXAMPLE_TRANSITIONS, ExampleStatus, an_example),
    "cohorts.enums.PROMISE_TRANSITIONS": (PROMISE_TRANSITIONS, PromiseStatus, a_promise),
}
# States that a thing gets into by itself: a worker delivers mails, and nobody's action does.
BY_ITSELF = {
    "modellkonceptet.notifications.enums.MESSAGE_TRANSITIONS": {
        MessageStatus.QUEUED,
        MessageStatus.SENDING,
        MessageStatus.SENT,
        MessageStatus.FAILED,
    }
}
PAIRS = [
    pytest.param(name, state, action, id=f"{states.__name__}-{state}-{action}")
    for name, (transitions, states, _make) in TABLES.items()
    for state in states.values
    for action in transitions
]


@pytest.fixture
def superuser():
    """Somebody whom no rule stops: what refuses here is the table."""
    return User.objects.create_superuser("drift@skr.example")


def test_every_table_is_tried_here():
    found = {
        f"{module.__name__}.{name}"
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in OUR_PACKAGES
        for module in [_enums(config.name)]
        if module
        for name in vars(module)
        if name.endswith("_TRANSITIONS")
    }

    assert found == TABLES.keys()


def _enums(package):
    if importlib.util.find_spec(f"{package}.enums") is None:
        return None
    return importlib.import_module(f"{package}.enums")


@pytest.mark.parametrize("name, state, action", PAIRS)
def test_each_action_in_each_state(superuser, name, state, action):
    transitions, _states, make = TABLES[name]
    flow, thing, row = Workflow(transitions, audit=AuditEntry), make(state), transitions[action]
    changes = companions(type(thing), action, superuser)

    if state in row.sources:
        assert action in flow.available(thing, superuser)
        flow.move(thing, action, actor=superuser, note="Prov", **changes)
        expected, trail = row.target, [(action, state, row.target, superuser, "Prov")]
    else:
        assert action not in flow.available(thing, superuser)
        with pytest.raises(ValidationError) as refusal:
            flow.move(thing, action, actor=superuser, **changes)
        assert refusal.value.code == "wrong_state"
        expected, trail = state, []

    thing.refresh_from_db()
    assert thing.status == expected
    assert [
        (e.action, e.source, e.target, e.actor, e.note) for e in AuditEntry.objects.about(thing)
    ] == trail


@pytest.mark.parametrize("name", TABLES)
def test_whoever_lacks_the_permission_moves_nothing(stranger, name):
    transitions, _states, make = TABLES[name]
    flow = Workflow(transitions, audit=AuditEntry)

    for row in transitions.values():
        state = min(row.sources)
        thing = make(state)
        with pytest.raises(PermissionDenied):
            flow.move(thing, row.action, actor=stranger)
        thing.refresh_from_db()
        assert (thing.status, AuditEntry.objects.about(thing).count()) == (state, 0)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_speaks_of_its_own_states_alone_and_leaves_none_unreachable(name):
    transitions, states, _make = TABLES[name]
    first = states.values[0]
    named = {state for row in transitions.values() for state in {*row.sources, row.target}}
    reached = {first} | BY_ITSELF.get(name, set())
    more = set(reached)
    while more:
        more = {row.target for row in transitions.values() if row.sources & reached} - reached
        reached |= more

    assert named <= set(states.values)
    assert reached == set(states.values)


def test_an_action_stands_once_in_a_table():
    row = next(iter(DECISION_TRANSITIONS.values()))

    with pytest.raises(ValueError, match="stands twice"):
        table(row, row)


def test_a_stale_page_moves_nothing(superuser):
    """Two people look at the same application; the second one's button comes too late."""
    flow = Workflow(APPLICATION_TRANSITIONS, audit=AuditEntry)
    first = an_application(ApplicationStatus.SUBMITTED)
    second = Application.objects.get(pk=first.pk)
    flow.move(first, "mark_reviewed", actor=superuser)

    with pytest.raises(ValidationError):
        flow.move(second, "mark_reviewed", actor=superuser)

    assert Application.objects.get(pk=first.pk).status == ApplicationStatus.REVIEWED
    assert Participation.objects.count() == 0
