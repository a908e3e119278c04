"""The driver diagram as an outline: added to, renamed, moved and taken away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from improvements.forms.work import (
    ChangeIdeaForm,
    ChangeIdeaStateForm,
    DriverForm,
    RenameDriverForm,
)
from improvements.improvement_page import ImprovementPage
from improvements.models import ChangeIdea, Driver
from improvements.services import drivers
from improvements.views.work import AtImprovement
from modellkonceptet.form_fields import whole_number
from modellkonceptet.views import ServiceFormView


class _AtDrivers(AtImprovement):
    permission = "improvements.work_at_home"

    @property
    def outline(self) -> str:
        return reverse("improvements:drivers", args=[self.improvement.pk])


class _Outline(_AtDrivers, ServiceFormView):
    """The whole outline with its two forms, one of which has been sent."""

    template_name = "improvements/drivers.html"
    sent = "driver_form"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"improvement": self.improvement}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.get_form()
        under = whole_number(self.request.GET.get("under"))
        forms = {
            "driver_form": DriverForm(
                improvement=self.improvement, initial={"parent": under}, prefix="driver"
            ),
            "idea_form": ChangeIdeaForm(
                improvement=self.improvement, initial={"driver": under}, prefix="idea"
            ),
        }
        forms[self.sent] = form if form.is_bound else forms[self.sent]
        page = ImprovementPage(self.improvement, self.request.user)
        return super().get_context_data(
            form=forms[self.sent],
            page=page,
            improvement=self.improvement,
            crumbs=self.crumbs(_("Driver diagram")),
            **forms,
            **kwargs,
        )


class Outline(_Outline):
    """Reading the outline, and adding a driver to it."""

    form_class = DriverForm
    prefix = "driver"

    def call_service(self, form: Any) -> Driver:
        return drivers.add_driver(
            improvement=self.improvement, **form.cleaned_data, actor=self.request.user
        )

    def get_success_url(self) -> str:
        messages.success(self.request, _("The driver is added."))
        return f"{self.outline}#driver-{self.result.pk}"


class AddChangeIdea(_Outline):
    form_class = ChangeIdeaForm
    prefix = "idea"
    sent = "idea_form"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.outline)

    def call_service(self, form: Any) -> ChangeIdea:
        return drivers.add_change_idea(
            improvement=self.improvement, **form.cleaned_data, actor=self.request.user
        )

    def get_success_url(self) -> str:
        messages.success(self.request, _("The change is added."))
        return f"{self.outline}#idea-{self.result.pk}"


class _RowForm(_AtDrivers, ServiceFormView):
    """One row of the outline on a page of its own."""

    template_name = "improvements/work_form.html"
    heading = ""
    anchor = ""

    def get_success_url(self) -> str:
        messages.success(self.request, _("Saved."))
        return f"{self.outline}#{self.anchor}-{self.kwargs['row']}"

    def standing(self) -> str:
        """What the row says now, for whoever saves next."""
        raise NotImplementedError

    def form_invalid(self, form: Any) -> HttpResponse:
        if form.has_error(NON_FIELD_ERRORS, code="changed_meanwhile"):
            form.data = form.data.copy()
            form.data["seen"] = self.standing()
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            improvement=self.improvement,
            heading=self.heading,
            button=_("Save"),
            back=self.outline,
            crumbs=self.crumbs(self.heading),
            **kwargs,
        )


class _AtDriver(_AtDrivers):
    @cached_property
    def driver(self) -> Driver:
        rows = self.improvement.drivers.select_related("improvement")
        return get_object_or_404(rows, pk=self.kwargs["row"])


class RenameDriver(_AtDriver, _RowForm):
    form_class = RenameDriverForm
    anchor = "driver"

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Change the driver")

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.driver.text, "text": self.driver.text}

    def standing(self) -> str:
        return Driver.objects.get(pk=self.driver.pk).text

    def call_service(self, form: Any) -> Driver:
        return drivers.rename_driver(
            driver=self.driver, **form.cleaned_data, actor=self.request.user
        )


class _RowAction(_AtDrivers):
    """A button at a row: one service call, and back to the outline with a word of it."""

    anchor = "outline"

    def act(self) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if done := self.act():
                messages.success(request, done)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(f"{self.outline}#{self.anchor}")


class MoveDriver(_AtDriver, _RowAction):
    @property
    def anchor(self) -> str:  # type: ignore[override]
        return f"driver-{self.driver.pk}"

    def act(self) -> str:
        earlier = self.request.POST.get("to") == "earlier"
        drivers.move_driver(driver=self.driver, earlier=earlier, actor=self.request.user)
        return ""


class RemoveDriver(_AtDriver, _RowAction):
    def act(self) -> str:
        drivers.remove_driver(driver=self.driver, actor=self.request.user)
        return _("The driver is removed.")


class _AtIdea(_AtDrivers):
    @cached_property
    def idea(self) -> ChangeIdea:
        rows = self.improvement.change_ideas.select_related("improvement")
        return get_object_or_404(rows, pk=self.kwargs["row"])


class ChangeChangeIdea(_AtIdea, _RowForm):
    form_class = ChangeIdeaStateForm
    anchor = "idea"

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Change the idea of a change")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"improvement": self.improvement}

    def get_initial(self) -> dict[str, Any]:
        idea = self.idea
        return {
            "seen": drivers.idea_stamp(idea),
            "text": idea.text,
            "driver": idea.driver_id,
            "status": idea.status,
        }

    def standing(self) -> str:
        return drivers.idea_stamp(ChangeIdea.objects.get(pk=self.idea.pk))

    def call_service(self, form: Any) -> ChangeIdea:
        return drivers.change_idea(idea=self.idea, **form.cleaned_data, actor=self.request.user)


class RemoveChangeIdea(_AtIdea, _RowAction):
    def act(self) -> str:
        drivers.remove_change_idea(idea=self.idea, actor=self.request.user)
        return _("The change is removed.")
