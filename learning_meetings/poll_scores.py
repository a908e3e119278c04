"""Which proposed time suits best, and why: by function, not by number alone. Pure.

A meeting without the politician is only half a meeting, so a time that leaves out a function of
an organisation comes after all that leave out none, and the politician weighs more than others.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import Function
from learning_meetings.enums import PollAnswer

POINTS = {PollAnswer.YES: 2, PollAnswer.IF_NEEDED: 1, PollAnswer.NO: 0}


@dataclass(frozen=True)
class ProposedTime:
    key: int
    starts_at: datetime


@dataclass(frozen=True)
class Voice:
    """What one person says of each time; without a function it is a mentor."""

    organisation: str
    function: str = ""
    answers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Seat:
    """A function of an organisation, or its mentors."""

    organisation: str
    function: str

    @property
    def is_politician(self) -> bool:
        return self.function == Function.POLITICIAN

    def in_words(self) -> str:
        role = str(Function(self.function).label).lower() if self.function else _("mentor")
        return _("the %(role)s from %(organisation)s") % {
            "role": role,
            "organisation": self.organisation,
        }


@dataclass(frozen=True)
class Score:
    """A time with how many say what, and the seats that nobody fills on it."""

    key: int
    yes: int
    if_needed: int
    no: int
    silent: int
    missing: tuple[Seat, ...]

    @property
    def points(self) -> int:
        return POINTS[PollAnswer.YES] * self.yes + POINTS[PollAnswer.IF_NEEDED] * self.if_needed

    @property
    def lacks_politician(self) -> bool:
        return any(seat.is_politician for seat in self.missing)

    @property
    def suits_all(self) -> bool:
        return self.no == self.silent == 0

    def reasons(self) -> list[str]:
        """In words of the active language, what weighs most first."""
        found = []
        if self.missing:
            seats = get_text_list([seat.in_words() for seat in self.missing], _("and"))
            found.append(_("Without %(seats)s") % {"seats": seats})
        elif self.suits_all:
            found.append(_("Everybody can"))
        elif not self.silent:
            found.append(_("Every function is there"))
        if self.if_needed:
            words = ngettext("%(n)d can if need be", "%(n)d can if need be", self.if_needed)
            found.append(words % {"n": self.if_needed})
        if self.silent:
            words = ngettext("%(n)d has not answered", "%(n)d have not answered", self.silent)
            found.append(words % {"n": self.silent})
        return found


def score_times(times: Iterable[ProposedTime], voices: Sequence[Voice]) -> list[Score]:
    """The times, best first: fewest politicians missing, fewest others, most points, earliest."""
    scored = [(_score(time.key, voices), time.starts_at) for time in times]
    scored.sort(key=lambda row: (*_rank(row[0]), row[1]))
    return [score for score, _starts_at in scored]


def _rank(score: Score) -> tuple[int, int, int]:
    politicians = sum(seat.is_politician for seat in score.missing)
    return politicians, len(score.missing) - politicians, -score.points


def _score(key: int, voices: Sequence[Voice]) -> Score:
    said = [voice.answers.get(key, "") for voice in voices]
    by_seat: dict[Seat, list[str]] = defaultdict(list)
    for voice, answer in zip(voices, said, strict=True):
        by_seat[Seat(voice.organisation, voice.function)].append(answer)
    # Who has not answered may still come.
    missing = [seat for seat, given in by_seat.items() if set(given) == {PollAnswer.NO}]
    missing.sort(key=lambda seat: not seat.is_politician)
    return Score(
        key=key,
        yes=said.count(PollAnswer.YES),
        if_needed=said.count(PollAnswer.IF_NEEDED),
        no=said.count(PollAnswer.NO),
        silent=said.count(""),
        missing=tuple(missing),
    )
