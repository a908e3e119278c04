"""The method's steps, the templates of meetings, and when nobody meets."""

from typing import Any

from django.contrib import admin

from cohorts.admin.parts import PartInline
from learning_meetings.models import (
    AgendaTemplate,
    ChecklistTemplate,
    MeetingTemplate,
    MethodStep,
    NoGoPeriod,
)


@admin.register(MethodStep)
class MethodStepAdmin(admin.ModelAdmin):
    list_display = ["name_sv", "number", "programme"]
    list_filter = ["programme"]
    list_select_related = ["programme"]


class AgendaInline(PartInline):
    model = AgendaTemplate
    fields = [("position", "minutes", "leads"), "title_sv", "title_en"]


class ChecklistInline(PartInline):
    model = ChecklistTemplate
    fields = [("position", "days", "responsible"), "text_sv", "text_en"]


@admin.register(MeetingTemplate)
class MeetingTemplateAdmin(admin.ModelAdmin):
    """Rounds copy from here when their meetings are made: what is made already does not change."""

    list_display = ["name_sv", "kind", "number", "audience", "minutes", "programme"]
    list_filter = ["programme", "kind", "audience"]
    list_select_related = ["programme"]
    inlines = [AgendaInline, ChecklistInline]
    fields = [
        "programme",
        ("kind", "number"),
        "step",
        ("name_sv", "name_en"),
        ("audience", "has_host"),
        ("starts_at", "minutes"),
        ("invitation_days", "presentation_days", "gap_days"),
    ]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "step":
            kwargs["queryset"] = MethodStep.objects.select_related("programme")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(NoGoPeriod)
class NoGoPeriodAdmin(admin.ModelAdmin):
    list_display = ["name_sv", "first_day", "last_day", "cohort"]
    list_filter = ["cohort"]
    list_select_related = ["cohort"]
