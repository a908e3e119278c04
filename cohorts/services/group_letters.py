"""Who is told of a publication, and what: each address once, its own groups only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.arrangement import SUPPORTING
from cohorts.enums import EventKind
from cohorts.group_mails import GroupNow, Link, News, Summary, group_mail, summary_mail
from cohorts.models import Cohort, Group, MentorPerson, Mentorship, TeamMember, TimelineEvent
from cohorts.services.addressees import Addressee, Tie, addressee_of, skr_of
from cohorts.services.board_reading import Participant
from cohorts.services.publication_plan import Plan, PlannedGroup
from modellkonceptet.civil_dates import period
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.services import queue_mail


@dataclass
class Letter:
    """One mail: to whom, the news in it, and the card or participation that its link leads to."""

    to: Addressee
    news: list[News] = field(default_factory=list)
    card: str = ""
    participation: int | None = None

    @property
    def is_summary(self) -> bool:
        return self.to.tie == Tie.SKR


def letters_of(plan: Plan) -> list[Letter]:
    """In three queries, however many groups there are."""
    if not plan.has_changes:
        return []
    for_teams, for_mentors = _news(plan)
    letters = {one.key: Letter(one) for one in skr_of(plan.state.cohort)}
    members = TeamMember.objects.current().filter(participation__in=for_teams).exclude(email="")
    for member in members.select_related("user").order_by("pk"):
        _add(letters, addressee_of(member, Tie.TEAM), for_teams[member.participation_id])
    people = MentorPerson.objects.current().filter(promise__in=for_mentors)
    for person in people.select_related("user").order_by("pk"):
        _add(letters, addressee_of(person, Tie.MENTOR), for_mentors[person.promise_id])
    return list(letters.values())


def send_letters(plan: Plan, letters: Iterable[Letter], groups: Mapping[str, Group]) -> None:
    """Into the outbox, under a key that lets each address hear once of each publication.

    `groups` are the published ones by the key of their card.
    """
    board, step = plan.state.board, plan.state.board.current
    kick_off = plan.state.cohort.timeline.filter(kind=EventKind.KICK_OFF).first()
    for letter in letters:
        queue_mail(
            kind="groups_published",
            key=f"groups:{board.pk}:{step}:{letter.to.key}",
            to_email=letter.to.email,
            to_name=letter.to.name,
            language=letter.to.language,
            recipient=letter.to.user,
            about=plan.state.cohort,
            write=partial(_write, plan, letter, groups, kick_off),
        )


@dataclass(frozen=True)
class _Item:
    news: News
    card: str = ""
    participation: int | None = None


def _news(plan: Plan) -> tuple[dict[int, list[_Item]], dict[int, list[_Item]]]:
    """What the team of each participation, and the people of each promise, are told."""
    teams: dict[int, list[_Item]] = {}
    mentors: dict[int, list[_Item]] = {}
    placed = {member.pk for each in plan.planned for member in each.members}
    for each in (*plan.new, *(changed for changed in plan.changed if changed.people_changed)):
        now, key = _now(each), each.card.key
        for member in each.members:
            if each.group is None or member in each.came:
                former = plan.state.groups.get(member.participation.group_id or 0)
                news = News("placed", now, member.name, before=former.name if former else "")
            else:
                news = News("changed", now, member.name)
            teams.setdefault(member.pk, []).append(_Item(news, key, member.pk))
        for choice, _seat in each.mentors:
            kind = "mentors" if choice in each.new_mentors else "mentors_changed"
            item = _Item(News(kind, now, choice.name), key)
            mentors.setdefault(choice.promise.pk, []).append(item)
    for gone, ended, group in _former(plan):
        for member in gone:
            if member.pk not in placed:
                item = _Item(News("left", group, member.name), participation=member.pk)
                teams.setdefault(member.pk, []).append(item)
        for mentorship in ended:
            if mentorship.promise_id:
                item = _Item(News("mentored", group, mentorship.organisation.name))
                mentors.setdefault(mentorship.promise_id, []).append(item)
    return teams, mentors


def _former(
    plan: Plan,
) -> Iterator[tuple[Iterable[Participant], Iterable[Mentorship], GroupNow]]:
    """Who is not in a group any more, whose mentorship has ended, and what it was called."""
    for changed in plan.changed:
        yield changed.left, changed.mentors_left, GroupNow(changed.before, ())
    for dissolved in plan.dissolved:
        yield dissolved.members, dissolved.mentorships, GroupNow(dissolved.group.name, ())


def _now(planned: PlannedGroup) -> GroupNow:
    roles = [(choice.name, seat.role == SUPPORTING) for choice, seat in planned.new_roles]
    return GroupNow(
        name=planned.name,
        members=tuple(planned.member_names),
        mentors=tuple(planned.mentor_names),
        without_mentor=planned.card.without_mentor,
        came=tuple(each.name for each in planned.came),
        left=tuple(each.name for each in planned.left),
        mentors_came=tuple(each.name for each in planned.new_mentors),
        mentors_left=tuple(each.organisation.name for each in planned.mentors_left),
        now_lead=tuple(name for name, supports in roles if not supports),
        now_supporting=tuple(name for name, supports in roles if supports),
    )


def _add(letters: dict[str, Letter], to: Addressee, items: Iterable[_Item]) -> None:
    """One more capacity of the same person is more news in the same mail.

    Who stands for SKR gets the summary, which has every group in it.
    """
    letter = letters.setdefault(to.key, Letter(to))
    if letter.is_summary:
        return
    for item in items:
        if item.news not in letter.news:
            letter.news.append(item.news)
        letter.card = letter.card or item.card
        letter.participation = letter.participation or item.participation


def _write(
    plan: Plan, letter: Letter, groups: Mapping[str, Group], kick_off: TimelineEvent | None
) -> MailText:
    """In the receiver's language, which is active."""
    cohort = plan.state.cohort
    if letter.is_summary:
        return summary_mail(cohort.name, _summary(plan), _to_board(cohort))
    when = period(kick_off.first_day, kick_off.last_day, kick_off.precision) if kick_off else ""
    return group_mail(cohort.name, letter.news, _link(letter, groups), kick_off=when)


def _link(letter: Letter, groups: Mapping[str, Group]) -> Link:
    if letter.card:
        return Link(_("Open the group page"), groups[letter.card].get_absolute_url())
    if letter.participation:
        path = reverse("reporting:my_participation", args=[letter.participation])
        return Link(_("Open My round"), path)
    return Link()


def _to_board(cohort: Cohort) -> Link:
    return Link(_("Open the board"), reverse("grouping:board", args=[cohort.slug]))


def _summary(plan: Plan) -> Summary:
    return Summary(
        new=tuple(_now(each) for each in plan.new),
        changed=tuple(_now(each) for each in plan.changed),
        dissolved=tuple(each.group.name for each in plan.dissolved),
        without_group=tuple(each.name for each in plan.without_group),
    )
