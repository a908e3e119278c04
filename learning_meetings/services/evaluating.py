"""What people thought of a meeting: plus, minus, interesting and three scales, without names."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from learning_meetings.enums import MeetingStatus
from learning_meetings.models import EvaluationReceipt, Invitee, Meeting, MeetingEvaluation
from learning_meetings.services.attendance import has_begun

SCALES = ("useful", "shared", "arranged")
LOWEST, HIGHEST = 1, 5


@transaction.atomic
def evaluate_meeting(
    *,
    meeting: Meeting,
    plus: str = "",
    minus: str = "",
    interesting: str = "",
    scales: Mapping[str, int] | None = None,
    actor: Any,
) -> None:
    """Keep an answer and, apart from it, that the person has answered: once, and for good.

    Nothing ties the two together, and no trail is written: nobody can tell whose answer it is.
    Only those who were invited answer, and not before the meeting has begun.
    """
    invitee = invitation_of(meeting, actor)
    if invitee is None:
        raise PermissionDenied
    locked = Invitee.objects.select_for_update().get(pk=invitee.pk)
    if reason := why_closed(meeting):
        raise ValidationError(reason, code="closed")
    if EvaluationReceipt.objects.filter(invitee=locked).exists():
        raise ValidationError(
            _("You have answered already. Since answers have no names, they can’t be changed."),
            code="answered",
        )
    marks = dict(scales or {})
    if any(key not in SCALES or not LOWEST <= mark <= HIGHEST for key, mark in marks.items()):
        raise ValidationError(_("Choose a number on the scale."), code="scale")
    if not (plus or minus or interesting or marks):
        raise ValidationError(_("Answer at least one of the questions."), code="empty")
    MeetingEvaluation.objects.create(
        meeting=meeting, plus=plus, minus=minus, interesting=interesting, scales=marks
    )
    EvaluationReceipt.objects.create(invitee=locked)


def invitation_of(meeting: Meeting, user: Any) -> Invitee | None:
    """The person's invitation that stands."""
    return meeting.invitees.current().of_person(user).order_by("pk").first()


def why_closed(meeting: Meeting) -> str:
    """Why the meeting can't be evaluated now; "" when it can."""
    if meeting.status == MeetingStatus.CANCELLED:
        return _("The meeting is cancelled.")
    if not has_begun(meeting):
        return _("The meeting has not begun yet.")
    return ""
