"""The gender-equality check of a decision paper: five steps, each answered by yes or no.

The idea of five steps with "no" meaning that the paper goes back is SKL's of 2015; the wording
is ours and remains to be confirmed by SKR.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Step:
    """A question, and what has to be completed when the answer is no."""

    key: str
    question: Promise
    missing: Promise


STEPS = (
    Step(
        "people",
        _("Does the paper say which women and men, girls and boys are concerned?"),
        _("Describe who is concerned, by sex and age."),
    ),
    Step(
        "statistics",
        _("Are all figures about individuals divided by sex?"),
        _("Divide the figures by sex, or say why it cannot be done."),
    ),
    Step(
        "analysis",
        _("Are differences between women and men, girls and boys analysed?"),
        _("Say which differences there are and what may cause them."),
    ),
    Step(
        "consequences",
        _("Does the paper describe the proposal’s consequences for each group?"),
        _("Describe what the proposal means for women and men, girls and boys."),
    ),
    Step(
        "goals",
        _("Does the proposal lead towards the goals of gender equality?"),
        _("Change the proposal, or say why the goals have to stand back."),
    ),
)


def to_complete(answers: Mapping[str, str]) -> list[Step]:
    """The steps answered by no, in order: the paper goes back for these."""
    return [step for step in STEPS if answers.get(step.key) == NO]
