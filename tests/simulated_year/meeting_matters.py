"""What is to be done around the meetings of the year.

Nothing of the product is imported here. The meeting that is moved is moved at ten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tests.simulated_year import the_year as year
from tests.simulated_year.matter import (
    END,
    Matter,
    after_meeting,
    days,
    end_of,
    until,
    worked_by,
)
from tests.simulated_year.people import (
    GROUP_OF,
    NAMES_OF_GROUP,
    ORGANISATIONS,
    address,
    afternoon,
    function_of,
    mentor_of,
    team,
)


def meeting_without_day() -> Iterator[Matter]:
    """The meeting that has a month only, until its day is set."""
    group, first, _last = year.PERIOD
    meeting = next(one for one in year.LEARNING_2 if one.group == group)
    yield Matter(
        "meetings.date_to_set", first - days(45), year.PLANNED_2, afternoon(year.PLANNED_2),
        afternoon(meeting.planned), title_of(meeting), organisation=meeting.host,
        whose=meeting.host,
    )  # fmt: skip


@dataclass(frozen=True)
class Life:
    """A meeting with one of its days: one that is moved has two lives."""

    meeting: year.Meeting
    day: date
    opened: datetime
    closed: datetime
    told: date  # when those invited were told of that day

    @property
    def last(self) -> date:
        return self.meeting.last or self.day


def lives_of(meeting: year.Meeting) -> list[Life]:
    opened = afternoon(meeting.planned)
    if not (meeting.name == "Lärandeträff 2" and meeting.group == year.MOVED_GROUP):
        return [Life(meeting, meeting.day, opened, END, meeting.invited)]
    at_ten = datetime.combine(year.MOVED_ON, time(10))
    return [
        Life(meeting, meeting.day, opened, at_ten, meeting.invited),
        Life(meeting, year.MOVED_TO, at_ten, END, year.MOVED_ON),
    ]


def all_meetings() -> Iterator[Matter]:
    for meeting in year.MEETINGS:
        for life in lives_of(meeting):
            yield from _invitation_to_send(life)
            yield from _invitations(life)
            yield from _notes(life)
            if meeting.presents:
                yield from _presentations(life)
            if meeting != year.STRATEGIST_MEETING:
                yield from _assessments(life)


def _invitation_to_send(life: Life) -> Iterator[Matter]:
    meeting = life.meeting
    if life.opened < afternoon(meeting.invited):
        yield Matter(
            "meetings.invitation_to_send", worked_by(life.day - days(14)), meeting.planned,
            life.opened, until(meeting.invited), title_of(meeting), organisation=meeting.host,
            whose=meeting.host,
        )  # fmt: skip


@dataclass(frozen=True)
class Guest:
    """Somebody invited to a meeting: when they are told of its day, and what they answer when."""

    email: str
    organisation: str
    told: date
    answer: tuple[date, str] | None
    evaluates: int | None


def guests_of(life: Life) -> list[Guest]:
    """Those concerned when the invitations leave, and who comes to a team later."""
    when = afternoon(life.told)
    found: dict[str, Guest] = {}
    groups = [life.meeting.group] if life.meeting.group else list(NAMES_OF_GROUP)
    for name in (name for group in groups for name in NAMES_OF_GROUP[group]):
        for function, email in team(name, when).items():
            if life.meeting == year.STRATEGIST_MEETING and function not in ("strateg", "nyckel"):
                continue
            if email not in found:
                found[email] = _guest(life, email, name, life.told)
    place, _function, left_on, successor = year.LEAVES
    if GROUP_OF[place] in groups and life.told < left_on < life.day:
        found[successor] = _guest(life, successor, place, left_on)
    if life.meeting != year.STRATEGIST_MEETING:
        for group in groups:
            answer = _answer(life, year.MENTOR_ANSWERS, life.told)
            guest = Guest(mentor_of(group), "", life.told, answer, year.MENTOR_EVALUATES)
            found[guest.email] = guest
    return list(found.values())


def _guest(life: Life, email: str, name: str, told: date) -> Guest:
    habit = year.HABITS[name]
    function = function_of(email, name, afternoon(told) + timedelta(minutes=1))
    answer = _answer(life, habit.answers[function], told)
    return Guest(email, name, told, answer, habit.evaluates)


def _answer(life: Life, habit: tuple[int, str] | None, told: date) -> tuple[date, str] | None:
    """On the day after the invitation at the earliest; nobody answers when it has begun."""
    if habit is None:
        return None
    day = max(life.day + days(habit[0]), told + days(1))
    return (day, habit[1]) if day < life.day else None


def _invitations(life: Life) -> Iterator[Matter]:
    title, eve = title_of(life.meeting), life.day - days(1)
    for guest in guests_of(life):
        opened = max(life.opened, afternoon(guest.told))
        if life.opened.time() == time(10):
            opened = life.opened
        closed = min(life.closed, _leaves(guest))
        common = {"what": title, "own": (guest.email,)}
        yield Matter(
            "meetings.answer", min(max(life.day - days(10), guest.told + days(3)), eve),
            guest.told, opened, min(closed, until(guest.answer and guest.answer[0], eve)),
            **common,
        )  # fmt: skip
        if guest.answer is None or guest.answer[1] == "no":
            continue
        answered, kind = guest.answer
        rule = "meetings.coming" if kind == "yes" else "meetings.perhaps"
        yield Matter(
            rule, life.day, answered, afternoon(answered), min(closed, end_of(life.day)), **common
        )
        if kind == "yes" and life.closed > end_of(life.last):
            evaluates = guest.evaluates and life.last + days(guest.evaluates)
            yield Matter(
                "meetings.evaluation", after_meeting(life.last, 3), life.last, end_of(life.last),
                min(closed, until(evaluates, life.last + days(14))), **common,
            )  # fmt: skip


def _notes(life: Life) -> Iterator[Matter]:
    meeting = life.meeting
    if life.closed > end_of(life.last):
        closed = until(meeting.notes, life.last + days(60))
        yield Matter(
            "meetings.notes", after_meeting(life.last, 5), life.last, end_of(life.last), closed,
            title_of(meeting), organisation=meeting.host, whose=meeting.host,
        )  # fmt: skip


def _presentations(life: Life) -> Iterator[Matter]:
    due = worked_by(life.day - days(7))
    arose = life.opened.date()
    for name in NAMES_OF_GROUP[life.meeting.group]:
        published = published_on(life.meeting, name)
        yield Matter(
            "meetings.presentation", due, arose, life.opened,
            min(life.closed, until(published, life.day)), title_of(life.meeting),
            organisation=name, whose=name,
        )  # fmt: skip


def published_on(meeting: year.Meeting, name: str) -> date | None:
    """Each thinks of the day that holds when they do it: the first one, if they are in time."""
    habit = year.HABITS[name].publishes
    if habit is None:
        return None
    for life in lives_of(meeting):
        day = worked_by(life.day - days(7)) + days(habit)
        if afternoon(day) < life.closed:
            return day
    return None


def _assessments(life: Life) -> Iterator[Matter]:
    due = worked_by(life.day - days(7)) if life.meeting.presents else life.day
    for name in NAMES_OF_GROUP.get(life.meeting.group, ORGANISATIONS):
        opened = max(life.opened, afternoon(year.DECISION))
        closed = min(life.closed, until(agreed_on(life.meeting, name), due + days(45)))
        yield Matter(
            "improvements.self_assessment", due, max(due - days(30), year.DECISION), opened,
            closed, occasion(life.meeting), organisation=name, whose=name,
        )  # fmt: skip


def agreed_on(meeting: year.Meeting, name: str) -> date | None:
    if meeting == year.KICK_OFF and name == year.ALONE_AT:
        return year.ALONE_AGREED
    habit = year.HABITS[name].agrees
    if habit is None:
        return None
    for life in lives_of(meeting):
        due = worked_by(life.day - days(7)) if meeting.presents else life.day
        if afternoon(due + days(habit)) < life.closed:
            return due + days(habit)
    return None


def occasion(meeting: year.Meeting) -> tuple[str, str]:
    if meeting == year.KICK_OFF:
        return "vid omgångens start", "at the start of the round"
    number = meeting.name[-1]
    return f"inför lärandeträff {number}", f"before learning meeting {number}"


def _leaves(guest: Guest) -> datetime:
    """When somebody who is invited leaves the team, or their organisation the round."""
    place, function, left_on, _successor = year.LEAVES
    withdrawn, withdrew_on = year.WITHDRAWS
    if guest.email == address(function, place):
        return afternoon(left_on)
    return afternoon(withdrew_on) if guest.organisation == withdrawn else END


def title_of(meeting: year.Meeting) -> tuple[str, str]:
    english = f"{meeting.english}, Grupp {meeting.group}" if meeting.group else meeting.english
    return meeting.title, english
