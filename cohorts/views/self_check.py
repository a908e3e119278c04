"""The self-check of a round: kind of organisation, at most five questions, a verdict on each."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.forms.public import KindForm, SelfCheckForm
from cohorts.models import Cohort, Terms
from cohorts.self_check import questions_for
from modellkonceptet.civil_dates import today as civil_today
from modellkonceptet.views import PUBLIC, PermissionView


class SelfCheckView(PermissionView, TemplateView):
    """Answers come by POST and are shown back as a verdict; nothing is stored."""

    permission = PUBLIC
    login_required = False
    template_name = "cohorts/self_check.html"
    result_template = "cohorts/self_check_result.html"

    @cached_property
    def cohort(self) -> Cohort:
        cohorts = Cohort.objects.visible_to(self.request.user).with_public_parts()
        return get_object_or_404(cohorts, slug=self.kwargs["slug"])

    @cached_property
    def terms_by_kind(self) -> dict[str, Terms]:
        terms = {t.programme.participant_kind: t for t in self.cohort.terms.all()}
        if not any(questions_for(t) for t in terms.values()):
            raise Http404
        return terms

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if len(self.terms_by_kind) > 1:
            return self._page(form=KindForm(), asks_kind=True)
        return self._page(form=self._form(next(iter(self.terms_by_kind.values()))))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        terms = self.terms_by_kind.get(request.POST.get("kind", ""))
        if terms is None:
            return self._page(form=KindForm(request.POST), asks_kind=True, status=422)
        if "answered" not in request.POST:
            return self._page(form=self._form(terms))
        form = self._form(terms, request.POST)
        if not form.is_valid():
            return self._page(form=form, status=422)
        self.template_name = self.result_template
        return self._page(result=form.result())

    def _form(self, terms: Terms, data: Any = None) -> SelfCheckForm:
        return SelfCheckForm(data, terms=terms, questions=questions_for(terms))

    def _page(self, *, status: int = 200, **context: Any) -> HttpResponse:
        crumbs = [
            {"label": _("Rounds"), "url": reverse("cohorts:cohorts")},
            {"label": self.cohort.name, "url": self.cohort.get_absolute_url()},
            {"label": _("Self-check"), "url": ""},
        ]
        page = {
            "cohort": self.cohort,
            "is_open": self.cohort.is_open(civil_today()),
            "crumbs": crumbs,
            **context,
        }
        return self.render_to_response(self.get_context_data(**page), status=status)
