"""The check of decision papers: its log and the form. For one's own organisation alone."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Participation
from improvements.forms.papers import PaperForm
from improvements.models import PaperCheck
from improvements.papers_page import PapersPage, export_rows, read_papers
from improvements.services.checking_papers import check_paper
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView, ServiceFormView


class OfTeam(PermissionView):
    permission = "improvements.work_at_home"

    def get_permission_object(self) -> Participation:
        rows = Participation.objects.visible_to(self.request.user)
        return get_object_or_404(
            rows.select_related("organisation", "unit", "cohort"), pk=self.kwargs["pk"]
        )

    @property
    def participation(self) -> Participation:
        found: Participation = self.permission_object
        return found

    @property
    def log_url(self) -> str:
        return reverse("improvements:papers", args=[self.participation.pk])

    def page(self) -> PapersPage:
        checks = PaperCheck.objects.visible_to(self.request.user).filter(
            participation=self.participation
        )
        return read_papers(checks.select_related("checked_by"))

    def crumbs(self, *rest: str) -> list[dict[str, str]]:
        steps = [
            (str(self.participation), reverse("improvements:home", args=[self.participation.pk])),
            (_("Decision papers"), self.log_url),
            *((label, "") for label in rest),
        ]
        return [{"label": label, "url": url} for label, url in steps]


class Papers(OfTeam, TemplateView):
    template_name = "improvements/papers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            participation=self.participation, page=self.page(), crumbs=self.crumbs(), **kwargs
        )


class PapersFile(TableFile, OfTeam):
    def table(self) -> Table:
        return Table(_("Decision papers"), export_rows(self.page()))


class CheckPaper(OfTeam, ServiceFormView):
    template_name = "improvements/paper_check.html"
    form_class = PaperForm

    def call_service(self, form: PaperForm) -> PaperCheck:
        return check_paper(participation=self.participation, actor=self.request.user, **form.said)

    def get_success_url(self) -> str:
        messages.success(self.request, _("The check is in the log."))
        return self.log_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            participation=self.participation,
            log_url=self.log_url,
            crumbs=self.crumbs(_("Check a paper")),
            **kwargs,
        )
