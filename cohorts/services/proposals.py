"""Proposals of groups: asked for, computed in the background, and taken over.

The row is what must happen; the queue carries its number, and the sweep finds what a dead worker
or a dead queue left undone.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cohorts.arrangement import LEAD, SMALLEST, SUPPORTING, MentorSeat, NewGroup
from cohorts.grouping import InfeasibleError, Proposal, Weights, propose
from cohorts.models import BoardStep, Cohort, GroupBoard, GroupingProposal
from cohorts.services.board_actions import clean_weights, new_names
from cohorts.services.board_queries import names_of_gone
from cohorts.services.board_reading import (
    BoardState,
    problem_of,
    read_board,
)
from cohorts.services.boards import add_step, locked_board, refuse_unless_current
from modellkonceptet.celery import enqueue_on_commit

logger = logging.getLogger(__name__)

MOST_WAITING = 3
BETWEEN_SAVES = 1.0  # seconds
GIVE_UP_AFTER = timedelta(hours=1)


class _LostClaimError(Exception):
    """The sweep took this worker for dead and gave the proposal to another."""


@transaction.atomic
def request_proposal(
    *, cohort: Cohort, seen: int, weights: Mapping[str, Any], actor: Any
) -> GroupingProposal:
    """Ask for groups around the locked cards of the step that the page showed.

    Asking again for what is still waiting returns that one. The result comes by
    `compute_proposal` in the background. Raises ValidationError when too many are waiting.
    """
    if not actor.has_perm("cohorts.manage_groups"):
        raise PermissionDenied
    wanted = clean_weights(weights)
    board = GroupBoard.objects.select_for_update().filter(cohort=cohort).first()
    if board is None or not board.steps.filter(number=seen).exists():
        raise ValidationError(_("Open the board first."), code="no_board")
    waiting = list(board.proposals.filter(finished_at=None))
    for proposal in waiting:
        if proposal.step == seen and proposal.weights == wanted:
            return proposal
    if len(waiting) >= MOST_WAITING:
        raise ValidationError(
            _("%(count)d proposals are being made already. Wait until one is done.")
            % {"count": len(waiting)},
            code="too_many",
        )
    latest = board.proposals.aggregate(latest=Max("number"))["latest"] or 0
    proposal = GroupingProposal.objects.create(
        board=board, number=latest + 1, step=seen, weights=wanted, requested_by=actor
    )
    enqueue_on_commit("cohorts.tasks.compute_proposal", proposal.pk)
    return proposal


def compute_proposal(*, proposal_id: int) -> None:
    """Compute one proposal unless somebody else has it or it is done already.

    The claim is committed before the work begins and is renewed with the progress, so that
    `sweep_proposals` can tell a worker that works from one that is dead.
    """
    claim = timezone.now()
    unclaimed = GroupingProposal.objects.filter(pk=proposal_id, finished_at=None, claimed_at=None)
    if not unclaimed.update(claimed_at=claim):
        return
    proposal = GroupingProposal.objects.select_related("board__cohort", "requested_by").get(
        pk=proposal_id
    )
    language = getattr(proposal.requested_by, "language", "") or settings.LANGUAGE_CODE
    progress = _Progress(proposal_id, claim)
    with override(language):
        try:
            outcome = _outcome(proposal, progress)
        except _LostClaimError:
            return
    GroupingProposal.objects.filter(
        pk=proposal_id, finished_at=None, claimed_at=progress.claim
    ).update(finished_at=timezone.now(), percent=100, **outcome)


def sweep_proposals() -> None:
    """Give back what a dead worker had, give up what nobody manages, compute what waits."""
    now = timezone.now()
    open_ones = GroupingProposal.objects.filter(finished_at=None)
    open_ones.filter(claimed_at__lt=now - timedelta(seconds=settings.CLAIM_SECONDS)).update(
        claimed_at=None
    )
    with override(settings.LANGUAGE_CODE):
        open_ones.filter(claimed_at=None, requested_at__lt=now - GIVE_UP_AFTER).update(
            finished_at=now, failure=_("It took too long, and was given up. Ask again.")
        )
    waiting = open_ones.filter(claimed_at=None).order_by("pk").values_list("pk", flat=True)
    for proposal_id in list(waiting):
        compute_proposal(proposal_id=proposal_id)


@transaction.atomic
def adopt_proposal(*, proposal: GroupingProposal, seen: int, actor: Any) -> BoardStep:
    """Its groups instead of everything on the board that is not locked; can be undone.

    The board may have gone on since the proposal was made: who has left is left out, who is
    locked now stays, mentors who cannot any more are not seated. `board_words.notes_of` the step
    says so.
    """
    state = locked_board(proposal.board.cohort, actor)
    refuse_unless_current(state, seen)
    if proposal.result is None:
        raise ValidationError(
            proposal.failure or _("The proposal is not done yet."), code="no_result"
        )
    groups = proposed_groups(proposal)
    wanted, notes = _still_possible(state, groups)
    arrangement = state.arrangement.replace_unlocked(wanted, new_names(state.arrangement))
    placed = arrangement.placed
    notes["loose"] = [name for pk, name in state.names.items() if pk not in placed]
    if arrangement == state.arrangement:
        return state.step
    return add_step(
        state,
        arrangement,
        "adopt",
        actor=actor,
        undo_to=state.board.current,
        details={"proposal": proposal.number, **notes},
    )


def proposed_groups(proposal: GroupingProposal) -> list[NewGroup]:
    """The groups of a finished proposal, the locked ones among them; the first mentor leads."""
    return [
        NewGroup(
            members=tuple(group["members"]),
            mentors=tuple(
                MentorSeat(organisation, LEAD if place == 0 else SUPPORTING)
                for place, organisation in enumerate(group["mentors"])
            ),
        )
        for group in (proposal.result or {}).get("groups", ())
    ]


def _outcome(proposal: GroupingProposal, progress: Callable[[int], None]) -> dict[str, Any]:
    """The columns that say what came out: a result, or why there is none."""
    try:
        state = read_board(proposal.board.cohort, number=proposal.step)
        found = propose(problem_of(state, Weights(**proposal.weights)), progress=progress)
    except InfeasibleError as error:
        return {"failure": error.explain()}
    except _LostClaimError:
        raise
    except Exception:  # the page waits for an answer, and asking again would fail again
        logger.exception("Proposal %d failed", proposal.pk)
        return {
            "failure": _(
                "Something went wrong in the computation. It has been written down. Try other"
                " weights, or put the groups together by hand."
            )
        }
    return {"result": _as_json(found)}


def _as_json(found: Proposal) -> dict[str, Any]:
    return {
        "groups": [
            {"members": list(group.members), "mentors": list(group.mentors)}
            for group in found.groups
        ],
        "score": asdict(found.score),
        "bound": found.bound,
        "gap": found.gap,
        "is_optimal": found.is_optimal,
        "stopped_by_clock": found.stopped_by_clock,
        "seconds": round(found.seconds, 2),
    }


def _still_possible(
    state: BoardState, groups: list[NewGroup]
) -> tuple[list[NewGroup], dict[str, list[str]]]:
    """The groups without those who have left or are locked elsewhere, and the names of both."""
    locked = [card for card in state.arrangement.cards if card.is_locked]
    at = {member: card for card in locked for member in card.members}
    seats = {pk: each.promise.capacity for pk, each in state.mentors.items() if each.can_mentor}
    for card in locked:
        for organisation in card.organisations:
            seats[organisation] = seats.get(organisation, 0) - 1
    notes: dict[str, list[str]] = {"gone": [], "kept": []}
    wanted = []
    for group in groups:
        known = [member for member in group.members if member in state.participants]
        if len(known) < len(group.members):
            notes["gone"] += names_of_gone(set(group.members) - set(known))
        if all(member in at for member in known):
            continue  # a locked card's own group
        notes["kept"] += [state.names[member] for member in known if member in at]
        free = tuple(member for member in known if member not in at)
        if len(free) < SMALLEST:
            continue
        mentors = []
        for seat in group.mentors:
            if seats.get(seat.organisation, 0) > 0:
                seats[seat.organisation] -= 1
                mentors.append(seat)
        wanted.append(NewGroup(members=free, mentors=tuple(mentors)))
    return wanted, notes


class _Progress:
    """Called by the engine with per cent; saves at most once a second, and keeps the claim."""

    def __init__(self, proposal_id: int, claim: datetime) -> None:
        self.proposal_id = proposal_id
        self.claim = claim
        self.saved_at = time.monotonic()

    def __call__(self, percent: int) -> None:
        now = time.monotonic()
        if now - self.saved_at < BETWEEN_SAVES:
            return
        renewed = timezone.now()
        mine = GroupingProposal.objects.filter(
            pk=self.proposal_id, finished_at=None, claimed_at=self.claim
        )
        if not mine.update(percent=min(99, max(0, int(percent))), claimed_at=renewed):
            raise _LostClaimError
        self.saved_at, self.claim = now, renewed
