"""Whoever issues, signed in or not, and one issued invoice."""

import pytest

from reporting.invoicing.models import Invoice
from reporting.invoicing.services.invoice_files import make_files
from reporting.invoicing.services.issuing import issue_invoice
from tests.factories import make_user
from tests.invoicing.recipes import NoRules, make_participant, make_seller


@pytest.fixture
def clerk(db):
    make_seller()
    return make_user("ekonomi@skr.example", name="Ekonomi", staff_role="finance")


@pytest.fixture
def home(clerk):
    return make_participant()


@pytest.fixture
def invoice(home, clerk) -> Invoice:
    """Issued, with its files."""
    found = issue_invoice(participation=home, actor=clerk, official=NoRules())
    make_files(invoice_id=found.pk)
    return found


@pytest.fixture
def web(client, clerk):
    client.force_login(clerk)
    return client
