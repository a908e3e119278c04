"""The board of groups: opened, changed by several people at once, and undone.

Every change is a step with the whole arrangement (docs/adr/0017-the-board-is-steps.md). A page
sends the number of the step that it showed (`seen`); what somebody else has changed since then is
never overwritten, and what does not touch the same thing goes through.
"""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.arrangement import Arrangement, ArrangementError
from cohorts.grouping import DEFAULT_PRESET, PRESETS
from cohorts.models import BoardStep, Cohort, GroupBoard, Organisation
from cohorts.services.board_actions import ACTIONS, Action, Values, new_names
from cohorts.services.board_queries import names_of_gone, published_groups
from cohorts.services.board_reading import (
    BoardState,
    read_board,
    state_of,
)
from cohorts.services.board_words import changed_meanwhile, refusal

_ABOUT_MENTORS = ("not_mentor", "has_mentor")


def open_board(*, cohort: Cohort, actor: Any) -> GroupBoard:
    """The round's board, brought up to date with the round: made if there is none.

    Published groups are cards, locked. Who has left the round has left the board too, by a step
    of the system that says so. Opening it again writes nothing.
    """
    _check(cohort, actor)
    known = GroupBoard.objects.filter(cohort=cohort).exclude(current=0).exists()
    if known and not (state := read_board(cohort)).is_behind:
        return state.board
    with transaction.atomic():
        GroupBoard.objects.get_or_create(cohort=cohort)
        return locked_board(cohort, actor).board


@transaction.atomic
def change_board(
    *, cohort: Cohort, seen: int, action: str, actor: Any, **parameters: Any
) -> BoardStep:
    """Do one of `ACTIONS` to the board as it is now.

    Parameters by action: place(member, card or ""), join(member, card), add_card(name="",
    member=""), remove_card(card), rename(card, name), lock(card), unlock(card),
    seat_mentor(mentor, card, role="lead", source=""), unseat_mentor(mentor, card),
    no_mentor(card, reason), pair(kind, first, second), unpair(kind, first, second),
    weigh(travel=…, likeness=…, …).
    Members are participations, mentors organisations, cards their keys. What changes nothing
    makes no step. Raises ValidationError in words; its code "changed_meanwhile" says that
    somebody else was faster.
    """
    if action not in ACTIONS:
        raise ValidationError(_("That cannot be done on the board."), code="no_action")
    state = locked_board(cohort, actor)
    row = ACTIONS[action]
    values = row.clean(state, parameters)
    _refuse_what_others_changed(state, seen, row, values)
    names = state.names
    try:
        arrangement = row.apply(state.arrangement, values)
        told = row.tell(state, values)
    except ArrangementError as error:
        if error.key in _ABOUT_MENTORS:
            names = state.mentor_names
        raise refusal(error, names) from None
    if arrangement == state.arrangement:
        return state.step
    return add_step(
        state, arrangement, action, actor=actor, undo_to=state.board.current, details=told
    )


@transaction.atomic
def undo(*, cohort: Cohort, seen: int, actor: Any) -> BoardStep:
    """Take back the latest change that is not taken back, as a new step.

    Nobody undoes what they have not seen, and nothing is undone that has been published.
    """
    state = locked_board(cohort, actor)
    refuse_unless_current(state, seen)
    number = state.step.undo_to
    if number is None:
        raise ValidationError(_("There is nothing to undo."), code="nothing_to_undo")
    target = state.board.steps.get(number=number)
    return add_step(
        state,
        state_of(state.board, target).arrangement,
        "undo",
        actor=actor,
        undo_to=target.undo_to,
        details={"undone": undoes(state.step), "next": undoes(target)},
    )


def undoes(step: BoardStep) -> dict[str, Any] | None:
    """The details of what undoing this step takes back; None where there is nothing to undo."""
    if step.undo_to is None:
        return None
    return step.details["next"] if step.action in ("undo", "reconcile") else step.details


