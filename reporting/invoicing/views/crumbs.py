"""Breadcrumbs of SKR's invoice pages: all below what is to be invoiced, where the menu leads."""

from django.urls import reverse
from django.utils.translation import gettext as _


def crumbs_to(*rest: tuple[str, str]) -> list[dict[str, str]]:
    """(label, address) of the steps below; without any, the page of invoices is the last."""
    steps = [
        (_("SKR"), reverse("reporting:desk")),
        (_("Invoices"), reverse("invoicing:to_invoice")),
        *rest,
    ]
    return [{"label": label, "url": url} for label, url in steps]


def all_invoices() -> tuple[str, str]:
    """The step above an issued invoice."""
    return _("All invoices"), reverse("invoicing:invoices")
