"""Two at once on the same invoice, double clicks, and frozen rows that everything tries to move."""

import time
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError, Sum
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort, Organisation, Participation, TeamMember
from modellkonceptet.civil_dates import today
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import StoredFile
from reporting.invoicing.models import (
    BankFile,
    Invoice,
    InvoiceFile,
    InvoiceRun,
    InvoiceSeries,
    Payment,
    Sending,
)
from reporting.invoicing.services import runs
from reporting.invoicing.services.crediting import credit_invoice, creditable
from reporting.invoicing.services.invoice_files import make_files
from reporting.invoicing.services.issuing import issue_invoice
from reporting.invoicing.services.paying import import_bank_file, record_payment, take_back
from reporting.invoicing.services.sending import mail_invoice, mark_sent
from reporting.invoicing.views import invoice_actions
from tests.at_once import at_once, codes
from tests.factories import make_user
from tests.invoicing.recipes import NoRules, make_participant


def issue(home, clerk) -> Invoice:
    return issue_invoice(participation=home, actor=clerk, official=NoRules())


def credit(invoice, clerk, amount=None, seen=0) -> Invoice:
    return credit_invoice(
        invoice=invoice,
        amount=amount,
        reason="Fel",
        seen=seen,
        actor=clerk,
        official=NoRules(),
    )


def pay(invoice, clerk, amount, token=None):
    return record_payment(
        invoice=invoice,
        amount=Decimal(amount),
        paid_on=today(),
        note="Hej",
        token=token or str(uuid.uuid4()),
        actor=clerk,
    )


def url(name, *args) -> str:
    return reverse(f"invoicing:{name}", args=args)


# --- frozen ------------------------------------------------------------------------------


def _moved(field):
    def act(invoice):
        setattr(invoice, field, Decimal(1))
        invoice._state.adding = True
        with transaction.atomic():
            invoice.save()

    return act


def _upsert(invoice):
    invoice.payable = Decimal(1)
    with transaction.atomic():
        Invoice.objects.bulk_create(
            [invoice], update_conflicts=True, unique_fields=["number"], update_fields=["payable"]
        )


