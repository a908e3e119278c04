"""Indicators: those of a participant, one of them with its charts, and what it is."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Participation
from improvements.chart_pages import IndicatorsPage, export_rows
from improvements.forms.indicator import IndicatorForm
from improvements.indicator_page import IndicatorPage
from improvements.models import Improvement, Indicator
from improvements.services.charting import charted
from improvements.services.indicators import (
    change_indicator,
    close_indicator,
    create_indicator,
    reopen_indicator,
    said_of,
)
from improvements.views.work import AtHome, crumbs_to
from modellkonceptet.form_fields import whole_number
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView, ServiceFormView


def language() -> str:
    return (get_language() or "sv")[:2]


def crumbs_to_indicators(participation: Participation, user: Any) -> list[dict[str, str]]:
    url = reverse("improvements:indicators", args=[participation.pk])
    return [*crumbs_to(participation, user), {"label": _("Indicators"), "url": url}]


class Indicators(AtHome, TemplateView):
    template_name = "improvements/indicators.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=IndicatorsPage(self.participation, self.request.user, language()),
            participation=self.participation,
            crumbs=crumbs_to_indicators(self.participation, self.request.user),
            **kwargs,
        )


class IndicatorsFile(TableFile, AtHome):
    """How each of them stands; the figures of one are a file of their own."""

    def table(self) -> Table:
        page = IndicatorsPage(self.participation, self.request.user, language())
        title = _("Indicators")
        return Table(f"{title} {self.participation}", export_rows(page), title=title)


class OfIndicator(PermissionView):
    """Something about one indicator; a private one does not exist for others."""

    permission = "improvements.see_work"

    def get_permission_object(self) -> Indicator:
        rows = charted(Indicator.objects.visible_to(self.request.user)).select_related(
            "participation__organisation", "participation__unit", "participation__group"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def indicator(self) -> Indicator:
        found: Indicator = self.permission_object
        return found

    def crumbs(self, *rest: Any) -> list[dict[str, str]]:
        one = self.indicator
        steps = crumbs_to_indicators(one.participation, self.request.user)
        steps.append({"label": one.name, "url": one.get_absolute_url()})
        return [*steps, *({"label": str(label), "url": ""} for label in rest)]

    def get_success_url(self) -> str:
        return str(self.indicator.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        indicator = self.indicator
        context = {"indicator": indicator, "participation": indicator.participation}
        return super().get_context_data(**context, **kwargs)  # type: ignore[misc]


class IndicatorView(OfIndicator, TemplateView):
    template_name = "improvements/indicator.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = IndicatorPage(self.indicator, self.request.user, language())
        return super().get_context_data(page=page, crumbs=self.crumbs(), **kwargs)


class NewIndicator(AtHome, ServiceFormView):
    """`improvement` in the address is the work that it follows."""

    permission = "improvements.work_at_home"
    template_name = "improvements/indicator_form.html"
    form_class = IndicatorForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"home": self.participation}

    def get_initial(self) -> dict[str, Any]:
        number = whole_number(self.request.GET.get("improvement"))
        works = Improvement.objects.filter(participation=self.participation)
        work = works.filter(pk=number).first() if number else None
        return {
            "role": "outcome",
            "series": ["women", "men"],
            "frequency": "month",
            "unit": "%",
            "direction": "up",
            "improvement": work,
            "is_private": work is not None and work.is_private,
        }

    def call_service(self, form: Any) -> Indicator:
        return create_indicator(
            participation=self.participation, said=form.said(), actor=self.request.user
        )

    def get_success_url(self) -> str:
        messages.success(self.request, _("The indicator is saved. Now write its first figures."))
        return reverse("improvements:indicator_figures", args=[self.result.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = _("A new indicator")
        steps = crumbs_to_indicators(self.participation, self.request.user)
        return super().get_context_data(
            participation=self.participation,
            heading=heading,
            back=reverse("improvements:indicators", args=[self.participation.pk]),
            crumbs=[*steps, {"label": heading, "url": ""}],
            **kwargs,
        )


class ChangeIndicator(OfIndicator, ServiceFormView):
    permission = "improvements.work_at_home"
    template_name = "improvements/indicator_form.html"
    form_class = IndicatorForm
    heading = gettext_lazy("Change the indicator")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return kwargs | {"home": self.indicator.participation, "indicator": self.indicator}

    def call_service(self, form: Any) -> Indicator:
        return change_indicator(
            indicator=self.indicator,
            seen=form.cleaned_data["seen"],
            said=form.said(),
            actor=self.request.user,
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        """Where somebody else was first, the next save builds on what stands."""
        theirs = None
        if form.has_error(NON_FIELD_ERRORS, code="changed_meanwhile"):
            standing = Indicator.objects.select_related("improvement").get(pk=self.indicator.pk)
            theirs = differences(form, standing)
            form.data = form.data.copy()
            form.data["seen"] = said_of(standing).stamp
        return self.render_to_response(self.get_context_data(form=form, theirs=theirs), status=422)

    def get_success_url(self) -> str:
        messages.success(self.request, _("The indicator is saved."))
        return super().get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.heading,
            back=self.indicator.get_absolute_url(),
            crumbs=self.crumbs(self.heading),
            **kwargs,
        )


def differences(form: Any, standing: Indicator) -> list[dict[str, str]]:
    """What stands now where it is not what was typed, question by question."""
    there = IndicatorForm(home=standing.participation, indicator=standing)
    found = []
    for field in form:
        if field.is_hidden:
            continue
        theirs = there[field.name].value()
        yours = field.field.prepare_value(form.cleaned_data.get(field.name))
        one, other = (_in_words(field, value) for value in (theirs, yours))
        if one != other:
            found.append({"name": str(field.label), "theirs": one, "yours": other})
    return found


def _in_words(field: Any, value: Any) -> str:
    if isinstance(value, bool) or value in (None, "on"):
        return _("Yes") if value else ""
    choices = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    many = value if isinstance(value, (list, tuple)) else [value]
    keys = [str(getattr(each, "pk", each)) for each in many]
    return ", ".join(choices.get(key, key) for key in keys)


class _Press(OfIndicator):
    """A button; the address by itself leads to the page."""

    permission = "improvements.work_at_home"
    service: Any = None
    said: Any = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return redirect(self.indicator)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            type(self).service(indicator=self.indicator, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, self.said)
        return redirect(self.indicator)


class CloseIndicator(_Press):
    service = staticmethod(close_indicator)
    said = gettext_lazy("The indicator is no longer followed. Its figures can still be read.")


class ReopenIndicator(_Press):
    service = staticmethod(reopen_indicator)
    said = gettext_lazy("The indicator is followed again.")
