"""What is asked of those who host a meeting, and of SKR where nobody does."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy

from learning_meetings.enums import Audience, MeetingStatus, NoteStatus
from learning_meetings.models import Meeting, MeetingNote
from learning_meetings.reminders.meetings import Days, Meetings, due_from, path_to, saying
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.reminder_rules import ONE_DAY, Due, Looking, Policy, Rule

TIME_TO_INVITE = timedelta(days=3)  # once the day is set
DATE_BEFORE = timedelta(days=45)  # of the period in which a meeting is to be
DATE_LOOKED_FOR = timedelta(days=60)
TIME_TO_SET_DATE = timedelta(days=7)  # once the period is set
NOTES_AFTER = 5
NOTES_WAIT = timedelta(days=60)
_COORDINATING = (Role.STRATEGIST, Role.KEY_PERSON)


def find_uninvited(looking: Looking) -> Iterator[Due]:
    """Meetings with a date to which nobody has been invited.

    Where the date was set late there is still some time before anybody is late.
    """
    meetings = Meetings.of(looking)
    for meeting, days in meetings.dated(looking, MeetingStatus.PLANNED):
        if days[0] < looking.day:
            continue
        due_on = due_from(days, -meeting.invitation_days)
        if settled := meetings.settled_on(meeting):
            due_on = max(due_on, min(settled + TIME_TO_INVITE, days[0] - ONE_DAY))
        yield _of_hosts(
            meetings,
            meeting,
            due_on=due_on,
            since=meetings.since(meeting, due_on),
            until=days[0],
            what=saying(_INVITE[meeting.audience == Audience.PUBLIC], meeting),
            anchor="#checklist",
        )


def find_undated(looking: Looking) -> Iterator[Due]:
    """Groups' meetings that have a period only, when that comes near."""
    meetings = Meetings.of(looking)
    for meeting in meetings.of_rounds(looking):
        if meeting.group_id is None or meeting.status != MeetingStatus.PLANNED:
            continue
        if meetings.days(meeting.pk) or looking.day > meeting.last_day:
            continue
        if looking.day < meeting.first_day - DATE_LOOKED_FOR:
            continue
        due_on = meeting.first_day - DATE_BEFORE
        if settled := meetings.settled_on(meeting):
            due_on = max(due_on, min(settled + TIME_TO_SET_DATE, meeting.last_day))
        yield _of_hosts(
            meetings,
            meeting,
            due_on=due_on,
            since=meetings.since(meeting, due_on),
            until=meeting.last_day,
            what=saying(gettext_lazy("Set a date for %(meeting)s"), meeting),
        )


def find_unwritten(looking: Looking) -> Iterator[Due]:
    """Meetings that have been, whose notes are not adjusted yet."""
    meetings = Meetings.of(looking)
    notes = dict(
        meetings.rows_of(MeetingNote.objects)
        .filter(meeting__cohort__in=looking.rounds)
        .order_by()
        .values_list("meeting", "status")
    )
    for meeting in meetings.of_rounds(looking):
        status = notes.get(meeting.pk)
        if meeting.audience == Audience.PUBLIC or status not in (None, NoteStatus.DRAFT):
            continue
        days = _was_held_on(meetings, meeting, looking.day)
        if days is None or looking.day > days[1] + NOTES_WAIT:
            continue
        yield _of_hosts(
            meetings,
            meeting,
            due_on=due_from(days, NOTES_AFTER),
            since=days[1],
            until=days[1] + NOTES_WAIT,
            what=saying(_NOTES[status is not None], meeting),
            anchor="#notes",
        )


def _was_held_on(meetings: Meetings, meeting: Meeting, day: date) -> Days | None:
    """The days of a meeting that has been; one held without a date has those of its period."""
    days = meetings.days(meeting.pk)
    if meeting.status == MeetingStatus.HELD:
        return days or (meeting.first_day, meeting.last_day)
    return days if days is not None and days[1] < day else None


def _of_hosts(
    meetings: Meetings,
    meeting: Meeting,
    *,
    due_on: date,
    since: date,
    until: date,
    what: Callable[[], str],
    anchor: str = "",
) -> Due:
    return Due(
        subject=f"meeting-{meeting.pk}",
        round_id=meeting.cohort_id,
        due_on=due_on,
        since=since,
        what=what,
        path=path_to("meeting", meeting.pk) + anchor,
        who=meetings.run_by(meeting),
        until=until,
        whose=meetings.hosts_in_words(meeting),
    )


# Whether people sign up themselves; whether there is a draft.
_INVITE = {
    False: gettext_lazy("Send the invitation to %(meeting)s"),
    True: gettext_lazy("Open the sign-up for %(meeting)s"),
}
_NOTES = {
    False: gettext_lazy("Write the notes from %(meeting)s"),
    True: gettext_lazy("Go through the notes from %(meeting)s and mark them as adjusted"),
}

HOST_RULES = (
    Rule(
        key="meetings.date_to_set",
        topic=Topic.MEETINGS,
        name=gettext_lazy("A group’s meeting has no date yet"),
        policy=Policy(days=(0, 14), audience=_COORDINATING, ladder=((Role.DESK, 21),)),
        find=find_undated,
        offered=(*_COORDINATING, Role.SENIOR_MANAGER, Role.DESK),
    ),
    Rule(
        key="meetings.invitation_to_send",
        topic=Topic.MEETINGS,
        name=gettext_lazy("The invitation to a meeting is to be sent"),
        policy=Policy(
            days=(-7, 0, 2),
            audience=_COORDINATING,
            ladder=((Role.SENIOR_MANAGER, 4), (Role.DESK, 5)),
        ),
        find=find_uninvited,
        offered=(*_COORDINATING, Role.SENIOR_MANAGER, Role.DESK),
    ),
    Rule(
        key="meetings.notes",
        topic=Topic.MEETINGS,
        name=gettext_lazy("The notes from a meeting are to be published"),
        policy=Policy(days=(0, 3), audience=_COORDINATING, ladder=((Role.DESK, 7),)),
        find=find_unwritten,
        offered=(*_COORDINATING, Role.SENIOR_MANAGER, Role.DESK),
    ),
)
