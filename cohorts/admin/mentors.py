"""The mentor ledger, the people who mentor, and published groups with their mentors."""

from typing import Any

from django.contrib import admin

from cohorts.admin.parts import HistoryAdmin, PartInline
from cohorts.models import Group, MentorPerson, MentorPromise, Mentorship


@admin.register(MentorPromise)
class MentorPromiseAdmin(HistoryAdmin):
    """To read: the ledger's own pages ask, answer and excuse."""

    list_display = ["organisation", "participation_round", "status", "cohort", "capacity"]
    list_select_related = ["organisation", "cohort", "participation__cohort"]
    list_filter = ["status", "cohort", "organisation__kind"]
    search_fields = ["organisation__name", "organisation__official_name", "contact_name"]

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).visible_to(request.user)

    @admin.display(description=MentorPromise._meta.get_field("participation").verbose_name)
    def participation_round(self, promise: MentorPromise) -> str:
        return promise.participation.cohort.name


@admin.register(MentorPerson)
class MentorPersonAdmin(HistoryAdmin):
    list_display = ["name", "title", "organisation", "promise_round", "left_on"]
    list_select_related = ["promise__organisation", "promise__cohort"]
    list_filter = ["promise__cohort"]
    search_fields = ["name", "email", "promise__organisation__name"]
    fields = ["promise", "name", "title", "email", "phone", "joined_on", "left_on"]
    readonly_fields = ["promise"]

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).visible_to(request.user)

    @admin.display(description=MentorPromise._meta.get_field("organisation").verbose_name)
    def organisation(self, person: MentorPerson) -> str:
        return str(person.promise.organisation.name)

    @admin.display(description=MentorPromise._meta.get_field("cohort").verbose_name)
    def promise_round(self, person: MentorPerson) -> str:
        return str(person.promise.cohort or "")


class MentorshipInline(PartInline):
    model = Mentorship
    fields = ["organisation", "role", "promise", "ended_on", "note"]
    readonly_fields = ["organisation", "role", "promise", "ended_on"]


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin):
    """Groups come into being on the board; here their names and notes are set right."""

    list_display = ["name", "cohort", "published_at", "dissolved_on"]
    list_select_related = ["cohort"]
    list_filter = ["cohort"]
    search_fields = ["name", "participations__organisation__name"]
    fields = [
        "cohort",
        "name",
        "published_at",
        "published_by",
        "without_mentor_because",
        "dissolved_on",
    ]
    readonly_fields = ["cohort", "published_at", "published_by", "dissolved_on"]
    inlines = [MentorshipInline]


@admin.register(Mentorship)
class MentorshipAdmin(admin.ModelAdmin):
    """Who mentors follows from the board and from the sources; what is noted of it may change."""

    list_display = ["organisation", "role", "cohort", "group", "ended_on", "completion"]
    list_select_related = ["organisation", "cohort", "group"]
    list_filter = ["cohort", "role"]
    search_fields = ["organisation__name", "group__name"]
    fields = [
        "organisation",
        "role",
        "cohort",
        "group",
        "promise",
        "ended_on",
        "completion",
        "note",
        "source",
    ]
    readonly_fields = ["organisation", "role", "cohort", "group", "promise", "ended_on"]
