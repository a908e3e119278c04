"""The committee paper of an application and of a final report: as a page, in Word, as PDF."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.generic import TemplateView

from applications.views.access import ApplicationPage
from modellkonceptet.pdf import PdfUnavailableError
from modellkonceptet.views import PermissionView
from reporting.committee_files import WORD_TYPE, paper_as_pdf, paper_as_word
from reporting.committee_page import decided_already, paper_of_application, paper_of_report
from reporting.committee_paper import LANGUAGE, CommitteePaper
from reporting.enums import ReportKind
from reporting.models import ResultReport
from reporting.report_document import document_for
from reporting.views.report import OfReport


class OfApplication(ApplicationPage):
    """For those who write the application: nobody at SKR, nobody in another organisation."""

    about = "application"

    @cached_property
    def paper(self) -> CommitteePaper:
        return paper_of_application(self.walker)

    def notes(self) -> list[str]:
        said = [_("Made from your answers as they stand now, sent in or not.")]
        if decided_already(self.walker):
            said.append(
                _("Your answers say that the decision is taken. The paper is worded before it.")
            )
        return said


class OfFinalReport(OfReport):
    """For the team at home, and of the final report alone."""

    permission = "reporting.see_own_reports"
    about = "report"

    def get_permission_object(self) -> ResultReport:
        report = super().get_permission_object()
        if report.occasion.form.kind != ReportKind.FINAL:
            raise Http404
        return report

    @cached_property
    def paper(self) -> CommitteePaper:
        document = document_for(self.report, at_home=True)
        if document is None:
            raise Http404
        return paper_of_report(self.report, document)

    def notes(self) -> list[str]:
        return [_("Made from the final report as your team reads it now, in its shortest form.")]


class PaperPage(PermissionView, TemplateView):
    """What is left to fill in, the files, and the paper as it reads."""

    template_name = "reporting/committee_paper.html"
    about: str

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view: Any = self
        return super().get_context_data(
            paper=view.paper,
            notes=view.notes(),
            crumbs=view.crumbs(_("Committee paper")),
            **{
                ending: reverse(f"reporting:{self.about}_paper_{ending}", args=[self.kwargs["pk"]])
                for ending in ("docx", "pdf")
            },
            **kwargs,
        )


class PaperFile(PermissionView):
    """One of the files; a PDF that cannot be made here leads back to the page."""

    ending = "docx"
    about: str

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        view: Any = self
        paper: CommitteePaper = view.paper
        try:
            content, kind = self._drawn(paper)
        except PdfUnavailableError as error:
            messages.error(request, str(error))
            return redirect(f"reporting:{self.about}_paper", kwargs["pk"])
        with override(LANGUAGE):
            name = slugify(_("Committee paper") + f" {paper.document.title}")[:100]
        response = HttpResponse(content, content_type=kind)
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.{self.ending}")
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def _drawn(self, paper: CommitteePaper) -> tuple[bytes, str]:
        if self.ending == "docx":
            return paper_as_word(paper), WORD_TYPE
        identifier = f"{self.about}-{self.kwargs['pk']}"
        return paper_as_pdf(paper, identifier=identifier), "application/pdf"


class ApplicationPaper(OfApplication, PaperPage):
    """The paper with which the committee decides to apply."""


class ApplicationPaperFile(OfApplication, PaperFile):
    """The same in Word or as PDF."""


class ReportCommitteePaper(OfFinalReport, PaperPage):
    """The paper with which the committee takes the results and decides on going on."""


class ReportCommitteePaperFile(OfFinalReport, PaperFile):
    """The same in Word or as PDF."""
