"""The trail of an application and its decisions, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import AdmissionDecision, Application
from modellkonceptet.records.models import AuditEntry

ACTIONS: dict[str, Any] = {
    "start": _("The application was started"),
    "submit": _("Sent in"),
    "resubmit": _("Sent in again"),
    "complete": _("Completion sent in"),
    "withdraw": _("Withdrawn"),
    "request_completion": _("Completion requested"),
    "cancel_completion": _("Request for completion taken back"),
    "mark_reviewed": _("Marked as checked"),
    "reopen_review": _("Opened for checking again"),
    "decide_verdict": _("Verdict settled"),
    "admit": _("Admitted"),
    "admit_conditionally": _("Admitted on condition"),
    "meet_conditions": _("All conditions are met"),
    "place_on_waiting_list": _("Placed on the waiting list"),
    "decline": _("Declined"),
    "accept_sender": _("The sender was accepted"),
    "hand_over": _("Handed over to another person"),
    "discard": _("Prepared decision discarded"),
    "publish": _("Decision published"),
    "supersede": _("Decision replaced by a new one"),
    "answer_access": _("A request for access was answered"),
    "invite_colleague": _("A colleague was invited"),
    "confirm_signature": _("The signatory has confirmed"),
}


@dataclass(frozen=True)
class TrailRow:
    at: datetime
    what: str
    who: str
    note: str


def trail_of(application: Application) -> list[TrailRow]:
    """Newest first; what has no word of its own is shown by its plain name."""
    decisions = AdmissionDecision.objects.filter(application=application)
    about = Q(subject_type=Application._meta.label_lower, subject_id=application.pk) | Q(
        subject_type=AdmissionDecision._meta.label_lower,
        subject_id__in=decisions.order_by().values("pk"),
    )
    return [
        TrailRow(
            at=entry.at,
            what=str(ACTIONS.get(entry.action, entry.action.replace("_", " ").capitalize())),
            who=str(entry.actor) if entry.actor else "",
            note=entry.note,
        )
        for entry in AuditEntry.objects.filter(about).select_related("actor")
    ]
