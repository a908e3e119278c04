"""The application as it was sent, what SKR asked for, and what was decided and published."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import (
    AdmissionDecision,
    ApplicantTeamMember,
    Application,
    ApplicationDocument,
    BillingDetails,
    CommitmentGiven,
    CompletionRequest,
    DecisionCondition,
    DecisionToApply,
    PoliticalDecision,
    SignatoryConfirmation,
    Submission,
)
from reporting.case_file.bundle import ISSUED, UPLOADED
from reporting.case_file.case import Case, Chapter, name_of
from reporting.case_file.records import Field, Listing, Record, Shape, as_words, listed

_DECISION = ("is_taken", "body", "body_name", "decided_on", "decided_year", "diary_number")
_FILE = {"file": gettext_lazy("File")}
SENT = Shape(
    Submission,
    ("number", "submitted_at", "language"),
    {"submitted_by": gettext_lazy("Sent in by"), "receipt": gettext_lazy("Receipt")},
    unread=frozenset({"number"}),
)
POLITICAL = Shape(PoliticalDecision, ("kind", *_DECISION), _FILE)
TO_APPLY = Shape(DecisionToApply, _DECISION, _FILE)
NAMED = Shape(ApplicantTeamMember, ("function", "name", "title", "email", "phone"))
PROMISE = Shape(CommitmentGiven, ("key", "wording"), unread=frozenset({"key"}))
BILLING = Shape(
    BillingDetails,
    ("reference", "address", "postcode", "town", "email", "peppol_scheme", "peppol_id"),
)
SIGNATORY = Shape(SignatoryConfirmation, ("name", "title", "email", "confirmed_at"))
DOCUMENT = Shape(
    ApplicationDocument,
    ("purpose", "removed_at"),
    {"name": gettext_lazy("File name"), **_FILE},
)
COMPLETION = Shape(
    CompletionRequest, ("requested_at", "due_on", "message", "sections", "closed_at")
)
DECIDED = Shape(
    AdmissionDecision,
    ("outcome", "status", "published_at"),
    {
        "reference": gettext_lazy("Reference"),
        "reasons": gettext_lazy("Reasons in the letter"),
        "letter": gettext_lazy("Letter"),
    },
)
CONDITION = Shape(DecisionCondition, ("kind", "text", "due_on", "met_on"))


def read_application(case: Case) -> list[Listing]:
    return [
        Listing("applications", "", tuple(_application(case, one) for one in case.applications))
    ]


def read_decisions(case: Case) -> list[Listing]:
    return [Listing("decisions", "", tuple(_decision(case, one) for one in case.decisions))]


def _application(case: Case, application: Application) -> Record:
    submissions = list(
        Submission.objects.filter(application=application)
        .select_related(
            "submitted_by",
            "receipt",
            "political_decision",
            "decision_to_apply",
            "billing",
            "signatory",
        )
        .prefetch_related("team", "commitments")
        .order_by("number")
    )
    documents = _documents(case, application, submissions)
    requests = CompletionRequest.objects.filter(application=application).order_by("requested_at")
    return Record(
        application.reference,
        (_said("reference", _("Reference"), application.reference),),
        (
            Listing(
                "submissions",
                _("Sent in"),
                tuple(_submission(case, one, documents) for one in submissions),
            ),
            listed("documents", _("Documents"), documents.values(), as_table=True),
            listed(
                "completion_requests",
                _("Completions that SKR asked for"),
                [
                    COMPLETION.record(one, title=_("By %(day)s") % {"day": one.due_on})
                    for one in requests
                ],
            ),
        ),
    )


def _documents(
    case: Case, application: Application, submissions: Iterable[Submission]
) -> dict[int, Record]:
    """Those attached now, and those that something sent in referred to."""
    used = {
        decision.document_id
        for one in submissions
        for decision in (_one(one, "political_decision"), _one(one, "decision_to_apply"))
        if decision is not None
    }
    numbers = {
        decision.document_id: decision.diary_number
        for one in submissions
        for decision in (_one(one, "political_decision"), _one(one, "decision_to_apply"))
        if decision is not None and decision.diary_number
    }
    rows = ApplicationDocument.objects.filter(application=application)
    rows = rows.filter(Q(removed_at=None) | Q(pk__in=used - {None}))
    return {
        row.pk: DOCUMENT.record(
            row,
            name=row.file.name,
            file=case.bundle.add_stored(
                row.file,
                folder=UPLOADED,
                what=str(row.get_purpose_display()),
                reference=numbers.get(row.pk, ""),
            ),
        )
        for row in rows.select_related("file").order_by("pk")
    }


def _submission(case: Case, one: Submission, documents: dict[int, Record]) -> Record:
    what = _("Receipt of the application, sent in %(n)d") % {"n": one.number}
    reference = one.application.reference
    listings = [
        Listing("answers", _("Answers"), tuple(_section(each) for each in one.answers)),
        *_single("political_decision", POLITICAL, one, documents),
        *_single("decision_to_apply", TO_APPLY, one, documents),
        listed(
            "team", _("Named people"), [NAMED.record(row) for row in one.team.all()], as_table=True
        ),
        listed(
            "commitments",
            _("Commitments made"),
            [PROMISE.record(row) for row in one.commitments.all()],
            as_table=True,
        ),
        *_single("billing", BILLING, one),
        *_single("signatory", SIGNATORY, one),
    ]
    return SENT.record(
        one,
        title=_("Sent in, number %(n)d") % {"n": one.number},
        submitted_by=name_of(one.submitted_by),
        receipt=case.bundle.add_stored(one.receipt, folder=ISSUED, what=what, reference=reference),
        listings=listings,
    )


def _section(section: dict[str, Any]) -> Record:
    """As it read that day."""
    answers = tuple(
        Field("", str(one["label"]), one["value"], as_words(one["value"]))
        for one in section["answers"]
    )
    return Record(str(section["title"]), answers, frozen=section)


def _single(
    name: str, shape: Shape, submission: Submission, documents: dict[int, Record] | None = None
) -> list[Listing]:
    row = _one(submission, name)
    if row is None:
        return []
    more: dict[str, Any] = {}
    if documents is not None:
        found = documents.get(row.document_id)
        more["file"] = (
            next((one.value for one in found.fields if one.name == "file"), None)
            if (found)
            else None
        )
    label = str(row._meta.verbose_name)
    return [listed(name, label[:1].upper() + label[1:], [shape.record(row, **more)])]


def _decision(case: Case, decision: AdmissionDecision) -> Record:
    letter = getattr(decision, "letter", None)
    conditions = [CONDITION.record(one) for one in decision.conditions.all()]
    return DECIDED.record(
        decision,
        title=str(decision),
        reference=decision.reference,
        reasons=decision.text,
        letter=case.bundle.add_stored(
            letter.pdf if letter else None,
            folder=ISSUED,
            what=_("Decision letter"),
            reference=decision.reference,
        ),
        listings=[listed("conditions", _("Conditions"), conditions, as_table=True)],
    )


def _one(submission: Submission, name: str) -> Any:
    return getattr(submission, name, None)


def _said(name: str, label: str, words: str) -> Field:
    return Field(name, label, words, words)


APPLICATION = Chapter(
    "application",
    gettext_lazy("The application"),
    read_application,
    {
        "applications[].submissions[]": SENT,
        "applications[].submissions[].political_decision[]": POLITICAL,
        "applications[].submissions[].decision_to_apply[]": TO_APPLY,
        "applications[].submissions[].team[]": NAMED,
        "applications[].submissions[].commitments[]": PROMISE,
        "applications[].submissions[].billing[]": BILLING,
        "applications[].submissions[].signatory[]": SIGNATORY,
        "applications[].documents[]": DOCUMENT,
        "applications[].completion_requests[]": COMPLETION,
    },
)
DECISIONS = Chapter(
    "decisions",
    gettext_lazy("Decisions"),
    read_decisions,
    {"decisions[]": DECIDED, "decisions[].conditions[]": CONDITION},
)
