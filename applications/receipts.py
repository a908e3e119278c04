"""What the receipt shows: made from the frozen submission alone. Pure."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import STOCKHOLM, civil_date, in_words


def receipt_title(reference: str) -> str:
    return _("Receipt %(reference)s") % {"reference": reference}


def receipt_file_name(reference: str) -> str:
    """A name that sorts and says what it is, in the active language."""
    return _("receipt-%(reference)s.pdf") % {"reference": reference.lower()}


def receipt_context(submission: Any, *, organiser: str) -> dict[str, Any]:
    """Everything on the receipt, in the active language."""
    application = submission.application
    return {
        "reference": application.reference,
        "applicant": application.applicant_name,
        "cohort": application.cohort.name,
        "number": submission.number,
        "sender": str(submission.submitted_by),
        "when": moment_in_words(submission.submitted_at),
        "sections": submission.answers,
        "next_steps": next_steps(application.cohort, civil_date(submission.submitted_at)),
        "organiser": organiser,
    }


def moment_in_words(moment: Any) -> str:
    """A day and a time in Stockholm: "tisdag 1 juni 2021 klockan 14.32"."""
    local = moment.astimezone(STOCKHOLM)
    return _("%(day)s at %(time)s") % {
        "day": in_words(local, year=True),
        "time": local.strftime("%H.%M"),
    }


def next_steps(cohort: Any, sent_on: date) -> list[str]:
    """What happens after the application has been sent in that day."""
    steps = []
    if cohort.closes_on and sent_on <= cohort.closes_on:
        steps.append(
            _("You can change your answers or withdraw up to and including %(day)s.")
            % {"day": in_words(cohort.closes_on, year=True)}
        )
    steps.append(_("SKR reads the application and gets in touch if something needs completing."))
    if cohort.decision_mode == "rolling":
        steps.append(_("Decisions are made as applications come in."))
    elif cohort.decision_on:
        steps.append(
            _("The decision comes on %(day)s.") % {"day": in_words(cohort.decision_on, year=True)}
        )
    steps.append(_("Everybody who writes the application gets the decision by e-mail."))
    return steps
