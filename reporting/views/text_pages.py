"""SKR's pages of its own texts: the list, the editor, shown to everybody or not."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from modellkonceptet.views import PermissionView
from reporting.forms.text_page import TextPageForm
from reporting.models import TextPage
from reporting.services.text_pages import (
    WRITE_TEXTS,
    add_text,
    publish_text,
    save_text_page,
    unpublish_text,
)
from reporting.views.text_editing import EarlierView, Editor, PreviewView


def crumbs_to(*rest: tuple[str, str]) -> list[dict[str, str]]:
    steps = [
        (_("SKR"), reverse("reporting:desk")),
        (_("Pages and texts"), reverse("reporting:texts")),
    ]
    return [{"label": label, "url": url} for label, url in [*steps, *rest]]


class TextDesk(PermissionView, TemplateView):
    permission = WRITE_TEXTS
    template_name = "reporting/texts_desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = TextPage.objects.visible_to(self.request.user).defer("body_sv", "body_en")
        rows = list(every.select_related("changed_by"))
        return super().get_context_data(
            rows=rows,
            public=sum(one.published_at is not None for one in rows),
            crumbs=[*crumbs_to()[:1], {"label": _("Pages and texts"), "url": ""}],
            **kwargs,
        )


class _TextEditor(Editor):
    permission = WRITE_TEXTS
    form_class = TextPageForm
    template_name = "reporting/text_form.html"

    def get_success_url(self) -> str:
        return reverse("reporting:text", args=[self.result.pk])


class NewText(_TextEditor):
    def save(self, form: Any) -> TextPage:
        added = add_text(typed=form.typed(), actor=self.request.user)
        messages.success(self.request, _("Saved as a draft. Publish it when it is ready."))
        return added

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(crumbs=crumbs_to((_("New text"), "")), **kwargs)


class OfText(PermissionView):
    permission = WRITE_TEXTS

    def get_permission_object(self) -> TextPage:
        found = TextPage.objects.visible_to(self.request.user).select_related("changed_by")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @property
    def page(self) -> TextPage:
        found: TextPage = self.permission_object
        return found


class EditText(OfText, _TextEditor):
    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"page": self.page}

    def standing(self) -> TextPage:
        found: TextPage = TextPage.objects.select_related("changed_by").get(pk=self.page.pk)
        return found

    def save(self, form: Any) -> TextPage:
        saved = save_text_page(
            page=self.page, seen=form.base_version, typed=form.typed(), actor=self.request.user
        )
        messages.success(self.request, _("Saved."))
        return saved

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=self.page, crumbs=crumbs_to((self.page.title, "")), **kwargs
        )


class ShowText(OfText):
    """For everybody, or a draft again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_publishing = request.POST.get("publish") == "yes"
        service = publish_text if is_publishing else unpublish_text
        try:
            service(page=self.page, actor=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            done = (
                _("Published: everybody can read it.")
                if is_publishing
                else _("It is a draft again. SKR alone sees it.")
            )
            messages.success(request, done)
        return redirect("reporting:text", self.kwargs["pk"])


class PreviewText(PreviewView):
    permission = WRITE_TEXTS


class EarlierTextPages(OfText, EarlierView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("reporting:text", args=[self.page.pk])
        return super().get_context_data(
            back=back,
            crumbs=crumbs_to((self.page.title, back), (_("Earlier versions"), "")),
            **kwargs,
        )
