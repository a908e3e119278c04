"""Who is in a team: named, replaced, corrected; and the account that a named person gets."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from cohorts.enums import Function, ParticipationStatus
from cohorts.models import MentorPerson, Participation, TeamMember
from cohorts.services.addressees import (
    Tie,
    addressee_of,
    capacity,
    mentors_of,
    partners_of,
    skr_of,
    team_of,
    tell,
)
from cohorts.team_mails import TeamChange, new_in_team, no_longer_in_team, team_changed
from modellkonceptet.civil_dates import today
from modellkonceptet.records.services import record_event

# Of the partners in the group, those who keep the contacts.
COORDINATING = (Function.KEY_PERSON, Function.STRATEGIST)


@dataclass(frozen=True)
class TeamSeat:
    """A person named for one function."""

    function: str
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""


def link_account(*, user: Any) -> int:
    """Tie a person to the seats of teams and mentors that name their address; return how many."""
    seats: tuple[type[models.Model], ...] = (TeamMember, MentorPerson)
    return sum(
        seat._default_manager.annotate(_address=Lower("email"))
        .filter(user=None, _address=user.email.lower())
        .update(user=user)
        for seat in seats
    )


def seat_person(
    participation: Participation, seat: TeamSeat, *, succeeds: TeamMember | None = None
) -> TeamMember:
    """A row of the team from today on, tied to the account of its address if there is one."""
    member = TeamMember(
        participation=participation,
        user=_account_of(seat.email),
        joined_on=today(),
        succeeds=succeeds,
        **vars(seat),
    )
    member.full_clean(exclude=["participation"])
    member.save()
    return member


@transaction.atomic
def add_team_member(*, participation: Participation, seat: TeamSeat, actor: Any) -> TeamMember:
    """Name one more person; in a function that stands empty, as successor of its last holder."""
    locked = _open_team(participation, actor)
    _refuse_known_address(locked, seat)
    before = _last_holder(locked, seat.function)
    member = seat_person(locked, seat, succeeds=before)
    record_event(about=locked, action="add_team_member", actor=actor, came=member.pk)
    change = partial(_change, locked, came=member, left=before)
    _welcome(member, change, actor)
    _tell_concerned(locked, change, but=[actor.email, member.email])
    return member


@transaction.atomic
def change_team_member(
    *, member: TeamMember, successor: TeamSeat | None, because: str = "", actor: Any
) -> TeamMember | None:
    """The person leaves today, and `successor` takes over; None leaves the function empty.

    Whoever has left sees nothing of the team any more, and stays in its history with the reason.
    The successor, the one who left and those concerned get one mail each.
    """
    locked = _open_team(member.participation, actor)
    leaving = _still_there(locked, member)
    if successor and successor.email.lower() == leaving.email.lower():
        raise ValidationError(
            {"email": _("It is the same address as before. Correct the details instead.")}
        )
    leaving.left_on = today()
    leaving.left_because = because[:200]
    leaving.save(update_fields=["left_on", "left_because"])
    came = None
    if successor:
        _refuse_known_address(locked, successor)
        came = seat_person(locked, successor, succeeds=leaving)
    record_event(
        about=locked,
        action="change_team_member",
        actor=actor,
        note=because,
        left=leaving.pk,
        came=came.pk if came else None,
    )
    change = partial(_change, locked, came=came, left=leaving, because=because)
    if came:
        _welcome(came, change, actor)
    _say_goodbye(leaving, change, actor)
    told = [actor.email, leaving.email, came.email if came else ""]
    _tell_concerned(locked, change, but=told)
    return came


@transaction.atomic
def correct_team_member(*, member: TeamMember, seat: TeamSeat, actor: Any) -> TeamMember:
    """Set right what is said of the same person; another address may mean another account."""
    locked = _open_team(member.participation, actor)
    same = _still_there(locked, member)
    _refuse_known_address(locked, seat, besides=same)
    if seat.email.lower() != same.email.lower():
        same.user = _account_of(seat.email)
    for name, value in vars(seat).items():
        setattr(same, name, value)
    same.full_clean(exclude=["participation"])
    same.save()
    record_event(about=locked, action="correct_team_member", actor=actor, member=same.pk)
    return same


def _open_team(participation: Participation, actor: Any) -> Participation:
    """The locked participation, if the actor may change its team and it can be changed."""
    locked = Participation.objects.select_for_update().get(pk=participation.pk)
    if not actor.has_perm("cohorts.change_team", locked):
        raise PermissionDenied
    if locked.source:
        raise ValidationError(
            _("This is a record of an earlier round, and its team is not changed."),
            code="historical",
        )
    if locked.status != ParticipationStatus.ACTIVE:
        raise ValidationError(
            _("The team can only be changed while the organisation takes part."), code="wrong_state"
        )
    return locked


def _still_there(participation: Participation, member: TeamMember) -> TeamMember:
    found = participation.team.current().select_for_update().filter(pk=member.pk).first()
    if found is None:
        raise ValidationError(
            _("%(name)s has left the team already. Reload the page to see the team now."),
            params={"name": member.name},
            code="has_left",
        )
    return found


def _last_holder(participation: Participation, function: str) -> TeamMember | None:
    """Who left the function last, where nobody has it now."""
    holders = participation.team.filter(function=function)
    if holders.current().exists():
        return None
    return holders.filter(successor=None).order_by("-left_on", "-pk").first()


def _refuse_known_address(
    participation: Participation, seat: TeamSeat, besides: TeamMember | None = None
) -> None:
    """One person holds one function, as in the application."""
    if not seat.email:
        return
    others = participation.team.current().filter(email__iexact=seat.email)
    if besides:
        others = others.exclude(pk=besides.pk)
    if other := others.first():
        words = _("%(name)s is in the team with this address already. Name one person each.")
        raise ValidationError({"email": words % {"name": other.name}}, code="twice")


def _account_of(email: str) -> Any:
    """The account of an address, where there is one; none is made."""
    if not email:
        return None
    return get_user_model().objects.filter(email__iexact=email, is_active=True).first()


def _change(
    participation: Participation,
    *,
    came: TeamMember | None,
    left: TeamMember | None,
    because: str = "",
) -> TeamChange:
    """In words of the active language. Names alone: contacts stay behind the sign-in."""
    seat = came or left
    return TeamChange(
        who=str(participation),
        cohort=participation.cohort.name,
        function=str(seat.get_function_display()) if seat else "",
        came=came.name if came else "",
        left=left.name if left else "",
        because=because,
    )


def _welcome(came: TeamMember, change: Callable[[], TeamChange], actor: Any) -> None:
    tell(
        [addressee_of(came, Tie.TEAM)],
        kind="team_newcomer",
        about=came.participation,
        write=lambda one: new_in_team(change(), member_id=came.pk, named_by=actor.name),
        but=[actor.email],
    )


def _say_goodbye(left: TeamMember, change: Callable[[], TeamChange], actor: Any) -> None:
    tell(
        [addressee_of(left, Tie.TEAM)],
        kind="team_leaver",
        about=left.participation,
        write=lambda one: no_longer_in_team(change()),
        but=[actor.email],
    )


def _tell_concerned(
    participation: Participation, change: Callable[[], TeamChange], *, but: list[str]
) -> None:
    """The rest of the team, those who keep the contacts in the group, the mentor and SKR."""
    tell(
        [
            *team_of(participation),
            *partners_of(participation, COORDINATING),
            *mentors_of(participation.group_id),
            *skr_of(participation.cohort),
        ],
        kind="team_change",
        about=participation,
        write=lambda one: team_changed(
            change(), capacity(one, participation=participation, group=participation.group)
        ),
        but=but,
    )
