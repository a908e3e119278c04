"""Official figures: what a participant follows, one indicator, the search in Kolada, a file."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from improvements.forms.official import SearchForm
from improvements.kolada import Indicator
from improvements.kolada_connection import KoladaError, KoladaRefused
from improvements.models import ChosenIndicator
from improvements.official_page import IndicatorPage, OfficialPage, export_rows
from improvements.services.official_figures import (
    choose_indicator,
    find_indicators,
    request_fetch,
    unchoose_indicator,
)
from improvements.views.work import AtHome, crumbs_to
from modellkonceptet.tables import Table, TableFile

MOST_SHOWN = 30


class OfFigures(AtHome):
    """A page about one participant's official figures."""

    @property
    def page_url(self) -> str:
        return reverse("improvements:official", args=[self.participation.pk])

    @property
    def at_home(self) -> bool:
        return bool(
            self.request.user.has_perm("improvements.work_at_home", self.participation)  # type: ignore[union-attr]
        )

    def crumbs(self, *rest: str) -> list[dict[str, str]]:
        steps = crumbs_to(self.participation, self.request.user)
        steps.append({"label": _("Official figures"), "url": self.page_url if rest else ""})
        return [*steps, *({"label": label, "url": ""} for label in rest)]


class Official(OfFigures, TemplateView):
    template_name = "improvements/official.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=OfficialPage(self.participation, self.request.user),
            participation=self.participation,
            at_home=self.at_home,
            crumbs=self.crumbs(),
            **kwargs,
        )


class OfficialIndicatorView(OfFigures, TemplateView):
    template_name = "improvements/official_indicator.html"

    @cached_property
    def chosen(self) -> ChosenIndicator:
        rows = ChosenIndicator.objects.visible_to(self.request.user).select_related("indicator")
        found = rows.filter(participation=self.participation, pk=self.kwargs["row"]).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = IndicatorPage(self.participation, self.request.user, self.chosen)
        return super().get_context_data(
            page=page,
            participation=self.participation,
            at_home=self.at_home,
            crumbs=self.crumbs(page.indicator.title),
            **kwargs,
        )


class OfficialSearch(OfFigures, TemplateView):
    """Asks Kolada when there are words; without an answer the page says why."""

    permission = "improvements.work_at_home"
    template_name = "improvements/official_search.html"
    form: SearchForm
    found: tuple[Indicator, ...] | None = None
    silence = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = SearchForm(request.GET if "q" in request.GET else None)
        if self.form.is_valid():
            self._ask(self.form.cleaned_data["q"])
        status = 422 if self.form.errors else 200
        return self.render_to_response(self.get_context_data(), status=status)

    def _ask(self, words: str) -> None:
        try:
            self.found = find_indicators(words)
        except KoladaRefused as error:
            self.form.add_error("q", str(error))
        except KoladaError as error:
            self.silence = str(error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = ChosenIndicator.objects.filter(participation=self.participation)
        chosen = rows.values_list("indicator__kolada_id", flat=True)
        found = self.found or ()
        return super().get_context_data(
            form=self.form,
            participation=self.participation,
            searched=self.found is not None,
            count=len(found),
            found=found[:MOST_SHOWN],
            followed=set(chosen),
            silence=self.silence,
            crumbs=self.crumbs(_("Search in Kolada")),
            **kwargs,
        )


class _Press(OfFigures):
    """A button: one service call, and back to the page with a sentence."""

    permission = "improvements.work_at_home"
    said: str = ""
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.call_service()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, self.said)
        return redirect(self.page_url)

    def call_service(self) -> Any:
        raise NotImplementedError


class ChooseOfficial(_Press):
    @property
    def said(self) -> str:  # type: ignore[override]
        return _("It is followed from now on, and its figures are being fetched.")

    def call_service(self) -> Any:
        number = self.request.POST.get("number", "")
        return choose_indicator(
            participation=self.participation, kolada_id=number, actor=self.request.user
        )


class UnchooseOfficial(_Press):
    @property
    def said(self) -> str:  # type: ignore[override]
        return _("It is not followed any more. You can choose it again.")

    def call_service(self) -> Any:
        return unchoose_indicator(
            participation=self.participation,
            chosen_id=self.kwargs["row"],
            actor=self.request.user,
        )


class FetchOfficial(_Press):
    @property
    def said(self) -> str:  # type: ignore[override]
        return _("The figures are being fetched.")

    def call_service(self) -> Any:
        return request_fetch(participation=self.participation, actor=self.request.user)


class OfficialFile(TableFile, OfFigures):
    """Every figure of the page, with its source in the last line."""

    def table(self) -> Table:
        page = OfficialPage(self.participation, self.request.user)
        return Table(_("Official figures"), export_rows(page), held=2, source=page.source)
