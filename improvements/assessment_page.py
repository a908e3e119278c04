"""What the page of one self-assessment shows: answers, movement, and who sees it differently."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cohorts.models import TeamMember
from cohorts.querysets import own_seats
from improvements.assessment_dots import NOW, Strip, shape_of, strip
from improvements.assessment_list import answers_of, headline, read_assessments
from improvements.assessment_occasions import occasion_name, order_of
from improvements.enums import AssessmentStatus, ChecklistLevel
from improvements.models import (
    AgreedAnswer,
    Assessment,
    ChecklistMoment,
    FunctionAnswer,
)
from improvements.self_assessment import (
    LOWEST,
    Answers,
    Readiness,
    Score,
    disagreement,
    movement,
    readiness,
    score,
)

MOST_TO_TALK_ABOUT = 3


@dataclass(frozen=True)
class Voice:
    """What one person said alone."""

    function: str
    step: int
    comment: str
    shape: str


@dataclass(frozen=True)
class MomentRow:
    moment: ChecklistMoment
    highest: int
    answer: AgreedAnswer | None
    before: int | None
    voices: tuple[Voice, ...]

    @property
    def step(self) -> int | None:
        return self.answer.value if self.answer else None

    @property
    def change(self) -> int | None:
        if self.step is None or self.before is None:
            return None
        return self.step - self.before

    @property
    def apart(self) -> int:
        return disagreement(voice.step for voice in self.voices)

    @property
    def strip(self) -> Strip:
        """What is agreed, and what it was last time."""
        return strip([(NOW, self.step), (shape_of(1), self.before)], self.highest)

    @property
    def voices_strip(self) -> Strip:
        return strip([(voice.shape, voice.step) for voice in self.voices], self.highest)


@dataclass(frozen=True)
class LevelRows:
    level: str
    rows: Sequence[MomentRow]
    score: Score

    @property
    def name(self) -> str:
        return str(ChecklistLevel(self.level).label)


@dataclass(frozen=True)
class SeatRow:
    """Somebody in the team, and how far they have come alone."""

    seat: TeamMember
    answered: int
    of: int
    shape: str

    @property
    def is_done(self) -> bool:
        return self.of > 0 and self.answered >= self.of

    @property
    def state(self) -> tuple[str, str]:
        if self.is_done:
            return "done", _("Has answered")
        if self.answered:
            words = {"n": self.answered, "of": self.of}
            return "half", _("%(n)d of %(of)d moments") % words
        return "open", _("Has not begun")


class AssessmentPage:
    """One assessment. What each has said alone is shown at home, to those who have answered."""

    def __init__(self, assessment: Assessment, user: Any) -> None:
        self.assessment, self.user = assessment, user
        seats = own_seats(user).filter(participation=assessment.participation_id)
        self.own_seat: TeamMember | None = seats.order_by("pk").first()

    @property
    def is_home(self) -> bool:
        return self.own_seat is not None

    @property
    def is_agreed(self) -> bool:
        return self.assessment.status == AssessmentStatus.AGREED

    @property
    def name(self) -> str:
        return occasion_name(self.assessment.occasion.kind, self.assessment.occasion.number)

    @cached_property
    def moments(self) -> list[ChecklistMoment]:
        """In the order that they are asked: the whole organisation first."""
        order = ChecklistLevel.values
        found = self.assessment.edition.moments.all()
        return sorted(found, key=lambda one: (order.index(one.level), one.number))

    @property
    def level_names(self) -> list[tuple[str, str]]:
        levels = dict.fromkeys(moment.level for moment in self.moments)
        return [(level, str(ChecklistLevel(level).label)) for level in levels]

    @cached_property
    def answers(self) -> dict[int, AgreedAnswer]:
        rows = AgreedAnswer.objects.visible_to(self.user).filter(assessment=self.assessment)
        return {row.moment_id: row for row in rows}

    @cached_property
    def before(self) -> Assessment | None:
        """The latest agreed one before it, among those that the person may read."""
        place = order_of(self.assessment.occasion.kind, self.assessment.occasion.number)
        earlier = [
            one
            for one in read_assessments(self.assessment.participation, self.user)
            if one.status == AssessmentStatus.AGREED
            and order_of(one.occasion.kind, one.occasion.number) < place
        ]
        return earlier[-1] if earlier else None

    @property
    def before_name(self) -> str:
        if self.before is None:
            return ""
        return occasion_name(self.before.occasion.kind, self.before.occasion.number)

    @cached_property
    def said_alone(self) -> list[FunctionAnswer]:
        """Everybody's, for the team alone; what of it is shown follows from `sees_voices`."""
        rows = FunctionAnswer.objects.visible_to(self.user).filter(assessment=self.assessment)
        return list(rows.select_related("member").order_by("member__pk"))

    @property
    def own(self) -> dict[int, FunctionAnswer]:
        seat = self.own_seat
        return {row.moment_id: row for row in self.said_alone if seat and row.member_id == seat.pk}

    @property
    def has_answered(self) -> bool:
        return bool(self.moments) and len(self.own) >= len(self.moments)

    @property
    def sees_voices(self) -> bool:
        """Nobody's answer leans on another's: who has not answered does not see the others'."""
        return self.is_home and (self.is_agreed or self.has_answered)

    @cached_property
    def seats(self) -> list[SeatRow]:
        """The team, and those who have left it and answered; with the shape of their dots."""
        counts: dict[int, int] = defaultdict(int)
        for row in self.said_alone:
            counts[row.member_id] += 1
        team = TeamMember.objects.visible_to(self.user).filter(
            participation=self.assessment.participation_id
        )
        standing = [seat for seat in team.order_by("pk") if seat.left_on is None or counts[seat.pk]]
        return [
            SeatRow(seat, counts[seat.pk], len(self.moments), shape_of(place))
            for place, seat in enumerate(standing)
        ]

    @cached_property
    def levels(self) -> list[LevelRows]:
        highest = self.assessment.edition.highest
        before = answers_of(self.before) if self.before else None
        same = before is not None and before.edition == self.assessment.edition_id
        earlier = before.steps if before is not None and same else {}
        voices = self._voices()
        found = []
        for level, _name in self.level_names:
            rows = [
                MomentRow(
                    moment,
                    highest,
                    self.answers.get(moment.pk),
                    earlier.get(moment.pk),
                    tuple(voices[moment.pk]),
                )
                for moment in self.moments
                if moment.level == level
            ]
            steps = {row.moment.pk: row.step for row in rows if row.step is not None}
            given = Answers(self.assessment.edition_id, highest, steps)
            found.append(LevelRows(level, rows, score(given)))
        return found

    def _voices(self) -> dict[int, list[Voice]]:
        voices: dict[int, list[Voice]] = defaultdict(list)
        if self.sees_voices:
            shapes = {row.seat.pk: row.shape for row in self.seats}
            for said in self.said_alone:
                function = said.member.get_function_display()
                shape = shapes.get(said.member_id, shape_of(0))
                voices[said.moment_id].append(Voice(function, said.value, said.comment, shape))
        return voices

    @cached_property
    def all_answers(self) -> Answers:
        steps = {number: row.value for number, row in self.answers.items()}
        return Answers(self.assessment.edition_id, self.assessment.edition.highest, steps)

    @property
    def headline(self) -> str:
        moved = movement(self.all_answers, answers_of(self.before)) if self.before else None
        return headline(score(self.all_answers), moved)

    @property
    def readiness(self) -> Readiness | None:
        return readiness(
            self.all_answers,
            moments=len(self.moments),
            has_rule=self.assessment.edition.has_rule_of_thumb,
        )

    @cached_property
    def differing(self) -> list[MomentRow]:
        """Moments that functions see differently, the widest apart first."""
        rows = [row for level in self.levels for row in level.rows if row.apart]
        return sorted(rows, key=lambda row: -row.apart)

    @property
    def evidence(self) -> list[MomentRow]:
        """Moments for which something is written."""
        rows = [row for level in self.levels for row in level.rows if row.answer]
        return [row for row in rows if row.answer and (row.answer.evidence or row.answer.comment)]

    @property
    def to_talk_about(self) -> list[str]:
        """Where you differ most, what has fallen, and what is left at the lowest step."""
        rows = [row for level in self.levels for row in level.rows]
        said = [_differ_words(row) for row in self.differing[:1]]
        fallen = [row for row in rows if row.change is not None and row.change < 0]
        said += [
            _("%(moment)s has gone from %(before)d to %(now)d. What happened?")
            % {"moment": row.moment.title, "before": row.before, "now": row.step}
            for row in sorted(fallen, key=lambda row: row.change or 0)[:1]
        ]
        said += [
            _("%(moment)s is left at the lowest step. Which step is the first?")
            % {"moment": row.moment.title}
            for row in rows
            if row.step == LOWEST
        ]
        return said[:MOST_TO_TALK_ABOUT]


def _differ_words(row: MomentRow) -> str:
    low = min(row.voices, key=lambda voice: voice.step)
    high = max(row.voices, key=lambda voice: voice.step)
    return _(
        "%(moment)s: %(low)s answered %(low_step)d and %(high)s %(high_step)d."
        " What do you see differently?"
    ) % {
        "moment": row.moment.title,
        "low": low.function.lower(),
        "low_step": low.step,
        "high": high.function.lower(),
        "high_step": high.step,
    }
