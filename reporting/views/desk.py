"""SKR's desk: what waits, and where the rounds stand."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from applications.review_list import ReviewList
from applications.views.review_list import legend
from cohorts.models import Cohort
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.todo import look, todo_in
from modellkonceptet.views import PermissionView
from reporting.desk import (
    SHOWN_ROWS,
    late_things,
    rounds_at_work,
    rounds_to_follow,
    waiting_for,
)
from reporting.funnel import Funnel, draw_funnel, figures_of
from reporting.todo_page import TodoPage


class Desk(PermissionView, TemplateView):
    permission = "reporting.see_desk"
    template_name = "reporting/desk.html"

    @cached_property
    def funnels(self) -> list[Funnel]:
        """Rounds where something is sent in come first, then the one that closes first."""
        if not self.request.user.has_perm("reporting.see_round_figures"):
            return []
        drawn = [draw_funnel(one, figures_of(one)) for one in rounds_at_work(self.request.user)]
        return sorted(drawn, key=lambda funnel: not funnel.figures.submitted)

    @cached_property
    def rounds(self) -> list[Cohort]:
        shown = [funnel.cohort for funnel in self.funnels]
        return shown or rounds_at_work(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = waiting_for(self.request.user)
        sight = look(self.request.user, today())
        todo = TodoPage(todo_in(sight, self.request.user))
        return super().get_context_data(
            crumbs=self._crumbs(),
            today=today(),
            waiting=waiting,
            todo=todo,
            late=late_things(self.request.user, sight),
            total_waiting=sum(one.count for one in waiting) + todo.pressing,
            rounds=self.rounds,
            followed=rounds_to_follow(self.request.user),
            funnels=self.funnels,
            **self._list(),
            **kwargs,
        )

    def _crumbs(self) -> list[dict[str, str]]:
        crumbs = [{"label": _("SKR"), "url": reverse("reporting:desk")}]
        if self.rounds:
            first = self.rounds[0]
            crumbs.append({"label": first.name, "url": first.get_absolute_url()})
        return [*crumbs, {"label": _("To do"), "url": ""}]

    def _list(self) -> dict[str, Any]:
        """The first rows of the first round's list, for those who review."""
        if not self.rounds or not self.request.user.has_perm("applications.see_review"):
            return {}
        cohort = self.rounds[0]
        listed = ReviewList(cohort, self.request.user, {})
        applications = listed.applications()
        shown = applications.select_related("organisation", "unit", "current_submission")
        list_url = reverse("applications:review_list", args=[cohort.slug])
        return {
            "cohort": cohort,
            "listed": listed,
            "form": listed.filter.form,
            "rows": listed.rows(shown[:SHOWN_ROWS]),
            "headings": listed.headings(list_url),
            "total": applications.count(),
            "capacity": listed.capacity(),
            "legend": legend(),
            "page_sizes": (50, 100),
            "list_url": list_url,
        }
