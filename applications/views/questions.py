"""The questions of a round on paper, as PDF and as a Word document."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications import documents
from applications.forms.section import Case
from applications.models import Application
from applications.sections import Walker
from cohorts.enums import OrganisationKind, ParticipantKind
from cohorts.models import Cohort, Organisation, Terms
from modellkonceptet.civil_dates import STOCKHOLM, today
from modellkonceptet.pdf import PdfUnavailableError, render_pdf
from modellkonceptet.views import PUBLIC, PermissionView
from modellkonceptet.word import questions_document


class QuestionsView(PermissionView):
    """The questions of a round for the committee's table; everybody may have them."""

    permission = PUBLIC

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        cohort = get_object_or_404(Cohort.objects.visible_to(request.user), slug=slug)
        terms = cohort.terms.select_related("programme").order_by("programme__participant_kind")
        kind = request.GET.get("kind")
        known = kind in ParticipantKind.values
        chosen = terms.filter(programme__participant_kind=kind).first() if known else None
        chosen = chosen or terms.first()
        if chosen is None:
            messages.error(request, _("The round has no questions yet."))
            return redirect(cohort)
        try:
            content, ending, content_type = self.draw(cohort, _empty_walker(chosen))
        except PdfUnavailableError as error:
            messages.error(request, str(error))
            return redirect(cohort)
        name = documents.questions_file_name(cohort, ending)
        response = HttpResponse(content, content_type=content_type)
        response["Content-Disposition"] = content_disposition_header(True, name)
        return response

    def draw(self, cohort: Cohort, walker: Walker) -> tuple[bytes, str, str]:
        raise NotImplementedError


class QuestionsPdfView(QuestionsView):
    def draw(self, cohort: Cohort, walker: Walker) -> tuple[bytes, str, str]:
        content = render_pdf(
            template="pdf/questions.html",
            context={
                "sections": documents.sections_on_paper(_on_paper(walker)),
                "intro": documents.questions_intro(),
                "organiser": settings.ORGANISER_NAME,
            },
            language=_language(),
            title=documents.questions_title(cohort),
            created=_drawn_at(cohort),
            identifier=f"questions-{cohort.pk}",
        )
        return content, "pdf", "application/pdf"


class QuestionsWordView(QuestionsView):
    def draw(self, cohort: Cohort, walker: Walker) -> tuple[bytes, str, str]:
        content = questions_document(
            documents.sections_on_paper(_on_paper(walker)),
            title=documents.questions_title(cohort),
            intro=documents.questions_intro(),
            language=_language(),
        )
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return content, "docx", kind


class _Paper:
    """A section state as documents.py wants it."""

    def __init__(self, state: Any) -> None:
        self.title = state.title
        self.intro = str(state.section.intro)
        self.form = state.quiet_form()


def _on_paper(walker: Walker) -> list[_Paper]:
    return [_Paper(state) for state in walker.sections]


def _empty_walker(terms: Terms) -> Walker:
    """A walker over an application that nobody has begun, and that is never saved."""
    is_region = terms.programme.participant_kind == ParticipantKind.REGION
    kind = OrganisationKind.REGION if is_region else OrganisationKind.MUNICIPALITY
    application = Application(terms=terms, organisation=Organisation(kind=kind))
    walker = Walker(application)
    walker.drafts = {}
    walker.case = Case(
        application=application,
        functions=list(terms.functions.all()),
        commitments=list(terms.commitments.all()),
        today=today(),
    )
    return walker


def _drawn_at(cohort: Cohort) -> Any:
    """The round's opening, so that the same questions give the same file."""
    return datetime.combine(cohort.opens_on or today(), time(), tzinfo=STOCKHOLM)


def _language() -> str:
    return (get_language() or "sv")[:2]
