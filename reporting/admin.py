"""Forms of result reports, and when a round reports."""

from typing import Any

from django.contrib import admin

from cohorts.admin.parts import PartInline
from reporting.models import ReportForm, ReportOccasion, ReportSection


class SectionInline(PartInline):
    model = ReportSection
    fields = [
        ("position", "key"),
        ("title_sv", "title_en"),
        "hint_sv",
        "hint_en",
        ("result", "prefill"),
        ("is_required", "most"),
    ]


@admin.register(ReportForm)
class ReportFormAdmin(admin.ModelAdmin):
    """A form that reports have been written in is kept: its sections may be worded anew."""

    list_display = ["name_sv", "programme", "kind"]
    list_filter = ["programme"]
    list_select_related = ["programme"]
    inlines = [SectionInline]
    fields = ["programme", "kind", ("name_sv", "name_en")]

    def has_delete_permission(self, request: Any, obj: ReportForm | None = None) -> bool:
        if obj is not None and obj.occasions.exists():
            return False
        return super().has_delete_permission(request, obj)


@admin.register(ReportOccasion)
class ReportOccasionAdmin(admin.ModelAdmin):
    """The day may be moved; an occasion on which somebody has begun is not taken away."""

    list_display = ["form", "cohort", "due_on"]
    list_filter = ["cohort"]
    list_select_related = ["cohort", "form__programme"]
    fields = ["cohort", "form", "due_on"]

    def get_readonly_fields(self, request: Any, obj: ReportOccasion | None = None) -> list[str]:
        begun = obj is not None and obj.reports.exists()
        return ["cohort", "form"] if begun else []

    def has_delete_permission(self, request: Any, obj: ReportOccasion | None = None) -> bool:
        if obj is not None and obj.reports.exists():
            return False
        return super().has_delete_permission(request, obj)
