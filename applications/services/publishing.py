"""Publishing decisions: many at once, each in one transaction of its own.

Everything that must happen is a row: the batch, then per application decision, participation,
letter and mails. The queue carries only ids, and `resume_publication` finds what a dead worker
or a dead broker left undone. Each step may run twice.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.decision_mails import decision_mail
from applications.enums import ADMITTING, OUTCOME_ACTIONS, DecisionStatus, Outcome
from applications.letters import LETTER_LANGUAGE
from applications.models import AdmissionDecision, Application, DecisionLetter, PublicationBatch
from applications.services.letter_writing import draft_letter, receivers
from applications.services.states import application_flow, decision_flow
from cohorts.models import Cohort, Participation
from cohorts.services.participations import Wishes, enrol, withdraw_participation
from cohorts.services.teams import TeamSeat
from modellkonceptet.celery import enqueue_on_commit
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.services import queue_mail, release_with_document
from modellkonceptet.pdf import render_pdf
from modellkonceptet.records.services import store_file


@transaction.atomic
def request_publication(
    *, cohort: Cohort, decisions: Iterable[AdmissionDecision], actor: Any
) -> PublicationBatch:
    """Take prepared decisions of one cohort into a batch that a worker then publishes.

    A decision that is already on its way is left to its batch, so that a double click
    publishes nothing twice. Raises ValidationError when nothing is left to publish.
    """
    if not actor.has_perm("applications.publish_decision"):
        raise PermissionDenied
    wanted = AdmissionDecision.objects.select_for_update().filter(
        pk__in=[decision.pk for decision in decisions],
        application__cohort=cohort,
        status=DecisionStatus.PREPARED,
    )
    free = [each.pk for each in wanted if not each.batch_id or each.publication_error]
    if not free:
        raise ValidationError(_("These decisions are already published or on their way out."))
    batch = PublicationBatch.objects.create(cohort=cohort, requested_by=actor)
    AdmissionDecision.objects.filter(pk__in=free).update(batch=batch, publication_error="")
    enqueue_on_commit("applications.tasks.publish_batch", batch.pk)
    return batch


def publish_batch(*, batch_id: int) -> None:
    """Publish what is left of a batch, one decision at a time; a faulty one stops no other."""
    batch = PublicationBatch.objects.select_related("requested_by").get(pk=batch_id)
    waiting = batch.decisions.prepared().filter(publication_error="").order_by("pk")
    for decision_id in list(waiting.values_list("pk", flat=True)):
        try:
            publish_decision(decision_id=decision_id, actor=batch.requested_by)
        except (ValidationError, IntegrityError) as error:
            reason = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            AdmissionDecision.objects.prepared().filter(pk=decision_id).update(
                publication_error=reason
            )
    PublicationBatch.objects.filter(pk=batch_id, finished_at=None).update(
        finished_at=timezone.now()
    )


@transaction.atomic
def publish_decision(*, decision_id: int, actor: Any) -> None:
    """Decision, participation with team, frozen letter and mails in one transaction.

    Does nothing when the decision is no longer prepared. Raises ValidationError when the
    application is in no state to be decided, or the organisation takes part already.
    """
    decision = AdmissionDecision.objects.select_for_update().get(pk=decision_id)
    if decision.status != DecisionStatus.PREPARED:
        return
    application = Application.objects.select_for_update().get(pk=decision.application_id)
    former = _supersede(application, actor)
    application_flow.move(
        application,
        OUTCOME_ACTIONS[Outcome(decision.outcome)],
        actor=actor,
        details={"decision": decision.reference},
    )
    decision_flow.move(
        decision,
        "publish",
        actor=actor,
        published_at=timezone.now(),
        published_by=actor,
        participation=_participation(decision, former, actor),
    )
    _write_letter(decision)


def render_letter(*, letter_id: int) -> None:
    """Make and keep the letter's PDF once, then let its mails go.

    It is drawn outside of the transaction: on SQLite nobody else can write meanwhile. Whoever
    comes second finds the letter done, and only makes sure that the mails left.
    """
    letter = DecisionLetter.objects.select_related("decision__application").get(pk=letter_id)
    content = b""
    if letter.pdf_id is None:
        content = letter_pdf(letter)
    with transaction.atomic():
        locked = DecisionLetter.objects.select_for_update().get(pk=letter_id)
        document = locked.pdf
        if document is None:
            locked.pdf = document = store_file(
                name=f"beslut-{letter.decision.reference.replace('/', '-')}.pdf",
                content=content,
                content_type="application/pdf",
            )
            locked.save(update_fields=["pdf"])
        for message in locked.messages.all():
            release_with_document(message=message, document=document)


def letter_pdf(letter: DecisionLetter) -> bytes:
    """The letter's PDF from its frozen text: the same bytes each time."""
    return render_pdf(
        template="pdf/letter.html",
        context={"letter": letter.content},
        language=LETTER_LANGUAGE,
        title=letter.content["title"],
        created=letter.written_at,
        identifier=letter.decision.reference,
    )


def resume_publication() -> None:
    """Finish what a worker or the queue lost: batches first, then letters without a PDF."""
    for batch_id in PublicationBatch.objects.filter(finished_at=None).values_list("pk", flat=True):
        publish_batch(batch_id=batch_id)
    for letter_id in DecisionLetter.objects.filter(pdf=None).values_list("pk", flat=True):
        render_letter(letter_id=letter_id)


def _supersede(application: Application, actor: Any) -> AdmissionDecision | None:
    former = application.decisions.filter(status=DecisionStatus.PUBLISHED).first()
    if former is not None:
        decision_flow.move(former, "supersede", actor=actor)
    return former


def _participation(
    decision: AdmissionDecision, former: AdmissionDecision | None, actor: Any
) -> Participation | None:
    """The participation that the decision gives, keeps or ends."""
    standing = former.participation if former and former.outcome in ADMITTING else None
    if decision.outcome in ADMITTING:
        return standing or _enrol(decision, actor)
    if standing is not None:
        withdraw_participation(participation=standing, reason=f"{decision.reference}", actor=actor)
    return None


def _enrol(decision: AdmissionDecision, actor: Any) -> Participation:
    application = decision.application
    submission = application.current_submission
    assert submission is not None  # noqa: S101 - a constraint: no decision on a draft
    return enrol(
        cohort=application.cohort,
        organisation=application.organisation,
        unit=application.unit,
        operation=submission.operation,
        admission_number=decision.reference,
        team=[
            TeamSeat(each.function, each.name, each.title, each.email, each.phone)
            for each in submission.team.all()
        ],
        wishes=Wishes(
            focus_areas=tuple(submission.focus_areas),
            focus_other=submission.focus_other,
            theme=submission.wished_theme,
            partners=tuple(submission.wished_partners.all()),
        ),
        actor=actor,
    )


def _write_letter(decision: AdmissionDecision) -> None:
    letter = DecisionLetter.objects.create(
        decision=decision, content=draft_letter(decision, day=today()).as_json()
    )
    for receiver in receivers(decision.application):
        letter.messages.add(
            queue_mail(
                kind="decision",
                key=f"decision-{decision.pk}-{receiver.email}",
                to_email=receiver.email,
                to_name=receiver.name,
                language=receiver.language,
                recipient=receiver.user,
                write=partial(decision_mail, decision, for_execution=receiver.for_execution),
                about=decision.application,
                waits_for_document=True,
            )
        )
    enqueue_on_commit("applications.tasks.render_letter", letter.pk)
