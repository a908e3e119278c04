"""Meetings made from the programme's templates, each with an agenda and a checklist of its own."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.enums import EventKind, Precision
from cohorts.models import Cohort, Group
from learning_meetings.enums import Audience
from learning_meetings.meeting_times import usual_times
from learning_meetings.models import AgendaItem, ChecklistItem, Meeting, MeetingTemplate
from learning_meetings.schedule import DAY, PlannedMeeting
from learning_meetings.services.planning_facts import RoundPlan, read_round
from modellkonceptet.records.services import record_event

_AGENDA = ("position", "minutes", "title_sv", "title_en", "leads")
_CHECKLIST = ("position", "days", "text_sv", "text_en", "responsible")


@transaction.atomic
def add_meeting(
    *,
    cohort: Cohort,
    kind: str,
    name_sv: str,
    days: tuple[date, date, str],
    actor: Any,
    name_en: str = "",
) -> Meeting:
    """A meeting beside the timeline: another information meeting, a seminar for the evaluation.

    `days` are its first and last day and how exactly they are known. It is made from the
    programme's template of that kind, where there is one; the time is set afterwards.
    """
    if not actor.has_perm("learning_meetings.manage_meetings"):
        raise PermissionDenied
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if kind not in addable_kinds():
        raise ValidationError({"kind": _("Meetings of that kind are made from the timeline.")})
    plan = read_round(locked)
    taken = {
        number for each, number in (*plan.events, *(s[:2] for s in plan.meetings)) if each == kind
    }
    template = plan.template((kind, 0))
    first, last, precision = days
    meeting = Meeting(
        cohort=locked,
        template=template,
        kind=kind,
        number=next(number for number in range(len(taken) + 1) if number not in taken),
        audience=template.audience if template else Audience.ROUND,
        name_sv=name_sv,
        name_en=name_en,
        first_day=first,
        last_day=last,
        precision=precision,
        **_terms(template),
    )
    if precision == Precision.DAY:
        meeting.starts_at, meeting.ends_at = usual_times(template, first, last)
    meeting.full_clean(exclude=["cohort", "template"])
    meeting.save()
    copy_templates([meeting])
    record_event(about=meeting, action="add_meeting", actor=actor)
    return meeting


def addable_kinds() -> tuple[str, ...]:
    return (EventKind.INFORMATION, EventKind.LEARNING_SEMINAR, EventKind.OTHER)


def new_meeting(plan: RoundPlan, one: PlannedMeeting, group: Group | None) -> Meeting:
    """A meeting of the timeline, saved; its agenda comes by `copy_templates`."""
    key = one.slot[:2]
    template = plan.template(key)
    meeting = Meeting(
        cohort=plan.cohort,
        group=group,
        template=template,
        event=plan.events.get(key),
        kind=key[0],
        number=key[1],
        audience=_audience(template, group),
        name_sv=_capital(plan.name(key, "sv")),
        name_en=_capital(plan.name(key, "en")),
        place=plan.events[key].place if key in plan.events else "",
        **_terms(template),
    )
    set_days(meeting, one)
    meeting.save()
    return meeting


def _audience(template: MeetingTemplate | None, group: Group | None) -> str:
    if group is not None:
        return Audience.GROUP
    return template.audience if template else Audience.ROUND


def _terms(template: MeetingTemplate | None) -> dict[str, Any]:
    names = ("invitation_days", "presentation_days")
    return {name: getattr(template, name) for name in names} if template else {}


def set_days(meeting: Meeting, one: PlannedMeeting) -> None:
    """The proposal's days, with the template's usual times where it has a date."""
    meeting.first_day, meeting.last_day = one.first, one.last
    meeting.precision = Precision(one.precision)
    if one.precision == DAY:
        times = usual_times(meeting.template, one.first, one.last)
        meeting.starts_at, meeting.ends_at = times


def copy_templates(meetings: Iterable[Meeting]) -> None:
    """The agenda and checklist of each meeting's template, as the meeting's own rows."""
    agenda, checklist = [], []
    for meeting in meetings:
        if meeting.template is None:
            continue
        for part in meeting.template.agenda.all():
            copied = {name: getattr(part, name) for name in _AGENDA}
            agenda.append(AgendaItem(meeting=meeting, **copied))
        for thing in meeting.template.checklist.all():
            copied = {name: getattr(thing, name) for name in _CHECKLIST}
            checklist.append(ChecklistItem(meeting=meeting, **copied))
    AgendaItem.objects.bulk_create(agenda)
    ChecklistItem.objects.bulk_create(checklist)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
