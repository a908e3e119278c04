"""Signing up for a public meeting without account: asked, confirmed by mail, given up.

Until the address is confirmed nothing is kept but the mail itself: what was typed travels signed
in its link.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning_meetings import invitation_mails, sign_up_mails
from learning_meetings.enums import Answer, AnsweredBy, Audience
from learning_meetings.models import Invitee, Meeting
from learning_meetings.services.invitation_letters import send_invitation
from learning_meetings.services.meetings import is_open_to_answers
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.services import queue_mail
from modellkonceptet.records.services import record_event
from modellkonceptet.secret_links import hash_of

CONFIRM = "learning_meetings.sign_up"
CONFIRM_WITHIN = timedelta(days=7)
KEEP = timedelta(days=365)


@dataclass(frozen=True)
class SignUp:
    """What a visitor says of themselves."""

    name: str
    email: str
    organisation_name: str = ""
    language: str = "sv"


def takes_sign_ups(meeting: Meeting) -> bool:
    return meeting.audience == Audience.PUBLIC and is_open_to_answers(meeting)


@transaction.atomic
def sign_up(*, meeting: Meeting, visitor: SignUp) -> None:
    """Mail the address a link that confirms. The answer is the same whoever has signed up.

    An address gets at most one such mail an hour for a meeting, however often it is typed.
    """
    if not takes_sign_ups(meeting):
        raise ValidationError(
            _("It is no longer possible to sign up for this meeting."), code="closed"
        )
    hour = timezone.now().strftime("%Y%m%d%H")
    token = signing.dumps({"meeting": meeting.pk, **asdict(visitor)}, salt=CONFIRM, compress=True)
    queue_mail(
        kind="sign_up",
        to_email=visitor.email,
        language=visitor.language,
        about=meeting,
        key=f"sign-up-{meeting.pk}-{hash_of(visitor.email.lower())[:20]}-{hour}",
        write=lambda: sign_up_mails.confirm(meeting, token),
    )


def read_sign_up(token: str) -> tuple[Meeting, SignUp] | None:
    """What a confirmation link says; None when it is wrong or too old."""
    try:
        said = signing.loads(token, salt=CONFIRM, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return None
    meetings = Meeting.objects.select_related("cohort", "group")
    meeting = meetings.filter(pk=said.pop("meeting")).first()
    return (meeting, SignUp(**said)) if meeting else None


@transaction.atomic
def confirm_sign_up(*, token: str) -> Invitee:
    """The place counts from now on; the calendar file comes by mail. Again changes nothing."""
    found = read_sign_up(token)
    if found is None:
        raise ValidationError(
            _("The link is no longer valid. Sign up again and we send a new one."), code="bad_link"
        )
    meeting = Meeting.objects.select_for_update().get(pk=found[0].pk)
    if not takes_sign_ups(meeting):
        raise ValidationError(
            _("It is no longer possible to sign up for this meeting."), code="closed"
        )
    return _place(meeting, found[1])


def forget_sign_ups(*, now: datetime | None = None) -> int:
    """Delete those who signed up, twelve months after the meeting; return how many.

    Their mails go with them, and the mail that asks to confirm as soon as its link is dead: who
    never did is promised that nothing is kept.
    """
    now = now or timezone.now()
    Message.objects.filter(kind="sign_up", created_at__lt=now - CONFIRM_WITHIN).delete()
    over = Meeting.objects.filter(audience=Audience.PUBLIC, ends_at__lt=now - KEEP)
    Message.objects.filter(
        about_type=Meeting._meta.label_lower, about_id__in=over.values("pk")
    ).delete()
    old = Invitee.objects.filter(meeting__in=over)
    count = old.count()
    old.delete()
    return count


def _place(meeting: Meeting, visitor: SignUp) -> Invitee:
    there = meeting.invitees.current().filter(email__iexact=visitor.email).first()
    if there:
        return there
    values: dict[str, Any] = {**asdict(visitor), "answered_at": timezone.now()}
    invitee: Invitee = meeting.invitees.create(
        answer=Answer.YES, answered_by=AnsweredBy.LINK, **values
    )
    record_event(about=invitee, action="sign_up", actor=None)
    send_invitation(invitee, meeting, invitation_mails.signed_up)
    return invitee
