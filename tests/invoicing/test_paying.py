"""Payments: counted by OCR and amount, everything else seen to by a person, nothing twice."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from modellkonceptet.records.models import AuditEntry, StoredFile
from reporting.invoicing.enums import Difference, PaymentSource
from reporting.invoicing.models import BankFile, Invoice, InvoicingSettings, Payment
from reporting.invoicing.services.issuing import issue_invoice
from reporting.invoicing.services.paying import (
    assign_payment,
    import_bank_file,
    record_payment,
    settle_payment,
    take_back,
)
from tests.at_once import at_once, codes
from tests.factories import make_cohort, make_user, stockholm
from tests.invoicing.recipes import NoRules, make_participant, make_seller

pytestmark = pytest.mark.django_db

# Three payments into 5050-1055 on 15 February 2027: 62 500 twice and 50 000, to the first three.
EXAMPLE = (Path(__file__).parent / "data" / "bgmax_example.txt").read_bytes()
DAY = date(2027, 2, 15)


@pytest.fixture
def clerk(db):
    return make_user("ekonomi@skr.example", staff_role="finance")


@pytest.fixture
def invoices(clerk, time_machine) -> list[Invoice]:
    """Three of 62 500 kronor; the example pays the third one with 50 000."""
    return make_invoices(clerk, time_machine)


def make_invoices(clerk, time_machine, count: int = 3) -> list[Invoice]:
    time_machine.move_to(stockholm(2027, 1, 15), tick=False)
    make_seller()
    cohort = make_cohort()
    issued = [
        issue_invoice(participation=make_participant(n, cohort), actor=clerk, official=NoRules())
        for n in range(1, count + 1)
    ]
    time_machine.move_to(stockholm(2027, 2, 17), tick=False)
    return issued


def table(*rows: str) -> bytes:
    return "\n".join(["Datum;Belopp;Referens;Betalare", *rows]).encode()


def read(content: bytes, clerk, name: str = "inbetalningar.txt"):
    return import_bank_file(name=name, content=content, actor=clerk)


def left() -> list[Decimal]:
    rows = Invoice.objects.invoices().with_sums().order_by("serial")
    return [one.left for one in rows]


def by_hand(invoice: Invoice, clerk, amount: str = "62500", **changes) -> Payment:
    said = {"paid_on": DAY, "note": "", "token": f"{invoice.pk}-{amount}", **changes}
    return record_payment(invoice=invoice, amount=Decimal(amount), actor=clerk, **said)


def refusal_of(act) -> ValidationError:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value


# From a file


def test_what_agrees_is_counted_and_what_does_not_waits(invoices, clerk):
    done = read(EXAMPLE, clerk)

    assert (done.is_new, done.matched, done.differences, done.known) == (True, 2, 1, 0)
    assert left() == [0, 0, 62500]
    waiting = Payment.objects.unmatched().get()
    assert (waiting.amount, waiting.why, waiting.payer) == (50000, "amount", "LUNDS KOMMUN")
    assert {one.source for one in Payment.objects.all()} == {PaymentSource.BGMAX}


def test_the_same_file_twice_changes_nothing(invoices, clerk):
    read(EXAMPLE, clerk)
    again = read(EXAMPLE, clerk, name="kopia.txt")

    assert (again.is_new, again.file.name) == (False, "inbetalningar.txt")
    assert (Payment.objects.count(), BankFile.objects.count()) == (3, 1)


def test_a_payment_in_two_files_is_counted_once(invoices, clerk):
    read(EXAMPLE, clerk)
    other = read(EXAMPLE.replace(b"\r\n", b"\n"), clerk)

    assert (other.is_new, other.matched, other.differences, other.known) == (True, 0, 0, 3)
    assert (Payment.objects.count(), BankFile.objects.count()) == (3, 2)
    assert left() == [0, 0, 62500]


@pytest.mark.parametrize(
    "content,said",
    [
        (EXAMPLE.replace(b"17500000SEK", b"17500100SEK"), "Rad 7: "),
        (EXAMPLE[:400], "filen slutar mitt i"),
        (table("2027-02-15;62 500,00;2027000104;", "2027-02-30;1;2;"), "Rad 3: "),
    ],
)
def test_a_file_that_is_wrong_is_refused_whole(invoices, clerk, content, said):
    assert said in refusal_of(lambda: read(content, clerk)).messages[0]
    assert not Payment.objects.exists()
    assert not BankFile.objects.exists()
    assert not StoredFile.objects.filter(name__startswith="inbetalningar").exists()


def test_why_a_payment_waits(invoices, clerk):
    first, second, _third = invoices
    by_hand(first, clerk)
    read(
        table(
            f"2027-02-15;62 500,00;{first.ocr};Kommun 1",
            f"2027-02-15;62 499,00;{second.ocr};Kommun 2",
            "2027-02-15;100,00;faktura 7;Någon",
            f"2027-02-15;-100,00;{second.ocr};Kommun 2",
        ),
        clerk,
    )
    why = [one.why for one in Payment.objects.unmatched().order_by("pk")]

    assert why == ["paid", "amount", "unknown", "deduction"]


def test_money_to_another_bankgiro_waits(invoices, clerk):
    # 5805-6201 is somebody else's
    read(EXAMPLE.replace(b"050050501055", b"050058056201"), clerk)

    assert {one.why for one in Payment.objects.unmatched()} == {Difference.BANKGIRO}
    assert left() == [62500, 62500, 62500]


def test_an_invoice_may_be_paid_to_the_number_that_stands_on_it(invoices, clerk):
    InvoicingSettings.objects.update(bankgiro="58056201")

    assert read(EXAMPLE, clerk).matched == 2


def test_one_payment_with_several_references_waits(invoices, clerk):
    extra = b"220000000000               2027000203" + b"0" * 18 + b"2" + b" " * 24
    lines = EXAMPLE.split(b"\r\n")
    lines.insert(3, extra)
    content = b"\r\n".join(lines).replace(
        b"700000000300000000" + b"00000000", b"700000000300000000" + b"00000001"
    )
    read(content, clerk)

    assert [one.why for one in Payment.objects.unmatched().order_by("pk")] == ["several", "amount"]


def test_of_two_that_pay_the_same_the_second_waits(invoices, clerk):
    row = f"2027-02-15;62 500,00;{invoices[0].ocr};Kommun 1"
    done = read(table(row, row), clerk)

    assert (done.matched, done.differences) == (1, 1)
    assert Payment.objects.unmatched().get().why == Difference.PAID


def test_what_is_left_after_a_part_is_counted_by_itself(invoices, clerk):
    by_hand(invoices[0], clerk, "12500")
    read(table(f"2027-02-15;50 000,00;{invoices[0].ocr};"), clerk)

    assert left()[0] == 0


# By hand


def test_by_hand_and_back_again(invoices, clerk):
    invoice = invoices[0]
    by_hand(invoice, clerk, "70000")
    by_hand(invoice, clerk, "-7500", note="För mycket betalt")

    assert left()[0] == 0


@pytest.mark.parametrize(
    "amount,changes,field",
    [
        ("0", {}, "amount"),
        ("1.001", {}, "amount"),
        ("-1", {"note": ""}, "note"),
        ("-1", {"note": "Återbetalt"}, "amount"),
        ("1", {"paid_on": date(2027, 2, 18)}, "paid_on"),
    ],
)
def test_what_cannot_have_been_paid(invoices, clerk, amount, changes, field):
    error = refusal_of(lambda: by_hand(invoices[0], clerk, amount, **changes))

    assert list(error.error_dict) == [field]
    assert not Payment.objects.exists()


def test_a_form_sent_twice_is_one_payment(invoices, clerk):
    assert by_hand(invoices[0], clerk) == by_hand(invoices[0], clerk)
    assert Payment.objects.count() == 1


# Differences


def test_a_difference_is_counted_by_a_person_and_taken_back_with_a_trail(invoices, clerk):
    read(EXAMPLE, clerk)
    payment = Payment.objects.unmatched().get()

    assign_payment(payment=payment, invoice=invoices[2], actor=clerk)
    assert left()[2] == 12500
    take_back(payment=payment, note="Fel faktura", actor=clerk)
    assert left()[2] == 62500
    assert Payment.objects.unmatched().get().why == Difference.TAKEN_BACK
    assign_payment(payment=payment, invoice=invoices[0], actor=clerk)

    assert left()[0] == -50000
    trail = AuditEntry.objects.about(payment).order_by("pk")
    assert [(one.action, one.details["invoice"], one.note) for one in trail] == [
        ("assign", invoices[2].number, ""),
        ("take_back", invoices[2].number, "Fel faktura"),
        ("assign", invoices[0].number, ""),
    ]
    assert {one.actor for one in trail} == {clerk}


def test_what_is_not_ours_is_settled_with_a_note_and_may_be_opened_again(invoices, clerk):
    read(EXAMPLE, clerk)
    payment = Payment.objects.unmatched().get()
    assert "note" in refusal_of(lambda: settle(payment, " ", clerk)).error_dict

    settle(payment, "Betalt tillbaka", clerk)
    assert not Payment.objects.unmatched().exists()
    assert refusal_of(lambda: settle(payment, "Igen", clerk)).code == "changed_meanwhile"
    take_back(payment=payment, note="Det var vårt", actor=clerk)

    assert Payment.objects.unmatched().get().why == Difference.AMOUNT


def settle(payment: Payment, note: str, clerk) -> Payment:
    return settle_payment(payment=payment, note=note, actor=clerk)


def test_a_payment_is_counted_once(invoices, clerk):
    payment = by_hand(invoices[0], clerk)
    twice = refusal_of(lambda: assign_payment(payment=payment, invoice=invoices[1], actor=clerk))

    assert twice.code == "changed_meanwhile"


def test_only_finance(invoices, project_lead):
    for act in (
        lambda: read(EXAMPLE, project_lead),
        lambda: by_hand(invoices[0], project_lead),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Payment.objects.exists()


# Pages


def test_finance_reads_a_file_and_counts_the_difference(invoices, clerk, client):
    client.force_login(clerk)
    page = reverse("invoicing:payments")
    answer = client.post(page, {"file": SimpleUploadedFile("bg.txt", EXAMPLE)}, follow=True)
    assert "50 000,00" in answer.content.decode().replace("\xa0", " ")

    payment = Payment.objects.unmatched().get()
    own = client.get(reverse("invoicing:payment", args=[payment.pk])).content.decode()
    assert f'value="{invoices[2].number}"' in own
    client.post(
        reverse("invoicing:assign_payment", args=[payment.pk]),
        {"assign-number": invoices[2].number},
    )
    assert left()[2] == 12500


def test_a_wrong_file_says_its_line_and_a_wrong_number_is_kept(invoices, clerk, client):
    client.force_login(clerk)
    wrong = SimpleUploadedFile("bg.txt", EXAMPLE[:400])
    answer = client.post(reverse("invoicing:payments"), {"file": wrong})
    assert answer.status_code == 422

    read(EXAMPLE, clerk)
    payment = Payment.objects.unmatched().get()
    answer = client.post(
        reverse("invoicing:assign_payment", args=[payment.pk]), {"assign-number": "2027-9999"}
    )
    assert answer.status_code == 422
    assert 'value="2027-9999"' in answer.content.decode()
    answer = client.post(reverse("invoicing:settle_payment", args=[payment.pk]), {})
    assert answer.status_code == 422


def test_the_page_by_hand(invoices, clerk, client):
    client.force_login(clerk)
    page = reverse("invoicing:record_payment", args=[invoices[0].pk])
    sent = {
        "amount": "−1 000,50",
        "paid_on_day": "15",
        "paid_on_month": "2",
        "paid_on_year": "2027",
        "note": "",
        "token": "3f0e6f2c-6a3c-4f39-9d7c-0f6e1f0f4c11",
    }
    assert client.post(page, sent).status_code == 422
    assert client.post(page, {**sent, "amount": "NaN"}).status_code == 422
    sent["amount"] = "62 500,00"
    for _twice in range(2):
        assert client.post(page, sent).status_code == 302
    assert left()[0] == 0
    assert 'value="62500,00"' not in client.get(page).content.decode()


def test_a_project_lead_reads_and_changes_nothing(invoices, clerk, project_lead, client):
    read(EXAMPLE, clerk)
    client.force_login(project_lead)
    payment = Payment.objects.unmatched().get()

    assert client.get(reverse("invoicing:payments")).status_code == 200
    assert client.get(reverse("invoicing:payment", args=[payment.pk])).status_code == 200
    file = SimpleUploadedFile("bg.txt", b"01BGMAX")
    assert client.post(reverse("invoicing:payments"), {"file": file}).status_code == 403
    settled = client.post(
        reverse("invoicing:settle_payment", args=[payment.pk]), {"settle-note": "x"}
    )
    assert settled.status_code == 403


@pytest.mark.parametrize("many", [1, 30])
def test_the_number_of_queries_is_the_same(
    invoices, clerk, client, django_assert_num_queries, many
):
    rows = [f"2027-02-15;{n},00;{invoices[0].ocr};Någon" for n in range(1, many + 1)]
    read(table(*rows), clerk)
    client.force_login(clerk)
    with django_assert_num_queries(5):
        client.get(reverse("invoicing:payments"))


def test_many_differences_are_read_page_by_page(invoices, clerk, client, monkeypatch):
    monkeypatch.setattr("reporting.invoicing.views.paying.ROWS", 2)
    read(table(*(f"2027-02-15;{n},00;{invoices[0].ocr};Någon" for n in range(1, 6))), clerk)
    client.force_login(clerk)
    pages = [client.get(reverse("invoicing:payments"), {"page": n}) for n in (1, 2, 3)]

    amounts = [[int(row.payment.amount) for row in one.context["page_obj"]] for one in pages]
    assert amounts == [[1, 2], [3, 4], [5]]
    assert {len(one.context["differences"]) for one in pages} == {5}
    assert "?page=2" in pages[0].content.decode()


# At once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_payments_read_by_several_at_once_are_counted_once(time_machine):
    clerk = make_user("ekonomi@skr.example", staff_role="finance")
    make_invoices(clerk, time_machine)
    contents = [EXAMPLE, EXAMPLE, EXAMPLE.replace(b"\r\n", b"\n"), EXAMPLE + b"\x1a"]

    told = at_once(*(lambda one=one: read(one, clerk) for one in contents))

    assert codes(told) == ["done"] * 4
    assert sum(one.matched for one in told) == 2
    assert (Payment.objects.count(), BankFile.objects.count()) == (3, 3)
    assert left() == [0, 0, 62500]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_difference_counted_by_two_at_once_is_counted_once(time_machine):
    clerk = make_user("ekonomi@skr.example", staff_role="finance")
    invoices = make_invoices(clerk, time_machine)
    read(EXAMPLE, clerk)
    payment = Payment.objects.unmatched().get()

    told = at_once(
        *(
            lambda one=one: assign_payment(payment=payment, invoice=one, actor=clerk)
            for one in invoices[:2]
        )
    )

    assert codes(told) == ["changed_meanwhile", "done"]
