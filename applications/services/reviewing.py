"""SKR's work with an application before it decides: verdicts, completion, notes, points."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.editing import SECTION_KEYS
from applications.enums import DECIDED, IN_REVIEW, VerdictOutcome
from applications.models import (
    Application,
    CompletionRequest,
    InternalNote,
    LateEntry,
    Score,
    ScoringCriterion,
    Verdict,
)
from applications.models.review import MOST_POINTS
from applications.services.states import application_flow
from cohorts.models import Cohort, Organisation
from modellkonceptet.civil_dates import in_words, today
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.services import queue_mail_to
from modellkonceptet.records.services import record_event

LONGEST_LATE_ENTRY = timedelta(days=365)


@transaction.atomic
def decide_verdict(*, verdict: Verdict, outcome: str, reason: str, actor: Any) -> Verdict:
    """Settle one criterion by hand, with the reason in words."""
    application = _locked(verdict.application_id)
    _require(actor, "applications.review_application", application)
    _require_sent_in(application)
    reason = reason.strip()
    if outcome not in VerdictOutcome.values:
        raise ValidationError({"outcome": _("Choose one of the verdicts.")})
    if not reason:
        raise ValidationError({"reason": _("Write why, so that others can follow the verdict.")})
    locked = Verdict.objects.select_for_update().get(pk=verdict.pk)
    before = locked.outcome
    locked.outcome, locked.reason, locked.decided_by = outcome, reason, actor
    locked.save(update_fields=["outcome", "reason", "decided_by", "updated_at"])
    record_event(
        about=application,
        action="decide_verdict",
        actor=actor,
        note=reason,
        criterion=locked.criterion.name_sv,
        before=before,
        after=outcome,
    )
    return locked


@transaction.atomic
def mark_reviewed(*, application: Application, actor: Any) -> Application:
    """Say that everything is looked at; impossible while a criterion is still to be checked."""
    locked = _locked(application.pk)
    unsettled = [
        verdict.criterion.name
        for verdict in locked.verdicts.select_related("criterion")
        if verdict.outcome == VerdictOutcome.TO_CHECK
    ]
    if unsettled:
        raise ValidationError(
            _("First settle what is still to be checked: %(criteria)s.")
            % {"criteria": ", ".join(unsettled)}
        )
    application_flow.move(locked, "mark_reviewed", actor=actor)
    return locked


def reopen_review(*, application: Application, actor: Any) -> Application:
    """Take back that everything is looked at."""
    moved: Application = application_flow.move(application, "reopen_review", actor=actor)
    return moved


@transaction.atomic
def request_completion(
    *, application: Application, sections: Iterable[str], message: str, due_on: date, actor: Any
) -> CompletionRequest:
    """Open the named sections again until the end of `due_on`, and tell those who write."""
    wanted = set(sections)
    keys = [key for key in SECTION_KEYS if key in wanted]
    message = message.strip()
    errors: dict[str, str] = {}
    if not keys or wanted - set(SECTION_KEYS):
        errors["sections"] = _("Choose at least one part that shall be completed.")
    if not message:
        errors["message"] = _("Write what is missing, so that the applicant knows what to do.")
    if due_on <= today():
        errors["due_on"] = _("Choose a day from tomorrow on.")
    if errors:
        raise ValidationError(errors)
    moved = application_flow.move(
        application,
        "request_completion",
        actor=actor,
        note=message,
        details={"sections": keys, "due_on": due_on.isoformat()},
    )
    request = CompletionRequest.objects.create(
        application=moved, sections=keys, message=message, due_on=due_on, requested_by=actor
    )
    _tell_writers(moved, "completion_requested", request, _completion_asked(moved, request))
    return request


@transaction.atomic
def request_completions(
    *,
    applications: Iterable[Application],
    sections: Iterable[str],
    message: str,
    due_on: date,
    actor: Any,
) -> list[CompletionRequest]:
    """The same request to several, all or none; a refusal names whom it is about."""
    wanted, requests = list(sections), []
    for application in applications:
        try:
            requests.append(
                request_completion(
                    application=application,
                    sections=wanted,
                    message=message,
                    due_on=due_on,
                    actor=actor,
                )
            )
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                raise
            raise ValidationError(
                _("%(applicant)s: %(reason)s")
                % {"applicant": application.applicant_name, "reason": " ".join(error.messages)}
            ) from error
    if not requests:
        raise ValidationError(_("Mark at least one application."))
    return requests


@transaction.atomic
def cancel_completion(*, application: Application, actor: Any) -> Application:
    """Take the request back; the applicant is told that nothing more is needed."""
    moved: Application = application_flow.move(application, "cancel_completion", actor=actor)
    request = moved.completion_requests.get(closed_at__isnull=True)
    request.closed_at = timezone.now()
    request.save(update_fields=["closed_at"])
    _tell_writers(moved, "completion_cancelled", request, _completion_taken_back(moved))
    return moved


@transaction.atomic
def write_note(*, application: Application, text: str, actor: Any) -> InternalNote:
    """A note that only SKR reads."""
    _require(actor, "applications.review_application", application)
    if not text.strip():
        raise ValidationError({"text": _("Write something in the note.")})
    return InternalNote.objects.create(application=application, text=text.strip(), author=actor)


@transaction.atomic
def score_application(
    *,
    application: Application,
    points: dict[int, int | None],
    comments: dict[int, str] | None = None,
    actor: Any,
) -> list[Score]:
    """The actor's own points by scoring criterion; None takes them away again."""
    locked = _locked(application.pk)
    _require(actor, "applications.score_application", locked)
    _require_sent_in(locked)
    criteria = {c.pk: c for c in ScoringCriterion.objects.filter(cohort_id=locked.cohort_id)}
    if not criteria:
        raise ValidationError(_("This round has no scoring criteria."))
    if set(points) - set(criteria):
        raise ValidationError(_("A scoring criterion belongs to another round."))
    if any(p is not None and not 0 <= p <= MOST_POINTS for p in points.values()):
        raise ValidationError(
            _("Points are a whole number from 0 to %(most)s.") % {"most": MOST_POINTS}
        )
    scores = []
    for pk, value in points.items():
        mine = Score.objects.filter(application=locked, criterion_id=pk, reviewer=actor)
        if value is None:
            mine.delete()
            continue
        score, _created = Score.objects.update_or_create(
            application=locked,
            criterion_id=pk,
            reviewer=actor,
            defaults={"points": value, "comment": (comments or {}).get(pk, "").strip()},
        )
        scores.append(score)
    return scores


