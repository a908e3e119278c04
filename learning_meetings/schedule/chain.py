"""Which meetings there are, which comes after which, and which cannot be on one day."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from learning_meetings.schedule.template import GroupFacts, RoundFacts, Slot, Step

Link = tuple[Slot, int]  # the meeting before, and the days from its last day


class Chain:
    """The template unfolded over the groups of the round.

    A step follows the one before it in the template. A group's meeting follows its own group's;
    a meeting of all follows those of all groups. ValueError for a step that stands there twice,
    and for a fixed date of a meeting that is not in the template.
    """

    def __init__(self, steps: Sequence[Step], facts: RoundFacts) -> None:
        self.facts = facts
        self.step_by_key: Mapping[tuple[str, int], Step] = {step.key: step for step in steps}
        if len(self.step_by_key) < len(steps):
            raise ValueError("A step stands in the template twice.")
        self.slots: list[Slot] = []
        self.links: dict[Slot, tuple[Link, ...]] = {}
        before: list[Slot] = []
        for step in steps:
            here = self._slots_of(step)
            self.slots += here
            gap = max(1, step.gap_days)
            for slot in here:
                self.links[slot] = (
                    ()
                    if step.stands_alone
                    else tuple((one, gap) for one in before if _is_followed(one, slot))
                )
            if not step.stands_alone:
                before = here
        if unknown := {one.slot for one in facts.fixed} - set(self.slots):
            raise ValueError(f"Not in the template: {sorted(unknown, key=repr)}")

    def step(self, slot: Slot) -> Step:
        return self.step_by_key[slot.kind, slot.number]

    def name(self, slot: Slot) -> str:
        """The step's name, with the group's."""
        step = self.step_by_key.get((slot.kind, slot.number))
        name = (step.name if step else "") or f"{slot.kind} {slot.number or ''}".strip()
        if slot.group is None:
            return name
        group = self.facts.group_by_key.get(slot.group)
        return f"{name}, {(group.name if group else '') or slot.group}"

    def hosts(self, slot: Slot) -> tuple[int, ...]:
        """Who hosts: the group's hosts are dealt to its own meetings in the template's order."""
        if slot.group is None:
            return ()
        own = [key for key, step in self.step_by_key.items() if step.per_group]
        place = own.index((slot.kind, slot.number))
        return next(iter(self.facts.group_by_key[slot.group].hosts[place : place + 1]), ())

    def present_links(self, slot: Slot, present: Iterable[Slot]) -> set[Link]:
        """The nearest meetings before it of those present, past any that is not planned yet."""
        there = present if isinstance(present, (set, dict)) else set(present)
        found: set[Link] = set()
        waiting = list(self.links[slot])
        seen: set[Slot] = set()
        while waiting:
            before, gap = waiting.pop()
            if before in seen:
                continue
            seen.add(before)
            if before in there:
                found.add((before, gap))
            else:
                waiting += [(further, 1) for further, _gap in self.links[before]]
        return found

    def are_linked(self, one: Slot, other: Slot) -> bool:
        """Whether one comes straight after the other, so that their order is a rule already."""
        return any(slot == one for slot, _gap in self.links[other]) or any(
            slot == other for slot, _gap in self.links[one]
        )

    def clash(self, one: Slot, other: Slot) -> bool:
        """Whether somebody would have to be at both on the same day."""
        if one.group is None or other.group is None or one.group == other.group:
            return one != other
        return other.group in self._sharing[one.group]

    @cached_property
    def _sharing(self) -> Mapping[int, frozenset[int]]:
        """For each group, the groups that have a person in common with it."""
        return {
            group.key: frozenset(other.key for other in self.facts.groups if _share(group, other))
            for group in self.facts.groups
        }

    def _slots_of(self, step: Step) -> list[Slot]:
        if step.per_group and self.facts.groups:
            return [Slot(*step.key, group.key) for group in self.facts.groups]
        return [Slot(*step.key)]


def _share(one: GroupFacts, other: GroupFacts) -> bool:
    return one.key != other.key and not one.people.isdisjoint(other.people)


def _is_followed(before: Slot, slot: Slot) -> bool:
    return before.group is None or slot.group is None or before.group == slot.group
