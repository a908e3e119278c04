"""What speaks against a time for a meeting, in sentences: said before it is set, and confirmed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning_meetings.calendar_days import why_unfit
from learning_meetings.deadlines import due_day
from learning_meetings.enums import Audience
from learning_meetings.meeting_times import days_between
from learning_meetings.models import Meeting
from learning_meetings.schedule import DAY, Schedule, Slot, broken_rules
from learning_meetings.services.audience import Guest, audience_of
from learning_meetings.services.planning_facts import read_round
from modellkonceptet.civil_dates import today as civil_today

Span = tuple[datetime, datetime]


def warnings_about(meeting: Meeting, begins: datetime, ends: datetime) -> list[str]:
    """What speaks against that time, and did not against the one that is set: sentences.

    Weekends, holidays and closed weeks; order and distance to the round's other meetings; the
    same people in two places; deadlines that have passed.
    """
    return warnings_about_each(meeting, [(begins, ends)])[0]


def warnings_about_each(meeting: Meeting, spans: Sequence[Span]) -> list[list[str]]:
    """`warnings_about` for several times, in as many queries as for one."""
    schedule = read_round(meeting.cohort).schedule(today=civil_today())
    elsewhere = _Elsewhere(meeting, spans)
    return [
        [
            *_of_schedule(meeting, schedule, days_between(*span)),
            *_too_late_for(meeting, *days_between(*span)),
            *elsewhere.at(span),
        ]
        for span in spans
    ]


def _of_schedule(meeting: Meeting, schedule: Schedule, days: tuple[date, date]) -> list[str]:
    first, last = days
    slot = Slot(meeting.kind, meeting.number, meeting.group_id)
    if slot not in schedule.meeting_by_slot:
        # A public meeting is no part of the schedule; its day is looked at by itself.
        why = (why_unfit(day, schedule.facts.closed) for day in days)
        return list(dict.fromkeys(_("The day is not fit: %(why)s.") % {"why": w} for w in why if w))
    after = replace(
        schedule,
        meetings=tuple(
            replace(one, first=first, last=last, precision=DAY, is_fixed=True)
            if one.slot == slot
            else one
            for one in schedule.meetings
        ),
    )
    held = {one.text for one in broken_rules(schedule)}
    return [one.text for one in broken_rules(after) if one.text not in held]


def _too_late_for(meeting: Meeting, first: date, last: date) -> list[str]:
    """That the day is past, or that the invitation should have been sent by now."""
    today = civil_today()
    if first < today:
        return [_("The day is past.")]
    due = due_day((first, last), -meeting.invitation_days)
    if meeting.invited_at is None and due is not None and due < today:
        return [
            ngettext(
                "It is less than %(days)d day until then: the invitation is late.",
                "It is less than %(days)d days until then: the invitation is late.",
                meeting.invitation_days,
            )
            % {"days": meeting.invitation_days}
        ]
    return []


class _Elsewhere:
    """People who are to be at a meeting of another round just then."""

    def __init__(self, meeting: Meeting, spans: Sequence[Span]) -> None:
        overlap = Q(pk=None)
        for begins, ends in spans:
            overlap |= Q(starts_at__lt=ends, ends_at__gt=begins)
        self._others: list[tuple[Meeting, list[Guest]]] = []
        found = list(
            Meeting.objects.standing()
            .filter(overlap)
            .exclude(cohort=meeting.cohort_id)
            .exclude(audience=Audience.PUBLIC)
            .select_related("cohort", "group")
            .order_by("starts_at", "pk")
        )
        own = {guest.key for guest in audience_of(meeting)} if found else set()
        for other in found:
            shared = [guest for guest in audience_of(other) if guest.key in own]
            if shared:
                self._others.append((other, shared))

    def at(self, span: Span) -> list[str]:
        begins, ends = span
        return [
            _("%(who)s is to be at %(meeting)s of %(round)s at the same time.")
            % {
                "who": ", ".join(guest.name for guest in shared),
                "meeting": other,
                "round": other.cohort.name,
            }
            for other, shared in self._others
            if other.starts_at
            and other.ends_at
            and other.starts_at < ends
            and other.ends_at > begins
        ]