@transaction.atomic
def open_late_entry(
    *, cohort: Cohort, organisation: Organisation, until: date, reason: str, actor: Any
) -> LateEntry:
    """Let one organisation apply after the last day; doing it again moves the day."""
    _require(actor, "applications.open_late_entry", None)
    refuse_late_entry(cohort=cohort, organisation=organisation, until=until, reason=reason)
    entry, _created = LateEntry.objects.update_or_create(
        cohort=cohort,
        organisation=organisation,
        defaults={"until": until, "reason": reason.strip(), "opened_by": actor},
    )
    record_event(
        about=entry, action="open_late_entry", actor=actor, note=entry.reason, until=str(until)
    )
    return entry


def refuse_late_entry(
    *, cohort: Cohort, organisation: Organisation, until: date, reason: str
) -> None:
    """Raise ValidationError where the round can't be opened late for the organisation."""
    errors: dict[str, str] = {}
    if cohort.is_historical or not cohort.closes_on:
        raise ValidationError(_("This round has no last day to apply."))
    if not cohort.terms.filter(programme__participant_kind=organisation.participant_kind).exists():
        raise ValidationError(_("The round is not open to this kind of organisation."))
    if until <= cohort.closes_on or until < today():
        errors["until"] = _("Choose a day after the last day to apply, today at the earliest.")
    elif until > today() + LONGEST_LATE_ENTRY:
        errors["until"] = _("Choose a day within a year.")
    if not reason.strip():
        errors["reason"] = _("Write why the round is opened for them.")
    if errors:
        raise ValidationError(errors)


def _locked(pk: int) -> Application:
    return Application.objects.select_for_update().get(pk=pk)


def _require(actor: Any, permission: str, about: Any) -> None:
    if not actor.has_perm(permission, about):
        raise PermissionDenied


def _require_sent_in(application: Application) -> None:
    if application.status not in IN_REVIEW | DECIDED:
        raise ValidationError(
            _("The application is not sent in, or it has been withdrawn."), code="wrong_state"
        )


def _tell_writers(
    application: Application, kind: str, request: CompletionRequest, write: Any
) -> None:
    for collaborator in application.collaborators.select_related("user"):
        queue_mail_to(
            collaborator.user,
            kind=kind,
            about=application,
            key=f"{kind}-{request.pk}-{collaborator.user_id}",
            write=write,
        )


def _completion_asked(application: Application, request: CompletionRequest) -> Any:
    def write() -> MailText:
        return MailText(
            subject=_("SKR asks you to complete %(reference)s")
            % {"reference": application.reference},
            paragraphs=[
                _("We have read the application from %(applicant)s to %(cohort)s.")
                % {"applicant": application.applicant_name, "cohort": application.cohort.name},
                request.message,
                _(
                    "You can change the parts that we ask about until the end of %(day)s. Send the"
                    " application in again when you are done."
                )
                % {"day": in_words(request.due_on)},
            ],
            reason=_("You get this mail because you write the application."),
            action_label=_("Open the application"),
            action_path=application.get_absolute_url(),
        )

    return write


def _completion_taken_back(application: Application) -> Any:
    def write() -> MailText:
        return MailText(
            subject=_("You need not complete %(reference)s any more")
            % {"reference": application.reference},
            paragraphs=[
                _(
                    "We have taken back our request for more information about the application"
                    " from %(applicant)s. You need not do anything."
                )
                % {"applicant": application.applicant_name}
            ],
            reason=_("You get this mail because you write the application."),
            action_label=_("Open the application"),
            action_path=application.get_absolute_url(),
        )

    return write
