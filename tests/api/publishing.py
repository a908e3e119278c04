"""A result report that everybody may read."""

from django.utils import timezone

from reporting.enums import ReportStatus


def publish(report):
    """As approved and published with all that was sent in."""
    now = timezone.now()
    report.status = ReportStatus.PUBLISHED
    report.approved_at = report.published_at = now
    report.public = report.versions.get().document
    report.save()
    return report
