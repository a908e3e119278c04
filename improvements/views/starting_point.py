"""The starting point: read, written section by section, shared with the group."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from improvements.forms.starting_point import SectionForm, answer_field
from improvements.services.starting_points import (
    save_answers,
    share_starting_point,
    take_back_starting_point,
)
from improvements.starting_point_page import Section, StartingPointPage
from improvements.views.work import AtHome, crumbs_to
from modellkonceptet.views import ServiceFormView


class OfStartingPoint(AtHome):
    @cached_property
    def page(self) -> StartingPointPage:
        user = self.request.user
        at_home = user.has_perm("improvements.work_at_home", self.participation)  # type: ignore[union-attr]
        return StartingPointPage(self.participation, user, at_home=at_home)

    @property
    def page_url(self) -> str:
        return reverse("improvements:starting_point", args=[self.participation.pk])

    def crumbs(self, *rest: str) -> list[dict[str, str]]:
        steps = crumbs_to(self.participation, self.request.user)
        steps.append({"label": _("Starting point"), "url": self.page_url if rest else ""})
        return [*steps, *({"label": label, "url": ""} for label in rest)]


class StartingPointView(OfStartingPoint, TemplateView):
    template_name = "improvements/starting_point.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=self.page, participation=self.participation, crumbs=self.crumbs(), **kwargs
        )


class StartingPointHistory(OfStartingPoint, TemplateView):
    permission = "improvements.work_at_home"
    template_name = "improvements/starting_point_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=self.page,
            participation=self.participation,
            crumbs=self.crumbs(_("Earlier texts")),
            **kwargs,
        )


class StartingPointSection(OfStartingPoint, ServiceFormView):
    """The questions of one section; two who write in it at once keep what both have written."""

    permission = "improvements.work_at_home"
    template_name = "improvements/starting_point_section.html"
    form_class = SectionForm
    clashes: list[dict[str, str]] = []

    @cached_property
    def section(self) -> Section:
        found = self.page.section(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "questions": [row.question for row in self.section.rows],
            "shown": {row.question.pk: row.shown for row in self.section.rows},
        }

    def call_service(self, form: Any) -> Any:
        return save_answers(
            participation=self.participation, answers=form.answers(), actor=self.request.user
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        """Where somebody was first, both texts are shown, and the next save builds on theirs."""
        if form.has_error(NON_FIELD_ERRORS, code="changed_meanwhile"):
            typed = form.answers()
            differing = {
                row.question.pk: row
                for row in self.section.rows
                if row.changed_at and typed[row.question.pk].clashes_with(row.text)
            }
            self.clashes = [
                {
                    "question": row.question.text,
                    "who": row.changed_by,
                    "theirs": row.text,
                    "yours": form.cleaned_data[answer_field(pk)],
                }
                for pk, row in differing.items()
            ]
            form.take_over({pk: row.text for pk, row in differing.items()})
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        messages.success(self.request, _("Saved."))
        return f"{self.page_url}#{self.section.key}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=self.page,
            section=self.section,
            clashes=self.clashes,
            participation=self.participation,
            back=f"{self.page_url}#{self.section.key}",
            crumbs=self.crumbs(self.section.name),
            **kwargs,
        )


class _Press(OfStartingPoint):
    """A button: one service call, and back to the page with a sentence."""

    permission = "improvements.work_at_home"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            said = self.call_service()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, said)
        return redirect(self.page_url)

    def call_service(self) -> str:
        raise NotImplementedError


class ShareStartingPoint(_Press):
    def call_service(self) -> str:
        share_starting_point(participation=self.participation, actor=self.request.user)
        return _("Shared: your group, your mentor and SKR read it now.")


class TakeBackStartingPoint(_Press):
    def call_service(self) -> str:
        take_back_starting_point(participation=self.participation, actor=self.request.user)
        return _("Taken back: only your own team reads it now.")
