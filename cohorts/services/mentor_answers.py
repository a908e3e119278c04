"""What organisations answer when they are asked to mentor, and the people who will do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts import mentor_mails
from cohorts.enums import Phase, PromiseStatus
from cohorts.models import Cohort, Group, MentorPerson, MentorPromise
from cohorts.services.addressees import skr_of
from cohorts.services.mentoring import account_of, asked_already, hash_token, refuse_unfit
from cohorts.services.promises import end_seats, lock_promise, promise_workflow
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.services import queue_mail
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event

MOST_PEOPLE = 3
MOST_GROUPS = 5
# Each answer is mailed to two parties: whoever has the link must not be able to flood them.
MOST_ANSWERS_A_DAY = 10
ANSWERABLE = (PromiseStatus.ASKED, PromiseStatus.ACCEPTED, PromiseStatus.DECLINED)


@dataclass(frozen=True)
class MentorContact:
    """Somebody who will mentor, as the organisation names them."""

    name: str
    title: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Answer:
    """Yes with people and how many groups they can take, or no with a reason."""

    accepts: bool
    people: tuple[MentorContact, ...] = ()
    capacity: int = 1
    reason: str = ""
    answered_by: str = ""

    @property
    def status(self) -> PromiseStatus:
        return PromiseStatus.ACCEPTED if self.accepts else PromiseStatus.DECLINED


def may_answer(promise: MentorPromise) -> bool:
    """Whether the link answers now: until groups are published, and a first answer even then."""
    if promise.status not in ANSWERABLE or promise.cohort is None:
        return False
    if promise.cohort.phase(today()) == Phase.COMPLETED:
        return False
    return promise.status == PromiseStatus.ASKED or not _has_groups(promise.cohort)


def version_of(promise: MentorPromise) -> str:
    """What a page showed, so that an answer given meanwhile is not overwritten unseen."""
    return promise.answered_at.isoformat() if promise.answered_at else ""


@transaction.atomic
def answer_by_link(*, token: str, answer: Answer, seen: str = "") -> MentorPromise:
    """What the organisation answers, by whoever has the link; `seen` is `version_of` the page.

    The same answer again changes nothing and mails nobody. Raises ValidationError when the link
    no longer answers, or when somebody else has answered since the page was read.
    """
    found = MentorPromise.objects.select_for_update(of=("self",)).filter(
        token_hash=hash_token(token)
    )
    promise = found.select_related("organisation", "cohort").first()
    if promise is None or promise.cohort is None or not may_answer(promise):
        raise ValidationError(
            _("The link no longer takes answers. Write to SKR if something has changed."),
            code="gone",
        )
    if not answer.answered_by.strip():
        raise ValidationError({"answered_by": _("Write your name.")})
    if _says(promise, answer):
        return promise
    if seen != version_of(promise):
        raise ValidationError(
            _(
                "%(name)s has answered meanwhile. Your answer is not saved. Look at the answer"
                " that is there before you change it."
            ),
            params={"name": promise.answered_by},
            code="changed_meanwhile",
        )
    _refuse_flood(promise)
    cohort = promise.cohort
    _settle(promise, cohort, answer, actor=None)
    _send_receipts(promise, cohort, answer, token)
    return promise


@transaction.atomic
def record_answer(
    *, promise: MentorPromise, cohort: Cohort, answer: Answer, actor: Any
) -> MentorPromise:
    """What the organisation has answered by telephone or mail, noted by SKR; nobody is mailed."""
    locked = lock_promise(promise, actor=actor)
    if locked.cohort_id not in (None, cohort.pk) and locked.status != PromiseStatus.DECLINED:
        raise ValidationError(
            _("The organisation is asked for another round. Take that question back first."),
            code="other_round",
        )
    _settle(locked, cohort, answer, actor=actor)
    return locked


@transaction.atomic
def change_mentor_people(
    *, promise: MentorPromise, people: Sequence[MentorContact], actor: Any
) -> MentorPromise:
    """Others mentor for the organisation from today on; who has left stays in the history."""
    locked = lock_promise(promise, actor=actor)
    if locked.status not in (PromiseStatus.ACCEPTED, PromiseStatus.SERVING):
        raise ValidationError(
            _("People are named for an organisation that has said yes."), code="wrong_state"
        )
    came, left = _seat_people(locked, people)
    record_event(about=locked, action="change_mentor_people", actor=actor, came=came, left=left)
    return locked


def _settle(promise: MentorPromise, cohort: Cohort, answer: Answer, *, actor: Any) -> None:
    """Write an answer to the locked promise, as a move or as a change of the same answer."""
    _check(answer)
    if answer.accepts:
        refuse_unfit(promise, cohort)
    values: dict[str, Any] = {
        "cohort": cohort,
        "answered_at": timezone.now(),
        "answered_by": answer.answered_by[:150],
        "reason": "" if answer.accepts else answer.reason,
        "capacity": answer.capacity if answer.accepts else promise.capacity,
    }
    by = {"answered_by": answer.answered_by[:150]}
    if promise.status == answer.status:
        for field, value in values.items():
            setattr(promise, field, value)
        promise.save(update_fields=list(values))
        record_event(about=promise, action="change_answer", actor=actor, note=answer.reason, **by)
    else:
        action = "accept" if answer.accepts else "decline"
        try:
            with transaction.atomic():
                promise_workflow.move(
                    promise, action, actor=actor, note=answer.reason, details=by, **values
                )
        except IntegrityError:
            raise asked_already(promise) from None
    if answer.accepts:
        _seat_people(promise, answer.people)
    else:
        end_seats(promise)


def _refuse_flood(promise: MentorPromise) -> None:
    since = timezone.now() - timedelta(days=1)
    given = AuditEntry.objects.about(promise).filter(
        actor=None, action__in=("accept", "decline", "change_answer"), at__gte=since
    )
    if given.count() >= MOST_ANSWERS_A_DAY:
        raise ValidationError(
            _("The answer has been changed many times today. Wait a day, or write to SKR."),
            code="too_many",
        )


def _check(answer: Answer) -> None:
    if not answer.accepts:
        if not answer.reason.strip():
            raise ValidationError({"reason": _("Write why you can’t this time.")})
        return
    if not 1 <= answer.capacity <= MOST_GROUPS:
        raise ValidationError(
            {
                "capacity": _("Write a number of groups between 1 and %(most)d.")
                % {"most": MOST_GROUPS}
            }
        )


def _says(promise: MentorPromise, answer: Answer) -> bool:
    """Whether the promise says that already, as after a second press of the button."""
    if promise.status != answer.status:
        return False
    if not answer.accepts:
        return promise.reason == answer.reason
    there = {
        (person.name, person.title, person.email.lower(), person.phone)
        for person in promise.people.current()
    }
    named = {(each.name, each.title, each.email.lower(), each.phone) for each in answer.people}
    return promise.capacity == answer.capacity and there == named


def _seat_people(
    promise: MentorPromise, people: Sequence[MentorContact]
) -> tuple[list[int], list[int]]:
    """Exactly these mentor for the organisation from today; return who came and who left."""
    if not 1 <= len(people) <= MOST_PEOPLE:
        raise ValidationError(
            {"people": _("Name one to %(most)d people who mentor.") % {"most": MOST_PEOPLE}}
        )
    by_address = {each.email.strip().lower(): each for each in people}
    if len(by_address) < len(people):
        raise ValidationError({"people": _("Each person needs an e-mail address of their own.")})
    came, left = [], []
    for person in promise.people.current().select_for_update():
        named = by_address.pop(person.email.lower(), None)
        if named is None:
            person.left_on = today()
            left.append(person.pk)
        else:
            person.name, person.title, person.phone = named.name, named.title, named.phone
        person.save()
    for address, named in by_address.items():
        person = MentorPerson(promise=promise, joined_on=today(), **vars(named))
        person.email = address
        person.user = account_of(address)
        person.full_clean(exclude=["promise"])
        person.save()
        came.append(person.pk)
    return came, left


def _has_groups(cohort: Cohort) -> bool:
    return Group.objects.standing().filter(cohort=cohort).exists()


def _send_receipts(promise: MentorPromise, cohort: Cohort, answer: Answer, token: str) -> None:
    """To whoever was asked, with the link to change the answer; and a note to SKR."""
    people = [each.name for each in answer.people]
    account = account_of(promise.contact_email)
    queue_mail(
        kind="mentor_receipt",
        to_email=promise.contact_email,
        to_name=promise.contact_name,
        language=account.language if account else "sv",
        about=promise,
        write=lambda: mentor_mails.receipt(promise, people, token),
    )
    for one in skr_of(cohort):
        queue_mail(
            kind="mentor_answered",
            to_email=one.email,
            to_name=one.name,
            language=one.language,
            recipient=one.user,
            about=promise,
            write=lambda: mentor_mails.answered(promise, people),
        )
