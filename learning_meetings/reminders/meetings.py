"""What the rules about meetings have in common: the meetings looked at, and who runs them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import Any

from django.db.models import Min

from cohorts.round_people import Home, RoundPeople, Who
from learning_meetings.deadlines import due_day
from learning_meetings.meeting_times import first_and_last
from learning_meetings.models import Host, Meeting
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.notifications.reminder_rules import Looking, Recipient, address

# Where nothing says since when a thing is to be done, it has been so for long.
LONG = timedelta(days=60)
Days = tuple[date, date]


class Meetings:
    """Meetings of the rounds looked at that are not off, of groups that go on.

    One query each for meetings, hosts and days on which times were set, whichever rules ask.
    """

    def __init__(self, looking: Looking) -> None:
        self._looking = looking
        self.people = RoundPeople.of(looking)

    @classmethod
    def of(cls, looking: Looking) -> "Meetings":
        known: Meetings = looking.memo.setdefault(cls, cls(looking))
        return known

    @cached_property
    def by_number(self) -> dict[int, Meeting]:
        rows = self._looking.seen(Meeting.objects.standing()).filter(
            cohort__in=self._looking.all_rounds, group__dissolved_on=None
        )
        return {one.pk: one for one in rows.select_related("group").order_by("pk")}

    def rows_of(self, rows: Any, path: str = "meeting") -> Any:
        """Of the meetings that the reader sees, which are known by now; the clock sees all.

        Asking each table anew who sees it would cost a page more than all the rest.
        """
        if self._looking.reader is None:
            return rows
        return rows.filter(**{f"{path}__in": list(self.by_number)})

    def of_rounds(self, looking: Looking) -> Iterator[Meeting]:
        """Those of the rounds in which the rule that looks is on."""
        return (one for one in self.by_number.values() if one.cohort_id in looking.rounds)

    def dated(self, looking: Looking, *statuses: str) -> Iterator[tuple[Meeting, Days]]:
        """Those of `of_rounds` that have a date, with their first and last day."""
        for meeting in self.of_rounds(looking):
            days = self.days(meeting.pk)
            if days is not None and meeting.status in statuses:
                yield meeting, days

    def days(self, number: int) -> Days | None:
        """The first and last day of a meeting that has a date."""
        return self._days.get(number)

    @cached_property
    def _days(self) -> dict[int, Days]:
        found = ((pk, first_and_last(one)) for pk, one in self.by_number.items())
        return {pk: days for pk, days in found if days is not None}

    # Who

    def run_by(self, meeting: Meeting) -> Who:
        """The people of those who host; where nobody does, SKR's."""
        hosts = self._hosts_of(meeting)
        if not hosts:
            return self.people.of_round()
        return joined([self.people.of_participation(home.pk) for home in hosts])

    def hosts_in_words(self, meeting: Meeting) -> str:
        return " · ".join(home.name for home in self._hosts_of(meeting))

    def taking_part(self, meeting: Meeting) -> list[Home]:
        """Participations of the meeting's group, or of its round where it has no group."""
        if meeting.group_id is not None:
            return self.people.homes_of_group.get(meeting.group_id, [])
        return self._homes_of_round.get(meeting.cohort_id, [])

    @cached_property
    def _homes_of_round(self) -> dict[int, list[Home]]:
        found: dict[int, list[Home]] = defaultdict(list)
        for home in self.people.homes.values():
            found[home.round_id].append(home)
        return dict(found)

    def _hosts_of(self, meeting: Meeting) -> list[Home]:
        """Without those who have withdrawn."""
        homes = self.people.homes
        return [homes[pk] for pk in self._hosts.get(meeting.pk, ()) if pk in homes]

    @cached_property
    def _hosts(self) -> dict[int, list[int]]:
        rows = (
            self.rows_of(Host.objects)
            .filter(meeting__cohort__in=self._looking.all_rounds)
            .order_by("pk")
            .values_list("meeting", "participation")
        )
        found: dict[int, list[int]] = defaultdict(list)
        for meeting, participation in rows:
            found[meeting].append(participation)
        return dict(found)

    # Since when

    def settled_on(self, meeting: Meeting) -> date | None:
        """When the meeting got the time or the period that it has, as far as that is known."""
        moment = self._settled.get((meeting.pk, meeting.starts_at))
        day = civil_date(moment) if moment else None
        return day if day is not None and day <= self._looking.day else None

    def since(self, meeting: Meeting, due_on: date) -> date:
        """When something that hangs on the meeting's day arose."""
        return self.settled_on(meeting) or due_on - LONG

    @cached_property
    def _settled(self) -> dict[tuple[int, datetime | None], datetime]:
        rows = (
            Meeting.history.filter(cohort__in=self._looking.all_rounds)
            .order_by()
            .values_list("id", "starts_at")
            .annotate(Min("history_date"))
        )
        return {(pk, starts_at): moment for pk, starts_at, moment in rows}


def path_to(name: str, *parts: object) -> str:
    return address(f"learning_meetings:{name}", *parts)


def due_from(days: Days, offset: int) -> date:
    """The working day so many days from a meeting, as its page says it."""
    return due_day(days, offset) or days[0]


def joined(whos: Sequence[Who]) -> Who:
    """The people of several organisations as one."""
    return whos[0] if len(whos) == 1 else partial(_people_of_all, tuple(whos))


def _people_of_all(whos: Sequence[Who], role: str) -> tuple[Recipient, ...]:
    once = {person.key: person for who in whos for person in who(role)}
    return tuple(once.values())


def nearest(who: Who, roles: Sequence[str]) -> tuple[Recipient, ...]:
    """The people of the first of the roles that anybody holds."""
    return next((found for role in roles if (found := who(role))), ())


def saying(pattern: Any, meeting: Meeting, **values: str) -> Callable[[], str]:
    """A sentence with the meeting's name in it, in the language that is active when it is said."""
    return partial(_say, pattern, meeting, values)


def _say(pattern: Any, meeting: Meeting, values: dict[str, str]) -> str:
    return str(pattern) % {"meeting": meeting, **values}
