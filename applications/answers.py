"""The complete, typed answers of an application: what the sections give when nothing is missing.

Sections build these from valid forms; submitting freezes them. Nothing here queries or writes.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict


class Answer(TypedDict):
    """One line of the check-answers page. `field` is the form field that holds it."""

    label: str
    value: str
    field: str


class SectionAnswers(TypedDict):
    """One section as it reads, in the order of the form."""

    key: str
    title: str
    answers: list[Answer]


@dataclass(frozen=True)
class OrganisationAnswer:
    """Who is responsible within the organisation; `operation` only where the terms ask."""

    department: str
    operation: str = ""
    unit_id: int | None = None


@dataclass(frozen=True)
class DecisionAnswer:
    """A decision taken, or planned for a day. `decided_on` is empty when only the year is known."""

    is_taken: bool
    body: str
    decided_year: int
    body_name: str = ""
    decided_on: date | None = None
    diary_number: str = ""
    document_id: int | None = None


@dataclass(frozen=True)
class PoliticalDecisionAnswer(DecisionAnswer):
    kind: str = ""


@dataclass(frozen=True)
class TeamAnswer:
    """A named person in one function; `function` is a cohorts.enums.Function."""

    function: str
    name: str
    title: str
    email: str
    phone: str = ""


@dataclass(frozen=True)
class WhyAnswer:
    why: str
    focus_areas: list[str] = field(default_factory=list)
    focus_other: str = ""
    done_so_far: str = ""
    related_work: str = ""


@dataclass(frozen=True)
class SignatoryAnswer:
    name: str
    title: str
    email: str


@dataclass(frozen=True)
class InvoiceAnswer:
    """Where the invoice goes, whom the organisation wants to work with, and who signs."""

    reference: str
    address: str
    postcode: str
    town: str
    email: str
    peppol_scheme: str = ""
    peppol_id: str = ""
    wished_partner_ids: list[int] = field(default_factory=list)
    wished_theme: str = ""
    signatory: SignatoryAnswer | None = None


@dataclass(frozen=True)
class CompleteAnswers:
    """Everything that is sent in. `snapshot` is the check-answers page section by section."""

    organisation: OrganisationAnswer
    political_decision: PoliticalDecisionAnswer
    decision_to_apply: DecisionAnswer
    commitments: list[str]
    team: list[TeamAnswer]
    why: WhyAnswer
    invoice: InvoiceAnswer
    snapshot: list[SectionAnswers]
