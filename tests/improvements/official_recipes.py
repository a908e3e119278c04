"""Recipes of official figures: what a participant follows, and what has been fetched."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from cohorts.models import Organisation, Participation
from improvements.models import ChosenIndicator, OfficialFetch, OfficialIndicator, OfficialValue


def make_official(
    kolada_id: str = "N00090", title: str = "Sjukfrånvaro, andel (%)", **fields: Any
) -> OfficialIndicator:
    fields.setdefault("is_by_sex", True)
    return OfficialIndicator.objects.create(kolada_id=kolada_id, title=title, **fields)


def follow(participation: Participation, indicator: OfficialIndicator) -> ChosenIndicator:
    return ChosenIndicator.objects.create(participation=participation, indicator=indicator)


def make_values(
    indicator: OfficialIndicator, organisation: Organisation, year: int, **by_sex: str | None
) -> None:
    """Standing figures: `K="61.2", M="66"`; more about them in `fields`."""
    for sex, value in by_sex.items():
        OfficialValue.objects.create(
            indicator=indicator,
            organisation=organisation,
            year=year,
            sex=sex,
            value=None if value is None else Decimal(value),
            fetched_at=timezone.now(),
        )


def ask(participation: Participation, **fields: Any) -> OfficialFetch:
    return OfficialFetch.objects.create(participation=participation, **fields)
