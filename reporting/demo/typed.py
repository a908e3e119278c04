"""What a demo applicant types into each section, as the browser would send it."""

from datetime import date, timedelta

from applications.models import Application
from applications.sections import Walker
from reporting.demo.applicants import Applicant, DemoDecision
from reporting.demo.open_round import working_day

Data = dict[str, list[str]]
FUNCTIONS = ("politician", "senior_manager", "key_person", "finance_manager")
ROLES = ("Politiker", "Hög chef", "Nyckelperson", "Ekonomichef")
MAILBOXES = ("politiker", "chef", "nyckelperson", "ekonomichef")


def decision_day(decision: DemoDecision, today: date) -> date:
    """The working day on which the decision is or was taken."""
    return working_day(today + timedelta(days=decision.days))


def diary_number(decision: DemoDecision, today: date) -> str:
    """With the year in which the matter was opened."""
    year = min(decision_day(decision, today).year, today.year)
    return decision.number.format(year=year)


def typed_sections(
    applicant: Applicant, application: Application, *, today: date
) -> dict[str, Data]:
    """The sections that the applicant has begun, without the answers left out."""
    answers: dict[str, dict[str, str | list[str]]] = {
        "organisation": {"department": applicant.department, "operation": applicant.operation},
        "political_decision": {
            "kind": applicant.policy.kind,
            **_decision(applicant.policy, today),
        },
        "decision_to_apply": _decision(applicant.apply, today),
        "commitments": {
            f"commitment_{one.key}": "on" for one in application.terms.commitments.all()
        },
        "team": _team(applicant, application),
        "why": {
            "why": applicant.why,
            "focus_areas": list(applicant.focus_areas),
            "focus_other": applicant.focus_other,
            "done_so_far": applicant.done_so_far,
            "related_work": applicant.related_work,
        },
        "invoice": _invoice(applicant),
    }
    sections = {one.key: one for one in Walker(application, today=today).sections}
    typed = {}
    for key in applicant.sections:
        form = sections[key].form
        typed[key] = {
            sent: _listed(answers[key].get(sent, ""))
            for name in form.typed_fields()
            for sent in form.sent_keys(name)
            if f"{key}.{name}" not in applicant.left_out
        }
    return typed


def _listed(answer: str | list[str]) -> list[str]:
    if isinstance(answer, list):
        return answer
    return [answer] if answer else []


def _decision(decision: DemoDecision, today: date) -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {
        "is_taken": "yes" if decision.is_taken else "no",
        "body": decision.body,
        "body_name": decision.body_name,
        "diary_number": diary_number(decision, today),
    }
    if decision.year:
        return said | {"decided_on_year": str(decision.year)}
    day = decision_day(decision, today)
    return said | {
        "decided_on_day": str(day.day),
        "decided_on_month": str(day.month),
        "decided_on_year": str(day.year),
    }


def _team(applicant: Applicant, application: Application) -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {}
    named = zip(FUNCTIONS, ROLES, MAILBOXES, applicant.titles, strict=False)
    for function, role, mailbox, title in named:
        if not title:
            said[f"{function}_open"] = "on"
            continue
        said[f"{function}_name"] = f"{role}, {application.organisation}"
        said[f"{function}_title"] = title
        said[f"{function}_email"] = f"{mailbox}@{applicant.domain}"
    return said


def _invoice(applicant: Applicant) -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {
        "reference": applicant.reference,
        "address": applicant.address,
        "postcode": applicant.postcode,
        "town": applicant.town,
        "email": f"faktura@{applicant.domain}",
        "wished_theme": applicant.theme,
    }
    for number, partner in enumerate(applicant.partners, start=1):
        said[f"partner{number}"] = partner
    return said
