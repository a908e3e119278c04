"""A person's own meetings: what comes first, what has been, and what they have answered."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from cohorts.querysets import own_seats
from learning_meetings.enums import Answer, Audience, MeetingStatus
from learning_meetings.meeting_words import where_in_words
from learning_meetings.models import HostSwap, Invitee, Meeting
from learning_meetings.round_meetings import host_names, when_of
from learning_meetings.services.hosts import COORDINATING
from modellkonceptet.civil_dates import STOCKHOLM, civil_date, distance

ANSWERS = {Answer.YES: "done", Answer.MAYBE: "half", Answer.NO: "unmet", Answer.NONE: "open"}


@dataclass(frozen=True)
class OwnMeeting:
    """A meeting as the person meets it. `invitee` is None for whoever is not invited yet.

    `is_host` says that the person's organisation hosts, `coordinates` that the person sees to it.
    """

    meeting: Meeting
    invitee: Invitee | None
    is_host: bool
    today: date
    coordinates: bool = False

    @property
    def may_swap(self) -> bool:
        """Whether the person can ask another host of the group to change turns."""
        return self.coordinates and self.meeting.group_id is not None and not self.is_over

    @property
    def when(self) -> str:
        return when_of(self.meeting)

    @property
    def far(self) -> str:
        """How far away, where the day is known."""
        starts = self.meeting.starts_at
        return distance(starts, self.today) if starts else ""

    @property
    def place(self) -> str:
        return where_in_words(self.meeting)

    @property
    def hosts(self) -> str:
        return " · ".join(host_names(self.meeting))

    @property
    def is_over(self) -> bool:
        if self.meeting.status == MeetingStatus.HELD:
            return True
        if self.meeting.ends_at:
            return self.meeting.ends_at < timezone.now()
        return self.meeting.last_day < self.today

    @property
    def begins_on(self) -> date:
        """Its first day; that of a period which has begun is today."""
        if self.meeting.starts_at:
            return civil_date(self.meeting.starts_at)
        return max(self.meeting.first_day, self.today)

    @property
    def waits_for_answer(self) -> bool:
        return (
            self.meeting.status == MeetingStatus.INVITED
            and self.invitee is not None
            and self.invitee.answer == Answer.NONE
        )

    @property
    def state(self) -> tuple[str, str]:
        """What the person has answered, or how far the meeting has come."""
        if self.is_over:
            if self.invitee is not None and self.invitee.attended is not None:
                came = self.invitee.attended
                return ("done", _("You were there")) if came else ("open", _("You were not there"))
            return "done", _("Has been")
        if self.meeting.status == MeetingStatus.PLANNED:
            words = _("Date set, invitation comes later") if self.meeting.starts_at else ""
            return "open", words or _("Date not set yet")
        if self.invitee is None:
            return "half", _("Invitations are sent")
        answers = {
            Answer.YES: _("You have said yes"),
            Answer.MAYBE: _("You have said perhaps"),
            Answer.NO: _("You have said no"),
            Answer.NONE: _("You have not answered"),
        }
        answer = Answer(self.invitee.answer)
        return ANSWERS[answer], answers[answer]


@dataclass(frozen=True)
class OwnMeetings:
    coming: tuple[OwnMeeting, ...]
    over: tuple[OwnMeeting, ...]

    def of_group(self, group: int | None) -> "OwnMeetings":
        """Those of one group."""
        return self._only(lambda one: one.meeting.group_id == group)

    def beside_other_groups(self, group: int | None) -> "OwnMeetings":
        """Those of one group and of the whole round."""
        return self._only(lambda one: one.meeting.group_id in (None, group))

    def _only(self, fits: Callable[[OwnMeeting], bool]) -> "OwnMeetings":
        return OwnMeetings(tuple(filter(fits, self.coming)), tuple(filter(fits, self.over)))

    @property
    def headline(self) -> str:
        if not self.coming:
            return _("No coming meetings") if self.over else _("No meetings yet")
        waiting = [one for one in self.coming if one.waits_for_answer]
        if waiting:
            return _("%(meeting)s waits for your answer") % {"meeting": waiting[0].meeting}
        first = self.coming[0]
        if first.far:
            return _("Next: %(meeting)s, %(far)s") % {"meeting": first.meeting, "far": first.far}
        return _("Next: %(meeting)s, %(when)s") % {"meeting": first.meeting, "when": first.when}


def own_meetings(user: Any, today: date, *, cohort: Cohort | None = None) -> OwnMeetings:
    """Coming ones, the nearest first; then those that have been, the latest first.

    In a fixed number of queries. With `cohort`, those of that round alone.
    """
    invited = Invitee.objects.of_person(user).current()
    rows: QuerySet = Meeting.objects.visible_to(user).standing()
    # Public meetings are everybody's; one's own are those that one has signed up for.
    rows = rows.filter(~Q(audience=Audience.PUBLIC) | Q(pk__in=invited.values("meeting")))
    if cohort is not None:
        rows = rows.filter(cohort=cohort)
    rows = (
        rows.select_related("cohort", "group")
        .prefetch_related(
            "hosts__participation__organisation",
            "hosts__participation__unit",
            Prefetch("invitees", invited, to_attr="own_invitations"),
        )
        .order_by(F("starts_at").asc(nulls_last=True), "first_day", "pk")
    )
    seats = list(own_seats(user).values_list("participation", "function"))
    found = [_own(meeting, seats, today) for meeting in rows]
    over = [one for one in found if one.is_over]
    return OwnMeetings(
        coming=tuple(sorted((one for one in found if not one.is_over), key=_begins)),
        over=tuple(sorted(over, key=_begins, reverse=True)),
    )


def meeting_rows(page: OwnMeetings) -> Iterator[list[Any]]:
    """The rows of the file, in the order of the page; a meeting without a day has its period."""
    yield [_("Meeting"), _("When"), _("Begins"), _("Ends"), _("Where"), _("Host"), _("State")]
    for one in (*page.coming, *page.over):
        meeting = one.meeting
        yield [
            meeting.name,
            one.when,
            meeting.starts_at,
            meeting.ends_at,
            one.place,
            one.hosts,
            one.state[1],
        ]


def open_swaps(user: Any) -> QuerySet:
    """Questions about changing turns that the person's organisation has asked or is to answer."""
    seats = own_seats(user).filter(function__in=COORDINATING).values("participation")
    asked = Q(meeting__hosts__participation__in=seats)
    answers = Q(other__hosts__participation__in=seats)
    return (
        HostSwap.objects.filter(asked | answers, answered_at=None)
        .select_related("meeting__group", "other__group")
        .distinct()
    )


def _own(meeting: Any, seats: list[tuple[int, str]], today: date) -> OwnMeeting:
    invitations: Iterable[Invitee] = meeting.own_invitations
    hosts = {host.participation_id for host in meeting.hosts.all()}
    functions = [function for participation, function in seats if participation in hosts]
    return OwnMeeting(
        meeting=meeting,
        invitee=next(iter(invitations), None),
        is_host=bool(functions),
        coordinates=any(function in COORDINATING for function in functions),
        today=today,
    )


def _begins(one: OwnMeeting) -> tuple[datetime, int]:
    """A period begins with its first day, or today where it has begun already."""
    meeting = one.meeting
    if meeting.starts_at:
        return meeting.starts_at, meeting.pk
    day = meeting.first_day if one.is_over else max(meeting.first_day, one.today)
    return datetime.combine(day, time(23, 59), tzinfo=STOCKHOLM), meeting.pk
