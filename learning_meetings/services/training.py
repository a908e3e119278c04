"""The register of the preparatory web training: who of an organisation goes, and who has gone."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from learning_meetings.models import TrainingRecord
from learning_meetings.training_file import Person, day_fault
from modellkonceptet.records.services import record_event

# An organisation registers twenty to thirty people; ten times that is a mistake or an attack.
MOST_PEOPLE = 300


@dataclass(frozen=True)
class Imported:
    """How many were added and changed; the rest stood as the file says."""

    added: int
    changed: int


def register_stamp(records: Iterable[TrainingRecord]) -> str:
    """Of a register as a page showed it: differs when anybody has changed it since."""
    rows = sorted((r.pk, r.name, r.email, r.role, str(r.completed_on)) for r in records)
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:20]


@transaction.atomic
def register_person(*, participation: Participation, person: Person, actor: Any) -> TrainingRecord:
    locked = _open_register(participation, actor)
    _refuse_crowd(locked.training.count() + 1)
    record = TrainingRecord(participation=locked, **vars(person))
    _check(record, locked)
    record.save()
    record_event(about=locked, action="register_for_training", actor=actor, people=1)
    return record


@transaction.atomic
def correct_person(*, record: TrainingRecord, person: Person, actor: Any) -> TrainingRecord:
    """Set right what stands, the day too: without a day the training is not done."""
    participation = _open_register(record.participation, actor)
    same = _still_registered(record)
    for name, value in vars(person).items():
        setattr(same, name, value)
    _check(same, participation)
    same.save()
    record_event(about=participation, action="correct_training", actor=actor, person=same.pk)
    return same


@transaction.atomic
def mark_done(*, participation: Participation, people: Sequence[int], on: date, actor: Any) -> int:
    """Note the day for those who had none; return how many. Numbers of others are refused."""
    locked = _open_register(participation, actor)
    if not people:
        raise ValidationError({"people": _("Choose those who have done the training.")})
    _refuse_day(on)
    chosen = locked.training.select_for_update().filter(pk__in=people)
    if chosen.count() != len(set(people)):
        raise ValidationError(
            _("Somebody has changed the list. Look at it again, and choose anew."),
            code="changed_meanwhile",
        )
    done = chosen.filter(completed_on=None).update(completed_on=on)
    record_event(about=locked, action="mark_training_done", actor=actor, people=done)
    return done


@transaction.atomic
def remove_person(*, record: TrainingRecord, actor: Any) -> None:
    """Forget a person who does not go after all; nothing of them is kept."""
    participation = _open_register(record.participation, actor)
    _still_registered(record).delete()
    record_event(about=participation, action="remove_from_training", actor=actor)


@transaction.atomic
def import_people(
    *, participation: Participation, people: Sequence[Person], seen: str, actor: Any
) -> Imported:
    """Add and update by address, everybody or nobody; those whom the file lacks stay.

    `seen` is the `register_stamp` of the dry run: what was looked at is what happens.
    """
    locked = _open_register(participation, actor)
    known = list(locked.training.select_for_update())
    if register_stamp(known) != seen:
        raise ValidationError(
            _("Somebody has changed the list since you looked. Look again before you import."),
            code="changed_meanwhile",
        )
    added, changed = plan_import(known, people)
    for record in [*added, *changed]:
        record.participation = locked
        record.clean_fields(exclude=["participation"])
        if record.completed_on:
            _refuse_day(record.completed_on)
    TrainingRecord.objects.bulk_create(added)
    TrainingRecord.objects.bulk_update(changed, ["name", "role", "completed_on"])
    record_event(
        about=locked,
        action="import_training",
        actor=actor,
        added=len(added),
        changed=len(changed),
    )
    return Imported(len(added), len(changed))


def plan_import(
    known: Sequence[TrainingRecord], people: Sequence[Person]
) -> tuple[list[TrainingRecord], list[TrainingRecord]]:
    """The records that would be added and changed, unsaved; an address stands once in `people`."""
    by_address = {record.email.lower(): record for record in known}
    if len({person.email.lower() for person in people}) != len(people):
        raise ValidationError(_("An e-mail address stands twice in the file."), code="twice")
    added, changed = [], []
    for person in people:
        record = by_address.get(person.email.lower())
        if record is None:
            added.append(TrainingRecord(**vars(person)))
        elif _update(record, person):
            changed.append(record)
    _refuse_crowd(len(known) + len(added))
    return added, changed


def _update(record: TrainingRecord, person: Person) -> bool:
    """Take over what the person's row says; whether anything is another than before."""
    said = {
        "name": person.name,
        "role": person.role or record.role,
        "completed_on": person.completed_on or record.completed_on,
    }
    differs = any(getattr(record, name) != value for name, value in said.items())
    for name, value in said.items():
        setattr(record, name, value)
    return differs


def _open_register(participation: Participation, actor: Any) -> Participation:
    """The locked participation: one writer at a time, and only while it takes part."""
    locked = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    if not actor.has_perm("learning_meetings.manage_training", locked):
        raise PermissionDenied
    if locked.status != ParticipationStatus.ACTIVE:
        raise ValidationError(
            _("The list can only be changed while the organisation takes part."),
            code="wrong_state",
        )
    return locked


def _still_registered(record: TrainingRecord) -> TrainingRecord:
    found = TrainingRecord.objects.select_for_update().filter(pk=record.pk).first()
    if found is None:
        raise ValidationError(
            _("%(name)s has been removed from the list already.") % {"name": record.name},
            code="removed",
        )
    return found


def _check(record: TrainingRecord, participation: Participation) -> None:
    if record.completed_on:
        _refuse_day(record.completed_on)
    twins = participation.training.filter(email__iexact=record.email).exclude(pk=record.pk)
    if twin := twins.first():
        words = _("%(name)s is registered with this address already.") % {"name": twin.name}
        raise ValidationError({"email": words}, code="twice")
    record.full_clean(exclude=["participation"])


def _refuse_day(day: date) -> None:
    if fault := day_fault(day):
        raise ValidationError({"completed_on": fault})


def _refuse_crowd(count: int) -> None:
    if count > MOST_PEOPLE:
        raise ValidationError(
            _("At most %(most)d people can be registered. It would be %(count)d.")
            % {"most": MOST_PEOPLE, "count": count},
            code="too_many",
        )
