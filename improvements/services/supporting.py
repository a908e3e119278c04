"""The support that SKR gives, and what a round uses of the method."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Participation
from improvements.models import Assessment, ChecklistEdition, RoundMethod, SupportEntry
from modellkonceptet.civil_dates import today as civil_today


@transaction.atomic
def log_support(
    *, participation: Participation, on: date, kind: str, text: str, actor: Any
) -> SupportEntry:
    """A line in the log of support; the same line twice on a day is one line."""
    if not actor.has_perm("improvements.log_support", participation):
        raise PermissionDenied
    if on > civil_today():
        raise ValidationError({"on": _("The day is still to come. Write it when it has been.")})
    Participation.objects.select_for_update().get(pk=participation.pk)
    entry, _new = SupportEntry.objects.get_or_create(
        participation=participation, on=on, kind=kind, text=text, defaults={"given_by": actor}
    )
    return entry


@transaction.atomic
def set_method(
    *, cohort: Cohort, edition: ChecklistEdition, chart_rules: str, actor: Any
) -> RoundMethod:
    """Which checklist and which signal rules a round uses.

    The checklist stays once somebody has answered: what is compared over time must be one.
    """
    if not actor.has_perm("improvements.manage_method"):
        raise PermissionDenied
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    answered = Assessment.objects.filter(occasion__cohort=cohort).exclude(edition=edition)
    if answered.exists():
        raise ValidationError(
            {
                "edition": _(
                    "Participants have already answered with another edition of the checklist."
                    " The answers could not be compared: keep that edition for this round."
                )
            }
        )
    method, _new = RoundMethod.objects.update_or_create(
        cohort=cohort, defaults={"edition": edition, "chart_rules": chart_rules}
    )
    return method
