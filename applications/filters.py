"""How the applications of a round are narrowed and ordered."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from applications.enums import ApplicationStatus, DecisionStatus, VerdictOutcome
from applications.models import AdmissionDecision, Application, Verdict
from applications.querysets import ApplicationQuerySet
from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort, Participation
from cohorts.querysets import named_like, swedish
from modellkonceptet.form_fields import whole_number

SKR_GROUPS = {
    "A1": _("A1 Large cities"),
    "A2": _("A2 Commuting municipalities near large cities"),
    "B3": _("B3 Medium-sized towns"),
    "B4": _("B4 Commuting municipalities near medium-sized towns"),
    "B5": _("B5 Low-commuting municipalities near medium-sized towns"),
    "C6": _("C6 Small towns"),
    "C7": _("C7 Commuting municipalities near small towns"),
    "C8": _("C8 Rural municipalities"),
    "C9": _("C9 Rural municipalities with a visitor industry"),
}
NOT_SHOWN = [ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN]
DEFAULT_SORT = "name"
FILTER_NAMES = ("q", "status", "county", "verdict", "group", "earlier", "flagged", "sort", "size")
PAGE_SIZES = (50, 100)


@dataclass(frozen=True)
class CriterionColumn:
    """A criterion as a column; several terms of a round share it by its key."""

    key: str
    name: str


def search(queryset: models.QuerySet, text: str) -> models.QuerySet:
    """By name in whatever case, or by reference number."""
    text = text.strip()
    number = whole_number(text.upper().removeprefix("MK-"))
    if text.upper().startswith("MK-") and number is not None:
        return queryset.filter(pk=number)
    return queryset.filter(
        named_like(text, "organisation__name", "organisation__official_name", "unit__name")
    )


class ApplicationFilter(django_filters.FilterSet):
    """The filters of the list; their choices come from the round itself."""

    q = django_filters.CharFilter(method="by_text", label=_("Search municipality or region"))
    status = django_filters.ChoiceFilter(
        method="by_status", label=_("Status"), empty_label=_("All sent in")
    )
    county = django_filters.ChoiceFilter(
        field_name="organisation__county_code", label=_("County"), empty_label=_("All counties")
    )
    verdict = django_filters.ChoiceFilter(
        method="by_verdict", label=_("Criterion"), empty_label=_("All criteria")
    )
    group = django_filters.ChoiceFilter(
        field_name="organisation__skr_group",
        label=_("Type of municipality"),
        empty_label=_("All types"),
    )
    earlier = django_filters.ChoiceFilter(
        method="by_earlier",
        label=_("Earlier rounds"),
        empty_label=_("All"),
        choices=[("first", _("First time")), ("earlier", _("Has taken part before"))],
    )
    flagged = django_filters.BooleanFilter(
        method="by_flag", label=_("Only with a sender to check"), widget=forms.CheckboxInput
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(
        self,
        data: Any,
        queryset: models.QuerySet,
        *,
        columns: Iterable[CriterionColumn],
        places: Iterable[tuple[str, str, str]],
    ) -> None:
        """`places` are (county code, county, SKR's group) of the round's applicants."""
        super().__init__(data, queryset)
        known = list(places)
        counties = sorted({(code, name) for code, name, _group in known if code})
        groups = sorted({group for _code, _name, group in known if group})
        self.filters["status"].extra["choices"] = [
            ("proposed", _("Decision is prepared")),
            *[choice for choice in ApplicationStatus.choices if choice[0] not in NOT_SHOWN],
            *[choice for choice in ApplicationStatus.choices if choice[0] in NOT_SHOWN],
        ]
        self.filters["county"].extra["choices"] = counties
        self.filters["group"].extra["choices"] = [(g, SKR_GROUPS.get(g, g)) for g in groups]
        self.filters["verdict"].extra["choices"] = [
            (column.name, [(f"{column.key}:{value}", label) for value, label in VERDICT_WORDS])
            for column in columns
        ]
        for field in self.form.fields.values():
            is_select = isinstance(field, forms.ChoiceField)
            is_box = isinstance(field, forms.BooleanField | forms.NullBooleanField)
            field.widget.attrs["class"] = (
                "form-select" if is_select else "form-check-input" if is_box else "form-control"
            )

    def by_text(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return search(queryset, value)

    def by_status(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        if value == "proposed":
            return queryset.filter(_is_prepared())
        return queryset.filter(status=value)

    def by_verdict(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        key, _colon, outcome = value.partition(":")
        judged = Verdict.objects.filter(
            application=OuterRef("pk"), criterion__key=key, outcome=outcome
        )
        return queryset.filter(Exists(judged))

    def by_earlier(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return queryset.filter(is_earlier=value == "earlier")

    def by_flag(self, queryset: models.QuerySet, name: str, value: bool) -> models.QuerySet:
        return queryset.filter(is_flagged=True) if value else queryset

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        """Drafts and withdrawn ones only when asked for; a flagged draft counts as asked for."""
        chosen = self.form.cleaned_data
        if chosen.get("flagged") and not chosen.get("status"):
            queryset = queryset.exclude(status=ApplicationStatus.WITHDRAWN)
        elif chosen.get("status") not in NOT_SHOWN:
            queryset = queryset.exclude(status__in=NOT_SHOWN)
        return super().filter_queryset(queryset)


VERDICT_WORDS = [
    (VerdictOutcome.NOT_MET.value, VerdictOutcome.NOT_MET.label),
    (VerdictOutcome.TO_CHECK.value, VerdictOutcome.TO_CHECK.label),
    (VerdictOutcome.CONDITION.value, VerdictOutcome.CONDITION.label),
    (VerdictOutcome.MET.value, VerdictOutcome.MET.label),
]


def _is_prepared() -> Exists:
    return Exists(
        AdmissionDecision.objects.filter(application=OuterRef("pk"), status=DecisionStatus.PREPARED)
    )


def listed_applications(cohort: Cohort, user: Any) -> ApplicationQuerySet:
    """Everything of the round that the person may see, with what the list needs."""
    earlier = Participation.objects.filter(organisation=OuterRef("organisation")).exclude(
        status=ParticipationStatus.WITHDRAWN
    )
    listed: ApplicationQuerySet = (
        Application.objects.visible_to(user)
        .filter(cohort=cohort)
        .annotate(is_earlier=Exists(earlier.exclude(cohort=cohort)))
    )
    return listed


def ordered(queryset: models.QuerySet, sort: str, keys: Iterable[str]) -> models.QuerySet:
    """Ordered by a column's name, backwards with "-"; always in a settled order in the end."""
    backwards, name = sort.startswith("-"), sort.removeprefix("-")
    expression = _sort_expression(name, set(keys)) or _sort_expression(DEFAULT_SORT, set())
    first = (
        expression.desc(nulls_last=True) if backwards else expression.asc(nulls_last=True)  # type: ignore[union-attr]
    )
    return queryset.order_by(first, swedish("organisation__name").asc(), "pk")


def _sort_expression(name: str, keys: set[str]) -> Any:
    simple: dict[str, Any] = {
        "name": swedish("organisation__name"),
        "county": swedish("organisation__county_name"),
        "population": F("organisation__population"),
        "submitted": F("current_submission__submitted_at"),
        "status": _rank("status", ApplicationStatus.values),
    }
    if name in simple:
        return simple[name]
    if name not in keys:
        return None
    judged = Verdict.objects.filter(application=OuterRef("pk"), criterion__key=name)
    worst_first = [value for value, _label in VERDICT_WORDS]
    return Subquery(judged.annotate(_rank=_rank("outcome", worst_first)).values("_rank")[:1])


def _rank(field: str, values: Iterable[str]) -> Case:
    return Case(
        *[When(**{field: value}, then=Value(place)) for place, value in enumerate(values)],
        output_field=IntegerField(),
    )
