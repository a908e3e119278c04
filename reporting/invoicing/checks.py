"""System checks of how e-invoices leave."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from modellkonceptet.starting import AT_START
from reporting.invoicing.providers import PROVIDERS


@register(AT_START)
def provider_is_known(**kwargs: Any) -> list[Error]:
    """A misspelt provider would otherwise show first when finance hands an invoice over."""
    name = settings.INVOICE_PROVIDER
    if not name or name in PROVIDERS:
        return []
    known = ", ".join(sorted(PROVIDERS))
    return [
        Error(
            f"INVOICE_PROVIDER is {name!r}, which is no provider of an access point.",
            hint=f"Known are: {known}. Leave it empty to carry e-invoices by hand.",
            id="invoicing.E001",
        )
    ]
