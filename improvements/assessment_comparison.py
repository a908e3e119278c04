"""A group's agreed answers side by side, and why somebody's are not shown yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import EventKind, ParticipationStatus
from cohorts.models import Group, Participation
from cohorts.querysets import own_seats, swedish
from improvements.assessment_dots import NOW, Strip, shape_of, strip
from improvements.assessment_list import answers_of
from improvements.assessment_occasions import occasion_name, order_of
from improvements.enums import ChecklistLevel
from improvements.models import Assessment, AssessmentOccasion, ChecklistMoment
from improvements.self_assessment import Answers, Score, score, widest_first
from improvements.services.differences import raised_moments
from learning_meetings.enums import MeetingStatus
from learning_meetings.models import Meeting
from modellkonceptet.civil_dates import today

MOST_TO_RAISE = 5


@dataclass(frozen=True)
class Column:
    """A participant whose answers are shown."""

    participation: Participation
    is_own: bool
    shape: str
    answers: Answers

    @property
    def name(self) -> str:
        return short_name(self.participation)

    @property
    def score(self) -> Score:
        return score(self.answers)


@dataclass(frozen=True)
class Line:
    """A moment with everybody's step, in the order of the columns."""

    moment: ChecklistMoment
    steps: tuple[tuple[Column, int | None], ...]
    apart: int
    highest: int
    is_raised: bool

    @property
    def strip(self) -> Strip:
        return strip([(column.shape, step) for column, step in self.steps], self.highest)

    @property
    def in_words(self) -> str:
        """ "Lund 4, Ystad 2"."""
        return ", ".join(f"{one.name} {step}" for one, step in self.steps if step is not None)


@dataclass(frozen=True)
class LevelLines:
    level: str
    lines: Sequence[Line]

    @property
    def name(self) -> str:
        return str(ChecklistLevel(self.level).label)


def short_name(participation: Participation) -> str:
    place, unit = participation.organisation.name, participation.unit
    return f"{place}, {unit.name}" if unit else str(place)


