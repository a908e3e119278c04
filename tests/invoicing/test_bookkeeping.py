"""The books: vouchers, ledger and numbers agree, whatever was issued, credited and paid."""

import re
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohorts.models import Participation
from modellkonceptet.records.models import AuditEntry
from reporting.invoicing.bookkeeping import as_sie, read_books
from reporting.invoicing.document import Vat, as_data, fee_lines
from reporting.invoicing.enums import DocumentKind, PaymentSource, VatMode
from reporting.invoicing.ledger import read_gaps, read_ledger
from reporting.invoicing.models import Invoice, InvoiceSeries, InvoicingSettings, Payment
from tests.factories import make_user
from tests.invoicing.recipes import make_credit, make_document, make_participant, make_seller

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
DAYS = st.integers(0, 364).map(lambda n: FIRST + timedelta(days=n))
ORE = st.integers(1, 10_000_000).map(lambda ore: Decimal(ore) / 100)


@pytest.fixture
def clerk(db):
    return make_user("ekonomi@skr.example", staff_role="finance")


@pytest.fixture
def seller(db) -> InvoicingSettings:
    return make_seller()


@pytest.fixture
def home(db) -> Participation:
    return make_participant()


class Books:
    """Rows as issuing and paying write them, without their checks."""

    def __init__(self, home: Participation) -> None:
        self.home = home
        self.series = InvoiceSeries.objects.create(prefix="", year=2027)

    def invoice(self, fee: Decimal, day: date, *, includes_vat: bool = False) -> Invoice:
        vat = Vat(VatMode.STANDARD, Decimal(25))
        lines, rounding = fee_lines([("Avgift", fee)], vat, includes_vat=includes_vat)
        return self._kept(make_document(lines=lines, rounding=rounding, issued_on=day))

    def credit(self, invoice: Invoice, day: date) -> Invoice:
        """All of it."""
        whole = Invoice.objects.get(pk=invoice.pk).document
        lines, _none = fee_lines(
            [("Avgift", Decimal(whole["lines"][0]["price"]))],
            Vat(VatMode.STANDARD, Decimal(25)),
            includes_vat=False,
        )
        rounding = Decimal(whole["rounding"])
        document = make_credit(lines=lines, rounding=rounding, issued_on=day)
        return self._kept(document, credits=invoice, reason="Fel")

    def pay(self, invoice: Invoice | None, amount: Decimal, day: date) -> Payment:
        return Payment.objects.create(
            invoice=invoice,
            amount=amount,
            paid_on=day,
            source=PaymentSource.HAND,
            key=f"{Payment.objects.count()}",
        )

    def _kept(self, document: Any, **fields: Any) -> Invoice:
        self.series.last += 1
        self.series.save()
        serial = self.series.last
        is_credit = document.kind == DocumentKind.CREDIT_NOTE
        return Invoice.objects.create(
            series=self.series,
            serial=serial,
            number=f"2027-{serial:04d}",
            kind=document.kind,
            participation=self.home,
            issued_on=document.issued_on,
            due_on=None if is_credit else document.issued_on + timedelta(days=30),
            ocr="" if is_credit else f"{serial:06d}",
            net=document.net,
            tax=document.tax,
            payable=document.payable,
            document=as_data(document),
            **fields,
        )


def accounts_in(content: bytes) -> dict[int, Decimal]:
    """What a reader of the test's own adds up from the file."""
    found: dict[int, Decimal] = {}
    for number, amount in re.findall(r"#TRANS (\d+) \{\} (\S+)", content.decode("cp437")):
        found[int(number)] = found.get(int(number), Decimal(0)) + Decimal(amount)
    return found


def saved_as_sie(client: Any, period: str = "") -> Any:
    """By the page's button."""
    return client.post(f"{reverse('invoicing:sie_file')}?period={period}")


