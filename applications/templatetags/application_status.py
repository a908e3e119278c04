"""What has happened to an application, for those who wrote it: {% load application_status %}."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.enums import ApplicationStatus, DecisionStatus
from modellkonceptet.civil_dates import in_words, today

register = template.Library()


@dataclass(frozen=True)
class Step:
    """One thing that happened, happens now or is to come."""

    title: str
    when: str
    when_class: str = "past"
    url: str = ""
    link: str = ""


@register.simple_tag
def status_headline(application: Any) -> str:
    """Where the application stands, as a finding; SKR's own steps are not told apart."""
    return {
        ApplicationStatus.COMPLETION_REQUESTED: _("SKR asks you to complete the application"),
        ApplicationStatus.COMPLETED: _("Your completed application is sent in"),
        ApplicationStatus.ADMITTED: _("You are admitted"),
        ApplicationStatus.ADMITTED_CONDITIONALLY: _("You are admitted on condition"),
        ApplicationStatus.WAITING_LIST: _("You are on the waiting list"),
        ApplicationStatus.DECLINED: _("You are not admitted this time"),
        ApplicationStatus.WITHDRAWN: _("The application is withdrawn"),
    }.get(application.status, _("Your application is sent in"))


@register.simple_tag
def status_of(application: Any) -> dict[str, Any]:
    """The open completion, the published decisions and the steps so far. Nothing unpublished."""
    completions = list(application.completion_requests.order_by("requested_at"))
    current = next((one for one in completions if one.closed_at is None), None)
    decisions = list(
        application.decisions.filter(
            status__in=[DecisionStatus.PUBLISHED, DecisionStatus.SUPERSEDED]
        )
        .select_related("application")
        .prefetch_related("conditions")
        .order_by("-number")
    )
    return {
        "completion": current,
        "completion_parts": _parts(application, current.sections) if current else [],
        "decisions": decisions,
        "steps": _steps(application, completions, decisions),
    }


def _parts(application: Any, keys: list[str]) -> list[dict[str, str]]:
    from applications.sections import SECTIONS

    return [
        {
            "title": str(section.title),
            "url": reverse("applications:section", args=[application.pk, section.key]),
        }
        for section in SECTIONS
        if section.key in keys
    ]


def _steps(application: Any, completions: list[Any], decisions: list[Any]) -> list[Step]:
    moments: list[tuple[Any, Step]] = []
    submissions = list(application.submissions.order_by("number").values("number", "submitted_at"))
    receipt = reverse("applications:receipt", args=[application.pk])
    for row in submissions:
        is_last = row is submissions[-1]
        moments.append(
            (
                row["submitted_at"],
                Step(
                    _("Sent in") if row["number"] == 1 else _("Sent in again"),
                    in_words(row["submitted_at"]),
                    url=receipt if is_last else "",
                    link=_("Receipt") if is_last else "",
                ),
            )
        )
    for completion in completions:
        moments.append(
            (
                completion.requested_at,
                Step(_("SKR asked for more"), in_words(completion.requested_at)),
            )
        )
    for decision in decisions:
        moments.append(
            (
                decision.published_at,
                Step(
                    _("Decision: %(outcome)s")
                    % {"outcome": decision.get_outcome_display().lower()},
                    in_words(decision.published_at),
                ),
            )
        )
    if application.withdrawn_at:
        moments.append(
            (application.withdrawn_at, Step(_("Withdrawn"), in_words(application.withdrawn_at)))
        )
    steps = [step for _moment, step in sorted(moments, key=lambda pair: pair[0])]
    return [*steps, *_to_come(application, completions, decisions)] if steps else []


def _to_come(application: Any, completions: list[Any], decisions: list[Any]) -> list[Step]:
    if decisions or application.withdrawn_at:
        return []
    waiting = [one for one in completions if one.closed_at is None]
    now = [
        Step(
            _("You complete the application"),
            _("by %(day)s") % {"day": in_words(one.due_on)},
            "now",
        )
        for one in waiting
    ] or [Step(_("SKR reads"), _("now"), "now")]
    cohort = application.cohort
    if cohort.decision_on and cohort.decision_mode == "fixed" and cohort.decision_on >= today():
        return [*now, Step(_("Decision"), in_words(cohort.decision_on), "")]
    return now
