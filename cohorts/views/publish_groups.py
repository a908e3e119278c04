"""Publishing the groups: says what it does to whom, then does it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from cohorts.board_page import problem_rows
from cohorts.models import BoardStep, GroupBoard
from cohorts.services.group_publishing import plan_publication, publish_groups
from cohorts.views.board import OfBoard


class PublishView(OfBoard, TemplateView):
    template_name = "cohorts/board_publish.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        try:
            plan = publish_groups(cohort=self.cohort, seen=self.seen, actor=request.user)
        except ValidationError as error:
            return self._page(status=422, error=error.messages)
        groups = len(plan.new) + len(plan.changed) + len(plan.dissolved)
        done = ngettext("%(n)d group is published.", "%(n)d groups are published.", groups) % {
            "n": groups
        }
        mails = ngettext(
            "%(n)d person is told by mail.", "%(n)d people are told by mail.", plan.mails
        )
        messages.success(request, f"{done} {mails % {'n': plan.mails}}")
        return HttpResponseRedirect(self.board_url)

    def _page(self, *, status: int = 200, **more: Any) -> HttpResponse:
        """What would be published; before anybody has looked at the board, the board."""
        try:
            context = self.get_context_data(**more)
        except (GroupBoard.DoesNotExist, BoardStep.DoesNotExist):
            return HttpResponseRedirect(self.board_url)
        return self.render_to_response(context, status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = plan_publication(self.cohort)
        return super().get_context_data(
            cohort=self.cohort,
            plan=plan,
            problems=problem_rows(plan.state),
            seen=plan.state.step.number,
            crumbs=self.crumbs((_("Publish"), "")),
            **kwargs,
        )
