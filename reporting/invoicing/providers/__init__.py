"""Where e-invoices are handed over: a provider of an access point, chosen by INVOICE_PROVIDER.

Another provider is a module here with a class that answers `hand_over`, and a line in PROVIDERS.
"""

from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

PROVIDERS = {"file_drop": "reporting.invoicing.providers.file_drop.FileDrop"}


class ProviderError(Exception):
    """The provider did not take the invoice; the text is for SKR's finance."""


class Provider(Protocol):
    def hand_over(self, *, number: str, xml: bytes) -> str:
        """Give the invoice to the provider; return by what id the provider knows it.

        Asked again about the same invoice it answers the same and sends nothing more: the caller
        may fail after the answer. Raises ProviderError.
        """


def provider_in_use() -> Provider | None:
    """None where e-invoices are carried to the access point by hand."""
    name = settings.INVOICE_PROVIDER
    if not name:
        return None
    if name not in PROVIDERS:
        known = ", ".join(sorted(PROVIDERS))
        raise ImproperlyConfigured(f"INVOICE_PROVIDER is {name!r}; known are: {known}.")
    found: Provider = import_string(PROVIDERS[name])()
    return found
