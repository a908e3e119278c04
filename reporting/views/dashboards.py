"""Dashboards: where a participant stands, and what a mentor needs of a group."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Group
from modellkonceptet.civil_dates import today
from modellkonceptet.views import PermissionView
from reporting.mentor_page import MentorPage
from reporting.my_round import mentored_groups
from reporting.participant_dashboard import ParticipantDashboard
from reporting.views.politician import OfTeam


class DashboardView(OfTeam, TemplateView):
    """Where one participation stands: for its team, and for SKR as far as it is shared."""

    permission = "reporting.see_dashboard"
    template_name = "reporting/dashboard.html"

    @cached_property
    def page(self) -> ParticipantDashboard:
        language = (get_language() or "sv")[:2]
        return ParticipantDashboard(self.participation, self.request.user, language, today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=self.page,
            participation=self.participation,
            cohort=self.participation.cohort,
            crumbs=[
                self.home_crumb(at_home=self.page.at_home),
                {"label": _("Where we stand"), "url": ""},
            ],
            **kwargs,
        )


class OwnMentorPage(PermissionView, TemplateView):
    """Straight to the only group that the person mentors; a choice where there are several."""

    permission = "reporting.see_own_round"
    template_name = "reporting/mentor_choice.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.found = list(mentored_groups(request.user))
        if not self.found:
            return redirect("reporting:my_round")
        if len(self.found) == 1:
            return redirect("reporting:mentor", self.found[0].pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mentored=self.found, **kwargs)


class MentorView(PermissionView, TemplateView):
    """For those who mentor the group today; to everybody else there is no such page."""

    permission = "reporting.see_mentor_page"
    template_name = "reporting/mentor.html"

    def get_permission_object(self) -> Group:
        return get_object_or_404(mentored_groups(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        group = self.permission_object
        return super().get_context_data(
            page=MentorPage(group, self.request.user, today()),
            group=group,
            cohort=group.cohort,
            crumbs=[
                {"label": _("Being mentor"), "url": reverse("reporting:mentor_own")},
                {"label": group.name, "url": ""},
            ],
            **kwargs,
        )
