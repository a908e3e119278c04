"""Who hosts: dealt by the wheel, changed by SKR, exchanged by two hosts who agree.

The wheel's rules are asked in one place, `_refuse_unfair`; SKR may confirm what they speak
against, hosts among themselves may not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.enums import EventKind, Function, ParticipationStatus
from cohorts.grouping.distances import distances_km
from cohorts.models import Group, Participation, TeamMember
from cohorts.services.addressees import Addressee, Tie, addressee_of, tell
from learning_meetings import host_mails
from learning_meetings.enums import MeetingStatus
from learning_meetings.hosting import (
    BrokenTurn,
    Hosting,
    HostingError,
    HostPlan,
    Turn,
    broken_rules,
    deal,
    plan_hosts,
    swap,
    without,
)
from learning_meetings.models import Host, HostSwap, Meeting
from learning_meetings.services.meetings import lock_meeting
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event

COORDINATING = (Function.KEY_PERSON, Function.STRATEGIST)


@dataclass(frozen=True)
class Wheel:
    """A group's hosting: the plan as it is set, its meetings in order, and everybody's names."""

    plan: HostPlan
    meetings: tuple[Meeting, ...]
    names: Mapping[int, str]
    left: frozenset[int]

    def number_of(self, meeting: Meeting) -> int:
        """The place among the group's hosted meetings, from 1."""
        return [one.pk for one in self.meetings].index(meeting.pk) + 1

    def broken(self, plan: HostPlan | None = None) -> tuple[BrokenTurn, ...]:
        return broken_rules(plan or self.plan)

    def in_words(self, broken: Iterable[BrokenTurn]) -> list[str]:
        return [one.text(self.names) for one in broken]


