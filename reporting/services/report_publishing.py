"""An approved report made public in the parts that the organisation chooses, and taken back."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.models import ReportText, ReportVersion, ResultReport
from reporting.report_content import Document, as_data, from_data
from reporting.services.report_sending import report_flow


def latest_document(report: ResultReport) -> Document | None:
    """As it was sent in last; None as long as it never was."""
    version = ReportVersion.objects.filter(report=report).order_by("-number").first()
    return from_data(version.document) if version else None


@transaction.atomic
def publish_report(*, report: ResultReport, keys: Collection[str], actor: Any) -> ResultReport:
    """Make these sections of what was approved public, as they were sent in."""
    document = latest_document(report)
    chosen = document.only(keys) if document else None
    if chosen is None or not chosen.parts:
        raise ValidationError(_("Choose at least one part to publish."), code="nothing")
    report_flow.move(
        report,
        "publish",
        actor=actor,
        details={"parts": [part.key for part in chosen.parts]},
        published_at=timezone.now(),
        published_by=actor,
        public=as_data(chosen),
    )
    rows = ReportText.objects.filter(report=report)
    rows.update(is_public=False)
    rows.filter(section__key__in=keys).update(is_public=True)
    return report


@transaction.atomic
def withdraw_publication(*, report: ResultReport, actor: Any) -> ResultReport:
    """Take it back: the public document is gone, and with it everything that shows it."""
    if not actor.has_perm("reporting.withdraw_report", report):
        raise PermissionDenied
    report_flow.move(
        report, "withdraw", actor=actor, published_at=None, published_by=None, public=None
    )
    return report
