"""Verdicts that the machine gives at each submission; a human's stands until its ground moves."""

from typing import Any

from applications.answers import DecisionAnswer, PoliticalDecisionAnswer, WhyAnswer
from applications.eligibility import (
    Evidence,
    KnownSignature,
    Requirements,
    assess,
    is_touched,
    look_again_reason,
)
from applications.enums import VerdictOutcome
from applications.models import Application, Submission, Verdict
from applications.models.submission import DecisionTaken
from cohorts.models import CemrSignature
from modellkonceptet.civil_dates import today


def update_verdicts(
    *, application: Application, submission: Submission, previous: Submission | None
) -> list[Verdict]:
    """Judge the new submission; called inside the transaction that sends it in."""
    after = evidence_of(submission)
    before = evidence_of(previous) if previous else None
    standing = {
        verdict.criterion_id: verdict
        for verdict in application.verdicts.select_related("decided_by")
    }
    assessments = assess(
        application.terms.criteria.all(), after, requirements_of(application), today=today()
    )
    verdicts = []
    for found in assessments:
        verdict = standing.get(found.criterion.pk)
        if verdict is None:
            verdict = Verdict(application=application, criterion=found.criterion)
        if verdict.decided_by is None:
            verdict.outcome, verdict.reason = found.outcome, found.reason
        elif before is None or is_touched(found.criterion.rule, before, after):
            verdict.reason = look_again_reason(
                judged_by=str(verdict.decided_by), outcome=verdict.outcome, reason=verdict.reason
            )
            verdict.outcome = VerdictOutcome.TO_CHECK
            verdict.decided_by = None
        verdict.save()
        verdicts.append(verdict)
    return verdicts


def requirements_of(application: Application) -> Requirements:
    """What the application's terms ask for, and what SKR's list of signatories says."""
    terms = application.terms
    signature = CemrSignature.objects.filter(organisation=application.organisation_id).first()
    return Requirements(
        functions=tuple(
            terms.functions.filter(is_required=True).values_list("function", flat=True)
        ),
        commitments=tuple(terms.commitments.values_list("key", flat=True)),
        signature=KnownSignature(signature.signed_year, signature.signed_no_later_than)
        if signature
        else None,
    )


def evidence_of(submission: Submission) -> Evidence:
    """The submission's typed values as eligibility reads them."""
    policy = getattr(submission, "political_decision", None)
    apply = getattr(submission, "decision_to_apply", None)
    return Evidence(
        political_decision=PoliticalDecisionAnswer(kind=policy.kind, **_values(policy))
        if policy
        else None,
        decision_to_apply=DecisionAnswer(**_values(apply)) if apply else None,
        team=frozenset(submission.team.values_list("function", "name")),
        commitments=frozenset(submission.commitments.values_list("key", flat=True)),
        operation=submission.operation,
        why=WhyAnswer(
            submission.why,
            submission.focus_areas,
            submission.focus_other,
            submission.done_so_far,
            submission.related_work,
        ),
    )


def _values(decision: DecisionTaken) -> dict[str, Any]:
    return {
        "is_taken": decision.is_taken,
        "body": decision.body,
        "decided_year": decision.decided_year,
        "body_name": decision.body_name,
        "decided_on": decision.decided_on,
        "diary_number": decision.diary_number,
        "document_id": decision.document_id,
    }
