"""What a decision letter says: made once, at publication, and frozen. Pure.

The letter is a document of SKR's and therefore always in Swedish.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.enums import Outcome
from modellkonceptet.civil_dates import in_words

LETTER_LANGUAGE = "sv"


@dataclass(frozen=True)
class LetterCondition:
    text: str
    due: str


@dataclass(frozen=True)
class Letter:
    """Everything that the PDF shows, in words."""

    reference: str
    date: str
    recipient: str
    title: str
    decision: str
    reasons: list[str]
    conditions: list[LetterCondition]
    next_steps: list[str]
    for_execution: list[str]
    for_information: list[str]
    contact: str
    organiser: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class LetterFacts:
    """The facts that a letter is made from; whoever has the rows fills it in.

    `conditions` are (text, due day); `team` the functions' names and people as one line each;
    `kick_off` in words; `fee` in whole kronor as shown.
    """

    reference: str
    day: date
    recipient: str
    cohort: str
    outcome: str
    text: str
    conditions: list[tuple[str, date]]
    team: list[str]
    kick_off: str
    fee: str
    invoicing_year: int | None
    contact: str
    organiser: str


def write_letter(facts: LetterFacts) -> Letter:
    """The letter for one decision, in Swedish."""
    with translation.override(LETTER_LANGUAGE):
        return Letter(
            reference=facts.reference,
            date=in_words(facts.day, weekday=False, year=True),
            recipient=facts.recipient,
            title=_title(facts),
            decision=_decision(facts),
            reasons=[part.strip() for part in facts.text.splitlines() if part.strip()],
            conditions=[
                LetterCondition(text, in_words(due, weekday=True, year=True))
                for text, due in facts.conditions
            ],
            next_steps=_next_steps(facts),
            for_execution=[facts.recipient],
            for_information=facts.team,
            contact=facts.contact,
            organiser=facts.organiser,
        )


def _title(facts: LetterFacts) -> str:
    return {
        Outcome.ADMITTED: _("You are admitted to %(cohort)s"),
        Outcome.CONDITIONAL: _("You are admitted to %(cohort)s on condition"),
        Outcome.WAITING_LIST: _("You are on the waiting list for %(cohort)s"),
        Outcome.DECLINED: _("You are not admitted to %(cohort)s"),
    }[Outcome(facts.outcome)] % {"cohort": facts.cohort}


def _decision(facts: LetterFacts) -> str:
    values = {"organiser": facts.organiser, "applicant": facts.recipient, "cohort": facts.cohort}
    return {
        Outcome.ADMITTED: _("%(organiser)s admits %(applicant)s to %(cohort)s."),
        Outcome.CONDITIONAL: _(
            "%(organiser)s admits %(applicant)s to %(cohort)s, provided that the conditions below"
            " are met in time."
        ),
        Outcome.WAITING_LIST: _(
            "%(organiser)s places %(applicant)s on the waiting list for %(cohort)s."
        ),
        Outcome.DECLINED: _("%(organiser)s does not admit %(applicant)s to %(cohort)s."),
    }[Outcome(facts.outcome)] % values


def _next_steps(facts: LetterFacts) -> list[str]:
    if facts.outcome == Outcome.DECLINED:
        return [_("You are welcome to apply again when a new round opens.")]
    if facts.outcome == Outcome.WAITING_LIST:
        return [_("We get in touch as soon as a place becomes free. You need not do anything.")]
    steps = []
    if facts.conditions:
        steps.append(
            ngettext(
                "Send us the decision that the condition is about as soon as it is taken.",
                "Send us the decisions that the conditions are about as soon as they are taken.",
                len(facts.conditions),
            )
        )
    if facts.kick_off:
        steps.append(
            _("The kick-off conference takes place %(when)s. Keep the time free for the team.")
            % {"when": facts.kick_off}
        )
    if facts.fee and facts.invoicing_year:
        steps.append(
            _("The fee is %(fee)s kronor and is invoiced in %(year)s.")
            % {"fee": facts.fee, "year": facts.invoicing_year}
        )
    return steps
