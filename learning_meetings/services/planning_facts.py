"""A round's plan as the schedule wants it: read from timeline, templates, groups and meetings.

A step of the schedule is an event of the round's timeline together with the programme's template
of that kind. An event known to the day is decided, and so is the date of a meeting; the other
events say a period. Meetings that somebody has added by hand stand alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cohorts.enums import EventKind, ParticipationStatus, Precision
from cohorts.models import Cohort, Group, MentorPerson, TeamMember, TimelineEvent
from learning_meetings.calendar_days import ClosedDates, july
from learning_meetings.enums import Audience
from learning_meetings.meeting_times import days_of, first_and_last
from learning_meetings.models import Meeting, MeetingTemplate, NoGoPeriod
from learning_meetings.schedule import (
    DAY,
    Deadline,
    FixedDate,
    GroupFacts,
    Offset,
    Period,
    PlannedMeeting,
    RoundFacts,
    Schedule,
    Slot,
    Step,
)

Key = tuple[str, int]
# What is held as a meeting; an evaluation report is not.
KINDS = (
    EventKind.INFORMATION,
    EventKind.KICK_OFF,
    EventKind.STRATEGIST_MEETING,
    EventKind.LEARNING_MEETING,
    EventKind.LEARNING_SEMINAR,
    EventKind.RESULTS_CONFERENCE,
)
ALONE = (EventKind.INFORMATION, EventKind.LEARNING_SEMINAR, EventKind.OTHER)


@dataclass(frozen=True)
class RoundPlan:
    """What is known of a round's meetings; `people` are the addresses of each group's people."""

    cohort: Cohort
    events: Mapping[Key, TimelineEvent]
    templates: Mapping[Key, MeetingTemplate]
    groups: tuple[Group, ...]
    people: Mapping[int, frozenset[str]]
    closed: tuple[ClosedDates, ...]
    meetings: Mapping[Slot, Meeting]

    def template(self, key: Key) -> MeetingTemplate | None:
        """That of the programme: one of its number, or the only one of its kind."""
        kind, _number = key
        found = self.templates.get(key) or self.templates.get((kind, 0))
        return found or self.templates.get((kind, 1))

    def name(self, key: Key, language: str) -> str:
        """As the timeline calls it; a meeting outside the timeline by its own name."""
        event = self.events.get(key)
        if event is not None:
            return str(getattr(event, f"name_{language}"))
        own = next(one for slot, one in self.meetings.items() if slot[:2] == key)
        return str(getattr(own, f"name_{language}"))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """In the order of their days; those of the timeline, then what was added by hand.

        A public meeting added by hand is no step: nobody must be there, it stands in no one's way.
        """
        own = {
            slot[:2]: one
            for slot, one in self.meetings.items()
            if slot[:2] not in self.events and one.audience != Audience.PUBLIC
        }
        order = sorted(self.events.items(), key=lambda item: _place(item[1]))
        return (
            *(self._step_of_event(key, event) for key, event in order),
            *(self._step_of_meeting(key, one) for key, one in own.items()),
        )

    @cached_property
    def start(self) -> date:
        """The day from which the template counts: the kick-off's, as far as it is known."""
        kick_off = self.events.get((EventKind.KICK_OFF, 0))
        if self.cohort.starts_on:
            return self.cohort.starts_on
        if kick_off:
            return kick_off.first_day
        days = [event.first_day for event in self.events.values()]
        days += [meeting.first_day for meeting in self.meetings.values()]
        return min(days)

    def facts(self, *, today: date, dates_for: Iterable[Key] = ()) -> RoundFacts:
        """Hosts are the wheel's business (`services.hosts`), not the schedule's."""
        return RoundFacts(
            start=self.start,
            today=today,
            groups=tuple(
                GroupFacts(group.pk, group.name, self.people.get(group.pk, frozenset()))
                for group in self.groups
            ),
            fixed=self._fixed(),
            closed=(*self.closed, july()),
            dates_for=frozenset(dates_for),
        )

    def schedule(self, *, today: date) -> Schedule:
        """The meetings as they are set now, for judging by the schedule's rules."""
        return Schedule(
            self.steps,
            replace(self.facts(today=today), fixed=()),
            tuple(planned(slot, meeting) for slot, meeting in self._in_order()),
        )

    def _in_order(self) -> list[tuple[Slot, Meeting]]:
        keys = [step.key for step in self.steps]
        known = [item for item in self.meetings.items() if item[0][:2] in keys]
        return sorted(known, key=lambda item: (keys.index(item[0][:2]), item[0].group or 0))

    def _fixed(self) -> tuple[FixedDate, ...]:
        found = {}
        for key, event in self.events.items():
            if event.precision == Precision.DAY:
                for slot in self._slots(key):
                    found[slot] = FixedDate(slot, event.first_day, event.last_day)
        for slot, meeting in self._in_order():
            if days := first_and_last(meeting):
                found[slot] = FixedDate(slot, *days)
        return tuple(found.values())

    def _slots(self, key: Key) -> list[Slot]:
        if self._is_per_group(key) and self.groups:
            return [Slot(*key, group.pk) for group in self.groups]
        return [Slot(*key)]

    def _is_per_group(self, key: Key) -> bool:
        template = self.template(key)
        if template is None:
            return key[0] == EventKind.LEARNING_MEETING
        return template.audience == Audience.GROUP

    def _step_of_event(self, key: Key, event: TimelineEvent) -> Step:
        template = self.template(key)
        spread = (event.last_day - event.first_day).days + 1
        is_day = event.precision == Precision.DAY
        return Step(
            *_kind_and(
                key, Offset((event.first_day - self.start).days, spread, str(event.precision))
            ),
            name=capfirst(event.name),
            per_group=self._is_per_group(key),
            length_days=spread if is_day else days_of(template),
            gap_days=template.gap_days if template else 0,
            deadlines=deadlines_of(template),
            stands_alone=key[0] in ALONE,
        )

    def _step_of_meeting(self, key: Key, meeting: Meeting) -> Step:
        days = first_and_last(meeting)
        first, last = days or (meeting.first_day, meeting.last_day)
        return Step(
            *_kind_and(key, Period(first, last, DAY if days else str(meeting.precision))),
            name=capfirst(meeting.name),
            per_group=meeting.group_id is not None,
            length_days=(last - first).days + 1 if days else 1,
            deadlines=deadlines_of(meeting),
            stands_alone=True,
        )


