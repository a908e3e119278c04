"""Everything that somebody who is new in a team needs, on one page that can be printed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from applications.models import AdmissionDecision, CommitmentGiven, DecisionCondition
from cohorts.enums import ParticipationStatus
from cohorts.models import GroupPost, Participation, RequiredFunction, TeamMember, TimelineEvent
from cohorts.rail import Stop, round_stops
from modellkonceptet.civil_dates import in_words
from reporting.group_page import GroupView, by_function, posts_of, read_group
from reporting.my_round import Next, decision_in_force, next_thing

LATEST_POSTS = 5


@dataclass(frozen=True)
class Holder:
    """Who had the function before: the name and from when to when, and why it ended."""

    name: str
    period: str
    because: str


@dataclass(frozen=True)
class Handover:
    """Read for one seat by one person; each part is asked for once."""

    member: TeamMember
    user: Any
    today: date

    @property
    def participation(self) -> Participation:
        return self.member.participation

    @property
    def is_own(self) -> bool:
        return bool(self.member.user_id == self.user.pk)

    @cached_property
    def everybody(self) -> list[TeamMember]:
        members = TeamMember.objects.visible_to(self.user)
        return list(members.filter(participation=self.participation).order_by("pk"))

    @property
    def team(self) -> list[TeamMember]:
        return by_function(one for one in self.everybody if one.left_on is None)

    @property
    def holders(self) -> list[Holder]:
        """The latest first; nobody's contacts."""
        same = [
            one
            for one in self.everybody
            if one.function == self.member.function and one.left_on and one.pk != self.member.pk
        ]
        same.sort(key=lambda one: (one.left_on or self.today, one.pk), reverse=True)
        return [Holder(one.name, _period(one), one.left_because) for one in same]

    @cached_property
    def hint(self) -> str:
        """What the round says of the function."""
        asked = RequiredFunction.objects.filter(
            terms__cohort=self.participation.cohort,
            terms__programme__participant_kind=self.participation.organisation.participant_kind,
            function=self.member.function,
        ).first()
        return str(asked.hint) if asked else ""

    @cached_property
    def decision(self) -> AdmissionDecision | None:
        return decision_in_force(self.participation)

    @property
    def conditions(self) -> list[DecisionCondition]:
        return list(self.decision.conditions.all()) if self.decision else []

    @cached_property
    def commitments(self) -> list[CommitmentGiven]:
        """As they were worded when the organisation made them."""
        submission = self.decision.application.current_submission if self.decision else None
        return list(submission.commitments.all()) if submission else []

    @cached_property
    def events(self) -> list[TimelineEvent]:
        events = TimelineEvent.objects.visible_to(self.user)
        return list(events.filter(cohort=self.participation.cohort))

    @property
    def next(self) -> Next | None:
        return next_thing(self.participation, self.events, self.conditions, today=self.today)

    @property
    def stops(self) -> list[Stop]:
        """What is still to come of the round."""
        stops = round_stops(self.participation.cohort, self.events, today=self.today)
        return [stop for stop in stops if stop.state != "past"]

    @cached_property
    def group(self) -> GroupView | None:
        group = self.participation.group
        is_in = self.participation.status != ParticipationStatus.WITHDRAWN
        if group is None or group.dissolved_on or not is_in:
            return None
        return read_group(group, self.user)

    @cached_property
    def posts(self) -> list[GroupPost]:
        if self.group is None:
            return []
        return list(posts_of(self.group.group, self.user).filter(removed_at=None)[:LATEST_POSTS])


def _period(member: TeamMember) -> str:
    last = in_words(member.left_on, weekday=False, year=True) if member.left_on else ""
    if member.joined_on is None:
        return _("until %(last)s") % {"last": last}
    first = in_words(member.joined_on, weekday=False, year=True)
    return first if first == last else f"{first}–{last}"
