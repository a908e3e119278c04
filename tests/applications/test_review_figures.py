"""Places, points and changes: what SKR reads as figures."""

from decimal import Decimal
from typing import Any

import pytest

from applications.capacity import Capacity, capacity_of
from applications.changes import AnswerRow, compare
from applications.enums import ApplicationStatus, DecisionStatus, Outcome
from applications.models import (
    Application,
)
from applications.scoring import mean, weighted_mean
from tests import factories

S = ApplicationStatus


@pytest.fixture
def application(db: None) -> Application:
    cohort = factories.make_cohort(capacity=12)
    return factories.make_application(cohort=cohort, status=S.SUBMITTED)


def test_means_are_weighted_by_criterion() -> None:
    assert mean([]) is None
    assert mean([1, 2]) == Decimal("1.5")
    assert weighted_mean([], {1: 2}) is None
    assert weighted_mean([(1, 4), (1, 2), (2, 0)], {1: 2, 2: 1}) == Decimal("2.0")
    assert weighted_mean([(1, 4)], {1: 2, 2: 1}) == Decimal("4.0")


def test_capacity_counts_published_and_prepared(application: Any, project_lead: Any) -> None:
    def another(status: str, outcome: str | None = None) -> None:
        made = factories.make_application(cohort=application.cohort, status=status)
        if outcome:
            factories.make_decision(made, by=project_lead, outcome=outcome)

    another(S.ADMITTED)
    another(S.ADMITTED_CONDITIONALLY, Outcome.DECLINED)
    another(S.SUBMITTED, Outcome.CONDITIONAL)
    another(S.SUBMITTED, Outcome.ADMITTED)
    another(S.SUBMITTED, Outcome.DECLINED)
    another(S.WAITING_LIST)
    discarded = factories.make_application(cohort=application.cohort, status=S.SUBMITTED)
    factories.make_decision(discarded, by=project_lead, status=DecisionStatus.DISCARDED)
    counted = capacity_of(application.cohort)
    assert counted == Capacity(places=12, admitted=2, prepared=1, waiting_list=1)
    assert (counted.left, counted.is_exceeded) == (9, False)
    assert Capacity(places=1, admitted=1, prepared=1, waiting_list=0).is_exceeded is True
    assert Capacity(places=None, admitted=9, prepared=1, waiting_list=0).left is None


def test_what_changed_between_two_submissions() -> None:
    def part(*answers: tuple[str, str]) -> list[dict[str, Any]]:
        rows = [{"label": label, "value": value, "field": label} for label, value in answers]
        return [{"key": "team", "title": "Laget", "answers": rows}]

    before = part(("Politiker", "A"), ("Chef", "B"), ("Telefon", "1"))
    now = part(("Politiker", "A"), ("Chef", "C"), ("Strateg", "D"))
    (section,) = compare(now, before)
    assert section.has_changed is True
    assert section.rows == [
        AnswerRow("Politiker", "A"),
        AnswerRow("Chef", "C", "B"),
        AnswerRow("Strateg", "D", ""),
        AnswerRow("Telefon", "", "1"),
    ]
    assert compare(now, None)[0].has_changed is False
