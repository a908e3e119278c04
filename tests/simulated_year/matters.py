"""Everything that is to be done in the year, from its facts: by when, by whom, until when.

Nothing of the product is imported here. What people do happens at three in the afternoon, after
that day's reminders.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tests.simulated_year import the_year as year
from tests.simulated_year.matter import Matter, after_meeting, days, end_of, until, worked_by
from tests.simulated_year.meeting_matters import (
    all_meetings,
    meeting_without_day,
    occasion,
    title_of,
)
from tests.simulated_year.people import (
    MENTOR_OF_GROUP,
    NAMES_OF_GROUP,
    ORGANISATIONS,
    address,
    afternoon,
    mentor_of,
    team,
)


def all_matters() -> list[Matter]:
    parts = (
        _applications(), _colleagues(), _completions(), _conditions(), _mentor_questions(),
        meeting_without_day(), all_meetings(), _checklists(), _actions(), _starting_points(),
        _alone(), _mirrors(), _cycles(), _tasks(), _figures(),
    )  # fmt: skip
    return [_until_it_withdraws(matter) for part in parts for matter in part]


def _until_it_withdraws(matter: Matter) -> Matter:
    """Whoever has left the round is asked for nothing."""
    withdrawn, withdrew_on = year.WITHDRAWS
    if matter.organisation != withdrawn:
        return matter
    return replace(matter, closed=min(matter.closed, afternoon(withdrew_on)))


# --- before the round ------------------------------------------------------------------------
def _applications() -> Iterator[Matter]:
    last = year.LAST_DAY_TO_APPLY
    for name, (begun, sent) in year.APPLICATIONS.items():
        yield Matter(
            "applications.not_sent", last, begun, afternoon(begun), until(sent, last),
            own=(address("nyckel", name),), whose=name,
        )  # fmt: skip


def _colleagues() -> Iterator[Matter]:
    for email, name, invited, accepted in year.COLLEAGUES:
        due = min(invited + days(7), year.LAST_DAY_TO_APPLY)
        yield Matter(
            "applications.colleague_invited", due, invited, afternoon(invited),
            until(accepted, due), (email, email), (address("nyckel", name),), whose=name,
        )  # fmt: skip


def _completions() -> Iterator[Matter]:
    for name, (asked, by, answered) in year.COMPLETIONS.items():
        yield Matter(
            "applications.completion_due", by, asked, afternoon(asked), until(answered),
            own=(address("nyckel", name),), whose=name,
        )  # fmt: skip


def _conditions() -> Iterator[Matter]:
    for name, (what, by, met) in year.CONDITIONS.items():
        yield Matter(
            "applications.condition_due", by, year.DECISION, afternoon(year.DECISION),
            until(met), (what, what), organisation=name, whose=name,
        )  # fmt: skip


def _mentor_questions() -> Iterator[Matter]:
    asked = year.MENTORS_ASKED
    for name in MENTOR_OF_GROUP.values():
        answered = year.MENTORS_ANSWER.get(name, year.OTHER_MENTORS_ANSWER)
        yield Matter(
            "cohorts.mentor_answer", year.MENTORS_ANSWER_BY, asked, afternoon(asked),
            until(answered), own=(address("mentor", name),), whose=name,
        )  # fmt: skip


# --- around the meetings --------------------------------------------------------------------
def _checklists() -> Iterator[Matter]:
    meetings = {meeting.title: meeting for meeting in year.MEETINGS}
    for title, offset, text, who, done in year.CHECKLIST:
        meeting = meetings[title]
        due = (
            after_meeting(meeting.day, offset)
            if offset > 0
            else worked_by(meeting.day + days(offset))
        )
        last = due + days(30) if offset > 0 else min(due + days(30), meeting.day)
        if who in ("mentor", "var och en"):
            last = due  # they can't tick it, and may have done it
        words = (f"{text} ({title})", f"{text} ({title_of(meeting)[1]})")
        yield Matter(
            "meetings.checklist", due, meeting.planned, afternoon(meeting.planned),
            until(done, last), words, _who_sees_to_it(meeting, who),
        )  # fmt: skip


def _who_sees_to_it(meeting: year.Meeting, who: str) -> tuple[str, ...]:
    if who == "skr":
        return (year.DESK,)
    if who == "mentor":
        return (mentor_of(meeting.group),)
    seats = [team(name, afternoon(meeting.day)) for name in NAMES_OF_GROUP[meeting.group]]
    if who == "var och en":
        return tuple(each.get("strateg") or each["nyckel"] for each in seats)
    host = team(meeting.host, afternoon(meeting.day))
    return tuple(dict.fromkeys(host[each] for each in ("strateg", "nyckel")))


def _actions() -> Iterator[Matter]:
    meetings = {meeting.title: meeting for meeting in year.MEETINGS}
    for email, name, title, text, by, done in year.ACTIONS:
        noted, english = meetings[title].day, title_of(meetings[title])[1]
        yield Matter(
            "meetings.action", by, noted, afternoon(noted), until(done, by + days(90)),
            (f"{title}: {text}", f"{english}: {text}"), (email,), name, name,
        )  # fmt: skip


# --- the improvement work ----------------------------------------------------------------------
def _starting_points() -> Iterator[Matter]:
    due = year.KICK_OFF.day - days(7)
    for name in ORGANISATIONS:
        shares = year.HABITS[name].shares
        shared = None if shares is None else due + days(shares)
        yield Matter(
            "improvements.starting_point", due, year.DECISION, afternoon(year.DECISION),
            until(shared, due + days(45)), organisation=name, whose=name,
        )  # fmt: skip


def _alone() -> Iterator[Matter]:
    due = worked_by(year.KICK_OFF.day - days(3))
    for function, email in team(year.ALONE_AT, afternoon(year.ALONE_BEGUN)).items():
        done = year.ALONE_ANSWERS.get(function, year.ALONE_AGREED)
        if done > year.ALONE_BEGUN:
            yield Matter(
                "improvements.own_answers", due, year.ALONE_BEGUN, afternoon(year.ALONE_BEGUN),
                afternoon(done), occasion(year.KICK_OFF), (email,),
            )  # fmt: skip


def _mirrors() -> Iterator[Matter]:
    meeting = next(one for one in year.LEARNING_2 if one.group == year.MIRROR_GROUP)
    asked = year.MIRROR_ASKED
    for name, answered in year.MIRROR_ANSWERS.items():
        yield Matter(
            "improvements.mirror", worked_by(meeting.day - days(3)), asked, afternoon(asked),
            until(answered, meeting.day), (meeting.name, meeting.english), organisation=name,
            whose=name,
        )  # fmt: skip


def _cycles() -> Iterator[Matter]:
    for name, title, who, begun, planned_to, closed in year.WORKS:
        due = min(planned_to or date.max, begun + days(90))
        yield Matter(
            "improvements.cycle_open", due, begun, afternoon(begun),
            until(closed, due + days(60)), (f"1 {title}", f"1 {title}"),
            (address(who, name),), name, name,
        )  # fmt: skip


def _tasks() -> Iterator[Matter]:
    cycles = {name: (begun, closed) for name, _title, _who, begun, _to, closed in year.WORKS}
    for name, text, who, by, done in year.TASKS:
        begun, closed = cycles[name]
        ends = [day for day in (done, closed) if day]
        yield Matter(
            "improvements.task", by, begun, afternoon(begun),
            until(min(ends, default=None), by + days(90)), (text, text),
            (address(who, name),), name, name,
        )  # fmt: skip


def _figures() -> Iterator[Matter]:
    """The first month without figures is asked for, when it has ended."""
    for name, text, begun, months in year.INDICATORS:
        filled = begun
        for swedish, english, last, done in months:
            opened = max(end_of(last), afternoon(filled))
            due = last + days(14)
            words = (f"{swedish} i ”{text}", f"{english} of “{text}")
            yield Matter(
                "improvements.measurement", due, max(last, begun), opened,
                until(done, due + days(60)), words, organisation=name, whose=name,
            )  # fmt: skip
            if done is None:
                break
            filled = done
