"""Forms of result reports, when a round reports, and what SKR has written for everybody."""

from typing import Any

from django.contrib import admin

from cohorts.admin.parts import PartInline
from reporting.models import LearningExample, ReportForm, ReportOccasion, ReportSection, TextPage


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


@admin.register(LearningExample)
class LearningExampleAdmin(admin.ModelAdmin):
    """To be looked at: SKR's own pages are where two do not overwrite each other."""

    list_display = ["title_sv", "organisation", "operation", "year", "status", "changed_at"]
    list_filter = ["status", "operation"]
    list_select_related = ["organisation"]
    search_fields = ["title_sv", "organisation__name"]


@admin.register(TextPage)
class TextPageAdmin(admin.ModelAdmin):
    """To be looked at, as above."""

    list_display = ["title_sv", "place", "slug", "published_at", "changed_at"]
    list_filter = ["place"]
    search_fields = ["title_sv"]
