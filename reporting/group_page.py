"""A group as its people and SKR read it: who learns, who mentors, what comes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.enums import EventKind, Function, MentorRole, ParticipationStatus
from cohorts.models import (
    Group,
    GroupPost,
    MentorPerson,
    Mentorship,
    Organisation,
    Participation,
    TeamMember,
    TimelineEvent,
)
from modellkonceptet.civil_dates import in_words, span
from modellkonceptet.enumerating import join_names


@dataclass(frozen=True)
class Partner:
    """A participant of the group with its team, by function."""

    participation: Participation
    people: tuple[TeamMember, ...]
    is_own: bool

    @property
    def name(self) -> str:
        return str(self.participation)

    @property
    def short(self) -> str:
        return short_name(self.participation)


@dataclass(frozen=True)
class Mentor:
    organisation: Organisation
    is_supporting: bool
    people: tuple[MentorPerson, ...]
    is_own: bool

    @property
    def name(self) -> str:
        return str(self.organisation)


@dataclass(frozen=True)
class GroupView:
    """The own organisation stands first; those who left are said, not shown."""

    group: Group
    partners: tuple[Partner, ...]
    mentors: tuple[Mentor, ...]
    left: tuple[Participation, ...]

    @property
    def is_learner(self) -> bool:
        return any(partner.is_own for partner in self.partners)

    @property
    def is_mentor(self) -> bool:
        return any(mentor.is_own for mentor in self.mentors)

    @property
    def headline(self) -> str:
        """Who learns with whom, said to the one who reads."""
        names = [partner.short for partner in self.partners]
        if not names:
            return _("Nobody is left in the group")
        if len(names) == 1:
            if self.is_learner:
                return _("You are alone in the group")
            return _("%(who)s is alone in the group") % {"who": names[0]}
        if self.is_learner:
            others = [partner.short for partner in self.partners if not partner.is_own]
            return _("You learn together with %(partners)s") % {"partners": join_names(others)}
        if self.is_mentor:
            return _("You mentor %(partners)s") % {"partners": join_names(names)}
        return _("%(partners)s learn together") % {"partners": join_names(names)}

    @property
    def mentor_line(self) -> str:
        """Who mentors, or that nobody does and why."""
        if not self.mentors:
            if reason := self.group.without_mentor_because.rstrip(". "):
                return _("The group has no mentor: %(reason)s.") % {"reason": reason}
            return _("The group has no mentor.")
        if self.is_mentor:
            return ""
        names = [mentor.organisation.name for mentor in self.mentors]
        return ngettext("%(names)s is the mentor.", "%(names)s are the mentors.", len(names)) % {
            "names": join_names(names)
        }

    @property
    def departures(self) -> list[str]:
        """What became of those who left, and of the group."""
        said = []
        for one in self.left:
            names = {"who": short_name(one), "day": ""}
            if one.withdrawn_on is None:
                said.append(_("%(who)s has left the round.") % names)
                continue
            names["day"] = in_words(one.withdrawn_on, weekday=False)
            said.append(_("%(who)s left the round on %(day)s.") % names)
        if self.left and len(self.partners) == 2:
            said.append(_("The group goes on as two."))
        if len(self.partners) == 1:
            said.append(_("SKR looks for a group to join."))
        return said


def read_group(group: Group, user: Any) -> GroupView:
    """In four queries, whatever the number of people."""
    members = list(
        Participation.objects.visible_to(user)
        .filter(group=group)
        .select_related("organisation", "unit")
        .order_by("organisation__name", "pk")
    )
    staying = [one for one in members if one.status != ParticipationStatus.WITHDRAWN]
    seats = TeamMember.objects.visible_to(user).current().filter(participation__in=staying)
    team = _by(seats.order_by("pk"), "participation_id")
    mentorships = list(
        Mentorship.objects.current()
        .visible_to(user)
        .filter(group=group)
        .select_related("organisation")
        .order_by("role", "organisation__name", "pk")
    )
    people = MentorPerson.objects.visible_to(user).current()
    serving = _by(
        people.filter(promise__in=[each.promise_id for each in mentorships]).order_by("pk"),
        "promise_id",
    )
    partners = [
        Partner(one, tuple(by_function(team.get(one.pk, []))), _has(team.get(one.pk, []), user))
        for one in staying
    ]
    return GroupView(
        group=group,
        partners=tuple(sorted(partners, key=lambda partner: not partner.is_own)),
        mentors=tuple(
            Mentor(
                each.organisation,
                each.role == MentorRole.SUPPORTING,
                tuple(serving.get(each.promise_id, [])),
                _has(serving.get(each.promise_id, []), user),
            )
            for each in mentorships
        ),
        left=tuple(one for one in members if one.status == ParticipationStatus.WITHDRAWN),
    )


def short_name(participation: Participation) -> str:
    """As people say it: "Lund", not "Lunds kommun"."""
    place, unit = participation.organisation.name, participation.unit
    return f"{place}, {unit.name}" if unit else str(place)


def by_function(team: Iterable[TeamMember]) -> list[TeamMember]:
    """In the order in which functions are named everywhere."""
    order = list(Function)
    return sorted(team, key=lambda member: (order.index(Function(member.function)), member.pk))


def before_kick_off(events: Iterable[TimelineEvent], today: date) -> str | None:
    """When the kick-off is, in words ("" where no day is set); None when it has been."""
    kick_offs = [event for event in events if event.kind == EventKind.KICK_OFF]
    if not kick_offs:
        return ""
    ahead = [event for event in kick_offs if event.last_day >= today]
    if not ahead:
        return None
    event = ahead[0]
    if event.precision != "day":
        return ""
    return span(event.first_day, event.last_day, year="auto")


def posts_of(group: Group, user: Any) -> Any:
    """Newest first, with files and with who removed what."""
    return (
        GroupPost.objects.visible_to(user)
        .filter(group=group)
        .select_related("removed_by")
        .prefetch_related("files__file")
    )


def _by(rows: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _has(people: Iterable[Any], user: Any) -> bool:
    return any(person.user_id == user.pk for person in people)
