"""Preparing a meeting: its agenda, its checklist, and who leads and takes notes."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from learning_meetings.enums import MeetingStatus, Responsible
from learning_meetings.models import AgendaItem, ChecklistItem, Meeting
from learning_meetings.services.meetings import lock_meeting
from modellkonceptet.records.services import record_event

MOST_MINUTES = 24 * 60
MOST_DAYS = 365
MOST_ROWS = 60  # a page that people read


@dataclass(frozen=True)
class Part:
    """A part of the agenda as a page says it."""

    title_sv: str
    minutes: int
    leads: str
    title_en: str = ""
    leads_name: str = ""


@dataclass(frozen=True)
class Task:
    """A thing to see to; `days` from the meeting, negative before it."""

    text_sv: str
    days: int
    responsible: str
    text_en: str = ""


def stamp(row: AgendaItem | ChecklistItem) -> str:
    """What a page says it was based on: differs as soon as anybody has saved anything else."""
    kind = Part if isinstance(row, AgendaItem) else Task
    return _hash([getattr(row, name) for name in kind.__dataclass_fields__])


def roles_stamp(meeting: Meeting) -> str:
    """The same for who leads the meeting and who takes notes."""
    return _hash([meeting.leader, meeting.note_taker])


def _hash(said: list[Any]) -> str:
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:20]


@transaction.atomic
def add_part(*, meeting: Meeting, part: Part, first: bool = False, actor: Any) -> AgendaItem:
    """A part last on the agenda, or before all others."""
    locked = _agenda_of(meeting, actor)
    _check_part(part)
    place = _next_place(locked.agenda)
    if first:
        locked.agenda.update(position=F("position") + 1)
        place = 1
    item = AgendaItem.objects.create(meeting=locked, position=place, **asdict(part))
    record_event(about=locked, action="add_part", actor=actor, part=item.pk, title=part.title_sv)
    return item


@transaction.atomic
def change_part(*, item: AgendaItem, seen: str, part: Part, actor: Any) -> AgendaItem:
    """Save a part; refused (code "changed_meanwhile") when somebody has saved it since `seen`."""
    locked = _agenda_of(item.meeting, actor)
    _check_part(part)
    row = _still_there(locked.agenda, item)
    _refuse_if_changed(row, seen)
    _put(row, asdict(part))
    record_event(about=locked, action="change_part", actor=actor, part=row.pk, title=part.title_sv)
    return row


@transaction.atomic
def remove_part(*, item: AgendaItem, actor: Any) -> None:
    locked = _agenda_of(item.meeting, actor)
    row = _still_there(locked.agenda, item)
    record_event(about=locked, action="remove_part", actor=actor, title=row.title_sv)
    row.delete()


@transaction.atomic
def move_part(*, item: AgendaItem, earlier: bool, actor: Any) -> None:
    """One place up or down among the parts as they lie now; at the end nothing happens."""
    locked = _agenda_of(item.meeting, actor)
    row = _still_there(locked.agenda, item)
    rows = list(locked.agenda.order_by("position", "pk"))
    place = rows.index(row)
    other = place - 1 if earlier else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, one in enumerate(rows, start=1):
        one.position = position
    AgendaItem.objects.bulk_update(rows, ["position"])
    record_event(about=locked, action="move_part", actor=actor, part=row.pk, place=other + 1)


@transaction.atomic
def add_task(*, meeting: Meeting, task: Task, actor: Any) -> ChecklistItem:
    locked = _standing(meeting, actor)
    _check_task(task)
    item = ChecklistItem.objects.create(
        meeting=locked, position=_next_place(locked.checklist), **asdict(task)
    )
    record_event(about=locked, action="add_task", actor=actor, task=item.pk, text=task.text_sv)
    return item


@transaction.atomic
def change_task(*, item: ChecklistItem, seen: str, task: Task, actor: Any) -> ChecklistItem:
    """Save a thing to see to; refused when somebody has saved it since `seen`."""
    locked = _standing(item.meeting, actor)
    _check_task(task)
    row = _still_there(locked.checklist, item)
    _refuse_if_changed(row, seen)
    _put(row, asdict(task))
    record_event(about=locked, action="change_task", actor=actor, task=row.pk, text=task.text_sv)
    return row


@transaction.atomic
def remove_task(*, item: ChecklistItem, actor: Any) -> None:
    locked = _standing(item.meeting, actor)
    row = _still_there(locked.checklist, item)
    record_event(about=locked, action="remove_task", actor=actor, text=row.text_sv)
    row.delete()


@transaction.atomic
def tick_task(*, item: ChecklistItem, done: bool, actor: Any) -> ChecklistItem:
    """Note that it is seen to, or that it is not after all; the same again changes nothing."""
    locked = _standing(item.meeting, actor)
    row = _still_there(locked.checklist, item)
    if (row.done_at is not None) == done:
        return row
    row.done_at, row.done_by = (timezone.now(), actor) if done else (None, None)
    row.save(update_fields=["done_at", "done_by"])
    record_event(about=locked, action="tick_task", actor=actor, task=row.pk, done=done)
    return row


@transaction.atomic
def name_roles(*, meeting: Meeting, seen: str, leader: str, note_taker: str, actor: Any) -> Meeting:
    """Who leads the meeting and who takes notes; refused when somebody has named others since."""
    locked = _standing(meeting, actor)
    if (locked.leader, locked.note_taker) == (leader, note_taker):
        return locked
    if roles_stamp(locked) != seen:
        raise _changed_meanwhile(", ".join(filter(None, (locked.leader, locked.note_taker))))
    locked.leader, locked.note_taker = leader, note_taker
    locked.save(update_fields=["leader", "note_taker", "changed_at"])
    record_event(
        about=locked, action="name_roles", actor=actor, leader=leader, note_taker=note_taker
    )
    return locked


def _standing(meeting: Meeting, actor: Any) -> Meeting:
    locked = lock_meeting(meeting, actor=actor)
    if actor is None:
        raise PermissionDenied
    if locked.status == MeetingStatus.CANCELLED:
        raise ValidationError(_("The meeting is cancelled."), code="cancelled")
    return locked


def _agenda_of(meeting: Meeting, actor: Any) -> Meeting:
    locked = _standing(meeting, actor)
    if locked.status == MeetingStatus.HELD:
        raise ValidationError(
            _("The meeting is held, and its agenda stays as it was."), code="held"
        )
    return locked


def _still_there(rows: Any, item: Any) -> Any:
    row = rows.filter(pk=item.pk).first()
    if row is None:
        raise ValidationError(_("Somebody has removed it meanwhile."), code="removed_meanwhile")
    return row


def _refuse_if_changed(row: Any, seen: str) -> None:
    if stamp(row) != seen:
        raise _changed_meanwhile(row)


def _changed_meanwhile(text: Any) -> ValidationError:
    return ValidationError(
        _(
            "Somebody has changed it meanwhile; it now says “%(text)s”. What you wrote is"
            " kept below. Save again to put it in its place."
        )
        % {"text": text},
        code="changed_meanwhile",
    )


def _put(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _next_place(rows: Any) -> int:
    if rows.count() >= MOST_ROWS:
        raise ValidationError(_("There are too many rows. Remove some first."), code="too_many")
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def _check_part(part: Part) -> None:
    if not part.title_sv:
        raise ValidationError({"title_sv": _("Write what it is about.")})
    if not 1 <= part.minutes <= MOST_MINUTES:
        raise ValidationError({"minutes": _("Write the length in minutes.")})
    if part.leads not in Responsible.values:
        raise ValidationError({"leads": _("Choose who leads it.")})


def _check_task(task: Task) -> None:
    if not task.text_sv:
        raise ValidationError({"text_sv": _("Write what is to be done.")})
    if not -MOST_DAYS <= task.days <= MOST_DAYS:
        raise ValidationError({"days": _("Write the number of days.")})
    if task.responsible not in Responsible.values:
        raise ValidationError({"responsible": _("Choose who does it.")})