def sie(clerk: Any, seller: InvoicingSettings, first: date = FIRST, last: date = LAST) -> bytes:
    return as_sie(read_books(clerk, seller, first, last), seller, date(2028, 1, 7))


def test_the_vouchers_of_a_period(clerk, seller, home):
    books = Books(home)
    invoice = books.invoice(Decimal(50000), date(2027, 1, 15))
    books.pay(invoice, Decimal(62500), date(2027, 2, 15))
    books.pay(invoice, Decimal(-500), date(2027, 2, 16))
    books.credit(invoice, date(2027, 3, 1))
    text = sie(clerk, seller).decode("cp437")

    assert re.findall(r'#VER (.*) "[^"]+ (2027-0.*)"\r\n', text) == [
        ('"F" 1 20270115', "2027-0001, Lunds kommun"),
        ('"F" 2 20270301', "2027-0002, Lunds kommun"),
        (f'"B" {Payment.objects.earliest("pk").pk} 20270215', "2027-0001"),
        (f'"B" {Payment.objects.latest("pk").pk} 20270216', "2027-0001"),
    ]
    assert "#TRANS 1510 {} 62500.00\r\n#TRANS 3041 {} -50000.00\r\n#TRANS 2611 {} -12500.00" in text
    assert "#TRANS 1920 {} 62500.00\r\n#TRANS 1510 {} -62500.00" in text


def test_rounding_has_an_account_of_its_own(clerk, seller, home):
    Books(home).invoice(Decimal("0.03"), date(2027, 1, 15), includes_vat=True)
    books = read_books(clerk, seller, FIRST, LAST)

    assert books.balance(books.accounts.claims) == Decimal("0.03")
    assert sum(amount for _account, amount in books.changes) == 0


def test_accounts_are_those_of_the_settings_and_each_stands_once(clerk, seller, home):
    InvoicingSettings.objects.update(claims_account=1519, rounding_account=3041)
    seller.refresh_from_db()
    Books(home).invoice(Decimal("99.99"), date(2027, 1, 15), includes_vat=True)
    text = sie(clerk, seller).decode("cp437")

    assert re.findall(r"#KONTO (\d+)", text) == ["1519", "2611", "3041"]


def test_the_period_takes_its_own_days_alone(clerk, seller, home):
    books = Books(home)
    for day in (date(2027, 1, 31), date(2027, 2, 1), date(2027, 2, 28), date(2027, 3, 1)):
        books.invoice(Decimal(100), day)

    assert accounts_in(sie(clerk, seller, date(2027, 2, 1), date(2027, 2, 28)))[1510] == 250


def test_what_waits_is_told_and_not_booked(clerk, seller, home):
    Books(home).pay(None, Decimal(700), date(2027, 2, 1))
    books = read_books(clerk, seller, FIRST, LAST)

    assert (books.vouchers, books.waiting, books.waiting_sum) == ([], 1, 700)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            ORE,
            st.booleans(),
            DAYS,
            st.none() | DAYS,
            st.lists(st.tuples(ORE | ORE.map(lambda ore: -ore), DAYS), max_size=3),
        ),
        max_size=4,
    ),
    DAYS,
)
def test_the_ledger_is_the_account_of_claims(clerk, seller, home, rows, day):
    """Invoices less credits less payments, also when too much is paid or before the invoice."""
    with transaction.atomic():
        books = Books(home)
        expected = Decimal(0)
        for fee, includes_vat, issued_on, credited_on, paid in rows:
            invoice = books.invoice(fee, issued_on, includes_vat=includes_vat)
            expected += invoice.payable if issued_on <= day else 0
            if credited_on is not None:
                credited_on = max(credited_on, issued_on)
                credit = books.credit(invoice, credited_on)
                assert credit.payable == invoice.payable
                expected -= credit.payable if credited_on <= day else 0
            for amount, paid_on in paid:
                books.pay(invoice, amount, paid_on)
                expected -= amount if paid_on <= day else 0
        ledger = read_ledger(clerk, day)
        booked = accounts_in(sie(clerk, seller, FIRST, day))
        gaps = read_gaps(clerk)
        transaction.set_rollback(True)

    assert ledger.sums["left"] == expected == booked.get(1510, 0)
    assert ledger.sums["paid"] == booked.get(1920, 0)
    assert sum(booked.values()) == 0
    assert gaps.is_whole


