"""A group that assesses itself: Lund, Ystad and Höör with a short checklist and a start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cohorts.models import Participation
from improvements.enums import AssessmentStatus
from improvements.models import (
    AgreedAnswer,
    Assessment,
    AssessmentOccasion,
    ChecklistEdition,
    ChecklistMoment,
    FunctionAnswer,
    RoundMethod,
)
from modellkonceptet.accounts.models import User
from tests.group_world import GroupWorld, make_group_world


def make_edition(
    key: str = "kort",
    *,
    moments: int = 3,
    highest: int = 4,
    levels: Sequence[str] = ("whole",),
    **fields: Any,
) -> ChecklistEdition:
    """An edition of numbered moments, each with a hint."""
    fields.setdefault("year", 2024)
    fields.setdefault("name_sv", f"Checklistan {key}")
    edition = ChecklistEdition.objects.create(key=key, highest=highest, **fields)
    ChecklistMoment.objects.bulk_create(
        ChecklistMoment(
            edition=edition,
            level=level,
            number=number,
            title_sv=f"Moment {number} {key} {level}",
            hint_sv=f"Vad moment {number} betyder",
        )
        for level in levels
        for number in range(1, moments + 1)
    )
    return edition


def moments_of(edition: ChecklistEdition, level: str = "whole") -> list[ChecklistMoment]:
    return list(edition.moments.filter(level=level).order_by("number"))


def make_assessment(
    participation: Participation,
    occasion: AssessmentOccasion,
    edition: ChecklistEdition,
    steps: Sequence[int] = (),
    *,
    own: Mapping[str, Sequence[int]] | None = None,
    agreed: bool = True,
    **fields: Any,
) -> Assessment:
    """With common answers in the order of the moments, and what functions (`own`) said alone."""
    if agreed:
        fields |= {"status": AssessmentStatus.AGREED, "agreed_at": timezone.now()}
    assessment = Assessment.objects.create(
        participation=participation, occasion=occasion, edition=edition, **fields
    )
    moments = moments_of(edition)
    AgreedAnswer.objects.bulk_create(
        AgreedAnswer(assessment=assessment, moment=moment, value=step)
        for moment, step in zip(moments, steps, strict=False)
    )
    for function, values in (own or {}).items():
        seat = participation.team.current().get(function=function)
        FunctionAnswer.objects.bulk_create(
            FunctionAnswer(assessment=assessment, member=seat, moment=moment, value=step)
            for moment, step in zip(moments, values, strict=False)
        )
    return assessment


@dataclass
class AssessmentWorld:
    group: GroupWorld
    edition: ChecklistEdition
    start: AssessmentOccasion
    moments: list[ChecklistMoment]

    @property
    def lund(self) -> Participation:
        return self.group.lund

    @property
    def ystad(self) -> Participation:
        return self.group.ystad

    @property
    def hoor(self) -> Participation:
        return self.group.hoor

    @property
    def politician(self) -> User:
        return self.group.person("lund", "politician")

    @property
    def key_person(self) -> User:
        return self.group.person("lund", "key_person")

    @property
    def partner(self) -> User:
        return self.group.person("ystad", "key_person")

    def own(self, assessment: Assessment, user: User) -> list[int]:
        """What a person has answered, in the order of the moments."""
        found = FunctionAnswer.objects.filter(assessment=assessment, member__user=user)
        return list(found.order_by("moment__number").values_list("value", flat=True))


def make_assessment_world(**edition: Any) -> AssessmentWorld:
    """Nobody has begun; the round has chosen the edition."""
    group = make_group_world(kick_off=timezone.localdate() + timedelta(days=30))
    made = make_edition(**edition)
    RoundMethod.objects.create(cohort=group.cohort, edition=made)
    start = AssessmentOccasion.objects.create(cohort=group.cohort, kind="start")
    return AssessmentWorld(group, made, start, moments_of(made))
