"""What colleagues say of a section while the report is written."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from modellkonceptet.plain_text import clean_text
from reporting.models import ReportComment, ReportSection, ResultReport

MOST_TEXT = 4000
# The second press of a button, not a second thought.
SAME_PRESS = 60


@transaction.atomic
def comment_on_section(
    *, report: ResultReport, section: ReportSection, text: str, actor: Any
) -> ReportComment:
    """Say something of a section; the same words pressed twice stand once."""
    if not actor.has_perm("reporting.comment_report", report):
        raise PermissionDenied
    text = clean_text(text, multiline=True)
    if not text:
        raise ValidationError({"comment": _("Write a comment first.")})
    if len(text) > MOST_TEXT:
        raise ValidationError(
            {"comment": _("A comment is at most %(n)d characters.") % {"n": MOST_TEXT}}
        )
    ResultReport.objects.select_for_update().get(pk=report.pk)
    own = report.comments.filter(section=section, author=actor, text=text, resolved_at=None)
    last = own.order_by("-pk").first()
    if last and (timezone.now() - last.made_at).total_seconds() < SAME_PRESS:
        return last
    return ReportComment.objects.create(report=report, section=section, author=actor, text=text)


@transaction.atomic
def resolve_comment(*, comment: ReportComment, actor: Any) -> ReportComment:
    """Note that it is settled; it stays to be read."""
    if not actor.has_perm("reporting.comment_report", comment.report):
        raise PermissionDenied
    if comment.resolved_at is None:
        comment.resolved_at, comment.resolved_by = timezone.now(), actor
        comment.save(update_fields=["resolved_at", "resolved_by"])
    return comment
