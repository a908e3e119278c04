"""Between tests that commit nothing is left, and what the migrations made stays."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from cohorts.models import Cohort
from modellkonceptet.accounts.models import User
from reporting.invoicing.models import Invoice
from reporting.invoicing.services.issuing import issue_invoice
from tests.emptying import empty_tables
from tests.factories import make_user
from tests.invoicing.recipes import NoRules, make_participant, make_seller


@pytest.mark.django_db(transaction=True)
def test_also_what_refuses_to_be_deleted():
    made = (Permission.objects.count(), ContentType.objects.count())
    make_seller()
    clerk = make_user("ekonomi@skr.example", staff_role="finance")
    issue_invoice(participation=make_participant(), actor=clerk, official=NoRules())

    empty_tables(None)

    assert [m.objects.count() for m in (Invoice, Cohort, User)] == [0, 0, 0]
    assert (Permission.objects.count(), ContentType.objects.count()) == made != (0, 0)
