"""What search engines may read: the public pages one by one, and what they are kept from."""

from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from modellkonceptet.civil_dates import today
from reporting.archive_records import (
    organisations_in_archive,
    public_cohorts,
    published_examples,
    published_pages,
    published_results,
)

PAGES = (
    "start",
    "cohorts:cohorts",
    "archive:archive",
    "archive:timeline",
    "archive:results",
    "archive:examples",
    "archive:text_pages",
    "archive:open_data",
    "learning_meetings:open_meetings",
    "pages:questions",
    "pages:glossary",
    "pages:contact",
    "pages:accessibility",
    "pages:privacy",
    "pages:cookies",
)
# Closed is the default here too: what is not named leads to a sign-in, a form or a secret link.
OPEN = (
    "/$",
    "/static/",
    "/omgangar/",
    "/organisationer/",
    "/arkiv/",
    "/oppna-data/",
    "/flode/",
    "/sitemap.xml",
    "/traffar/oppna/",
    "/sidor/",
    "/fragor/",
    "/ordlista/",
    "/kontakt/",
    "/tillganglighet/",
    "/personuppgifter/",
    "/kakor/",
)
# A page of answers to one question is nobody's to keep; an application begins with a sign-in.
CLOSED = ("/arkiv/sok/", "/omgangar/*/ansok/", "/omgangar/*/sjalvtest/")


def robots() -> str:
    """As RFC 9309 says: the longest rule that fits decides, and in older readers the first."""
    return "\n".join(
        [
            "User-agent: *",
            *(f"Disallow: {path}" for path in CLOSED),
            *(f"Allow: {path}" for path in OPEN),
            "Disallow: /",
            f"Sitemap: {settings.SITE_URL}{reverse('archive:sitemap')}",
            "",
        ]
    )


class _OurSitemap(Sitemap):
    """Addresses are the site's own, whatever name it was asked by."""

    @property
    def protocol(self) -> str:  # type: ignore[override]
        return settings.SITE_URL.partition("://")[0]

    def get_domain(self, site: Any = None) -> str:
        return settings.SITE_URL.partition("://")[2]


class PageSitemap(_OurSitemap):
    def items(self) -> list[str]:
        return list(PAGES)

    def location(self, item: Any) -> str:
        return reverse(item)


class RoundSitemap(_OurSitemap):
    def items(self) -> Any:
        return public_cohorts()


class OrganisationSitemap(_OurSitemap):
    """Those who have taken part; the pages of the others say nothing that is not in registers."""

    def items(self) -> Any:
        return organisations_in_archive(today()).prefetch_related(None)


class ResultSitemap(_OurSitemap):
    def items(self) -> Any:
        return published_results()

    def location(self, item: Any) -> str:
        return reverse("archive:result", args=[item.pk])


class ExampleSitemap(_OurSitemap):
    def items(self) -> Any:
        return published_examples().defer("body")


class TextPageSitemap(_OurSitemap):
    def items(self) -> Any:
        return published_pages().defer("body_sv", "body_en")


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "pages": PageSitemap,
    "rounds": RoundSitemap,
    "organisations": OrganisationSitemap,
    "results": ResultSitemap,
    "examples": ExampleSitemap,
    "texts": TextPageSitemap,
}
