"""Whether an application may be edited now, and which of its sections: the one place that says."""

from datetime import date
from typing import TYPE_CHECKING

from applications.enums import ApplicationStatus

if TYPE_CHECKING:
    from applications.models import Application, CompletionRequest, LateEntry

SECTION_KEYS = (
    "organisation",
    "political_decision",
    "decision_to_apply",
    "commitments",
    "team",
    "why",
    "invoice",
)
ALL = frozenset(SECTION_KEYS)
NOTHING: frozenset[str] = frozenset()

_WHILE_OPEN = frozenset(
    {
        ApplicationStatus.DRAFT,
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.COMPLETED,
        ApplicationStatus.REVIEWED,
    }
)


def is_open_for(application: "Application", *, today: date, late_entry: "LateEntry | None") -> bool:
    """Whether the round takes applications from this organisation that day, late entry counted."""
    if application.cohort.is_open(today):
        return True
    return bool(late_entry and late_entry.until >= today)


def editable_sections(
    application: "Application",
    *,
    today: date,
    late_entry: "LateEntry | None",
    completion: "CompletionRequest | None",
) -> frozenset[str]:
    """The keys of the sections that may be edited; empty means that editing is closed.

    `completion` is the completion request that is open, if any: then only what it asks for, until
    its day, whether or not the round is still open. Both days count to their end.
    """
    if application.status == ApplicationStatus.COMPLETION_REQUESTED:
        if completion is None or completion.due_on < today:
            return NOTHING
        return ALL & frozenset(completion.sections)
    if application.status not in _WHILE_OPEN:
        return NOTHING
    return ALL if is_open_for(application, today=today, late_entry=late_entry) else NOTHING
