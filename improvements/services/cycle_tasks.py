"""Things to do in a cycle: by whom and when, and done by one press."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.models import TeamMember
from improvements.enums import CycleStatus
from improvements.models import Cycle, CycleTask
from modellkonceptet.civil_dates import today

MOST_TASKS = 50


@dataclass(frozen=True)
class TaskSaid:
    text: str
    responsible: TeamMember | None = None
    responsible_name: str = ""
    place: str = ""
    due_on: date | None = None


@transaction.atomic
def add_task(*, cycle: Cycle, said: TaskSaid, actor: Any) -> CycleTask:
    """Add a thing to do; one that stands there already, not done, is that one."""
    locked = _open_cycle(cycle, actor)
    if said.responsible and said.responsible_name:
        raise ValidationError(
            {"responsible_name": _("Choose somebody of the team or write a name, not both.")}
        )
    home = locked.improvement.participation_id
    if said.responsible and said.responsible.participation_id != home:
        raise ValidationError({"responsible": _("Choose somebody of your own team.")})
    if same := locked.tasks.filter(done_on=None, **vars(said)).first():
        return same
    if locked.tasks.count() >= MOST_TASKS:
        raise ValidationError(
            _("There are %(n)d tasks already. Remove one first.") % {"n": MOST_TASKS}
        )
    task = CycleTask(cycle=locked, **vars(said))
    task.full_clean(exclude=["cycle", "responsible"])
    task.save()
    return task


@transaction.atomic
def tick_task(*, task: CycleTask, done: bool, actor: Any) -> CycleTask:
    """Done today, or not after all. Said twice it keeps its first day."""
    _open_cycle(task.cycle, actor)
    locked = CycleTask.objects.select_for_update(of=("self",)).filter(pk=task.pk).first()
    if locked is None:
        raise ValidationError(_("Somebody has removed it meanwhile."), code="removed")
    if bool(locked.done_on) != done:
        locked.done_on = today() if done else None
        locked.save(update_fields=["done_on"])
    return locked


@transaction.atomic
def remove_task(*, task: CycleTask, actor: Any) -> None:
    _open_cycle(task.cycle, actor)
    CycleTask.objects.filter(pk=task.pk).delete()


def _open_cycle(cycle: Cycle, actor: Any) -> Cycle:
    locked: Cycle = (
        Cycle.objects.select_for_update(of=("self",)).select_related("improvement").get(pk=cycle.pk)
    )
    if not actor.has_perm("improvements.work_at_home", locked):
        raise PermissionDenied
    if locked.status == CycleStatus.ACTED:
        raise ValidationError(
            _("The cycle is closed. Reopen it to change anything."), code="closed"
        )
    return locked
