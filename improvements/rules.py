"""Who may do what with the improvement work."""

from typing import Any

import rules

from cohorts.enums import Function
from cohorts.querysets import own_seats
from cohorts.rules import is_in_group
from learning_meetings.rules import hosts_meeting
from modellkonceptet.accounts.rules import (
    add_admin_permissions,
    handles_applications,
    is_evaluator,
    is_project_lead,
)


def participation_of(thing: Any) -> Any:
    """Whose work it is: the participation that something belongs to, or the participation."""
    for step in ("improvement", "cycle", "indicator", "assessment", "starting_point"):
        if hasattr(thing, f"{step}_id"):
            owner = getattr(thing, step)
            if owner is not None:
                return participation_of(owner)
    return getattr(thing, "participation", thing)


@rules.predicate
def has_seat_at_home(user: Any, thing: Any) -> bool:
    """Has a seat today in the team whose work it is."""
    participation = participation_of(thing)
    if participation is None or not user.is_authenticated:
        return False
    return bool(own_seats(user).filter(participation=participation).exists())


@rules.predicate
def sees_row(user: Any, thing: Any) -> bool:
    """What the row's own `visible_to` lets through."""
    if thing is None:
        return False
    return bool(type(thing).objects.visible_to(user).filter(pk=thing.pk).exists())


@rules.predicate
def shares_group(user: Any, thing: Any) -> bool:
    """Learns or mentors, today, in the group of those whose work it is."""
    return bool(is_in_group(user, getattr(participation_of(thing), "group", None)))


@rules.predicate
def wrote_it(user: Any, thing: Any) -> bool:
    return thing is not None and thing.author_id is not None and thing.author_id == user.pk


@rules.predicate
def coordinates_in_group(user: Any, meeting: Any) -> bool:
    """Key person or strategist of a team in the group that meets."""
    if meeting is None or meeting.group_id is None or not user.is_authenticated:
        return False
    seats = own_seats(user).filter(function__in=[Function.KEY_PERSON, Function.STRATEGIST])
    return bool(seats.filter(participation__group=meeting.group_id).exists())


rules.add_perm("improvements.work_at_home", has_seat_at_home)
rules.add_perm("improvements.see_work", sees_row)
rules.add_perm(
    "improvements.comment", sees_row & (has_seat_at_home | shares_group | is_project_lead)
)
rules.add_perm("improvements.remove_comment", wrote_it | is_project_lead)
rules.add_perm("improvements.see_home", handles_applications | has_seat_at_home | shares_group)
rules.add_perm("improvements.compare_group", handles_applications | is_in_group)
rules.add_perm("improvements.ask_mirror", is_project_lead | hosts_meeting | coordinates_in_group)
rules.add_perm("improvements.manage_method", is_project_lead)
rules.add_perm("improvements.see_overview", handles_applications | is_evaluator)
rules.add_perm("improvements.log_support", is_project_lead)

add_admin_permissions(
    "improvements",
    "checklistedition",
    "checklistmoment",
    "roundmethod",
    "assessmentoccasion",
    "factquestion",
    "officialindicator",
)
