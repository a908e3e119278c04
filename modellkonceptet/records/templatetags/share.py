"""What search engines and those one shares a page with are told of it: {% load share %}."""

from html import unescape
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeData
from django.utils.translation import get_language

register = template.Library()
_PLACES = {"sv": "sv_SE", "en": "en_GB"}


@register.inclusion_tag("components/share.html", takes_context=True)
def share(context: dict[str, Any], title: str, description: str) -> dict[str, str]:
    """{% share title description %} in the block `share` of a public page.

    The address is the site's own and without a question: filters and pages are the same page.
    """
    return {
        "title": _plain(title),
        "description": _plain(description),
        "url": f"{settings.SITE_URL}{context['request'].path}",
        "place": _PLACES.get(get_language() or "sv", "sv_SE"),
    }


def _plain(words: str) -> str:
    """On one line, and escaped once: what a template has put together is so already."""
    return " ".join((unescape(words) if isinstance(words, SafeData) else words).split())
