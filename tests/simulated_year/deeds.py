"""What people do in the year, done in the product: by day, at ten or at three in the afternoon."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from applications.enums import ApplicationStatus
from applications.models import CompletionRequest, Invitation
from cohorts.enums import ParticipationStatus, PromiseStatus
from cohorts.models import TeamMember
from improvements.models import (
    Assessment,
    CycleTask,
    FunctionAnswer,
    Measurement,
    StartingPoint,
)
from learning_meetings.enums import OutcomeKind
from learning_meetings.models import (
    EvaluationReceipt,
    Invitee,
    MeetingNote,
    Outcome,
)
from learning_meetings.services.answers import answer_invitation
from learning_meetings.services.inviting import align_invitations, invite
from learning_meetings.services.setting_times import set_time
from tests import factories
from tests.improvements.assessment_recipes import moments_of
from tests.improvements.mirror_recipes import make_mirror, make_reply
from tests.improvements.recipes import make_cycle, make_improvement, make_indicator
from tests.learning_meetings.reminder_recipes import publish
from tests.simulated_year import meeting_matters
from tests.simulated_year import the_year as year
from tests.simulated_year.people import (
    MENTOR_OF_GROUP,
    NAMES_OF_GROUP,
    ORGANISATIONS,
    address,
    afternoon,
)
from tests.simulated_year.round_2021 import FUNCTION, begin_round, plan_meeting, times_of

Deed = Callable[[Any], Any]


class Diary:
    """Deeds by moment, in the order in which they were written down."""

    def __init__(self) -> None:
        self._deeds: dict[datetime, list[Deed]] = defaultdict(list)

    def add(self, day: date | None, deed: Callable[..., Any], *args: Any, at: int = 15) -> None:
        if day is not None and day <= year.LAST_DAY:
            self._deeds[datetime.combine(day, time(at))].append(lambda world: deed(world, *args))

    def at(self, moment: datetime) -> list[Deed]:
        return self._deeds.get(moment, [])


def diary_of_the_year() -> Diary:
    diary = Diary()
    for write in (_applications, _mentors, _round, _meetings, _around, _method, _works, _people):
        write(diary)
    return diary


# --- applications and mentors -------------------------------------------------------------------
def _applications(diary: Diary) -> None:
    for name, (begun, sent) in year.APPLICATIONS.items():
        diary.add(begun, _begin_application, name)
        diary.add(sent, _send_in, name)
    for email, name, invited, accepted in year.COLLEAGUES:
        diary.add(invited, _invite_colleague, email, name)
        diary.add(accepted, _accept, email)
    for name, (asked, by, answered) in year.COMPLETIONS.items():
        diary.add(asked, _ask_completion, name, by)
        diary.add(answered, _complete, name)


def _begin_application(world: Any, name: str) -> None:
    world.applications[name] = factories.make_application(
        cohort=world.cohort,
        organisation=world.organisations[name],
        owner=world.users[address("nyckel", name)],
    )


def _send_in(world: Any, name: str) -> None:
    application = world.applications[name]
    factories.make_submission(application, by=application.created_by)
    application.status = ApplicationStatus.SUBMITTED
    application.save()


def _invite_colleague(world: Any, email: str, name: str) -> None:
    application = world.applications[name]
    world.colleagues[email] = Invitation.objects.create(
        application=application, email=email, token_hash=email, invited_by=application.created_by
    )


def _accept(world: Any, email: str) -> None:
    _set(world.colleagues[email], accepted_at=timezone.now())


def _ask_completion(world: Any, name: str, by: date) -> None:
    application = world.applications[name]
    _set(application, status=ApplicationStatus.COMPLETION_REQUESTED)
    world.completions[name] = CompletionRequest.objects.create(
        application=application,
        sections=["why"],
        message="Skriv mer.",
        due_on=by,
        requested_by=world.lead,
    )


def _complete(world: Any, name: str) -> None:
    _set(world.completions[name], closed_at=timezone.now())
    _set(world.applications[name], status=ApplicationStatus.COMPLETED)


def _mentors(diary: Diary) -> None:
    for name in MENTOR_OF_GROUP.values():
        diary.add(year.MENTORS_ASKED, _ask_mentor, name)
        answered = year.MENTORS_ANSWER.get(name, year.OTHER_MENTORS_ANSWER)
        diary.add(answered, _accept_mentoring, name)


def _ask_mentor(world: Any, name: str) -> None:
    _set(
        world.promises[name],
        status=PromiseStatus.ASKED,
        cohort=world.cohort,
        contact_name=f"Mentor, {name}",
        contact_email=address("mentor", name),
        asked_at=timezone.now(),
        answer_by=year.MENTORS_ANSWER_BY,
    )


def _accept_mentoring(world: Any, name: str) -> None:
    _set(world.promises[name], status=PromiseStatus.ACCEPTED, answered_at=timezone.now())


def _round(diary: Diary) -> None:
    diary.add(year.DECISION, begin_round)
    for name, (_what, _by, met) in year.CONDITIONS.items():
        diary.add(met, _meet_condition, name)


def _meet_condition(world: Any, name: str) -> None:
    _set(world.conditions[name], met_on=timezone.localdate(), met_by=world.lead)


# --- meetings -----------------------------------------------------------------------------------
def _meetings(diary: Diary) -> None:
    for meeting in year.MEETINGS:
        has_period = meeting == year.LEARNING_2[-1]
        diary.add(year.PLANNED_2 if has_period else meeting.planned, plan_meeting, meeting)
        if has_period:
            diary.add(meeting.planned, _set_day, meeting.title, meeting.day)
        diary.add(meeting.invited, _send_invitations, meeting.title)
        for life in meeting_matters.lives_of(meeting):
            if life.opened.time() == time(10):
                diary.add(year.MOVED_ON, _set_day, meeting.title, life.day, at=10)
            _guests(diary, life)
        diary.add(meeting.notes, _write_notes, meeting.title)
        for name in NAMES_OF_GROUP[meeting.group] if meeting.presents else ():
            diary.add(meeting_matters.published_on(meeting, name), _publish, meeting.title, name)


def _guests(diary: Diary, life: meeting_matters.Life) -> None:
    for guest in meeting_matters.guests_of(life):
        if guest.answer and afternoon(guest.answer[0]) < life.closed:
            diary.add(guest.answer[0], _answer, life.meeting.title, guest.email, guest.answer[1])
        if guest.evaluates and life.last < life.closed.date():
            day = life.last + timedelta(days=guest.evaluates)
            diary.add(day, _evaluate, life.meeting.title, guest.email)


def _set_day(world: Any, title: str, day: date) -> None:
    begins, ends = times_of(day)
    set_time(
        meeting=world.meetings[title], starts_at=begins, ends_at=ends, actor=world.lead,
        confirmed=True,
    )  # fmt: skip


def _send_invitations(world: Any, title: str) -> None:
    invite(meeting=world.meetings[title], actor=world.lead)


def _invitee(world: Any, title: str, email: str) -> Invitee | None:
    found = Invitee.objects.current().filter(meeting=world.meetings[title], email=email)
    return found.first()


def _answer(world: Any, title: str, email: str, answer: str) -> None:
    """Of those who are still invited."""
    if invitee := _invitee(world, title, email):
        answer_invitation(invitee=invitee, answer=answer, by="link")


def _evaluate(world: Any, title: str, email: str) -> None:
    """Those who have said that they come have been there."""
    invitee = _invitee(world, title, email)
    if invitee and invitee.answer == "yes":
        EvaluationReceipt.objects.create(invitee=invitee)


def _write_notes(world: Any, title: str) -> None:
    MeetingNote.objects.create(meeting=world.meetings[title], status="adjusted")


def _publish(world: Any, title: str, name: str) -> None:
    publish(world.meetings[title], world.homes[name])


def _around(diary: Diary) -> None:
    for _title, _offset, text, _who, done in year.CHECKLIST:
        diary.add(done, _tick, text)
    meetings = {meeting.title: meeting for meeting in year.MEETINGS}
    for email, name, title, text, by, done in year.ACTIONS:
        diary.add(meetings[title].day, _take_on, title, email, name, text, by)
        diary.add(done, _finish, "actions", text)
    mirrored = next(one for one in year.LEARNING_2 if one.group == year.MIRROR_GROUP)
    diary.add(year.MIRROR_ASKED, _ask_mirror, mirrored.title)
    for name, answered in year.MIRROR_ANSWERS.items():
        diary.add(answered, _answer_mirror, name)


def _tick(world: Any, text: str) -> None:
    _set(world.checklist[text], done_at=timezone.now())


def _take_on(world: Any, title: str, email: str, name: str, text: str, by: date) -> None:
    world.actions[text] = Outcome.objects.create(
        meeting=world.meetings[title],
        kind=OutcomeKind.ACTION,
        text=text,
        responsible=world.homes[name].team.filter(email=email).first(),
        due_on=by,
    )


def _finish(world: Any, kind: str, text: str) -> None:
    _set(getattr(world, kind)[text], done_on=timezone.localdate())


def _ask_mirror(world: Any, title: str) -> None:
    world.mirror = make_mirror(world.meetings[title])


def _answer_mirror(world: Any, name: str) -> None:
    make_reply(world.mirror, world.homes[name])


# --- the method ---------------------------------------------------------------------------------
def _method(diary: Diary) -> None:
    shared_by = year.KICK_OFF.day - timedelta(days=7)
    for name in ORGANISATIONS:
        shares = year.HABITS[name].shares
        if shares is not None:
            diary.add(shared_by + timedelta(days=shares), _share, name)
    for function, day in year.ALONE_ANSWERS.items():
        diary.add(day, _answer_alone, function)
    for meeting in (year.KICK_OFF, *year.LEARNING_1, *year.LEARNING_2):
        for name in NAMES_OF_GROUP.get(meeting.group, ORGANISATIONS):
            diary.add(meeting_matters.agreed_on(meeting, name), _agree, meeting.name, name)


def _share(world: Any, name: str) -> None:
    StartingPoint.objects.create(participation=world.homes[name], shared_at=timezone.now())


def _assessment(world: Any, occasion: str, name: str) -> Assessment:
    return Assessment.objects.get_or_create(
        participation=world.homes[name],
        occasion=world.occasions[occasion],
        edition=world.edition,
    )[0]


def _answer_alone(world: Any, function: str) -> None:
    seat = world.homes[year.ALONE_AT].team.get(function=FUNCTION[function])
    assessment = _assessment(world, "Uppstart", year.ALONE_AT)
    for moment in moments_of(world.edition):
        FunctionAnswer.objects.create(assessment=assessment, member=seat, moment=moment, value=2)


def _agree(world: Any, occasion: str, name: str) -> None:
    assessment = _assessment(world, occasion, name)
    _set(assessment, status="agreed", agreed_at=timezone.now())


def _works(diary: Diary) -> None:
    for name, title, who, begun, planned_to, closed in year.WORKS:
        diary.add(begun, _begin_work, name, title, who, planned_to)
        diary.add(closed, _close_cycle, name)
    for _name, text, _who, _by, done in year.TASKS:
        diary.add(done, _finish, "tasks", text)
    for name, text, begun, months in year.INDICATORS:
        diary.add(begun, _begin_indicator, name, text)
        for _swedish, _english, last, filled in months:
            diary.add(filled, _fill_in, text, last.replace(day=1))


def _begin_work(world: Any, name: str, title: str, who: str, planned_to: date | None) -> None:
    home = world.homes[name]
    cycle = make_cycle(
        make_improvement(home, status="testing"),
        title,
        status="do",
        owner=home.team.get(function=FUNCTION[who]),
        planned_to=planned_to,
    )
    world.cycles[name] = cycle
    for place, text, function, by, _done in year.TASKS:
        if place == name:
            seat = home.team.get(function=FUNCTION[function])
            world.tasks[text] = CycleTask.objects.create(
                cycle=cycle, text=text, responsible=seat, due_on=by
            )


def _close_cycle(world: Any, name: str) -> None:
    cycle = world.cycles[name]
    ended = timezone.localdate()
    _set(cycle, status="acted", ended_on=ended, learned="Det går.", decision="adopt")


def _begin_indicator(world: Any, name: str, text: str) -> None:
    world.indicators[text] = make_indicator(world.homes[name], text)


def _fill_in(world: Any, text: str, period: date) -> None:
    for series in ("women", "men"):
        Measurement.objects.create(
            indicator=world.indicators[text], series=series, period=period, value=50
        )


# --- who comes and goes, after what else is done that day ---------------------------------------
def _people(diary: Diary) -> None:
    place, function, left_on, successor = year.LEAVES
    diary.add(left_on, _succeed, place, function, successor)
    diary.add(year.WITHDRAWS[1], _withdraw, year.WITHDRAWS[0])


def _succeed(world: Any, place: str, function: str, successor: str) -> None:
    home, today = world.homes[place], timezone.localdate()
    left = home.team.get(function=FUNCTION[function])
    _set(left, left_on=today)
    TeamMember.objects.create(
        participation=home,
        function=left.function,
        name=f"Ny strateg i {place}",
        email=successor,
        joined_on=today,
        succeeds=left,
    )
    align_invitations()


def _withdraw(world: Any, name: str) -> None:
    _set(
        world.homes[name],
        status=ParticipationStatus.WITHDRAWN,
        withdrawn_on=timezone.localdate(),
        withdrawal_reason="Ny majoritet",
    )


def _set(row: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
