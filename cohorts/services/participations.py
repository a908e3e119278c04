"""Taking part: enrolled by an admission, withdrawn, reinstated, completed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.arrangement import LARGEST
from cohorts.enums import PARTICIPATION_TRANSITIONS, ParticipationStatus
from cohorts.models import Cohort, Group, Organisation, Participation, Unit
from cohorts.services.addressees import (
    Addressee,
    capacity,
    mentors_of,
    partners_of,
    skr_of,
    team_of,
    tell,
)
from cohorts.services.promises import record_promise
from cohorts.services.teams import TeamSeat, seat_person
from cohorts.team_mails import Capacity, Departure, participant_left, participant_returned
from modellkonceptet.civil_dates import civil_date, today
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event
from modellkonceptet.workflow import Workflow

participation_workflow = Workflow(PARTICIPATION_TRANSITIONS, audit=AuditEntry)


@dataclass(frozen=True)
class Wishes:
    """What the application said that matters when groups are put together."""

    focus_areas: tuple[str, ...] = ()
    focus_other: str = ""
    theme: str = ""
    partners: tuple[Organisation, ...] = ()


NO_WISHES = Wishes()


@transaction.atomic
def enrol(
    *,
    cohort: Cohort,
    organisation: Organisation,
    unit: Unit | None,
    operation: str,
    admission_number: str,
    team: Iterable[TeamSeat],
    wishes: Wishes = NO_WISHES,
    actor: Any,
) -> Participation:
    """The participation with its team that a published admission gives rise to.

    Called by the publication in its own transaction. The same admission again returns the
    participation as it is. That the organisation is in another round too is written in the
    trail, and no hindrance. Raises ValidationError when it takes part in this round already.
    """
    if existing := Participation.objects.filter(admission_number=admission_number).first():
        return existing
    participation = Participation(
        cohort=cohort,
        organisation=organisation,
        unit=unit,
        operation=operation,
        admission_number=admission_number,
        focus_areas=list(wishes.focus_areas),
        focus_other=wishes.focus_other,
        wished_theme=wishes.theme,
    )
    participation.full_clean()
    participation.save()
    participation.wished_partners.set(wishes.partners)
    for seat in team:
        seat_person(participation, seat)
    record_event(
        about=participation,
        action="enrol",
        actor=actor,
        also_in=[other.cohort.slug for other in other_rounds(organisation, unit, cohort)],
    )
    return participation


def other_rounds(
    organisation: Organisation, unit: Unit | None, cohort: Cohort
) -> list[Participation]:
    """Where the organisation takes part at the same time: something to tell, not to refuse."""
    others = Participation.objects.beside(cohort).filter(organisation=organisation, unit=unit)
    return list(others.select_related("cohort"))


@transaction.atomic
def withdraw_participation(
    *, participation: Participation, reason: str, day: date | None = None, actor: Any
) -> Any:
    """End an active participation before the round is over; the team and history stay.

    The row stays in its group, which goes on with the others. Its team, the group, the mentor
    and SKR are told once, without the reason.
    """
    left_on = day or today()
    if not reason.strip():
        raise ValidationError({"reason": _("Write why the organisation leaves the round.")})
    if left_on > today():
        raise ValidationError({"day": _("The day is ahead. Note it when they have left.")})
    if left_on < civil_date(participation.created_at):
        raise ValidationError({"day": _("On that day they did not take part yet.")})
    moved = participation_workflow.move(
        participation,
        "withdraw",
        actor=actor,
        note=reason,
        withdrawn_on=left_on,
        withdrawal_reason=reason[:500],
    )
    _tell(moved, participant_left, left_on, actor)
    return moved


@transaction.atomic
def complete_participation(*, participation: Participation, actor: Any) -> Any:
    """Record that the organisation has gone through the round, and its promise to mentor."""
    moved = participation_workflow.move(
        participation, "complete", actor=actor, completed_on=today()
    )
    record_promise(participation=moved, actor=actor)
    return moved


@transaction.atomic
def reinstate_participation(*, participation: Participation, reason: str, actor: Any) -> Any:
    """Bring a withdrawn participation back, unless the organisation has come in anew.

    It is in its group again, unless the group is dissolved or has filled up meanwhile.
    """
    newer = Participation.objects.filter(
        cohort=participation.cohort,
        organisation=participation.organisation,
        unit=participation.unit,
    ).exclude(pk=participation.pk)
    if newer.active().exists():
        raise ValidationError(
            _("%(name)s takes part in this round by a later admission already."),
            params={"name": participation},
            code="takes_part",
        )
    locked = Participation.objects.select_for_update().get(pk=participation.pk)
    group = Group.objects.select_for_update().filter(pk=locked.group_id or 0).first()
    if group and (group.dissolved_on or len(_others_in_group(locked)) >= LARGEST):
        group = None
    moved = participation_workflow.move(
        participation,
        "reinstate",
        actor=actor,
        note=reason,
        withdrawn_on=None,
        withdrawal_reason="",
        group=group,
    )
    _tell(moved, participant_returned, today(), actor)
    return moved


def _tell(
    participation: Participation,
    words: Callable[[Departure, Capacity], MailText],
    day: date,
    actor: Any,
) -> None:
    """The own team, those in the group, its mentor and SKR; each once."""
    group = participation.group

    def write(one: Addressee) -> MailText:
        departure = Departure(
            who=str(participation),
            cohort=participation.cohort.name,
            day=day,
            group=group.name if group else "",
            others=[str(each) for each in _others_in_group(participation)],
        )
        return words(departure, capacity(one, participation=participation, group=group))

    tell(
        [
            *team_of(participation),
            *partners_of(participation),
            *mentors_of(participation.group_id),
            *skr_of(participation.cohort),
        ],
        kind="participant_left" if words is participant_left else "participant_returned",
        about=participation,
        write=write,
        but=[actor.email] if actor else [],
    )


def _others_in_group(participation: Participation) -> list[Participation]:
    if participation.group_id is None:
        return []
    others = Participation.objects.filter(group=participation.group_id)
    others = others.exclude(status=ParticipationStatus.WITHDRAWN).exclude(pk=participation.pk)
    return list(others.select_related("organisation", "unit"))
