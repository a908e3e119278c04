"""A round's meetings as SKR follows them: when, who hosts, what is missing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort, Group, Participation
from learning_meetings.deadlines import due_day
from learning_meetings.enums import Answer, Audience, MeetingStatus
from learning_meetings.meeting_times import first_and_last
from learning_meetings.meeting_words import when_in_words, where_in_words
from learning_meetings.models import AgendaItem, Invitee, Meeting
from learning_meetings.schedule import Slot
from learning_meetings.services.dissolved_groups import REASON, meetings_without_group
from learning_meetings.services.hosts import hosted
from learning_meetings.services.planning_facts import RoundPlan, read_round
from modellkonceptet.civil_dates import distance, in_words, period

# How long before a period begins its date should be set: the invitation goes two weeks ahead,
# and premises and people need some weeks before that.
DATE_WEEKS = timedelta(weeks=8)
_TOLD = Q(invitees__sent_sequence__isnull=False, invitees__removed_at=None)


@dataclass(frozen=True)
class Fault:
    """What is missing; `key` is date, host, left, agenda, place or invitation."""

    key: str
    text: str


@dataclass(frozen=True)
class Row:
    """A meeting of the round. `invited` is how many have been, `coming` how many said yes."""

    meeting: Meeting
    when: str
    hosts: tuple[str, ...]
    agenda: int
    invited: int
    coming: int
    faults: tuple[Fault, ...]

    @property
    def is_dated(self) -> bool:
        return first_and_last(self.meeting) is not None

    @property
    def place(self) -> str:
        return where_in_words(self.meeting)

    @property
    def is_open(self) -> bool:
        """Whether its time can still be set."""
        return self.meeting.status in (MeetingStatus.PLANNED, MeetingStatus.INVITED)

    @property
    def state(self) -> tuple[str, str]:
        """A shape and a word for how far it has come."""
        match self.meeting.status:
            case MeetingStatus.HELD:
                return "done", _("Has been held")
            case MeetingStatus.INVITED:
                if self.meeting.audience == Audience.PUBLIC:
                    words = ngettext("%(n)d signed up", "%(n)d signed up", self.invited)
                    return "half", words % {"n": self.invited}
                words = _("%(coming)d of %(invited)d come")
                return "half", words % {"coming": self.coming, "invited": self.invited}
        return "open", _("Not invited yet")


@dataclass(frozen=True)
class GroupRow:
    """A group's meetings in the order of the columns; None where one is not made yet."""

    group: Group
    cells: tuple[Row | None, ...]


