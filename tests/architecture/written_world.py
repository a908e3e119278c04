"""The world's learning examples and texts: one that everybody reads, and drafts at SKR."""

from typing import Any

from django.utils import timezone

from cohorts.models import Cohort
from reporting.enums import ExampleStatus
from reporting.models import LearningExample, TextPage


def written_rows(matter: Any, cohort: Cohort) -> None:
    """The published ones have the round's short name, which the tests ask addresses for."""
    now = timezone.now()
    shown = not LearningExample.objects.exists()
    slug = cohort.slug if shown else f"utkast-{matter.owner.pk}"
    example = LearningExample.objects.create(
        slug=slug,
        organisation=matter.application.organisation,
        title_sv="Simskolan",
        summary_sv="Nya tider.",
        body="Så gick det till.",
        operation="culture",
        year=2026,
        status=ExampleStatus.PUBLISHED if shown else ExampleStatus.DRAFT,
        published_at=now if shown else None,
        changed_at=now,
    )
    text = TextPage.objects.create(
        slug=slug,
        title_sv="Om metoden",
        body_sv="Så går det till.",
        published_at=now if shown else None,
        changed_at=now,
    )
    matter.rows |= {"example": example, "text_page": text}
