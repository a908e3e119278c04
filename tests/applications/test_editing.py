"""When an application may be edited, and which parts of it."""

from datetime import date, timedelta
from typing import Any

import pytest

from applications.editing import ALL, NOTHING, editable_sections
from applications.enums import ApplicationStatus as Status
from applications.models import Application, CompletionRequest, LateEntry
from cohorts.models import Cohort

LAST_DAY = date(2021, 6, 1)
AFTER = LAST_DAY + timedelta(days=1)
OPEN_STATUSES = {Status.DRAFT, Status.SUBMITTED, Status.COMPLETED, Status.REVIEWED}


def editable(
    status: str, today: date, *, late: date | None = None, completion: Any = None
) -> frozenset[str]:
    cohort = Cohort(announced_on=date(2021, 3, 1), opens_on=date(2021, 3, 15), closes_on=LAST_DAY)
    return editable_sections(
        Application(cohort=cohort, status=status),
        today=today,
        late_entry=LateEntry(until=late) if late else None,
        completion=CompletionRequest(sections=completion[0], due_on=completion[1])
        if completion
        else None,
    )


@pytest.mark.parametrize("status", list(Status))
def test_until_the_end_of_the_last_day(status: str) -> None:
    expected = ALL if status in OPEN_STATUSES else NOTHING
    assert editable(status, LAST_DAY) == expected
    assert editable(status, AFTER) == NOTHING


def test_not_before_the_round_opens() -> None:
    assert editable(Status.DRAFT, date(2021, 3, 14)) == NOTHING
    assert editable(Status.DRAFT, date(2021, 3, 15)) == ALL


@pytest.mark.parametrize("status", list(Status))
def test_a_late_entry_until_its_day(status: str) -> None:
    expected = ALL if status in OPEN_STATUSES else NOTHING
    assert editable(status, AFTER, late=AFTER) == expected
    assert editable(status, AFTER + timedelta(days=1), late=AFTER) == NOTHING


def test_a_completion_opens_only_what_is_asked_for() -> None:
    completion = (["team", "why", "no-such"], AFTER)
    asked = frozenset({"team", "why"})
    status = Status.COMPLETION_REQUESTED
    assert editable(status, LAST_DAY, completion=completion) == asked
    assert editable(status, AFTER, completion=completion) == asked
    assert editable(status, AFTER + timedelta(days=1), completion=completion) == NOTHING
    assert editable(status, LAST_DAY) == NOTHING
