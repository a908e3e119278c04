"""What lies on the board of groups at one moment, and what one hand can do to it. Pure.

Numbers are ids: members are participations, mentors organisations, `group` a published group.
Every operation returns a new arrangement; what is not possible raises `ArrangementError` with a
key, which the service turns into a sentence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

LARGEST = 3
SMALLEST = 2
LEAD = "lead"
SUPPORTING = "supporting"
TOGETHER = "together"
APART = "apart"

Pair = tuple[int, int]


class ArrangementError(Exception):
    """It cannot be done. `key` says why, `card` and `ids` whom it is about."""

    def __init__(self, key: str, *, card: "Card | None" = None, ids: tuple[int, ...] = ()) -> None:
        super().__init__(key)
        self.key = key
        self.card = card
        self.ids = ids


@dataclass(frozen=True)
class MentorSeat:
    organisation: int
    role: str = LEAD


@dataclass(frozen=True)
class Card:
    """A group on the board: 0–3 members while it is being put together."""

    key: str
    name: str
    members: tuple[int, ...] = ()
    mentors: tuple[MentorSeat, ...] = ()
    is_locked: bool = False
    without_mentor: str = ""
    group: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "name": self.name,
            "members": list(self.members),
            "mentors": [[seat.organisation, seat.role] for seat in self.mentors],
            "is_locked": self.is_locked,
            "without_mentor": self.without_mentor,
            "group": self.group,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Card":
        return cls(
            key=value["key"],
            name=value["name"],
            members=tuple(value["members"]),
            mentors=tuple(
                MentorSeat(organisation, role) for organisation, role in value["mentors"]
            ),
            is_locked=value["is_locked"],
            without_mentor=value["without_mentor"],
            group=value["group"],
        )

    @property
    def organisations(self) -> tuple[int, ...]:
        """Those that mentor it, the lead first."""
        seats = sorted(self.mentors, key=lambda seat: seat.role != LEAD)
        return tuple(seat.organisation for seat in seats)


@dataclass(frozen=True)
class NewGroup:
    """Members and mentors as a proposal or the database has them; not yet a card."""

    members: tuple[int, ...]
    mentors: tuple[MentorSeat, ...] = ()
    name: str = ""
    without_mentor: str = ""
    group: int | None = None


@dataclass(frozen=True)
class Arrangement:
    """The whole board. `next_key` numbers the next card, so that no key ever comes back."""

    cards: tuple[Card, ...] = ()
    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    next_key: int = 1

    def as_json(self) -> dict[str, Any]:
        return {
            "cards": [card.as_json() for card in self.cards],
            "together": [list(pair) for pair in self.together],
            "apart": [list(pair) for pair in self.apart],
            "weights": dict(self.weights),
            "next_key": self.next_key,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Arrangement":
        return cls(
            cards=tuple(Card.from_json(card) for card in value["cards"]),
            together=tuple((first, second) for first, second in value["together"]),
            apart=tuple((first, second) for first, second in value["apart"]),
            weights=dict(value["weights"]),
            next_key=value["next_key"],
        )

    def card(self, key: str) -> Card:
        """Raises `ArrangementError("no_card")` where there is none (any more)."""
        for card in self.cards:
            if card.key == key:
                return card
        raise ArrangementError("no_card")

    def card_of(self, member: int) -> Card | None:
        return next((card for card in self.cards if member in card.members), None)

    def cards_mentored_by(self, organisation: int) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if organisation in card.organisations)

    @property
    def placed(self) -> frozenset[int]:
        return frozenset(member for card in self.cards for member in card.members)

    def without_group(self, everybody: Iterable[int]) -> tuple[int, ...]:
        placed = self.placed
        return tuple(member for member in everybody if member not in placed)

    def place(self, member: int, key: str | None) -> "Arrangement":
        """Move a member to a card, or with None to those without a group."""
        source = self.card_of(member)
        if source is not None and source.key == key:
            return self
        if source is not None and source.is_locked:
            raise ArrangementError("locked", card=source)
        target = self.card(key) if key is not None else None
        if target is not None:
            if target.is_locked:
                raise ArrangementError("locked", card=target)
            if len(target.members) >= LARGEST:
                raise ArrangementError("full", card=target)
        moved = self
        if source is not None:
            rest = tuple(each for each in source.members if each != member)
            moved = moved._with(replace(source, members=rest))
        if target is not None:
            moved = moved._with(replace(target, members=(*target.members, member)))
        return moved

    def join(self, member: int, key: str) -> "Arrangement":
        """Move a member to a card as it is: a locked one takes it in, and stays locked."""
        card = self.card(key)
        joined = self.lock(key, False).place(member, key)
        return joined.lock(key, True) if card.is_locked else joined

    def add_card(self, name: str, members: Iterable[int] = ()) -> "Arrangement":
        """One more group, empty or with these members moved to it; its key is the next one."""
        self._refuse_name(name)
        key = f"g{self.next_key}"
        added = replace(
            self, cards=(*self.cards, Card(key=key, name=name)), next_key=self.next_key + 1
        )
        for member in members:
            added = added.place(member, key)
        return added

    def remove_card(self, key: str) -> "Arrangement":
        """Its members go to those without a group."""
        card = self._open(key)
        return replace(self, cards=tuple(each for each in self.cards if each != card))

    def rename(self, key: str, name: str) -> "Arrangement":
        card = self.card(key)
        self._refuse_name(name, besides=card)
        return self._with(replace(card, name=name))

    def lock(self, key: str, is_locked: bool) -> "Arrangement":
        """A locked card stays as it is, also when groups are proposed; it has two or three."""
        card = self.card(key)
        if is_locked and len(card.members) < SMALLEST:
            raise ArrangementError("too_few_to_lock", card=card)
        return self._with(replace(card, is_locked=is_locked))

    def seat_mentor(
        self, organisation: int, key: str, role: str = LEAD, *, source: str | None = None
    ) -> "Arrangement":
        """Give a card this mentor, or its mentor this role; with `source` it leaves that card."""
        if role not in (LEAD, SUPPORTING):
            raise ArrangementError("no_role")
        moved = self
        if source is not None and source != key:
            moved = moved.unseat_mentor(organisation, source)
        card = moved._open(key)
        seat = MentorSeat(organisation, role)
        if organisation in card.organisations:
            seats = tuple(seat if s.organisation == organisation else s for s in card.mentors)
        else:
            seats = (*card.mentors, seat)
        return moved._with(replace(card, mentors=seats, without_mentor=""))

    def unseat_mentor(self, organisation: int, key: str) -> "Arrangement":
        card = self._open(key)
        if organisation not in card.organisations:
            raise ArrangementError("not_mentor", card=card, ids=(organisation,))
        seats = tuple(seat for seat in card.mentors if seat.organisation != organisation)
        return self._with(replace(card, mentors=seats))

    def no_mentor(self, key: str, reason: str) -> "Arrangement":
        """The group knowingly has none, and this is why; an empty reason takes that back."""
        card = self._open(key)
        if reason and card.mentors:
            raise ArrangementError("has_mentor", card=card, ids=card.organisations)
        return self._with(replace(card, without_mentor=reason))

    def pair(self, kind: str, first: int, second: int) -> "Arrangement":
        """Two that must (`together`) or must not (`apart`) be in one group."""
        if first == second:
            raise ArrangementError("same_twice", ids=(first,))
        pair = _pair(first, second)
        if pair in self._pairs(APART if kind == TOGETHER else TOGETHER):
            raise ArrangementError("contradiction", ids=pair)
        if pair in self._pairs(kind):
            return self
        return self._with_pairs(kind, (*self._pairs(kind), pair))

    def unpair(self, kind: str, first: int, second: int) -> "Arrangement":
        pair = _pair(first, second)
        if pair not in self._pairs(kind):
            raise ArrangementError("no_pair", ids=pair)
        return self._with_pairs(kind, tuple(each for each in self._pairs(kind) if each != pair))

    def weigh(self, weights: Mapping[str, int]) -> "Arrangement":
        return replace(self, weights=dict(weights))

    def replace_unlocked(self, groups: Sequence[NewGroup], names: Iterable[str]) -> "Arrangement":
        """These groups instead of everything that is not locked.

        Whoever sits on a locked card stays there and is left out of `groups`. A group takes over
        the card (with its key, name, and published group) that it has most members in common
        with; `names` gives the others theirs.
        """
        locked = tuple(card for card in self.cards if card.is_locked)
        taken = {member for card in locked for member in card.members}
        wanted = [
            replace(group, members=members)
            for group in groups
            if (members := tuple(m for m in group.members if m not in taken))
        ]
        heirs = _heirs([card for card in self.cards if not card.is_locked], wanted)
        used = {card.name for card in locked} | {card.name for card in heirs.values()}
        fresh = (name for name in names if name not in used)
        next_key = self.next_key
        cards: list[Card] = []
        for index, group in enumerate(wanted):
            card = heirs.get(index)
            if card is None:
                card = Card(key=f"g{next_key}", name=group.name or next(fresh), group=group.group)
                next_key += 1
            reason = "" if group.mentors else (group.without_mentor or card.without_mentor)
            cards.append(
                replace(card, members=group.members, mentors=group.mentors, without_mentor=reason)
            )
        order = {card.key: position for position, card in enumerate(self.cards)}
        cards.sort(key=lambda card: order.get(card.key, len(order)))
        merged = sorted(
            (*locked, *cards),
            key=lambda card: (order.get(card.key, len(order)), int(card.key[1:])),
        )
        return replace(self, cards=tuple(merged), next_key=next_key)

    def bring_back(self, member: int, group: int) -> "Arrangement":
        """Somebody who had left the round is in their published group again, if there is room."""
        for card in self.cards:
            if card.group == group and len(card.members) < LARGEST:
                return self._with(replace(card, members=(*card.members, member)))
        return self

    def publish(self, groups: Mapping[str, int]) -> "Arrangement":
        """The cards with the numbers of their published groups, locked from now on."""
        cards = (
            replace(card, group=groups.get(card.key), is_locked=card.key in groups)
            for card in self.cards
        )
        return replace(self, cards=tuple(cards))

    def keep_only(self, members: Iterable[int], mentors: Iterable[int]) -> "Arrangement":
        """Without those who are not there any more; a card left with one is not locked."""
        known, organisations = frozenset(members), frozenset(mentors)
        cards = []
        for card in self.cards:
            rest = tuple(member for member in card.members if member in known)
            seats = tuple(seat for seat in card.mentors if seat.organisation in organisations)
            cards.append(
                replace(
                    card,
                    members=rest,
                    mentors=seats,
                    is_locked=card.is_locked and len(rest) >= SMALLEST,
                )
            )
        return replace(
            self,
            cards=tuple(cards),
            together=tuple(pair for pair in self.together if known.issuperset(pair)),
            apart=tuple(pair for pair in self.apart if known.issuperset(pair)),
        )

    def _open(self, key: str) -> Card:
        card = self.card(key)
        if card.is_locked:
            raise ArrangementError("locked", card=card)
        return card

    def _with(self, changed: Card) -> "Arrangement":
        cards = tuple(changed if card.key == changed.key else card for card in self.cards)
        return replace(self, cards=cards)

    def _refuse_name(self, name: str, *, besides: Card | None = None) -> None:
        if not name:
            raise ArrangementError("no_name")
        for card in self.cards:
            if card != besides and card.name.casefold() == name.casefold():
                raise ArrangementError("name_taken", card=card)

    def _pairs(self, kind: str) -> tuple[Pair, ...]:
        if kind not in (TOGETHER, APART):
            raise ArrangementError("no_kind")
        return self.together if kind == TOGETHER else self.apart

    def _with_pairs(self, kind: str, pairs: tuple[Pair, ...]) -> "Arrangement":
        if kind == TOGETHER:
            return replace(self, together=pairs)
        return replace(self, apart=pairs)


@dataclass(frozen=True)
class Differences:
    """Two ways to group the same people, beside each other."""

    same: tuple[frozenset[int], ...]
    only_first: tuple[frozenset[int], ...]
    only_second: tuple[frozenset[int], ...]
    moved: frozenset[int]


def differences(first: Iterable[Iterable[int]], second: Iterable[Iterable[int]]) -> Differences:
    """Which groups both have, which only one has, and whose company is another."""
    before = [frozenset(group) for group in first]
    after = [frozenset(group) for group in second]
    same = tuple(group for group in before if group in after)
    only_first = tuple(group for group in before if group not in same)
    only_second = tuple(group for group in after if group not in same)
    moved = frozenset(member for group in (*only_first, *only_second) for member in group)
    return Differences(same, only_first, only_second, moved)


def _pair(first: int, second: int) -> Pair:
    return (first, second) if first < second else (second, first)


def _heirs(cards: Sequence[Card], groups: Sequence[NewGroup]) -> dict[int, Card]:
    """Which group (by its place) takes over which card: those with most in common first.

    A published card is only handed on to those who were most of it: what its people wrote to
    each other goes with it.
    """
    choices = []
    for position, card in enumerate(cards):
        for index, group in enumerate(groups):
            common = len(set(card.members) & set(group.members))
            enough = min(SMALLEST, len(card.members)) if card.group else 1
            if common and common >= enough:
                choices.append((-common, position, index))
    heirs: dict[int, Card] = {}
    given: set[int] = set()
    for _common, position, index in sorted(choices):
        if position not in given and index not in heirs:
            heirs[index] = cards[position]
            given.add(position)
    return heirs
