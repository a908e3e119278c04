"""The evaluator's report on a round: attached, published by SKR, taken back, removed."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from modellkonceptet.records.services import delete_file, record_event, store_file
from modellkonceptet.uploads import check_upload
from reporting.models import EvaluationReport

MOST_REPORTS = 20  # of one round


def attach_evaluation(
    *, cohort: Cohort, title: str, authors: str, file: Any, actor: Any
) -> EvaluationReport:
    """Keep a checked PDF with the round; nobody outside SKR sees it before it is published.

    Raises ValidationError by field. The same file again is the one that is there.
    """
    if not actor.has_perm("reporting.attach_evaluation"):
        raise PermissionDenied
    missing = {
        name: _("Write the title.") if name == "title" else _("Write who has done the evaluation.")
        for name, value in (("title", title), ("authors", authors))
        if not value
    }
    if missing:
        raise ValidationError(missing)
    if file is None:
        raise ValidationError({"file": _("Choose a file.")})
    try:
        # Read and written anew outside of the transaction: it can take its time.
        upload = check_upload(file, name=file.name or "")
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    if upload.kind != "pdf":
        raise ValidationError({"file": _("Choose a PDF: everybody can open it.")})
    with transaction.atomic():
        locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
        rows = EvaluationReport.objects.filter(cohort=locked)
        if same := rows.filter(stored__sha256=upload.sha256).first():
            return same
        if rows.count() >= MOST_REPORTS:
            raise ValidationError(
                _("There are %(n)d reports already. Remove one first.") % {"n": MOST_REPORTS}
            )
        stored = store_file(
            name=upload.safe_name,
            content=upload.content,
            content_type=upload.content_type,
            actor=actor,
        )
        report = EvaluationReport.objects.create(
            cohort=locked, title=title, authors=authors, stored=stored, attached_by=actor
        )
        record_event(about=report, action="attach_evaluation", actor=actor, file=stored.name)
    return report


@transaction.atomic
def publish_evaluation(*, report: EvaluationReport, actor: Any) -> EvaluationReport:
    """Show it in the archive. Publishing it again changes nothing."""
    locked = _locked(report, actor)
    if locked is None:
        raise ValidationError(_("The report is not there any more."), code="gone")
    if locked.published_at is None:
        locked.published_at, locked.published_by = timezone.now(), actor
        locked.save(update_fields=["published_at", "published_by"])
        record_event(about=locked, action="publish_evaluation", actor=actor)
    return locked


@transaction.atomic
def withdraw_evaluation(*, report: EvaluationReport, actor: Any) -> None:
    """Take it out of the archive; it stays at SKR."""
    locked = _locked(report, actor)
    if locked is not None and locked.published_at is not None:
        locked.published_at, locked.published_by = None, None
        locked.save(update_fields=["published_at", "published_by"])
        record_event(about=locked, action="withdraw_evaluation", actor=actor)


@transaction.atomic
def remove_evaluation(*, report: EvaluationReport, actor: Any) -> None:
    """Delete it with its file; that it was there, and who removed it, stays in the trail."""
    locked = _locked(report, actor)
    if locked is None:
        return
    if locked.published_at is not None:
        raise ValidationError(_("Withdraw the report from the archive first."), code="published")
    stored = locked.stored
    record_event(about=locked, action="remove_evaluation", actor=actor, note=locked.title)
    locked.delete()
    delete_file(stored=stored)


def _locked(report: EvaluationReport, actor: Any) -> EvaluationReport | None:
    if not actor.has_perm("reporting.publish_evaluation"):
        raise PermissionDenied
    rows = EvaluationReport.objects.select_for_update().filter(pk=report.pk)
    return rows.select_related("stored").first()
