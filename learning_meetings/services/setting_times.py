"""Setting when and where a meeting is, by SKR or its host. What speaks against a day is said and
must be confirmed; whoever is invited already is told what changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.enums import Precision
from learning_meetings.calendar_files import can_link
from learning_meetings.enums import MeetingStatus
from learning_meetings.meeting_times import LONGEST, as_moment, days_between
from learning_meetings.models import Meeting
from learning_meetings.services.inviting import tell_change
from learning_meetings.services.meetings import lock_meeting
from learning_meetings.services.time_warnings import warnings_about
from modellkonceptet.records.services import record_event

PLACE = ("place", "address", "travel_note", "remote_link")
FURTHEST = timedelta(days=5 * 366)  # more is a slip of the finger


class NeedsConfirmationError(ValidationError):
    """Something speaks against it: `warnings` are the sentences, `stamp` confirms just these."""

    def __init__(self, warnings: Sequence[str]) -> None:
        super().__init__(list(warnings), code="confirm")
        self.warnings = tuple(warnings)
        self.stamp = stamp_of(warnings)


@dataclass(frozen=True)
class Place:
    """Where it is and how to join; texts as they are typed."""

    place: str = ""
    address: str = ""
    travel_note: str = ""
    remote_link: str = ""


def stamp_of(warnings: Sequence[str]) -> str:
    return sha256("\n".join(warnings).encode()).hexdigest()[:20]


def time_stamp(meeting: Meeting) -> str:
    """Of when, where and in which state the meeting is: differs when anybody has changed it."""
    names = ("status", "starts_at", "ends_at", "first_day", "last_day", "precision", *PLACE)
    values = [getattr(meeting, name) for name in names]
    moments = [one.timestamp() if isinstance(one, datetime) else str(one) for one in values]
    return sha256(repr(moments).encode()).hexdigest()[:20]


@transaction.atomic
def set_time(
    *,
    meeting: Meeting,
    starts_at: datetime,
    ends_at: datetime,
    actor: Any,
    where: Place | None = None,
    seen: str = "",
    confirmed: str | bool = "",
) -> Meeting:
    """Set the time, and the place where `where` says it.

    A moment without time zone is what the clocks in Sweden show. `seen` is the `time_stamp` that
    the page showed; `confirmed` the stamp of the warnings that somebody has accepted, or True for
    all. Those who are invited are told. Raises NeedsConfirmationError with what speaks against
    the day, ValidationError for what cannot be.
    """
    locked = lock_meeting(meeting, actor=actor)
    _refuse_changed(locked, seen)
    if locked.status in (MeetingStatus.HELD, MeetingStatus.CANCELLED):
        raise ValidationError(
            _("A meeting that has been held or cancelled keeps its time."), code="wrong_state"
        )
    begins, ends = as_moment(starts_at), as_moment(ends_at)
    _check_span(begins, ends)
    is_moved = (begins, ends) != (locked.starts_at, locked.ends_at)
    if is_moved and locked.status == MeetingStatus.INVITED and begins <= timezone.now():
        raise ValidationError(
            {"day": _("People are invited. Choose a time that is ahead.")}, code="past"
        )
    before = time_stamp(locked)
    if is_moved and confirmed is not True:
        warnings = warnings_about(locked, begins, ends)
        if warnings and confirmed != stamp_of(warnings):
            raise NeedsConfirmationError(warnings)
    locked.starts_at, locked.ends_at = begins, ends
    locked.first_day, locked.last_day = days_between(begins, ends)
    locked.precision = Precision.DAY
    if where is not None:
        _refuse_link(where.remote_link)
        for name in PLACE:
            setattr(locked, name, getattr(where, name))
    locked.full_clean(exclude=["cohort", "group", "template", "event"])
    if time_stamp(locked) == before:
        return locked
    locked.save()
    record_event(
        about=locked,
        action="set_time",
        actor=actor,
        starts_at=begins.isoformat(),
        ends_at=ends.isoformat(),
        confirmed=bool(confirmed),
    )
    if locked.status == MeetingStatus.INVITED:
        tell_change(meeting=locked, actor=actor)
    return locked


@transaction.atomic
def set_period(
    *, meeting: Meeting, first: date, last: date, precision: str, actor: Any, seen: str = ""
) -> Meeting:
    """A period instead of a date, the meeting's own: it does not follow the timeline any more.

    With invitations out the date is taken back first, so that people are told.
    """
    locked = lock_meeting(meeting, actor=actor)
    _refuse_changed(locked, seen)
    if locked.status != MeetingStatus.PLANNED:
        raise ValidationError(
            _("People are invited to this date. Take it back first; they are told then."),
            code="wrong_state",
        )
    if precision == Precision.DAY:
        raise ValidationError(_("Set the date with its time."), code="day")
    if last < first:
        raise ValidationError({"last": _("The last day is before the first.")})
    locked.first_day, locked.last_day, locked.precision = first, last, precision
    locked.starts_at = locked.ends_at = None
    locked.event = None
    locked.full_clean(exclude=["cohort", "group", "template", "event"])
    locked.save()
    record_event(
        about=locked,
        action="set_period",
        actor=actor,
        first=first.isoformat(),
        last=last.isoformat(),
    )
    return locked


def _refuse_link(link: str) -> None:
    """One that no calendar file can hold would break everybody's invitation and calendar."""
    if link and not can_link(link):
        raise ValidationError(
            {"remote_link": _("Write the whole address, beginning with https://")}
        )


def _refuse_changed(meeting: Meeting, seen: str) -> None:
    if seen and seen != time_stamp(meeting):
        raise ValidationError(
            _(
                "Somebody has changed the meeting since you opened the page. Look at how it"
                " stands now, and change it from there."
            ),
            code="changed_meanwhile",
        )


def _check_span(begins: datetime, ends: datetime) -> None:
    if ends <= begins:
        raise ValidationError({"ends": _("The meeting ends before it begins.")}, code="backwards")
    if ends - begins > LONGEST:
        raise ValidationError(
            {"ends": _("The meeting would last more than four days. Check the days.")},
            code="too_long",
        )
    if abs(begins - timezone.now()) > FURTHEST:
        raise ValidationError(
            {"day": _("That is more than five years away. Check the year.")}, code="too_far"
        )
