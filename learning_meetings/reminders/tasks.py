"""What is asked of participants and people by name around a meeting: to show, see to, and do."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.round_people import Who
from learning_meetings.enums import Audience, MeetingStatus, OutcomeKind, Responsible
from learning_meetings.models import ChecklistItem, Meeting, Outcome, Presentation
from learning_meetings.reminders.meetings import Meetings, due_from, nearest, path_to, saying
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.reminder_rules import Due, Looking, Policy, Recipient, Rule

TASK_WAITS = timedelta(days=30)
ACTION_WAITS = timedelta(days=90)
LONGEST_TEXT = 120
_HOSTS = (Responsible.HOST, Responsible.NOTE_TAKER)
_CANNOT_TICK = (Responsible.EACH, Responsible.MENTOR)
_COORDINATING = (Role.STRATEGIST, Role.KEY_PERSON)


def find_unpresented(looking: Looking) -> Iterator[Due]:
    """Participations that are to show something at a meeting and have not published it."""
    meetings = Meetings.of(looking)
    published = set(
        meetings.rows_of(Presentation.objects)
        .filter(meeting__cohort__in=looking.rounds)
        .order_by()
        .values_list("meeting", "participation")
    )
    for meeting, days in meetings.dated(looking, MeetingStatus.PLANNED, MeetingStatus.INVITED):
        if meeting.presentation_days is None or meeting.audience == Audience.PUBLIC:
            continue
        if days[0] < looking.day:
            continue
        due_on = due_from(days, -meeting.presentation_days)
        for home in meetings.taking_part(meeting):
            if (meeting.pk, home.pk) in published:
                continue
            yield Due(
                subject=f"presentation-{meeting.pk}-{home.pk}",
                round_id=meeting.cohort_id,
                due_on=due_on,
                since=meetings.since(meeting, due_on),
                what=saying(gettext_lazy("Publish your presentation for %(meeting)s"), meeting),
                path=path_to("publish_presentation", meeting.pk, home.pk),
                who=meetings.people.of_participation(home.pk),
                until=days[0],
                whose=home.name,
                desk_path=path_to("meeting", meeting.pk) + "#presentations",
            )


def find_tasks(looking: Looking) -> Iterator[Due]:
    """What stands unticked on the checklists, except what another rule asks for.

    What was to be done before a meeting is nothing to remind of once it has begun. Those who
    can't tick a thing themselves hear of it on its day and no more: they may have done it.
    """
    meetings = Meetings.of(looking)
    rows = (
        meetings.rows_of(ChecklistItem.objects)
        .filter(meeting__cohort__in=looking.rounds, done_at=None)
        .order_by("pk")
        .values_list("pk", "meeting", "days", "text_sv", "text_en", "responsible")
    )
    for pk, number, offset, swedish, english, responsible in rows:
        meeting, days = meetings.by_number.get(number), meetings.days(number)
        if meeting is None or days is None:
            continue
        due_on = due_from(days, offset)
        until = min(due_on + TASK_WAITS, days[0]) if offset <= 0 else due_on + TASK_WAITS
        if responsible in _CANNOT_TICK:
            until = min(until, due_on)
        if looking.day > until or is_asked_elsewhere(meeting, offset, swedish, responsible):
            continue
        yield Due(
            subject=f"task-{pk}",
            round_id=meeting.cohort_id,
            due_on=due_on,
            since=meetings.since(meeting, due_on),
            what=partial(_task, swedish, english, meeting),
            path=path_to("meeting", meeting.pk) + "#checklist",
            responsible=_sees_to_it(meetings, meeting, responsible),
            who=_who(meetings, meeting, responsible),
            until=until,
            whose=meetings.hosts_in_words(meeting) if responsible in _HOSTS else "",
        )


def find_actions(looking: Looking) -> Iterator[Due]:
    """What somebody took on at a meeting and has not done."""
    meetings = Meetings.of(looking)
    people = meetings.people
    rows = (
        meetings.rows_of(Outcome.objects)
        .filter(
            meeting__cohort__in=looking.rounds,
            kind=OutcomeKind.ACTION,
            done_on=None,
            due_on__gte=looking.day - ACTION_WAITS,
        )
        .order_by("pk")
        .values_list(
            "pk",
            "meeting",
            "text",
            "due_on",
            "noted_at",
            "responsible",
            "responsible__participation",
        )
    )
    for pk, number, text, due_on, noted_at, seat, place in rows:
        meeting, home = meetings.by_number.get(number), people.homes.get(place)
        if meeting is None or home is None:
            continue
        yield Due(
            subject=f"action-{pk}",
            round_id=meeting.cohort_id,
            due_on=due_on,
            since=civil_date(noted_at),
            what=saying(
                gettext_lazy("Do what you took on at %(meeting)s: %(what)s"),
                meeting,
                what=_one_line(text),
            ),
            path=path_to("meeting", meeting.pk) + "#outcomes",
            responsible=people.seat(seat),
            who=people.of_participation(home.pk),
            until=due_on + ACTION_WAITS,
            whose=home.name,
        )


def is_asked_elsewhere(meeting: Meeting, days: int, text_sv: str, responsible: str) -> bool:
    """Whether a thing on the checklist is what the rules about invitation, presentations or notes
    remind of: known by its day, by who does it and by its subject, as the templates word it."""
    text = text_sv.lower()
    match responsible:
        case Responsible.HOST | Responsible.ORGANISER if days == -meeting.invitation_days:
            return "inbjud" in text or "anmälan" in text
        case Responsible.EACH if days <= 0 and meeting.presentation_days is not None:
            return "presentation" in text
    return days > 0 and responsible != Responsible.EACH and "anteckning" in text


def _who(meetings: Meetings, meeting: Meeting, responsible: str) -> Who:
    """Where nobody sees to it, those who come after in the ladder of who stands in."""
    if responsible in _HOSTS:
        return meetings.run_by(meeting)
    if responsible == Responsible.MENTOR and meeting.group_id is not None:
        return meetings.people.of_group(meeting.group_id)
    return meetings.people.of_round()


def _sees_to_it(meetings: Meetings, meeting: Meeting, responsible: str) -> tuple[Recipient, ...]:
    who = _who(meetings, meeting, responsible)
    if responsible == Responsible.MENTOR:
        return who(Role.MENTOR)
    if responsible == Responsible.ORGANISER:
        return who(Role.DESK)
    if responsible == Responsible.EACH:
        people, roles = meetings.people, (*_COORDINATING, Role.SENIOR_MANAGER)
        homes = meetings.taking_part(meeting)
        found = [nearest(people.of_participation(home.pk), roles) for home in homes]
    else:
        found = [who(role) for role in _COORDINATING]
    return tuple({one.key: one for some in found for one in some}.values())


def _task(text_sv: str, text_en: str, meeting: Meeting) -> str:
    text = str(ChecklistItem(text_sv=text_sv, text_en=text_en))
    return _("%(task)s (%(meeting)s)") % {"task": _one_line(text), "meeting": meeting}


def _one_line(text: str) -> str:
    return Truncator(" ".join(text.split()).rstrip(". ")).chars(LONGEST_TEXT)


TASK_RULES = (
    Rule(
        key="meetings.presentation",
        topic=Topic.MEETINGS,
        name=gettext_lazy("A presentation is to be published before a meeting"),
        policy=Policy(days=(-5, -1, 1), audience=_COORDINATING),
        find=find_unpresented,
        offered=(*_COORDINATING, Role.SENIOR_MANAGER, Role.POLITICIAN),
    ),
    Rule(
        key="meetings.checklist",
        topic=Topic.MEETINGS,
        name=gettext_lazy("A thing on a meeting’s checklist"),
        policy=Policy(days=(0, 3)),
        find=find_tasks,
        offered=(Role.RESPONSIBLE,),
    ),
    Rule(
        key="meetings.action",
        topic=Topic.MEETINGS,
        name=gettext_lazy("A thing that somebody took on at a meeting"),
        policy=Policy(days=(-2, 1, 8), ladder=((Role.STRATEGIST, 8),)),
        find=find_actions,
        offered=(Role.RESPONSIBLE, Role.STRATEGIST, Role.KEY_PERSON),
    ),
)
