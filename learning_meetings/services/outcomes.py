"""What a meeting led to: decisions, ideas taken home, things to do."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation, TeamMember
from cohorts.querysets import swedish
from learning_meetings.enums import MeetingStatus, OutcomeKind
from learning_meetings.models import Meeting, Outcome
from modellkonceptet.civil_dates import today
from modellkonceptet.records.services import record_event

# The same text by the same person within this time is a second click on the same button.
SECOND_CLICK = timedelta(minutes=1)


@dataclass(frozen=True)
class Said:
    """An outcome as a page says it: an idea from whom and for whom, an action by whom and when."""

    text: str
    origin: Participation | None = None
    taken_by: Participation | None = None
    responsible: TeamMember | None = None
    due_on: date | None = None


def participants(meeting: Meeting) -> Any:
    """Participations from which an idea can come, or that take it home."""
    found = Participation.objects.exclude(status=ParticipationStatus.WITHDRAWN)
    if meeting.group_id:
        found = found.filter(group=meeting.group_id)
    return (
        found.filter(cohort=meeting.cohort_id)
        .select_related("organisation", "unit")
        .order_by(swedish("organisation__name"), "pk")
    )


def people(meeting: Meeting) -> Any:
    """Members of the teams, who can take on something to do."""
    return (
        TeamMember.objects.current()
        .filter(participation__in=participants(meeting).order_by().values("pk"))
        .select_related("participation__organisation", "participation__unit")
        .order_by(swedish("participation__organisation__name"), "pk")
    )


@transaction.atomic
def note_outcome(*, meeting: Meeting, kind: str, said: Said, actor: Any) -> Outcome:
    """Write down an outcome; the same again within a minute is what is there already."""
    locked = _writable(meeting, actor)
    _check(locked, kind, said)
    since = timezone.now() - SECOND_CLICK
    twice = {"kind": kind, "noted_by": actor, "noted_at__gte": since} | _fields_of(said)
    if same := locked.outcomes.filter(**twice).first():
        return same
    added = Outcome.objects.create(meeting=locked, kind=kind, noted_by=actor, **_fields_of(said))
    record_event(about=locked, action="note_outcome", actor=actor, kind=kind, outcome=added.pk)
    return added


def _fields_of(said: Said) -> dict[str, Any]:
    """The fields without copying the rows they point to."""
    return {name: getattr(said, name) for name in Said.__dataclass_fields__}


@transaction.atomic
def remove_outcome(*, outcome: Outcome, actor: Any) -> None:
    """By whoever wrote it down, or those who run the meeting."""
    locked = _writable(outcome.meeting, actor)
    row = Outcome.objects.select_for_update().filter(pk=outcome.pk).first()
    if row is None:
        return
    if not may_remove(row, actor):
        raise PermissionDenied
    record_event(about=locked, action="remove_outcome", actor=actor, kind=row.kind, text=row.text)
    row.delete()


def may_remove(outcome: Outcome, actor: Any) -> bool:
    own = outcome.noted_by_id is not None and outcome.noted_by_id == actor.pk
    return own or actor.has_perm("learning_meetings.run_meeting", outcome.meeting)


@transaction.atomic
def tick_action(*, outcome: Outcome, done: bool, actor: Any) -> Outcome:
    """Note that an action is done, or not after all: by who does it, or who runs the meeting."""
    row = (
        Outcome.objects.select_for_update(of=("self",))
        .select_related("responsible", "meeting")
        .get(pk=outcome.pk)
    )
    if not may_tick(row, actor):
        raise PermissionDenied
    if (row.done_on is not None) == done:
        return row
    row.done_on = today() if done else None
    row.save(update_fields=["done_on"])
    record_event(about=row.meeting, action="tick_action", actor=actor, outcome=row.pk, done=done)
    return row


def may_tick(outcome: Outcome, actor: Any) -> bool:
    if outcome.kind != OutcomeKind.ACTION:
        return False
    seat = outcome.responsible
    own = seat is not None and seat.user_id is not None and seat.user_id == actor.pk
    return own or actor.has_perm("learning_meetings.run_meeting", outcome.meeting)


def _writable(meeting: Meeting, actor: Any) -> Meeting:
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not actor.has_perm("learning_meetings.write_notes", locked):
        raise PermissionDenied
    if locked.status == MeetingStatus.CANCELLED:
        raise ValidationError(_("The meeting is cancelled."), code="cancelled")
    return locked


def _check(meeting: Meeting, kind: str, said: Said) -> None:
    faults = {}
    if kind not in OutcomeKind.values:
        raise ValidationError(_("Choose what kind it is."), code="kind")
    if not said.text:
        faults["text"] = _("Write what it is.")
    if kind == OutcomeKind.ACTION:
        if said.responsible is None:
            faults["responsible"] = _("Choose who does it.")
        if said.due_on is None:
            faults["due_on"] = _("Say by which day.")
    known = set(participants(meeting).values_list("pk", flat=True))
    for name in ("origin", "taken_by"):
        place = getattr(said, name)
        if place is not None and place.pk not in known:
            faults[name] = _("Choose one of those who take part.")
    seat = said.responsible
    if seat is not None and not people(meeting).filter(pk=seat.pk).exists():
        faults["responsible"] = _("Choose one of those who take part.")
    if faults:
        raise ValidationError(faults)
