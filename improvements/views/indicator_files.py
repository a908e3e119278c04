"""An indicator as a file: its figures, its charts, and a page for paper with both."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from improvements.indicator_page import IndicatorPage
from improvements.indicator_table import file_rows
from improvements.views.indicator import OfIndicator, language
from modellkonceptet.charts import Scheme, Width
from modellkonceptet.form_fields import whole_number
from modellkonceptet.pdf import PdfUnavailableError, render_pdf
from modellkonceptet.tables import Table, TableFile


class _File(OfIndicator):
    """What is in it is what the reader sees on the page, no more."""

    @cached_property
    def page(self) -> IndicatorPage:
        return IndicatorPage(self.indicator, self.request.user, language())

    @property
    def name(self) -> str:
        return slugify(self.indicator.name) or "indikator"

    def answer(self, content: bytes | str, kind: str, ending: str) -> HttpResponse:
        response = HttpResponse(content, content_type=kind)
        response["Content-Disposition"] = content_disposition_header(True, f"{self.name}.{ending}")
        response["X-Content-Type-Options"] = "nosniff"
        return response


class FiguresFile(TableFile, _File):
    """The figures as the page's table has them, in the columns that the import reads."""

    def table(self) -> Table:
        page = self.page
        return Table(
            self.name,
            file_rows(page.charts.stock),
            title=self.indicator.name,
            source=self.indicator.source,
            definitions=[(fact.name, fact.value) for fact in page.facts],
        )


class PictureFile(_File):
    """The wide chart in light colours; `chart` in the address says which, from nought."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        pictures = self.page.charts.pictures
        number = whole_number(request.GET.get("chart")) or 0
        if number >= len(pictures) or not pictures[number]:
            raise Http404
        return self.answer(wide_light(pictures[number]), "image/svg+xml; charset=utf-8", "svg")


class PaperFile(_File):
    """One page with the same charts and the same table."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            content = indicator_pdf(self.page)
        except PdfUnavailableError as error:
            messages.error(request, str(error))
            return redirect(self.indicator)
        return self.answer(content, "application/pdf", "pdf")


def wide_light(pictures: Any) -> str:
    """The one of a chart's pictures that stands on paper."""
    found = (one for one in pictures if (one.width, one.scheme) == (Width.WIDE, Scheme.LIGHT))
    return str(next(found).svg)


def indicator_pdf(page: IndicatorPage) -> bytes:
    return render_pdf(
        template="pdf/indicator.html",
        context={"page": page, "organiser": settings.ORGANISER_NAME},
        language=page.language,
        title=_("%(indicator)s, %(who)s")
        % {"indicator": page.indicator.name, "who": page.indicator.participation},
        created=timezone.now(),
        identifier=f"indicator-{page.indicator.pk}",
    )
