"""Public meetings on pages of apps below this one: {% load open_meetings %}."""

from typing import Any

from django import template

from learning_meetings import open_meetings as reading

register = template.Library()


@register.simple_tag(takes_context=True)
def open_meetings(context: Any, cohort: Any = None) -> list[reading.OpenMeeting]:
    """{% open_meetings cohort as meetings %}: those for which the reader can sign up."""
    return reading.open_meetings(context["request"].user, cohort=cohort)
