"""SKR's answer to a report that was sent in: approved, or returned with points to mend."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import TeamMember
from modellkonceptet.notifications.enums import Topic
from modellkonceptet.notifications.letters import MailText
from modellkonceptet.notifications.services import queue_mails
from modellkonceptet.plain_text import clean_text
from reporting.models import ReportSection, ResultReport, ReturnPoint
from reporting.report_mails import approved, returned
from reporting.services.report_sending import report_flow

MOST_POINT = 2000


@transaction.atomic
def return_report(
    *, report: ResultReport, points: Mapping[int, str], actor: Any
) -> list[ReturnPoint]:
    """Give it back with what is to be mended, by the number of the section; the team is told."""
    _refuse_others(report, actor)
    said = {pk: clean_text(text, multiline=True) for pk, text in points.items()}
    said = {pk: text for pk, text in said.items() if text}
    if not said:
        raise ValidationError(_("Write what is to be mended, in one section at least."))
    if any(len(text) > MOST_POINT for text in said.values()):
        raise ValidationError(_("A point is at most %(n)d characters.") % {"n": MOST_POINT})
    sections = ReportSection.objects.filter(form=report.occasion.form_id, pk__in=said)
    report_flow.move(report, "return", actor=actor, details={"points": len(sections)})
    made = ReturnPoint.objects.bulk_create(
        [
            ReturnPoint(
                report=report,
                number=report.version,
                section=section,
                text=said[section.pk],
                made_by=actor,
            )
            for section in sections.order_by("position", "pk")
        ]
    )
    _tell(report, "report_returned", lambda: returned(report, made))
    return made


@transaction.atomic
def approve_report(*, report: ResultReport, actor: Any) -> ResultReport:
    """Approve what was sent in last; the team is told, and may publish it."""
    _refuse_others(report, actor)
    report_flow.move(report, "approve", actor=actor, approved_at=timezone.now(), approved_by=actor)
    _tell(report, "report_approved", lambda: approved(report))
    return report


def team_of(report: ResultReport) -> list[TeamMember]:
    """Each address once, those with an account by it."""
    seats = report.participation.team.current().select_related("user").order_by("pk")
    found: dict[str, TeamMember] = {}
    for seat in seats:
        if address := _address(seat):
            found.setdefault(address.lower(), seat)
    return list(found.values())


def _refuse_others(report: ResultReport, actor: Any) -> None:
    if not actor.has_perm("reporting.judge_report", report):
        raise PermissionDenied


def _tell(report: ResultReport, kind: str, write: Callable[[], MailText]) -> None:
    """One mail to each of the team; the key keeps a second press from sending a second one."""
    queue_mails(_letters(report, kind, write))


def _letters(
    report: ResultReport, kind: str, write: Callable[[], MailText]
) -> Iterable[dict[str, Any]]:
    for seat in team_of(report):
        user = seat.user if seat.user and seat.user.is_active else None
        yield {
            "key": f"{kind}:{report.pk}:{report.version}:{_address(seat).lower()}",
            "kind": kind,
            "to_email": _address(seat),
            "to_name": user.name if user else seat.name,
            "language": user.language if user else "sv",
            "recipient": user,
            "about": report,
            "topics": [Topic.REPORTS],
            "write": write,
        }


def _address(seat: TeamMember) -> str:
    return seat.user.email if seat.user and seat.user.is_active else seat.email
