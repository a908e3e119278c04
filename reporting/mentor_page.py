"""What a mentor needs of a group: what is new, what waits for an answer, and what comes next.

Everything is read as the mentor sees it: what home has not shared is not here, not even as a count.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cohorts.models import Group, MentorPerson
from improvements.comparison_page import Assessed
from improvements.models import Comment, Cycle, Improvement
from improvements.ramp import Step, step
from improvements.shared_since import Shared, shared_since
from learning_meetings.agenda_times import Timed
from learning_meetings.deadlines import Deadline, deadlines
from learning_meetings.enums import MeetingStatus, Responsible
from learning_meetings.meeting_page import MeetingPage, Speaker
from learning_meetings.models import ChecklistItem
from learning_meetings.own_meetings import OwnMeeting, OwnMeetings, own_meetings
from modellkonceptet.civil_dates import in_words
from reporting.cohort_picture import Standing, standings
from reporting.dashboard_sentences import asked_sentence, sharing_sentence, waiting_sentence
from reporting.group_page import GroupView, Partner, read_group

LONGEST = 240


@dataclass(frozen=True)
class Waiting:
    """A question that nobody outside the team has answered."""

    comment: Comment
    is_to_reader: bool

    @property
    def text(self) -> str:
        return Truncator(self.comment.text).chars(LONGEST)

    @property
    def about(self) -> str:
        return str(self.comment.cycle or self.comment.improvement)

    @property
    def url(self) -> str:
        place = self.comment.cycle or self.comment.improvement
        return f"{place.get_absolute_url()}#comment-{self.comment.pk}"


@dataclass(frozen=True)
class Followed:
    """One participant of the group, as the mentor follows it."""

    partner: Partner
    shared: Shared
    cycles: tuple[Step, ...]
    waiting: tuple[Waiting, ...]
    works: int


class MentorPage:
    """Each part is read once, however much the group has shared."""

    def __init__(self, group: Group, user: Any, today: date) -> None:
        self.group, self.user, self.today = group, user, today

    @cached_property
    def view(self) -> GroupView:
        return read_group(self.group, self.user)

    @cached_property
    def _numbers(self) -> list[int]:
        return [one.participation.pk for one in self.view.partners]

    # What is new

    @cached_property
    def _meetings(self) -> OwnMeetings:
        found = own_meetings(self.user, self.today, cohort=self.group.cohort)
        return found.beside_other_groups(self.group.pk)

    @property
    def last_meeting(self) -> OwnMeeting | None:
        """The latest that was held, of the group or of the whole round."""
        held = (one for one in self._meetings.over if one.meeting.status == MeetingStatus.HELD)
        return next(held, None)

    @property
    def _since(self) -> date:
        if self.last_meeting:
            return self.last_meeting.begins_on
        starts: date | None = self.group.cohort.starts_on
        return starts or date.min

    @property
    def since(self) -> str:
        """From when on things are new, in words."""
        one = self.last_meeting
        if one is None:
            return _("since the round began")
        said = {"meeting": one.meeting.name, "day": in_words(one.begins_on, weekday=False)}
        return _("since %(meeting)s, %(day)s") % said

    @cached_property
    def participants(self) -> list[Followed]:
        shared = shared_since(dict.fromkeys(self._numbers, self._since), self.user)
        cycles, waiting = self._cycles, self._waiting
        works: dict[int, int] = defaultdict(int)
        for owner in self._works:
            works[owner] += 1
        return [
            Followed(
                one,
                shared[one.participation.pk],
                tuple(cycles[one.participation.pk]),
                tuple(waiting[one.participation.pk]),
                works[one.participation.pk],
            )
            for one in self.view.partners
        ]

    @property
    def _works(self) -> Iterable[int]:
        seen = Improvement.objects.visible_to(self.user).filter(participation__in=self._numbers)
        found: Iterable[int] = seen.order_by().values_list("participation", flat=True)
        return found

    @property
    def _cycles(self) -> dict[int, list[Step]]:
        """Those that go on, with what they shall answer."""
        found: dict[int, list[Step]] = defaultdict(list)
        seen = Cycle.objects.visible_to(self.user).under_way()
        rows = seen.filter(improvement__participation__in=self._numbers)
        for one in rows.select_related("improvement").prefetch_related("questions").order_by("pk"):
            found[one.improvement.participation_id].append(step(one, self.today))
        return found

    @property
    def _waiting(self) -> dict[int, list[Waiting]]:
        """The last word of a conversation, where it is the team's and asks; or tells the reader.

        A conversation is about a work or about one of its cycles.
        """
        teams = {one.participation.pk: _accounts(one) for one in self.view.partners}
        seen = Comment.objects.visible_to(self.user).filter(
            improvement__participation__in=self._numbers
        )
        rows = seen.select_related("improvement", "cycle", "author").prefetch_related("mentioned")
        talks: dict[tuple[int, int | None], list[Comment]] = defaultdict(list)
        for row in rows.order_by("written_at", "pk"):
            talks[row.improvement_id, row.cycle_id].append(row)
        found: dict[int, list[Waiting]] = defaultdict(list)
        for talk in talks.values():
            owner = talk[0].improvement.participation_id
            one = unanswered(talk, teams[owner], self.user.pk)
            if one is not None:
                found[owner].append(one)
        return found

    @property
    def headline(self) -> str:
        """What waits for the mentor; else who has shared something."""
        return waiting_sentence(self.waits) or self.sharing

    @property
    def waits(self) -> int:
        return sum(len(one.waiting) for one in self.participants)

    @property
    def sharing(self) -> str:
        if not self.participants:
            return self.view.headline
        silent = [one.partner.short for one in self.participants if not one.shared]
        return sharing_sentence(silent, len(self.participants))

    # Self-assessment

    @cached_property
    def assessed(self) -> Assessed:
        return Assessed(self.group, self.user)

    @property
    def standings(self) -> list[Standing]:
        return standings(self.assessed)

    # The next meeting

    @property
    def meeting(self) -> OwnMeeting | None:
        return next(iter(self._meetings.coming), None)

    @cached_property
    def _page(self) -> MeetingPage | None:
        one = self.meeting
        return MeetingPage(one.meeting, self.user) if one else None

    @property
    def leads(self) -> Sequence[Timed]:
        """The parts of its agenda that the mentor leads."""
        parts = self._page.agenda if self._page else []
        return [part for part in parts if part.item.leads == Responsible.MENTOR]

    @cached_property
    def asked(self) -> Sequence[Deadline]:
        """What the mentor is to see to around it."""
        if self.meeting is None:
            return []
        items = ChecklistItem.objects.visible_to(self.user).filter(
            meeting=self.meeting.meeting, responsible=Responsible.MENTOR
        )
        return [due for due in deadlines(self.meeting.meeting, checklist=items) if due.item]

    @property
    def asked_finding(self) -> str:
        left = sum(not due.done for due in self.asked)
        return asked_sentence(left, len(self.leads))

    @property
    def speakers(self) -> Sequence[Speaker]:
        return self._page.speakers if self._page else []

    @property
    def presentations_due(self) -> date | None:
        return self._page.presentations_due if self._page else None

    @property
    def material(self) -> Sequence[Any]:
        return self._page.material if self._page else []

    # What the mentor has promised

    @cached_property
    def seats(self) -> Sequence[MentorPerson]:
        """The reader's own, each with the promise of their organisation."""
        own = MentorPerson.objects.visible_to(self.user).current().filter(user=self.user)
        serving = own.filter(promise__mentorships__group=self.group)
        serving = serving.filter(promise__mentorships__ended_on=None).distinct()
        return list(serving.select_related("promise__organisation"))


def unanswered(talk: Sequence[Comment], team: set[int], reader: int) -> Waiting | None:
    """What of a conversation waits for an answer from outside; the oldest comes first in `talk`."""
    last = talk[-1]
    told = [
        one
        for one in talk
        if one.author_id != reader and reader in {user.pk for user in one.mentioned.all()}
    ]
    spoke = [place for place, one in enumerate(talk) if one.author_id == reader]
    if told and (not spoke or talk.index(told[-1]) > spoke[-1]):
        return Waiting(told[-1], True)
    if last.author_id in team and last.author_id != reader and "?" in last.text:
        return Waiting(last, False)
    return None


def _accounts(partner: Partner) -> set[int]:
    return {person.user_id for person in partner.people if person.user_id}
