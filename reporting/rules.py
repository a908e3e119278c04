"""Who may see SKR's overviews."""

from typing import Any

import rules

from modellkonceptet.accounts.rules import is_evaluator, is_project_lead, is_reviewer


@rules.predicate
def belongs_to_skr(user: Any) -> bool:
    return bool(getattr(user, "is_staff", False))


# Which rounds are one's own is asked by the page: a seat in the team.
rules.add_perm("reporting.see_own_round", rules.is_authenticated)
rules.add_perm("reporting.see_desk", belongs_to_skr)
rules.add_perm("reporting.see_round_figures", is_project_lead | is_reviewer | is_evaluator)
