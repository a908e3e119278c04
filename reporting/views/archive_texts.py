"""What SKR has written for everybody: learning examples with filters, and pages."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView

from modellkonceptet.views import PUBLIC, PermissionView
from reporting.archive_records import published_examples, published_pages
from reporting.archive_search import LONGEST
from reporting.example_page import read_examples

EXAMPLES = 20


class _ForEverybody(PermissionView):
    permission = PUBLIC
    login_required = False


class ExamplesView(_ForEverybody, TemplateView):
    template_name = "reporting/archive_examples.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = read_examples(self.request.GET)
        return super().get_context_data(
            page=page,
            page_obj=Paginator(page.examples, EXAMPLES).get_page(self.request.GET.get("page")),
            longest=LONGEST,
            crumbs=_crumbs((_("Learning examples"), "")),
            **kwargs,
        )


class ExampleView(_ForEverybody, DetailView):
    template_name = "reporting/archive_example.html"
    context_object_name = "example"

    def get_queryset(self) -> Any:
        return published_examples()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rest = (_("Learning examples"), reverse("archive:examples")), (self.object.title, "")
        return super().get_context_data(crumbs=_crumbs(*rest), **kwargs)


class TextPagesView(_ForEverybody, TemplateView):
    """What the foot of every page leads to: SKR's pages, and those that are part of the site."""

    template_name = "reporting/text_pages.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = published_pages().filter(is_listed=True).defer("body_sv", "body_en")
        return super().get_context_data(pages=list(listed), **kwargs)


class TextPageView(_ForEverybody, DetailView):
    template_name = "reporting/text_page.html"
    context_object_name = "page"

    def get_queryset(self) -> Any:
        return published_pages()


def _crumbs(*rest: tuple[str, str]) -> list[dict[str, str]]:
    steps = [(_("Archive"), reverse("archive:archive")), *rest]
    return [{"label": label, "url": url} for label, url in steps]
