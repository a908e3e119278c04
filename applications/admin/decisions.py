"""Decisions, letters and publications to look in; they are made on SKR's pages."""

from django.contrib import admin

from applications.models import AdmissionDecision, DecisionLetter, PublicationBatch
from modellkonceptet.records.admin import ReadOnlyAdmin


@admin.register(AdmissionDecision)
class AdmissionDecisionAdmin(ReadOnlyAdmin):
    list_display = [
        "reference",
        "application",
        "outcome",
        "status",
        "prepared_by",
        "prepared_at",
        "published_at",
    ]
    list_filter = ["application__cohort", "status", "outcome", "reasons"]
    list_select_related = ["application__organisation", "application__unit", "prepared_by"]
    search_fields = ["application__organisation__name", "=application__pk", "text"]


@admin.register(DecisionLetter)
class DecisionLetterAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "written_at", "pdf"]
    list_filter = ["decision__application__cohort", "written_at"]
    list_select_related = ["decision__application__organisation", "pdf"]
    search_fields = ["decision__application__organisation__name"]


@admin.register(PublicationBatch)
class PublicationBatchAdmin(ReadOnlyAdmin):
    list_display = ["cohort", "requested_by", "requested_at", "finished_at"]
    list_filter = ["cohort"]
    list_select_related = ["cohort", "requested_by"]
