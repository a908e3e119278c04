"""What SKR has written, on pages of this app and of those below it: {% load skr_texts %}."""

from typing import Any

from django import template

from reporting import archive_records
from reporting.models import TextPage

register = template.Library()


@register.inclusion_tag("reporting/skr_text.html")
def skr_text(place: str) -> dict[str, Any]:
    """{% skr_text "start" %}: what SKR has written for that place, if it has; one query."""
    return {"text": TextPage.objects.published().filter(place=place).first()}


@register.simple_tag
def published_examples(organisation: Any) -> list[Any]:
    """{% published_examples organisation as examples %}: those about it, the latest first."""
    found = archive_records.published_examples().filter(organisation=organisation)
    return list(found.defer("body"))
