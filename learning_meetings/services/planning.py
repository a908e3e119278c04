"""A round's meetings: proposed with reasons, looked at, and then written as they were shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.enums import EventKind, Precision
from cohorts.models import Cohort, Participation
from learning_meetings.enums import MeetingStatus
from learning_meetings.meeting_times import first_and_last
from learning_meetings.models import Meeting
from learning_meetings.schedule import (
    Broken,
    PlannedMeeting,
    ScheduleError,
    Slot,
    Step,
    broken_rules,
    propose,
)
from learning_meetings.services.hosts import Wheel, dealt, wheel_of, write_hosts
from learning_meetings.services.making_meetings import copy_templates, new_meeting, set_days
from learning_meetings.services.planning_facts import Key, RoundPlan, read_round
from modellkonceptet.civil_dates import in_words, period
from modellkonceptet.civil_dates import today as civil_today
from modellkonceptet.records.services import record_event

NEW, DATED, MOVED, HOSTED, SAME = "new", "dated", "moved", "hosted", "same"


@dataclass(frozen=True)
class ProposedMeeting:
    """A meeting as it would be. `change` is one of new, dated, moved, hosted, same.

    `waits_for_groups`: a group's meeting, while there are no groups to hold it.
    """

    slot: Slot
    planned: PlannedMeeting
    change: str
    meeting: Meeting | None = None
    group: Any = None
    hosts: tuple[str, ...] = ()
    hosts_change: bool = False
    waits_for_groups: bool = False

    @property
    def when(self) -> str:
        """The day with its weekday, the days, or the period."""
        one = self.planned
        if one.is_dated and one.first == one.last:
            return in_words(one.first, year=True)
        return period(one.first, one.last, one.precision, note=False)


@dataclass(frozen=True)
class Proposal:
    """What would be written; `error` is why there is no schedule, and then nothing is proposed.

    `broken` are the rules that what people have decided does not keep.
    """

    plan: RoundPlan
    dates_for: frozenset[Key]
    meetings: tuple[ProposedMeeting, ...] = ()
    broken: tuple[Broken, ...] = ()
    error: str = ""

    @property
    def changing(self) -> list[ProposedMeeting]:
        return [one for one in self.meetings if one.change != SAME and not one.waits_for_groups]

    @property
    def fingerprint(self) -> str:
        """Differs when anything that would be written differs."""
        rows = [
            (one.slot, one.change, str(one.planned.first), str(one.planned.last), one.planned.hosts)
            for one in self.changing
        ]
        return sha256(repr(rows).encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Saved:
    """How many meetings were made, got a date or another period, and got hosts."""

    new: int = 0
    dated: int = 0
    hosted: int = 0


def undated_steps(plan: RoundPlan) -> list[Step]:
    """Those of which a meeting has no date yet; an event known to the day has one."""
    found = []
    for step in plan.steps:
        event = plan.events.get(step.key)
        own = [one for slot, one in plan.meetings.items() if slot[:2] == step.key]
        all_dated = bool(own) and all(first_and_last(one) for one in own)
        if not all_dated and not (event and event.precision == Precision.DAY):
            found.append(step)
    return found


def next_steps(plan: RoundPlan, today: date) -> frozenset[Key]:
    """The steps to set dates for now: those up to and with the next learning meeting.

    What stands alone waits until somebody asks for it; what is long past is passed over.
    """
    found: list[Key] = []
    for step in undated_steps(plan):
        event = plan.events.get(step.key)
        if step.stands_alone or (event is not None and event.last_day < today):
            continue
        found.append(step.key)
        if step.per_group:
            break
    return frozenset(found)


def propose_meetings(
    *, cohort: Cohort, dates_for: Iterable[Key] | None = None, today: date | None = None
) -> Proposal:
    """The round's meetings with reasons; nothing is written.

    `dates_for` are the steps (kind, number) that get a date, by default the next ones; the others
    keep their period. Dates that are set stand, and hosts who still take part keep their turns.
    """
    plan = read_round(cohort)
    keys = {step.key for step in plan.steps}
    day = today or civil_today()
    wanted = next_steps(plan, day) if dates_for is None else frozenset(dates_for) & keys
    wheels = _wheels(plan)
    hosts = {group: dealt(wheel).hosts() for group, wheel in wheels.items()}
    if not plan.steps:
        return Proposal(plan, wanted)
    facts = plan.facts(today=day, dates_for=wanted)
    try:
        schedule = propose(plan.steps, facts)
    except ScheduleError as error:
        return Proposal(plan, wanted, error=str(error))
    named = {number: name for wheel in wheels.values() for number, name in wheel.names.items()}
    return Proposal(
        plan,
        wanted,
        tuple(
            _proposed(plan, _with_hosts(plan, one, hosts, wheels), named)
            for one in schedule.meetings
        ),
        broken_rules(schedule),
    )


@transaction.atomic
def save_plan(
    *,
    cohort: Cohort,
    dates_for: Iterable[Key] | None,
    expected: str,
    actor: Any,
    today: date | None = None,
) -> Saved:
    """Write the proposal as it was shown; `expected` is its fingerprint.

    New meetings come with the template's agenda and checklist as their own copies. Nothing that
    has been decided, told or held is moved.
    """
    if not actor.has_perm("learning_meetings.manage_meetings"):
        raise PermissionDenied
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    proposal = propose_meetings(cohort=locked, dates_for=dates_for, today=today)
    if proposal.error:
        raise ValidationError(proposal.error, code="no_schedule")
    if proposal.fingerprint != expected:
        raise ValidationError(
            _("The round has changed since you saw the proposal. Look through it again."),
            code="changed",
        )
    if not proposal.changing:
        raise ValidationError(_("There is nothing to save."), code="nothing")
    made, dated, with_hosts = [], 0, 0
    for one in proposal.changing:
        meeting = one.meeting
        if meeting is None:
            meeting = new_meeting(proposal.plan, one.planned, one.group)
            made.append(meeting)
        elif one.change in (DATED, MOVED):
            set_days(meeting, one.planned)
            meeting.save()
        dated += one.planned.is_dated and one.change in (NEW, DATED)
        if one.hosts_change:
            with_hosts += write_hosts(meeting, one.planned.hosts)
    copy_templates(made)
    saved = Saved(len(made), dated, with_hosts)
    record_event(about=locked, action="plan_meetings", actor=actor, **vars(saved))
    return saved


def _wheels(plan: RoundPlan) -> dict[int, Wheel]:
    """Each group's wheel, with a turn for every meeting that it will have."""
    members: dict[int, list[Participation]] = {group.pk: [] for group in plan.groups}
    rows = Participation.objects.filter(group__in=plan.groups).select_related(
        "organisation", "unit"
    )
    for one in rows.order_by("pk"):
        if one.group_id is not None:
            members[one.group_id].append(one)
    keys = [step.key for step in plan.steps if step.per_group and _is_hosted(plan, step.key)]
    found: dict[int, Wheel] = {}
    for group in plan.groups:
        own = [one for slot, one in plan.meetings.items() if slot.group == group.pk]
        extra = sum(Slot(*key, group.pk) not in plan.meetings for key in keys)
        wheel = wheel_of(own, members[group.pk], extra=extra)
        if wheel is not None:
            found[group.pk] = wheel
    return found