def hosted(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Those of a group that are hosted in turn, in the order of their numbers."""
    found = [
        one
        for one in meetings
        if one.group_id
        and (one.template.has_host if one.template else one.kind == EventKind.LEARNING_MEETING)
    ]
    return sorted(found, key=lambda one: (one.number, one.pk))


def wheel_of(
    meetings: Sequence[Meeting], members: Sequence[Participation], *, extra: int = 0
) -> Wheel | None:
    """A group's wheel as it stands, with `extra` meetings that are still to be made.

    `members` are its participations, those who have left among them; without anybody who still
    takes part there is no wheel. Meetings come with their hosts fetched.
    """
    own = hosted(meetings)
    staying = [one for one in members if one.status != ParticipationStatus.WITHDRAWN]
    if not staying:
        return None
    order = plan_hosts(_by_travel(staying), 0).participants
    turns = [
        Turn(
            number,
            tuple(sorted(host.participation_id for host in one.hosts.all())),
            is_held=one.status == MeetingStatus.HELD,
        )
        for number, one in enumerate(own, start=1)
    ]
    turns += [Turn(len(turns) + number) for number in range(1, extra + 1)]
    return Wheel(
        plan=HostPlan(order, tuple(turns)),
        meetings=tuple(own),
        names={one.pk: _short(one) for one in members},
        left=frozenset(one.pk for one in members) - {one.pk for one in staying},
    )


def dealt(wheel: Wheel) -> HostPlan:
    """The wheel with what is missing filled in; hosts who are set keep their turns.

    Where somebody has left, the rest share the turns to come anew (`hosting.without`).
    """
    stale = {one for turn in wheel.plan.turns if not turn.is_held for one in turn.hosts}
    gone = sorted(stale - set(wheel.plan.participants))
    if not gone:
        plan = deal(wheel.plan)
        turns = zip(wheel.plan.turns, plan.turns, strict=True)
        return replace(plan, turns=tuple(old if old.hosts else new for old, new in turns))
    plan = replace(wheel.plan, participants=(*wheel.plan.participants, *gone))
    for one in gone:
        plan = without(plan, one)
    return plan


def read_wheel(group: Group) -> Wheel | None:
    meetings = (
        Meeting.objects.standing()
        .filter(group=group)
        .select_related("template")
        .prefetch_related("hosts__participation__organisation", "hosts__participation__unit")
    )
    members = Participation.objects.filter(group=group).select_related("organisation", "unit")
    return wheel_of(list(meetings), list(members.order_by("pk")))


def write_hosts(meeting: Meeting, participations: Iterable[int]) -> bool:
    """Exactly these host from now on; whether that is a change. Open questions about it fall."""
    wanted = set(participations)
    before = {host.participation_id for host in Host.objects.filter(meeting=meeting)}
    if before == wanted:
        return False
    Host.objects.filter(meeting=meeting).exclude(participation__in=wanted).delete()
    for number in sorted(wanted - before):
        Host.objects.create(meeting=meeting, participation_id=number)
    close_swaps(meeting)
    return True


@transaction.atomic
def change_hosts(
    *,
    meeting: Meeting,
    participations: Sequence[Participation],
    actor: Any,
    confirmed: bool = False,
) -> Meeting:
    """SKR says who hosts: one, or several together. What the wheel speaks against is confirmed."""
    if not actor.has_perm("learning_meetings.manage_meetings"):
        raise PermissionDenied
    wheel = _locked_wheel(meeting)
    if not participations:
        raise ValidationError({"hosts": _("Choose at least one host.")})
    wanted = tuple(sorted(one.pk for one in participations))
    if strangers := set(wanted) - set(wheel.plan.participants):
        raise ValidationError(
            {
                "hosts": _("%(who)s does not take part in the group.")
                % {"who": ", ".join(wheel.names.get(one, "–") for one in sorted(strangers))}
            }
        )
    number = wheel.number_of(meeting)
    turns = tuple(
        replace(turn, hosts=wanted) if turn.number == number else turn for turn in wheel.plan.turns
    )
    if wheel.plan.turns[number - 1].is_held:
        raise ValidationError(HostingError("held").text(), code="held")
    if not confirmed:
        _refuse_unfair(wheel, replace(wheel.plan, turns=turns))
    if write_hosts(meeting, wanted):
        record_event(about=meeting, action="change_hosts", actor=actor, hosts=list(wanted))
    return meeting


@transaction.atomic
def ask_swap(*, meeting: Meeting, other: Meeting, actor: Any) -> HostSwap:
    """A host asks the host of another meeting of the group to change turns; they get a mail.

    One question at a time. A no stands, and a question that was taken back and is asked again is
    the same one, of which nobody is mailed twice, as long as hosts and days are what they were.
    """
    locked = lock_meeting(meeting, actor=actor)
    wheel = _locked_wheel(locked)
    if other.pk not in {one.pk for one in wheel.meetings} or other.pk == locked.pk:
        raise ValidationError(HostingError("unknown").text(), code="unknown")
    _refuse_unfair(wheel, _swapped(wheel, locked, other))
    if _open_swaps(locked).exists() or _open_swaps(other).exists():
        raise ValidationError(
            _("A change of hosts is waiting for an answer already."), code="waiting"
        )
    terms = _terms_of(wheel, locked, other)
    question = _asked_before(locked, other, terms)
    if question is None:
        question = HostSwap.objects.create(meeting=locked, other=other, asked_by=actor)
    else:
        question.asked_by, question.answered_at, question.agreed = actor, None, None
        question.save(update_fields=["asked_by", "answered_at", "agreed"])
    record_event(
        about=locked, action="ask_swap", actor=actor, other=other.pk, swap=question.pk, terms=terms
    )
    names = _named(wheel, locked), _named(wheel, other)
    told = tell(
        _coordinators(other),
        kind="host_swap_asked",
        about=question,
        but=[actor.email],
        key=f"host-swap-{question.pk}",
        write=lambda _one: host_mails.swap_asked(question, *names),
    )
    if not told:
        raise ValidationError(
            _("Nobody who coordinates the work at the other host has an e-mail address. Ask SKR."),
            code="nobody",
        )
    return question


def _asked_before(meeting: Meeting, other: Meeting, terms: str) -> HostSwap | None:
    """The same question, taken back or fallen. One that somebody has said no to is refused."""
    asked = (
        AuditEntry.objects.about(meeting)
        .filter(action="ask_swap", details__terms=terms)
        .order_by("-pk")
        .first()
    )
    question = HostSwap.objects.filter(pk=asked.details["swap"]).first() if asked else None
    if question is None or question.agreed:
        return None
    if question.answered_by_id:
        raise ValidationError(
            _(
                "%(who)s has said no to this change. Talk to each other, or ask SKR. You can ask"
                " again when a host or a day has changed."
            )
            % {"who": " · ".join(str(host.participation) for host in other.hosts.all())},
            code="said_no",
        )
    return question


def _terms_of(wheel: Wheel, meeting: Meeting, other: Meeting) -> str:
    """Of what two hosts would change, and when: differs when a host or a day is another."""
    values = [
        (
            one.pk,
            wheel.plan.turns[wheel.number_of(one) - 1].hosts,
            *(f"{day:%Y-%m-%d}" for day in (one.first_day, one.last_day)),
        )
        for one in (meeting, other)
    ]
    return sha256(repr(values).encode()).hexdigest()[:20]


@transaction.atomic
def answer_swap(*, swap: HostSwap, agreed: bool, actor: Any) -> HostSwap:
    """The other host says yes or no. Yes changes the hosts of both meetings, and asks the wheel
    again: what was fair when it was asked may not be so today.
    """
    locked = HostSwap.objects.select_for_update().get(pk=swap.pk)
    # A second press comes when the turns have changed and the question is nobody's any more.
    if locked.answered_at is not None:
        raise ValidationError(_("The question has been answered already."), code="answered")
    if not actor.has_perm("learning_meetings.run_meeting", locked.other):
        raise PermissionDenied
    wheel = _locked_wheel(locked.meeting)
    names = _named(wheel, locked.meeting), _named(wheel, locked.other)
    askers = _coordinators(locked.meeting)
    if agreed:
        plan = _swapped(wheel, locked.meeting, locked.other)
        _refuse_unfair(wheel, plan)
    locked.agreed, locked.answered_by, locked.answered_at = agreed, actor, timezone.now()
    locked.save(update_fields=["agreed", "answered_by", "answered_at"])
    if agreed:
        for one in (locked.meeting, locked.other):
            write_hosts(one, plan.turns[wheel.number_of(one) - 1].hosts)
    record_event(about=locked.meeting, action="answer_swap", actor=actor, agreed=agreed)
    tell(
        askers,
        kind="host_swap_answered",
        about=locked,
        but=[actor.email],
        write=lambda _one: host_mails.swap_answered(locked, *names),
    )
    return locked


@transaction.atomic
def take_back_swap(*, swap: HostSwap, actor: Any) -> None:
    """Whoever asked does not ask any more."""
    locked = HostSwap.objects.select_for_update().get(pk=swap.pk)
    if not actor.has_perm("learning_meetings.run_meeting", locked.meeting):
        raise PermissionDenied
    if locked.answered_at is not None:
        raise ValidationError(_("The question has been answered already."), code="answered")
    close_swaps(locked.meeting)
    record_event(about=locked.meeting, action="take_back_swap", actor=actor)


def _refuse_unfair(wheel: Wheel, plan: HostPlan) -> None:
    """What the wheel does not allow and that was allowed before. Held meetings only count."""
    before = set(wheel.broken())
    new = [one for one in wheel.broken(plan) if one not in before and one.rule != "no_host"]
    if new:
        raise ValidationError(" ".join(wheel.in_words(new)), code="unfair")


def _swapped(wheel: Wheel, meeting: Meeting, other: Meeting) -> HostPlan:
    try:
        return swap(wheel.plan, wheel.number_of(meeting), wheel.number_of(other)).plan
    except HostingError as error:
        raise ValidationError(error.text(), code=error.rule) from error


def _locked_wheel(meeting: Meeting) -> Wheel:
    """The wheel of the meeting's group; the group's row is the lock of all its turns."""
    wheel = None
    if meeting.group_id:
        wheel = read_wheel(Group.objects.select_for_update().get(pk=meeting.group_id))
    if wheel is None or meeting.pk not in {one.pk for one in wheel.meetings}:
        raise ValidationError(_("This meeting is not hosted in turn."), code="no_turn")
    return wheel


def _open_swaps(meeting: Meeting) -> Any:
    waiting = HostSwap.objects.filter(answered_at=None)
    return waiting.filter(meeting=meeting) | waiting.filter(other=meeting)


def close_swaps(meeting: Meeting) -> None:
    for question in _open_swaps(meeting):
        question.agreed, question.answered_at = False, timezone.now()
        question.save(update_fields=["agreed", "answered_at"])


def _coordinators(meeting: Meeting) -> list[Addressee]:
    """Key persons and strategists of the organisations that host the meeting."""
    hosts = meeting.hosts.values("participation")
    seats = TeamMember.objects.current().filter(participation__in=hosts, function__in=COORDINATING)
    return [addressee_of(seat, Tie.TEAM) for seat in seats.select_related("user").order_by("pk")]


def _named(wheel: Wheel, meeting: Meeting) -> tuple[str, str]:
    """The meeting's name and who hosts it."""
    hosts = wheel.plan.turns[wheel.number_of(meeting) - 1].hosts
    return meeting.name, " · ".join(wheel.names.get(one, "–") for one in hosts)


def _by_travel(members: Sequence[Participation]) -> list[Hosting]:
    """How far each goes to all the others' meetings together, in kilometres as the crow flies."""
    places = [one.organisation for one in members]
    table = distances_km(places, places)
    return [
        Hosting(one.pk, None if np.isnan(row).any() else float(row.sum()))
        for one, row in zip(members, table, strict=True)
    ]


def _short(participation: Participation) -> str:
    place, unit = participation.organisation.name, participation.unit
    return f"{place}, {unit.name}" if unit else str(place)
