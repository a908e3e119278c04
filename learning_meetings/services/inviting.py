"""Inviting to a meeting, telling what has changed, and keeping to whom it concerns.

Who is concerned is read from the teams of today. `align_invitations` looks after them by the
clock, so that a team's change needs to know nothing of meetings.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning_meetings import invitation_mails
from learning_meetings.enums import Answer, Audience, MeetingStatus
from learning_meetings.models import Invitee, Meeting, Need
from learning_meetings.services.audience import Guest, audience_of, is_same_person
from learning_meetings.services.invitation_letters import send_cancellation, send_invitations
from learning_meetings.services.meetings import (
    is_open_to_answers,
    lock_meeting,
    meeting_workflow,
)
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event
from modellkonceptet.secret_links import hash_of

logger = logging.getLogger(__name__)
# With the date taken back in between: each one mails everybody twice.
MOST_INVITATIONS_A_DAY = 3
# What a calendar must be told when it changes; the first two are the time.
_TIME = ("starts_at", "ends_at")
_TOLD = (*_TIME, "place", "address", "remote_link")
_COPIED = (
    "name",
    "organisation_name",
    "function",
    "language",
    "team_member_id",
    "mentor_person_id",
    "participation_id",
)


@dataclass(frozen=True)
class Aligned:
    """How many were invited and taken off."""

    came: int = 0
    left: int = 0


@transaction.atomic
def invite(*, meeting: Meeting, actor: Any) -> Meeting:
    """Send everybody whom the meeting concerns an invitation of their own.

    A public meeting has nobody to invite: it opens for those who sign up. Raises ValidationError
    when the time is not set or is past, when nobody can be reached, or when people have been
    invited and told that it is off several times the same day.
    """
    locked = lock_meeting(meeting, actor=actor)
    if locked.starts_at is None:
        raise ValidationError(_("Set the date and time first."), code="no_time")
    if locked.starts_at <= timezone.now():
        raise ValidationError(_("The time is past. Set a new date before you invite."), code="past")
    _refuse_flood(locked)
    guests = audience_of(locked)
    if not guests and locked.audience != Audience.PUBLIC:
        raise ValidationError(
            _("There is nobody to invite: no one whom the meeting is for has an e-mail address."),
            code="nobody",
        )
    # Whoever was invited to an earlier time has been told that one is off.
    sequence = locked.sequence + (1 if locked.invited_at else 0)
    moved: Meeting = meeting_workflow.move(
        locked,
        "invite",
        actor=actor,
        details={"told": _as_told(locked)},
        sequence=sequence,
        invited_at=timezone.now(),
        changed_at=timezone.now(),
    )
    _align(moved, guests, actor=actor, tells_those_who_left=False)
    send_invitations(list(moved.invitees.current()), moved, invitation_mails.invited)
    return moved


@transaction.atomic
def tell_change(*, meeting: Meeting, actor: Any) -> int:
    """Tell those concerned that time, place or link are not what they were told last.

    A new time concerns all and takes their answers back, each kept in the trail; a new place or
    link those who have not said no. Returns how many were told; nothing new tells nobody.
    """
    locked = lock_meeting(meeting, actor=actor)
    if locked.status != MeetingStatus.INVITED or not is_open_to_answers(locked):
        return 0
    told, now = _last_told(locked), _as_told(locked)
    changed = sorted(name for name in now if told.get(name) != now[name])
    if not changed:
        return 0
    is_moved = any(name in changed for name in _TIME)
    locked.sequence += 1
    locked.save(update_fields=["sequence", "changed_at"])
    record_event(about=locked, action="tell_change", actor=actor, changed=changed, told=now)
    write = partial(invitation_mails.changed, moved=is_moved)
    concerned = list(locked.invitees.current().select_for_update())
    if is_moved:
        if locked.audience != Audience.PUBLIC:
            take_answers_back(concerned, because="moved", actor=actor)
    else:
        concerned = [invitee for invitee in concerned if invitee.answer != Answer.NO]
    send_invitations(concerned, locked, write)
    meeting.sequence = locked.sequence
    return len(concerned)


@transaction.atomic
def refresh_invitees(*, meeting: Meeting, actor: Any) -> Aligned:
    """Invite those who have come to be concerned, and take off those who no longer are.

    Whoever is taken off gets a cancellation of their own, and their link is dead.
    """
    locked = lock_meeting(meeting, actor=actor)
    if locked.audience == Audience.PUBLIC or not is_open_to_answers(locked):
        return Aligned()
    guests = audience_of(locked)
    if not guests and locked.group and locked.group.dissolved_on:
        return Aligned()  # nobody is taken off: the meeting is cancelled for all of them
    came, left = _align(locked, guests, actor=actor, tells_those_who_left=True)
    send_invitations(came, locked, invitation_mails.invited)
    return Aligned(came=len(came), left=left)


def align_invitations() -> Aligned:
    """`refresh_invitees` for every meeting ahead; one that fails does not stop the others."""
    came = left = 0
    ahead = Meeting.objects.filter(
        status=MeetingStatus.INVITED, starts_at__gt=timezone.now()
    ).exclude(group__dissolved_on__isnull=False)
    for meeting in ahead.exclude(audience=Audience.PUBLIC).order_by("starts_at", "pk"):
        try:
            aligned = refresh_invitees(meeting=meeting, actor=None)
        except Exception:
            logger.exception("Invitations to meeting %s were not brought up to date", meeting.pk)
        else:
            came, left = came + aligned.came, left + aligned.left
    return Aligned(came, left)


def take_answers_back(invitees: Iterable[Invitee], *, because: str, actor: Any) -> None:
    """Back to no answer; what each has answered stands in the trail."""
    answered = [invitee for invitee in invitees if invitee.answer != Answer.NONE]
    entries = []
    for invitee in answered:
        details = {
            "because": because,
            "before": invitee.answer,
            "answered_at": invitee.answered_at.isoformat() if invitee.answered_at else "",
            "substitute": invitee.substitute_name,
        }
        entries.append(
            AuditEntry(
                subject_type=invitee._meta.label_lower,
                subject_id=invitee.pk,
                action="take_answer_back",
                actor=actor,
                details=details,
            )
        )
        invitee.answer, invitee.answered_at, invitee.answered_by = Answer.NONE, None, ""
        invitee.substitute_name = ""
    AuditEntry.objects.bulk_create(entries)
    Invitee.objects.bulk_update(
        answered, ["answer", "answered_at", "answered_by", "substitute_name"]
    )


def take_off(invitee: Invitee, meeting: Meeting, *, actor: Any, tells: bool) -> None:
    """The person is not invited any more: told so, the link dead, special needs forgotten."""
    invitee.removed_at, invitee.token_hash = timezone.now(), None
    invitee.save(update_fields=["removed_at", "token_hash"])
    Need.objects.filter(invitee=invitee).delete()
    record_event(about=invitee, action="take_off", actor=actor)
    if tells and invitee.sent_sequence is not None:
        send_cancellation(invitee, meeting, partial(invitation_mails.taken_off, invitee, meeting))


def _refuse_flood(meeting: Meeting) -> None:
    since = timezone.now() - timedelta(days=1)
    invited = AuditEntry.objects.about(meeting).filter(action="invite", at__gte=since)
    if invited.count() >= MOST_INVITATIONS_A_DAY:
        raise ValidationError(
            _("People have been invited several times today. Wait a day before you invite again."),
            code="too_many_invitations",
        )


def _align(
    meeting: Meeting, guests: Iterable[Guest], *, actor: Any, tells_those_who_left: bool
) -> tuple[list[Invitee], int]:
    """Rows as the audience is: those who came (not told yet), and how many were taken off."""
    wanted = {guest.key: guest for guest in guests}
    left = 0
    if meeting.audience == Audience.PUBLIC:
        wanted = {}
    for invitee in meeting.invitees.current().select_for_update():
        guest = wanted.get(invitee.email.lower())
        if guest and is_same_person(invitee, guest):
            del wanted[guest.key]
            _copy(guest, invitee)
        elif meeting.audience != Audience.PUBLIC:
            take_off(invitee, meeting, actor=actor, tells=tells_those_who_left)
            left += 1
    came = Invitee.objects.bulk_create(
        Invitee(
            meeting=meeting,
            email=guest.email,
            **{name: getattr(guest, name) for name in _COPIED},
        )
        for guest in wanted.values()
    )
    return came, left


def _copy(guest: Guest, invitee: Invitee) -> None:
    new = {name: getattr(guest, name) for name in _COPIED}
    if changed := [name for name, value in new.items() if getattr(invitee, name) != value]:
        for name in changed:
            setattr(invitee, name, new[name])
        invitee.save(update_fields=[name.removesuffix("_id") for name in changed])


def _as_told(meeting: Meeting) -> dict[str, str]:
    """What calendars are told, as the trail keeps it: the remote link by its hash alone."""
    values: dict[str, str] = {}
    for name in _TOLD:
        value = getattr(meeting, name)
        values[name] = value.timestamp() if name in _TIME and value else value or ""
    values["remote_link"] = hash_of(meeting.remote_link) if meeting.remote_link else ""
    return values


def _last_told(meeting: Meeting) -> dict[str, Any]:
    entry = (
        AuditEntry.objects.filter(
            subject_type=meeting._meta.label_lower,
            subject_id=meeting.pk,
            action__in=["invite", "tell_change"],
        )
        .order_by("-pk")
        .first()
    )
    return entry.details.get("told", {}) if entry else {}