def read_round(cohort: Cohort) -> RoundPlan:
    """In a fixed number of queries, whatever the number of groups and meetings."""
    meetings = list(
        Meeting.objects.standing()
        .filter(cohort=cohort)
        .select_related("group", "template")
        .prefetch_related("hosts__participation__organisation", "hosts__participation__unit")
    )
    groups = tuple(
        cohort.groups.standing().exclude(published_at=None).order_by("published_at", "pk")
    )
    standing = {group.pk for group in groups}
    return RoundPlan(
        cohort=cohort,
        events=_numbered(cohort.timeline.filter(kind__in=KINDS), meetings),
        templates=_templates(cohort),
        groups=groups,
        people=_people(groups),
        closed=tuple(
            ClosedDates(one.name, one.first_day, one.last_day)
            for one in (
                NoGoPeriod.objects.filter(cohort=None) | NoGoPeriod.objects.filter(cohort=cohort)
            )
        ),
        # Those of a group that has been dissolved stand in nobody's way.
        meetings={
            Slot(one.kind, one.number, one.group_id): one
            for one in meetings
            if one.group_id is None or one.group_id in standing
        },
    )


def planned(slot: Slot, meeting: Meeting) -> PlannedMeeting:
    """A meeting as it is set, for the schedule's rules."""
    days = first_and_last(meeting)
    first, last = days or (meeting.first_day, meeting.last_day)
    return PlannedMeeting(
        slot=slot,
        name=meeting.name,
        first=first,
        last=last,
        precision=DAY if days else str(meeting.precision),
        is_fixed=days is not None,
    )


