"""Whether an application meets the criteria of its terms, and why, in words. Pure.

A machine says "met" only of what it can see for itself: a signature that stands on SKR's list
with the year the applicant gives, a team that is complete, commitments that are all made. A
decision whose content somebody must read is "to check", whatever is attached. What is planned
is a condition. The list of signatories is incomplete, so that nobody is "not met" for lacking
from it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from applications.answers import DecisionAnswer, PoliticalDecisionAnswer, WhyAnswer
from applications.enums import DecidingBody, PoliticalDecisionKind, VerdictOutcome
from cohorts.enums import CriterionRule, Function
from modellkonceptet.civil_dates import in_words

# Reasons are stored and read by SKR, whatever language the applicant writes in.
VERDICT_LANGUAGE = "sv"


@dataclass(frozen=True)
class KnownSignature:
    """What SKR's list says of an organisation; either may be unknown."""

    year: int | None = None
    no_later_than: date | None = None


@dataclass(frozen=True)
class Requirements:
    """What the terms ask for, and what SKR knows already."""

    functions: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    signature: KnownSignature | None = None


@dataclass(frozen=True)
class Evidence:
    """What the applicant gives. `team` holds (function, name), `commitments` their keys."""

    political_decision: PoliticalDecisionAnswer | None = None
    decision_to_apply: DecisionAnswer | None = None
    team: frozenset[tuple[str, str]] = frozenset()
    commitments: frozenset[str] = frozenset()
    operation: str = ""
    why: WhyAnswer | None = None


@dataclass(frozen=True)
class Assessment:
    """A criterion with its outcome and the reason as SKR reads it."""

    criterion: Any
    outcome: VerdictOutcome
    reason: str


Judgement = tuple[VerdictOutcome, str]


def assess(
    criteria: Iterable[Any], evidence: Evidence, requirements: Requirements, *, today: date
) -> list[Assessment]:
    """One assessment for each criterion, in the given order."""
    with translation.override(VERDICT_LANGUAGE):
        return [
            Assessment(criterion, *_RULES[criterion.rule](evidence, requirements, today))
            for criterion in criteria
        ]


def is_touched(rule: str, before: Evidence, after: Evidence) -> bool:
    """Whether the evidence that a criterion rests on differs between two submissions."""
    if rule == CriterionRule.MANUAL:
        return before != after
    field = {
        CriterionRule.POLITICAL_DECISION: "political_decision",
        CriterionRule.DECISION_TO_APPLY: "decision_to_apply",
        CriterionRule.TEAM: "team",
        CriterionRule.COMMITMENTS: "commitments",
        CriterionRule.OPERATION: "operation",
    }[CriterionRule(rule)]
    return bool(getattr(before, field) != getattr(after, field))


def look_again_reason(*, judged_by: str, outcome: str, reason: str) -> str:
    """Why a verdict that somebody gave is open again."""
    with translation.override(VERDICT_LANGUAGE):
        return _(
            "The answers have changed since %(person)s judged this. Earlier verdict:"
            " %(outcome)s. %(reason)s"
        ) % {
            "person": judged_by or _("somebody"),
            "outcome": VerdictOutcome(outcome).label.lower(),
            "reason": reason,
        }


def _political_decision(evidence: Evidence, asked: Requirements, today: date) -> Judgement:
    decision = evidence.political_decision
    if decision is None:
        return VerdictOutcome.NOT_MET, _("No political decision is given.")
    if not decision.is_taken:
        return _planned(decision, today)
    if decision.kind == PoliticalDecisionKind.CEMR:
        return _cemr(decision, asked.signature)
    words = {"decision": _decision_in_words(decision)}
    if decision.document_id:
        return VerdictOutcome.TO_CHECK, _(
            "%(decision)s Read the attached decision: does it say that gender equality shall be"
            " part of all activities?"
        ) % words
    return VerdictOutcome.TO_CHECK, _("%(decision)s No document is attached.") % words


