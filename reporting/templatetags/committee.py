"""What is left to write in a committee paper, marked: {% load committee %}."""

import re
from collections.abc import Collection

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def marking(text: str, marked: Collection[str]) -> SafeString:
    """{{ text|marking:paper.marked }}: line breaks kept, and each gap inside <mark>."""
    if not marked:
        return _lines(text)
    ordered = sorted(marked, key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, ordered))})", text)
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", words) if place % 2 else _lines(words),)
            for place, words in enumerate(pieces)
        ),
    )


def _lines(text: str) -> SafeString:
    # Escaped before the breaks are put in.
    return mark_safe(escape(text).replace("\n", "<br>"))  # noqa: S308
