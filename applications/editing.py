"""Whether an application may be edited now, and which of its sections: the one place that says."""

from datetime import date
from typing import TYPE_CHECKING

from applications.enums import ApplicationStatus

if TYPE_CHECKING:
    from applications.models import Application, CompletionRequest, LateEntry
    from cohorts.models import Cohort

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

WHILE_OPEN = frozenset(
    {
        ApplicationStatus.DRAFT,
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.COMPLETED,
        ApplicationStatus.REVIEWED,
    }
)


def is_open_for(application: "Application", *, today: date, late_entry: "LateEntry | None") -> bool:
    """Whether the round takes applications from this organisation that day, late entry counted."""
    late_until = late_entry.until if late_entry else None
    return last_day_for(application.cohort, today=today, late_until=late_until) is not None


def last_day_for(cohort: "Cohort", *, today: date, late_until: date | None) -> date | None:
    """The last day to apply for an organisation that `late_until` may be noted for; None when
    the round does not take its application that day."""
    if cohort.is_open(today) and cohort.closes_on:
        return max(cohort.closes_on, late_until or cohort.closes_on)
    return late_until if late_until and late_until >= today else None


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
    if application.status not in WHILE_OPEN:
        return NOTHING
    return ALL if is_open_for(application, today=today, late_entry=late_entry) else NOTHING
