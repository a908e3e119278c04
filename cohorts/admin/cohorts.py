"""Rounds: made from templates or from an earlier round, then worked on here."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.admin.forms import CopyRoundForm, NewRoundForm
from cohorts.admin.parts import HistoryAdmin, PartInline
from cohorts.models import Cohort, QuestionAnswer, RoundSubscriber, TimelineEvent
from cohorts.services.rounds import copy_cohort, create_cohort_from_programmes
from modellkonceptet.civil_dates import today
from modellkonceptet.views import add_errors


class TimelineEventInline(PartInline):
    model = TimelineEvent
    fields = [
        ("kind", "precision"),
        ("name_sv", "name_en"),
        ("first_day", "last_day"),
        "place",
    ]


class QuestionAnswerInline(PartInline):
    model = QuestionAnswer
    fields = ["position", "question_sv", "answer_sv", "question_en", "answer_en"]


@admin.register(Cohort)
class CohortAdmin(HistoryAdmin):
    list_display = ["name_sv", "phase_now", "opens_on", "closes_on", "starts_on", "capacity"]
    list_filter = ["is_historical", "decision_mode"]
    search_fields = ["name_sv", "name_en", "slug"]
    date_hierarchy = None
    inlines = [TimelineEventInline, QuestionAnswerInline]
    change_form_template = "admin/cohorts/cohort/change_form.html"
    fieldsets = [
        (None, {"fields": ["name_sv", "name_en", "slug", "terms_links"]}),
        (
            gettext_lazy("Dates"),
            {
                "fields": [
                    "announced_on",
                    "opens_on",
                    "closes_on",
                    "decision_mode",
                    "decision_on",
                    "starts_on",
                    "completed_on",
                    "invoicing_year",
                ]
            },
        ),
        (
            gettext_lazy("Invitation and contact"),
            {
                "fields": [
                    "invitation_sv",
                    "invitation_en",
                    "contact_name",
                    "contact_email",
                    "capacity",
                ]
            },
        ),
        (gettext_lazy("Reminders"), {"fields": ["sends_reminders"]}),
        (
            gettext_lazy("Historical record"),
            {"fields": ["is_historical", "period_text", "source"], "classes": ["collapse"]},
        ),
    ]

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        """Once open, a round keeps its address and the day from which its terms stand."""
        opened = obj is not None and obj.has_frozen_terms(today()) and not obj.is_historical
        return ["terms_links", *(["slug", "opens_on"] if opened else [])]

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Only a round that has not opened can be removed."""
        opened = obj is not None and obj.has_frozen_terms(today())
        return super().has_delete_permission(request, obj) and not opened

    def get_actions(self, request: Any) -> dict[str, Any]:
        """No removing of many at once: it would pass by the rule above."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.display(description=gettext_lazy("phase"))
    def phase_now(self, cohort: Cohort) -> str:
        return str(cohort.phase(today()).label)

    @admin.display(description=gettext_lazy("terms"))
    def terms_links(self, cohort: Cohort) -> str:
        return format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            (
                (reverse("admin:cohorts_terms_change", args=[terms.pk]), terms.programme)
                for terms in cohort.terms.select_related("programme")
            ),
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("new/", view(self.new_round), name="cohorts_cohort_new"),
            path("<int:pk>/copy/", view(self.copy_round), name="cohorts_cohort_copy"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A round is never made without terms: the add button leads to the templates."""
        return HttpResponseRedirect(reverse("admin:cohorts_cohort_new"))

    def new_round(self, request: HttpRequest) -> HttpResponse:
        form = NewRoundForm(request.POST or None)
        return self._make(
            request,
            form,
            title=_("New round from template"),
            service=lambda: create_cohort_from_programmes(
                dates=form.dates(), actor=request.user, **form.others()
            ),
        )

    def copy_round(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = Cohort.objects.visible_to(request.user).filter(pk=pk).first()
        if source is None:
            raise Http404
        form = CopyRoundForm(request.POST or None)
        return self._make(
            request,
            form,
            title=_("Copy the round %(name)s") % {"name": source},
            service=lambda: copy_cohort(source=source, actor=request.user, **form.cleaned_data),
        )

    def _make(
        self, request: HttpRequest, form: Form, *, title: str, service: Callable[[], Cohort]
    ) -> HttpResponse:
        """Show the form, or make the round and go on to its page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if form.is_bound and form.is_valid():
            try:
                cohort = service()
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The round has been made. Look through its dates."))
                return HttpResponseRedirect(
                    reverse("admin:cohorts_cohort_change", args=[cohort.pk])
                )
        fieldsets = [(None, {"fields": list(form.fields)})]
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "adminform": helpers.AdminForm(form, fieldsets, {}, model_admin=self),  # type: ignore[arg-type]
            "media": self.media + form.media,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(
            request, "admin/cohorts/cohort/make_round.html", context, status=status
        )


@admin.register(RoundSubscriber)
class RoundSubscriberAdmin(admin.ModelAdmin):
    list_display = ["email", "language", "asked_at", "confirmed_at"]
    list_filter = ["language", ("confirmed_at", admin.EmptyFieldListFilter)]
    search_fields = ["email"]
    readonly_fields = ["asked_at", "confirmed_at"]

    def has_add_permission(self, request: Any) -> bool:
        """Nobody is put on the list by somebody else."""
        return False
