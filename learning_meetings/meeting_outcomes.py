"""What came of a meeting, as its page shows it: decisions, ideas, things to do."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from learning_meetings.enums import OutcomeKind
from learning_meetings.models import Meeting, Outcome


@dataclass(frozen=True)
class Row:
    outcome: Outcome
    may_tick: bool
    may_remove: bool


class Outcomes:
    """All of a meeting's, in one query."""

    def __init__(self, meeting: Meeting, user: Any, *, may_run: bool, shown: bool) -> None:
        self.meeting, self.user, self.may_run, self.shown = meeting, user, may_run, shown

    @cached_property
    def rows(self) -> list[Row]:
        if not self.shown:
            return []
        found = self.meeting.outcomes.select_related(
            "origin__organisation", "origin__unit", "taken_by__organisation", "taken_by__unit",
            "responsible__participation__organisation", "responsible__participation__unit",
        )  # fmt: skip
        return [self._row(one) for one in found]

    def _row(self, outcome: Outcome) -> Row:
        """What the services ask, without a query for each row."""
        seat = outcome.responsible
        does = seat is not None and seat.user_id is not None and seat.user_id == self.user.pk
        wrote = outcome.noted_by_id is not None and outcome.noted_by_id == self.user.pk
        is_action = outcome.kind == OutcomeKind.ACTION
        return Row(outcome, is_action and (does or self.may_run), wrote or self.may_run)

    def _of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.outcome.kind == kind]

    @cached_property
    def decisions(self) -> list[Row]:
        return self._of(OutcomeKind.DECISION)

    @cached_property
    def ideas(self) -> list[Row]:
        return self._of(OutcomeKind.IDEA)

    @cached_property
    def actions(self) -> list[Row]:
        return self._of(OutcomeKind.ACTION)

    @cached_property
    def open_actions(self) -> list[Row]:
        return [row for row in self.actions if row.outcome.done_on is None]
