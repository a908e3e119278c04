"""What a person has to do, and who is late with what."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from modellkonceptet.civil_dates import today
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView
from reporting.late_page import LatePage, export_rows, read_late
from reporting.todo_page import read_todo

ROWS = 100


class OwnTodo(PermissionView, TemplateView):
    permission = "accounts.sign_in"
    template_name = "reporting/todo.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        above = (
            {"label": _("SKR"), "url": reverse("reporting:desk")}
            if user.is_staff
            else {"label": _("My round"), "url": reverse("reporting:my_round")}
        )
        return super().get_context_data(
            page=read_todo(user, today()),
            crumbs=[above, {"label": _("My tasks"), "url": ""}],
            **kwargs,
        )


class WhoIsLate(PermissionView, TemplateView):
    permission = "reporting.see_late"
    template_name = "reporting/late.html"

    @cached_property
    def page(self) -> LatePage:
        return read_late(self.request.user, today(), self.request.GET)

    @cached_property
    def page_obj(self) -> Page:
        return Paginator(self.page.rows, ROWS).get_page(self.request.GET.get("page"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=self.page,
            page_obj=self.page_obj,
            rounds=self.page.by_round(list(self.page_obj.object_list)),
            query=self.request.GET.urlencode(),
            crumbs=[
                {"label": _("SKR"), "url": reverse("reporting:desk")},
                {"label": _("Who is late"), "url": ""},
            ],
            **kwargs,
        )


class LateFile(TableFile):
    """Every row that the filters let through."""

    permission = "reporting.see_late"

    def table(self) -> Table:
        page = read_late(self.request.user, today(), self.request.GET)
        title = _("Late, SKR")
        return Table(f"{title} {today().isoformat()}", export_rows(page), title=title, held=2)