def locked_board(cohort: Cohort, actor: Any) -> BoardState:
    """The board under its row lock, up to date with the round. Needs a transaction.

    A project lead who comes second waits here, and then sees what the first one did.
    """
    _check(cohort, actor)
    board = GroupBoard.objects.select_for_update().filter(cohort=cohort).first()
    if board is None:
        raise ValidationError(_("Open the board first."), code="no_board")
    board.cohort = cohort
    if board.current == 0:
        return state_of(board, _first_step(board, actor))
    state = state_of(board, board.steps.select_related("actor").get(number=board.current))
    if not state.is_behind:
        return state
    before = Arrangement.from_json(state.step.arrangement)
    step = add_step(
        state,
        state.arrangement,
        "reconcile",
        actor=None,
        undo_to=state.step.undo_to,
        details=_who_left_and_came_back(state, before) | {"next": undoes(state.step)},
    )
    return state_of(board, step)


def refuse_unless_current(state: BoardState, seen: int) -> None:
    if seen != state.board.current:
        raise changed_meanwhile(state.step)


def add_step(
    state: BoardState,
    arrangement: Arrangement,
    action: str,
    *,
    actor: Any,
    undo_to: int | None,
    details: dict[str, Any],
) -> BoardStep:
    """Write the next step and make it the one that stands; the board is locked."""
    board = state.board
    step = BoardStep.objects.create(
        board=board,
        number=board.current + 1,
        arrangement=arrangement.as_json(),
        action=action,
        details={"said": action} | details,
        undo_to=undo_to,
        actor=actor,
    )
    board.current = step.number
    board.save(update_fields=["current"])
    return step


def _check(cohort: Cohort, actor: Any) -> None:
    if not actor.has_perm("cohorts.manage_groups"):
        raise PermissionDenied
    if cohort.is_historical:
        raise ValidationError(
            _("This is a record of an earlier round, and its groups are not changed."),
            code="historical",
        )


def _first_step(board: GroupBoard, actor: Any) -> BoardStep:
    """With the groups that are published already, if any."""
    groups = published_groups(board.cohort)
    empty = Arrangement(weights=asdict(PRESETS[DEFAULT_PRESET]))
    arrangement = empty.replace_unlocked(groups, new_names(empty))
    for card in arrangement.cards:
        if len(card.members) > 1:
            arrangement = arrangement.lock(card.key, True)
    step = BoardStep.objects.create(
        board=board,
        number=1,
        arrangement=arrangement.as_json(),
        action="open",
        details={"said": "open"},
        actor=actor,
    )
    board.current, board.published = 1, 1 if groups else None
    board.save(update_fields=["current", "published"])
    return step


def _who_left_and_came_back(state: BoardState, before: Arrangement) -> dict[str, Any]:
    """For the step that says so; whoever has left is looked up once more, by number."""
    seated = {each for card in before.cards for each in card.organisations}
    mentors = seated - state.mentors.keys()
    left = before.placed - state.arrangement.placed
    returned = state.arrangement.placed - before.placed
    return {
        "left": names_of_gone(left),
        "left_ids": sorted(left),
        "returned": [state.names[member] for member in sorted(returned)],
        "returned_ids": sorted(returned),
        "mentors_left": list(
            Organisation.objects.filter(pk__in=mentors).values_list("name", flat=True)
        ),
    }


def _refuse_what_others_changed(
    state: BoardState, seen: int, action: Action, values: Values
) -> None:
    """Whether what the action touches is as it was when the page was shown."""
    if seen == state.board.current:
        return
    steps = list(
        state.board.steps.filter(number__gte=seen, number__lte=state.board.current)
        .select_related("actor")
        .order_by("number")
    )
    if not steps or steps[0].number != seen:
        raise changed_meanwhile(None)
    states = [action.touches(Arrangement.from_json(step.arrangement), values) for step in steps]
    if states[0] == states[-1]:
        return
    latest = max(i for i in range(1, len(steps)) if states[i] != states[i - 1])
    raise changed_meanwhile(steps[latest])