WAYS = {
    "save": lambda one: one.save(),
    "save of a field": lambda one: one.save(update_fields=["net"]),
    "save as new": _moved("payable"),
    "upsert": _upsert,
    "delete": lambda one: one.delete(),
    "update": lambda one: Invoice.objects.update(net=1),
    "update through the participant": lambda one: one.participation.invoices.update(net=1),
    "update or create": lambda one: Invoice.objects.update_or_create(
        number=one.number, defaults={"net": 1}
    ),
    "bulk update": lambda one: Invoice.objects.bulk_update([one], ["net"]),
    "delete all": lambda one: Invoice.objects.all().delete(),
    "raw delete": lambda one: Invoice.objects.all()._raw_delete("default"),
    "past the manager": lambda one: Invoice._base_manager.update(net=1),
    "delete past the manager": lambda one: Invoice._base_manager.all().delete(),
    "added to another": lambda one: one.credit_notes.add(one),
    "files": lambda one: one.files.update(sha256="0"),
    "files past the manager": lambda one: InvoiceFile._base_manager.update(sha256="0"),
    "files deleted": lambda one: one.files.all().delete(),
    "the kept file deleted": lambda one: StoredFile.objects.filter(name__endswith=".pdf").delete(),
    "series": lambda one: one.series.delete(),
    "participant": lambda one: one.participation.delete(),
    "organisation": lambda one: one.participation.organisation.delete(),
    "round": lambda one: one.participation.cohort.delete(),
    "clerk": lambda one: one.issued_by.delete(),
    "participants": lambda one: Participation.objects.all().delete(),
    "organisations": lambda one: Organisation.objects.all().delete(),
    "rounds": lambda one: Cohort.objects.all().delete(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_nothing_moves_what_is_issued(invoice, way):
    before = (Invoice.objects.values().get(), list(InvoiceFile.objects.order_by("pk").values()))

    with (
        pytest.raises((PermissionDenied, ProtectedError, DatabaseError)),
        transaction.atomic(),
    ):
        way(Invoice.objects.get())

    after = (Invoice.objects.values().get(), list(InvoiceFile.objects.order_by("pk").values()))
    assert after == before


@pytest.mark.django_db
def test_who_leaves_the_team_and_what_is_forgotten_of_mails_leaves_the_invoice(invoice, clerk):
    user = make_user("kollega@kommun.example")
    invoice.participation.team.create(function="key_person", user=user, name="K", email=user.email)
    mail_invoice(invoice=invoice, seen=0, actor=clerk)
    before = Invoice.objects.values().get()

    TeamMember.objects.all().delete()
    user.delete()
    Message.objects.all().delete()

    assert Invoice.objects.values().get() == before
    assert (Sending.objects.count(), invoice.files.count()) == (1, 2)


STATEMENTS = [
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = {table}.id",
]


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("table", ["invoicing_invoice", "invoicing_invoicefile"])
@pytest.mark.parametrize("statement", STATEMENTS)
def test_raw_sql_is_refused(invoice, table, statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE waits for no pending check
        cursor.execute("SET LOCAL invoicing.may_truncate = ''")
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            cursor.execute(statement.format(table=table))

    assert (Invoice.objects.count(), InvoiceFile.objects.count()) == (1, 2)


# --- two at once -----------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_partial_credits_at_once_never_go_beyond_the_invoice(invoice, clerk):
    def insist():
        """As somebody who reloads the page and presses again, whatever it says."""
        done = 0
        for _time in range(30):
            try:
                credit(invoice, clerk, Decimal("7777.77"), seen=invoice.credit_notes.count())
                done += 1
            except ValidationError:
                continue
        return done

    done = at_once(*[insist] * 5)

    notes = invoice.credit_notes.aggregate(net=Sum("net"), payable=Sum("payable"))
    assert all(isinstance(one, int) for one in done), done
    assert sum(done) == 6
    assert notes["net"] == Decimal("46666.62")
    assert notes["payable"] <= invoice.payable
    serials = sorted(Invoice.objects.values_list("serial", flat=True))
    assert serials == list(range(1, 8))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_everything_at_once_on_the_same_invoices_locks_nobody_out(clerk):
    """Issuing, crediting, paying, importing, sending and drawing, each taking its own locks."""
    first = make_participant(1)
    homes = [first, *(make_participant(n, first.cohort) for n in range(2, 6))]
    invoices = [issue(home, clerk) for home in homes]

    def table(n):
        rows = "".join(f"2026-01-0{n};1,00;{one.ocr}\n" for one in reversed(invoices))
        return f"Datum;Belopp;OCR\n{rows}".encode()

    def tolerant(act, order):
        def run():
            for one in order:
                try:
                    act(one)
                except ValidationError:
                    continue
            return "through"

        return run

    ahead, back = invoices, invoices[::-1]
    acts = [
        tolerant(lambda one: credit(one, clerk), ahead),
        tolerant(lambda one: pay(one, clerk, 100), back),
        tolerant(lambda one: make_files(invoice_id=one.pk), ahead),
        tolerant(lambda one: mark_sent(invoice=one, provider_id="A", seen=0, actor=clerk), back),
        tolerant(lambda one: issue(one.participation, clerk), back),
        tolerant(lambda n: import_bank_file(name="b", content=table(n), actor=clerk), (1, 2, 3)),
        tolerant(lambda n: import_bank_file(name="b", content=table(n), actor=clerk), (3, 2, 1)),
    ]
    begun = time.monotonic()

    assert at_once(*acts) == ["through"] * len(acts)
    assert time.monotonic() - begun < 100
    assert BankFile.objects.count() == 3
    assert InvoiceFile.objects.filter(invoice__in=invoices).count() == 10
    serials = sorted(Invoice.objects.values_list("serial", flat=True))
    assert serials == list(range(1, InvoiceSeries.objects.get().last + 1))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_money_paid_back_twice_at_once_is_paid_back_once(invoice, clerk):
    pay(invoice, clerk, 1000)

    told = at_once(*[lambda: pay(invoice, clerk, -1000)] * 3)

    assert codes(told) == ["amount", "amount", "done"]
    assert Payment.objects.aggregate(total=Sum("amount"))["total"] == 0


@pytest.mark.django_db
def test_what_has_been_paid_back_is_not_taken_back_too(invoice, clerk):
    payment = pay(invoice, clerk, 1000)
    pay(invoice, clerk, -1000)

    with pytest.raises(ValidationError):
        take_back(payment=payment, note="Fel faktura", actor=clerk)


# --- double clicks ---------------------------------------------------------------------------


def clicks(user, path, data, times=3) -> list[int]:
    def click():
        web = Client(raise_request_exception=True)
        web.force_login(user)
        return web.post(path, data).status_code

    return at_once(*[click] * times)


@pytest.fixture
def rules_hold(monkeypatch):
    for place in (runs, invoice_actions):
        monkeypatch.setattr(place, "OfficialRules", NoRules)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_every_form_pressed_three_times_at_once_acts_once(clerk, rules_hold):
    home = make_participant()
    make_participant(2, home.cohort)

    assert clicks(clerk, url("issue", home.pk), {}) == [302] * 3
    invoice = Invoice.objects.get()
    make_files(invoice_id=invoice.pk)

    assert clicks(clerk, url("order_run", home.cohort.slug), {}) == [302] * 3
    run = InvoiceRun.objects.get()
    assert at_once(*[lambda: runs.carry_out(run_id=run.pk)] * 2) == [None, None]
    assert Invoice.objects.count() == 2

    assert clicks(clerk, url("send_invoice", invoice.pk), {"way": "mail", "seen": "0"}) == [302] * 3
    assert (Message.objects.count(), Sending.objects.count()) == (1, 1)

    paid = {"amount": "100", "note": "", "token": str(uuid.uuid4())}
    day = today() - timedelta(days=1)
    paid |= {f"paid_on_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    assert clicks(clerk, url("record_payment", invoice.pk), paid) == [302] * 3
    assert Payment.objects.count() == 1

    sent = {"extent": "all", "reason": "Fel", "seen": "0"}
    told = clicks(clerk, url("credit_invoice", invoice.pk), sent)
    assert sorted(told) == [302, 422, 422]
    assert creditable(invoice).is_nothing


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_waits_to_be_sent_chosen_by_two_at_once_is_sent_once(clerk):
    home = make_participant()
    found = [issue(home, clerk), issue(make_participant(2, home.cohort), clerk)]
    for one in found:
        make_files(invoice_id=one.pk)
    data = {"way": "mail", "invoice": [one.pk for one in found]}

    assert clicks(clerk, url("unsent"), data) == [302] * 3
    assert (Message.objects.count(), Sending.objects.count()) == (2, 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_payment_is_not_counted_twice_by_tokens_of_two_invoices(clerk):
    """A page's token that is sent to another invoice counts nothing there, and says so."""
    home = make_participant()
    first, second = issue(home, clerk), issue(make_participant(2, home.cohort), clerk)
    token = str(uuid.uuid4())
    pay(first, clerk, 10, token)

    told = at_once(*[lambda: pay(second, clerk, 10, token)] * 2)

    assert len(told) == 2
    assert Payment.objects.get().invoice == first
