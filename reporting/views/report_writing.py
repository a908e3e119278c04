"""Writing a result report: section by section, its facts, comments, and sending it in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from modellkonceptet.civil_dates import STOCKHOLM
from modellkonceptet.views import add_errors
from reporting.forms.report import CommentForm, SectionForm, WorksForm
from reporting.models import ReportComment, ReturnPoint
from reporting.report_page import ReportPage, SectionPage
from reporting.services.report_comments import comment_on_section, resolve_comment
from reporting.services.report_sending import mend_point, send_report
from reporting.services.report_writing import (
    Saved,
    allow_publishing,
    follow_facts,
    freeze_facts,
    let_works_in,
    save_text,
)
from reporting.views.report import OfReport


class AtSection(OfReport):
    """One section of a report at home."""

    permission = "reporting.comment_report"

    @cached_property
    def shown(self) -> SectionPage:
        for row in self.page.rows:
            if row.section.key == self.kwargs["key"]:
                return SectionPage(self.page, row)
        raise Http404

    @property
    def section_url(self) -> str:
        return reverse("reporting:report_section", args=[self.report.pk, self.kwargs["key"]])


class SectionView(AtSection, TemplateView):
    """Read by the whole team; whoever coordinates writes while the report is open."""

    template_name = "reporting/report_section.html"
    comment_form: CommentForm | None = None

    @property
    def may_write(self) -> bool:
        return self.page.is_writable and self.page.may_write

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.shown
        initial = {"text": shown.text, "seen": shown.version}
        kwargs.setdefault("form", SectionForm(section=shown.section, initial=initial))
        return super().get_context_data(
            report=self.report,
            page=self.page,
            shown=shown,
            may_write=self.may_write,
            comment_form=self.comment_form or CommentForm(),
            crumbs=self.crumbs(shown.section.title),
            **kwargs,
        )


class SaveSection(SectionView):
    """Saved as one goes by htmx, and by the button without it."""

    permission = "reporting.write_report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        quietly = bool(request.headers.get("HX-Request"))
        form = SectionForm(request.POST, section=self.shown.section)
        if not form.is_valid():
            return self.not_saved(form, quietly)
        try:
            saved = save_text(
                report=self.report,
                section=self.shown.section,
                text=form.cleaned_data["text"],
                base_version=form.base_version,
                actor=request.user,
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.not_saved(form, quietly)
        if saved.theirs is not None:
            return self.met_another(form, saved, quietly)
        return self.quietly_saved(saved) if quietly else self.go_on()

    def go_on(self) -> HttpResponse:
        messages.success(self.request, _("Saved."))
        after = self.shown.after
        if "next" in self.request.POST and after is not None:
            return redirect("reporting:report_section", self.report.pk, after.section.key)
        return redirect(self.report)

    def quietly_saved(self, saved: Saved) -> HttpResponse:
        clock = timezone.localtime(timezone=STOCKHOLM).strftime("%H.%M")
        context = {"saved_at": clock, "seen": saved.version, "is_autosave": True}
        return render(self.request, "reporting/report_saved.html", context)

    def not_saved(self, form: SectionForm, quietly: bool) -> HttpResponse:
        if quietly:
            why = " ".join(str(each) for errors in form.errors.values() for each in errors)
            return self.quietly_refused(why)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def met_another(self, form: SectionForm, saved: Saved, quietly: bool) -> HttpResponse:
        """Both texts are shown, and the next save builds on theirs."""
        if quietly:
            return self.quietly_refused(
                _("somebody else has saved this section. Press Save to see both versions.")
            )
        form.build_on(saved.version)
        context = self.get_context_data(form=form, met=saved)
        return self.render_to_response(context, status=422)

    def quietly_refused(self, why: str) -> HttpResponse:
        return render(self.request, "reporting/report_saved.html", {"not_saved": why})


class EarlierTexts(AtSection, TemplateView):
    template_name = "reporting/report_earlier.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            report=self.report,
            shown=self.shown,
            back=self.section_url,
            crumbs=self.crumbs(self.shown.section.title, _("Earlier texts")),
            **kwargs,
        )


class PressAtSection(AtSection):
    """A button at a section: one service call, and back with a sentence."""

    permission = "reporting.write_report"
    http_method_names = ["post"]
    place = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            said = self.call_service(request.POST.get("action", ""))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, said)
        return redirect(f"{self.section_url}{self.place}")

    def call_service(self, action: str) -> str:
        raise NotImplementedError


class FactsOfSection(PressAtSection):
    """Freeze or renew the picture of the facts, or let them follow the work again."""

    place = "#facts"

    def call_service(self, action: str) -> str:
        report, section, actor = self.report, self.shown.section, self.request.user
        if action == "follow":
            follow_facts(report=report, section=section, actor=actor)
            return _("The facts follow your work again.")
        freeze_facts(report=report, section=section, actor=actor)
        return _("The facts stay as they are today.")


class PublicTick(PressAtSection):
    place = "#public"

    def call_service(self, action: str) -> str:
        allow_publishing(
            report=self.report,
            section=self.shown.section,
            is_public=action == "yes",
            actor=self.request.user,
        )
        return _("Noted. Nothing is published before the report is approved and you publish it.")


class CommentOnSection(SectionView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.comment_form = CommentForm(request.POST)
        if form.is_valid():
            try:
                comment_on_section(
                    report=self.report,
                    section=self.shown.section,
                    text=form.cleaned_data["comment"],
                    actor=request.user,
                )
            except ValidationError as error:
                add_errors(form, error)
            else:
                return redirect(f"{self.section_url}#comments")
        return self.render_to_response(self.get_context_data(), status=422)


class ResolveComment(OfReport):
    permission = "reporting.comment_report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        comments = ReportComment.objects.visible_to(request.user).filter(report=self.report)
        comment = get_object_or_404(comments.select_related("section"), pk=kwargs["row"])
        resolve_comment(comment=comment, actor=request.user)
        key = comment.section.key
        return redirect(
            f"{reverse('reporting:report_section', args=[self.report.pk, key])}#comments"
        )


class MendPoint(OfReport):
    permission = "reporting.write_report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        points = ReturnPoint.objects.visible_to(request.user).filter(report=self.report)
        point = get_object_or_404(points.select_related("report", "section"), pk=kwargs["row"])
        try:
            mend_point(
                point=point, is_mended=request.POST.get("action") != "undo", actor=request.user
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        key = point.section.key
        return redirect(f"{reverse('reporting:report_section', args=[self.report.pk, key])}#points")


class LetWorksIn(OfReport, TemplateView):
    """Which private works the report may speak of: none, until somebody says so."""

    permission = "reporting.write_report"
    template_name = "reporting/report_works.html"

    def form_of(self, page: ReportPage, data: Any = None) -> WorksForm:
        return WorksForm(data, works=page.private_works)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_of(self.page, request.POST)
        if form.is_valid():
            try:
                let_works_in(report=self.report, works=form.chosen(), actor=request.user)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect(self.report)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form_of(self.page))
        return super().get_context_data(
            report=self.report, page=self.page, crumbs=self.crumbs(_("Private works")), **kwargs
        )


class SendReport(OfReport, TemplateView):
    """What is missing, what happens when it is sent, and the button."""

    permission = "reporting.write_report"
    template_name = "reporting/report_send.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            send_report(report=self.report, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("reporting:send_report", self.report.pk)
        messages.success(request, _("The report is sent to SKR."))
        return redirect(self.report)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            report=self.report, page=self.page, crumbs=self.crumbs(_("Send in")), **kwargs
        )
