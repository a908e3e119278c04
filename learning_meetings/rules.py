"""Who may do what with meetings and material."""

from typing import Any

import rules

from cohorts.enums import Function
from cohorts.querysets import own_seats
from cohorts.rules import coordinates_team
from modellkonceptet.accounts.rules import (
    add_admin_permissions,
    handles_applications,
    is_project_lead,
)


def _meeting_of(thing: Any) -> Any:
    """The meeting that something belongs to, or the meeting itself."""
    return getattr(thing, "meeting", thing)


@rules.predicate
def hosts_meeting(user: Any, thing: Any) -> bool:
    """Coordinates the team of an organisation that hosts the meeting."""
    meeting = _meeting_of(thing)
    if meeting is None or not user.is_authenticated:
        return False
    seats = own_seats(user).filter(function__in=[Function.KEY_PERSON, Function.STRATEGIST])
    hosts = meeting.hosts.filter(participation__in=seats.values("participation"))
    return bool(hosts.exists())


@rules.predicate
def attends_meeting(user: Any, thing: Any) -> bool:
    """Is invited to it today."""
    meeting = _meeting_of(thing)
    if meeting is None or not user.is_authenticated:
        return False
    return bool(meeting.invitees.current().of_person(user).exists())


@rules.predicate
def hosts_next_meeting(user: Any, meeting: Any) -> bool:
    """Coordinates the team of an organisation that hosts the next one of the kind."""
    if meeting is None or not user.is_authenticated:
        return False
    following = (
        type(meeting)
        .objects.standing()
        .filter(
            cohort=meeting.cohort_id,
            group=meeting.group_id,
            kind=meeting.kind,
            first_day__gt=meeting.first_day,
        )
        .order_by("first_day", "pk")
        .first()
    )
    return bool(hosts_meeting(user, following))


@rules.predicate
def sees_meeting(user: Any, thing: Any) -> bool:
    meeting = _meeting_of(thing)
    if meeting is None:
        return False
    return bool(type(meeting).objects.visible_to(user).filter(pk=meeting.pk).exists())


@rules.predicate
def is_invitee(user: Any, invitee: Any) -> bool:
    if invitee is None or not user.is_authenticated:
        return False
    return bool(type(invitee).objects.of_person(user).filter(pk=invitee.pk).exists())


rules.add_perm("learning_meetings.manage_meetings", is_project_lead)
rules.add_perm("learning_meetings.run_meeting", is_project_lead | hosts_meeting)
rules.add_perm("learning_meetings.see_meeting", sees_meeting)
rules.add_perm("learning_meetings.write_notes", is_project_lead | hosts_meeting | attends_meeting)
rules.add_perm("learning_meetings.see_evaluation", handles_applications | hosts_next_meeting)
rules.add_perm("learning_meetings.answer_invitation", is_project_lead | is_invitee)
rules.add_perm("learning_meetings.see_attendance", handles_applications)
rules.add_perm("learning_meetings.see_own_calendar", rules.is_authenticated)
rules.add_perm("learning_meetings.see_material", rules.is_authenticated)
rules.add_perm("learning_meetings.manage_material", is_project_lead)
rules.add_perm("learning_meetings.manage_training", is_project_lead | coordinates_team)

add_admin_permissions(
    "learning_meetings",
    "methodstep",
    "meetingtemplate",
    "agendatemplate",
    "checklisttemplate",
    "nogoperiod",
    "material",
)
add_admin_permissions("learning_meetings", "meeting", "materialversion", actions=("view",))