def test_a_missing_number_is_found(clerk, home):
    books = Books(home)
    books.invoice(Decimal(1), FIRST)
    books.series.last += 2
    books.invoice(Decimal(1), FIRST)
    books.series.last += 1
    books.series.save()
    report = read_gaps(clerk)

    assert [(one.first, one.last, one.count, one.missing) for one in report.lines] == [
        (1, 5, 2, [2, 3, 5])
    ]
    assert not report.is_whole


# Pages


def test_the_page_the_sie_file_and_the_ledger(clerk, seller, home, client, time_machine):
    time_machine.move_to("2027-03-10 12:00+00:00", tick=False)
    books = Books(home)
    paid = books.invoice(Decimal(50000), date(2027, 1, 15))
    books.pay(paid, Decimal(62500), date(2027, 2, 15))
    late = books.invoice(Decimal(1000), date(2027, 1, 20))
    client.force_login(clerk)

    page = client.get(reverse("invoicing:bookkeeping"), {"period": "2027"})
    assert [row.invoice for row in page.context["ledger"].open_rows] == [late]
    assert [one.key for one in page.context["periods"]] == ["2027", "2027-03", "2027-02", "2027-01"]
    assert page.context["ledger"].day == date(2027, 3, 10)
    nonsense = client.get(reverse("invoicing:bookkeeping"), {"period": "2027-13"})
    assert nonsense.context["period"].key == "2027-03"

    file = saved_as_sie(client, "2027-02")
    assert file["Content-Disposition"] == 'attachment; filename="modellkonceptet-2027-02.si"'
    assert accounts_in(file.content) == {1920: 62500, 1510: -62500}
    ledger = client.get(reverse("invoicing:ledger_file", args=["csv"]), {"period": "2027-01"})
    lines = ledger.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("2027-0001;Lunds kommun;2027-01-15;")
    assert lines[1].endswith(";62500;0;0;62500;0")


def test_the_page_stands_when_everything_lies_later(clerk, seller, home, client, time_machine):
    """The clock of the machine was set back, over the end of a year and within one."""
    Books(home).invoice(Decimal(1000), date(2027, 3, 1))
    for day, keys in (("2026-12-30", ["2026", "2026-12"]), ("2027-02-01", ["2027", "2027-02"])):
        time_machine.move_to(f"{day} 12:00+00:00", tick=False)
        client.force_login(clerk)
        page = client.get(reverse("invoicing:bookkeeping"), {"period": "2027-03"})

        assert page.status_code == 200
        assert [one.key for one in page.context["periods"]] == keys
        assert page.context["books"].vouchers == []
        assert saved_as_sie(client).status_code == 200


@pytest.mark.parametrize("many", [1, 12])
def test_the_number_of_queries_is_the_same(
    clerk, seller, home, client, time_machine, django_assert_num_queries, many
):
    time_machine.move_to("2027-03-10 12:00+00:00", tick=False)
    books = Books(home)
    for _n in range(many):
        invoice = books.invoice(Decimal(1000), date(2027, 1, 20))
        books.pay(invoice, Decimal(10), date(2027, 2, 1))
    client.force_login(clerk)
    with django_assert_num_queries(15):
        client.get(reverse("invoicing:bookkeeping"), {"period": "2027"})


# What has been saved already


