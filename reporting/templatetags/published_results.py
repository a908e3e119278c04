"""Published results on pages of apps below this one: {% load published_results %}."""

from typing import Any

from django import template

from reporting import archive_records

register = template.Library()


@register.simple_tag
def published_results(organisation: Any) -> list[Any]:
    """{% published_results organisation as results %}: what it has published, the latest first."""
    found = archive_records.published_results().filter(participation__organisation=organisation)
    return list(found)
