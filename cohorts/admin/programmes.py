"""Programmes with their schedule, and terms: templates and the rounds' own copies."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.admin.parts import FrozenInline, FrozenTerms, PartInline
from cohorts.models import (
    Cohort,
    Commitment,
    EligibilityCriterion,
    ExpectedResult,
    Programme,
    RequiredFunction,
    ScheduleStep,
    Terms,
)
from modellkonceptet.civil_dates import today


class ScheduleStepInline(PartInline):
    model = ScheduleStep


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    list_display = ["name", "participant_kind"]
    inlines = [ScheduleStepInline]


class RequiredFunctionInline(FrozenInline):
    model = RequiredFunction


class EligibilityCriterionInline(FrozenInline):
    model = EligibilityCriterion
    fields = ["position", "key", "rule", "name_sv", "name_en", "wording_sv", "wording_en"]


class CommitmentInline(FrozenInline):
    model = Commitment
    fields = ["position", "key", "wording_sv", "wording_en"]


class ExpectedResultInline(FrozenInline):
    model = ExpectedResult
    fields = ["position", "key", "wording_sv", "wording_en"]


class TemplateOrRound(admin.SimpleListFilter):
    title = _("belongs to")
    parameter_name = "of"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [("template", _("Programme's template")), ("round", _("A round"))]

    def queryset(self, request: Any, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(cohort__isnull=self.value() == "template")


@admin.register(Terms)
class TermsAdmin(FrozenTerms):
    list_display = ["programme", "cohort", "fee", "asks_operation", "asks_signatory"]
    list_display_links = ["programme", "cohort"]
    list_select_related = ["programme", "cohort"]
    list_filter = [TemplateOrRound, "programme"]
    inlines = [
        RequiredFunctionInline,
        EligibilityCriterionInline,
        CommitmentInline,
        ExpectedResultInline,
    ]

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).select_related("programme", "cohort")

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        return ["programme", "cohort"] if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """New terms belong to a template or to a round that has not opened."""
        if db_field.name == "cohort":
            kwargs["queryset"] = Cohort.objects.filter(
                Q(opens_on__isnull=True) | Q(opens_on__gt=today()), is_historical=False
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
