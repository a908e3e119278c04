"""Who may do what with organisations, cohorts and participations."""

from typing import Any

import rules

from cohorts.enums import Function, ParticipationStatus
from modellkonceptet.accounts.rules import (
    add_admin_permissions,
    handles_applications,
    is_project_lead,
)


@rules.predicate
def is_in_group(user: Any, group: Any) -> bool:
    """Has a seat in a team of the group, or mentors it, today."""
    if group is None or not user.is_authenticated:
        return False
    return bool(type(group).objects.of_person(user).filter(pk=group.pk).exists())


@rules.predicate
def coordinates_team(user: Any, participation: Any) -> bool:
    """The key person or the strategist: those who know who sits where at home."""
    if participation is None or not user.is_authenticated:
        return False
    if participation.status != ParticipationStatus.ACTIVE:
        return False
    seats = participation.team.current().filter(user=user)
    return bool(seats.filter(function__in=[Function.KEY_PERSON, Function.STRATEGIST]).exists())


@rules.predicate
def holds_seat(user: Any, member: Any) -> bool:
    return member is not None and member.user_id is not None and member.user_id == user.pk


@rules.predicate
def wrote_post(user: Any, post: Any) -> bool:
    return post is not None and post.author_id is not None and post.author_id == user.pk


rules.add_perm("cohorts.manage_cohort", is_project_lead)
rules.add_perm("cohorts.manage_participation", is_project_lead)
# Replacing people in the team: SKR, and those who coordinate it at home.
rules.add_perm("cohorts.change_team", is_project_lead | coordinates_team)
rules.add_perm("cohorts.see_handover", handles_applications | holds_seat)
rules.add_perm("cohorts.manage_groups", is_project_lead)
rules.add_perm("cohorts.manage_mentors", is_project_lead)
rules.add_perm("cohorts.set_reminders", is_project_lead)
rules.add_perm("cohorts.see_mentors", handles_applications)
rules.add_perm("cohorts.see_group", handles_applications | is_in_group)
rules.add_perm("cohorts.write_in_group", is_project_lead | is_in_group)
rules.add_perm("cohorts.remove_post", is_project_lead | wrote_post)
rules.add_perm("cohorts.withdraw_participation", is_project_lead)
rules.add_perm("cohorts.complete_participation", is_project_lead)
rules.add_perm("cohorts.reinstate_participation", is_project_lead)

add_admin_permissions(
    "cohorts",
    "organisation",
    "unit",
    "maildomain",
    "cemrsignature",
    "programme",
    "terms",
    "eligibilitycriterion",
    "commitment",
    "expectedresult",
    "requiredfunction",
    "schedulestep",
    "cohort",
    "timelineevent",
    "questionanswer",
    "roundsubscriber",
)
add_admin_permissions(
    "cohorts",
    "participation",
    "teammember",
    "group",
    "mentorship",
    "mentorperson",
    actions=("view", "change"),
)
# Written by services alone: the ledger and the board have pages of their own.
add_admin_permissions(
    "cohorts",
    "mentorpromise",
    "groupboard",
    "boardstep",
    "groupingproposal",
    "grouppost",
    "groupfile",
    actions=("view",),
)