class SideBySide:
    """One occasion of a group, as a person may see it. What may be seen is the queryset's say."""

    def __init__(self, group: Group, user: Any, occasion: int | None = None) -> None:
        self.group, self.user, self._wanted = group, user, occasion

    @cached_property
    def participants(self) -> list[Participation]:
        found = Participation.objects.visible_to(self.user).filter(group=self.group)
        found = found.exclude(status=ParticipationStatus.WITHDRAWN)
        return list(
            found.select_related("organisation", "unit").order_by(swedish("organisation__name"))
        )

    @cached_property
    def own(self) -> set[int]:
        """The person's own participations in the group; none for the mentor and SKR."""
        seats = own_seats(self.user).filter(participation__group=self.group)
        return set(seats.values_list("participation", flat=True))

    @cached_property
    def _visible(self) -> list[Assessment]:
        found = (
            Assessment.objects.visible_to(self.user)
            .agreed()
            .filter(participation__in=[one.pk for one in self.participants])
        )
        return list(found.select_related("occasion", "edition").prefetch_related("answers"))

    @cached_property
    def occasions(self) -> list[AssessmentOccasion]:
        """Those at which there is something to see, in the order of the round."""
        found = {one.occasion_id: one.occasion for one in self._visible}
        return sorted(found.values(), key=lambda one: order_of(one.kind, one.number))

    @property
    def choices(self) -> list[tuple[AssessmentOccasion, str]]:
        return [(one, occasion_name(one.kind, one.number)) for one in self.occasions]

    @cached_property
    def occasion(self) -> AssessmentOccasion | None:
        """The one asked for, else the latest."""
        asked = [one for one in self.occasions if one.pk == self._wanted]
        return next(iter(asked or self.occasions[-1:]), None)

    @property
    def occasion_name(self) -> str:
        one = self.occasion
        return occasion_name(one.kind, one.number) if one else ""

    @cached_property
    def _of_occasion(self) -> dict[int, Assessment]:
        one = self.occasion
        return {
            each.participation_id: each
            for each in self._visible
            if one is not None and each.occasion_id == one.pk
        }

    @cached_property
    def columns(self) -> list[Column]:
        """One's own first, with the diamond; the partners by name, each with a shape."""
        ordered = sorted(self.participants, key=lambda one: one.pk not in self.own)
        columns, others = [], 0
        for one in ordered:
            assessment = self._of_occasion.get(one.pk)
            is_own = one.pk in self.own
            if assessment is not None:
                shape = NOW if is_own else shape_of(others)
                columns.append(Column(one, is_own, shape, answers_of(assessment)))
            others += not is_own
        return columns

    @property
    def edition(self) -> int | None:
        """What is compared: that of the first column."""
        return self.columns[0].answers.edition if self.columns else None

    @cached_property
    def compared(self) -> list[Column]:
        """Those who have answered the same edition: steps of others mean something else."""
        return [one for one in self.columns if one.answers.edition == self.edition]

    @property
    def why_not_shown(self) -> list[str]:
        """A sentence for everybody whose answers are missing here."""
        shown = {one.participation.pk for one in self.columns}
        if self.own and not self.own & shown:
            return [_("You see the partners’ answers when you have agreed on your own.")]
        waiting = [short_name(one) for one in self.participants if one.pk not in shown]
        said = [_("%(who)s: not finished yet.") % {"who": name} for name in waiting]
        others = [one for one in self.columns if one not in self.compared]
        return said + [
            _("%(who)s has answered another edition of the checklist: %(share)d percent.")
            % {"who": one.name, "share": round(one.score.share * 100)}
            for one in others
        ]

    @cached_property
    def _moments(self) -> list[ChecklistMoment]:
        found = ChecklistMoment.objects.visible_to(self.user).filter(edition=self.edition)
        order = ChecklistLevel.values
        return sorted(found, key=lambda one: (order.index(one.level), one.number))

    @cached_property
    def levels(self) -> list[LevelLines]:
        """The moments of each level, where the group differs most first."""
        raised = raised_moments(self.meeting) if self.meeting else set()
        found = []
        for level in dict.fromkeys(moment.level for moment in self._moments):
            moments = {one.pk: one for one in self._moments if one.level == level}
            steps = {
                pk: tuple((one, one.answers.steps.get(pk)) for one in self.compared)
                for pk in moments
            }
            known = {pk: [s for _one, s in found if s is not None] for pk, found in steps.items()}
            highest = self.compared[0].answers.highest if self.compared else 0
            lines = [
                Line(moments[pk], steps[pk], apart, highest, pk in raised)
                for pk, apart in widest_first(known)
            ]
            found.append(LevelLines(level, lines))
        return found

    @property
    def to_raise(self) -> list[Line]:
        """The largest differences of all levels."""
        lines = [line for level in self.levels for line in level.lines if line.apart]
        return sorted(lines, key=lambda line: -line.apart)[:MOST_TO_RAISE]

    @cached_property
    def meeting(self) -> Meeting | None:
        """The group's next learning meeting, whose agenda is still open."""
        found = Meeting.objects.visible_to(self.user).filter(
            group=self.group,
            kind=EventKind.LEARNING_MEETING,
            status__in=[MeetingStatus.PLANNED, MeetingStatus.INVITED],
            last_day__gte=today(),
        )
        return found.order_by("first_day", "pk").first()

    @cached_property
    def may_raise(self) -> bool:
        return self.meeting is not None and bool(
            self.user.has_perm("learning_meetings.run_meeting", self.meeting)
        )

    @property
    def headline(self) -> str:
        if len(self.compared) < 2:
            return _("Nothing to compare yet")
        widest = self.to_raise
        if not widest:
            return _("You have answered alike")
        words = {"moment": widest[0].moment.title, "n": widest[0].apart}
        return (
            ngettext(
                "The group differs by %(n)d step at most: %(moment)s",
                "The group differs by %(n)d steps at most: %(moment)s",
                widest[0].apart,
            )
            % words
        )
