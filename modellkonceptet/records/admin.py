"""The audit trail in the admin: to read, never to change."""

from typing import Any

from django.contrib import admin

from modellkonceptet.records.models import AuditEntry


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list and a page to read; changes go through the workflow."""

    actions = None

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "action", "subject_type", "subject_id", "source", "target", "actor"]
    list_filter = ["action", "subject_type", "at"]
    list_select_related = ["actor"]
    search_fields = ["=subject_id", "note", "actor__email", "actor__name"]
    date_hierarchy = "at"
