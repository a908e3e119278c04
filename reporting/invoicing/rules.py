"""Who works with invoices, and who reads which."""

from typing import Any

import rules

from cohorts.enums import Function
from cohorts.querysets import own_seats
from modellkonceptet.accounts.enums import StaffRole
from modellkonceptet.accounts.rules import is_project_lead


@rules.predicate
def is_finance(user: Any) -> bool:
    return getattr(user, "staff_role", "") == StaffRole.FINANCE


@rules.predicate
def coordinates(user: Any, thing: Any) -> bool:
    """Key person or strategist of the participation that something is about."""
    participation = getattr(thing, "participation", thing)
    if participation is None or not user.is_authenticated:
        return False
    seats = own_seats(user).filter(function__in=[Function.KEY_PERSON, Function.STRATEGIST])
    return bool(seats.filter(participation=participation).exists())


def sees_all_invoices(user: Any) -> bool:
    """Querysets ask this too, without passing by `has_perm`; hence superusers are named here."""
    return bool(getattr(user, "is_superuser", False) or is_finance(user) or is_project_lead(user))


# Which invoices, `visible_to` knows.
rules.add_perm("invoicing.read_invoice", rules.is_authenticated)
rules.add_perm("invoicing.see_invoices", is_finance | is_project_lead)
# What binds SKR and stands in its books is finance's alone.
rules.add_perm("invoicing.issue_invoice", is_finance)
rules.add_perm("invoicing.credit_invoice", is_finance)
rules.add_perm("invoicing.send_invoice", is_finance)
rules.add_perm("invoicing.record_payment", is_finance)
rules.add_perm("invoicing.change_settings", is_finance)
# A fee follows from the round and from why somebody left it.
rules.add_perm("invoicing.decide_fee", is_project_lead | is_finance)
rules.add_perm("invoicing.change_billing", is_finance | is_project_lead | coordinates)
