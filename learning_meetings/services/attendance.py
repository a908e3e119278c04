"""Who was there, and that the meeting was held."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning_meetings.enums import MeetingStatus
from learning_meetings.models import Invitee, Meeting
from learning_meetings.services.meetings import lock_meeting, meeting_workflow
from modellkonceptet.civil_dates import today
from modellkonceptet.records.services import record_event

NOT_NOTED, THERE, SUBSTITUTE, ABSENT = "", "there", "substitute", "absent"
PRESENCES = (NOT_NOTED, THERE, SUBSTITUTE, ABSENT)


@dataclass(frozen=True)
class Presence:
    """How one invited person's place was filled. A substitute has a name."""

    how: str = NOT_NOTED
    substitute_name: str = ""


def presence_of(invitee: Invitee) -> Presence:
    """What is noted. Who was announced to come instead is no presence until it is noted."""
    if invitee.attended is None:
        return Presence()
    if not invitee.attended:
        return Presence(ABSENT)
    if invitee.substitute_name:
        return Presence(SUBSTITUTE, invitee.substitute_name)
    return Presence(THERE)


def as_seen(presence: Presence) -> str:
    """What a page says that it showed: differs as soon as anybody has noted anything else."""
    if presence.how == SUBSTITUTE:
        return f"{presence.how}:{presence.substitute_name}"
    return presence.how


@transaction.atomic
def note_attendance(
    *,
    meeting: Meeting,
    seen: Mapping[int, str],
    said: Mapping[int, Presence],
    actor: Any,
) -> int:
    """Note who was there; the number of rows that changed.

    `seen` is, by invitee, how it stood on the page (`as_seen`), `said` what the page sends. Only
    rows that the person changed are written, so that two who note at once do not undo each other;
    where both changed the same row to different things, nothing is written and the error (under
    the key "presence-<invitee>", code "changed_meanwhile") says so.
    """
    locked = lock_meeting(meeting, actor=actor)
    _refuse_unless_begun(locked)
    rows = {row.pk: row for row in locked.invitees.current().select_for_update()}
    faults: dict[str, Any] = {}
    changed: list[Invitee] = []
    for number, presence in said.items():
        row = rows.get(number)
        if row is None:
            continue
        before = presence_of(row)
        shown = seen.get(number, "")
        if as_seen(presence) in (as_seen(before), shown):
            continue
        if presence.how == SUBSTITUTE and not presence.substitute_name:
            faults[f"substitute-{number}"] = ValidationError(_("Write who came instead."))
        elif as_seen(before) != shown:
            faults[f"presence-{number}"] = ValidationError(
                _("Somebody else has noted this meanwhile: %(how)s. Choose again.")
                % {"how": presence_in_words(before)},
                code="changed_meanwhile",
            )
        else:
            _put(row, presence)
            changed.append(row)
    if faults:
        raise ValidationError(faults)
    Invitee.objects.bulk_update(changed, ["attended", "substitute_name"])
    if changed:
        noted = {str(row.pk): said[row.pk].how for row in changed}
        record_event(about=locked, action="note_attendance", actor=actor, noted=noted)
    return len(changed)


def presence_in_words(presence: Presence) -> str:
    match presence.how:
        case "there":
            return _("was there")
        case "substitute":
            return _("%(name)s came instead") % {"name": presence.substitute_name}
        case "absent":
            return _("was not there")
    return _("not noted")


@transaction.atomic
def hold_meeting(*, meeting: Meeting, actor: Any) -> Meeting:
    """Note that the meeting was held; it can be once it has begun."""
    locked = lock_meeting(meeting, actor=actor)
    if locked.status == MeetingStatus.HELD:
        return locked
    _refuse_unless_begun(locked)
    moved: Meeting = meeting_workflow.move(locked, "hold", actor=actor)
    return moved


def has_begun(meeting: Meeting) -> bool:
    """By its time, or where it has none by the first day of its period."""
    if meeting.starts_at:
        return meeting.starts_at <= timezone.now()
    return meeting.first_day <= today()


def _refuse_unless_begun(meeting: Meeting) -> None:
    if meeting.status == MeetingStatus.CANCELLED:
        raise ValidationError(_("The meeting is cancelled."), code="cancelled")
    if not has_begun(meeting):
        raise ValidationError(_("The meeting has not begun yet."), code="not_begun")


def _put(row: Invitee, presence: Presence) -> None:
    row.attended = {THERE: True, SUBSTITUTE: True, ABSENT: False}.get(presence.how)
    # Where nothing is noted any more, who was announced to come instead stays.
    if presence.how != NOT_NOTED:
        row.substitute_name = presence.substitute_name if presence.how == SUBSTITUTE else ""
