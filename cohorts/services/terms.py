"""The terms of a round: copied from a template, and frozen as worded when the round opens."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cohorts.models import (
    Cohort,
    Commitment,
    EligibilityCriterion,
    ExpectedResult,
    RequiredFunction,
    Terms,
)
from modellkonceptet.civil_dates import today as civil_today

PARTS: tuple[Any, ...] = (RequiredFunction, EligibilityCriterion, Commitment, ExpectedResult)


def is_frozen(thing: Any, today: date | None = None) -> bool:
    """Whether a cohort's terms, or a row that belongs to them, stand as worded."""
    terms = thing if isinstance(thing, Terms) else thing.terms
    return terms.cohort is not None and terms.cohort.has_frozen_terms(today or civil_today())


def refuse_if_frozen(thing: Any, today: date | None = None) -> None:
    """Raise when the round has opened: nobody may be asked for something else than was said."""
    if is_frozen(thing, today):
        raise ValidationError(
            _(
                "The round has opened, and its terms stand as worded. Change the programme's"
                " template instead: the next round takes its terms from there."
            ),
            code="frozen",
        )


def copy_terms(*, source: Terms, cohort: Cohort) -> Terms:
    """A cohort's own copy of a template's or another cohort's terms, row by row."""
    copy = Terms.objects.create(
        cohort=cohort, **{name: getattr(source, name) for name in _own_fields(Terms, "cohort")}
    )
    for model in PARTS:
        names = _own_fields(model, "terms")
        model.objects.bulk_create(
            model(terms=copy, **{name: getattr(row, name) for name in names})
            for row in model.objects.filter(terms=source)
        )
    return copy


def _own_fields(model: Any, *but: str) -> list[str]:
    """What a copy takes over: every stored field but the key and what it hangs on."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in but
    ]
