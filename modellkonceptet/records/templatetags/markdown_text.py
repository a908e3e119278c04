"""SKR's texts in templates: {% load markdown_text %}{{ cohort.invitation|markdown }}."""

from django import template
from django.utils.safestring import SafeString

from modellkonceptet.markdown import render_markdown

register = template.Library()


@register.filter
def markdown(text: str | None, top_heading: int = 3) -> SafeString:
    """Safe HTML; headings begin at the given level."""
    return render_markdown(text or "", top_heading=top_heading)