@dataclass(frozen=True)
class OffRow:
    """A meeting that is off, or whose group has been dissolved. `told`: how many calendars."""

    meeting: Meeting
    when: str
    told: int

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be cancelled, which the clock does."""
        return self.meeting.status in (MeetingStatus.PLANNED, MeetingStatus.INVITED)

    @property
    def state(self) -> tuple[str, str]:
        if self.meeting.status == MeetingStatus.HELD:
            return "done", _("Has been held")
        if self.is_waiting:
            return "warn", _("Is cancelled within a quarter of an hour")
        words = ngettext("Cancelled, %(n)d person told", "Cancelled, %(n)d people told", self.told)
        return "unmet", words % {"n": self.told} if self.told else _("Cancelled")

    @property
    def why(self) -> str:
        if self.meeting.status == MeetingStatus.CANCELLED:
            return self.meeting.cancelled_because
        return str(REASON)


@dataclass(frozen=True)
class RoundMeetings:
    plan: RoundPlan
    shared: tuple[Row, ...]
    columns: tuple[str, ...]
    groups: tuple[GroupRow, ...]
    today: date
    missing: int
    off: tuple[OffRow, ...] = ()

    @property
    def rows(self) -> list[Row]:
        own = [cell for row in self.groups for cell in row.cells if cell]
        return [*self.shared, *own]

    @property
    def faults(self) -> Counter[str]:
        return Counter(fault.key for row in self.rows for fault in row.faults)

    @property
    def headline(self) -> str:
        """The most pressing thing first; what comes next where nothing presses."""
        if not self.rows:
            return _("All meetings are off") if self.off else _("No meetings yet")
        found = self.faults
        for key, words in _headlines(found):
            if found[key]:
                return words
        ahead = [row for row in self.rows if _is_ahead(row.meeting, self.today)]
        dated = [(one.starts_at, one.pk, one) for one in (row.meeting for row in ahead)]
        begins = [(moment, pk, one) for moment, pk, one in dated if moment is not None]
        if begins:
            moment, _pk, first = min(begins)
            names = {
                "meeting": first,
                "day": in_words(moment),
                "far": distance(moment, self.today),
            }
            return _("Next: %(meeting)s on %(day)s, %(far)s") % names
        if ahead:
            return _("No coming meeting has a date yet")
        return _("All meetings have been held")

    @property
    def rest(self) -> list[str]:
        """The other findings, after the headline."""
        found = self.faults
        return [f"{words}." for key, words in _headlines(found) if found[key]][1:]


def _headlines(found: Counter[str]) -> list[tuple[str, str]]:
    words = {
        "invitation": ngettext(
            "%(n)d invitation is late", "%(n)d invitations are late", found["invitation"]
        ),
        "left": ngettext(
            "%(n)d meeting has a host who has left the round",
            "%(n)d meetings have a host who has left the round",
            found["left"],
        ),
        "host": ngettext("%(n)d meeting has no host", "%(n)d meetings have no host", found["host"]),
        "date": ngettext(
            "%(n)d meeting needs a date now", "%(n)d meetings need a date now", found["date"]
        ),
        "place": ngettext(
            "%(n)d meeting has no place", "%(n)d meetings have no place", found["place"]
        ),
        "agenda": ngettext(
            "%(n)d meeting has no agenda", "%(n)d meetings have no agenda", found["agenda"]
        ),
    }
    return [(key, text % {"n": found[key]}) for key, text in words.items()]


def read_round_meetings(cohort: Cohort, today: date) -> RoundMeetings:
    """In a fixed number of queries, whatever the number of groups and meetings."""
    plan = read_round(cohort)
    numbers = [one.pk for one in plan.meetings.values()]
    agenda = _counts(AgendaItem.objects.filter(meeting__in=numbers))
    people = Invitee.objects.current().filter(meeting__in=numbers)
    invited, coming = _counts(people), _counts(people.filter(answer=Answer.YES))
    in_turn = {one.pk for one in hosted(plan.meetings.values())}
    rows = {
        slot: Row(
            meeting=meeting,
            when=when_of(meeting),
            hosts=host_names(meeting),
            agenda=agenda.get(meeting.pk, 0),
            invited=invited.get(meeting.pk, 0),
            coming=coming.get(meeting.pk, 0),
            faults=_faults(meeting, agenda.get(meeting.pk, 0), meeting.pk in in_turn, today),
        )
        for slot, meeting in plan.meetings.items()
    }
    per_group = [step for step in plan.steps if step.per_group]
    shared = sorted(
        (row for slot, row in rows.items() if slot.group is None),
        key=lambda row: (row.meeting.first_day, row.meeting.last_day, row.meeting.pk),
    )
    slots = [
        Slot(*step.key, group.pk) for step in plan.steps if step.per_group for group in plan.groups
    ]
    to_be = [step for step in plan.steps if not step.per_group and Slot(*step.key) not in rows]
    return RoundMeetings(
        plan=plan,
        shared=tuple(shared),
        columns=tuple(step.name for step in per_group),
        groups=tuple(
            GroupRow(group, tuple(rows.get(Slot(*step.key, group.pk)) for step in per_group))
            for group in plan.groups
        ),
        today=today,
        missing=sum(slot not in rows for slot in slots) + len(to_be),
        off=_off(cohort),
    )


def _off(cohort: Cohort) -> tuple[OffRow, ...]:
    """Cancelled meetings, and those of dissolved groups that are to be or that were held."""
    of_dissolved = Q(group__dissolved_on__isnull=False)
    was_held = Q(status=MeetingStatus.HELD)
    meetings = (
        Meeting.objects.filter(cohort=cohort)
        .filter(
            Q(status=MeetingStatus.CANCELLED)
            | of_dissolved & (was_held | Q(pk__in=meetings_without_group().values("pk")))
        )
        .select_related("group")
        .annotate(told=Count("invitees", filter=_TOLD))
        .order_by("first_day", "pk")
    )
    return tuple(OffRow(one, when_of(one), one.told) for one in meetings)


def when_of(meeting: Meeting) -> str:
    """The day with its times, or the period as exactly as it is known."""
    if meeting.starts_at and meeting.ends_at:
        return when_in_words(meeting.starts_at, meeting.ends_at)
    return period(meeting.first_day, meeting.last_day, meeting.precision, note=False)


def host_names(meeting: Meeting) -> tuple[str, ...]:
    """As people say them; hosts are fetched with their organisations."""
    return tuple(_short(host.participation) for host in meeting.hosts.all())


def _short(participation: Participation) -> str:
    place, unit = participation.organisation.name, participation.unit
    return f"{place}, {unit.name}" if unit else str(place)


def _faults(meeting: Meeting, agenda: int, in_turn: bool, today: date) -> tuple[Fault, ...]:
    """Nothing is missing in what has been held, or should have been."""
    if not _is_ahead(meeting, today):
        return ()
    days = first_and_last(meeting)
    found = []
    hosts = list(meeting.hosts.all())
    if any(host.participation.status == ParticipationStatus.WITHDRAWN for host in hosts):
        found.append(Fault("left", _("The host has left the round")))
    elif in_turn and not hosts:
        found.append(Fault("host", _("No host")))
    if days is None and meeting.first_day - DATE_WEEKS <= today:
        found.append(Fault("date", _("Needs a date now")))
    due = due_day(days, -meeting.invitation_days)
    if due is not None and meeting.status == MeetingStatus.PLANNED and due < today:
        words = _("The invitation should have gone on %(day)s")
        found.append(Fault("invitation", words % {"day": in_words(due, weekday=False)}))
    if not agenda:
        found.append(Fault("agenda", _("No agenda")))
    has_place = bool(meeting.place or meeting.address or meeting.remote_link)
    if days is not None and not has_place and days[0] - DATE_WEEKS <= today:
        found.append(Fault("place", _("No place")))
    return tuple(found)


def _is_ahead(meeting: Meeting, today: date) -> bool:
    last = (first_and_last(meeting) or (None, meeting.last_day))[1]
    return meeting.status in (MeetingStatus.PLANNED, MeetingStatus.INVITED) and last >= today


def _counts(rows: QuerySet) -> dict[int, int]:
    pairs = rows.order_by().values("meeting").annotate(n=Count("pk"))
    return {row["meeting"]: row["n"] for row in pairs}
