"""What no arrangement may break, and which pairs may thus share a group."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cohorts.grouping.problem import LARGEST, SMALLEST, Candidate, Problem, ProposedGroup
from cohorts.grouping.sentences import explain_rule


@dataclass(frozen=True)
class Broken:
    """A rule that an arrangement breaks. `group` is its place in the list, None for the whole.

    `ids` are participants, or organisations where the rule begins with `mentor_`.
    """

    rule: str
    group: int | None
    ids: tuple[int, ...]
    names: tuple[str, ...]

    def explain(self) -> str:
        return explain_rule(self.rule, self.names)


class InfeasibleError(Exception):
    """No arrangement obeys every rule; `rule` and `ids` say what stands in the way, see Broken."""

    def __init__(self, rule: str, ids: tuple[int, ...], names: tuple[str, ...]) -> None:
        super().__init__(rule, ids, names)
        self.rule = rule
        self.ids = ids
        self.names = names

    def explain(self, names: dict[int, str] | None = None) -> str:
        """One sentence; `names` where the page calls participants something else than the input."""
        shown = (names or {}).get
        return explain_rule(
            self.rule, [shown(one, name) for one, name in zip(self.ids, self.names, strict=True)]
        )


def broken_rules(problem: Problem, groups: Sequence[ProposedGroup]) -> list[Broken]:
    """Every broken rule, group by group; a participant without a group breaks none."""
    return list(_broken(problem, groups))


def _broken(problem: Problem, groups: Sequence[ProposedGroup]) -> Iterator[Broken]:
    seats = Counter(member for group in groups for member in group.members)
    if twice := [one for one, count in sorted(seats.items()) if count > 1]:
        yield _participants(problem, "placed_twice", None, twice)
    for index, group in enumerate(groups):
        members = sorted(group.members)
        if not members:
            yield Broken("empty", index, (), ())
        elif not SMALLEST <= len(members) <= LARGEST:
            yield _participants(problem, "size", index, members)
        if not problem.mixes_kinds and _mixes(problem, members):
            yield _participants(problem, "kinds", index, members)
        for pair in unordered(problem.apart):
            if set(pair) <= set(members):
                yield _participants(problem, "apart", index, pair)
        for pair in unordered(problem.together):
            # Told once, at the group of the one with the lower number, or else of the other.
            here = [one for one in pair if one in members]
            if len(here) == 1 and (here[0] == pair[0] or pair[0] not in seats):
                yield _participants(problem, "together", index, pair)
    yield from _broken_by_mentors(problem, groups)


def _broken_by_mentors(problem: Problem, groups: Sequence[ProposedGroup]) -> Iterator[Broken]:
    taking_part = {one.organisation: one.name for one in problem.candidates}
    mentors = problem.mentor_by_organisation
    seats = Counter(mentor for group in groups for mentor in set(group.mentors))
    for index, group in enumerate(groups):
        for mentor, count in sorted(Counter(group.mentors).items()):
            if mentor in taking_part:
                yield Broken("mentor_takes_part", index, (mentor,), (taking_part[mentor],))
            elif mentor not in mentors:
                yield Broken("mentor_unknown", index, (mentor,), ("",))
            elif count > 1:
                yield Broken("mentor_twice", index, (mentor,), (mentors[mentor].name,))
    for mentor, count in sorted(seats.items()):
        if mentor in mentors and count > mentors[mentor].capacity:
            yield Broken("mentor_capacity", None, (mentor,), (mentors[mentor].name,))


def _participants(problem: Problem, rule: str, group: int | None, ids: Iterable[int]) -> Broken:
    ids = tuple(ids)
    return Broken(rule, group, ids, tuple(problem.candidate_by_id[one].name for one in ids))


def _mixes(problem: Problem, members: Iterable[int]) -> bool:
    return len({problem.candidate_by_id[one].is_region for one in members}) > 1


def unordered(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs, each once, lower number first."""
    return sorted({(min(pair), max(pair)) for pair in pairs})


def chains(ids: Sequence[int], together: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Who must be with whom, pair by pair followed to its end: everybody is in one chain."""
    chain_of: dict[int, set[int]] = {one: {one} for one in ids}
    for one, other in together:
        if one in chain_of and other in chain_of and chain_of[one] is not chain_of[other]:
            chain_of[one] |= chain_of[other]
            for member in chain_of[other]:
                chain_of[member] = chain_of[one]
    return sorted({tuple(sorted(chain)) for chain in chain_of.values()})


@dataclass(frozen=True)
class Bonds:
    """The rules about pairs for the participants in `ids`, n of them, as tables.

    conflicts: n × n, true where the two may not share a group
    chain: n, the number of each one's chain
    size: n, the length of that chain; a group holds a chain whole or not at all
    """

    ids: tuple[int, ...]
    conflicts: np.ndarray
    chain: np.ndarray
    size: np.ndarray


def bind(problem: Problem, candidates: Sequence[Candidate]) -> Bonds:
    """The tables for those participants who are not in a locked group."""
    ids = tuple(one.id for one in candidates)
    place = {one: index for index, one in enumerate(ids)}
    regions = np.array([one.is_region for one in candidates], dtype=bool)
    conflicts = np.zeros((len(ids), len(ids)), dtype=bool)
    if not problem.mixes_kinds:
        conflicts |= regions[:, None] != regions[None, :]
    for one, other in problem.apart:
        if one in place and other in place:
            conflicts[place[one], place[other]] = conflicts[place[other], place[one]] = True
    chain, size = np.zeros(len(ids), dtype=int), np.ones(len(ids), dtype=int)
    for number, members in enumerate(chains(ids, problem.together)):
        places = [place[one] for one in members]
        chain[places], size[places] = number, len(members)
    return Bonds(ids, conflicts, chain, size)


def independent_parts(candidates: Sequence[Candidate], bonds: Bonds) -> list[list[Candidate]]:
    """Participants such that nobody may be with anybody of another part.

    Regions and municipalities where they are not mixed, for instance: each part has its own
    number of threes.
    """
    part = np.full(len(candidates), -1)
    for start in range(len(candidates)):
        if part[start] < 0:
            reached, waiting = {start}, [start]
            while waiting:
                neighbours = np.flatnonzero(~bonds.conflicts[waiting.pop()])
                new = set(neighbours.tolist()) - reached
                reached |= new
                waiting.extend(new)
            part[list(reached)] = start
    return [
        [one for one, number in zip(candidates, part, strict=True) if number == start]
        for start in np.unique(part)
    ]


def free_candidates(problem: Problem) -> list[Candidate]:
    """Those in no locked group, by number: the order of the input is of no account."""
    locked = {member for group in problem.fixed for member in group.members}
    return sorted((one for one in problem.candidates if one.id not in locked), key=lambda c: c.id)
