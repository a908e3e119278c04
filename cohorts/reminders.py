"""Which rounds are reminded of, and what falls due with mentors."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.enums import PromiseStatus
from cohorts.models import Cohort, MentorPromise
from cohorts.round_people import RoundPeople, recipient
from cohorts.services.mentoring import secret_of
from cohorts.services.reminder_settings import rounds_to_remind
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.reminder_rules import (
    Due,
    Looking,
    Policy,
    Rule,
    address,
    register,
    take_rounds_from,
)

_NO_ACCOUNT = (None, None, None, None)


def find_mentor_questions(looking: Looking) -> Iterator[Due]:
    """Organisations that have been asked to mentor and have not answered."""
    asked = MentorPromise.objects.filter(cohort__in=looking.rounds, status=PromiseStatus.ASKED)
    promises = list(
        _seen_by_contact(looking, asked).select_related("organisation", "cohort").order_by("pk")
    )
    accounts = _accounts({promise.contact_email.lower() for promise in promises})
    skr = RoundPeople.of(looking).of_round()
    for promise in promises:
        cohort, email = promise.cohort, promise.contact_email
        if not (cohort and promise.answer_by and promise.asked_at):
            continue
        contact = recipient(promise.contact_name, email, *accounts.get(email.lower(), _NO_ACCOUNT))
        yield Due(
            subject=f"promise-{promise.pk}",
            round_id=cohort.pk,
            due_on=promise.answer_by,
            since=civil_date(promise.asked_at),
            what=partial(_answer, promise.organisation.name, cohort),
            path=_answer_path(promise, cohort, looking.reader),
            responsible=(contact,) if contact else (),
            who=skr,
            whose=promise.organisation.name,
            desk_path=_ledger_path(promise),
        )


def _seen_by_contact(looking: Looking, promises: QuerySet) -> QuerySet:
    """The ledger is SKR's; whoever is asked sees the question put to them."""
    reader = looking.reader
    if reader is None:
        return promises
    visible = MentorPromise.objects.visible_to(reader).values("pk")
    return promises.filter(Q(pk__in=visible) | Q(contact_email__iexact=reader.email))


def _accounts(addresses: set[str]) -> dict[str, tuple[Any, ...]]:
    """What `recipient` wants of the accounts with these addresses."""
    users = get_user_model().objects.annotate(_address=Lower("email"))
    rows = users.filter(_address__in=addresses).values_list(
        "_address", "pk", "email", "language", "is_active"
    )
    return {address: tuple(account) for address, *account in rows}


def _answer_path(promise: MentorPromise, cohort: Cohort, reader: Any) -> str:
    """The link that answers, for nobody but the one who was asked."""
    if reader is not None and reader.email.lower() != promise.contact_email.lower():
        return _ledger_path(promise)
    secret = secret_of(promise)
    if secret is None:
        return address("cohorts:cohort", cohort.slug)
    return address("cohorts:mentor_answer", secret)


def _ledger_path(promise: MentorPromise) -> str:
    return address("cohorts:promise", promise.pk)


def _answer(organisation: str, cohort: Cohort) -> str:
    return _("Answer whether %(organisation)s can be mentor in %(round)s") % {
        "organisation": organisation,
        "round": cohort.name,
    }


take_rounds_from(rounds_to_remind)
register(
    Rule(
        key="cohorts.mentor_answer",
        topic=Topic.MENTORING,
        name=gettext_lazy("A question about being mentor is not answered"),
        policy=Policy(days=(-3, 1), ladder=((Role.DESK, 3),)),
        find=find_mentor_questions,
        offered=(Role.RESPONSIBLE, Role.DESK),
    )
)
