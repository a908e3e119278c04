"""Sums on the pages of invoices: {% load money %}."""

from decimal import Decimal

from django import template

from reporting.invoicing import kronor as amounts

register = template.Library()


@register.filter
def kronor(amount: Decimal | None) -> str:
    """{{ sum|kronor }}: "−62 500,00", as on the invoice itself."""
    return "" if amount is None else amounts.kronor(amount)
