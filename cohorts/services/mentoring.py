"""Asking organisations to mentor in a round, by a link that answers without an account."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts import mentor_mails
from cohorts.enums import ParticipationStatus, Phase, PromiseStatus
from cohorts.models import Cohort, MentorPromise, Participation
from cohorts.services.promises import lock_promise, promise_workflow
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.services import queue_mail
from modellkonceptet.records.services import record_event
from modellkonceptet.secret_links import hash_of, secret_for

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@transaction.atomic
def ask_mentor(
    *,
    promise: MentorPromise,
    cohort: Cohort,
    name: str,
    email: str,
    answer_by: date,
    message: str = "",
    actor: Any,
) -> MentorPromise:
    """Ask the organisation to mentor in the round, by a mail whose link answers without account.

    Raises ValidationError when it takes part in that very round, has not completed an earlier
    one, is asked for it already, or when the round is over.
    """
    locked = lock_promise(promise, actor=actor)
    refuse_unfit(locked, cohort)
    _refuse_past(answer_by)
    question = _question(locked, name, email, answer_by)
    try:
        with transaction.atomic():
            moved: MentorPromise = promise_workflow.move(
                locked,
                "ask",
                actor=actor,
                note=message,
                cohort=cohort,
                answered_at=None,
                answered_by="",
                reason="",
                **question,
            )
    except IntegrityError:  # another promise of the same organisation, at the same moment
        raise asked_already(locked) from None
    _send_question(moved, message=message, actor=actor)
    return moved


@transaction.atomic
def ask_again(
    *,
    promise: MentorPromise,
    name: str,
    email: str,
    answer_by: date,
    message: str = "",
    actor: Any,
) -> MentorPromise:
    """Remind, or ask somebody else at the organisation: a new link, and the earlier one ends."""
    locked = lock_promise(promise, actor=actor)
    if locked.status != PromiseStatus.ASKED:
        raise ValidationError(
            _("This question has been answered or taken back. Reload the page to see how it is."),
            code="wrong_state",
        )
    _refuse_past(answer_by)
    question = _question(locked, name, email, answer_by)
    for field, value in question.items():
        setattr(locked, field, value)
    locked.save(update_fields=list(question))
    record_event(about=locked, action="ask_again", actor=actor, note=message)
    _send_question(locked, message=message, actor=actor, again=True)
    return locked


def find_question(token: str) -> MentorPromise | None:
    """The promise behind a link; None when the link was taken back or replaced."""
    return (
        MentorPromise.objects.filter(token_hash=hash_token(token))
        .select_related("organisation", "cohort", "participation__cohort")
        .first()
    )


def hash_token(token: str) -> str:
    return hash_of(token)


def secret_of(promise: MentorPromise) -> str | None:
    """The secret of the link that answers now, derived anew; None where there is none, as of a
    question from before links were derived."""
    if promise.asked_at is None:
        return None
    secret = _secret(promise, promise.asked_at)
    return secret if hash_of(secret) == promise.token_hash else None


def account_of(email: str) -> Any:
    return get_user_model().objects.filter(email__iexact=email, is_active=True).first()


def refuse_unfit(promise: MentorPromise, cohort: Cohort) -> None:
    """Who may mentor in the round: done with an earlier one, and not a participant of it."""
    organisation = promise.organisation
    who = {"name": organisation.name, "round": cohort.name}
    if cohort.phase(today()) == Phase.COMPLETED:
        raise ValidationError(
            _("%(round)s is over. Choose a round that is ahead or going on."),
            params=who,
            code="round_over",
        )
    of_this = Participation.objects.filter(organisation=organisation)
    if of_this.filter(cohort=cohort).exclude(status=ParticipationStatus.WITHDRAWN).exists():
        raise ValidationError(
            _("%(name)s takes part in %(round)s and can’t mentor in it."),
            params=who,
            code="takes_part",
        )
    if not of_this.completed().earlier_than(cohort).exists():
        raise ValidationError(
            _("%(name)s has not gone through a round before %(round)s."),
            params=who,
            code="not_completed",
        )
    asked = MentorPromise.objects.for_round(cohort).filter(organisation=organisation)
    if asked.exclude(pk=promise.pk).exists():
        raise asked_already(promise)


def asked_already(promise: MentorPromise) -> ValidationError:
    return ValidationError(
        _("%(name)s is asked for this round already."),
        params={"name": promise.organisation.name},
        code="asked_already",
    )


def _refuse_past(day: date) -> None:
    if day < today():
        raise ValidationError({"answer_by": _("Choose a day from today on.")})


def _question(promise: MentorPromise, name: str, email: str, answer_by: date) -> dict[str, Any]:
    """A question with a link of its own: the moment of asking makes it another each time."""
    asked_at = timezone.now()
    if promise.asked_at is not None and asked_at <= promise.asked_at:  # the clock was set back
        asked_at = promise.asked_at + timedelta(microseconds=1)
    return {
        "contact_name": name,
        "contact_email": email.strip().lower(),
        "answer_by": answer_by,
        "asked_at": asked_at,
        "token_hash": hash_of(_secret(promise, asked_at)),
    }


def _secret(promise: MentorPromise, asked_at: datetime) -> str:
    microseconds = (asked_at - _EPOCH) // timedelta(microseconds=1)
    return secret_for("cohorts.mentor", promise.pk, microseconds)


def _send_question(
    promise: MentorPromise, *, message: str, actor: Any, again: bool = False
) -> None:
    token = secret_of(promise)
    assert token is not None  # noqa: S101 - it has just been asked
    account = account_of(promise.contact_email)
    queue_mail(
        kind="mentor_question",
        to_email=promise.contact_email,
        to_name=promise.contact_name,
        language=account.language if account else "sv",
        about=promise,
        write=lambda: mentor_mails.question(promise, actor, token, message=message, again=again),
    )
