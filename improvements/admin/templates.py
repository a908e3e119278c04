"""Checklists, questions about the starting point, occasions, and Kolada's indicators."""

from typing import Any

from django.contrib import admin

from cohorts.admin.parts import PartInline
from improvements.models import (
    AssessmentOccasion,
    ChecklistEdition,
    ChecklistMoment,
    FactQuestion,
    OfficialIndicator,
    RoundMethod,
)


class MomentInline(PartInline):
    model = ChecklistMoment
    fields = [("level", "number"), "title_sv", "title_en", "hint_sv", "hint_en"]


@admin.register(ChecklistEdition)
class ChecklistEditionAdmin(admin.ModelAdmin):
    """What has been answered with stays as it is: a changed checklist is a new edition."""

    list_display = ["name_sv", "year", "highest", "is_confirmed"]
    inlines = [MomentInline]
    fields = [
        "key",
        ("name_sv", "name_en"),
        ("year", "highest"),
        ("has_rule_of_thumb", "is_confirmed"),
        "source",
    ]

    def has_change_permission(self, request: Any, obj: ChecklistEdition | None = None) -> bool:
        if obj is not None and obj.assessments.exists():
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: Any, obj: ChecklistEdition | None = None) -> bool:
        if obj is not None and obj.assessments.exists():
            return False
        return super().has_delete_permission(request, obj)


@admin.register(AssessmentOccasion)
class AssessmentOccasionAdmin(admin.ModelAdmin):
    list_display = ["__str__", "cohort", "due_on"]
    list_filter = ["cohort"]
    list_select_related = ["cohort"]


@admin.register(FactQuestion)
class FactQuestionAdmin(admin.ModelAdmin):
    list_display = ["text_sv", "section_sv", "position", "programme"]
    list_filter = ["programme"]
    list_select_related = ["programme"]


@admin.register(OfficialIndicator)
class OfficialIndicatorAdmin(admin.ModelAdmin):
    list_display = ["kolada_id", "title", "is_by_sex", "goal", "in_start_pack"]
    list_filter = ["in_start_pack", "goal", "is_by_sex"]
    search_fields = ["kolada_id", "title"]


@admin.register(RoundMethod)
class RoundMethodAdmin(admin.ModelAdmin):
    """Read here; changed on the round's own page, which knows what has been answered."""

    list_display = ["cohort", "edition", "chart_rules"]
    list_select_related = ["cohort", "edition"]

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
