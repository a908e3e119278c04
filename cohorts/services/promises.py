"""The mentor ledger: promises come from completed rounds, and are kept, excused or given anew."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cohorts import mentor_mails
from cohorts.enums import PROMISE_TRANSITIONS, PromiseStatus
from cohorts.models import MentorPromise, Participation
from modellkonceptet.civil_dates import today as civil_today
from modellkonceptet.notifications.services import queue_mail
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event
from modellkonceptet.workflow import Workflow

promise_workflow = Workflow(PROMISE_TRANSITIONS, audit=AuditEntry)

# What a promise that is for no round looks like; whom to write to stays known.
FOR_NO_ROUND: dict[str, Any] = {
    "cohort": None,
    "token_hash": None,
    "asked_at": None,
    "answer_by": None,
    "answered_at": None,
    "answered_by": "",
    "reason": "",
}


def lock_promise(promise: MentorPromise, *, actor: Any) -> MentorPromise:
    """The locked promise with its round and organisation, if the actor manages the ledger."""
    locked = _locked(promise)
    if not actor.has_perm("cohorts.manage_mentors", locked):
        raise PermissionDenied
    return locked


def _locked(promise: MentorPromise) -> MentorPromise:
    return (
        MentorPromise.objects.select_for_update(of=("self",))
        .select_related("organisation", "cohort", "participation__cohort")
        .get(pk=promise.pk)
    )


@transaction.atomic
def record_promise(*, participation: Participation, actor: Any) -> MentorPromise:
    """The promise to mentor that a completed participation gives rise to; a second call finds it.

    Raises ValidationError when the participation was not completed.
    """
    if found := participation.promises.order_by("pk").first():
        return found
    if not Participation.objects.completed().filter(pk=participation.pk).exists():
        raise ValidationError(
            _("Only somebody who has gone through a round promises to be mentor."),
            code="not_completed",
        )
    promise = MentorPromise.objects.create(
        participation=participation,
        organisation=participation.organisation,
        promised_on=participation.completed_on or participation.cohort.completed_on,
    )
    record_event(about=promise, action="promise", actor=actor)
    return promise


@transaction.atomic
def renew_promise(*, promise: MentorPromise, actor: Any) -> MentorPromise:
    """Somebody who has been mentor volunteers again: a new promise, and the old one stays done."""
    done = lock_promise(promise, actor=actor)
    if done.status != PromiseStatus.DONE:
        raise ValidationError(
            _("A promise is given anew when the earlier one has been kept."), code="wrong_state"
        )
    try:
        with transaction.atomic():
            renewed = MentorPromise.objects.create(
                participation=done.participation,
                organisation=done.organisation,
                promised_on=civil_today(),
                contact_name=done.contact_name,
                contact_email=done.contact_email,
            )
    except IntegrityError:
        raise ValidationError(
            _("There is an open promise from this round already."), code="open_promise"
        ) from None
    record_event(about=renewed, action="renew_promise", actor=actor, earlier=done.pk)
    return renewed


@transaction.atomic
def take_back_question(*, promise: MentorPromise, actor: Any) -> MentorPromise:
    """The question is no longer put: its link ends, and the promise is for no round."""
    moved: MentorPromise = promise_workflow.move(
        lock_promise(promise, actor=actor), "take_back", actor=actor, **FOR_NO_ROUND
    )
    return moved


@transaction.atomic
def release_mentor(*, promise: MentorPromise, reason: str = "", actor: Any) -> MentorPromise:
    """A mentor who has said yes is not needed this time; whoever answered is thanked by mail."""
    locked = lock_promise(promise, actor=actor)
    cohort = locked.cohort
    moved = _release(locked, reason=reason, actor=actor)
    if locked.contact_email and cohort is not None:
        queue_mail(
            kind="mentor_released",
            to_email=locked.contact_email,
            to_name=locked.contact_name,
            about=locked,
            write=lambda: mentor_mails.released(locked.organisation, cohort, reason),
        )
    return moved


@transaction.atomic
def excuse_mentor(*, promise: MentorPromise, reason: str, actor: Any) -> MentorPromise:
    """The organisation need not keep its promise; why stands in the ledger."""
    if not reason.strip():
        raise ValidationError({"reason": _("Write why the organisation is excused.")})
    locked = lock_promise(promise, actor=actor)
    moved: MentorPromise = promise_workflow.move(
        locked, "excuse", actor=actor, note=reason, reason=reason, token_hash=None
    )
    end_seats(moved)
    return moved


@transaction.atomic
def restore_promise(*, promise: MentorPromise, actor: Any) -> MentorPromise:
    """An excused organisation is counted on again."""
    moved: MentorPromise = promise_workflow.move(
        lock_promise(promise, actor=actor), "restore", actor=actor, **FOR_NO_ROUND
    )
    return moved


def finish_mentoring(*, day: date | None = None) -> int:
    """Close the ledger of rounds that are completed by `day`; return how many promises moved.

    Who mentored has kept the promise. Who was asked or had said yes without getting a group is
    free for another round. May run any number of times, and twice at once.
    """
    on = day or civil_today()
    moved = 0
    for promise in MentorPromise.objects.of_rounds_over(on).order_by("pk"):
        try:
            moved += _close(promise, on)
        except ValidationError:  # somebody else moved it meanwhile
            continue
    return moved


@transaction.atomic
def _close(promise: MentorPromise, day: date) -> int:
    """One promise, unless its round has been given another last day meanwhile."""
    locked = _locked(promise)
    cohort = locked.cohort
    if cohort is None or cohort.completed_on is None or cohort.completed_on > day:
        return 0
    if locked.status == PromiseStatus.SERVING:
        promise_workflow.move(locked, "finish", actor=None)
    elif locked.status == PromiseStatus.ACCEPTED:
        _release(locked, reason=_("The round ended."), actor=None)
    else:
        promise_workflow.move(locked, "take_back", actor=None, **FOR_NO_ROUND)
    return 1


def _release(promise: MentorPromise, *, reason: str, actor: Any) -> MentorPromise:
    moved: MentorPromise = promise_workflow.move(
        promise, "release", actor=actor, note=reason, **FOR_NO_ROUND
    )
    end_seats(moved)
    return moved


def end_seats(promise: MentorPromise) -> None:
    """Nobody mentors for the organisation any more; who did stays in the history."""
    for person in promise.people.current():
        person.left_on = civil_today()
        person.save(update_fields=["left_on"])
