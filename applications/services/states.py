"""The two state machines of this app, tied to the audit trail."""

from applications.enums import APPLICATION_TRANSITIONS, DECISION_TRANSITIONS
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.workflow import Workflow

application_flow = Workflow(APPLICATION_TRANSITIONS, audit=AuditEntry)
decision_flow = Workflow(DECISION_TRANSITIONS, audit=AuditEntry)
