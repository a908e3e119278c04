"""Who hosts which learning meeting: a wheel that gives everybody a turn before anybody's second.

**Order.** Whoever travels least over the round hosts first (the host does not travel, so an extra
turn falls on the one whom the round has cost least); unknown distances come last, and ties go by
the participant's number. **More meetings than turns.** When two share three meetings, the third
is hosted by both (`LastTurn.JOINT`) or by the first again (`LastTurn.ALTERNATE`); three and more
always go round. Held meetings stand, whoever hosted them, and count.

Plain values: participants are known by number, meetings by their place 1, 2, 3 …
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _


class LastTurn(StrEnum):
    """Who hosts the odd meeting of two participants."""

    JOINT = "joint"
    ALTERNATE = "alternate"


@dataclass(frozen=True)
class Hosting:
    """A participant at the wheel. `travel_km`: to all the others' meetings together."""

    participant: int
    travel_km: float | None = None


@dataclass(frozen=True)
class Turn:
    """A meeting and who hosts it; nobody, until it is dealt."""

    number: int
    hosts: tuple[int, ...] = ()
    is_held: bool = False


@dataclass(frozen=True)
class HostPlan:
    """The wheel: its participants in order, and the turns in the order of the meetings."""

    participants: tuple[int, ...]
    turns: tuple[Turn, ...]
    last_turn: LastTurn = LastTurn.JOINT

    def __post_init__(self) -> None:
        if not self.participants or len(set(self.participants)) < len(self.participants):
            raise ValueError("A wheel needs participants, each of them once.")
        if [turn.number for turn in self.turns] != list(range(1, len(self.turns) + 1)):
            raise ValueError("Meetings are numbered 1, 2, 3 …")

    def hosts(self) -> tuple[tuple[int, ...], ...]:
        """As the schedule wants them: the hosts of the first, the second, the third meeting."""
        return tuple(turn.hosts for turn in self.turns)


@dataclass(frozen=True)
class BrokenTurn:
    """A rule that a turn breaks: its key, the meeting, and whom it is about."""

    rule: str
    number: int
    participants: tuple[int, ...] = ()

    def text(self, names: Mapping[int, str]) -> str:
        """The sentence, in the active language."""
        who = " · ".join(names.get(one, str(one)) for one in self.participants)
        sentences = {
            "no_host": _("Meeting %(number)d has no host."),
            "stranger": _("Meeting %(number)d has a host who is not in the group: %(who)s."),
            "twice": _(
                "%(who)s hosts meeting %(number)d before everybody has hosted as many times."
            ),
        }
        return sentences[self.rule] % {"number": self.number, "who": who}


class HostingError(Exception):
    """It cannot be done. `rule` is "held", "same", "unknown" or "nobody_left"."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule

    def text(self) -> str:
        sentences = {
            "held": _("A meeting that has been held keeps its host."),
            "same": _("These two meetings have the same hosts."),
            "unknown": _("There is no such meeting or participant in the group."),
            "nobody_left": _("Nobody is left to host."),
        }
        return sentences[self.rule]


@dataclass(frozen=True)
class Swap:
    """Two turns exchanged, and the rules that no longer hold; it needs the other's consent."""

    plan: HostPlan
    broken: tuple[BrokenTurn, ...]


def plan_hosts(
    participants: Sequence[Hosting], meetings: int, *, last_turn: LastTurn = LastTurn.JOINT
) -> HostPlan:
    """Hosts for that many meetings. ValueError without participants, or with one given twice."""
    order = sorted(
        participants,
        key=lambda one: (one.travel_km is None, one.travel_km or 0.0, one.participant),
    )
    empty = HostPlan(
        tuple(one.participant for one in order),
        tuple(Turn(number) for number in range(1, meetings + 1)),
        last_turn,
    )
    return deal(empty)


