"""The receipt as PDF: made once, kept, and then the mails that wait for it go."""

from django.conf import settings
from django.db import transaction
from django.utils import translation

from applications.models import Submission
from applications.receipts import receipt_context, receipt_file_name, receipt_title
from modellkonceptet.notifications.enums import MessageStatus
from modellkonceptet.notifications.models import Message
from modellkonceptet.notifications.services import release_with_document
from modellkonceptet.pdf import render_pdf
from modellkonceptet.records.models import StoredFile
from modellkonceptet.records.services import store_file


def render_receipt(*, submission_id: int) -> StoredFile:
    """Make and store the receipt unless it is there already; let its mails go.

    The drawing happens outside the transaction: it takes a while, and the lock is short.
    """
    submission = Submission.objects.select_related(
        "application__cohort", "application__organisation", "application__unit", "submitted_by"
    ).get(pk=submission_id)
    content = b"" if submission.receipt_id else _draw(submission)
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=submission_id)
        if locked.receipt is None:
            with translation.override(locked.language):
                name = receipt_file_name(submission.application.reference)
            locked.receipt = store_file(name=name, content=content, content_type="application/pdf")
            locked.save(update_fields=["receipt"])
        receipt = locked.receipt
        for message in _waiting(locked):
            release_with_document(message=message, document=receipt)
    return receipt


def waiting_receipts() -> list[int]:
    """Submissions whose receipt mails still wait, oldest first: what the queue may have lost."""
    waiting = Message.objects.filter(
        kind="receipt", about_type=Submission._meta.label_lower, status=MessageStatus.WAITING
    )
    found = waiting.order_by("about_id").values_list("about_id", flat=True).distinct()
    return [submission_id for submission_id in found if submission_id is not None]


def _waiting(submission: Submission) -> list[Message]:
    return list(
        Message.objects.filter(
            kind="receipt",
            about_type=Submission._meta.label_lower,
            about_id=submission.pk,
            status=MessageStatus.WAITING,
        )
    )


def _draw(submission: Submission) -> bytes:
    with translation.override(submission.language):
        context = receipt_context(submission, organiser=settings.ORGANISER_NAME)
        title = receipt_title(submission.application.reference)
    return render_pdf(
        template="pdf/receipt.html",
        context=context,
        language=submission.language,
        title=title,
        created=submission.submitted_at,
        identifier=f"receipt-{submission.pk}",
    )
