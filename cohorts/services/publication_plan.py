"""What publishing the board would change, shown before it is done and done as shown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.arrangement import Card, MentorSeat
from cohorts.models import Group, Mentorship
from cohorts.services.board_problems import OF_NO_CARD, problems_by_card
from cohorts.services.board_reading import BoardState, MentorChoice, Participant


@dataclass(frozen=True)
class PlannedGroup:
    """A card that becomes, or is, a group. `came` and `left` compare with what is published."""

    card: Card
    group: Group | None
    members: tuple[Participant, ...]
    mentors: tuple[tuple[MentorChoice, MentorSeat], ...]
    came: tuple[Participant, ...] = ()
    left: tuple[Participant, ...] = ()
    mentors_came: tuple[MentorChoice, ...] = ()
    mentorships_ended: tuple[Mentorship, ...] = ()
    before: str = ""

    @property
    def name(self) -> str:
        return self.card.name

    @property
    def people_changed(self) -> bool:
        """Members or mentors: what those in the group are told of."""
        return bool(self.came or self.left or self.mentors_came or self.mentorships_ended)

    @property
    def is_changed(self) -> bool:
        return self.group is not None and (
            self.people_changed
            or self.before != self.card.name
            or self.group.without_mentor_because != self.card.without_mentor
        )

    @property
    def member_names(self) -> list[str]:
        return [member.name for member in self.members]

    @property
    def mentor_names(self) -> list[str]:
        return [choice.name for choice, _seat in self.mentors]

    @property
    def mentors_left(self) -> list[Mentorship]:
        """Of those who do not mentor it any more; a new role is not leaving."""
        staying = {choice.organisation for choice, _seat in self.mentors}
        return [each for each in self.mentorships_ended if each.organisation_id not in staying]

    @property
    def new_roles(self) -> list[tuple[MentorChoice, MentorSeat]]:
        """Of those who mentored it before, and do so in another role from now on."""
        served = {each.organisation_id for each in self.mentorships_ended}
        return [(choice, seat) for choice, seat in self.mentors if choice.organisation in served]

    @property
    def new_mentors(self) -> list[MentorChoice]:
        """Of those who came, the ones who did not mentor it in any role."""
        changed = [choice for choice, _seat in self.new_roles]
        came = self.mentors_came if self.group else [choice for choice, _seat in self.mentors]
        return [choice for choice in came if choice not in changed]


@dataclass(frozen=True)
class Dissolved:
    """A published group that is on the board no more."""

    group: Group
    members: tuple[Participant, ...]
    mentorships: tuple[Mentorship, ...]


@dataclass(frozen=True)
class Plan:
    """Read `problems` first: where there are any, nothing is published.

    `mails` is how many people are told, each once.
    """

    state: BoardState
    new: tuple[PlannedGroup, ...]
    changed: tuple[PlannedGroup, ...]
    unchanged: tuple[PlannedGroup, ...]
    dissolved: tuple[Dissolved, ...]
    problems: tuple[str, ...]
    mails: int = 0

    @property
    def without_group(self) -> tuple[Participant, ...]:
        """Allowed, but said: those who take part and get no group this time."""
        return self.state.without_group

    @property
    def has_changes(self) -> bool:
        return bool(self.new or self.changed or self.dissolved)

    @property
    def planned(self) -> tuple[PlannedGroup, ...]:
        return (*self.new, *self.changed, *self.unchanged)


def plan_of(state: BoardState) -> Plan:
    """Card by card against what is published; the mails are not counted here."""
    members = _members_now(state)
    mentorships = _mentorships_now(state.groups)
    planned = [
        _planned(state, card, members, mentorships)
        for card in state.arrangement.cards
        if card.members
    ]
    kept = {each.group.pk for each in planned if each.group}
    return Plan(
        state=state,
        new=tuple(each for each in planned if each.group is None),
        changed=tuple(each for each in planned if each.is_changed),
        unchanged=tuple(each for each in planned if each.group and not each.is_changed),
        dissolved=tuple(
            Dissolved(group, tuple(members[pk]), tuple(mentorships[pk]))
            for pk, group in state.groups.items()
            if pk not in kept
        ),
        problems=tuple(_problems(state)),
    )


def _members_now(state: BoardState) -> dict[int, list[Participant]]:
    """Who is in each published group and still takes part."""
    members: dict[int, list[Participant]] = defaultdict(list)
    for participant in state.participants.values():
        if group := participant.participation.group_id:
            members[group].append(participant)
    return members


def _mentorships_now(groups: Iterable[int]) -> dict[int, list[Mentorship]]:
    found: dict[int, list[Mentorship]] = defaultdict(list)
    current = Mentorship.objects.current().filter(group__in=list(groups))
    for mentorship in current.select_related("organisation", "promise").order_by("pk"):
        found[mentorship.group_id or 0].append(mentorship)
    return found


def _planned(
    state: BoardState,
    card: Card,
    members: dict[int, list[Participant]],
    mentorships: dict[int, list[Mentorship]],
) -> PlannedGroup:
    people = tuple(state.participants[pk] for pk in card.members)
    mentors = tuple((state.mentors[seat.organisation], seat) for seat in card.mentors)
    group = _same_group(state, card, members)
    if group is None:
        return PlannedGroup(card=card, group=None, members=people, mentors=mentors)
    before, serving = members[group.pk], mentorships[group.pk]
    seats = {(seat.organisation, seat.role) for seat in card.mentors}
    served = {(each.organisation_id, each.role) for each in serving}
    return PlannedGroup(
        card=card,
        group=group,
        members=people,
        mentors=mentors,
        came=tuple(each for each in people if each.participation.group_id != group.pk),
        left=tuple(each for each in before if each.pk not in card.members),
        mentors_came=tuple(
            choice for choice, seat in mentors if (seat.organisation, seat.role) not in served
        ),
        mentorships_ended=tuple(
            each for each in serving if (each.organisation_id, each.role) not in seats
        ),
        before=group.name,
    )


def _same_group(
    state: BoardState, card: Card, members: dict[int, list[Participant]]
) -> Group | None:
    """The published group that the card goes on with, unless nobody of it is left on the card.

    What was written in a group is for those who were in it: entirely new people get a new one.
    """
    group = state.groups.get(card.group) if card.group else None
    if group is None or not any(each.pk in card.members for each in members[group.pk]):
        return None
    return group


def _problems(state: BoardState) -> list[str]:
    found = problems_by_card(state)
    names = {card.key: card.name for card in state.arrangement.cards}
    sentences = [
        _("%(group)s: %(problem)s") % {"group": names[key], "problem": sentence}
        for key, of_card in found.items()
        if key != OF_NO_CARD
        for sentence in of_card
    ]
    sentences += found.get(OF_NO_CARD, [])
    if state.is_behind:
        sentences.append(
            _("Somebody has left the round since the board was last opened. Open the board again.")
        )
    return sentences
