"""The occasions on which a round assesses itself: read from its meetings, and kept."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from cohorts.enums import EventKind
from cohorts.models import Cohort
from improvements.assessment_occasions import MEETINGS, Planned, planned_occasions
from improvements.models import AssessmentOccasion
from learning_meetings.models import Meeting, MeetingTemplate
from modellkonceptet.records.services import record_event


def plan_of(cohort: Cohort, group: Any = None) -> list[Planned]:
    """The round's occasions; with a group they are due before that group's own meetings."""
    meetings = Meeting.objects.standing().filter(cohort=cohort, kind__in=MEETINGS.values())
    if group is not None:
        meetings = meetings.filter(group=None) | meetings.filter(group=group)
    templates = MeetingTemplate.objects.filter(
        programme__terms__cohort=cohort, kind=EventKind.LEARNING_MEETING, number__gte=1
    )
    numbers = templates.order_by("number").values_list("number", flat=True).distinct()
    return planned_occasions(meetings, numbers)


class DatedOccasions:
    """The occasions of several rounds that have a day, as `plan_of` gives them; in one query."""

    def __init__(self, rounds: Iterable[int]) -> None:
        self._meetings: dict[int, list[Meeting]] = defaultdict(list)
        self._known: dict[tuple[int, int | None], list[Planned]] = {}
        meetings = Meeting.objects.standing().filter(cohort__in=rounds, kind__in=MEETINGS.values())
        for meeting in meetings:
            self._meetings[meeting.cohort_id].append(meeting)

    def of(self, round_id: int, group_id: int | None) -> list[Planned]:
        """In order; without a group the first of the groups that meet says the day."""
        key = round_id, group_id
        if key not in self._known:
            meetings = self._meetings[round_id]
            if group_id is not None:
                meetings = [one for one in meetings if one.group_id in (None, group_id)]
            self._known[key] = [one for one in planned_occasions(meetings) if one.due_on]
        return self._known[key]


@transaction.atomic
def ensure_occasions(*, cohort: Cohort, actor: Any = None) -> list[AssessmentOccasion]:
    """Give the round the occasions that its meetings ask for, with their days; in order.

    May run any number of times. An occasion whose meeting has gone stays: it may be answered.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    standing = {
        (one.kind, one.number): one for one in AssessmentOccasion.objects.filter(cohort=cohort)
    }
    kept, made = [], []
    for planned in plan_of(cohort):
        row = standing.get(planned.key)
        if row is None:
            row = AssessmentOccasion(cohort=cohort, kind=planned.kind, number=planned.number)
            made.append(str(row))
        if row.pk is None or row.due_on != planned.due_on:
            row.due_on = planned.due_on
            row.save()
        kept.append(row)
    if made:
        record_event(about=cohort, action="make_occasions", actor=actor, occasions=made)
    return kept
