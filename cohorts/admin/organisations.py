"""Organisations with their units, mail domains and reported CEMR signature."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cohorts.admin.parts import HistoryAdmin, PartInline
from cohorts.models import CemrSignature, MailDomain, Organisation, Unit
from cohorts.reference_pattern import refuse_slow_pattern


class MailDomainInline(PartInline):
    model = MailDomain


class UnitInline(PartInline):
    model = Unit


class CemrSignatureInline(PartInline):
    model = CemrSignature


class HasMailDomain(admin.SimpleListFilter):
    title = _("mail domain")
    parameter_name = "domain"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Known")), ("no", _("Not known"))]

    def queryset(self, request: Any, queryset: Any) -> Any:
        match self.value():
            case "yes":
                return queryset.filter(mail_domains__isnull=False).distinct()
            case "no":
                return queryset.filter(mail_domains__isnull=True)
        return queryset


class MunicipalityGroup(admin.SimpleListFilter):
    """SKR's groups; regions and associations have none, and so no empty choice."""

    title = _("SKR's municipality group")
    parameter_name = "group"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        groups = Organisation.objects.exclude(skr_group="").order_by("skr_group")
        return [(group, group) for group in groups.values_list("skr_group", flat=True).distinct()]

    def queryset(self, request: Any, queryset: Any) -> Any:
        return queryset.filter(skr_group=self.value()) if self.value() else queryset


class OrganisationForm(forms.ModelForm):
    def clean_reference_pattern(self) -> str:
        pattern: str = self.cleaned_data["reference_pattern"]
        refuse_slow_pattern(pattern)
        return pattern


@admin.register(Organisation)
class OrganisationAdmin(HistoryAdmin):
    form = OrganisationForm
    list_display = ["official_name", "kind", "code", "county_name", "population", "skr_group"]
    list_filter = ["kind", HasMailDomain, MunicipalityGroup, "county_name"]
    search_fields = ["name", "official_name", "code", "organisation_number"]
    list_per_page = 100
    inlines = [MailDomainInline, UnitInline, CemrSignatureInline]
    fieldsets = [
        (None, {"fields": ["kind", "code", "name", "official_name", "organisation_number"]}),
        (_("Invoices"), {"fields": ["reference_pattern", "reference_hint"]}),
        (
            _("Facts from the register"),
            {
                "fields": [
                    "county_code",
                    "county_name",
                    "population",
                    "population_year",
                    "skr_group",
                    "skr_group_year",
                    "latitude",
                    "longitude",
                ]
            },
        ),
    ]
