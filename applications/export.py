"""The list of applications as a file: every row that the filter lets through."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from applications.enums import DECIDED, ApplicationStatus, VerdictOutcome
from applications.filters import SKR_GROUPS, CriterionColumn
from applications.models import Verdict
from applications.review_list import prepared_of, state_in_words
from modellkonceptet.civil_dates import civil_date


def export_rows(
    applications: models.QuerySet, columns: Iterable[CriterionColumn]
) -> Iterator[list[Any]]:
    """The heading and one row an application, in three queries whatever the length."""
    keys = list(columns)
    yield [
        _("Reference"),
        _("Municipality or region"),
        _("Unit"),
        _("Kind"),
        _("County"),
        _("Inhabitants"),
        _("Type of municipality"),
        _("Earlier rounds"),
        _("Sent in"),
        _("Status"),
        _("Decision"),
        _("Sender not confirmed"),
        *[label for column in keys for label in (column.name, _("%s, why") % column.name)],
    ]
    found = list(applications.select_related("organisation", "unit", "current_submission"))
    verdicts: dict[int, dict[str, tuple[str, str]]] = {}
    judged = Verdict.objects.filter(application__in=[each.pk for each in found]).order_by()
    for pk, key, outcome, reason in judged.values_list(
        "application", "criterion__key", "outcome", "reason"
    ):
        verdicts.setdefault(pk, {})[key] = (str(VerdictOutcome(outcome).label), reason)
    prepared = prepared_of(found)
    for each in found:
        judged_here = verdicts.get(each.pk, {})
        yield _facts(each, prepared.get(each.pk)) + [
            value for column in keys for value in judged_here.get(column.key, ("", ""))
        ]


def _facts(application: Any, prepared: str | None) -> list[Any]:
    organisation, submission = application.organisation, application.current_submission
    decided = application.status if application.status in DECIDED else None
    return [
        application.reference,
        organisation.official_name,
        application.unit.name if application.unit else "",
        str(organisation.get_kind_display()),
        organisation.county_name,
        organisation.population,
        str(SKR_GROUPS.get(organisation.skr_group, organisation.skr_group)),
        _("Has taken part before") if application.is_earlier else _("First time"),
        civil_date(submission.submitted_at) if submission else None,
        state_in_words(application.status, prepared),
        str(ApplicationStatus(decided).label) if decided else "",
        _("Yes") if application.is_flagged else _("No"),
    ]
