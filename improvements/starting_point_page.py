"""The starting point as its page shows it: its answers, and who of the group has shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from improvements.models import FactAnswer, FactQuestion, StartingPoint
from improvements.services.starting_facts import facts_of
from improvements.services.starting_points import kick_off_of, questions_of
from modellkonceptet.civil_dates import today

CHANGES_SHOWN = 100


@dataclass(frozen=True)
class Answered:
    """A question with what stands there; `prefilled` is a fact that nobody has saved yet."""

    question: FactQuestion
    text: str
    prefilled: str
    changed_by: str
    changed_at: datetime | None

    @property
    def shown(self) -> str:
        return self.text or self.prefilled


@dataclass(frozen=True)
class Section:
    """Questions under one heading; `key` is the first one's."""

    key: str
    name: str
    rows: tuple[Answered, ...]

    @property
    def answered(self) -> int:
        return sum(1 for row in self.rows if row.text)

    @property
    def state(self) -> str:
        if self.answered == len(self.rows):
            return "done"
        return "half" if self.answered else "open"


@dataclass(frozen=True)
class Partner:
    """Another of the group; `shared_at` is None until it has shared."""

    participation: Participation
    shared_at: datetime | None


@dataclass(frozen=True)
class Change:
    """One text that was saved in place of another."""

    question: str
    who: str
    at: datetime
    before: str
    after: str


class StartingPointPage:
    """What one reader sees of one participant's starting point."""

    def __init__(self, participation: Participation, user: Any, *, at_home: bool) -> None:
        self.participation = participation
        self.user = user
        self.at_home = at_home

    @cached_property
    def point(self) -> StartingPoint | None:
        """None as long as there is nothing that this reader may read."""
        rows = StartingPoint.objects.visible_to(self.user).select_related("shared_by")
        found: StartingPoint | None = rows.filter(participation=self.participation).first()
        return found

    @property
    def is_readable(self) -> bool:
        return self.at_home or self.point is not None

    @property
    def shared_at(self) -> datetime | None:
        return self.point.shared_at if self.point else None

    @cached_property
    def _answers(self) -> dict[int, FactAnswer]:
        if self.point is None:
            return {}
        rows = self.point.answers.select_related("changed_by")
        return {each.question_id: each for each in rows}

    @cached_property
    def _facts(self) -> Mapping[str, str]:
        """Known at home before anything is saved; others read what has been shared."""
        return facts_of(self.participation) if self.at_home else {}

    @cached_property
    def sections(self) -> list[Section]:
        found: dict[str, list[Answered]] = {}
        for question in questions_of(self.participation):
            answer = self._answers.get(question.pk)
            found.setdefault(question.section, []).append(
                Answered(
                    question,
                    answer.text if answer else "",
                    "" if answer else self._facts.get(question.prefill, ""),
                    str(answer.changed_by) if answer and answer.changed_by else "",
                    answer.changed_at if answer else None,
                )
            )
        return [Section(rows[0].question.key, name, tuple(rows)) for name, rows in found.items()]

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    @property
    def counted(self) -> tuple[int, int]:
        """How many questions are answered, and of how many."""
        return (
            sum(section.answered for section in self.sections),
            sum(len(section.rows) for section in self.sections),
        )

    @property
    def is_complete(self) -> bool:
        answered, asked = self.counted
        return answered == asked

    @property
    def finding(self) -> str:
        answered, asked = self.counted
        if not self.is_readable:
            return _("%(who)s has not shared its starting point yet") % {"who": self.participation}
        if self.shared_at:
            return _("Where %(who)s begins") % {"who": self.participation}
        if not asked:
            return _("There are no questions for this round yet")
        if not answered:
            return _("Tell your group where you begin")
        if answered == asked:
            return _("All is written: share it with your group")
        return _("%(n)d of %(all)d questions are answered") % {"n": answered, "all": asked}

    @cached_property
    def kick_off(self) -> date | None:
        return kick_off_of(self.participation.cohort)

    @property
    def may_take_back(self) -> bool:
        """Until kick-off, as long as the group has not built on it."""
        return bool(self.shared_at) and (self.kick_off is None or today() < self.kick_off)

    @cached_property
    def partners(self) -> list[Partner]:
        """The others of the group, in the order of their names."""
        group = self.participation.group_id
        if group is None:
            return []
        others = (
            Participation.objects.filter(group=group)
            .exclude(pk=self.participation.pk)
            .exclude(status=ParticipationStatus.WITHDRAWN)
            .select_related("organisation", "unit")
            .order_by("organisation__name", "pk")
        )
        shared = dict(
            StartingPoint.objects.visible_to(self.user)
            .filter(participation__group=group, shared_at__isnull=False)
            .values_list("participation", "shared_at")
        )
        return [Partner(each, shared.get(each.pk)) for each in others]

    @property
    def changes(self) -> list[Change]:
        """Every text that was saved, newest first; for those at home alone."""
        if self.point is None or not self.at_home:
            return []
        rows = list(
            FactAnswer.history.filter(starting_point=self.point)  # type: ignore[attr-defined]
            .select_related("history_user", "question")
            .order_by("history_date", "history_id")
        )
        before: dict[int, str] = {}
        found = []
        for row in rows:
            found.append(
                Change(
                    row.question.text,
                    str(row.history_user or ""),
                    row.history_date,
                    before.get(row.question_id, ""),
                    row.text,
                )
            )
            before[row.question_id] = row.text
        return found[::-1][:CHANGES_SHOWN]
