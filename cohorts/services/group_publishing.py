"""Publishing groups: what lies on the board becomes what everybody concerned sees, and is told.

One transaction under the board's lock: whoever comes second finds the board gone on, and
publishes nothing twice.
"""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.enums import PromiseStatus
from cohorts.models import Cohort, Group, MentorPromise, Mentorship, Participation
from cohorts.services.board_reading import BoardState, read_board, state_of
from cohorts.services.board_words import changed_meanwhile, who_did_what
from cohorts.services.boards import add_step, locked_board
from cohorts.services.group_letters import letters_of, send_letters
from cohorts.services.promises import promise_workflow
from cohorts.services.publication_plan import Plan, PlannedGroup, plan_of
from modellkonceptet.civil_dates import today
from modellkonceptet.records.services import record_event


def plan_publication(cohort: Cohort) -> Plan:
    """What `publish_groups` would do with the board's current step. Nothing is written."""
    plan = plan_of(read_board(cohort))
    return replace(plan, mails=len(letters_of(plan)))


@transaction.atomic
def publish_groups(*, cohort: Cohort, seen: int, actor: Any) -> Plan:
    """Publish the step that the page showed, and tell those whom the difference concerns.

    Returns the plan as it was carried out. Raises ValidationError when somebody has changed or
    published the board since, when something stands in the way, or when nothing is different.
    """
    state = _locked_state(cohort, actor)
    _refuse_second(state, seen)
    plan = plan_of(state)
    if plan.problems:
        raise ValidationError([ValidationError(each, code="problems") for each in plan.problems])
    if not plan.has_changes:
        raise ValidationError(
            _("The groups on the board are those that are published already."),
            code="no_difference",
        )
    letters = letters_of(plan)
    plan = replace(plan, mails=len(letters))
    _dissolve(plan, actor)
    _set_names_aside(plan)
    groups = {each.card.key: _write_group(plan, each, actor) for each in plan.planned}
    _move_promises(plan, actor)
    _write_step(plan, groups, actor)
    send_letters(plan, letters, groups)
    record_event(
        about=cohort,
        action="publish_groups",
        actor=actor,
        new=[each.name for each in plan.new],
        changed=[each.name for each in plan.changed],
        dissolved=[each.group.name for each in plan.dissolved],
        mails=plan.mails,
    )
    return plan


def _locked_state(cohort: Cohort, actor: Any) -> BoardState:
    """The board, and then everything of the round that is written, under locks."""
    state = locked_board(cohort, actor)
    list(Group.objects.select_for_update().filter(cohort=cohort).order_by("pk"))
    list(Participation.objects.select_for_update().filter(cohort=cohort).order_by("pk"))
    list(MentorPromise.objects.select_for_update().filter(cohort=cohort).order_by("pk"))
    return state_of(state.board, state.step)


def _refuse_second(state: BoardState, seen: int) -> None:
    board = state.board
    if seen == board.current and not state.is_behind:
        return
    publication = (
        board.steps.filter(number__gt=seen, action="publish").select_related("actor").last()
    )
    if publication is None:
        raise changed_meanwhile(state.step)
    raise ValidationError(
        _("This is published already. %(what)s. Nothing was published twice.")
        % {"what": who_did_what(publication)},
        code="published",
    )


def _dissolve(plan: Plan, actor: Any) -> None:
    for each in plan.dissolved:
        each.group.dissolved_on = today()
        each.group.save(update_fields=["dissolved_on"])
        _end(each.mentorships)
        record_event(about=each.group, action="dissolve_group", actor=actor)
    placed = {member.pk for each in plan.planned for member in each.members}
    left = [person for each in plan.changed for person in each.left]
    left += [person for each in plan.dissolved for person in each.members]
    for participant in left:
        if participant.pk not in placed:
            _place(participant.participation, None)


def _set_names_aside(plan: Plan) -> None:
    """Two groups may swap their names, which stand once in a round at every moment."""
    for each in plan.changed:
        if each.group and each.before != each.name:
            Group.objects.filter(pk=each.group.pk).update(
                name=f"{each.group.pk} {each.before}"[:100]
            )


def _write_group(plan: Plan, each: PlannedGroup, actor: Any) -> Group:
    """The row of the card: made, changed or left alone."""
    if each.group is not None and not each.is_changed:
        return each.group
    group = each.group or Group(
        cohort=plan.state.cohort, published_at=timezone.now(), published_by=actor
    )
    group.name, group.without_mentor_because = each.card.name, each.card.without_mentor
    group.save()
    for member in each.members:
        _place(member.participation, group)
    _end(each.mentorships_ended)
    came = each.mentors_came if each.group else [choice for choice, _seat in each.mentors]
    for choice, seat in each.mentors:
        if choice in came:
            Mentorship.objects.create(
                cohort=plan.state.cohort,
                group=group,
                organisation_id=choice.organisation,
                role=seat.role,
                promise=choice.promise,
            )
    record_event(
        about=group,
        action="change_group" if each.group else "publish_group",
        actor=actor,
        name=group.name,
        members=each.member_names,
        mentors=each.mentor_names,
    )
    return group


def _place(participation: Participation, group: Group | None) -> None:
    if participation.group_id != (group.pk if group else None):
        participation.group = group
        participation.save(update_fields=["group"])


def _end(mentorships: Any) -> None:
    for mentorship in mentorships:
        mentorship.ended_on = today()
        mentorship.save(update_fields=["ended_on"])


def _move_promises(plan: Plan, actor: Any) -> None:
    """Whoever mentors a group serves, and whoever mentors none any more does not."""
    seated = {choice.organisation for each in plan.planned for choice, _seat in each.mentors}
    for organisation, choice in plan.state.mentors.items():
        status = choice.promise.status
        if organisation in seated and status == PromiseStatus.ACCEPTED:
            promise_workflow.move(choice.promise, "serve", actor=actor)
        elif organisation not in seated and status == PromiseStatus.SERVING:
            promise_workflow.move(choice.promise, "stand_down", actor=actor)


def _write_step(plan: Plan, groups: dict[str, Group], actor: Any) -> None:
    """The cards know their groups, and are locked: a proposal does not touch what is published."""
    arrangement = plan.state.arrangement.publish({key: group.pk for key, group in groups.items()})
    step = add_step(plan.state, arrangement, "publish", actor=actor, undo_to=None, details={})
    board = plan.state.board
    board.published = step.number
    board.save(update_fields=["published"])
