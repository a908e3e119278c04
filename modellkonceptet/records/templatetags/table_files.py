"""Where a list can be had as a file: {% load table_files %}."""

from typing import Any

from django import template
from django.urls import reverse

from modellkonceptet.tables import KINDS

register = template.Library()
_PROGRAMS = {"xlsx": "Excel", "csv": "CSV"}


@register.inclusion_tag("components/table_files.html")
def table_files(page: str, *args: Any, total: int | None = None, query: str = "") -> dict[str, Any]:
    """{% table_files 'app:page' pk total=n query=… %}: a link a kind; `query` are the filters."""
    asked = f"?{query}" if query else ""
    return {
        "total": total,
        "links": [(_PROGRAMS[kind], reverse(page, args=[*args, kind]) + asked) for kind in KINDS],
    }
