"""What is known of a participant already, as texts that its starting point begins with.

From the register, from its own application and from Kolada. Each fact says where it comes from.
"""

from collections.abc import Callable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from applications.models import AdmissionDecision, DecisionToApply, PoliticalDecision
from cohorts.enums import FocusArea
from cohorts.models import CemrSignature, Participation
from improvements.enums import Sex
from improvements.models import OfficialValue
from improvements.official_pictures import Yearly, figure_in_words
from modellkonceptet.civil_dates import in_words

POPULATION = "N01951"


def facts_of(participation: Participation) -> dict[str, str]:
    """The texts by the names that the questions' `prefill` use; what is not known is left out."""
    found = {name: fact(participation) for name, fact in FACTS.items()}
    return {name: text for name, text in found.items() if text}


def _who(participation: Participation) -> str:
    organisation = participation.organisation
    parts = [str(participation), str(organisation.get_kind_display()).lower()]
    if organisation.county_name and organisation.county_name not in parts[0]:
        parts.append(organisation.county_name)
    return ", ".join(parts)


def _population(participation: Participation) -> str:
    organisation = participation.organisation
    lines = []
    if organisation.population:
        said = {
            "n": number_format(organisation.population, use_l10n=True, force_grouping=True),
            "year": organisation.population_year or "",
        }
        lines.append(_("%(n)s inhabitants %(year)s (the register of this service).") % said)
    values = OfficialValue.objects.filter(
        organisation=organisation,
        indicator__kolada_id=POPULATION,
        replaced_at=None,
        is_withdrawn=False,
        sex__in=Sex.values,
    )
    latest = Yearly.of(values).latest
    if latest and latest.women is not None and latest.men is not None:
        said = {
            "women": figure_in_words(latest.women, 0),
            "men": figure_in_words(latest.men, 0),
            "year": latest.year,
        }
        lines.append(_("%(women)s women and %(men)s men %(year)d (Kolada).") % said)
    return "\n".join(lines)


def _cemr(participation: Participation) -> str:
    """A missing row never means that the declaration is not signed: then nothing is said."""
    signature = CemrSignature.objects.filter(organisation=participation.organisation_id).first()
    if signature is None:
        return ""
    if signature.signed_year:
        return _("The CEMR declaration was signed in %(year)d (SKR’s list).") % {
            "year": signature.signed_year
        }
    return _("The CEMR declaration is signed (SKR’s list).")


def _operation(participation: Participation) -> str:
    if not participation.operation:
        return ""
    return _("%(operation)s (the application).") % {"operation": participation.operation}


def _focus(participation: Participation) -> str:
    labels = dict(FocusArea.choices)
    named = [str(labels[key]) for key in participation.focus_areas if key in labels]
    named += [participation.focus_other] if participation.focus_other else []
    if not named:
        return ""
    return _("%(areas)s (the application).") % {"areas": ", ".join(named)}


def _policy(participation: Participation) -> str:
    return _decision(PoliticalDecision, participation, _("Gender mainstreaming"))


def _assignment(participation: Participation) -> str:
    return _decision(DecisionToApply, participation, _("Taking part"))


def _decision(model: Any, participation: Participation, what: str) -> str:
    """Who decided and when, as the application that was admitted says it."""
    admissions = AdmissionDecision.objects.filter(participation=participation)
    submissions = admissions.order_by().values("application__current_submission")
    decision = model.objects.filter(submission__in=submissions, is_taken=True).first()
    if decision is None:
        return ""
    said = {
        "what": what,
        "body": decision.body_name or decision.get_body_display(),
        "day": in_words(decision.decided_on, weekday=False, year=True)
        if decision.decided_on
        else decision.decided_year,
        "number": f", {decision.diary_number}" if decision.diary_number else "",
    }
    return _("%(what)s: decided by %(body)s %(day)s%(number)s (the application).") % said


FACTS: dict[str, Callable[[Participation], str]] = {
    "who": _who,
    "population": _population,
    "cemr": _cemr,
    "operation": _operation,
    "focus": _focus,
    "policy": _policy,
    "assignment": _assignment,
}
