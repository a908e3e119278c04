"""Dates in words in templates: {% load civil %}."""

from datetime import date, datetime

from django import template

from modellkonceptet import civil_dates

register = template.Library()

Day = date | datetime | None


@register.filter
def in_words(value: Day, form: str = "") -> str:
    """{{ day|in_words }}: "tisdag 14 september"; the form may hold "plain" and "year".

    "plain" leaves out the weekday; "year" says the year also when it is the current one.
    """
    if not value:
        return ""
    flags = form.split()
    return civil_dates.in_words(
        value, weekday="plain" not in flags, year=True if "year" in flags else "auto"
    )


@register.filter
def distance(value: Day, today: date | None = None) -> str:
    """{{ day|distance }}: "om 9 dagar"."""
    return civil_dates.distance(value, today) if value else ""


@register.simple_tag
def span(first: Day, last: Day = None) -> str:
    """{% span first last %}: "13–14 september 2021"."""
    return civil_dates.span(first, last) if first else ""


@register.simple_tag
def period(first: Day, last: Day, precision: str, note: bool = True) -> str:
    """{% period first last precision %}: "mars 2023, datum inte bestämt"."""
    return civil_dates.period(first, last, precision, note=note) if first else ""
