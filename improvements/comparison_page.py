"""A group side by side: self-assessment, figures and improvement works, and what they share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Group, Participation
from improvements.assessment_comparison import Column, SideBySide, short_name
from improvements.assessment_list import answers_of, moved_words
from improvements.assessment_occasions import order_of
from improvements.comparison_figures import (
    Latest,
    OfficialTable,
    latest_figures,
    official_table,
)
from improvements.enums import ImprovementStatus, NationalGoal
from improvements.home_page import Work, in_order
from improvements.models import AssessmentOccasion, Improvement
from improvements.self_assessment import movement
from modellkonceptet.enumerating import joined


class Assessed(SideBySide):
    """The latest occasion at which there is something to compare, with what has moved since."""

    @cached_property
    def occasion(self) -> AssessmentOccasion | None:  # type: ignore[override]
        """Where nobody else has answered the latest one yet, the one before says more."""
        answered = [one.occasion_id for one in self._visible]
        shared = [one for one in self.occasions if answered.count(one.pk) > 1]
        return next(iter((shared or self.occasions)[-1:]), None)

    @cached_property
    def moved(self) -> dict[int, str]:
        """By participation, how the sum has moved since the occasion before; "" at the first."""
        return {one.participation.pk: self._moved(one) for one in self.compared}

    def _moved(self, column: Column) -> str:
        now = self.occasion
        if now is None:
            return ""
        place = order_of(now.kind, now.number)
        earlier = [
            one
            for one in self._visible
            if one.participation_id == column.participation.pk
            and order_of(one.occasion.kind, one.occasion.number) < place
        ]
        if not earlier:
            return ""
        last = max(earlier, key=lambda one: order_of(one.occasion.kind, one.occasion.number))
        return moved_words(movement(column.answers, answers_of(last)))

    @property
    def sums(self) -> list[tuple[Column, str]]:
        return [(one, self.moved[one.participation.pk]) for one in self.compared]


@dataclass(frozen=True)
class Place:
    """A participant with its works and the latest of its own figures."""

    participation: Participation
    is_own: bool
    works: tuple[Work, ...]
    figures: tuple[Latest, ...]

    @property
    def name(self) -> str:
        return short_name(self.participation)


class ComparisonPage:
    """What the reader sees of the group; each part is read once, however much there is."""

    def __init__(self, group: Group, user: Any) -> None:
        self.group, self.user = group, user
        self.assessed = Assessed(group, user)

    @cached_property
    def _participants(self) -> list[Participation]:
        """One's own first, the others by name."""
        own = self.assessed.own
        return sorted(self.assessed.participants, key=lambda one: one.pk not in own)

    @property
    def is_alone(self) -> bool:
        return len(self._participants) < 2

    @cached_property
    def _works(self) -> list[Improvement]:
        seen = Improvement.objects.visible_to(self.user)
        return list(seen.filter(participation__in=[one.pk for one in self._participants]))

    @cached_property
    def places(self) -> list[Place]:
        figures = latest_figures(self._participants, self.assessed.own, self.user)
        return [
            Place(
                one,
                one.pk in self.assessed.own,
                tuple(
                    in_order(
                        Work(work, "") for work in self._works if work.participation_id == one.pk
                    )
                ),
                tuple(figures[one.pk]),
            )
            for one in self._participants
        ]

    @property
    def has_figures(self) -> bool:
        return any(place.figures for place in self.places)

    @cached_property
    def official(self) -> OfficialTable:
        return official_table(self._participants, self.user)

    @property
    def compares_answers(self) -> bool:
        return len(self.assessed.compared) > 1

    @cached_property
    def together(self) -> list[str]:
        """What works of several participants share, in sentences: goals, then core operations."""
        goes_on = [one for one in self._works if one.status != ImprovementStatus.ABANDONED]
        as_written = {one.operation.strip().casefold(): one.operation.strip() for one in goes_on}
        said = [
            _("%(who)s work towards the same national goal: %(goal)s.")
            % {"who": joined(names), "goal": str(NationalGoal(goal).label).lower()}
            for goal, names in self._shared(goes_on, lambda one: one.national_goals)
        ]
        said += [
            _("%(who)s work in the same core operation: %(operation)s.")
            % {"who": joined(names), "operation": as_written[operation]}
            for operation, names in self._shared(
                goes_on, lambda one: [one.operation.strip().casefold()]
            )
        ]
        return said

    def _shared(
        self, works: Iterable[Improvement], keys: Callable[[Improvement], Iterable[Any]]
    ) -> list[tuple[Any, list[str]]]:
        """What at least two have, most first, with their names in the page's order."""
        found: dict[Any, set[int]] = {}
        for work in works:
            for key in keys(work):
                if key:
                    found.setdefault(key, set()).add(work.participation_id)
        names = {one.pk: short_name(one) for one in self._participants}
        shared = sorted(
            ((key, pks) for key, pks in found.items() if len(pks) > 1),
            key=lambda pair: (-len(pair[1]), pair[0]),
        )
        return [(key, [name for pk, name in names.items() if pk in pks]) for key, pks in shared]

    @property
    def headline(self) -> str:
        """The largest difference, else what they do together, else how much goes on."""
        if self.is_alone:
            return _("Nobody to compare with yet")
        if self.compares_answers and self.assessed.to_raise:
            return self.assessed.headline
        if self.together:
            return self.together[0].rstrip(".")
        goes_on = sum(one.status != ImprovementStatus.ABANDONED for one in self._works)
        if not goes_on:
            return _("Nothing to compare yet")
        words = ngettext(
            "%(n)s improvement work in the group", "%(n)s improvement works in the group", goes_on
        )
        return str(capfirst(words % {"n": apnumber(goes_on)}))
