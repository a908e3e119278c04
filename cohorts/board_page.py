"""What the page of the board shows: people, groups and mentors, in words, from one state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.arrangement import LARGEST, SUPPORTING, TOGETHER, Arrangement, Card
from cohorts.board_figures import Figure, figures_of
from cohorts.board_map import BoardMap, MapGroup, Spot, draw_board
from cohorts.enums import FocusArea
from cohorts.facts import grouped
from cohorts.grouping import Problem, ProposedGroup, Score, reasons, score
from cohorts.models import Group
from cohorts.services.board_problems import OF_NO_CARD, problems_by_card
from cohorts.services.board_reading import (
    BoardState,
    MentorChoice,
    Participant,
    problem_to_judge,
    weights_of,
)
from cohorts.services.flagged_groups import ranked_joins

NO_BREAK = "\u00a0"
MOST_JOINS = 3  # groups named to somebody who is alone in a published one


@dataclass(frozen=True)
class Person:
    """A participant on the board. `warnings` are what the project lead should know of it."""

    pk: int
    name: str
    facts: str
    themes: str
    wishes: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Chip:
    """A mentor, in the pool or on a group. `used` of `capacity` groups are on the board."""

    organisation: int
    name: str
    used: int
    capacity: int
    has_said_yes: bool
    takes_part: bool
    is_supporting: bool = False

    @property
    def can_be_placed(self) -> bool:
        return self.has_said_yes and not self.takes_part

    @property
    def is_over(self) -> bool:
        return self.used > self.capacity

    @property
    def is_free(self) -> bool:
        return self.can_be_placed and self.used < self.capacity


@dataclass(frozen=True)
class Join:
    """Where somebody who is alone could go, and why there."""

    key: str
    name: str
    why: str


@dataclass(frozen=True)
class Block:
    """A group on the board. `problems` stand in the way of its publication."""

    key: str
    name: str
    members: tuple[Person, ...]
    mentors: tuple[Chip, ...]
    reasons: tuple[str, ...]
    problems: tuple[str, ...]
    is_locked: bool
    without_mentor: str
    group: Group | None
    joins: tuple[Join, ...] = ()

    @property
    def anchor(self) -> str:
        return anchor_of(self.key)

    @property
    def is_full(self) -> bool:
        return len(self.members) >= LARGEST

    @property
    def is_ready(self) -> bool:
        return bool(self.members) and not self.problems

    @property
    def takes_more(self) -> bool:
        return not self.is_full and not self.is_locked

    @property
    def label(self) -> str:
        """In the menu of groups: the name, and who is there."""
        if not self.members:
            return _("%(group)s (empty)") % {"group": self.name}
        return f"{self.name}: {', '.join(person.name for person in self.members)}"


@dataclass(frozen=True)
class PairRow:
    kind: str
    first: int
    second: int
    names: str


@dataclass(frozen=True)
class ProblemRow:
    """What stands in the way of publishing; `name` is "" where it concerns no single group."""

    name: str
    anchor: str
    words: str


@dataclass(frozen=True)
class BoardPage:
    """Everything between the heading and the foot."""

    seen: int
    headline: str
    pool: tuple[Person, ...]
    groups: tuple[Block, ...]
    mentors: tuple[Chip, ...]
    pairs: tuple[PairRow, ...]
    figures: list[Figure]
    map: BoardMap
    people_count: int
    problems: tuple[ProblemRow, ...]

    @property
    def locked(self) -> int:
        return sum(1 for block in self.groups if block.is_locked)

    @property
    def spoken(self) -> str:
        """The figures that follow a move, for those who hear the page."""
        return ". ".join(f"{figure.label}: {figure.value}" for figure in self.figures)

    @property
    def everybody(self) -> list[Person]:
        people = [*self.pool, *(person for block in self.groups for person in block.members)]
        return sorted(people, key=lambda person: person.name)


def board_page(state: BoardState, *, before: Arrangement | None = None) -> BoardPage:
    """`before` is the arrangement of an earlier step, which the figures are compared with."""
    problem = problem_to_judge(state, weights_of(state.arrangement))
    wrong = problems_by_card(state)
    found = score(problem, groups_of(state.arrangement))
    people = {pk: _person(each) for pk, each in state.participants.items()}
    blocks = tuple(_blocks(state, problem, people, wrong))
    pool = tuple(people[each.pk] for each in state.without_group)
    return BoardPage(
        seen=state.step.number,
        headline=_headline(len(people), blocks, len(pool)),
        pool=pool,
        groups=blocks,
        mentors=tuple(sorted((_chip(state, pk) for pk in state.mentors), key=_free_first)),
        pairs=tuple(_pairs(state)),
        figures=figures_of(found, before=_score_before(state, problem, before)),
        map=_map(state),
        people_count=len(people),
        problems=tuple(problem_rows(state, wrong)),
    )


def groups_of(arrangement: Arrangement) -> list[ProposedGroup]:
    """The cards as the engine knows groups, in their order."""
    return [ProposedGroup(card.members, card.organisations) for card in arrangement.cards]


def problem_rows(
    state: BoardState, found: Mapping[str, Sequence[str]] | None = None
) -> list[ProblemRow]:
    """Those of no single group first, then by group in the order of the board."""
    wrong = problems_by_card(state) if found is None else found
    rows = [ProblemRow("", "", words) for words in wrong.get(OF_NO_CARD, ())]
    return rows + [
        ProblemRow(card.name, anchor_of(card.key), words)
        for card in state.arrangement.cards
        for words in wrong.get(card.key, ())
    ]


def anchor_of(key: str) -> str:
    """Where on the page a group is."""
    return f"grupp-{key}"


def _score_before(state: BoardState, problem: Problem, before: Arrangement | None) -> Score | None:
    if before is None:
        return None
    kept = before.keep_only(state.participants, state.mentors)
    return score(problem, groups_of(kept))


def _headline(people: int, blocks: Sequence[Block], alone: int) -> str:
    """ "12 participants: 4 groups are ready, 3 have no group"."""
    if not people:
        return _("Nobody takes part in the round yet")
    ready = sum(1 for block in blocks if block.is_ready)
    parts = []
    if ready:
        parts.append(ngettext("%(n)d group ready", "%(n)d groups ready", ready) % {"n": ready})
    if unfinished := len(blocks) - ready:
        parts.append(
            ngettext("%(n)d group not ready", "%(n)d groups not ready", unfinished)
            % {"n": unfinished}
        )
    if alone:
        parts.append(
            ngettext("%(n)d without a group", "%(n)d without a group", alone) % {"n": alone}
        )
    counted = ngettext("%(n)d participant", "%(n)d participants", people) % {"n": people}
    # A number stays with its word when the line breaks.
    return f"{counted}: {', '.join(part.replace(' ', NO_BREAK, 1) for part in parts)}"


def _person(each: Participant) -> Person:
    candidate, participation = each.candidate, each.participation
    facts = [candidate.skr_group] if candidate.skr_group else []
    if candidate.population:
        facts.append(_("%(n)s inh.") % {"n": grouped(candidate.population)})
    own_words = (participation.focus_other, participation.wished_theme)
    themes = [str(FocusArea(key).label) for key in participation.focus_areas]
    warnings = []
    if candidate.latitude is None or candidate.longitude is None:
        warnings.append(_("No place on the map"))
    if each.other_rounds:
        warnings.append(_("Also in %(rounds)s") % {"rounds": ", ".join(each.other_rounds)})
    return Person(
        pk=each.pk,
        name=each.name,
        facts=" · ".join(facts),
        themes=", ".join([*themes, *(text for text in own_words if text)]),
        wishes=", ".join(each.wishes),
        warnings=tuple(warnings),
    )


def _chip(state: BoardState, organisation: int, *, is_supporting: bool = False) -> Chip:
    mentor: MentorChoice = state.mentors[organisation]
    return Chip(
        organisation=organisation,
        name=mentor.name,
        used=len(state.arrangement.cards_mentored_by(organisation)),
        capacity=mentor.promise.capacity,
        has_said_yes=mentor.has_said_yes,
        takes_part=mentor.takes_part,
        is_supporting=is_supporting,
    )


def _free_first(chip: Chip) -> tuple[bool, bool]:
    """Those who can take a group, then those who are taken, then the rest; each by name."""
    return not chip.is_free, not chip.can_be_placed


def _blocks(
    state: BoardState,
    problem: Problem,
    people: Mapping[int, Person],
    wrong: Mapping[str, Sequence[str]],
) -> list[Block]:
    return [
        Block(
            key=card.key,
            name=card.name,
            members=tuple(people[pk] for pk in card.members),
            mentors=tuple(
                _chip(state, seat.organisation, is_supporting=seat.role == SUPPORTING)
                for seat in card.mentors
            ),
            reasons=tuple(reasons(problem, ProposedGroup(card.members, card.organisations)))
            if len(card.members) > 1
            else (),
            problems=tuple(wrong.get(card.key, ())),
            is_locked=card.is_locked,
            without_mentor=card.without_mentor,
            group=state.groups.get(card.group) if card.group else None,
            joins=tuple(_joins(state, problem, card)),
        )
        for card in state.arrangement.cards
    ]


def _joins(state: BoardState, problem: Problem, alone: Card) -> list[Join]:
    """For a published group with one left: the groups of two that gain most by taking it in."""
    if alone.group is None or len(alone.members) != 1:
        return []
    cards = {
        card.key: (card, ProposedGroup(card.members, card.organisations))
        for card in state.arrangement.cards
        if card != alone
    }
    ranked = ranked_joins(
        problem, alone.members[0], [(key, group) for key, (_card, group) in cards.items()]
    )
    return [
        Join(key, cards[key][0].name, ", ".join(reasons(problem, joined)))
        for key, joined in ranked[:MOST_JOINS]
    ]


def _pairs(state: BoardState) -> list[PairRow]:
    rows = []
    for kind in ("together", "apart"):
        pairs = state.arrangement.together if kind == TOGETHER else state.arrangement.apart
        rows += [
            PairRow(kind, first, second, f"{state.names[first]} – {state.names[second]}")
            for first, second in pairs
        ]
    return rows


def _map(state: BoardState) -> BoardMap:
    def spots(candidates: Any) -> list[Spot]:
        return [Spot(one.name, one.latitude, one.longitude) for one in candidates]

    seated = {org for card in state.arrangement.cards for org in card.organisations}
    return draw_board(
        [
            MapGroup(
                card.key,
                card.name,
                spots(state.participants[pk].candidate for pk in card.members),
                spots(state.mentors[pk].candidate for pk in card.organisations),
            )
            for card in state.arrangement.cards
        ],
        alone=spots(each.candidate for each in state.without_group),
        free_mentors=spots(
            each.candidate
            for pk, each in state.mentors.items()
            if pk not in seated and each.has_said_yes
        ),
    )


@dataclass(frozen=True)
class Moving:
    """Whom a page without JavaScript is about to move: `fields` go with the chosen place."""

    name: str
    source: str
    fields: tuple[tuple[str, str], ...]
    is_person: bool

    @property
    def is_mentor(self) -> bool:
        return not self.is_person

    @property
    def can_leave(self) -> bool:
        return bool(self.source)


def moving_of(state: BoardState, asked: str) -> Moving | None:
    """ "p12" is a participation, "m34" a mentor and "m34-g1" one that leaves that group."""
    kind, (number, _dash, source) = asked[:1], asked[1:].partition("-")
    if not number.isdecimal() or not number.isascii():
        return None
    pk = int(number)
    if kind == "p" and pk in state.participants:
        card = state.arrangement.card_of(pk)
        of_person = (("action", "place"), ("member", number))
        return Moving(state.names[pk], card.key if card else "", of_person, is_person=True)
    if kind == "m" and pk in state.mentors:
        of_mentor = (("action", "seat"), ("mentor", number), ("source", source))
        return Moving(state.mentor_names[pk], source, of_mentor, is_person=False)
    return None
