"""The public archive: who has taken part, the rounds in time, search, open data, feed, robots."""

from typing import Any

from django.contrib.sitemaps.views import sitemap
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.generic import DetailView, ListView, TemplateView

from modellkonceptet.civil_dates import today
from modellkonceptet.delimited import CSV
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PUBLIC, PermissionView
from reporting.archive_feed import RoundsFeed
from reporting.archive_page import export_rows, read_archive
from reporting.archive_records import published_evaluations, published_results
from reporting.archive_search import LONGEST, search
from reporting.archive_sitemap import SITEMAPS, robots
from reporting.archive_timeline import read_timeline
from reporting.open_data import BY_SLUG, LICENCE_URL, TABLES, VERSION, Contents
from reporting.report_document import show_public

HITS = 20


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"label": _("Archive"), "url": reverse("archive:archive")}, {"label": label, "url": ""}]


class ArchiveView(PermissionView, TemplateView):
    permission = PUBLIC
    login_required = False
    template_name = "reporting/archive.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page=read_archive(today(), self.request.GET), **kwargs)


class ArchiveFile(TableFile):
    """Those that the filters let through, with what each has done."""

    permission = PUBLIC
    login_required = False

    def table(self) -> Table:
        page = read_archive(today(), self.request.GET)
        return Table(_("All who have taken part"), export_rows(page))


class TimelineView(PermissionView, TemplateView):
    permission = PUBLIC
    login_required = False
    template_name = "reporting/archive_timeline.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            timeline=read_timeline(today()), crumbs=_crumbs(_("Timeline")), **kwargs
        )


class SearchView(PermissionView, TemplateView):
    permission = PUBLIC
    login_required = False
    template_name = "reporting/archive_search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = search(self.request.GET.get("q", ""))
        page_obj = Paginator(found.hits, HITS).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            found=found, page_obj=page_obj, longest=LONGEST, crumbs=_crumbs(_("Search")), **kwargs
        )


class ResultsView(PermissionView, ListView):
    """What has been published, the latest first."""

    permission = PUBLIC
    login_required = False
    template_name = "reporting/archive_results.html"
    paginate_by = HITS

    def get_queryset(self) -> Any:
        return published_results()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            evaluations=list(published_evaluations()), crumbs=_crumbs(_("Results")), **kwargs
        )


class ResultView(PermissionView, DetailView):
    """The sections of one report that its organisation has published, and nothing else of it."""

    permission = PUBLIC
    login_required = False
    template_name = "reporting/archive_result.html"
    context_object_name = "report"

    def get_queryset(self) -> Any:
        return published_results()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = _crumbs(_("Results"))
        crumbs[-1]["url"] = reverse("archive:results")
        return super().get_context_data(
            shown=show_public(self.object),
            crumbs=[*crumbs, {"label": str(self.object.participation), "url": ""}],
            **kwargs,
        )


class OpenDataView(PermissionView, TemplateView):
    permission = PUBLIC
    login_required = False
    template_name = "reporting/archive_open_data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            tables=TABLES,
            version=VERSION,
            licence_url=LICENCE_URL,
            crumbs=_crumbs(_("Open data")),
            **kwargs,
        )


class OpenDataFile(PermissionView):
    """One table in one form; whoever has it already is told so without getting it again."""

    permission = PUBLIC
    login_required = False
    table = ""
    form = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        contents = Contents.of(BY_SLUG[self.table])
        answer: Any
        if self.form == "csv":
            answer = StreamingHttpResponse(contents.as_csv(), content_type=CSV)
        else:
            answer = StreamingHttpResponse(contents.as_json(), content_type="application/json")
        mark = quote_etag(f"{contents.mark}-{self.form}")
        answer["Content-Disposition"] = f'inline; filename="{self.table}.{self.form}"'
        answer["Access-Control-Allow-Origin"] = "*"  # the same for everybody, and read only
        answer["ETag"] = mark
        _let_others_keep(request, answer)
        return get_conditional_response(request, etag=mark, response=answer) or answer


class FeedView(PermissionView):
    """The rounds' news in Swedish, whatever language the reader's program asks for."""

    permission = PUBLIC
    login_required = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with override("sv"):
            answer = RoundsFeed()(request)
        _let_others_keep(request, answer)
        return answer


class SitemapView(PermissionView):
    permission = PUBLIC
    login_required = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return sitemap(request, SITEMAPS)


class RobotsView(PermissionView):
    permission = PUBLIC
    login_required = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(robots(), content_type="text/plain; charset=utf-8")


def _let_others_keep(request: HttpRequest, answer: Any) -> None:
    """They ask each time whether it has changed: what is withdrawn is gone everywhere at once.

    Not what a signed-in person is sent: that stays out of every cache, as all their pages.
    """
    if not request.user.is_authenticated:
        patch_cache_control(answer, public=True, no_cache=True)
