"""Complete answers as the sections give them, for tests that need no form."""

import dataclasses
from datetime import date
from typing import Any

from applications.answers import (
    CompleteAnswers,
    DecisionAnswer,
    InvoiceAnswer,
    OrganisationAnswer,
    PoliticalDecisionAnswer,
    TeamAnswer,
    WhyAnswer,
)
from applications.enums import DecidingBody, PoliticalDecisionKind
from applications.models import Application, SectionDraft
from applications.services.submitting import draft_versions, submit_application
from modellkonceptet.civil_dates import today

CEMR_2012 = PoliticalDecisionAnswer(
    kind=PoliticalDecisionKind.CEMR, is_taken=True, body=DecidingBody.COUNCIL, decided_year=2012
)
PLANNED = DecisionAnswer(
    is_taken=False,
    body=DecidingBody.BOARD,
    decided_year=2021,
    decided_on=date(2021, 6, 2),
    diary_number="KS 2021/0340",
)


def complete_answers(application: Application, **changes: Any) -> CompleteAnswers:
    """Everything that the terms ask for; `changes` replace whole sections."""
    team = [
        TeamAnswer(
            function=row.function,
            name=f"{row.get_function_display()} i {application.organisation.name}",
            title="Titel",
            email=f"{row.function}@example.org",
        )
        for row in application.terms.functions.filter(is_required=True)
    ]
    answers = CompleteAnswers(
        organisation=OrganisationAnswer(department="Kommunkontoret"),
        political_decision=CEMR_2012,
        decision_to_apply=DecisionAnswer(
            is_taken=True,
            body=DecidingBody.BOARD,
            decided_year=today().year - 1,
            diary_number="KS 2021/0340",
        ),
        commitments=list(application.terms.commitments.values_list("key", flat=True)),
        team=team,
        why=WhyAnswer(why="Vi vill ge likvärdig service.", focus_areas=["school"]),
        invoice=InvoiceAnswer(
            reference="KS1234",
            address="Box 1",
            postcode="222 22",
            town="Lund",
            email="faktura@lund.example",
        ),
        snapshot=[
            {
                "key": "why",
                "title": "Varför",
                "answers": [{"label": "Varför", "value": "Vi vill.", "field": "why"}],
            }
        ],
    )
    return dataclasses.replace(answers, **changes)


def submit(application: Application, *, actor: Any, **changes: Any) -> Any:
    """Send in complete answers with the drafts as they stand."""
    return submit_application(
        application=application,
        answers=complete_answers(application, **changes),
        versions=draft_versions(application),
        actor=actor,
    )


def touch(application: Application, section: str = "why") -> None:
    """Change a section's draft, so that sending in again is something new."""
    draft, _created = SectionDraft.objects.get_or_create(application=application, section=section)
    draft.version += 1
    draft.save()
