"""The intresseanmälan: its writing, its submissions, its review and its decision."""

from applications.models.application import (
    AccessRequest,
    Application,
    Collaborator,
    Invitation,
    LateEntry,
)
from applications.models.decision import (
    AdmissionDecision,
    DecisionCondition,
    DecisionLetter,
    PublicationBatch,
    ReasonCode,
)
from applications.models.draft import ApplicationDocument, SectionDraft, SectionRevision
from applications.models.review import (
    CompletionRequest,
    InternalNote,
    ListPreference,
    Score,
    ScoringCriterion,
    Verdict,
)
from applications.models.submission import (
    ApplicantTeamMember,
    BillingDetails,
    CommitmentGiven,
    DecisionToApply,
    PoliticalDecision,
    SignatoryConfirmation,
    Submission,
)

__all__ = [
    "AccessRequest",
    "AdmissionDecision",
    "ApplicantTeamMember",
    "Application",
    "ApplicationDocument",
    "BillingDetails",
    "Collaborator",
    "CommitmentGiven",
    "CompletionRequest",
    "DecisionCondition",
    "DecisionLetter",
    "DecisionToApply",
    "InternalNote",
    "Invitation",
    "LateEntry",
    "ListPreference",
    "PoliticalDecision",
    "PublicationBatch",
    "ReasonCode",
    "Score",
    "ScoringCriterion",
    "SectionDraft",
    "SectionRevision",
    "SignatoryConfirmation",
    "Submission",
    "Verdict",
]
