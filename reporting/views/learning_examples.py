"""SKR's pages of learning examples: the list, the editor, published and withdrawn."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from modellkonceptet.civil_dates import civil_date
from modellkonceptet.form_fields import whole_number
from modellkonceptet.views import PermissionView
from reporting.archive_records import published_examples, published_results
from reporting.enums import WRITE_EXAMPLES, ExampleStatus
from reporting.example_beginnings import Beginning, beginnings_in
from reporting.forms.learning_example import ExampleForm
from reporting.models import LearningExample, ResultReport
from reporting.report_content import from_data
from reporting.services.learning_examples import (
    add_example,
    publish_example,
    save_example,
    withdraw_example,
)
from reporting.views.text_editing import EarlierView, Editor, PreviewView

ROWS = 50
MOST_REPORTS = 30


def crumbs_to(*rest: tuple[str, str]) -> list[dict[str, str]]:
    steps = [
        (_("SKR"), reverse("reporting:desk")),
        (_("Learning examples"), reverse("reporting:examples")),
    ]
    return [{"label": label, "url": url} for label, url in [*steps, *rest]]


class ExampleDesk(PermissionView, TemplateView):
    """All of them with drafts, what was changed last on top."""

    permission = WRITE_EXAMPLES
    template_name = "reporting/examples_desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = LearningExample.objects.visible_to(self.request.user).defer("body")
        rows = every.select_related("organisation", "changed_by").order_by("-changed_at", "-pk")
        page_obj = Paginator(rows, ROWS).get_page(self.request.GET.get("page"))
        shown = set(published_examples().values_list("pk", flat=True))
        return super().get_context_data(
            rows=[(one, one.pk in shown) for one in page_obj],
            page_obj=page_obj,
            total=page_obj.paginator.count,
            public=len(shown),
            crumbs=[*crumbs_to()[:1], {"label": _("Learning examples"), "url": ""}],
            **kwargs,
        )


class _ExampleEditor(Editor):
    permission = WRITE_EXAMPLES
    form_class = ExampleForm
    template_name = "reporting/example_form.html"

    def get_success_url(self) -> str:
        return reverse("reporting:example", args=[self.result.pk])


class NewExample(_ExampleEditor):
    """Blank, or begun from what is public of a report: the address says which, and which part."""

    @cached_property
    def report(self) -> ResultReport | None:
        number = whole_number(self.request.GET.get("report"))
        return get_object_or_404(published_results(), pk=number) if number else None

    @cached_property
    def beginnings(self) -> list[Beginning]:
        public = self.report.public if self.report else None
        return beginnings_in(from_data(public)) if public else []

    @cached_property
    def beginning(self) -> Beginning | None:
        wanted = self.request.GET.get("part")
        return next((one for one in self.beginnings if one.key == wanted), None)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"report": self.report}

    def get_initial(self) -> dict[str, Any]:
        if self.report is None or self.report.published_at is None:
            return {}
        initial: dict[str, Any] = {
            "organisation": self.report.participation.organisation_id,
            "cohort": self.report.participation.cohort_id,
            "year": civil_date(self.report.published_at).year,
        }
        if self.beginning:
            title, body = self.beginning.title, self.beginning.body
            initial |= {"title_sv": title[:150], "body": body}
        return initial

    def save(self, form: Any) -> LearningExample:
        added = add_example(told=form.told(), report=self.report, actor=self.request.user)
        messages.success(self.request, _("Saved as a draft. Publish it when it is ready."))
        return added

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reports = [] if self.report else list(published_results().defer("public")[:MOST_REPORTS])
        return super().get_context_data(
            report=self.report,
            beginnings=self.beginnings,
            beginning=self.beginning,
            reports=reports,
            crumbs=crumbs_to((_("New example"), "")),
            **kwargs,
        )


class OfExample(PermissionView):
    permission = WRITE_EXAMPLES

    def get_permission_object(self) -> LearningExample:
        found = LearningExample.objects.visible_to(self.request.user)
        of = found.select_related(
            "organisation", "cohort", "changed_by", "report__participation__organisation"
        )
        return get_object_or_404(of, pk=self.kwargs["pk"])

    @property
    def example(self) -> LearningExample:
        found: LearningExample = self.permission_object
        return found


class EditExample(OfExample, _ExampleEditor):
    def get_form_kwargs(self) -> dict[str, Any]:
        example = self.example
        return super().get_form_kwargs() | {"example": example, "report": example.report}

    def standing(self) -> LearningExample:
        found: LearningExample = LearningExample.objects.select_related("changed_by").get(
            pk=self.example.pk
        )
        return found

    def save(self, form: Any) -> LearningExample:
        saved = save_example(
            example=self.example,
            seen=form.base_version,
            told=form.told(),
            actor=self.request.user,
        )
        messages.success(self.request, _("Saved."))
        return saved

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        example = self.example
        is_published = example.status == ExampleStatus.PUBLISHED
        return super().get_context_data(
            example=example,
            is_published=is_published,
            is_shown=is_published and published_examples().filter(pk=example.pk).exists(),
            crumbs=crumbs_to((example.title, "")),
            **kwargs,
        )


class ShowExample(OfExample):
    """Published, or withdrawn."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_publishing = request.POST.get("publish") == "yes"
        service = publish_example if is_publishing else withdraw_example
        try:
            service(example=self.example, actor=request.user)
        except ValidationError as error:
            messages.warning(request, _refusal(error))
        else:
            done = (
                _("Published: everybody can read it.")
                if is_publishing
                else _("Withdrawn: nobody outside reads it any more.")
            )
            messages.success(request, done)
        return redirect("reporting:example", self.kwargs["pk"])


def _refusal(error: ValidationError) -> str:
    if getattr(error, "code", "") == "incomplete" or hasattr(error, "error_dict"):
        return _("Write the summary and the text, and save. Then it can be published.")
    return " ".join(error.messages)


class PreviewExample(PreviewView):
    permission = WRITE_EXAMPLES


class EarlierExamples(OfExample, EarlierView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("reporting:example", args=[self.example.pk])
        return super().get_context_data(
            back=back,
            crumbs=crumbs_to((self.example.title, back), (_("Earlier versions"), "")),
            **kwargs,
        )
