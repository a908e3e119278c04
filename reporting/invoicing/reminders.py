"""What falls due of invoices: what is not paid, and what SKR must know before it can invoice."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Participation, Terms
from cohorts.round_people import RoundPeople
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.reminder_rules import (
    Due,
    Looking,
    Policy,
    Rule,
    address,
    register,
)
from reporting.invoicing.billing import billing_addresses, gaps_of
from reporting.invoicing.fees import PATHS, fee_of, terms_by_kind, terms_for
from reporting.invoicing.models import Invoice

COORDINATORS = (Role.STRATEGIST, Role.KEY_PERSON)
COMPLETES_WITHIN = timedelta(days=14)


def find_unpaid(looking: Looking) -> Iterator[Due]:
    """Sent invoices of which something is left; who has left its round still owes what it owes."""
    people = RoundPeople.of(looking)
    rows: Any = looking.seen(Invoice.objects.all()).open().known_to_buyer()
    names = ("participation__organisation__name", "participation__unit__name")
    found = (
        rows.filter(participation__cohort__in=looking.rounds)
        .order_by("due_on", "pk")
        .values_list(
            "pk", "number", "due_on", "issued_on", "participation", "participation__cohort", *names
        )
    )
    for pk, number, due_on, issued_on, home, round_id, name, unit in found:
        yield Due(
            subject=f"invoice-{pk}",
            round_id=round_id,
            due_on=due_on,
            since=issued_on,
            what=partial(_pay, number),
            path=address("invoicing:invoice", pk),
            desk_path=address("invoicing:overdue"),
            who=people.of_participation(home),
            whose=f"{name}, {unit}" if unit else name,
        )


def _pay(number: str) -> str:
    return _("See to it that invoice %(number)s from SKR is paid") % {"number": number}


def find_incomplete(looking: Looking) -> Iterator[Due]:
    """Those whom SKR has asked to complete what an invoice needs, as long as it is not whole.

    Nobody is reminded of what nobody has asked for: most is whole from the application.
    """
    people = RoundPeople.of(looking)
    rows = looking.seen(Participation.objects.active()).filter(cohort__in=looking.rounds)
    known = rows.filter(pk__in=list(people.homes), billing__asked_at__isnull=False)
    homes = list(known.select_related(*PATHS).order_by("pk"))
    if not homes:
        return
    terms = _terms(looking)
    invoiced = _invoiced(looking)
    billing = billing_addresses(homes)
    for home in homes:
        fee = fee_of(home, terms_for(home, terms.get(home.cohort_id, {})))
        where = billing[home.pk]
        if where.asked_at is None or home.pk in invoiced or not fee.is_invoiced:
            continue
        if not gaps_of(home, where):
            continue
        asked = civil_date(where.asked_at)
        yield Due(
            subject=f"billing-{home.pk}",
            round_id=home.cohort_id,
            due_on=asked + COMPLETES_WITHIN,
            since=asked,
            what=_complete,
            path=address("invoicing:billing", home.pk),
            desk_path=address("invoicing:billing", home.pk),
            who=people.of_participation(home.pk),
            whose=str(home),
        )


def _terms(looking: Looking) -> dict[int, dict[str, Terms]]:
    """By round and kind of participant."""
    rows: dict[int, list[Terms]] = defaultdict(list)
    for one in Terms.objects.filter(cohort__in=looking.rounds).select_related("programme"):
        if one.cohort_id is not None:
            rows[one.cohort_id].append(one)
    return {pk: terms_by_kind(of_round) for pk, of_round in rows.items()}


def _invoiced(looking: Looking) -> set[int]:
    """Participations with an invoice that has not been credited in whole."""
    rows: Any = Invoice.objects.invoices().filter(participation__cohort__in=looking.rounds)
    of_rounds = rows.with_sums().filter(credited__lt=F("payable"))
    return set(of_rounds.order_by().values_list("participation", flat=True))


def _complete() -> str:
    return _("Complete the invoice address before SKR invoices the fee")


UNPAID = Rule(
    key="invoicing.unpaid",
    topic=Topic.MONEY,
    name=gettext_lazy("Unpaid invoice"),
    policy=Policy(
        days=(4, 11),
        audience=COORDINATORS,
        ladder=((Role.SENIOR_MANAGER, 11), (Role.DESK, 18)),
    ),
    find=find_unpaid,
    offered=(*COORDINATORS, Role.FINANCE_MANAGER, Role.SENIOR_MANAGER, Role.DESK, Role.FINANCE),
)
INCOMPLETE = Rule(
    key="invoicing.billing",
    topic=Topic.MONEY,
    name=gettext_lazy("Invoice address to complete"),
    policy=Policy(days=(-7, 1, 8), audience=COORDINATORS, ladder=((Role.DESK, 14),)),
    find=find_incomplete,
    offered=(*COORDINATORS, Role.FINANCE_MANAGER, Role.DESK, Role.FINANCE),
)
register(UNPAID, INCOMPLETE)
