"""Applications in the demo's open round, from the first word to the prepared decision.

They are made through the product's own services, so that the demo proves them. Receipts and
mails are left to the worker, as they always are.
"""

from collections.abc import Mapping
from datetime import date

from applications.models import Application, Invitation
from applications.services.colleagues import invite_colleague
from applications.services.submitting import withdraw_application
from cohorts.models import Cohort
from modellkonceptet.accounts.models import User
from reporting.demo.drafts import DRAFTS, LUND
from reporting.demo.review import ask_to_be_let_in, review_applications
from reporting.demo.sent_in import SENT_IN
from reporting.demo.writing import (
    days_ago,
    move_back,
    move_history,
    send_in,
    write_application,
)

WITHDRAWN = "0840"
COLLEAGUE_AT_LUND = "handlaggare.lund@lund.example"


def ensure_applications(*, cohort: Cohort, today: date, people: Mapping[str, User]) -> int:
    """Fill a round that nobody has applied to and that is open to both kinds; say how many."""
    if cohort.applications.exists() or cohort.terms.count() < 2:
        return 0
    made = {
        applicant.code: write_application(applicant, cohort=cohort, today=today)
        for applicant in (*DRAFTS, *SENT_IN)
    }
    for applicant in SENT_IN:
        send_in(made[applicant.code])
    for applicant in (*DRAFTS, *SENT_IN):
        move_back(applicant, made[applicant.code])
    _invite(made[LUND.code])
    _withdraw(made[WITHDRAWN])
    ask_to_be_let_in(made)
    review_applications(made, cohort=cohort, today=today, people=people)
    return len(made)


def _invite(application: Application) -> None:
    actor = application.created_by
    invitation = invite_colleague(application=application, email=COLLEAGUE_AT_LUND, actor=actor)
    moment = days_ago(5, about=application)
    Invitation.objects.filter(pk=invitation.pk).update(invited_at=moment)
    move_history(application, moment, "invite")


def _withdraw(application: Application) -> None:
    withdraw_application(application=application, actor=application.created_by)
    moment = days_ago(6, about=application)
    Application.objects.filter(pk=application.pk).update(withdrawn_at=moment)
    move_history(application, moment, "withdraw")
