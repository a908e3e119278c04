"""What people say about a curve: the median it is judged about, events, points that stand out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from improvements.forms.indicator_marks import EventForm, FreezeForm, PointForm, SplitForm
from improvements.indicator_page import IndicatorPage
from improvements.models import Baseline, ChartEvent, Measurement
from improvements.services.marking import (
    add_event,
    freeze_median,
    remove_baseline,
    remove_event,
    split_median,
)
from improvements.services.measuring import mark_astronomical
from improvements.views.indicator import OfIndicator, language
from modellkonceptet.views import ServiceFormView

TEMPLATE = "improvements/indicator_marks.html"


class _OnMarks(OfIndicator):
    """The page with all that is said about the curve, and a form for each kind of it."""

    permission = "improvements.work_at_home"

    def get_success_url(self) -> str:
        return reverse("improvements:indicator_marks", args=[self.indicator.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forms: dict[str, Any] = {
            "freeze": FreezeForm(),
            "split": SplitForm(),
            "event": EventForm(),
            "point": PointForm(indicator=self.indicator),
        }
        if "form" in kwargs:
            forms[kwargs["form"].prefix] = kwargs["form"]
        return super().get_context_data(
            page=IndicatorPage(self.indicator, self.request.user, language()),
            forms=forms,
            crumbs=self.crumbs(_("About the curve")),
            **kwargs,
        )


class Marks(_OnMarks, TemplateView):
    """All of it, to read and to change."""

    template_name = TEMPLATE


class _Say(_OnMarks, ServiceFormView):
    """One of the forms; the page with what was typed where it is refused."""

    template_name = TEMPLATE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return redirect(self.get_success_url())

    def get_prefix(self) -> str:
        return str(self.form_class.prefix)  # type: ignore[union-attr]

    def get_success_url(self) -> str:
        messages.success(self.request, _("Noted."))
        return super().get_success_url() + f"#{self.get_prefix()}"


class Freeze(_Say):
    form_class = FreezeForm

    def call_service(self, form: Any) -> Any:
        return freeze_median(indicator=self.indicator, **form.cleaned_data, actor=self.request.user)


class Split(_Say):
    form_class = SplitForm

    def call_service(self, form: Any) -> Any:
        return split_median(indicator=self.indicator, **form.cleaned_data, actor=self.request.user)


class AddEvent(_Say):
    form_class = EventForm

    def call_service(self, form: Any) -> Any:
        return add_event(indicator=self.indicator, **form.cleaned_data, actor=self.request.user)


class MarkPoint(_Say):
    form_class = PointForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"indicator": self.indicator}

    def call_service(self, form: Any) -> Any:
        return mark_astronomical(
            measurement=form.cleaned_data["point"], marked=True, actor=self.request.user
        )


class _TakeBack(_OnMarks):
    """A button beside a row of the indicator's own."""

    rows: Any = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return redirect(self.get_success_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = self.rows.objects.filter(indicator=self.indicator)
        self.take_back(get_object_or_404(rows, pk=kwargs["row"]))
        messages.success(request, _("Taken away."))
        return redirect(self.get_success_url())

    def take_back(self, row: Any) -> None:
        raise NotImplementedError


class RemoveBaseline(_TakeBack):
    rows = Baseline

    def take_back(self, row: Baseline) -> None:
        remove_baseline(baseline=row, actor=self.request.user)


class RemoveEvent(_TakeBack):
    rows = ChartEvent

    def take_back(self, row: ChartEvent) -> None:
        remove_event(event=row, actor=self.request.user)


class UnmarkPoint(_TakeBack):
    rows = Measurement

    def take_back(self, row: Measurement) -> None:
        mark_astronomical(measurement=row, marked=False, actor=self.request.user)
