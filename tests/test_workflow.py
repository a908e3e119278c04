"""The one mover: table, lock, permission, audit."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cohorts.enums import PARTICIPATION_TRANSITIONS, ParticipationStatus
from cohorts.models import Participation
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.workflow import Transition, Workflow, diagram, table
from tests import factories

pytestmark = pytest.mark.django_db
flow = Workflow(PARTICIPATION_TRANSITIONS, audit=AuditEntry)
# The fields that a constraint ties to the state.
LEFT = {"withdrawn_on": date(2026, 11, 22), "withdrawal_reason": "Ny majoritet"}


def test_a_move_writes_the_state_and_an_audit_entry(project_lead):
    participation = factories.make_participation()
    flow.move(participation, "withdraw", actor=project_lead, note="på egen begäran", **LEFT)
    assert participation.status == ParticipationStatus.WITHDRAWN
    entry = AuditEntry.objects.about(participation).get()
    assert (entry.action, entry.source, entry.target, entry.actor, entry.note) == (
        "withdraw",
        "active",
        "withdrawn",
        project_lead,
        "på egen begäran",
    )


def test_a_move_from_the_wrong_state_is_refused_by_the_row_not_by_memory(project_lead):
    participation = factories.make_participation()
    stale = Participation.objects.get(pk=participation.pk)
    flow.move(participation, "withdraw", actor=project_lead, **LEFT)
    with pytest.raises(ValidationError):
        flow.move(stale, "withdraw", actor=project_lead, **LEFT)
    assert AuditEntry.objects.count() == 1


def test_a_move_without_permission_is_refused(stranger):
    participation = factories.make_participation()
    with pytest.raises(PermissionDenied):
        flow.move(participation, "withdraw", actor=stranger)
    assert AuditEntry.objects.count() == 0


def test_companion_fields_change_with_the_state(project_lead):
    participation = factories.make_participation()
    flow.move(participation, "complete", actor=project_lead, note="", completion="yes")
    participation.refresh_from_db()
    assert participation.completion == "yes"


def test_a_guard_says_why(project_lead):
    guarded = table(
        Transition(
            "withdraw",
            frozenset({"active"}),
            "withdrawn",
            "cohorts.withdraw_participation",
            lambda row: "Inte nu.",
        )
    )
    participation = factories.make_participation()
    moves = Workflow(guarded, audit=AuditEntry)
    with pytest.raises(ValidationError, match="Inte nu"):
        moves.move(participation, "withdraw", actor=project_lead)
    assert moves.available(participation, project_lead) == []


def test_available_follows_state_and_permission(project_lead, stranger):
    participation = factories.make_participation()
    assert flow.available(participation, project_lead) == ["withdraw", "complete"]
    assert flow.available(participation, stranger) == []


def test_the_diagram_is_made_from_the_table():
    assert diagram(PARTICIPATION_TRANSITIONS.values(), initial="active") == (
        "stateDiagram-v2\n"
        "    [*] --> active\n"
        "    active --> withdrawn: withdraw\n"
        "    active --> completed: complete\n"
        "    withdrawn --> active: reinstate\n"
    )


def test_an_action_stands_once():
    row = PARTICIPATION_TRANSITIONS["withdraw"]
    with pytest.raises(ValueError, match="twice"):
        table(row, row)
