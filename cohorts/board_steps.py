"""The latest steps of the board in words, and which arrangement the figures are compared with."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.arrangement import Arrangement
from cohorts.models import BoardStep, GroupBoard
from cohorts.services.board_words import said, what_was_done
from cohorts.services.boards import undoes
from modellkonceptet.civil_dates import civil_date, in_words

SHOWN = 10


@dataclass(frozen=True)
class StepRow:
    """`who` is "" where the system itself did it."""

    words: str
    who: str
    when: str


@dataclass(frozen=True)
class Steps:
    """`undo_words` is what undoing takes back, "" where there is nothing to undo."""

    rows: list[StepRow]
    before: Arrangement | None
    undo_words: str


def read_steps(board: GroupBoard, *, upto: int) -> Steps:
    """The steps that led to step number `upto`, the latest first; one query."""
    latest = board.steps.filter(number__lte=upto).select_related("actor").order_by("-number")
    steps = list(latest[: SHOWN + 1])
    undone = undoes(steps[0]) if steps else None
    return Steps(
        rows=[_row(step) for step in steps[:SHOWN]],
        before=Arrangement.from_json(steps[1].arrangement) if len(steps) > 1 else None,
        undo_words=said(undone["said"], undone) if undone else "",
    )


def _row(step: BoardStep) -> StepRow:
    at = timezone.localtime(step.at)
    when = _("%(day)s at %(time)s") % {
        "day": in_words(civil_date(step.at)),
        "time": at.strftime("%H.%M"),
    }
    who = "" if step.actor is None else step.actor.name or step.actor.email
    return StepRow(what_was_done(step), who, when)
