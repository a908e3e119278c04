"""Choices and transition tables of the applications app."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from modellkonceptet.workflow import Transition, table


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    COMPLETION_REQUESTED = "completion_requested", _("Completion requested")
    COMPLETED = "completed", _("Completion received")
    REVIEWED = "reviewed", _("Reviewed")
    ADMITTED = "admitted", _("Admitted")
    ADMITTED_CONDITIONALLY = "admitted_conditionally", _("Admitted on condition")
    WAITING_LIST = "waiting_list", _("On the waiting list")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = ApplicationStatus
ENDED = frozenset({S.WITHDRAWN, S.DECLINED})
LIVE = frozenset(S) - ENDED
IN_REVIEW = frozenset({S.SUBMITTED, S.COMPLETION_REQUESTED, S.COMPLETED, S.REVIEWED})
DECIDED = frozenset({S.ADMITTED, S.ADMITTED_CONDITIONALLY, S.WAITING_LIST, S.DECLINED})
DECIDABLE = frozenset({S.SUBMITTED, S.COMPLETED, S.REVIEWED}) | DECIDED


class Outcome(models.TextChoices):
    ADMITTED = "admitted", _("Admitted")
    CONDITIONAL = "conditional", _("Admitted on condition")
    WAITING_LIST = "waiting_list", _("Waiting list")
    DECLINED = "declined", _("Declined")


ADMITTING = frozenset({Outcome.ADMITTED, Outcome.CONDITIONAL})

APPLICATION_TRANSITIONS = table(
    Transition("submit", frozenset({S.DRAFT}), S.SUBMITTED, "applications.submit_application"),
    Transition(
        "resubmit",
        frozenset({S.SUBMITTED, S.REVIEWED, S.COMPLETED}),
        S.SUBMITTED,
        "applications.submit_application",
    ),
    Transition(
        "complete",
        frozenset({S.COMPLETION_REQUESTED}),
        S.COMPLETED,
        "applications.submit_application",
    ),
    Transition(
        "withdraw",
        frozenset({S.DRAFT}) | IN_REVIEW,
        S.WITHDRAWN,
        "applications.withdraw_application",
    ),
    Transition(
        "request_completion",
        frozenset({S.SUBMITTED, S.COMPLETED, S.REVIEWED}),
        S.COMPLETION_REQUESTED,
        "applications.review_application",
    ),
    Transition(
        "cancel_completion",
        frozenset({S.COMPLETION_REQUESTED}),
        S.SUBMITTED,
        "applications.review_application",
    ),
    Transition(
        "mark_reviewed",
        frozenset({S.SUBMITTED, S.COMPLETED}),
        S.REVIEWED,
        "applications.review_application",
    ),
    Transition(
        "reopen_review", frozenset({S.REVIEWED}), S.SUBMITTED, "applications.review_application"
    ),
    Transition("admit", DECIDABLE, S.ADMITTED, "applications.publish_decision"),
    Transition(
        "admit_conditionally",
        DECIDABLE,
        S.ADMITTED_CONDITIONALLY,
        "applications.publish_decision",
    ),
    Transition("place_on_waiting_list", DECIDABLE, S.WAITING_LIST, "applications.publish_decision"),
    Transition("decline", DECIDABLE, S.DECLINED, "applications.publish_decision"),
    Transition(
        "meet_conditions",
        frozenset({S.ADMITTED_CONDITIONALLY}),
        S.ADMITTED,
        "applications.prepare_decision",
    ),
)
OUTCOME_ACTIONS = {
    Outcome.ADMITTED: "admit",
    Outcome.CONDITIONAL: "admit_conditionally",
    Outcome.WAITING_LIST: "place_on_waiting_list",
    Outcome.DECLINED: "decline",
}


class DecisionStatus(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    DISCARDED = "discarded", _("Discarded")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Replaced")


DECISION_TRANSITIONS = table(
    Transition(
        "discard",
        frozenset({DecisionStatus.PREPARED}),
        DecisionStatus.DISCARDED,
        "applications.prepare_decision",
    ),
    Transition(
        "publish",
        frozenset({DecisionStatus.PREPARED}),
        DecisionStatus.PUBLISHED,
        "applications.publish_decision",
    ),
    Transition(
        "supersede",
        frozenset({DecisionStatus.PUBLISHED}),
        DecisionStatus.SUPERSEDED,
        "applications.publish_decision",
    ),
)


class VerdictOutcome(models.TextChoices):
    MET = "met", _("Met")
    CONDITION = "condition", _("Condition")
    TO_CHECK = "to_check", _("To check")
    NOT_MET = "not_met", _("Not met")


class PoliticalDecisionKind(models.TextChoices):
    CEMR = "cemr", _("The CEMR declaration")
    COUNCIL = "council", _("Own decision of the council")
    OTHER = "other", _("Another political decision")


class DecidingBody(models.TextChoices):
    COUNCIL = "council", _("The council")
    BOARD = "board", _("The executive board")
    COMMITTEE = "committee", _("A committee")
    OTHER = "other", _("Another body")


class DocumentPurpose(models.TextChoices):
    POLITICAL_DECISION = "political_decision", _("Political decision")
    DECISION_TO_APPLY = "decision_to_apply", _("Decision to take part")


class ConditionKind(models.TextChoices):
    POLITICAL_DECISION = "political_decision", _("Political decision is taken")
    DECISION_TO_APPLY = "decision_to_apply", _("Decision to take part is taken")
    OTHER = "other", _("Other")
