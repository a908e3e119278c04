"""Long lists in pages: the same envelope everywhere."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import create_model

from reporting.api.words import told
from reporting.open_data import LICENCE, LICENCE_URL, VERSION

MOST = 200


class Paging(Schema):
    """Which page, and how long it is."""

    sida: int = told(_("Which page; the first is 1."), 1, default=1, ge=1, le=10_000)
    antal: int = told(_("How many rows a page holds."), 50, default=50, ge=1, le=MOST)


class Page(Schema):
    antal_totalt: int = told(_("How many rows there are on all pages."), 1)
    sida: int = told(_("This page."), 1)
    sidor: int = told(_("How many pages there are."), 1)
    nasta: str | None = told(_("The address of the next page; null on the last."), None)


class OpenPage(Page):
    """With what the files of the open data say of themselves."""

    version: str = told(_("The version of the open data’s fields."), VERSION)
    licens: str = told(_("The licence."), LICENCE)
    licens_url: str = told(_("The licence’s text."), LICENCE_URL)
    utgivare: str = told(_("Who publishes it."), "Sveriges Kommuner och Regioner (SKR)")


def pages_of(row: type[Schema], kind: type[Page]) -> Any:
    """The envelope around rows of this kind."""
    return create_model(
        f"{row.__name__}Sida",
        __base__=kind,
        rader=(list[row], told(_("The rows of this page."))),  # type: ignore[valid-type]
    )


def page_of(
    request: HttpRequest, asked: Paging, rows: Any, say: Callable[[Any], Any]
) -> dict[str, Any]:
    """A page of the rows, a list or a queryset; beyond the last page it is empty."""
    pages = Paginator(rows, asked.antal)
    exists = asked.sida <= pages.num_pages
    return {
        "antal_totalt": pages.count,
        "sida": asked.sida,
        "sidor": pages.num_pages,
        "nasta": _next(request, asked.sida + 1) if asked.sida < pages.num_pages else None,
        "rader": [say(row) for row in pages.page(asked.sida)] if exists else [],
    }


def open_page_of(
    request: HttpRequest, asked: Paging, rows: Any, say: Callable[[Any], Any]
) -> dict[str, Any]:
    return {
        "version": VERSION,
        "licens": LICENCE,
        "licens_url": LICENCE_URL,
        "utgivare": settings.ORGANISER_NAME,
        **page_of(request, asked, rows, say),
    }


def _next(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["sida"] = str(number)
    return f"{settings.SITE_URL}{request.path}?{query.urlencode()}"
