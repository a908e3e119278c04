"""What the answers of a self-assessment say: sums, movement, disagreement, readiness. Pure.

Answers are steps by moment, and a moment is known by its number in the database. Scales begin at
one; a share is of the highest possible, so that editions with other scales can be set side by side.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Steps = Mapping[int, int]
LOWEST = 1
# What the steps of the published scales mean; of other scales the ends are said.
_WORDS = {
    3: (_("Not begun"), _("Under way"), _("Part of everyday work")),
    4: (
        _("Not begun"),
        pgettext_lazy("step of a scale", "Begun"),
        _("Well under way"),
        _("Part of everyday work"),
    ),
}


@dataclass(frozen=True)
class Answers:
    """Steps given with one edition, whose scale ends at `highest`."""

    edition: int
    highest: int
    steps: Steps

    def only(self, moments: Iterable[int]) -> "Answers":
        kept = {moment: self.steps[moment] for moment in moments if moment in self.steps}
        return Answers(self.edition, self.highest, kept)


@dataclass(frozen=True)
class Score:
    points: int
    possible: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.points, self.possible) if self.possible else Fraction(0)


@dataclass(frozen=True)
class Movement:
    """Since an earlier occasion. Other edition: only the share can be compared, points is None."""

    points: int | None
    share: Fraction
    steps: Mapping[int, int]


@dataclass(frozen=True)
class Readiness:
    """SKR's rule of thumb: no moment left at the lowest step and more than half at the highest."""

    left: tuple[int, ...]
    at_highest: int
    of: int

    @property
    def is_ready(self) -> bool:
        return not self.left and 2 * self.at_highest > self.of


def score(answers: Answers) -> Score:
    return Score(sum(answers.steps.values()), len(answers.steps) * answers.highest)


def movement(now: Answers, before: Answers) -> Movement:
    """How far it has come; with one edition it is counted on the moments answered both times."""
    if now.edition != before.edition:
        return Movement(None, score(now).share - score(before).share, {})
    both = [moment for moment in now.steps if moment in before.steps]
    now, before = now.only(both), before.only(both)
    return Movement(
        score(now).points - score(before).points,
        score(now).share - score(before).share,
        {moment: now.steps[moment] - before.steps[moment] for moment in both},
    )


def disagreement(steps: Iterable[int]) -> int:
    """How many steps lie between the lowest and the highest; 0 where fewer than two answer."""
    found = list(steps)
    return max(found) - min(found) if found else 0


def widest_first(steps: Mapping[int, Iterable[int]]) -> list[tuple[int, int]]:
    """Moments with how far apart the answers are, the largest first; ties in the order given."""
    apart = [(moment, disagreement(found)) for moment, found in steps.items()]
    return sorted(apart, key=lambda pair: -pair[1])


def readiness(answers: Answers, *, moments: int, has_rule: bool) -> Readiness | None:
    """By the rule of thumb, where the edition has it and all its moments are answered."""
    if not has_rule or not moments or len(answers.steps) < moments:
        return None
    left = tuple(moment for moment, step in answers.steps.items() if step == LOWEST)
    at_highest = sum(step == answers.highest for step in answers.steps.values())
    return Readiness(left, at_highest, len(answers.steps))


def distribution(answers: Answers) -> dict[int, int]:
    """How many moments stand at each step of the scale, those with none included."""
    counted = Counter(answers.steps.values())
    return {step: counted[step] for step in range(LOWEST, answers.highest + 1)}


def scale(highest: int) -> list[tuple[int, str]]:
    """The steps with their words; empty words between the ends of a scale without its own."""
    known: Sequence[object] = _WORDS.get(highest) or ()
    words = known or [_WORDS[3][0], *[""] * (highest - 2), _WORDS[3][-1]]
    return [(step, str(word)) for step, word in enumerate(words, start=LOWEST)]
