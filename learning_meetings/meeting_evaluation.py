"""What people thought of a meeting, summed up so that nobody can be told from it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from learning_meetings.models import Meeting
from learning_meetings.services.evaluating import SCALES

# With fewer answers than this, those who were there could tell who wrote what.
FEWEST = 3

STATEMENTS = {
    "useful": _("We take home something that we can use"),
    "shared": _("Everybody shared their experience, and we got to the bottom of things"),
    "arranged": _("The meeting was well prepared and well led"),
}


@dataclass(frozen=True)
class Scale:
    """A statement with the mean of the marks 1–5 and how many marked it; None under FEWEST."""

    statement: Any
    mean: float | None
    count: int


@dataclass(frozen=True)
class Summary:
    """Texts in an order that says nothing of when they came; empty under FEWEST answers."""

    answers: int
    asked: int
    scales: list[Scale]
    plus: list[str]
    minus: list[str]
    interesting: list[str]

    @property
    def is_shown(self) -> bool:
        return self.answers >= FEWEST


def summary_of(meeting: Meeting) -> Summary:
    """Everything that was answered. Texts are sorted by the alphabet, each kind for itself.

    The order of the alphabet breaks both the order in time and what one person wrote together.
    """
    rows = list(meeting.evaluations.all())
    asked = meeting.invitees.current().count()
    shown = rows if len(rows) >= FEWEST else []
    return Summary(
        answers=len(rows),
        asked=asked,
        scales=[_scale(key, shown) for key in SCALES],
        plus=_texts(shown, "plus"),
        minus=_texts(shown, "minus"),
        interesting=_texts(shown, "interesting"),
    )


def _scale(key: str, rows: list[Any]) -> Scale:
    marks = [row.scales[key] for row in rows if key in row.scales]
    mean = round(sum(marks) / len(marks), 1) if len(marks) >= FEWEST else None
    return Scale(STATEMENTS[key], mean, len(marks))


def _texts(rows: list[Any], name: str) -> list[str]:
    return sorted((text for row in rows if (text := getattr(row, name))), key=str.casefold)