@pytest.fixture
def saved(clerk, seller, home, client, time_machine) -> tuple[Any, Payment, Invoice]:
    """January and February saved as SIE 4 on 5 March, with a payment that was counted wrongly."""
    time_machine.move_to("2027-03-05 12:00+00:00", tick=False)
    books = Books(home)
    invoice = books.invoice(Decimal(50000), date(2027, 1, 15))
    payment = books.pay(invoice, Decimal(62500), date(2027, 2, 15))
    client.force_login(clerk)
    for period in ("2027-01", "2027-02", "2027-02"):
        assert saved_as_sie(client, period).status_code == 200
    return client, payment, invoice


def told(response: Any) -> list[str]:
    return [one.message for one in response.context["messages"] if one.level_tag == "warning"]


def test_a_change_of_what_was_saved_is_warned_of_before_and_after(saved):
    client, payment, invoice = saved
    page = client.get(reverse("invoicing:payment", args=[payment.pk]))
    assert [one.period.key for one in page.context["exports"]] == ["2027-02"]
    assert "2027, " in page.context["exports"][0].told
    assert page.context["exports"][0].told in page.content.decode()

    back = reverse("invoicing:take_back_payment", args=[payment.pk])
    (first,) = told(client.post(back, {"back-note": "Fel"}, follow=True))
    assign = reverse("invoicing:assign_payment", args=[payment.pk])
    (second,) = told(client.post(assign, {"assign-number": invoice.number}, follow=True))
    for words in (first, second):
        assert page.context["exports"][0].told in words
        assert f"B {payment.pk}" in words


def test_what_is_noted_for_a_saved_day_is_warned_of_and_another_day_is_not(saved):
    client, _payment, invoice = saved
    path = reverse("invoicing:record_payment", args=[invoice.pk])

    def note(day: int, month: int) -> list[str]:
        sent = {"paid_on_day": day, "paid_on_month": month, "paid_on_year": 2027, "amount": "1"}
        return told(client.post(path, {**sent, "token": uuid.uuid4()}, follow=True))

    assert len(note(28, 2)) == 1
    assert note(1, 3) == []
    bank = b"Datum;Belopp;Referens;Betalare\n2027-02-20;1,00;%s;X" % invoice.ocr.encode()
    Payment.objects.filter(amount__gt=1).update(amount=invoice.payable - 3)
    upload = SimpleUploadedFile("bank.csv", bank)
    answer = client.post(reverse("invoicing:payments"), {"file": upload}, follow=True)
    assert Payment.objects.latest("pk").invoice == invoice
    assert len(told(answer)) == 1


def test_what_was_settled_or_never_saved_warns_of_nothing(saved):
    client, payment, _invoice = saved
    payment.invoice = None
    payment.save()
    settle = reverse("invoicing:settle_payment", args=[payment.pk])
    assert told(client.post(settle, {"settle-note": "Åter till avsändaren"}, follow=True)) == []
    page = client.get(reverse("invoicing:payment", args=[payment.pk]))
    assert page.context["exports"] == []
    back = reverse("invoicing:take_back_payment", args=[payment.pk])
    assert told(client.post(back, {"back-note": "Fel"}, follow=True)) == []
    AuditEntry.objects.all().delete()
    page = client.get(reverse("invoicing:payment", args=[payment.pk]))
    assert page.context["exports"] == []


def test_the_page_of_the_books_says_what_was_saved(saved):
    client, _payment, _invoice = saved

    def shown(period: str) -> list[str]:
        page = client.get(reverse("invoicing:bookkeeping"), {"period": period})
        return [one.period.key for one in page.context["exports"]]

    assert shown("2027-02") == ["2027-02"]
    assert sorted(shown("2027")) == ["2027-01", "2027-02"]
    assert shown("2027-03") == []
    assert AuditEntry.objects.filter(action="export_sie").count() == 3


def test_others_read_no_books(client, reviewer):
    client.force_login(reviewer)
    for name in ("bookkeeping", "sie_file", "payments", "overdue"):
        assert client.get(reverse(f"invoicing:{name}")).status_code == 403
