"""Applications, submissions and completions to look in; the work is done on SKR's pages."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from applications.models import Application, CompletionRequest, Submission
from cohorts.admin.organisations import MunicipalityGroup
from modellkonceptet.records.admin import ReadOnlyAdmin


class ApplicantGroup(MunicipalityGroup):
    def queryset(self, request: Any, queryset: Any) -> Any:
        return queryset.filter(organisation__skr_group=self.value()) if self.value() else queryset


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = [
        "reference",
        "applicant_name",
        "cohort",
        "status",
        "holds_place",
        "is_flagged",
        "first_submitted_at",
        "review_link",
    ]
    list_display_links = ["reference", "applicant_name"]
    list_filter = [
        "cohort",
        "status",
        "is_flagged",
        "holds_place",
        "organisation__kind",
        "organisation__county_name",
        ApplicantGroup,
    ]
    list_select_related = ["cohort", "organisation", "unit"]
    search_fields = ["=pk", "organisation__name", "organisation__official_name", "unit__name"]
    fields = [
        "review_link",
        "cohort",
        "terms",
        "organisation",
        "unit",
        "status",
        "holds_place",
        "is_flagged",
        "created_by",
        "created_at",
        "first_submitted_at",
        "withdrawn_at",
        "current_submission",
    ]
    readonly_fields = ["review_link", "created_at"]

    @admin.display(description=_("reference"), ordering="pk")
    def reference(self, application: Application) -> str:
        return application.reference

    @admin.display(description=_("applicant"), ordering="organisation__name")
    def applicant_name(self, application: Application) -> str:
        return application.applicant_name

    @admin.display(description=_("review"))
    def review_link(self, application: Application) -> Any:
        url = reverse("applications:review", args=[application.pk])
        return format_html('<a href="{}">{}</a>', url, _("Open the review page"))


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "application", "number", "submitted_by", "submitted_at"]
    list_filter = ["application__cohort", "submitted_at"]
    list_select_related = [
        "application__organisation",
        "application__unit",
        "submitted_by",
    ]
    search_fields = ["application__organisation__name", "=application__pk"]


@admin.register(CompletionRequest)
class CompletionRequestAdmin(ReadOnlyAdmin):
    list_display = ["application", "due_on", "requested_by", "requested_at", "closed_at"]
    list_filter = ["application__cohort", "due_on"]
    list_select_related = ["application__organisation", "application__unit", "requested_by"]
    search_fields = ["application__organisation__name", "message"]
