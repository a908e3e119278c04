"""The mails to a team about its result report."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkonceptet.notifications.letters import MailText


def returned(report: Any, points: Sequence[Any]) -> MailText:
    """With every point: they are SKR's words to the team."""
    names = _names(report)
    return MailText(
        subject=_("Returned to mend: %(report)s") % names,
        paragraphs=[
            ngettext(
                "SKR has read %(report)s of %(who)s and asks you to mend one thing.",
                "SKR has read %(report)s of %(who)s and asks you to mend %(n)d things.",
                len(points),
            )
            % {**names, "n": len(points)},
            [f"{point.section.title}: {point.text}" for point in points],
            _("Mark each point when it is done, and send the report in again."),
        ],
        action_label=_("Open the report"),
        action_path=report.get_absolute_url(),
        reason=_reason(report),
    )


def approved(report: Any) -> MailText:
    names = _names(report)
    return MailText(
        subject=_("Approved: %(report)s") % names,
        paragraphs=[
            _("SKR has approved %(report)s of %(who)s. Thank you for what you have written.")
            % names,
            _("You choose yourselves whether it is published, and which parts of it."),
        ],
        action_label=_("Choose what is published"),
        action_path=reverse("reporting:publish_report", args=[report.pk]),
        reason=_reason(report),
    )


def _names(report: Any) -> dict[str, str]:
    return {"report": report.occasion.form.name, "who": str(report.participation)}


def _reason(report: Any) -> str:
    return _("You get this mail because you are in the team of %(who)s.") % _names(report)
