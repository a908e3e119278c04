"""The self-check: a question per criterion, and what each answer means. Nothing is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.enums import CriterionRule
from cohorts.facts import functions_in_words
from cohorts.models import Commitment, Terms

MOST_QUESTIONS = 5


class Answer(StrEnum):
    YES = "yes"
    PLANNED = "planned"
    NO = "no"


class Standing(StrEnum):
    """Met; can be planned and met by a day of its own; or something is left to do first."""

    MET = "met"
    PLANNED = "planned"
    LEFT = "left"


@dataclass(frozen=True)
class Question:
    """`key` is the criterion's; `choices` are (answer, words)."""

    key: str
    rule: str
    name: str
    text: str
    hint: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Verdict:
    question: Question
    standing: Standing
    advice: str


@dataclass(frozen=True)
class Result:
    verdicts: tuple[Verdict, ...]

    @property
    def met(self) -> int:
        return sum(verdict.standing == Standing.MET for verdict in self.verdicts)

    @property
    def left(self) -> int:
        return sum(verdict.standing == Standing.LEFT for verdict in self.verdicts)

    @property
    def total(self) -> int:
        return len(self.verdicts)


_TEXTS = {
    CriterionRule.POLITICAL_DECISION: gettext_lazy(
        "Do you have a political decision on gender equality in your own services?"
    ),
    CriterionRule.DECISION_TO_APPLY: gettext_lazy("Have you decided to take part in the round?"),
    CriterionRule.TEAM: gettext_lazy("Can everybody who is needed be there for the whole round?"),
    CriterionRule.COMMITMENTS: gettext_lazy("Can you promise what the round asks for?"),
    CriterionRule.OPERATION: gettext_lazy("Do you know which operation you will work with?"),
}
_PLANNED = {
    CriterionRule.POLITICAL_DECISION: gettext_lazy("Not yet, but a decision is planned"),
    CriterionRule.DECISION_TO_APPLY: gettext_lazy("Not yet, but a decision is planned"),
    CriterionRule.TEAM: gettext_lazy("Some of them are not appointed yet"),
    CriterionRule.COMMITMENTS: gettext_lazy("We need to talk it over first"),
    CriterionRule.OPERATION: gettext_lazy("Not yet, we are choosing between some"),
}
_MET = {
    CriterionRule.POLITICAL_DECISION: gettext_lazy(
        "Have the day, the body and the reference number at hand when you apply."
    ),
    CriterionRule.DECISION_TO_APPLY: gettext_lazy(
        "Have the day and the body that decided at hand when you apply."
    ),
    CriterionRule.TEAM: gettext_lazy("You give their names, titles and e-mail addresses."),
    CriterionRule.COMMITMENTS: gettext_lazy("You tick each commitment in the application."),
    CriterionRule.OPERATION: gettext_lazy("You name the operation in the application."),
}
_ON_THE_WAY = {
    CriterionRule.POLITICAL_DECISION: gettext_lazy(
        "You can apply all the same. Say when the decision will be taken; you may then be admitted"
        " on the condition that it is."
    ),
    CriterionRule.DECISION_TO_APPLY: gettext_lazy(
        "You can apply all the same. Say when the decision will be taken; you may then be admitted"
        " on the condition that it is."
    ),
    CriterionRule.TEAM: gettext_lazy(
        "Start the application now and fill in the names before you send it in."
    ),
    CriterionRule.COMMITMENTS: gettext_lazy(
        "Start the application now, and tick the commitments when you are agreed."
    ),
    CriterionRule.OPERATION: gettext_lazy(
        "Start the application now, and choose the operation before you send it in."
    ),
}
_TO_DO = {
    CriterionRule.POLITICAL_DECISION: gettext_lazy(
        "Bring the question to your politicians. Signing the CEMR declaration counts, and so does"
        " a decision of your own. It is enough that the day of the decision is planned when you"
        " apply."
    ),
    CriterionRule.DECISION_TO_APPLY: gettext_lazy(
        "Ask who decides in your organisation. It is enough that the day of the decision is"
        " planned when you apply."
    ),
    CriterionRule.TEAM: gettext_lazy(
        "The way of working builds on all of them taking part. Talk to SKR if a function does not"
        " exist with you."
    ),
    CriterionRule.COMMITMENTS: gettext_lazy(
        "Without the commitments you cannot take part. Talk to SKR about what stands in the way."
    ),
    CriterionRule.OPERATION: gettext_lazy(
        "Choose an operation where women and men, girls and boys meet your services."
    ),
}


def questions_for(terms: Terms) -> list[Question]:
    """One per criterion that an applicant can answer alone; at most five."""
    asked = [criterion for criterion in terms.criteria.all() if criterion.rule in _TEXTS]
    return [
        Question(
            key=criterion.key,
            rule=criterion.rule,
            name=criterion.name or criterion.wording,
            text=str(_TEXTS[CriterionRule(criterion.rule)]),
            hint=_hint(CriterionRule(criterion.rule), terms),
            choices=(
                (Answer.YES, _("Yes")),
                (Answer.PLANNED, str(_PLANNED[CriterionRule(criterion.rule)])),
                (Answer.NO, _("No")),
            ),
        )
        for criterion in asked[:MOST_QUESTIONS]
    ]


def assess_answers(questions: Iterable[Question], answers: Mapping[str, str]) -> Result:
    """A verdict per question; an answer that is missing or unknown counts as "no"."""
    return Result(tuple(_verdict(question, answers.get(question.key)) for question in questions))


def _verdict(question: Question, answer: str | None) -> Verdict:
    rule = CriterionRule(question.rule)
    if answer == Answer.YES:
        return Verdict(question, Standing.MET, str(_MET[rule]))
    if answer == Answer.PLANNED:
        return Verdict(question, Standing.PLANNED, str(_ON_THE_WAY[rule]))
    return Verdict(question, Standing.LEFT, str(_TO_DO[rule]))


def _hint(rule: CriterionRule, terms: Terms) -> str:
    if rule == CriterionRule.POLITICAL_DECISION:
        return _(
            "The CEMR declaration on equality of women and men in local life, or a decision of"
            " your own with the same aim."
        )
    if rule == CriterionRule.DECISION_TO_APPLY:
        return _("By the body that decides such things with you, for instance the executive board.")
    if rule == CriterionRule.TEAM:
        return _("Those needed: %(functions)s.") % {
            "functions": _lower_first(functions_in_words(terms))
        }
    if rule == CriterionRule.COMMITMENTS:
        return _commitments(list(terms.commitments.all()))
    return _("For instance elderly care, school or public health.")


def _commitments(commitments: list[Commitment]) -> str:
    return " ".join(f"{c.wording.rstrip('.')}." for c in commitments)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
