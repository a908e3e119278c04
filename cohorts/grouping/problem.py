"""What the grouping engine is asked, and what it answers: plain values, no models, no queries.

Participants are known by the number of their participation (`Candidate.id`), mentors by the
number of their organisation. Everything is frozen, so a problem can be handed to a worker, kept
and compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

REGION = "region"
SMALLEST, LARGEST = 2, 3


@dataclass(frozen=True)
class Candidate:
    """A participant to be placed in a group.

    `kind` is a value of OrganisationKind; an association takes part as municipalities do.
    `skr_group` is SKR's municipality group (A1–C9), "" for whoever has none. `themes` are keys of
    FocusArea and, in lower case, the participant's own words. `wishes` are organisations.
    """

    id: int
    organisation: int
    kind: str
    name: str
    latitude: float | None = None
    longitude: float | None = None
    skr_group: str = ""
    population: int | None = None
    themes: frozenset[str] = frozenset()
    wishes: frozenset[int] = frozenset()

    @property
    def is_region(self) -> bool:
        return self.kind == REGION


@dataclass(frozen=True)
class MentorCandidate:
    """An organisation that has promised to mentor in this round.

    `capacity` is how many groups it takes. `rounds_since_duty` is 1 if it was mentor in the round
    before this one, 2 in the one before that; None if it has never been.
    """

    organisation: int
    name: str
    latitude: float | None = None
    longitude: float | None = None
    capacity: int = 1
    rounds_since_duty: int | None = None
    kind: str = "municipality"

    @property
    def is_region(self) -> bool:
        return self.kind == REGION


@dataclass(frozen=True)
class Weights:
    """The sliders, 0–100 each: only their proportions matter. What each weighs: `costs`."""

    travel: int = 0
    likeness: int = 0
    theme: int = 0
    wishes: int = 0
    fairness: int = 0
    new_partners: int = 0

    def __post_init__(self) -> None:
        for slider in fields(self):
            value = getattr(self, slider.name)
            if not isinstance(value, int) or not 0 <= value <= 100:
                raise ValueError(f"{slider.name} must be a whole number from 0 to 100: {value!r}")


DEFAULT_PRESET = "balanced"
PRESETS: Mapping[str, Weights] = {
    "balanced": Weights(travel=60, likeness=40, theme=40, wishes=60, fairness=50, new_partners=60),
    "near": Weights(travel=100, likeness=10, theme=10, wishes=30, fairness=50, new_partners=30),
    "theme": Weights(travel=30, likeness=10, theme=100, wishes=40, fairness=50, new_partners=40),
    "similar": Weights(travel=30, likeness=100, theme=10, wishes=40, fairness=50, new_partners=40),
}


@dataclass(frozen=True)
class ProposedGroup:
    """Who is in a group, and which organisations mentor it, the lead first."""

    members: tuple[int, ...]
    mentors: tuple[int, ...] = ()


# A locked group is given as it is to come out.
FixedGroup = ProposedGroup


@dataclass(frozen=True)
class Problem:
    """Everything that a proposal follows from.

    `together` and `apart` are pairs of participants, `earlier` pairs of organisations that were in
    one group before; the order within a pair is of no account. `fixed` are the locked groups.
    """

    candidates: tuple[Candidate, ...]
    mentors: tuple[MentorCandidate, ...] = ()
    weights: Weights = PRESETS[DEFAULT_PRESET]
    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    fixed: tuple[FixedGroup, ...] = ()
    earlier: frozenset[tuple[int, int]] = frozenset()
    mixes_kinds: bool = True

    def __post_init__(self) -> None:
        """Pairs may name only participants of the problem, and nobody is in it twice."""
        ids = [one.id for one in self.candidates]
        if len(set(ids)) < len(ids):
            raise ValueError("A participant is in the problem twice.")
        named = {one for pair in (*self.together, *self.apart) for one in pair}
        if unknown := named.union(*(group.members for group in self.fixed)) - set(ids):
            raise ValueError(f"Not among the participants: {sorted(unknown)}")

    @cached_property
    def candidate_by_id(self) -> Mapping[int, Candidate]:
        return {one.id: one for one in self.candidates}

    @cached_property
    def mentor_by_organisation(self) -> Mapping[int, MentorCandidate]:
        return {one.organisation: one for one in self.mentors}


@dataclass(frozen=True)
class Limits:
    """Where the search gives up proving. All but `seconds` stop at the same place every time."""

    pricing_rounds: int = 400
    columns: int = 60_000
    nodes: int = 20_000
    seconds: float = 120.0  # the last resort; a result that it cut short says so


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class GroupScore:
    """One group's figures in natural units; None where there is nothing to measure.

    mean_km: one way per participant and learning meeting, when hosting rotates
    longest_km: between the two members farthest apart
    likeness: 0–1, see `costs`
    shared_themes: what every member has named
    wishes_met, mutual_wishes_met: a mutual wish is a pair, and counts as two of the former
    earlier_pairs: members who were in one group before
    mentor_km: one way from the lead mentor to the members, on average
    cost: thousandths of a weighted point, for all its members; lower is better
    """

    members: tuple[int, ...]
    mean_km: float | None
    longest_km: float | None
    likeness: float | None
    shared_themes: tuple[str, ...]
    wishes_met: int
    mutual_wishes_met: int
    earlier_pairs: int
    mentor_km: float | None
    has_mentor: bool
    cost: int


@dataclass(frozen=True)
class Score:
    """An arrangement's figures, finished or not: what is counted is what stands in a group.

    cost, mentor_cost: sums, in thousandths of a weighted point; lower is better
    wishes: how many could be met, because the one wished for takes part in the round
    unplaced: participants in no group, or alone in one
    The means are over participants, or over groups with a mentor (mentor_km).
    """

    cost: int
    mentor_cost: int
    mean_km: float | None
    longest_km: float | None
    likeness: float | None
    groups_with_shared_theme: int
    wishes: int
    wishes_met: int
    mutual_wishes_met: int
    earlier_pairs: int
    mentor_km: float | None
    groups_without_mentor: int
    unplaced: tuple[int, ...]
    groups: tuple[GroupScore, ...] = field(default=())

    @property
    def total(self) -> int:
        return self.cost + self.mentor_cost


@dataclass(frozen=True)
class Proposal:
    """The groups, how good they are, and how much better any other grouping could be at most.

    bound: no grouping that obeys the rules costs less (`score.cost`, mentors not counted)
    gap: (score.cost - bound) / score.cost, 0 when it is proven that there is no better one
    stopped_by_clock: the same question might give another answer on a faster machine
    """

    groups: tuple[ProposedGroup, ...]
    score: Score
    bound: float
    gap: float
    is_optimal: bool
    stopped_by_clock: bool
    seconds: float
