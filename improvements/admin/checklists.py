"""Editions of the checklist, what a round uses of the method, and its occasions."""

from typing import Any

from django.contrib import admin

from cohorts.admin.parts import PartInline
from improvements.models import (
    AssessmentOccasion,
    ChecklistEdition,
    ChecklistMoment,
    RoundMethod,
)


def _is_answered(edition: ChecklistEdition | None) -> bool:
    return edition is not None and edition.assessments.exists()


class _KeptOnceAnswered(admin.options.BaseModelAdmin):
    """Answers keep the words that they were given to: a new wording is a new edition."""

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_answered(obj)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_answered(obj)


class MomentInline(_KeptOnceAnswered, PartInline):
    model = ChecklistMoment
    fields = [("level", "number"), "title_sv", "title_en", "hint_sv", "hint_en"]

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not _is_answered(obj)


@admin.register(ChecklistEdition)
class ChecklistEditionAdmin(_KeptOnceAnswered, admin.ModelAdmin):
    list_display = ["name_sv", "year", "highest", "is_confirmed"]
    inlines = [MomentInline]
    fields = [
        "key",
        ("name_sv", "name_en"),
        ("year", "highest"),
        ("has_rule_of_thumb", "is_confirmed"),
        "source",
    ]


@admin.register(RoundMethod)
class RoundMethodAdmin(admin.ModelAdmin):
    """An assessment that has begun keeps its edition: a change holds for those begun later."""

    list_display = ["cohort", "edition", "chart_rules"]
    list_select_related = ["cohort", "edition"]


@admin.register(AssessmentOccasion)
class AssessmentOccasionAdmin(admin.ModelAdmin):
    list_display = ["cohort", "kind", "number", "due_on"]
    list_filter = ["cohort"]
    list_select_related = ["cohort"]
