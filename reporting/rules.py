"""Who may see SKR's overviews, and who writes, reads and judges result reports."""

from typing import Any

import rules

from cohorts.enums import Function
from cohorts.querysets import own_seats
from improvements.rules import has_seat_at_home, sees_row
from learning_meetings.querysets import own_mentor_seats
from modellkonceptet.accounts.rules import (
    add_admin_permissions,
    belongs_to_skr,
    handles_applications,
    is_evaluator,
    is_project_lead,
    is_reviewer,
)


@rules.predicate
def mentors_group(user: Any, group: Any) -> bool:
    """Mentors in the group today."""
    if group is None or not user.is_authenticated:
        return False
    seats = own_mentor_seats(user).filter(promise__mentorships__group=group)
    return bool(seats.exists())


# Which rounds are one's own is asked by the page: a seat in the team.
rules.add_perm("reporting.see_own_round", rules.is_authenticated)
# A politician's landing; the rest of the team prepares with it. Partners and mentor have their own.
rules.add_perm("reporting.see_politician_page", handles_applications | has_seat_at_home)
# Where the participant stands: what is private, or being written, is left out for SKR.
rules.add_perm("reporting.see_dashboard", handles_applications | has_seat_at_home)
rules.add_perm("reporting.see_mentor_page", mentors_group)
rules.add_perm("reporting.see_desk", belongs_to_skr)
rules.add_perm("reporting.see_round_figures", is_project_lead | is_reviewer | is_evaluator)
# Who is late with what: contacts, which finance and the evaluator have no business with.
rules.add_perm("reporting.see_late", handles_applications)
# Which indicators stand how: contents, of which the evaluator reads the figures alone.
rules.add_perm("reporting.see_indicator_signs", handles_applications)


@rules.predicate
def writes_report(user: Any, thing: Any) -> bool:
    """Key person or strategist of the participation that something is about."""
    participation = getattr(thing, "participation", thing)
    if participation is None or not user.is_authenticated:
        return False
    seats = own_seats(user).filter(function__in=[Function.KEY_PERSON, Function.STRATEGIST])
    return bool(seats.filter(participation=participation).exists())


# A report is written by those who coordinate; the whole team reads and comments. SKR reads what
# was sent in: which reports that is, `visible_to` knows.
rules.add_perm("reporting.see_own_reports", has_seat_at_home)
rules.add_perm("reporting.write_report", writes_report)
rules.add_perm("reporting.comment_report", has_seat_at_home)
rules.add_perm("reporting.read_report", sees_row)
rules.add_perm("reporting.judge_report", is_project_lead)
rules.add_perm("reporting.withdraw_report", is_project_lead | writes_report)
rules.add_perm("reporting.see_reports", handles_applications)

# Files that are made in the background. Whose they are, `visible_to` knows.
rules.add_perm("reporting.fetch_files", rules.is_authenticated)
rules.add_perm("reporting.make_round_report", is_project_lead)
rules.add_perm("reporting.make_evaluation_data", is_project_lead | is_evaluator)
rules.add_perm("reporting.make_case_file", writes_report)
# The evaluator's report comes to SKR, and SKR decides whether the archive shows it.
rules.add_perm("reporting.attach_evaluation", is_project_lead | is_evaluator)
rules.add_perm("reporting.publish_evaluation", is_project_lead)

add_admin_permissions("reporting", "reportform", "reportsection", "reportoccasion")

# What SKR writes for everybody. In the admin it is only looked at: there nobody is told that a
# colleague has saved meanwhile.
rules.add_perm("reporting.write_examples", is_project_lead)
rules.add_perm("reporting.write_texts", is_project_lead)
add_admin_permissions("reporting", "learningexample", "textpage", actions=("view",))
