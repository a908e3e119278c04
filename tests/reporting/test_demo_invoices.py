"""The demo's running round has invoices: of each kind one, on days that fit, whoever looks."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort, Participation
from modellkonceptet.accounts.models import User
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.models import Message
from modellkonceptet.pdf import PdfUnavailableError
from modellkonceptet.working_days import is_working_day
from reporting.demo import invoices as demo_invoices
from reporting.demo.clock import as_if_on
from reporting.demo.group_rounds import RUNNING
from reporting.demo.invoices import ensure_invoices
from reporting.invoicing.enums import Standing
from reporting.invoicing.invoice_list import read_list
from reporting.invoicing.ledger import read_gaps
from reporting.invoicing.models import Invoice, InvoiceFile, Payment
from reporting.invoicing.to_invoice import ToInvoice
from tests.factories import stockholm
from tests.invoicing.recipes import NoRules

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(demo):
    return User.objects.get(email="ekonomi@skr.example")


def standings(user) -> dict[str, str]:
    """By organisation; of a credit note with its number."""
    rows = read_list(user, today(), {}).rows
    return {
        row.invoice.number if row.invoice.is_credit else row.buyer: row.standing for row in rows
    }


def test_one_of_each_kind(clerk):
    assert standings(clerk) == {
        "Karlshamns kommun": Standing.OVERDUE,
        "Ystad kommun": Standing.PAID,
        "DEMO2026-0003": Standing.SENT,
        "Lunds kommun": Standing.SENT,
        "Hudiksvalls kommun": Standing.TO_SEND,
    }
    note = Invoice.objects.get(number="DEMO2026-0003")
    assert (note.credits.participation.organisation.code, note.net) == ("1286", Decimal(5000))
    half = Invoice.objects.get(participation__organisation__code="2184")
    assert (half.net, half.participation.fee_exception.reason) == (
        Decimal(25_000),
        demo_invoices.WHY_HALF,
    )
    assert Counter(InvoiceFile.objects.values_list("form", flat=True)) == {"pdf": 5, "xml": 5}


def test_one_waits_for_its_reference_and_has_been_asked(clerk):
    page = ToInvoice(Cohort.objects.get(slug=RUNNING))
    (row,) = (row for row in page.every if row.key != "issued")

    assert (row.key, str(row.candidate.participation)) == ("lacking", "Mora kommun")
    assert [str(gap) for gap in row.candidate.gaps] == ["Köparens referens saknas."]
    assert row.candidate.billing.asked_at == stockholm(2026, 11, 13, 10)


def test_one_payment_has_found_its_invoice_and_one_waits(clerk):
    found, waits = Payment.objects.order_by("pk")

    assert found.invoice.participation.organisation.code == "1286"
    assert (waits.invoice, waits.why, waits.amount) == (None, "amount", Decimal(50_000))


def test_the_days_run_forward_and_fit(clerk):
    rows = list(Invoice.objects.order_by("pk"))

    assert [row.serial for row in rows] == [1, 2, 3, 4, 5]
    assert [row.issued_on for row in rows] == [
        date(2026, 10, 6),
        date(2026, 10, 13),
        date(2026, 10, 20),
        date(2026, 11, 16),
        date(2026, 11, 20),
    ]
    assert all(is_working_day(row.issued_on) for row in rows)
    assert all(timezone.localdate(row.issued_at) == row.issued_on for row in rows)
    assert read_gaps(clerk).is_whole
    for sending in (one for row in rows for one in row.sendings.select_related("message")):
        assert timezone.localdate(sending.sent_at) == sending.invoice.issued_on
    mails = Message.objects.filter(kind__in=("invoice", "billing_asked"))
    assert Counter(mails.values_list("kind", "status")) == {
        ("invoice", "sent"): 3,
        ("billing_asked", "sent"): 1,
    }
    assert all(mail.sent_at == mail.created_at for mail in mails)


def test_lunds_strategist_sees_and_fetches_its_invoice(clerk, client):
    home = Participation.objects.get(cohort__slug=RUNNING, organisation__code="1281")
    invoice = home.invoices.get()
    client.force_login(User.objects.get(email="strateg.lund@lund.example"))
    listed = client.get(reverse("invoicing:own_invoices", args=[home.pk]))
    pdf = client.get(reverse("invoicing:invoice_pdf", args=[invoice.pk]))

    assert invoice.number in listed.content.decode()
    assert b"".join(pdf).startswith(b"%PDF-")


def test_what_somebody_has_begun_is_left_alone(clerk):
    assert ensure_invoices(today=today(), people={clerk.email: clerk}) == 0
    assert Invoice.objects.count() == 5


# Another day of the year, and a machine that draws no PDFs


@pytest.fixture
def without_rules(settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(demo_invoices, "OfficialRules", NoRules)


@pytest.mark.parametrize("day", [(2027, 1, 7), (2027, 4, 3), (2026, 12, 27)])
def test_the_days_fit_whichever_day_it_is(without_rules, monkeypatch, day):
    monkeypatch.setattr(demo_invoices, "make_files", lambda **_which: None)
    with time_machine.travel(stockholm(*day, 8), tick=False):
        call_command("prepare_demo", verbosity=0)
        clerk = User.objects.get(email="ekonomi@skr.example")
        kinds = Counter(standings(clerk).values())
        rows = list(Invoice.objects.order_by("pk"))

    assert kinds == {Standing.OVERDUE: 1, Standing.PAID: 1, Standing.SENT: 2, Standing.TO_SEND: 1}
    assert [row.issued_on for row in rows] == sorted(row.issued_on for row in rows)
    assert rows[-1].issued_on < date(*day)


def test_without_the_libraries_of_pdfs_all_but_the_files_is_there(without_rules, monkeypatch):
    def fail(**_which):
        raise PdfUnavailableError

    monkeypatch.setattr(demo_invoices, "make_files", fail)
    with time_machine.travel(stockholm(2026, 11, 22), tick=False):
        call_command("prepare_demo", verbosity=0)

    assert (Invoice.objects.count(), InvoiceFile.objects.count()) == (5, 0)
    assert not Message.objects.filter(kind="invoice").exists()


# Its clock


@pytest.mark.parametrize("is_demo,day", [(False, 21), (True, 22), (True, 23)])
def test_the_clock_goes_back_and_only_in_a_demo(settings, is_demo, day):
    settings.DEMO = is_demo
    with time_machine.travel(stockholm(2026, 11, 22), tick=False):
        with pytest.raises((RuntimeError, ValueError)), as_if_on(date(2026, 11, day)):
            pass
        assert timezone.now() == stockholm(2026, 11, 22)


def test_after_a_failure_the_clock_is_right_again(settings):
    settings.DEMO = True
    with time_machine.travel(stockholm(2026, 11, 22), tick=False):
        with as_if_on(date(2026, 11, 20)):
            assert today() == date(2026, 11, 20)
        with pytest.raises(KeyError), as_if_on(date(2026, 11, 20)):
            raise KeyError
        assert today() == date(2026, 11, 22)
