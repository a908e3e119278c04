"""Applications under review, and what a browser sends about them."""

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from applications.enums import ApplicationStatus, VerdictOutcome
from applications.models import (
    Verdict,
)
from cohorts.models import Cohort
from tests import factories

S = ApplicationStatus


def make_one(cohort: Cohort, name: str, *, status: str = S.SUBMITTED, **fields: Any) -> Any:
    organisation = factories.make_organisation(name, **fields)
    made = factories.make_application(cohort=cohort, organisation=organisation, status=status)
    for criterion in made.terms.criteria.all():
        Verdict.objects.create(
            application=made, criterion=criterion, outcome=VerdictOutcome.MET, reason="Klart."
        )
    return made


def post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(f"applications:{name}", args=args), data)


def day_parts(prefix: str, day: date) -> dict[str, Any]:
    return {f"{prefix}_day": day.day, f"{prefix}_month": day.month, f"{prefix}_year": day.year}


def list_url(cohort: Cohort, query: str = "") -> str:
    return reverse("applications:review_list", args=[cohort.slug]) + query
