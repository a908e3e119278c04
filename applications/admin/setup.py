"""What SKR sets up for its review: reason codes, scoring and late entries."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError

from applications.models import LateEntry, ReasonCode, ScoringCriterion
from applications.services.reviewing import open_late_entry, refuse_late_entry


@admin.register(ReasonCode)
class ReasonCodeAdmin(admin.ModelAdmin):
    list_display = ["label", "code", "outcome", "is_active"]
    list_filter = ["outcome", "is_active"]
    search_fields = ["label", "code", "paragraph"]
    prepopulated_fields = {"code": ["label"]}


@admin.register(ScoringCriterion)
class ScoringCriterionAdmin(admin.ModelAdmin):
    list_display = ["name_sv", "cohort", "weight", "position"]
    list_filter = ["cohort"]
    list_select_related = ["cohort"]
    search_fields = ["name_sv", "name_en"]


class LateEntryForm(forms.ModelForm):
    """The service's rules, shown at the fields."""

    class Meta:
        model = LateEntry
        fields = ["cohort", "organisation", "until", "reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                refuse_late_entry(**data)
            except ValidationError as error:
                self.add_error(None, error)
        return data


@admin.register(LateEntry)
class LateEntryAdmin(admin.ModelAdmin):
    form = LateEntryForm
    list_display = ["organisation", "cohort", "until", "reason", "opened_by", "opened_at"]
    list_filter = ["cohort", "until"]
    list_select_related = ["cohort", "organisation", "opened_by"]
    search_fields = ["organisation__name", "reason"]

    def save_model(self, request: Any, obj: LateEntry, form: Any, change: bool) -> None:
        """Through the service, so that the trail says who opened it."""
        if not request.user.has_perm("applications.open_late_entry"):
            raise PermissionDenied
        entry = open_late_entry(
            cohort=obj.cohort,
            organisation=obj.organisation,
            until=obj.until,
            reason=obj.reason,
            actor=request.user,
        )
        obj.pk = entry.pk
        obj.opened_by = entry.opened_by
        obj._state.adding = False