def _is_hosted(plan: RoundPlan, key: Key) -> bool:
    template = plan.template(key)
    return template.has_host if template else key[0] == EventKind.LEARNING_MEETING


def _with_hosts(
    plan: RoundPlan,
    one: PlannedMeeting,
    hosts: Mapping[int, tuple[tuple[int, ...], ...]],
    wheels: Mapping[int, Wheel],
) -> PlannedMeeting:
    """The turn of the wheel by the meetings that exist, then by those that are to be made."""
    group = one.slot.group
    if group is None or group not in wheels or not _is_hosted(plan, one.slot[:2]):
        return replace(one, hosts=())
    wheel = wheels[group]
    existing = plan.meetings.get(one.slot)
    if existing is not None:
        if existing not in wheel.meetings:
            return replace(one, hosts=())
        turn = wheel.number_of(existing)
    else:
        coming = [
            Slot(*step.key, group)
            for step in plan.steps
            if step.per_group and _is_hosted(plan, step.key)
        ]
        missing = [slot for slot in coming if slot not in plan.meetings]
        turn = len(wheel.meetings) + missing.index(one.slot) + 1
    return replace(one, hosts=hosts[group][turn - 1])


def _proposed(plan: RoundPlan, one: PlannedMeeting, names: Mapping[int, str]) -> ProposedMeeting:
    meeting = plan.meetings.get(one.slot)
    group = next((group for group in plan.groups if group.pk == one.slot.group), None)
    key = one.slot[:2]
    step = next(step for step in plan.steps if step.key == key)
    hosts_change = bool(one.hosts) and (
        meeting is None
        or (
            meeting.status != MeetingStatus.HELD
            and set(one.hosts) != {host.participation_id for host in meeting.hosts.all()}
        )
    )
    return ProposedMeeting(
        slot=one.slot,
        planned=one,
        change=_change(meeting, one, hosts_change),
        meeting=meeting,
        group=group,
        hosts=tuple(names.get(number, "–") for number in one.hosts),
        hosts_change=hosts_change,
        waits_for_groups=step.per_group and group is None,
    )


def _change(meeting: Meeting | None, one: PlannedMeeting, hosts_change: bool) -> str:
    """What would become of the meeting. A period that somebody has set by hand stands."""
    if meeting is None:
        return NEW
    if meeting.status == MeetingStatus.PLANNED and first_and_last(meeting) is None:
        if one.is_dated:
            return DATED
        stands = (meeting.first_day, meeting.last_day, meeting.precision)
        if meeting.event_id and stands != (one.first, one.last, one.precision):
            return MOVED
    elif meeting.status == MeetingStatus.PLANNED and meeting.starts_at is None:
        return DATED
    return HOSTED if hosts_change else SAME
