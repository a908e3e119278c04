"""A participant's own round: what comes next, what was decided and what was promised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from applications.enums import DecisionStatus
from applications.models import AdmissionDecision, DecisionCondition
from cohorts.enums import Function, ParticipationStatus, Precision
from cohorts.models import (
    Group,
    MentorPerson,
    Participation,
    RequiredFunction,
    TeamMember,
    TimelineEvent,
)
from learning_meetings.own_meetings import OwnMeeting, OwnMeetings
from modellkonceptet import civil_dates

NO_MEETINGS = OwnMeetings((), ())


@dataclass(frozen=True)
class Next:
    """The nearest thing: `when` in words, `far` how far away, where that is known."""

    what: str
    when: str
    far: str = ""
    place: str = ""
    is_condition: bool = False
    is_late: bool = False


def own_participations(user: Any) -> Any:
    """Those in whose team the person has a seat today; running ones first."""
    return (
        Participation.objects.visible_to(user)
        .of_person(user)
        .select_related("cohort", "organisation", "unit", "group")
        .order_by("status", "-cohort__starts_on", "pk")
    )


def mentored_groups(user: Any) -> Any:
    """Those that the person mentors today, with who learns in them."""
    serves = MentorPerson.objects.current().filter(
        user=user,
        promise__mentorships__group=OuterRef("pk"),
        promise__mentorships__ended_on=None,
    )
    staying = Participation.objects.exclude(status=ParticipationStatus.WITHDRAWN)
    return (
        Group.objects.standing()
        .visible_to(user)
        .filter(Exists(serves))
        .select_related("cohort")
        .prefetch_related(
            Prefetch("participations", staying.select_related("organisation", "unit"))
        )
        .order_by("-cohort__starts_on", "name", "pk")
    )


def empty_functions(participation: Participation, team: Iterable[TeamMember]) -> list[Function]:
    """Functions that the round asks for and that nobody has now."""
    asked = RequiredFunction.objects.filter(
        terms__cohort=participation.cohort,
        terms__programme__participant_kind=participation.organisation.participant_kind,
        is_required=True,
    )
    held = {member.function for member in team}
    return [
        Function(each)
        for each in asked.order_by("position").values_list("function", flat=True)
        if each not in held
    ]


def decision_in_force(participation: Participation) -> AdmissionDecision | None:
    """The published decision, for the team: its outcome and conditions concern everybody in it.

    The letter itself is opened by those who wrote the application.
    """
    conditions = DecisionCondition.objects.order_by("due_on", "pk")
    decisions = AdmissionDecision.objects.filter(
        participation=participation, status=DecisionStatus.PUBLISHED
    )
    return (
        decisions.select_related("application__current_submission")
        .prefetch_related(Prefetch("conditions", conditions))
        .first()
    )


def next_thing(
    participation: Participation,
    events: Iterable[TimelineEvent],
    conditions: Iterable[DecisionCondition],
    *,
    today: date,
    meetings: OwnMeetings = NO_MEETINGS,
) -> Next | None:
    """A late condition first; else what comes first of conditions, meetings and events."""
    if participation.status != ParticipationStatus.ACTIVE:
        return None
    waiting = [condition for condition in conditions if condition.met_on is None]
    ahead = [event for event in without_meetings(events, meetings) if event.last_day >= today]
    dated: list[tuple[date, int, Next]] = [
        (condition.due_on, 0, _of_condition(condition, today)) for condition in waiting
    ]
    dated += [(max(event.first_day, today), 1, _of_event(event, today)) for event in ahead]
    dated += [(one.begins_on, 1, _of_meeting(one)) for one in meetings.coming]
    return min(dated, key=lambda item: item[:2])[2] if dated else None


def next_event(
    events: Iterable[TimelineEvent], *, today: date, meetings: OwnMeetings = NO_MEETINGS
) -> Next | None:
    """What comes first of the meetings, and of the round's events that are not over."""
    ahead = [event for event in without_meetings(events, meetings) if event.last_day >= today]
    dated = [(max(event.first_day, today), _of_event(event, today)) for event in ahead]
    dated += [(one.begins_on, _of_meeting(one)) for one in meetings.coming]
    return min(dated, key=lambda item: item[0])[1] if dated else None


def without_meetings(events: Iterable[TimelineEvent], meetings: OwnMeetings) -> list[TimelineEvent]:
    """Events that are not a meeting of the reader's yet: the meeting knows more than its event."""
    made = {one.meeting.event_id for one in (*meetings.coming, *meetings.over)}
    return [event for event in events if event.pk not in made]


def _of_meeting(one: OwnMeeting) -> Next:
    return Next(what=one.meeting.name, when=one.when, far=one.far, place=one.place)


def _of_condition(condition: DecisionCondition, today: date) -> Next:
    return Next(
        what=condition.text.rstrip(". "),
        when=civil_dates.in_words(condition.due_on),
        far=civil_dates.distance(condition.due_on, today),
        is_condition=True,
        is_late=condition.due_on < today,
    )


def _of_event(event: TimelineEvent, today: date) -> Next:
    if event.precision != Precision.DAY:
        when = civil_dates.period(event.first_day, event.last_day, event.precision)
        single = (event.first_day.year, event.first_day.month) == (
            event.last_day.year,
            event.last_day.month,
        )
        # A single month says so by itself.
        if event.precision == Precision.YEAR or not single:
            when = _("%(period)s, date not set yet") % {"period": when}
        return Next(capfirst(event.name), when, place=event.place)
    if event.first_day == event.last_day:
        when = civil_dates.in_words(event.first_day)
    else:
        when = civil_dates.span(event.first_day, event.last_day, year="auto")
    far = _("now") if event.first_day < today else civil_dates.distance(event.first_day, today)
    return Next(capfirst(event.name), when, far, event.place)
