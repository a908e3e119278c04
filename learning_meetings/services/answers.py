"""Answers to invitations: by link, on a page, from a calendar, or noted by the organiser."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from learning_meetings import invitation_mails
from learning_meetings.enums import Answer, AnsweredBy, Audience
from learning_meetings.models import Invitee, Need
from learning_meetings.services.invitation_letters import send_cancellation, send_invitation
from learning_meetings.services.inviting import take_off
from learning_meetings.services.meetings import is_open_to_answers
from modellkonceptet.civil_dates import today
from modellkonceptet.records.services import record_event
from modellkonceptet.secret_links import hash_of

KEEP_NEEDS = timedelta(days=30)


def find_invitation(token: str) -> Invitee | None:
    """The invitation behind a link; None when the person is no longer invited."""
    return (
        Invitee.objects.current()
        .filter(token_hash=hash_of(token))
        .select_related("meeting__cohort", "meeting__group")
        .first()
    )


@transaction.atomic
def answer_invitation(
    *,
    invitee: Invitee,
    answer: str,
    by: str,
    actor: Any = None,
    at: datetime | None = None,
    **trail: Any,
) -> Invitee:
    """Keep the answer; the same one again changes nothing. It may be changed until the meeting.

    Without an actor whoever calls has shown the link or the calendar's answer. Raises
    ValidationError when the meeting has begun, is off, or the person is not invited any more.
    """
    locked = _open_invitation(invitee, actor)
    if answer not in (Answer.YES, Answer.MAYBE, Answer.NO):
        raise ValidationError(_("Choose one of the answers."), code="no_answer")
    if locked.answer != answer:
        before, locked.answer = locked.answer, answer
        locked.answered_at, locked.answered_by = at or timezone.now(), by
        locked.save(update_fields=["answer", "answered_at", "answered_by"])
        record_event(
            about=locked, action="answer", actor=actor, before=before, answer=answer, by=by, **trail
        )
    meeting = locked.meeting
    if meeting.audience == Audience.PUBLIC and answer == Answer.NO:
        _give_up_place(locked, actor)
    elif answer != Answer.NO and (locked.sent_sequence or 0) < meeting.sequence:
        # Said no before, and was therefore not told of a new place.
        send_invitation(locked, meeting, _changed)
    return locked


@transaction.atomic
def describe_attendance(
    *,
    invitee: Invitee,
    joins_remotely: bool,
    substitute_name: str,
    need: str = "",
    consents: bool = False,
    forget_need: bool = False,
    actor: Any = None,
) -> Invitee:
    """How the person comes. Special needs are kept only with a consent of their own.

    What was said of needs earlier stays unless something new is said or it is to be forgotten.
    """
    locked = _open_invitation(invitee, actor)
    if need and not consents:
        raise ValidationError(
            {"consents": _("Tick that we may keep what you write, or leave it out.")},
            code="no_consent",
        )
    locked.joins_remotely, locked.substitute_name = joins_remotely, substitute_name[:150]
    locked.save(update_fields=["joins_remotely", "substitute_name"])
    if need:
        Need.objects.update_or_create(
            invitee=locked, defaults={"text": need[:300], "consented_at": timezone.now()}
        )
    elif forget_need:
        Need.objects.filter(invitee=locked).delete()
    record_event(
        about=locked,
        action="describe_attendance",
        actor=actor,
        remotely=joins_remotely,
        substitute=locked.substitute_name,
    )
    return locked


def purge_needs(*, now: datetime | None = None) -> int:
    """Forget special needs 30 days after the meeting, or after the period it was planned in."""
    before = (now or timezone.now()) - KEEP_NEEDS
    day = today() - KEEP_NEEDS
    over = Q(invitee__meeting__ends_at__lt=before) | Q(
        invitee__meeting__ends_at=None, invitee__meeting__last_day__lt=day
    )
    count, _rows = Need.objects.filter(over).delete()
    return count


def how(invitee: Invitee, actor: Any) -> str:
    """Oneself on a page, or SKR for somebody who has called."""
    own = Invitee.objects.of_person(actor).filter(pk=invitee.pk).exists()
    return AnsweredBy.PAGE if own else AnsweredBy.ORGANISER


def _open_invitation(invitee: Invitee, actor: Any) -> Invitee:
    locked = Invitee.objects.select_for_update().get(pk=invitee.pk)
    if actor is not None and not actor.has_perm("learning_meetings.answer_invitation", locked):
        raise PermissionDenied
    if locked.removed_at:
        raise ValidationError(_("You are not invited to this meeting any more."), code="taken_off")
    if not is_open_to_answers(locked.meeting):
        raise ValidationError(
            _("The meeting takes no more answers. Reload the page to see why."), code="closed"
        )
    return locked


def _give_up_place(invitee: Invitee, actor: Any) -> None:
    meeting = invitee.meeting
    take_off(invitee, meeting, actor=actor, tells=False)
    send_cancellation(invitee, meeting, lambda: invitation_mails.place_given_up(invitee, meeting))


def _changed(invitee: Invitee, meeting: Any, secret: str) -> Any:
    return invitation_mails.changed(invitee, meeting, secret, moved=False)
