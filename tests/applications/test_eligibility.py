"""Every rule, in the words that SKR reads."""

import dataclasses
from datetime import date
from types import SimpleNamespace

import pytest

from applications.answers import DecisionAnswer, PoliticalDecisionAnswer
from applications.eligibility import (
    Evidence,
    KnownSignature,
    Requirements,
    assess,
    is_touched,
)
from applications.enums import DecidingBody, PoliticalDecisionKind, VerdictOutcome
from cohorts.enums import CriterionRule

TODAY = date(2021, 5, 20)
ASKED = Requirements(
    functions=("politician", "senior_manager", "key_person"), commitments=("attend", "mentor")
)
CEMR = PoliticalDecisionAnswer(
    kind=PoliticalDecisionKind.CEMR, is_taken=True, body=DecidingBody.COUNCIL, decided_year=2012
)
COUNCIL = dataclasses.replace(
    CEMR, kind=PoliticalDecisionKind.COUNCIL, decided_on=date(2019, 6, 14), decided_year=2019
)
PLANNED = DecisionAnswer(
    is_taken=False, body=DecidingBody.BOARD, decided_year=2021, decided_on=date(2021, 6, 2)
)
TAKEN = DecisionAnswer(
    is_taken=True,
    body=DecidingBody.BOARD,
    decided_year=2021,
    decided_on=date(2021, 5, 5),
    diary_number="KS 2021/0340",
)


def judge(rule: str, evidence: Evidence, asked: Requirements = ASKED) -> str:
    [found] = assess([SimpleNamespace(rule=rule)], evidence, asked, today=TODAY)
    assert found.reason
    return found.outcome


@pytest.mark.parametrize(
    "signature, year, outcome",
    [
        (KnownSignature(year=2012), 2012, VerdictOutcome.MET),
        (KnownSignature(year=2011), 2012, VerdictOutcome.TO_CHECK),
        (None, 2012, VerdictOutcome.TO_CHECK),
        (KnownSignature(no_later_than=date(2013, 1, 1)), 2012, VerdictOutcome.MET),
        (KnownSignature(no_later_than=date(2010, 1, 1)), 2012, VerdictOutcome.TO_CHECK),
        (KnownSignature(), 2012, VerdictOutcome.MET),
    ],
)
def test_a_declaration_is_met_where_the_list_agrees(
    signature: KnownSignature | None, year: int, outcome: str
) -> None:
    asked = dataclasses.replace(ASKED, signature=signature)
    evidence = Evidence(political_decision=dataclasses.replace(CEMR, decided_year=year))
    assert judge(CriterionRule.POLITICAL_DECISION, evidence, asked) == outcome


@pytest.mark.parametrize(
    "decision, outcome",
    [
        (None, VerdictOutcome.NOT_MET),
        (COUNCIL, VerdictOutcome.TO_CHECK),
        (dataclasses.replace(COUNCIL, document_id=7), VerdictOutcome.TO_CHECK),
        (
            dataclasses.replace(COUNCIL, is_taken=False, decided_on=date(2021, 6, 14)),
            VerdictOutcome.CONDITION,
        ),
        (
            dataclasses.replace(COUNCIL, is_taken=False, decided_on=date(2021, 5, 1)),
            VerdictOutcome.TO_CHECK,
        ),
        (
            dataclasses.replace(COUNCIL, is_taken=False, decided_on=None),
            VerdictOutcome.TO_CHECK,
        ),
    ],
)
def test_an_own_decision_is_read_by_a_person(
    decision: PoliticalDecisionAnswer | None, outcome: str
) -> None:
    evidence = Evidence(political_decision=decision)
    assert judge(CriterionRule.POLITICAL_DECISION, evidence) == outcome


@pytest.mark.parametrize(
    "decision, outcome",
    [
        (None, VerdictOutcome.NOT_MET),
        (TAKEN, VerdictOutcome.MET),
        (dataclasses.replace(TAKEN, diary_number="", document_id=3), VerdictOutcome.MET),
        (dataclasses.replace(TAKEN, diary_number=""), VerdictOutcome.TO_CHECK),
        (PLANNED, VerdictOutcome.CONDITION),
    ],
)
def test_the_decision_to_take_part(decision: DecisionAnswer | None, outcome: str) -> None:
    evidence = Evidence(decision_to_apply=decision)
    assert judge(CriterionRule.DECISION_TO_APPLY, evidence) == outcome


@pytest.mark.parametrize(
    "rule, evidence, outcome",
    [
        (CriterionRule.TEAM, Evidence(), VerdictOutcome.NOT_MET),
        (
            CriterionRule.TEAM,
            Evidence(team=frozenset({("politician", "A"), ("senior_manager", "B")})),
            VerdictOutcome.NOT_MET,
        ),
        (
            CriterionRule.TEAM,
            Evidence(team=frozenset((key, "A") for key in ASKED.functions)),
            VerdictOutcome.MET,
        ),
        (
            CriterionRule.COMMITMENTS,
            Evidence(commitments=frozenset({"attend"})),
            VerdictOutcome.NOT_MET,
        ),
        (
            CriterionRule.COMMITMENTS,
            Evidence(commitments=frozenset({"attend", "mentor"})),
            VerdictOutcome.MET,
        ),
        (CriterionRule.OPERATION, Evidence(), VerdictOutcome.NOT_MET),
        (CriterionRule.OPERATION, Evidence(operation="Vårdcentral"), VerdictOutcome.MET),
        (CriterionRule.MANUAL, Evidence(), VerdictOutcome.TO_CHECK),
    ],
)
def test_team_commitments_and_operation(rule: str, evidence: Evidence, outcome: str) -> None:
    assert judge(rule, evidence) == outcome


def test_a_verdict_is_touched_by_its_own_evidence_alone() -> None:
    before = Evidence(political_decision=CEMR, decision_to_apply=PLANNED)
    after = Evidence(political_decision=CEMR, decision_to_apply=TAKEN)
    assert {rule: is_touched(rule, before, after) for rule in CriterionRule} == {
        CriterionRule.POLITICAL_DECISION: False,
        CriterionRule.DECISION_TO_APPLY: True,
        CriterionRule.TEAM: False,
        CriterionRule.COMMITMENTS: False,
        CriterionRule.OPERATION: False,
        CriterionRule.MANUAL: True,
    }