def swap(plan: HostPlan, a: int, b: int) -> Swap:
    """Exchange the hosts of meetings `a` and `b`, both still to come; the other must consent.

    Raises HostingError if one of them is held or unknown, or if nothing would change.
    """
    one, other = _turn(plan, a), _turn(plan, b)
    if one.is_held or other.is_held:
        raise HostingError("held")
    if set(one.hosts) == set(other.hosts):
        raise HostingError("same")
    hosts = {a: other.hosts, b: one.hosts}
    turns = tuple(replace(turn, hosts=hosts.get(turn.number, turn.hosts)) for turn in plan.turns)
    changed = replace(plan, turns=turns)
    held_before = set(broken_rules(plan))
    return Swap(changed, tuple(one for one in broken_rules(changed) if one not in held_before))


def without(plan: HostPlan, participant: int) -> HostPlan:
    """The wheel after somebody has withdrawn: the rest share the meetings to come.

    A turn to come stays with its host where that is fair; what has been held stands as it is.
    Raises HostingError for a stranger, and when nobody is left.
    """
    if participant not in plan.participants:
        raise HostingError("unknown")
    rest = tuple(one for one in plan.participants if one != participant)
    if not rest:
        raise HostingError("nobody_left")
    return deal(replace(plan, participants=rest))


def broken_rules(plan: HostPlan) -> tuple[BrokenTurn, ...]:
    """What is wrong with the meetings to come, in their order; what has been held only counts."""
    broken: list[BrokenTurn] = []
    counts = _counts(plan)
    for turn in plan.turns:
        if turn.is_held:
            continue
        if not turn.hosts:
            broken.append(BrokenTurn("no_host", turn.number))
        strangers = tuple(one for one in turn.hosts if one not in counts)
        if strangers:
            broken.append(BrokenTurn("stranger", turn.number, strangers))
        least = min(counts.values())
        early = tuple(one for one in turn.hosts if counts.get(one, least) > least)
        if early:
            broken.append(BrokenTurn("twice", turn.number, early))
        _count(counts, turn)
    return tuple(broken)


def deal(plan: HostPlan) -> HostPlan:
    """Every meeting to come gets hosts: those it has, where that is fair, otherwise the next."""
    counts = _counts(plan)
    turns: list[Turn] = []
    for turn in plan.turns:
        if not turn.is_held:
            turn = replace(turn, hosts=_hosts(plan, turn, counts))
            _count(counts, turn)
        turns.append(turn)
    return replace(plan, turns=tuple(turns))


def _hosts(plan: HostPlan, turn: Turn, counts: Mapping[int, int]) -> tuple[int, ...]:
    least = min(counts.values())
    next_ones = [one for one in plan.participants if counts[one] == least]
    shared = plan.last_turn == LastTurn.JOINT and len(plan.participants) == 2
    if shared and turn.number == len(plan.turns) and least and len(next_ones) == 2:
        return plan.participants
    stay = tuple(one for one in turn.hosts if one in next_ones)
    if stay:
        return stay
    # Whoever has a turn of their own coming soon waits for that one.
    coming = {
        one: min(
            (
                other.number
                for other in plan.turns
                if one in other.hosts and other.number > turn.number and not other.is_held
            ),
            default=len(plan.turns) + 1,
        )
        for one in next_ones
    }
    return (max(next_ones, key=lambda one: coming[one]),)


def _counts(plan: HostPlan) -> Counter[int]:
    """How often each of the participants has hosted; those who have left do not count."""
    counts = Counter(dict.fromkeys(plan.participants, 0))
    for turn in plan.turns:
        if turn.is_held:
            _count(counts, turn)
    return counts


def _count(counts: Counter[int], turn: Turn) -> None:
    for one in turn.hosts:
        if one in counts:
            counts[one] += 1


def _turn(plan: HostPlan, number: int) -> Turn:
    found = next((turn for turn in plan.turns if turn.number == number), None)
    if found is None:
        raise HostingError("unknown")
    return found
