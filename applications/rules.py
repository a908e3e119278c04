"""Who may do what with an application, a decision and SKR's working material."""

from typing import Any

import rules

from modellkonceptet.accounts.rules import (
    add_admin_permissions,
    handles_applications,
    is_project_lead,
)


@rules.predicate
def writes_application(user: Any, application: Any) -> bool:
    """One of the people who write it."""
    return application is not None and application.has_collaborator(user)


@rules.predicate
def writes_its_application(user: Any, part: Any) -> bool:
    """One of the people who write the application that a thing belongs to."""
    return part is not None and part.application.has_collaborator(user)


rules.add_perm("applications.start_application", rules.is_authenticated)
rules.add_perm("applications.edit_application", writes_application)
rules.add_perm("applications.see_document", writes_its_application | handles_applications)
rules.add_perm("applications.see_letter", writes_its_application | handles_applications)
rules.add_perm("applications.submit_application", writes_application)
rules.add_perm("applications.withdraw_application", writes_application)
rules.add_perm("applications.invite_colleague", writes_application)
rules.add_perm("applications.answer_access_request", writes_application | is_project_lead)
rules.add_perm("applications.hand_over_application", is_project_lead)
rules.add_perm("applications.open_late_entry", is_project_lead)
rules.add_perm("applications.see_review", handles_applications)
rules.add_perm("applications.review_application", handles_applications)
rules.add_perm("applications.score_application", handles_applications)
rules.add_perm("applications.prepare_decision", is_project_lead)
rules.add_perm("applications.publish_decision", is_project_lead)

add_admin_permissions("applications", "reasoncode", "scoringcriterion", "lateentry")
add_admin_permissions(
    "applications",
    "application",
    "submission",
    "admissiondecision",
    "decisionletter",
    "completionrequest",
    "publicationbatch",
    actions=("view",),
)
