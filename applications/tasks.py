"""Background work: publication, letters and receipts. Each task may run twice."""

from celery import shared_task

from applications.services import publishing, receipts


@shared_task
def publish_batch(batch_id: int) -> None:
    publishing.publish_batch(batch_id=batch_id)


@shared_task
def render_letter(letter_id: int) -> None:
    publishing.render_letter(letter_id=letter_id)


@shared_task
def sweep_publication() -> None:
    publishing.resume_publication()


@shared_task
def render_receipt(submission_id: int) -> None:
    receipts.render_receipt(submission_id=submission_id)


@shared_task
def sweep_receipts() -> None:
    for submission_id in receipts.waiting_receipts():
        receipts.render_receipt(submission_id=submission_id)
