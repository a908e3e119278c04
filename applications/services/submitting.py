"""Sending in, withdrawing, and the signatory's confirmation."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications import mails
from applications.answers import CompleteAnswers, DecisionAnswer
from applications.editing import SECTION_KEYS, editable_sections
from applications.enums import IN_REVIEW, ApplicationStatus
from applications.models import (
    ApplicantTeamMember,
    Application,
    BillingDetails,
    CommitmentGiven,
    CompletionRequest,
    DecisionToApply,
    PoliticalDecision,
    SignatoryConfirmation,
    Submission,
)
from applications.services.starting import late_entry_for, lock_application
from applications.services.states import application_flow
from applications.services.verdicts import update_verdicts
from modellkonceptet.celery import enqueue_on_commit
from modellkonceptet.civil_dates import in_words, today
from modellkonceptet.notifications.services import queue_mail, queue_mail_to
from modellkonceptet.records.services import record_event

SIGNATURE_SALT = "applications.signature"
SIGNATURE_SECONDS = 60 * 24 * 60 * 60
# Each sends mails, one of them to an address that the applicant chooses.
MOST_A_DAY = 20
_ACTIONS = {
    ApplicationStatus.DRAFT: "submit",
    ApplicationStatus.COMPLETION_REQUESTED: "complete",
}


def draft_versions(application: Application) -> dict[str, int]:
    """Which version each section stands in: what a page shows, and what it sends back."""
    return dict.fromkeys(SECTION_KEYS, 0) | dict(
        application.drafts.values_list("section", "version")
    )


@transaction.atomic
def submit_application(
    *,
    application: Application,
    answers: CompleteAnswers,
    versions: dict[str, int],
    actor: Any,
) -> Submission:
    """Freeze the answers, judge them, move the application and write the receipts.

    `versions` are those of the drafts that the sender looked at. Sending the same answers a
    second time (a double click, two browsers) gives back the submission that is already there.
    Raises ValidationError with code "closed", "stale", "taken" or "future".
    """
    locked = lock_application(application)
    if not actor.has_perm("applications.submit_application", locked):
        raise PermissionDenied
    current = locked.current_submission
    if (
        current is not None
        and locked.status in _WAITING_FOR_SKR
        and (current.versions, current.answers) == (versions, answers.snapshot)
    ):
        return current
    completion = _open_completion(locked)
    _refuse_closed(locked, completion)
    if draft_versions(locked) != versions:
        raise ValidationError(
            _(
                "The answers have changed since you opened this page. Check them again and send in"
                " when they are as you want them."
            ),
            code="stale",
        )
    _refuse_future(answers)
    _refuse_too_many_today(locked)
    submission = _freeze(locked, answers, versions, actor)
    _move(locked, submission, actor)
    if completion is not None:
        completion.closed_at = timezone.now()
        completion.save(update_fields=["closed_at"])
    update_verdicts(application=locked, submission=submission, previous=current)
    _ask_signatory(locked, submission, answers)
    _write_receipts(locked, submission)
    application.refresh_from_db()
    return submission


@transaction.atomic
def withdraw_application(*, application: Application, actor: Any) -> Application:
    """Take the application back; the organisation's place becomes free.

    A draft may be thrown away at any time, what has been sent in until the last day.
    """
    locked = lock_application(application)
    if locked.status in IN_REVIEW and not may_withdraw(locked):
        raise ValidationError(
            _(
                "The last day to withdraw has passed. Write to the contact person for the round,"
                " who can help you."
            ),
            code="closed",
        )
    moved: Application = application_flow.move(
        locked, "withdraw", actor=actor, withdrawn_at=timezone.now()
    )
    moved.completion_requests.filter(closed_at__isnull=True).update(closed_at=timezone.now())
    moved.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )
    for collaborator in moved.collaborators.select_related("user"):
        queue_mail_to(
            collaborator.user,
            kind="withdrawn",
            about=moved,
            key=f"withdrawn-{moved.pk}-{collaborator.user_id}",
            write=lambda: mails.withdrawn(moved, actor),
        )
    application.refresh_from_db()
    return moved


def may_withdraw(application: Application) -> bool:
    """Whether today is within the time in which applicants act by themselves."""
    if application.status == ApplicationStatus.DRAFT:
        return True
    day = today()
    return application.status in IN_REVIEW and (
        application.cohort.is_open(day)
        or late_entry_for(application.cohort, application.organisation, day) is not None
    )


def signature_token(signatory: SignatoryConfirmation) -> str:
    return signing.dumps({"signatory": signatory.pk}, salt=SIGNATURE_SALT)


def find_signatory(token: str) -> SignatoryConfirmation | None:
    """The confirmation behind a link, unless it is forged, too old or overtaken."""
    try:
        content = signing.loads(token, salt=SIGNATURE_SALT, max_age=SIGNATURE_SECONDS)
    except signing.BadSignature:
        return None
    signatory = (
        SignatoryConfirmation.objects.filter(pk=content["signatory"])
        .select_related("submission__application__cohort", "submission__application__organisation")
        .first()
    )
    if signatory is None:
        return None
    application = signatory.submission.application
    overtaken = application.current_submission_id != signatory.submission_id
    return None if overtaken or application.status == ApplicationStatus.WITHDRAWN else signatory


@transaction.atomic
def confirm_signature(*, token: str) -> SignatoryConfirmation:
    """The named person stands behind the application; confirming twice keeps the first time."""
    found = find_signatory(token)
    if found is None:
        raise ValidationError(
            _(
                "The link is too old, or the application has been changed since it was sent. Ask"
                " those who applied to send in again; you then get a new link."
            ),
            code="gone",
        )
    signatory = SignatoryConfirmation.objects.select_for_update().get(pk=found.pk)
    if signatory.confirmed_at is None:
        signatory.confirmed_at = timezone.now()
        signatory.save(update_fields=["confirmed_at"])
        record_event(
            about=found.submission.application,
            action="confirm_signature",
            actor=None,
            signatory=signatory.pk,
        )
    return signatory


_WAITING_FOR_SKR = IN_REVIEW - {ApplicationStatus.COMPLETION_REQUESTED}


def _open_completion(application: Application) -> CompletionRequest | None:
    return application.completion_requests.filter(closed_at__isnull=True).first()


def _refuse_closed(application: Application, completion: CompletionRequest | None) -> None:
    day = today()
    late_entry = late_entry_for(application.cohort, application.organisation, day)
    if editable_sections(application, today=day, late_entry=late_entry, completion=completion):
        return
    closes_on = application.cohort.closes_on
    if completion is not None:
        message = _("The last day to complete the application was %(day)s. Contact SKR.") % {
            "day": in_words(completion.due_on)
        }
    elif closes_on and closes_on < day:
        message = _(
            "The last day to apply was %(day)s, so the application can’t be sent in. What you have"
            " written is kept. Contact SKR if there is a reason to open the round for you."
        ) % {"day": in_words(closes_on)}
    else:
        message = _("The application can’t be sent in as it stands now. Reload the page.")
    raise ValidationError(message, code="closed")


def _refuse_future(answers: CompleteAnswers) -> None:
    """The form says so first; this keeps any other way in from storing it."""
    for decision in (answers.political_decision, answers.decision_to_apply):
        if decision.is_taken and decision.decided_on and decision.decided_on > today():
            raise ValidationError(
                _("The decision day is in the future. Say that the decision is planned."),
                code="future",
            )


def _refuse_too_many_today(application: Application) -> None:
    since = timezone.now() - timedelta(days=1)
    if application.submissions.filter(submitted_at__gt=since).count() >= MOST_A_DAY:
        raise ValidationError(
            _(
                "The application has been sent in %(most)d times in a day. Your changes are saved."
                " Send them in tomorrow, or contact SKR if the last day is today."
            )
            % {"most": MOST_A_DAY},
            code="too_many",
        )


def _freeze(
    application: Application, answers: CompleteAnswers, versions: dict[str, int], actor: Any
) -> Submission:
    submission = Submission.objects.create(
        application=application,
        number=application.submissions.count() + 1,
        answers=answers.snapshot,
        versions=versions,
        operation=answers.organisation.operation,
        department=answers.organisation.department,
        why=answers.why.why,
        focus_areas=answers.why.focus_areas,
        focus_other=answers.why.focus_other,
        done_so_far=answers.why.done_so_far,
        related_work=answers.why.related_work,
        wished_theme=answers.invoice.wished_theme,
        submitted_by=actor,
        language=(get_language() or "sv")[:2],
    )
    submission.wished_partners.set(answers.invoice.wished_partner_ids)
    PoliticalDecision.objects.create(
        submission=submission,
        kind=answers.political_decision.kind,
        **_decision_values(answers.political_decision),
    )
    DecisionToApply.objects.create(
        submission=submission, **_decision_values(answers.decision_to_apply)
    )
    ApplicantTeamMember.objects.bulk_create(
        ApplicantTeamMember(
            submission=submission,
            function=person.function,
            name=person.name,
            title=person.title,
            email=person.email,
            phone=person.phone,
        )
        for person in answers.team
    )
    CommitmentGiven.objects.bulk_create(
        CommitmentGiven(submission=submission, key=commitment.key, wording=commitment.wording)
        for commitment in application.terms.commitments.filter(key__in=answers.commitments)
    )
    invoice = answers.invoice
    if invoice.address:  # a round without a fee asks for none
        BillingDetails.objects.create(
            submission=submission,
            reference=invoice.reference,
            address=invoice.address,
            postcode=invoice.postcode,
            town=invoice.town,
            email=invoice.email,
            peppol_scheme=invoice.peppol_scheme,
            peppol_id=invoice.peppol_id,
        )
    return submission


def _decision_values(decision: DecisionAnswer) -> dict[str, Any]:
    return {
        "is_taken": decision.is_taken,
        "body": decision.body,
        "body_name": decision.body_name,
        "decided_on": decision.decided_on,
        "decided_year": decision.decided_year,
        "diary_number": decision.diary_number,
        "document_id": decision.document_id,
    }


def _move(application: Application, submission: Submission, actor: Any) -> None:
    action = _ACTIONS.get(ApplicationStatus(application.status), "resubmit")
    try:
        with transaction.atomic():
            application_flow.move(
                application,
                action,
                actor=actor,
                details={"submission": submission.number},
                holds_place=True,
                current_submission=submission,
                first_submitted_at=application.first_submitted_at or timezone.now(),
            )
    except IntegrityError:
        raise ValidationError(
            _(
                "Your organisation already has an application in this round, and there can be only"
                " one. What you have written is kept. Ask to be let in to the other one."
            ),
            code="taken",
        ) from None


def _ask_signatory(
    application: Application, submission: Submission, answers: CompleteAnswers
) -> None:
    named = answers.invoice.signatory
    if named is None or not application.terms.asks_signatory:
        return
    signatory = SignatoryConfirmation.objects.create(
        submission=submission, name=named.name, title=named.title, email=named.email
    )
    queue_mail(
        kind="signature_asked",
        to_email=signatory.email,
        to_name=signatory.name,
        about=submission,
        language=submission.language,
        key=f"signature-{signatory.pk}",
        write=lambda: mails.signature_asked(application, signatory, signature_token(signatory)),
    )


def _write_receipts(application: Application, submission: Submission) -> None:
    for collaborator in application.collaborators.select_related("user"):
        queue_mail_to(
            collaborator.user,
            kind="receipt",
            about=submission,
            key=f"receipt-{submission.pk}-{collaborator.user_id}",
            write=lambda: mails.receipt(application, submission),
            waits_for_document=True,
        )
    enqueue_on_commit("applications.tasks.render_receipt", submission.pk)
