"""The board as it stands, with everything that the page and the engine need of the round.

A constant number of queries, however many take part.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cohorts.arrangement import Arrangement
from cohorts.enums import PromiseStatus
from cohorts.grouping import Candidate, FixedGroup, MentorCandidate, Problem, Weights
from cohorts.models import BoardStep, Cohort, Group, GroupBoard, MentorPromise, Participation
from cohorts.services.board_queries import (
    earlier_partners,
    other_rounds_of,
    participant_name,
    participations_of,
    promises_of,
    rounds_since_duty,
)

# Whoever has mentored in this round has said yes to it too.
SAID_YES = (PromiseStatus.ACCEPTED, PromiseStatus.SERVING, PromiseStatus.DONE)


@dataclass(frozen=True)
class Participant:
    """An active participation as the board shows it."""

    participation: Participation
    name: str
    candidate: Candidate
    wishes: tuple[str, ...]
    other_rounds: tuple[str, ...]

    @property
    def pk(self) -> int:
        return self.participation.pk


@dataclass(frozen=True)
class MentorChoice:
    """An organisation that has been asked to mentor in this round, has said yes, or mentors."""

    promise: MentorPromise
    name: str
    candidate: MentorCandidate
    people: int
    takes_part: bool

    @property
    def organisation(self) -> int:
        return self.promise.organisation_id

    @property
    def has_said_yes(self) -> bool:
        return self.promise.status in SAID_YES

    @property
    def can_mentor(self) -> bool:
        return self.has_said_yes and not self.takes_part


@dataclass(frozen=True)
class BoardState:
    """One step of the board, reconciled with the round as it is today; nothing is written.

    `arrangement` holds only participations that take part and mentors that are asked; what the
    step itself holds besides has left, see `is_behind`.
    """

    cohort: Cohort
    board: GroupBoard
    step: BoardStep
    arrangement: Arrangement
    participants: Mapping[int, Participant]
    mentors: Mapping[int, MentorChoice]
    groups: Mapping[int, Group]
    earlier: frozenset[tuple[int, int]]

    @property
    def is_behind(self) -> bool:
        """Whether somebody has left since the step was made; `open_board` writes a new one."""
        return self.arrangement != Arrangement.from_json(self.step.arrangement)

    @cached_property
    def names(self) -> dict[int, str]:
        """Of participations."""
        return {pk: each.name for pk, each in self.participants.items()}

    @cached_property
    def mentor_names(self) -> dict[int, str]:
        """Of organisations that mentor."""
        return {pk: each.name for pk, each in self.mentors.items()}

    @cached_property
    def without_group(self) -> tuple[Participant, ...]:
        """In the order of names."""
        return tuple(
            self.participants[pk] for pk in self.arrangement.without_group(self.participants)
        )

    @property
    def seats_left(self) -> dict[int, int]:
        """How many more groups each mentor can take; below zero is over its capacity."""
        return {
            pk: each.promise.capacity - len(self.arrangement.cards_mentored_by(pk))
            for pk, each in self.mentors.items()
        }


def read_board(cohort: Cohort, *, number: int | None = None) -> BoardState:
    """The board at its current step, or at step `number`.

    Raises GroupBoard.DoesNotExist before the board was opened, BoardStep.DoesNotExist for a
    step that never was.
    """
    board = GroupBoard.objects.select_related("cohort").get(cohort=cohort)
    step = board.steps.select_related("actor").get(
        number=board.current if number is None else number
    )
    return state_of(board, step)


def state_of(board: GroupBoard, step: BoardStep) -> BoardState:
    cohort = board.cohort
    participations = participations_of(cohort)
    promises = promises_of(cohort)
    organisations = {each.organisation_id for each in participations}
    gone = fallen_off(board)
    others = other_rounds_of(cohort, organisations)
    groups = {group.pk: group for group in Group.objects.standing().filter(cohort=cohort)}
    arrangement = reconciled(
        Arrangement.from_json(step.arrangement),
        members=[each.pk for each in participations],
        mentors=[each.organisation_id for each in promises],
        groups=groups,
    )
    for each in participations:
        if each.group_id and each.pk in gone and each.pk not in arrangement.placed:
            arrangement = arrangement.bring_back(each.pk, each.group_id)
    rounds = rounds_since_duty(cohort, {each.organisation_id for each in promises})
    return BoardState(
        cohort=cohort,
        board=board,
        step=step,
        arrangement=arrangement,
        participants={
            each.pk: _participant(each, others.get(each.organisation_id, ()))
            for each in participations
        },
        mentors={each.organisation_id: _mentor(each, rounds, organisations) for each in promises},
        groups=groups,
        earlier=earlier_partners(cohort, organisations),
    )


def reconciled(
    arrangement: Arrangement,
    *,
    members: Iterable[int],
    mentors: Iterable[int],
    groups: Iterable[int],
) -> Arrangement:
    """Without participations that have left, mentors no longer asked and groups dissolved."""
    kept = arrangement.keep_only(members, mentors)
    standing = frozenset(groups)
    return replace(
        kept,
        cards=tuple(
            card if card.group is None or card.group in standing else replace(card, group=None)
            for card in kept.cards
        ),
    )


def weights_of(arrangement: Arrangement) -> Weights:
    """The sliders as the board has them."""
    return Weights(**arrangement.weights)


def fallen_off(board: GroupBoard) -> set[int]:
    """Participations that left the board because they left the round, and are not back on it."""
    gone: set[int] = set()
    steps = board.steps.filter(action="reconcile").order_by("number")
    for details in steps.values_list("details", flat=True):
        gone = (gone | set(details["left_ids"])) - set(details["returned_ids"])
    return gone


def problem_of(
    state: BoardState, weights: Weights, *, arrangement: Arrangement | None = None
) -> Problem:
    """What the engine is asked: locked cards are fixed, only mentors who have said yes take more.

    A mentor who has not answered counts where it already sits on a locked card.
    """
    arrangement = arrangement or state.arrangement
    fixed = tuple(
        FixedGroup(members=card.members, mentors=card.organisations)
        for card in arrangement.cards
        if card.is_locked
    )
    seated = {organisation for group in fixed for organisation in group.mentors}
    return _problem(
        state,
        weights,
        arrangement,
        fixed,
        [each.candidate for pk, each in state.mentors.items() if pk in seated or each.can_mentor],
    )


def problem_to_judge(
    state: BoardState, weights: Weights, *, arrangement: Arrangement | None = None
) -> Problem:
    """The same for the score and the broken rules of what lies on the board: with every mentor."""
    return _problem(
        state,
        weights,
        arrangement or state.arrangement,
        (),
        [each.candidate for each in state.mentors.values()],
    )


def _problem(
    state: BoardState,
    weights: Weights,
    arrangement: Arrangement,
    fixed: tuple[FixedGroup, ...],
    mentors: list[MentorCandidate],
) -> Problem:
    return Problem(
        candidates=tuple(each.candidate for each in state.participants.values()),
        mentors=tuple(mentors),
        weights=weights,
        together=arrangement.together,
        apart=arrangement.apart,
        fixed=fixed,
        earlier=state.earlier,
        mixes_kinds=state.cohort.mixes_kinds,
    )


def _participant(participation: Participation, other_rounds: tuple[str, ...]) -> Participant:
    organisation = participation.organisation
    partners = list(participation.wished_partners.all())
    free = (participation.focus_other, participation.wished_theme)
    name = participant_name(participation)
    return Participant(
        participation=participation,
        name=name,
        candidate=Candidate(
            id=participation.pk,
            organisation=organisation.pk,
            kind=organisation.kind,
            name=name,
            latitude=organisation.latitude,
            longitude=organisation.longitude,
            skr_group=organisation.skr_group,
            population=organisation.population,
            themes=frozenset(participation.focus_areas)
            | frozenset(" ".join(text.casefold().split()) for text in free if text.strip()),
            wishes=frozenset(partner.pk for partner in partners),
        ),
        wishes=tuple(partner.name for partner in partners),
        other_rounds=other_rounds,
    )


def _mentor(promise: Any, rounds: Mapping[int, int], organisations: Iterable[int]) -> MentorChoice:
    organisation = promise.organisation
    return MentorChoice(
        promise=promise,
        name=organisation.name,
        candidate=MentorCandidate(
            organisation=organisation.pk,
            name=organisation.name,
            latitude=organisation.latitude,
            longitude=organisation.longitude,
            capacity=promise.capacity,
            rounds_since_duty=rounds.get(organisation.pk),
            kind=organisation.kind,
        ),
        people=promise.people_now,
        takes_part=organisation.pk in organisations,
    )
