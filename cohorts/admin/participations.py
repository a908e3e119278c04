"""Who takes part, with their teams. They come into being by admission, never by hand."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cohorts.admin.parts import HistoryAdmin, PartInline
from cohorts.models import Participation, TeamMember


class TeamMemberInline(PartInline):
    model = TeamMember
    fields = ["function", "name", "title", "email", "phone", "left_on"]


@admin.register(Participation)
class ParticipationAdmin(HistoryAdmin):
    list_display = ["__str__", "cohort", "status", "operation", "origin"]
    list_select_related = ["organisation", "unit", "cohort"]
    list_filter = ["cohort", "status", "organisation__kind"]
    search_fields = ["organisation__name", "organisation__official_name", "unit__name"]
    fields = [
        "cohort",
        "organisation",
        "unit",
        "status",
        "origin",
        "operation",
        "completion",
        "note",
    ]
    readonly_fields = ["cohort", "organisation", "unit", "status", "origin"]
    inlines = [TeamMemberInline]

    @admin.display(description=_("comes from"))
    def origin(self, participation: Participation) -> str:
        return participation.admission_number or participation.source


@admin.register(TeamMember)
class TeamMemberAdmin(HistoryAdmin):
    list_display = ["name", "function", "title", "participation", "left_on"]
    list_select_related = ["participation__organisation", "participation__unit"]
    list_filter = ["function", "participation__cohort"]
    search_fields = ["name", "email", "participation__organisation__name"]
    fields = ["participation", "function", "name", "title", "email", "phone", "left_on"]
    readonly_fields = ["participation"]

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).visible_to(request.user)
