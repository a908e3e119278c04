"""The occasions of a participant's self-assessment, with how far each has come; and the words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cohorts.models import Participation
from improvements.assessment_occasions import occasion_name, order_of
from improvements.enums import AssessmentStatus
from improvements.models import Assessment, ChecklistMoment, FunctionAnswer
from improvements.self_assessment import Answers, Movement, Score, movement, score
from improvements.services.occasions import plan_of


def answers_of(assessment: Assessment) -> Answers:
    """Of an assessment whose edition and answers are fetched."""
    steps = {row.moment_id: row.value for row in assessment.answers.all()}
    return Answers(assessment.edition_id, assessment.edition.highest, steps)


def read_assessments(participation: Participation, user: Any) -> list[Assessment]:
    """Those of a participant that the person may read, in the order of the round."""
    found = (
        Assessment.objects.visible_to(user)
        .filter(participation=participation)
        .select_related("occasion", "edition")
        .prefetch_related("answers")
    )
    return sorted(found, key=lambda one: order_of(one.occasion.kind, one.occasion.number))


def moved_words(moved: Movement) -> str:
    """As the second half of a heading says it."""
    if moved.points is None:
        points = round(moved.share * 100)
        if not points:
            return _("the same share as last time")
        if points > 0:
            return _("%(n)d percentage points more than last time") % {"n": points}
        return _("%(n)d percentage points less than last time") % {"n": -points}
    if moved.points > 0:
        return _("%(n)d more than last time") % {"n": moved.points}
    if moved.points < 0:
        return _("%(n)d fewer than last time") % {"n": -moved.points}
    return _("the same as last time")


def score_words(found: Score) -> str:
    words = {"points": found.points, "possible": found.possible}
    return _("%(points)d of %(possible)d points") % words


def headline(found: Score, moved: Movement | None) -> str:
    if moved is None:
        return score_words(found)
    words = {"score": score_words(found), "moved": moved_words(moved)}
    return _("%(score)s, %(moved)s") % words


@dataclass(frozen=True)
class OccasionRow:
    """An occasion as the own list shows it; `own` is how many moments the person has answered."""

    kind: str
    number: int
    due_on: date | None
    assessment: Assessment | None
    own: int
    of: int
    today: date

    @property
    def name(self) -> str:
        return occasion_name(self.kind, self.number)

    @property
    def is_agreed(self) -> bool:
        return self.assessment is not None and self.assessment.status == AssessmentStatus.AGREED

    @property
    def is_late(self) -> bool:
        return not self.is_agreed and self.due_on is not None and self.due_on < self.today

    @property
    def score(self) -> str:
        return score_words(score(answers_of(self.assessment))) if self.assessment else ""

    @property
    def state(self) -> tuple[str, str]:
        """Shape and word."""
        if self.is_agreed:
            return "done", _("Agreed")
        if self.is_late:
            return "warn", _("Should be done by now")
        if self.assessment is not None:
            return "half", _("Being answered")
        return "open", _("Not begun")


class OwnOccasions:
    """The list of a participant's occasions, for the team or for those who may read it."""

    def __init__(self, participation: Participation, user: Any, today: date) -> None:
        self.assessments = read_assessments(participation, user)
        begun = {(one.occasion.kind, one.occasion.number): one for one in self.assessments}
        own = _own_counts(self.assessments, user)
        sizes = _sizes(self.assessments)
        days = {one.key: one.due_on for one in plan_of(participation.cohort, participation.group)}
        keys = sorted(set(days) | set(begun), key=lambda key: order_of(*key))
        self.rows = [
            OccasionRow(
                *key,
                due_on=days.get(key),
                assessment=(one := begun.get(key)),
                own=own.get(one.pk, 0) if one else 0,
                of=sizes.get(one.edition_id, 0) if one else 0,
                today=today,
            )
            for key in keys
        ]

    @property
    def next(self) -> OccasionRow | None:
        """What is to be done now: the first after the last one that is agreed."""
        waiting = None
        for row in self.rows:
            if row.is_agreed:
                waiting = None
            elif waiting is None:
                waiting = row
        return waiting

    @property
    def headline(self) -> str:
        done = [answers_of(row.assessment) for row in self.rows if row.is_agreed and row.assessment]
        if not done:
            return ""
        moved = movement(done[-1], done[-2]) if len(done) > 1 else None
        return headline(score(done[-1]), moved)


def _own_counts(assessments: Iterable[Assessment], user: Any) -> dict[int, int]:
    """How many moments the person has answered alone, by assessment."""
    counts: dict[int, int] = defaultdict(int)
    rows = FunctionAnswer.objects.visible_to(user).filter(
        assessment__in=[one.pk for one in assessments], member__user=user
    )
    for pk in rows.values_list("assessment", flat=True):
        counts[pk] += 1
    return counts


def _sizes(assessments: Iterable[Assessment]) -> dict[int, int]:
    """How many moments each edition has."""
    counts: dict[int, int] = defaultdict(int)
    rows = ChecklistMoment.objects.filter(edition__in={one.edition_id for one in assessments})
    for edition in rows.values_list("edition", flat=True):
        counts[edition] += 1
    return counts
