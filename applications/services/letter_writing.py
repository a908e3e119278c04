"""From rows to the facts of a letter, and to whom it goes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import number_format

from applications.letters import LETTER_LANGUAGE, Letter, LetterFacts, write_letter
from applications.models import AdmissionDecision, Application
from cohorts.enums import EventKind
from modellkonceptet.civil_dates import period


@dataclass(frozen=True)
class Receiver:
    """One address that gets the letter; those who wrote the application act on it."""

    email: str
    name: str
    language: str
    user: Any
    for_execution: bool


def receivers(application: Application) -> list[Receiver]:
    """Those who write the application, then the named team; each address once."""
    found: dict[str, Receiver] = {}
    for collaborator in application.collaborators.select_related("user"):
        user = collaborator.user
        found[user.email.lower()] = Receiver(user.email, user.name, user.language, user, True)
    if application.current_submission is not None:
        for person in application.current_submission.team.all():
            found.setdefault(
                person.email.lower(), Receiver(person.email, person.name, "sv", None, False)
            )
    return list(found.values())


def draft_letter(decision: AdmissionDecision, *, day: date) -> Letter:
    """The letter as it would read if published on that day."""
    application = decision.application
    cohort = application.cohort
    kick_off = cohort.timeline.filter(kind=EventKind.KICK_OFF).first()
    submission = application.current_submission
    team = list(submission.team.all()) if submission else []
    with translation.override(LETTER_LANGUAGE):
        return write_letter(
            LetterFacts(
                reference=decision.reference,
                day=day,
                recipient=application.applicant_name,
                cohort=cohort.name_sv,
                outcome=decision.outcome,
                text=decision.text,
                conditions=[(each.text, each.due_on) for each in decision.conditions.all()],
                team=[f"{each.name} ({each.get_function_display()})" for each in team],
                kick_off=period(kick_off.first_day, kick_off.last_day, kick_off.precision)
                if kick_off
                else "",
                fee=number_format(application.terms.fee, 0, use_l10n=True, force_grouping=True)
                if application.terms.fee
                else "",
                invoicing_year=cohort.invoicing_year,
                contact=", ".join(filter(None, [cohort.contact_name, cohort.contact_email])),
                organiser=settings.ORGANISER_NAME,
            )
        )