def deadlines_of(source: MeetingTemplate | Meeting | None) -> tuple[Deadline, ...]:
    """What is due before a meeting; of a template, or of a meeting's own days."""
    if source is None:
        return ()
    found = [Deadline("invitation", source.invitation_days, _("invitation"))]
    if source.presentation_days is not None:
        found.append(Deadline("presentations", source.presentation_days, _("presentations")))
    return tuple(found)


def _numbered(
    events: Iterable[TimelineEvent], meetings: Iterable[Meeting]
) -> dict[Key, TimelineEvent]:
    """Each event with its number among its kind: 1, 2, 3 in order of days, 0 for an only one.

    Learning meetings count from 1; a strategist meeting before the kick-off is number 0. An event
    whose meetings exist keeps the number that they have.
    """
    known = {one.event_id: one.number for one in meetings if one.event_id}
    by_kind: dict[str, list[TimelineEvent]] = defaultdict(list)
    for event in sorted(events, key=_place):
        by_kind[event.kind].append(event)
    kick_off = next((event.first_day for event in by_kind[EventKind.KICK_OFF]), None)
    found: dict[Key, TimelineEvent] = {}
    for kind, rows in by_kind.items():
        taken = {known[event.pk] for event in rows if event.pk in known}
        coming = iter(_free_numbers(kind, rows, kick_off, taken))
        for event in rows:
            number = known[event.pk] if event.pk in known else next(coming)
            found[kind, number] = event
    return found


def _place(event: TimelineEvent) -> tuple[date, int, int]:
    """By the last day: what is somewhere in February comes after a kick-off on the fifth."""
    return event.last_day, KINDS.index(EventKind(event.kind)), event.pk


def _free_numbers(
    kind: str, rows: list[TimelineEvent], kick_off: date | None, taken: set[int]
) -> Iterable[int]:
    first_is_before = (
        kind == EventKind.STRATEGIST_MEETING
        and kick_off is not None
        and rows[0].last_day < kick_off
    )
    from_nought = first_is_before or (
        len(rows) == 1 and kind not in (EventKind.STRATEGIST_MEETING, EventKind.LEARNING_MEETING)
    )
    number = 0 if from_nought else 1
    while True:
        if number not in taken:
            yield number
        number += 1


def _templates(cohort: Cohort) -> dict[Key, MeetingTemplate]:
    """Those of the round's programmes; where two have one, that of the first."""
    programmes = list(cohort.terms.order_by("pk").values_list("programme", flat=True))
    rows = MeetingTemplate.objects.filter(programme__in=programmes).prefetch_related(
        "agenda", "checklist"
    )
    found: dict[Key, MeetingTemplate] = {}
    for template in sorted(rows, key=lambda row: programmes.index(row.programme_id)):
        found.setdefault((template.kind, template.number), template)
    return found


def _people(groups: Iterable[Group]) -> dict[int, frozenset[str]]:
    """The addresses of those who come to each group's meetings, mentors too."""
    found: dict[int, set[str]] = defaultdict(set)
    members = (
        TeamMember.objects.current()
        .filter(participation__group__in=groups)
        .exclude(participation__status=ParticipationStatus.WITHDRAWN)
    )
    for group, email in members.values_list("participation__group", "email"):
        found[group].add(email.lower())
    mentors = MentorPerson.objects.current().filter(
        promise__mentorships__group__in=groups, promise__mentorships__ended_on=None
    )
    for group, email in mentors.values_list("promise__mentorships__group", "email"):
        found[group].add(email.lower())
    return {group: frozenset(emails - {""}) for group, emails in found.items()}


def _kind_and(key: Key, when: Offset | Period) -> tuple[str, Offset | Period, int]:
    kind, number = key
    return str(kind), when, number
