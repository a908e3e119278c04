"""What an applicant types into the sections: complete answers, and ways to keep them."""

from datetime import timedelta
from typing import Any

from applications.forms.section import Case
from applications.models import Application, SectionDraft
from applications.sections import BY_KEY, Walker
from modellkonceptet.civil_dates import today

Data = dict[str, list[str]]


def person(key: str, name: str) -> Data:
    return {
        f"{key}_name": [name],
        f"{key}_title": ["Titel"],
        f"{key}_email": [f"{key}@lund.example"],
    }


def planned_in(days: int) -> Data:
    day = today() + timedelta(days=days)
    return {
        "decided_on_day": [str(day.day)],
        "decided_on_month": [str(day.month)],
        "decided_on_year": [str(day.year)],
    }


def complete_data() -> dict[str, Data]:
    """Seven complete sections: CEMR known by its year, the decision to take part planned."""
    return {
        "organisation": {"department": ["Kommunkontoret"]},
        "political_decision": {
            "kind": ["cemr"],
            "is_taken": ["yes"],
            "decided_on_year": ["2012"],
        },
        "decision_to_apply": {
            "is_taken": ["no"],
            **planned_in(5),
            "body": ["board"],
            "diary_number": ["KS 2021/0340"],
        },
        "commitments": {"commitment_attend": ["on"], "commitment_mentor": ["on"]},
        "team": {
            **person("politician", "Politiker P"),
            **person("senior_manager", "Chef C"),
            **person("key_person", "Nyckelperson N"),
        },
        "why": {"why": ["Vi vill ge likvärdig service."], "focus_areas": ["school", "social"]},
        "invoice": {
            "reference": ["KK123456"],
            "address": ["Box 41"],
            "postcode": ["22100"],
            "town": ["Lund"],
            "email": ["faktura@lund.example"],
        },
    }


def keep(application: Application, **sections: Data) -> None:
    """Store drafts as they would be after one save."""
    for key, data in sections.items():
        SectionDraft.objects.update_or_create(
            application=application,
            section=key,
            defaults={"data": data, "version": 1, "edited_by": application.created_by},
        )


def keep_complete(application: Application) -> None:
    keep(application, **complete_data())


def form_of(application: Application, key: str, data: Data, **case: Any) -> Any:
    """A section's form bound to what was typed, and validated."""
    walked = Walker(application).case
    changed = Case(
        application=walked.application,
        functions=walked.functions,
        commitments=walked.commitments,
        documents=case.get("documents", walked.documents),
        today=case.get("today", walked.today),
    )
    form = BY_KEY[key].form(data, case=changed)
    form.full_clean()
    return form