def _cemr(decision: DecisionAnswer, listed: KnownSignature | None) -> Judgement:
    said = {"year": decision.decided_year}
    if listed is None:
        return VerdictOutcome.TO_CHECK, _(
            "Says that the CEMR declaration was signed in %(year)s. The organisation is not on"
            " SKR’s list, which is not complete."
        ) % said
    if listed.year == decision.decided_year:
        return VerdictOutcome.MET, _(
            "The CEMR declaration was signed in %(year)s, according to the application and to"
            " SKR’s list."
        ) % said
    if listed.year is not None:
        return VerdictOutcome.TO_CHECK, _(
            "Says that the CEMR declaration was signed in %(year)s. SKR’s list says %(listed)s."
        ) % {**said, "listed": listed.year}
    if listed.no_later_than and decision.decided_year > listed.no_later_than.year:
        return VerdictOutcome.TO_CHECK, _(
            "Says that the CEMR declaration was signed in %(year)s. According to SKR’s list it"
            " was signed by %(day)s at the latest."
        ) % {**said, "day": in_words(listed.no_later_than, weekday=False, year=True)}
    return VerdictOutcome.MET, _(
        "The CEMR declaration was signed in %(year)s, according to the application. The"
        " organisation is on SKR’s list."
    ) % said


def _decision_to_apply(evidence: Evidence, asked: Requirements, today: date) -> Judgement:
    decision = evidence.decision_to_apply
    if decision is None:
        return VerdictOutcome.NOT_MET, _("No decision to take part is given.")
    if not decision.is_taken:
        return _planned(decision, today)
    words = _decision_in_words(decision)
    if decision.document_id or decision.diary_number:
        return VerdictOutcome.MET, words
    return VerdictOutcome.TO_CHECK, _(
        "%(decision)s Neither a diary number nor a document is given."
    ) % {"decision": words}


def _planned(decision: DecisionAnswer, today: date) -> Judgement:
    day = decision.decided_on
    if day is None:
        return VerdictOutcome.TO_CHECK, _("The decision is planned, but no day is given.")
    words = {"body": _body(decision), "day": in_words(day, year=True)}
    if day < today:
        return VerdictOutcome.TO_CHECK, _(
            "%(body)s: was planned for %(day)s. Ask whether the decision has been taken."
        ) % words
    return VerdictOutcome.CONDITION, _("%(body)s: planned for %(day)s.") % words


def _decision_in_words(decision: DecisionAnswer) -> str:
    if decision.decided_on:
        when = in_words(decision.decided_on, weekday=False, year=True)
    else:
        when = str(decision.decided_year)
    words = {"body": _body(decision), "when": when, "diary": decision.diary_number}
    if decision.diary_number:
        return _("%(body)s: decided %(when)s, diary number %(diary)s.") % words
    return _("%(body)s: decided %(when)s.") % words


def _body(decision: DecisionAnswer) -> str:
    return decision.body_name or str(DecidingBody(decision.body).label)


def _team(evidence: Evidence, asked: Requirements, today: date) -> Judgement:
    present = {function for function, _name in evidence.team}
    missing = [str(Function(key).label).lower() for key in asked.functions if key not in present]
    if missing:
        return VerdictOutcome.NOT_MET, _("Missing in the team: %(functions)s.") % {
            "functions": ", ".join(missing)
        }
    return VerdictOutcome.MET, _("Every function that is asked for has a named person.")


def _commitments(evidence: Evidence, asked: Requirements, today: date) -> Judgement:
    missing = [key for key in asked.commitments if key not in evidence.commitments]
    if missing:
        return VerdictOutcome.NOT_MET, _("%(made)d of %(all)d commitments are made.") % {
            "made": len(asked.commitments) - len(missing),
            "all": len(asked.commitments),
        }
    return VerdictOutcome.MET, _("All commitments are made.")


def _operation(evidence: Evidence, asked: Requirements, today: date) -> Judgement:
    if not evidence.operation:
        return VerdictOutcome.NOT_MET, _("No operation is designated.")
    return VerdictOutcome.MET, _("Designated operation: %(operation)s.") % {
        "operation": evidence.operation
    }


def _manual(evidence: Evidence, asked: Requirements, today: date) -> Judgement:
    return VerdictOutcome.TO_CHECK, _("Judged by SKR.")


_RULES: dict[str, Callable[[Evidence, Requirements, date], Judgement]] = {
    CriterionRule.POLITICAL_DECISION: _political_decision,
    CriterionRule.DECISION_TO_APPLY: _decision_to_apply,
    CriterionRule.TEAM: _team,
    CriterionRule.COMMITMENTS: _commitments,
    CriterionRule.OPERATION: _operation,
    CriterionRule.MANUAL: _manual,
}
