"""Predicates on the person alone, and the admin's permissions."""

from typing import Any

import rules

from modellkonceptet.accounts.enums import StaffRole


@rules.predicate
def belongs_to_skr(user: Any) -> bool:
    return bool(getattr(user, "is_staff", False))


@rules.predicate
def is_project_lead(user: Any) -> bool:
    return getattr(user, "staff_role", "") == StaffRole.PROJECT_LEAD


@rules.predicate
def is_reviewer(user: Any) -> bool:
    return getattr(user, "staff_role", "") == StaffRole.REVIEWER


@rules.predicate
def is_evaluator(user: Any) -> bool:
    return getattr(user, "staff_role", "") == StaffRole.EVALUATOR


@rules.predicate
def handles_applications(user: Any) -> bool:
    """SKR's project leads and reviewers: those whose work is applications and contacts.

    Finance and the evaluator are staff too, but have no business there. Querysets ask this as
    well, without passing by `has_perm`; hence superusers are named here.
    """
    return bool(getattr(user, "is_superuser", False) or is_project_lead(user) or is_reviewer(user))


def add_admin_permissions(
    app_label: str,
    *models: str,
    may: Any = is_project_lead,
    actions: tuple[str, ...] = ("view", "add", "change", "delete"),
) -> None:
    """Let those who satisfy `may` work with these models in the Django admin."""
    rules.add_perm(app_label, may) if not rules.perm_exists(app_label) else None
    for model in models:
        for action in actions:
            rules.add_perm(f"{app_label}.{action}_{model}", may)


rules.add_perm("accounts.sign_in", rules.is_authenticated)
# SKR's staff prove who they are in two steps, and see every organisation. A key would be a way
# around the second step, for the accounts where it matters most: they have none.
rules.add_perm("accounts.make_key", rules.is_authenticated & ~belongs_to_skr)
add_admin_permissions("accounts", "user", actions=("view", "add", "change"))
add_admin_permissions("records", "auditentry", actions=("view",))
